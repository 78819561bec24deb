"""Reports of two units for 2019: 财政局 in time, 四龙镇 late and admitted; 教育局 is still writing, with words not its own."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from gongkai.demo.cast import COMPETENT, Act, Cast, moment
from gongkai.publishing import actions as publishing
from gongkai.reporting import actions as reporting
from gongkai.reporting.annual import chain
from gongkai.reporting.annual.beginnings import UNIT_SECTIONS_TO_BEGIN_WITH
from gongkai.reporting.models import AnnualReport
from gongkai.units.models import Role

YEAR = 2019
TIMELY, LATE, WRITING = "czj", "silong", "jyj"
# What Table 2 asks for besides what the module of returns lets these units hand in: nothing, and said so.
TABLE_2 = (
    *(f"{kind}.{cell}" for kind in ("licences", "other_services", "penalties", "coercion") for cell in ("items_prev_year", "delta", "decisions")),
    "admin_fees.items_prev_year", "admin_fees.delta", "gov_procurement.projects", "gov_procurement.amount",
)  # fmt: skip
OWN = {
    TIMELY: {
        "overview": """（一）主动公开。全年主动公开信息{{figure:publications.total}}条，其中信息公开专栏公开{{figure:publications.disclosure_column}}条；部门预决算、政府采购和惠民补贴发放结果按批次在专栏公开，发布政策解读信息{{figure:interpretations.total}}条。
（二）依申请公开。全年收到政府信息公开申请{{figure:requests.new.total}}件，办结{{figure:requests.result_total.total}}件，结转下年度{{figure:requests.carried_out.total}}件，申请内容集中在补贴资金和债务情况。
（三）政府信息管理、平台建设和监督保障。预决算公开由预算股逐单位核对后统一上网，公开信息均经核稿、保密审查、签发，由平台编制索引号并登记。""",
        "problems": """（一）存在的问题：
1.惠民补贴发放结果公开到户的信息更新不及时。
2.部门预算解读以文字为主，群众看不懂。
（二）改进措施：补贴发放后二十个工作日内公开结果；自下一年起预算解读配图表。""",
    },
    LATE: {
        "overview": """（一）主动公开。全年主动公开信息{{figure:publications.total}}条，村务、低保和临时救助名单在镇政府公示栏和门户同步公开，发布政策解读信息{{figure:interpretations.total}}条。
（二）依申请公开。全年收到政府信息公开申请{{figure:requests.new.total}}件，办结{{figure:requests.result_total.total}}件，结转下年度{{figure:requests.carried_out.total}}件。
（三）政府信息管理、平台建设和监督保障。镇党政办一名干部专职负责，各站所每月报送一次，统一核稿后上网。区对镇工作考核结果为良好；社会评议通过公示栏意见箱开展；全年未发生需要责任追究的情形。""",
        "problems": """（一）存在的问题：站所报送不按时；公示栏与门户内容有出入。
（二）改进措施：每月二十五日集中报送，公示栏内容从门户打印张贴。""",
    },
}
WHY_LATE = "镇政府一月下旬参加全区抗灾值守，经办人不在岗，二月初补编。"


def acts(cast: Cast) -> Iterator[Act]:
    """Yield the acts of the three reports from the returns they need to their publication."""
    entered, signed = moment(date(2020, 1, 9), 10), moment(date(2020, 1, 9), 16)
    for unit in (TIMELY, LATE):
        yield Act(entered, partial(_nothing_to_return, cast, unit, entered))
        yield Act(signed, partial(_signed, cast, unit, signed))
    begun = moment(date(2020, 1, 15), 9)
    yield Act(begun, partial(_written, cast, TIMELY, begun))
    reviewed = moment(date(2020, 1, 17), 9)
    yield Act(reviewed, partial(_filed_and_published, cast, TIMELY, reviewed))
    copied = moment(date(2020, 1, 20), 9)
    yield Act(copied, partial(_copied, cast, copied))
    late = moment(date(2020, 2, 4), 9)
    yield Act(late, partial(_written, cast, LATE, late))
    admitted = moment(date(2020, 2, 5), 9)
    yield Act(admitted, partial(_admitted, cast, admitted))
    published = moment(date(2020, 2, 6), 9)
    yield Act(published, partial(_filed_and_published, cast, LATE, published))


def _nothing_to_return(cast: Cast, unit: str, at: datetime) -> None:
    given = cast.units[unit].returns.filter(year=YEAR).values_list("figure", flat=True)
    for figure in sorted({*TABLE_2} - {*given}):
        reporting.enter_return(cast.units[unit], figure, YEAR, "0", by=cast.of(unit, Role.OFFICER), at=at)


def _signed(cast: Cast, unit: str, at: datetime) -> None:
    for entry in cast.units[unit].returns.filter(year=YEAR, signed_at=None).order_by("figure"):
        reporting.sign_return(entry, by=cast.of(unit, Role.HEAD), at=at)


def _report(cast: Cast, unit: str) -> AnnualReport:
    return AnnualReport.objects.select_related("unit").get(unit=cast.units[unit], year=YEAR)


def _written(cast: Cast, unit: str, at: datetime) -> None:
    """Write a report and hand it to the head; a late one says why."""
    officer = cast.of(unit, Role.OFFICER)
    sections = {**UNIT_SECTIONS_TO_BEGIN_WITH, **OWN[unit]}
    report = reporting.open_report(cast.units[unit], YEAR, by=officer, at=at, sections=sections)
    why = {"D80-LATE/report//": WHY_LATE} if unit == LATE else {}
    report = reporting.save_report(
        report, sections=sections, entered={}, explanations=why, expected_revision=0, by=officer, at=at
    )
    chain.submit_report(report, expected_revision=report.revision, by=officer, at=at)


def _admitted(cast: Cast, at: datetime) -> None:
    report = _report(cast, LATE)
    chain.admit_late_report(
        report,
        expected_revision=report.revision,
        by=cast.of("zfb", COMPETENT),
        at=at,
        remark="情况属实，准予补报；下年度按期报送。",
    )


def _filed_and_published(cast: Cast, unit: str, at: datetime) -> None:
    report = _report(cast, unit)
    report = reporting.file_report(
        report, expected_revision=report.revision, by=cast.of(unit, Role.HEAD), at=at
    )
    item = reporting.prepare_publication(report, by=cast.of(unit, Role.OFFICER), at=at)
    publishing.check(item, by=cast.of(unit, Role.CHECKER), at=at)
    publishing.pass_secrecy(item, by=cast.of(unit, Role.SECRECY), at=at)
    publishing.sign(item, by=cast.of(unit, Role.APPROVER), at=at)


def _copied(cast: Cast, at: datetime) -> None:
    """教育局 begins with the words of 财政局: the check of copied texts finds them."""
    sections = {**UNIT_SECTIONS_TO_BEGIN_WITH, **OWN[TIMELY]}
    reporting.open_report(
        cast.units[WRITING], YEAR, by=cast.of(WRITING, Role.OFFICER), at=at, sections=sections
    )
