"""The labels of the rows of the national forms, told from each other by their words, never by position."""

import re
from collections.abc import Sequence

from gongkai.law.annual_report import FORMS
from gongkai.reporting.published.cells import compact, looks_like_value

# What a row's label says once spaces and punctuation are gone. The first pattern that fits decides.
_REQUEST_LABELS: tuple[tuple[str, str], ...] = (
    ("new", r"本年新收.*申请"),
    ("carried_in", r"上年结转.*申请"),
    ("carried_out", r"结转下年度"),
    ("partial", r"部分公开"),
    ("refused.secret", r"国家秘密"),
    ("refused.law", r"其他法律.*止公开"),
    ("refused.stability", r"三安全一稳定"),
    ("refused.third_party", r"第三方合法权益"),
    ("refused.internal", r"三类内部事务|三类内容事务"),
    ("refused.process", r"四类过程性"),
    ("refused.casefile", r"行政执法案卷"),
    ("refused.query", r"行政查询事项"),
    ("unable.not_held", r"不掌握相关"),
    ("unable.create", r"没有现成信息"),
    ("unable.unclear", r"补正后.*不明确"),
    ("not_processed.petition", r"信访举报投诉"),
    ("not_processed.duplicate", r"重复申请"),
    ("not_processed.publication", r"公开出版物"),
    ("not_processed.excess", r"大量反复申请"),
    ("not_processed.reissue", r"确认或.*已获取|重新出具"),
    ("other.no_correction", r"逾期不补正"),
    ("other.no_payment", r"逾期.*缴"),
    ("result_total", r"^七?总计$"),
    ("other", r"^六?其他处理$"),
    ("other.misc", r"3其他$"),
    ("granted", r"^一?予以公开$"),
)
_REQUEST_PATTERNS = tuple((row, re.compile(pattern)) for row, pattern in _REQUEST_LABELS)
LONGEST_LABEL = 60
PROACTIVE_LABELS = {
    "规章": "rules",
    "规范性文件": "normative_docs",
    "行政规范性文件": "normative_docs",
    "行政许可": "licences",
    "其他对外管理服务事项": "other_services",
    "行政处罚": "penalties",
    "行政强制": "coercion",
    "行政事业性收费": "admin_fees",
    "政府集中采购": "gov_procurement",
}
# The words of the form in traditional characters, as some copies of mainland pages show them.
_PAIRS = (
    "數数 請请 轉转 開开 區区 處处 別别 計计 這这 種种 於于 屬属 國国 護护 權权 類类 內内 務务 過过 執执 詢询 無无 機机 關关 術术 現现 辦办 製制 補补 後后 "
    "確确 認认 複复 繳缴 納纳 費费 總总 規规 範范 許许 罰罚 強强 業业 購购 項项 變变 報报 應应 覆复 復复 議议 訟讼 維维 糾纠 審审 訴诉 訪访 舉举 訊讯 獲获 "
    "經经 營营 導导 據据 問问 題题 進进 況况 險险 穩稳 際际 廢废 採采 額额 對对 發发 級级 續续 單单 標标 織织 團团 個个 條条 號号 負负 與与 從从 時时 鄉乡 "
    "鎮镇 縣县 設设 動动 結结 沒没 還还 將将 為为 眾众 聯联 網网 頁页 寫写 參参 當当 間间 佈布 徵征 餘余 觀观 價价 給给 統统 證证 監监 檢检 準准 衛卫 醫医 "
    "電电"
)
_TRADITIONAL = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def normalise(label: str) -> str:
    """Return a label without spaces, brackets and punctuation, digits narrowed, characters simplified."""
    return re.sub(r"[^\w]", "", compact(label)).translate(_TRADITIONAL)


_FIRST_WORDS = 5
_WHOLE_LABELS = tuple((row.id, normalise(row.label)) for form in FORMS.values() for row in form.request_rows)


def request_row_id(label: str) -> str | None:
    """Return the row of Table 3 a label names, or ``None``."""
    plain = normalise(label)
    return next((row for row, pattern in _REQUEST_PATTERNS if pattern.search(plain)), None)


def begun_row_id(label: str) -> str | None:
    """Name a row of Table 3 by the first words of its label, when the rest was broken off and only one begins so."""
    plain = normalise(label)
    rows = (
        {row for row, whole in _WHOLE_LABELS if whole.startswith(plain)}
        if len(plain) >= _FIRST_WORDS
        else set()
    )
    return rows.pop() if len(rows) == 1 else None


def is_listed(text: str) -> bool:
    """Tell whether ``text`` is word for word the label of a row of Table 2."""
    return normalise(text) in PROACTIVE_LABELS


def is_row_label(text: str) -> bool:
    """Tell whether ``text`` names a row of Table 2 or Table 3."""
    return len(compact(text)) < LONGEST_LABEL and (is_listed(text) or request_row_id(text) is not None)


def labels_and_values(row: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split a row into its label cells and the values after the last of them."""
    last = max((position for position, cell in enumerate(row) if not looks_like_value(cell)), default=-1)
    return list(row[: last + 1]), list(row[last + 1 :])
