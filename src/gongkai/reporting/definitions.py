"""指标解释: what each figure counts and as of when, in a sentence a clerk and a reader understand."""

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.law.annual_report import KIND_COLUMNS, REQUEST_COLUMNS
from gongkai.reporting import figures
from gongkai.reporting.figures import Figure

# What units declare to their office, not to the public.
NOT_PUBLIC = frozenset({"other_matters"})
GROUPS = (
    ("主动公开和政策解读", ("publications.", "interpretations.")),
    ("规范性文件", ("normative.",)),
    ("依申请公开", ("requests.",)),
    ("行政复议、行政诉讼", ("remedies.",)),
    ("政务舆情回应", ("messages.", "hotline.", "duty.", "weather.", "opinion.")),
    ("单位", ("units.",)),
    ("政府网站", ("website.",)),
)
RETURNED = "由单位报送的数据"
HOW = {"counted": "平台按记录统计", "returned": "单位填报、负责人签字"}
_PUBLISHED = "按发布时间计，截至统计期最后一日；以后修订、撤回的仍计入发布的当年。"
AS_OF = {
    "published": _PUBLISHED,
    "site": _PUBLISHED,
    "documents": "按成文、公开、废止失效的日期计，截至统计期最后一日。",
    "new": "按收到申请之日计；补录的按实际收到之日计入当年。",
    "carried_in": "统计期第一日以前收到、当日零时尚未办结的。",
    "result_total": "按办结之日计；按复议决定、判决重新答复的，只计首次办结。",
    "carried_out": "统计期最后一日已收到、尚未办结的。",
    "overdue": "统计期最后一日尚未办结、答复期限已到的。",
    "remedies": "按受理之日、审结之日计；统计期最后一日没有审结的计为尚未审结。",
    "units": "统计期最后一日存在的单位。",
    "written": "按收到之日计；统计期最后一日以前已转其他渠道或者不予登记的不计。",
    "tickets": "按收到之日计；办结、正在办理以统计期最后一日的情况为准，以后办结的不改变。",
    "opinions": "按发现的时间计；统计期内研判为不需要回应的不计。",
    "duty_reports": "按上报的时间计，一期计一次。",
    "broadcasts": "按审批发布的时间计，一次发布计一条，不论发给多少人；取消的、试发的不计。",
    "returns": "报送年度的数，以负责人最近一次签字的为准；没有签字的为未报送，不作零计。",
    "messages": "按收到、办结、公开答复之日计；转其他渠道办理的不计。",
    "comments": "按收到意见之日计。",
    "answers": "按收到答卷之日计。",
}
COUNTS = {
    "publications.total": "各单位在统计期内主动公开的信息，一条计一次。",
    "publications.townships": "其中由乡镇、街道公开的信息。",
    "publications.departments": "其中由乡镇、街道以外的单位公开的信息。",
    "publications.disclosure_column": "其中公开在“政府信息公开”栏目及其下级栏目的信息。",
    "publications.key_areas": "其中公开在“政府信息公开”栏目、标明重点领域的信息。",
    "interpretations.total": "标明解读类别的信息，一条计一次。",
    "interpretations.leader": "其中由单位主要负责人解读的。",
    "interpretations.unit": "其中解读本部门文件的。",
    "interpretations.reposted": "其中转载上级政策解读的。",
    "normative.made": "统计期内成文的行政规范性文件，不论是否已公开。",
    "normative.published": "统计期内新公开的行政规范性文件，不论何时成文。",
    "normative.public_total": "统计期最后一日对外公开着的行政规范性文件，包括以前年度的。",
    "normative.issued": "统计期内制发（成文）的行政规范性文件。",
    "normative.repealed": "统计期内被废止或者失效的行政规范性文件。",
    "normative.in_force": "统计期最后一日公开着、没有废止失效的行政规范性文件。",
    "requests.overdue": "年末没有办结、答复期限已到的政府信息公开申请，一件计一次。",
    "units.assessed": "接受政务公开考核的单位，不含区人民政府本身。",
    "units.assessed.townships": "其中的乡镇、街道。",
    "units.assessed.departments": "其中的区直部门和区属部门。",
    figures.EARLIER: "平台开始统计以前各年度主动公开的信息条数，来自当年已公布的报告，注明出处。",
    "messages.received": "网民通过网站信箱留言，一条计一次。",
    "hotline.received": "市长热线登记的工单，一件计一次；受理＝办结＋正在办理＋终止。",
    "hotline.closed": "其中到统计期最后一日办结的。",
    "hotline.open": "其中到统计期最后一日还在办理的。",
    "duty.reports": "区总值班室上报的值班信息，首报、续报、终报各计一期。",
    "weather.broadcasts": "通过办公系统、微信、短信等渠道转发的天气预报和气象预警。",
    "opinion.negative": "从新媒体、网站等监测到的负面舆情，一件计一次，转载归入同一件。",
    "website.items": "统计期内通过网站公开的信息，一条计一次。",
    "website.overview": "其中公开在机构职能、领导信息、内设机构等概况类栏目的信息。",
    "website.news": "其中公开在要闻动态、通知公告等工作动态类栏目的信息。",
    "website.catalogue": "其中公开在“政府信息公开”栏目及其下级栏目的信息。",
    "website.interpretations": "标明解读类别的信息，一条计一次。",
    "website.interpretation_texts": "其中图解、音视频以外的解读。",
    "website.interpretation_products": "其中以图解、视频音频形式解读的。",
    "website.responses": "公开在“回应关切”栏目的信息。",
    "website.calls": "统计期内发布的征求意见和问卷调查，一次计一期。",
    "website.call_results": "统计期内公布的征集调查结果，一次计一期。",
    "website.messages": "网民通过网站留言，转其他渠道的除外，一条计一次。",
    "website.messages_closed": "统计期内答复办结的网站留言。",
    "website.messages_published": "统计期内经网民同意、隐去个人信息公开了答复的留言。",
    "website.comments": "对公开征求意见事项提交的意见，一条计一次。",
    "website.answers": "对问卷调查提交的答卷，一份计一次。",
}
_ROWS = {
    "new": "统计期内收到的政府信息公开申请",
    "carried_in": "上年收到、结转到统计期办理的政府信息公开申请",
    "result_total": "统计期内办结的政府信息公开申请",
    "carried_out": "结转下年度继续办理的政府信息公开申请",
}
_COLUMNS = {column.id: column.label for column in REQUEST_COLUMNS}


