"""The pages of response: postboxes, published messages with their answers, the monthly figures (D62), statistics."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases import csv_text
from gongkai.cases.chart import bars, lying_bars
from gongkai.portal import files
from gongkai.portal.pages.frame import render
from gongkai.publishing.models import Comment
from gongkai.voice.duty import figures as duty
from gongkai.voice.hotline import figures as hotline
from gongkai.voice.messages import statistics
from gongkai.voice.messages.models import Message, Postbox
from gongkai.voice.opinion import figures as opinion
from gongkai.voice.warnings import figures as warnings

FOLDER = "voice/answers"
PER_PAGE = 20
NEWEST = 10
FEED_LENGTH = 50
MONTHS_SHOWN = 6
MONTHS_IN_CHART = 24
HEADINGS = ("年", "月", "单位", "收到", "已答复", "答复率", "平均用时（工作日）", "超过期限")


@dataclass(frozen=True)
class Facet:
    """A part of the published answers at an address of its own: a unit, a kind, a month; or all of them."""

    folder: str
    kind: str
    key: str
    label: str
    rows: list[Message]


@dataclass(frozen=True)
class Stated:
    """One row of the statistics of response: what, how much, and what it is counted from."""

    label: str
    value: str
    source: str


def write_messages() -> None:
    """Write the entry to messages: postboxes, newest answers, the table by month and unit, and the table as data."""
    today = timezone.localdate()
    rows = list(statistics.monthly(today))
    months: dict[tuple[int, int], list[statistics.Row]] = {}
    for row in rows:
        months.setdefault((row.year, row.month), []).append(row)
    newest = _public().order_by("-published_at")[:NEWEST]
    context = {
        "messages": newest,
        "months": list(months.items())[:MONTHS_SHOWN],
        "boxes": Postbox.objects.on(today).select_related("unit"),
    }
    files.write("voice/index.html", render("messages.html", context))
    files.write("voice/monthly.csv", _csv(HEADINGS, (_cells(row) for row in rows)))


def _cells(row: statistics.Row) -> list[object]:
    days = "" if row.days is None else f"{row.days:.1f}"
    return [row.year, row.month, row.unit, row.received, row.answered, f"{row.rate:.2%}", days, row.overdue]


def write_answers(after: int = -1) -> None:
    """Write the messages changed beyond the ledger index ``after``, every list, and remove what was withdrawn."""
    # What must not be seen goes first.
    for message in Message.objects.filter(public_change__gt=after).exclude(withdrawn_at=None):
        files.remove(f"{FOLDER}/{message.pk}.html")
    rows = list(_public().order_by("-published_at", "-pk"))
    for message in rows:
        if (message.public_change or 0) > after:
            files.write(f"{FOLDER}/{message.pk}.html", render("message_answer.html", {"message": message}))
    facets = list(_facets(rows))
    for facet in facets:
        _write_facet(facet, facets)
    _remove_facets_but({facet.folder for facet in facets})
    files.write(
        "voice/feed.xml", render("voice_feed.xml", {"rows": rows[:FEED_LENGTH], "now": timezone.now()})
    )


def _public() -> QuerySet[Message]:
    return Message.objects.public().select_related("case__unit")


def _facets(rows: Sequence[Message]) -> Iterator[Facet]:
    """Yield all answers, then their parts by unit, kind and month."""
    yield Facet(FOLDER, "", "", "", list(rows))
    kinds = {
        "unit": lambda row: (row.case.unit.code, row.case.unit.short_name),
        "kind": lambda row: (row.kind, row.get_kind_display()),
        "month": lambda row: (_month(row), _month(row)),
    }
    for kind, name_of in kinds.items():
        for key, label in dict(sorted({name_of(row) for row in rows}, reverse=kind == "month")).items():
            part = [row for row in rows if name_of(row) == (key, label)]
            yield Facet(f"{FOLDER}/{kind}-{key}", kind, key, label, part)


def _month(message: Message) -> str:
    assert message.published_at is not None
    return f"{timezone.localtime(message.published_at):%Y-%m}"


def _write_facet(facet: Facet, facets: Sequence[Facet]) -> None:
    groups = [
        (heading, [(f"/{each.folder}/", each.label, len(each.rows), each is facet) for each in facets if each.kind == kind])
        for kind, heading in (("unit", "答复单位"), ("kind", "类别"), ("month", "公开月份"))
    ]  # fmt: skip
    last = max(1, -(-len(facet.rows) // PER_PAGE))
    for number in range(1, last + 1):
        context = {
            "facet": facet,
            "groups": groups,
            "rows": facet.rows[(number - 1) * PER_PAGE : number * PER_PAGE],
            "number": number,
            "older": f"p{number + 1}.html" if number < last else "",
            "newer": "./" if number == 2 else f"p{number - 1}.html" if number > 2 else "",
        }
        name = "index" if number == 1 else f"p{number}"
        files.write(f"{facet.folder}/{name}.html", render("message_answers.html", context))
    while (files.root() / facet.folder / f"p{last + 1}.html").exists():
        last += 1
        files.remove(f"{facet.folder}/p{last}.html")


def _remove_facets_but(folders: set[str]) -> None:
    """Take away the lists of which nothing is left."""
    for page in (files.root() / FOLDER).glob("*-*/*.html"):
        folder = f"{FOLDER}/{page.parent.name}"
        if folder not in folders and not page.name.startswith("."):
            files.remove(f"{folder}/{page.name}")


def _of_messages(start: date, today: date) -> list[Stated]:
    whole = statistics.whole(start, today, today)
    source = "留言办理记录"
    return [
        Stated("收到网站留言", f"{whole.received} 件", f"{source}；告知其他渠道、转送、不作为留言的不计入"),
        Stated("已答复", f"{whole.answered} 件", source),
        Stated("答复率", _share(whole.answered, whole.received), f"{source}：已答复÷收到"),
        Stated("平均答复用时", "—" if whole.days is None else f"{whole.days:.1f} 个工作日", source),
        Stated("超过期限", f"{whole.overdue} 件", source),
        Stated(
            "满意率", _share(whole.satisfied, whole.rated), f"留言人评价 {whole.rated} 件：基本满意以上÷评价"
        ),
        Stated("公开留言和答复", f"{whole.published} 件", "公开的留言"),
    ]


def _of_comments(start: date, today: date) -> list[Stated]:
    sent = Comment.objects.filter(received_at__date__gte=start, received_at__date__lte=today)
    return [Stated("征集调查收到的意见", f"{sent.count()} 条", "征集调查的意见记录")]


def _of_hotline(start: date, today: date) -> list[Stated]:
    received = hotline.received(start, today).count()
    closed = hotline.closed(start, today).count()
    source = "市长热线工单"
    return [
        Stated("市长热线受理", f"{received} 件", source),
        Stated("已办结", f"{closed} 件", source),
        Stated("正在办理", f"{hotline.open_at(start, today).count()} 件", source),
        Stated("办结率", _share(closed, received), f"{source}：已办结÷受理"),
    ]


def _of_the_rest(start: date, today: date) -> list[Stated]:
    return [
        Stated("监测到的负面舆情", f"{opinion.negative(start, today).count()} 条", "政务舆情办理记录"),
        Stated("其中已办结", f"{opinion.handled(start, today).count()} 条", "政务舆情办理记录"),
        Stated("上报值班信息", f"{duty.reports(start, today).count()} 期", "值班信息登记"),
        Stated(
            "发布天气预报、气象预警", f"{warnings.broadcasts(start, today).count()} 条", "预警和通知发布记录"
        ),
    ]


# Every kind of response states its figures from a day on: what is added here stands on the page and in its data.
STATED: tuple[Callable[[date, date], list[Stated]], ...] = (
    _of_messages,
    _of_comments,
    _of_hotline,
    _of_the_rest,
)


def stated(today: date) -> list[Stated]:
    """Return the statistics of response of the year so far."""
    return [row for rows in STATED for row in rows(date(today.year, 1, 1), today)]


def _share(part: int, total: int) -> str:
    return f"{part / total:.2%}（{part}/{total}）" if total else "—"


def write_voice_statistics(today: date) -> None:
    """Write the statistics of response: this year's figures with their sources, months and kinds as charts and tables."""
    months = statistics.by_month(today)
    kinds = statistics.by_kind(date(today.year, 1, 1), today)
    recent = months[-MONTHS_IN_CHART:]
    charts = [
        (
            heading,
            bars(
                heading,
                [(month[2:].replace("-", "."), f"#m{month}", counts[at]) for month, *counts in recent],
            ),
        )
        for at, heading in enumerate(("每月收到的留言", "其中已答复"))
    ]
    rows = stated(today)
    context = {
        "today": today, "rows": rows, "months": months, "charts": charts if recent else [], "kinds": kinds,
        "kinds_chart": lying_bars("今年留言的类别", [(label, f"#k-{kind}", n) for kind, label, n in kinds]) if kinds else "",
    }  # fmt: skip
    files.write("voice/statistics/index.html", render("voice_statistics.html", context))
    table = ((row.label, row.value, row.source) for row in rows)
    files.write("voice/statistics/statistics.csv", _csv(("指标", "数值", "来源"), table))


def _csv(headings: Sequence[str], rows: Iterator[Sequence[object]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(headings)
    writer.writerows([csv_text.cell(value) for value in row] for row in rows)
    return f"\ufeff{target.getvalue()}".encode()
