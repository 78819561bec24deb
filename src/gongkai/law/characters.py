"""Characters that look like others (部首代用字): programs that print PDF put radicals where the characters belong."""

import re
import unicodedata

# 康熙部首 have the characters they stand for in Unicode; those of the supplement are told here.
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_RADICALS = dict(
    zip(
        "\u2ea0\u2e9f\u2ed3\u2ed4\u2ecb\u2edb\u2ec4\u2ec5\u2ed8\u2ee2\u2ec6\u2ee5\u2eee\u2ef0\u2eda\u2edd\u2ec9\u2ee3\u2ee4\u2ee6\u2ee8\u2ee9\u2eec\u2ef3\u2ed9\u2edc\u2ec1",
        "民母长门车风西见青马角鱼齿龙页食贝骨鬼鸟麦黄齐龟韦飞虎",
        strict=True,
    )
)


def unified(text: str) -> str:
    """Return a text with characters in the place of radicals, so that it is found and compared as it reads."""
    return _RADICAL.sub(lambda one: _RADICALS.get(one[0]) or unicodedata.normalize("NFKC", one[0]), text)
