"""The procedure of a record correction (政府信息更正, 条例 art. 41): a kind of case of its own, outside Table 3 (D29)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, ClockEffect, Procedure, Rows, Stage, register
from gongkai.disclosure.procedure import INTAKE
from gongkai.law.periods import WorkingDays
from gongkai.law.record_corrections import ARTICLE
from gongkai.units.models import Role

KEY = "record_correction"
OFFICER, APPROVER = (Role.OFFICER,), (Role.APPROVER,)
OPEN = ("registered", "verifying")

STAGES = (
    Stage("registered", "待受理", "已登记", INTAKE, "受理并核实"),
    Stage("verifying", "核实中", "正在核实", OFFICER, "核实并提出处理意见"),
    Stage("approving", "待审批", "处理意见正在审批", APPROVER, "审批处理意见"),
    Stage("approved", "待送达", "已作出答复，即将送达", OFFICER, "送达答复"),
    Stage("closed", "已办结", "已办结", terminal=True),
)
ACTIONS = (
    Action("submit", "提出更正申请", (), "registered", (), ARTICLE, ClockEffect.START, public="您提出了更正申请"),
    Action("register", "登记更正申请", (), "registered", INTAKE, ARTICLE, ClockEffect.START, public="更正申请已登记"),
    Action("accept", "受理", ("registered",), "verifying", INTAKE, ARTICLE, public="已受理，开始核实"),
    Action("verify", "记录核实情况", ("verifying",), None, OFFICER, ARTICLE),
    Action("propose", "提出处理意见", ("verifying",), "approving", OFFICER, ARTICLE),
    Action("send_back", "退回修改", ("approving",), "verifying", APPROVER, ARTICLE),
    Action("approve", "审批处理意见", ("approving",), "approved", APPROVER, ARTICLE),
    Action("serve", "送达答复", ("approved",), "closed", OFFICER, ARTICLE, ClockEffect.END, public="答复已送达"),
    Action("withdraw", "撤回申请", OPEN, "closed", OFFICER, ARTICLE, ClockEffect.END, public="您撤回了申请"),
)  # fmt: skip


def detail_state(case: Case, _rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of a record correction beside its case."""
    row = case.correction  # type: ignore[attr-defined]
    return {
        "applicant": [row.name, row.id_type, row.id_number, row.phone, row.email, row.postal_address],
        "record": [row.record, row.wrong, row.right, row.evidence],
        "verified": row.verification,
        "result": [row.result, row.wording, row.organ, row.reasons, row.drafted_by, row.approved_by],
    }


CORRECTION = register(
    Procedure(
        key=KEY,
        label="政府信息更正",
        version="2019-05-15",
        period=WorkingDays(20),
        number_pattern="信息更正〔{year}〕{serial}号",
        stages=STAGES,
        actions=ACTIONS,
        detail_state=detail_state,
        url_name="correction_case",
        valid_from=date(2019, 5, 15),
    )
)
