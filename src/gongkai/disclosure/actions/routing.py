"""Who handles a request (承办): claimed by an officer, returned by a unit that is not competent, given to another."""

from datetime import date, datetime

from django.db import transaction

from gongkai.cases import actions as cases
from gongkai.cases.actions import local_day
from gongkai.cases.models import Case, CaseEvent
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role, Unit, User
from gongkai.units.posts import Actor

ART_10 = "《条例》第十条"
ART_45 = "《条例》第四十五条"
REORGANISATION = "国办公开办函〔2019〕14号"


def claim(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> CaseEvent:
    """认领: an officer of the unit takes the case; of two at once the second is told who has it."""
    with transaction.atomic():
        handler = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk).handler
        if handler is not None:
            who = "您自己" if handler == by.user else str(handler)
            raise Refusal(
                f"此件已由{who}承办，不能再认领。",
                article=ART_45,
                advice="需要换人的，请办理“离岗移交”。",
            )
        return cases.act(case, "claim", by=by, at=at, seen=seen, changes={"handler": hands_of(by, case)})


def hands_of(by: Actor, case: Case) -> User | None:
    """Return who becomes handler when ``by`` takes the case on: the absent officer, for her substitute.

    So it is in the right hands again when the leave ends, without anybody moving it.
    """
    return by.principal((Role.OFFICER,), case.unit.code)


def return_case(
    case: Case,
    *,
    reason: str,
    believed: Unit | None,
    by: Actor,
    at: datetime,
    unknown: str = "",
    seen: int | None = None,
) -> CaseEvent:
    """退回转办单位: wrongly given to this unit. It names the unit it believes competent, or says why it cannot.

    The clock runs on; the competent office decides (:func:`assign`).
    """
    if not reason.strip():
        raise Refusal("退回需要写明理由。", article=ART_10, advice="请写明为什么不由本单位办理。")
    if believed is None and not unknown.strip():
        raise Refusal(
            "退回时没有写明应当由哪个单位办理。",
            article=ART_10,
            advice="请选择单位；确实不清楚的，请写明原因。",
        )
    if believed == case.unit:
        raise Refusal(
            f"不能退回后仍由{case.unit.short_name}办理。", article=ART_10, advice="请选择其他单位。"
        )
    if believed is not None:
        _must_exist(believed, local_day(at))
    said = f"应由{believed.short_name}办理" if believed else f"不清楚应由哪个单位办理（{unknown.strip()}）"
    return cases.act(
        case,
        "return_case",
        by=by,
        at=at,
        seen=seen,
        note=f"{case.unit.short_name}退回：{reason.strip()}。{said}",
        ground=ART_10,
        data={"from": case.unit.code, "believed": believed.code if believed else ""},
        public={"from": case.unit.code, "believed": believed.code if believed else ""},
        changes={"handler": None},
    )


def assign(
    case: Case, unit: Unit, *, by: Actor, at: datetime, note: str = "", seen: int | None = None
) -> CaseEvent:
    """转办: give the request to the unit that is to answer it. The clock runs on."""
    _must_exist(unit, local_day(at))
    returned = case.events.filter(action="return_case", data__from=unit.code).exists()
    if returned and not note.strip():
        raise Refusal(
            f"{unit.short_name}曾退回此件，再次转给该单位需要写明理由。",
            article=ART_10,
            advice="请写明为什么由该单位办理。",
        )
    return cases.act(
        case,
        "assign",
        by=by,
        at=at,
        seen=seen,
        note=f"由{case.unit.short_name}转{unit.short_name}。{note.strip()}",
        data={"from": case.unit.code, "to": unit.code},
        public={"to": unit.code},
        changes={"unit": unit, "handler": None},
    )


def _must_exist(unit: Unit, day: date) -> None:
    """Refuse a unit that was dissolved or is not yet set up; say who has its functions (D30)."""
    if unit.valid_to is not None and unit.valid_to < day:
        successor = f"，职能已由{unit.successor}承接" if unit.successor else ""
        raise Refusal(
            f"{unit.name}已于{unit.valid_to}撤销{successor}。",
            article=REORGANISATION,
            advice="请转给承接单位；承接单位不得以材料未移交为由拒绝。",
        )
    if unit.valid_from > day:
        raise Refusal(
            f"{unit.name}自{unit.valid_from}起设立。",
            article=REORGANISATION,
            advice="请转给现在承担这项职能的单位。",
        )
