"""The review of a publication (先审查、后公开): stages, acts, and who may do each.

Regulation art. 17: every organ reviews what it discloses, by a fixed procedure with named responsibility.
Secrets Law (2024) art. 35: secrecy review comes before publication, item by item.
"""

from gongkai.cases.procedure import Action
from gongkai.cases.procedure import Stage as CaseStage
from gongkai.publishing.models import Stage
from gongkai.units.models import Role

ART_17 = "《条例》第十七条"
ART_26 = "《条例》第二十六条"
SECRETS_35 = "《保守国家秘密法》第三十五条"

STAGES = {
    stage.id: stage
    for stage in (
        CaseStage(Stage.DRAFT, "拟稿", "", (Role.OFFICER,), "拟稿并提交核稿"),
        CaseStage(Stage.CHECKING, "核稿", "", (Role.CHECKER,), "核稿"),
        CaseStage(Stage.SECRECY, "保密审查", "", (Role.SECRECY,), "保密审查"),
        CaseStage(Stage.SIGNING, "待签发", "", (Role.APPROVER,), "签发公开"),
        CaseStage(Stage.PUBLISHED, "已公开", "", terminal=True),
        CaseStage(Stage.WITHDRAWN, "已撤回", "", terminal=True),
    )
}
REVIEW = (Stage.CHECKING, Stage.SECRECY, Stage.SIGNING)
IN_HAND = (Stage.DRAFT, *REVIEW)

DRAFT = Action("draft", "拟稿", (), Stage.DRAFT, (Role.OFFICER,), ART_17)
REVISE = Action("revise", "修改", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
ATTACH = Action("attach", "加入附件", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
DETACH = Action("detach", "移除附件", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
SUBMIT = Action("submit", "提交核稿", (Stage.DRAFT,), Stage.CHECKING, (Role.OFFICER,), ART_17)
CHECK = Action("check", "核稿通过", (Stage.CHECKING,), Stage.SECRECY, (Role.CHECKER,), ART_17)
PASS_SECRECY = Action(
    "pass_secrecy", "保密审查通过", (Stage.SECRECY,), Stage.SIGNING, (Role.SECRECY,), SECRETS_35
)
SIGN = Action("sign", "签发公开", (Stage.SIGNING,), Stage.PUBLISHED, (Role.APPROVER,), ART_26)
# Who may send back is whoever the stage waits for; see roles_for().
SEND_BACK = Action(
    "send_back", "退回", REVIEW, Stage.DRAFT, (Role.CHECKER, Role.SECRECY, Role.APPROVER), ART_17
)
WITHDRAW = Action(
    "withdraw",
    "撤回",
    (Stage.PUBLISHED,),
    Stage.WITHDRAWN,
    (Role.APPROVER, Role.COMPETENT),
    "《保守国家秘密法》第三十四条",
)

ACTIONS = {
    action.id: action
    for action in (DRAFT, REVISE, ATTACH, DETACH, SUBMIT, CHECK, PASS_SECRECY, SIGN, SEND_BACK, WITHDRAW)
}
AUTHORING = frozenset(action.id for action in (DRAFT, REVISE, ATTACH, DETACH))
# What nobody does to a text of her own (D35).
SEPARATED = frozenset({CHECK, PASS_SECRECY, SIGN})


def roles_for(action: Action, stage: str) -> tuple[Role, ...]:
    """Return who may perform ``action`` in ``stage``: to send back takes the post the stage waits for."""
    return STAGES[stage].waits_for if action is SEND_BACK else action.roles
