"""信息处理费 (国办函〔2020〕109号): two progressive scales, of which a request bears one at most."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.law.periods import WorkingDays

VALID_FROM = date(2021, 1, 1)
PAYMENT_PERIOD = WorkingDays(20)  # art. 7: from the day after the notice was received
SOURCE = "国办函〔2020〕109号《政府信息公开信息处理费管理办法》"


@dataclass(frozen=True)
class Band:
    """A band of a progressive scale: units above the band before, up to ``last`` (None: no end)."""

    last: int | None
    price: Decimal


PER_PAGE = (
    Band(30, Decimal(0)),
    Band(100, Decimal(10)),
    Band(200, Decimal(20)),
    Band(None, Decimal(40)),
)
FREE_ITEMS = 10
FIRST_BAND_LAST = 30
ITEM_STEP = 10
ITEM_PRICE_STEP = Decimal(100)


def per_page_fee(pages: int) -> Decimal:
    """按量: return the fee in 元 for the pages of one request."""
    total, before = Decimal(0), 0
    for band in PER_PAGE:
        last = pages if band.last is None else min(pages, band.last)
        total += max(0, last - before) * band.price
        before = band.last or before
    return total


def per_item_fee(items: int) -> Decimal:
    """按件: return the fee in 元 for ``items`` requests of one applicant in one calendar month.

    The 11th to 30th cost 100 元 each; every further ten cost 100 元 more each.
    """
    total = max(0, min(items, FIRST_BAND_LAST) - FREE_ITEMS) * ITEM_PRICE_STEP
    start, price = FIRST_BAND_LAST, 2 * ITEM_PRICE_STEP
    while items > start:
        total += min(items - start, ITEM_STEP) * price
        start, price = start + ITEM_STEP, price + ITEM_PRICE_STEP
    return total
