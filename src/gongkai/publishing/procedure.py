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
        CaseStage(Stage.ASKING, "请示待复", "", (Role.COMPETENT,), "答复能否公开的请示"),
        CaseStage(Stage.SIGNING, "待签发", "", (Role.APPROVER,), "签发公开"),
        CaseStage(Stage.SCHEDULED, "定时公开", ""),
        CaseStage(Stage.PUBLISHED, "已公开", "", terminal=True),
        CaseStage(Stage.WITHDRAWN, "已撤回", "", terminal=True),
        CaseStage(Stage.KEPT, "登记不公开", "", terminal=True),
        CaseStage(Stage.MERGED, "已并入原信息", "", terminal=True),
        CaseStage(Stage.DISCARDED, "已作废", "", terminal=True),
    )
}
REVIEW = (Stage.CHECKING, Stage.SECRECY, Stage.SIGNING)
IN_HAND = (Stage.DRAFT, Stage.CHECKING, Stage.SECRECY, Stage.ASKING, Stage.SIGNING, Stage.SCHEDULED)
REVIEWERS = (Role.CHECKER, Role.SECRECY, Role.APPROVER)

ART_18 = "《条例》第十八条"
PENALTY_48 = "《行政处罚法》第四十八条"
GUIDELINES = "国办发〔2017〕47号"

DRAFT = Action("draft", "拟稿", (), Stage.DRAFT, (Role.OFFICER,), ART_17)
REVISE = Action("revise", "修改", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
ATTACH = Action("attach", "加入附件", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
DETACH = Action("detach", "移除附件", (Stage.DRAFT,), None, (Role.OFFICER,), ART_17)
DISCARD = Action("discard", "作废", (Stage.DRAFT,), Stage.DISCARDED, (Role.OFFICER,), ART_17)
SUBMIT = Action("submit", "提交核稿", (Stage.DRAFT,), Stage.CHECKING, (Role.OFFICER,), ART_17)
CHECK = Action("check", "核稿通过", (Stage.CHECKING,), Stage.SECRECY, (Role.CHECKER,), ART_17)
PASS_SECRECY = Action(
    "pass_secrecy", "保密审查通过", (Stage.SECRECY,), Stage.SIGNING, (Role.SECRECY,), SECRETS_35
)
# Who may ask or send back is whoever the stage waits for; see roles_for().
ASK = Action("ask", "请示主管部门", REVIEW, Stage.ASKING, REVIEWERS, ART_17)
# The answer leads back to where the question came from, or to the drafter.
ANSWER = Action("answer", "答复请示", (Stage.ASKING,), None, (Role.COMPETENT,), ART_17)
SIGN = Action("sign", "签发公开", (Stage.SIGNING,), Stage.PUBLISHED, (Role.APPROVER,), ART_26)
PUBLISH = Action("publish", "定时公开", (Stage.SCHEDULED,), Stage.PUBLISHED, (), ART_26)
KEEP = Action("keep", "登记不公开", (Stage.SIGNING,), Stage.KEPT, (Role.APPROVER,), ART_18)
SEND_BACK = Action("send_back", "退回", (*REVIEW, Stage.SCHEDULED), Stage.DRAFT, REVIEWERS, ART_17)

AMEND = Action("amend", "修订", (Stage.PUBLISHED,), None, (Role.OFFICER,), ART_26)
REPLACE = Action("replace", "公布新版本", (Stage.PUBLISHED,), None, (Role.APPROVER,), ART_26)
MARK = Action("mark", "标注有效性", (Stage.PUBLISHED,), None, (Role.APPROVER, Role.COMPETENT), GUIDELINES)
MATCH = Action(
    "match", "对应标准事项", (Stage.PUBLISHED,), None, (Role.OFFICER, Role.APPROVER), "国办发〔2019〕54号"
)
CLOSE_CALL = Action(
    "close_call", "征求意见截止", (Stage.PUBLISHED,), None, (), "《重大行政决策程序暂行条例》第十五条"
)
ANNUL = Action("annul", "登记决定被撤销", (Stage.PUBLISHED,), None, (Role.OFFICER, Role.APPROVER), PENALTY_48)
WITHDRAW = Action(
    "withdraw",
    "撤回",
    (Stage.PUBLISHED,),
    Stage.WITHDRAWN,
    (Role.APPROVER, Role.COMPETENT),
    "《保守国家秘密法》第三十四条",
)
REASSESS = Action("reassess", "定期评估", (Stage.KEPT,), None, (Role.APPROVER,), ART_18)

RECALCULATE = Action("recalculate", "工作日历调整，重算期限", IN_HAND, None, (Role.COMPETENT,), ART_26)

ACTIONS = {
    action.id: action
    for action in (
        DRAFT, REVISE, ATTACH, DETACH, DISCARD, SUBMIT, CHECK, PASS_SECRECY, ASK, ANSWER, SIGN, PUBLISH, KEEP,
        SEND_BACK, AMEND, REPLACE, MARK, MATCH, CLOSE_CALL, ANNUL, WITHDRAW, REASSESS, RECALCULATE,
    )
}  # fmt: skip
AUTHORING = frozenset(action.id for action in (DRAFT, REVISE, ATTACH, DETACH))
# What nobody does to a text of her own (D35).
SEPARATED = frozenset({CHECK, PASS_SECRECY, SIGN, KEEP, ASK, SEND_BACK})


def roles_for(action: Action, stage: str) -> tuple[Role, ...]:
    """Return who may perform ``action`` in ``stage``: to ask or send back takes the post the stage waits for."""
    if action in (ASK, SEND_BACK):
        return STAGES[stage].waits_for or (Role.APPROVER,)
    return action.roles
