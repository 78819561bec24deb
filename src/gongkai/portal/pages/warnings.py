"""Warnings in force on the public site: a banner on every page within a minute, pages of each signal, their history.

A quarter of a million pages are not written again for a banner. All of them name one small style sheet
(``/warnings/banner.css``) that is written again whenever something changes: empty while nothing stands, and else it
shows the line at the head of every page, with what it says (decision record 0025). The home page, the pages of
warnings and every page the application answers have it in their own text.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.law.warnings import Colour
from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.voice.warnings.models import Advice, Alert

BANNER = "warnings/banner.css"
SHOWN = 200
INK = {Colour.RED: "#fff", Colour.ORANGE: "#1d1200", Colour.YELLOW: "#2a2300", Colour.BLUE: "#fff"}
GROUND = {Colour.RED: "#c4161c", Colour.ORANGE: "#f08300", Colour.YELLOW: "#ffd800", Colour.BLUE: "#1769b5"}
NOTHING = "/* 没有生效的预警信号 */\n"


def standing(at: datetime) -> list[Alert]:
    """Return what stands, the highest colour first."""
    order = list(Colour)
    return sorted(Alert.objects.in_force(at), key=lambda alert: (order.index(alert.grade), -alert.pk))


def sentence(alert: Alert) -> str:
    return f"{alert.station} {timezone.localtime(alert.issued_at):%m-%d %H:%M} 发布{alert.title}"


def banner(alerts: list[Alert], mark: str) -> bytes:
    """Return the style sheet that shows what stands; ``mark`` changes with whatever the pages of warnings show."""
    head = f"/* {mark} */\n"
    if not alerts:
        return (head + NOTHING).encode()
    highest = alerts[0].grade
    words = quoted("　".join(sentence(alert) for alert in alerts) + "。查看详情")
    rule = (
        f".alert-line{{display:block;background:{GROUND[highest]};color:{INK[highest]}}}"
        f".alert-line a{{color:inherit;font-size:0}}.alert-line a::after{{content:{words};font-size:1rem}}\n"
    )
    return (head + rule).encode()


def quoted(text: str) -> str:
    """Return a text as a string of CSS; whatever is no letter or figure is written by its number."""
    return '"' + "".join(sign if sign.isalnum() else f"\\{ord(sign):06x}" for sign in text) + '"'


def mark_of(at: datetime) -> str:
    """Return what changes whenever a page of warnings must: the newest rows, and which signals stand."""
    newest = (Alert.objects.order_by("-pk").first(), Advice.objects.order_by("-pk").first())
    return " ".join(
        [*(str(row.pk) if row else "-" for row in newest), *(str(alert.pk) for alert in standing(at))]
    )


def write_warnings(at: datetime) -> bool:
    """Write what warnings change; return whether anything was. The banner goes last: killed before it, all is done again."""
    alerts, mark = standing(at), mark_of(at)
    content = banner(alerts, mark)
    target = files.root() / BANNER
    if target.exists() and target.read_bytes() == content:
        return False
    _write_pages(alerts)
    files.write(BANNER, content)
    return True


def _write_pages(alerts: list[Alert]) -> None:
    history = Alert.objects.order_by("-pk")[:SHOWN]
    stands = {alert.pk for alert in alerts}
    context = {
        "signals": alerts, "told": [(alert, latest_advice(alert)) for alert in alerts],
        "history": [(alert, alert.pk in stands) for alert in history], "folder": "warnings",
    }  # fmt: skip
    files.write("warnings/index.html", render("warnings.html", context))
    for alert in history:
        _write_alert(alert, alerts, stands=alert.pk in stands)


def _write_alert(alert: Alert, alerts: list[Alert], *, stands: bool) -> None:
    chain = _chain(alert)
    context = {
        "signals": alerts, "alert": alert, "stands": stands, "advice": latest_advice(alert),
        "chain": chain, "folder": "warnings",
    }  # fmt: skip
    path = f"warnings/{alert.pk}/index.html"
    content = render("warning.html", context)
    target = files.root() / path
    if not target.exists() or target.read_bytes() != content:
        files.write(path, content)


def _chain(alert: Alert) -> QuerySet[Alert]:
    first = alert.first_pk()
    return (Alert.objects.filter(pk=first) | Alert.objects.filter(first=first)).order_by("pk")


def latest_advice(alert: Alert) -> Advice | None:
    return alert.advice.select_related("unit").first()
