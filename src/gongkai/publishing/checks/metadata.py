"""What the catalogue must state of every item (art. 12), and what a page needs to be read by everyone."""

from collections.abc import Iterator

from bs4 import BeautifulSoup

from gongkai.law import identifiers
from gongkai.law.regulation import COMMENT_PERIODS, SPECIAL_PERIODS
from gongkai.publishing import interpretation
from gongkai.publishing.checks.finding import Finding, Reading, Severity
from gongkai.publishing.documents.heads import without_head
from gongkai.publishing.models import Genre, InterpretationKind, Mode, Publication

# 行政许可, 行政处罚和行政强制.
LICENCE_AND_PENALTY = ("P05", "P06")


def required(reading: Reading) -> Iterator[Finding]:
    """Title, summary, a text or a file, and dates that can be."""
    publication, today = reading.publication, reading.today
    if not publication.title.strip():
        yield Finding("名称", Severity.BLOCKS, "没有名称（《条例》第十二条）。")
    if not publication.summary.strip():
        yield Finding("内容概述", Severity.BLOCKS, "没有内容概述，目录必须列出（《条例》第十二条）。")
    if publication.created_on > today:
        yield Finding("生成日期", Severity.BLOCKS, f"生成日期{publication.created_on}晚于今天{today}。")
    if "<img" not in publication.body and not reading.body.strip() and not _has_files(publication):
        yield Finding("正文", Severity.BLOCKS, "没有正文，也没有附件。")
    foreign = publication.interpretation_kind == InterpretationKind.REPOSTED
    if publication.genre == Genre.INTERPRETATION and publication.interprets_id is None and not foreign:
        yield Finding("所解读的文件", Severity.WARNS, "解读没有关联所解读的文件，读者无法互相查看。")
    if publication.interpretation_kind == InterpretationKind.LEADER and not publication.interpreter.strip():
        yield Finding("解读人", Severity.WARNS, "领导解读没有写明解读人。")


def repeated_head(reading: Reading) -> Iterator[Finding]:
    """Title and number at the head of the text, which the page prints above it anyway."""
    publication = reading.publication
    mended = without_head(publication.body, publication.title, publication.doc_number)
    if mended != publication.body and mended:
        yield Finding(
            "正文",
            Severity.WARNS,
            "正文开头重复了名称或者文号，公开页面上会出现两次。",
            mend="删去重复的部分",
            mended=mended,
        )


def unconfirmed(reading: Reading) -> Iterator[Finding]:
    """Metadata taken from the text that nobody has confirmed."""
    names = [str(Publication._meta.get_field(name).verbose_name) for name, _ in reading.publication.proposed]  # type: ignore[union-attr]
    if names:
        yield Finding("元数据", Severity.WARNS, f"{'、'.join(names)}取自文中，还没有核对。")


def licence_and_penalty(reading: Reading) -> Iterator[Finding]:
    """A licence or penalty decision due as late as anything else: the period of 双公示 is shorter."""
    publication = reading.publication
    if publication.column_id is None or publication.special_period or publication.standard_id:
        return
    code = getattr(publication, "column_code", None) or publication.column.code
    if code not in LICENCE_AND_PENALTY:
        return
    special = SPECIAL_PERIODS["SP_DOUBLE"]
    yield Finding(
        "特别公开期限",
        Severity.WARNS,
        f"“{publication.column.title}”一般按“{special.label}”在{special.period}内公开，现在按二十个工作日计算；请核对（{special.source}）。",
    )


def document_number(reading: Reading) -> Iterator[Finding]:
    """A 发文字号 that is none; what can be put right was put right when it was entered."""
    number = reading.publication.doc_number
    if not number:
        return
    try:
        identifiers.DocumentNumber.parse(number)
    except ValueError as error:
        yield Finding("文号", Severity.WARNS, str(error), number)


def pictures_and_tables(reading: Reading) -> Iterator[Finding]:
    """Pictures without a text for those who cannot see them (WCAG 1.1.1), tables without a heading row (1.3.1)."""
    body = reading.publication.body
    if "<img" not in body and "<table" not in body:
        return
    content = BeautifulSoup(body, "html.parser")
    for picture in content.find_all("img"):
        if not str(picture.get("alt", "")).strip():
            yield Finding(
                "正文",
                Severity.BLOCKS,
                "图片没有替代文字，视障读者无法得知内容。",
                str(picture.get("src", "")),
            )
    for table in content.find_all("table"):
        if table.find("th") is None:
            words = table.get_text(" ", strip=True)[:20]
            yield Finding("正文", Severity.WARNS, "表格没有表头，读屏软件无法说明各列。", words)


def attachments(reading: Reading) -> Iterator[Finding]:
    """What files carry unseen: comments, tracked changes, hidden sheets; and files whose words cannot be read."""
    for place, trace in reading.traces:
        yield Finding(place, Severity.WARNS, f"{trace}。")


def interpretation_plan(reading: Reading) -> Iterator[Finding]:
    """A document that must be interpreted, without a complete plan (D57)."""
    publication = reading.publication
    if (
        publication.mode != Mode.PROACTIVE
        or publication.amends_id
        or not interpretation.in_scope(publication)
    ):
        return
    gaps = interpretation.plan_gaps(publication)
    if gaps:
        yield Finding("解读方案", Severity.BLOCKS, f"文件需要解读，解读方案缺少{'、'.join(gaps)}。")


def comment_period(reading: Reading) -> Iterator[Finding]:
    """A call for comments without an end, or one shorter than the rule without its reason (D63)."""
    publication = reading.publication
    if not publication.comment_kind:
        return
    rule = COMMENT_PERIODS[publication.comment_kind]
    if publication.comment_until is None:
        yield Finding("征求意见", Severity.BLOCKS, "没有填写征求意见的截止日期。")
        return
    days = (publication.comment_until - reading.today).days
    if days < rule.days and not publication.comment_short_reason.strip():
        yield Finding(
            "征求意见",
            Severity.BLOCKS,
            f"{rule.label}征求意见不少于{rule.days}日，从今天算起只有{max(days, 0)}日，也没有写明缩短的理由（{rule.source}）。",
        )


def survey(reading: Reading) -> Iterator[Finding]:
    """Questions without a last day to answer them."""
    publication = reading.publication
    if publication.questions and not publication.comment_kind:
        yield Finding("征求意见", Severity.BLOCKS, "填写了调查问题，没有选择征集的种类和截止日期。")


def result_of_a_call(reading: Reading) -> Iterator[Finding]:
    """A result before the call has ended, or before every opinion was weighed (D63)."""
    call = reading.publication.result_of
    if call is None or call.comment_until is None:
        return
    if reading.today <= call.comment_until:
        yield Finding(
            "征求意见", Severity.WARNS, f"所反馈的征集到{call.comment_until}才截止，结果不宜提前公布。"
        )
    left = call.comments.filter(handling="").count()
    if left:
        yield Finding("征求意见", Severity.WARNS, f"所反馈的征集还有{left}条意见没有记录采纳情况。")


def validity(reading: Reading) -> Iterator[Finding]:
    """A validity that ends before it begins."""
    publication = reading.publication
    begins = publication.effective_on or publication.created_on
    if publication.valid_until is not None and publication.valid_until < begins:
        yield Finding(
            "有效期至", Severity.BLOCKS, f"有效期至{publication.valid_until}，早于施行日期{begins}。"
        )


def _has_files(publication: Publication) -> bool:
    parts = getattr(publication, "file_parts", None)
    return bool(parts) if parts is not None else publication.pk is not None and publication.files.exists()
