"""What an entry says, as a value: typed once, checked once, kept with every version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from gongkai.law.personal_data import personal_data_in
from gongkai.law.refusal import Refusal

RULE = "知识库管理规则"
MOBILE = "手机号码"


@dataclass(frozen=True)
class Content:
    """A question with its answer, the paper it stands on, and the last day it may be used."""

    question: str
    answer: str
    source: str
    source_on: date
    valid_until: date
    materials: str = ""
    keywords: str = ""
    source_address: str = ""
    is_public: bool = True

    def trimmed(self) -> "Content":
        texts = {name: value.strip() for name, value in asdict(self).items() if isinstance(value, str)}
        return replace(self, **texts)  # type: ignore[arg-type]

    def must_be_complete(self, today: date, longest: timedelta) -> None:
        """Refuse what has no question, answer or source, no sound dates, or shows somebody's number in public."""
        for value, label in ((self.question, "问题"), (self.answer, "答案"), (self.source, "依据")):
            if not value.strip():
                raise Refusal(f"没有填写{label}。", article=RULE, advice="请填写。")
        if self.source_on > today:
            raise Refusal(f"依据的日期{self.source_on}晚于今天。", article=RULE, advice="请核对依据。")
        if not today < self.valid_until <= today + longest:
            raise Refusal(
                f"有效期至{self.valid_until}不成立。",
                article=RULE,
                advice=f"应在明天到{today + longest}之间；到期后由您确认、更新或者停用。",
            )
        if self.is_public:
            for found in personal_data_in(f"{self.question}\n{self.answer}\n{self.materials}", today):
                raise Refusal(
                    f"内容里有{found.what}（{found.masked}），不能公开。",
                    article="《个人信息保护法》",
                    advice="请删去，或者改为不对公众公开。",
                )

    def as_data(self) -> dict[str, Any]:
        """Return it as it is kept with a version."""
        data = asdict(self)
        return {**data, "source_on": self.source_on.isoformat(), "valid_until": self.valid_until.isoformat()}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Content":
        days = {name: date.fromisoformat(data[name]) for name in ("source_on", "valid_until")}
        return Content(**{**data, **days})
