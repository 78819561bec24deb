"""The procedure of an opinion, from finding to closing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongkai.cases.models import Case
from gongkai.cases.procedure import Action, Procedure, Rows, Stage, register
from gongkai.law.periods import AtOnce
from gongkai.law.response import SOURCE
from gongkai.units.models import Role

OFFICE, OFFICER = (Role.COMPETENT,), (Role.OFFICER,)
OPINION_STAGES = (
    Stage("found", "待研判", "", waits_for=OFFICE, todo="研判舆情、确定回应单位"),
    Stage("responding", "回应中", "", waits_for=OFFICER, todo="回应舆情"),
    Stage("closed", "已办结", "", terminal=True),
)
OPINION_ACTIONS = (
    Action("enter", "登记舆情", (), "found", (*OFFICE, *OFFICER), SOURCE),
    Action("assess", "研判交办", ("found", "responding"), "responding", OFFICE, SOURCE),
    Action("first_info", "登记首次发布", ("responding",), None, OFFICER, SOURCE),
    Action("press", "登记新闻发布会", ("responding",), None, OFFICER, SOURCE),
    Action("respond", "登记回应", ("responding",), None, OFFICER, SOURCE),
    Action("close", "办结", ("responding",), "closed", OFFICE, SOURCE),
    Action("escalate", "逾期上报", ("responding",), None, (), SOURCE),
)


def opinion_state(case: Case, _rows: Rows) -> Mapping[str, Any]:
    """Return what the ledger proves of an opinion beside its case."""
    opinion = case.opinion
    names = ("found_at", "assessed_at", "first_info_at", "press_at", "responded_at", "closed_at")
    return {
        "source": [opinion.source, opinion.address, opinion.text],
        "grade": opinion.grade,
        "moments": [str(getattr(opinion, name)) for name in names],
        "response": [opinion.channel, opinion.response],
    }


OPINION = register(
    Procedure(
        key="opinion",
        label="政务舆情",
        version="2016-11-10",
        period=AtOnce(),
        number_pattern="舆情〔{year}〕{serial}号",
        stages=OPINION_STAGES,
        actions=OPINION_ACTIONS,
        detail_state=opinion_state,
        url_name="voice_opinion",
        valid_from=date(2016, 11, 10),
    )
)
