"""How messages are worded (消息模板): the version in force, its fields, and filling them. Signals are quoted, not reworded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongkai.voice.warnings.models import Advice, Alert, Wording

SIGNAL, LIFT = "signal", "lift"
LABELS = {SIGNAL: "预警信号", LIFT: "解除预警"}
FIELDS = ("台站", "发布时间", "种类", "颜色", "影响范围", "警示事项", "措施", "本地提示")
# A message must say whose signal it is and when it was issued (《气象法》第二十五条).
MUST_HAVE = ("台站", "发布时间")
DEFAULTS = {
    SIGNAL: "{台站}{发布时间}发布{种类}{颜色}预警信号：{警示事项}影响范围：{影响范围}。请{措施}{本地提示}",
    LIFT: "{台站}{发布时间}解除{种类}{颜色}预警信号。",
}


@dataclass(frozen=True)
class Worded:
    """A text and the version of the template it was made with."""

    text: str
    version: str


def template(kind: str) -> tuple[str, str]:
    """Return the template in force and its version; version 0 comes with the platform."""
    row = Wording.objects.filter(kind=kind).last()
    return (row.text, f"{kind}/{row.version}") if row else (DEFAULTS[kind], f"{kind}/0")


def named(version: str) -> str:
    """Return a version as people read it: ``预警信号（第2版）``."""
    kind, _, number = version.partition("/")
    return (
        f"{LABELS[kind]}（{'平台自带' if number == '0' else f'第{number}版'}）" if kind in LABELS else version
    )


def of_alert(alert: Alert, advice: Advice | None = None) -> Worded:
    """Return the message that relays a signal."""
    text, version = template(LIFT if alert.act == Alert.Act.CANCEL else SIGNAL)
    values = {
        "台站": alert.station,
        "发布时间": day_and_hour(alert.issued_at),
        "种类": alert.kind,
        "颜色": alert.grade.label,
        "影响范围": alert.area,
        "警示事项": _sentence(alert.description),
        "措施": _sentence(alert.instruction),
        "本地提示": _sentence(f"本地提示：{advice.text}") if advice else "",
    }
    return Worded(filled(text, values), version)


def filled(text: str, values: dict[str, str]) -> str:
    """Put values in place of their names, once: what a value itself says in braces stays as it is."""
    pieces = text.split("{")
    made = [pieces[0]]
    for piece in pieces[1:]:
        name, closed, rest = piece.partition("}")
        made.append(values[name] + rest if closed and name in values else "{" + piece)
    return "".join(made)


def day_and_hour(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith(("。", "！", "；")) else f"{text}。"
