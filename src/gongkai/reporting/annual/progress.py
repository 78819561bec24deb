"""The one line of steps a report goes: written, reviewed, filed, published; where it stands and what comes next (办理进度)."""

from dataclasses import dataclass
from typing import Literal

from gongkai.publishing.models import Publication, Stage
from gongkai.reporting.models import AnnualReport

State = Literal["done", "now", "next"]
IN_REVIEW = (Stage.DRAFT, Stage.CHECKING, Stage.SECRECY, Stage.ASKING, Stage.SIGNING, Stage.SCHEDULED)


@dataclass(frozen=True)
class Step:
    label: str
    who: str
    state: State


def publication_in_hand(report: AnnualReport) -> Publication | None:
    """Return the text under review for the version that was filed last: the first one, or the newest correction."""
    if report.publication is None:
        return None
    amendment = report.publication.amendments.exclude(stage__in=[Stage.MERGED, Stage.DISCARDED]).last()
    return amendment or report.publication


def is_public(report: AnnualReport) -> bool:
    """Tell whether the version filed last is the one the public reads."""
    publication = publication_in_hand(report)
    return (
        publication is not None
        and report.published_version == report.version
        and publication.stage == Stage.PUBLISHED
        and publication.version >= report.version
    )


def can_be_published(report: AnnualReport) -> bool:
    """Tell whether the filed version still waits to be put before the review of a publication."""
    if report.stage != AnnualReport.Stage.FILED or is_public(report):
        return False
    publication = publication_in_hand(report)
    return (
        report.published_version < report.version or publication is None or publication.stage not in IN_REVIEW
    )


def steps(report: AnnualReport) -> list[Step]:
    """Return the steps of the report, those done, the one it stands at, and those to come."""
    labels = [("编制", "经办人")]
    if report.is_district:
        labels += [("审核", "政务公开办"), ("审定归档", "区政府审签人")]
    else:
        labels += [("审核归档", "工作机构负责人")]
    labels += [
        ("提交公布", "经办人"),
        ("核稿、保密审查、签发", "核稿人、保密审查员、审签人"),
        ("公布", "门户“政府信息公开年报”"),
    ]
    at = _position(report, len(labels))
    return [
        Step(label, who, "done" if number < at else "now" if number == at else "next")
        for number, (label, who) in enumerate(labels)
    ]


def _position(report: AnnualReport, length: int) -> int:
    filed = length - 3
    match report.stage:
        case AnnualReport.Stage.DRAFTING:
            return 0
        case AnnualReport.Stage.REVIEW:
            return 1
        case AnnualReport.Stage.APPROVAL:
            return 2
    if is_public(report):
        return length
    return filed if can_be_published(report) else filed + 1


def what_next(report: AnnualReport) -> str:
    """Say in a sentence what the report waits for."""
    last_return = report.steps.last()
    match report.stage:
        case AnnualReport.Stage.DRAFTING:
            if last_return is not None and last_return.act == "return":
                remark = last_return.remark.rstrip("。")
                return f"{last_return.by}已退回：{remark}。请修改后再提交审核。"
            return "写好各部分、逐条处理校核发现后，提交审核。"
        case AnnualReport.Stage.REVIEW:
            who = "政务公开办（非编写人）审核" if report.is_district else "工作机构负责人审核并归档"
            return f"等待{who}；不同意的，写明意见退回。"
        case AnnualReport.Stage.APPROVAL:
            return "等待区政府审签人审定归档；归档后数值、正文和所统计的记录冻结。"
    if is_public(report):
        return "已公布。发现差错的，由经办人发起更正；两个版本都保留并公开。"
    if can_be_published(report):
        return "已归档。请经办人提交公布。"
    publication = publication_in_hand(report)
    stage = publication.get_stage_display() if publication else ""
    return f"公布审核中，现处于“{stage}”；签发后在门户公开。"
