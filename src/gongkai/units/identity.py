"""Who runs the site (网站标识): name, domain, site code, records and contact, as every page states them.

An installation gives its own in a JSON file named by ``GONGKAI_SITE_FILE``; the demo district's are marked as
demo values on every page.
"""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gongkai.law.platform import SITE_CODE_LENGTH

DEMO_FILE = Path(__file__).parent / "data" / "site.json"


class BadSiteFile(ValueError):
    """The site file cannot be used; the message says why."""


@dataclass(frozen=True)
class SiteIdentity:
    """What 国办发〔2017〕47号 wants in the head and foot of every page."""

    name: str
    title: str
    domain: str
    code: str
    icp: str
    police: str
    host: str
    undertaker: str
    phone: str
    correction: str
    is_demo: bool = False

    def __post_init__(self) -> None:
        if len(self.code) != SITE_CODE_LENGTH:
            raise BadSiteFile(f"网站标识码“{self.code}”不是{SITE_CODE_LENGTH}位（国办发〔2017〕47号）。")


def base_url() -> str:
    """Return the address under which the site is reached, without a stroke at its end."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


@lru_cache(maxsize=1)
def site_identity() -> SiteIdentity:
    """Return the identity of this installation, read once a process."""
    file = Path(os.environ.get("GONGKAI_SITE_FILE") or DEMO_FILE)
    try:
        return SiteIdentity(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, TypeError, json.JSONDecodeError) as error:
        raise BadSiteFile(
            f"网站标识文件 {file} 不能使用：{error}。请对照 {DEMO_FILE.name} 逐项填写。"
        ) from error