@dataclass(frozen=True)
class Definition:
    """A figure explained: ``counts`` is what is counted, ``as_of`` which day decides, ``how`` who counts."""

    figure: Figure
    counts: str
    as_of: str
    how: str
    address: str


def definition(figure: Figure) -> Definition:
    return Definition(figure, counts(figure), AS_OF[figure.set], HOW[figure.kind], address(figure))


def counts(figure: Figure) -> str:
    """Return in a sentence what a figure counts."""
    if figure.id in COUNTS:
        return COUNTS[figure.id]
    if figure.set == "returns":
        return f"各单位报送的“{figure.label}”之和。"
    if figure.set == "remedies":
        return f"因政府信息公开发生的案件，计“{figure.label}”，一案计一次。"
    row, column = figure.id.removeprefix("requests.").rsplit(".", 1)
    who = "" if column == "total" else f"，申请人为{_COLUMNS[column]}的"
    outcome = "" if row in _ROWS else f"，办理结果为“{figure.label.split(' × ')[0]}”的"
    return f"{_ROWS.get(row, _ROWS['result_total'])}{outcome}{who}，一件计一次。"


def address(figure: Figure) -> str:
    """Return where the public finds a figure explained. A cell of Table 3 stands on the page of its row."""
    if figure.id == figures.EARLIER:
        return "/figures/publications.total/#years"
    whole, _, column = figure.id.rpartition(".")
    if figure.id.startswith("requests.") and column in KIND_COLUMNS:
        return f"/figures/{whole}.total/#{column}"
    return f"/figures/{figure.id}/"


def public_figures() -> tuple[Figure, ...]:
    """Return the figures whose definitions and values are open to everyone."""
    return tuple(figure for figure in figures.all_figures() if figure.id not in NOT_PUBLIC)


def parts_of(figure: Figure) -> tuple[Figure, ...]:
    """Return the figures that stand on the page of ``figure``: a row of Table 3 by kind of applicant."""
    if not figure.id.startswith("requests.") or not figure.id.endswith(".total"):
        return ()
    whole = figure.id.removesuffix(".total")
    return tuple(figures.get(f"{whole}.{column}") for column in KIND_COLUMNS)


def grouped() -> Iterator[tuple[str, list[Definition]]]:
    """Yield the public figures that have a page of their own, by group."""
    own = [figure for figure in public_figures() if "#" not in address(figure)]
    for label, prefixes in GROUPS:
        yield label, [definition(f) for f in own if f.kind == "counted" and f.id.startswith(prefixes)]
    yield RETURNED, [definition(figure) for figure in own if figure.kind == "returned"]
