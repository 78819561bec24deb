"""Correction of records (政府信息更正, 条例 art. 41): what may become of a request. No statutory period, not in Table 3."""

from dataclasses import dataclass

ARTICLE = "《条例》第四十一条"


@dataclass(frozen=True)
class CorrectionResult:
    """One of the ends art. 41 knows; ``needs`` names what the letter must say besides."""

    id: str
    label: str
    needs: tuple[str, ...]
    paragraph: str


RESULTS = {
    result.id: result
    for result in (
        CorrectionResult(
            "corrected",
            "予以更正",
            ("wording",),
            "经审核属实，本机关已将该记录更正为：{wording}{reasons}",
        ),
        CorrectionResult(
            "forwarded",
            "转送有权机关",
            ("organ",),
            "该记录不属于本机关职能范围，本机关已将您的申请转送{organ}处理。{reasons}",
        ),
        CorrectionResult(
            "directed",
            "告知向有权机关提出",
            ("organ",),
            "该记录不属于本机关职能范围，请向{organ}提出更正申请。{reasons}",
        ),
        CorrectionResult(
            "refused",
            "不予更正",
            ("reasons",),
            "经审核，现有证据不能证明该记录不准确，本机关不予更正。理由：{reasons}",
        ),
    )
}
WITHDRAWN = "withdrawn"
RESULT_LABELS = {**{result.id: result.label for result in RESULTS.values()}, WITHDRAWN: "申请人撤回"}
NEED_LABELS = {"wording": "更正后的内容", "organ": "有权机关及联系方式", "reasons": "理由"}
