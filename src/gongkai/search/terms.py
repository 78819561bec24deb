"""The terms a short text is found by in PostgreSQL: its pairs of neighbouring characters, and the words that tell it."""

from collections.abc import Iterable

from gongkai.search.words import words

# They stand in nearly every request and tell none apart.
COMMON = frozenset(
    (
        "申请", "申请人", "公开", "政府", "信息", "政府信息", "获取", "提供", "关于", "有关", "相关", "材料", "资料", "文件", "情况",
        "内容", "复印", "复印件", "复制", "复制件", "扫描", "扫描件", "电子", "电子版", "纸质", "要求", "请求", "希望", "本人", "我们",
        "以及", "的", "了", "和", "与", "及", "或", "在", "对", "等", "之", "其", "年", "月", "日", "由", "于", "为", "是", "全部",
        "所有", "上述",
    )
)  # fmt: skip
MOST_WORDS = 40


def pairs_of(text: str) -> set[str]:
    """Return every two neighbouring characters of each part of ``text``: so any part of a subject is found."""
    return {pair for part in text.lower().split() for pair in _neighbours(part)}


def _neighbours(part: str) -> Iterable[str]:
    return (part[at : at + 2] for at in range(len(part) - 1)) if len(part) > 1 else [part]


def telling_words(text: str) -> list[str]:
    """Return the words that tell one request from another, each once, in their order."""
    found = (word for word in dict.fromkeys(words(text)) if word not in COMMON)
    return list(found)[:MOST_WORDS]
