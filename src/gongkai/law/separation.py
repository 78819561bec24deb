"""区分处理 (条例 art. 37): what may not be disclosed is parted from what is, and the rest goes to the applicant."""

from enum import Enum

from gongkai.law.regulation import GROUNDS, Ground

ARTICLE = "《条例》第三十七条"

# Art. 37 names two kinds of content: what should not be disclosed, and what is no government information at all.
GROUNDS_OF_SEPARATION = {
    **GROUNDS,
    "NOT_GOV_INFO": Ground("NOT_GOV_INFO", "不是政府信息", ARTICLE, must_withhold=False),
}


class Audience(Enum):
    """Who gets a copy. The applicant may be given what the public may not, such as data about the applicant."""

    APPLICANT = "applicant"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        return {"applicant": "申请人", "public": "公众"}[self.value]


class Scope(Enum):
    """For whom a place is black. What the applicant may not have, the public may not have either."""

    EVERYONE = "everyone"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        return {"everyone": "对申请人和公众都遮盖", "public": "只对公众遮盖（可以给申请人）"}[self.value]

    def hides_from(self, audience: Audience) -> bool:
        return self is Scope.EVERYONE or audience is Audience.PUBLIC
