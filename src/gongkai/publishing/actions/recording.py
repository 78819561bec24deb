"""What every verb does: lock the row, refuse what may not be done, write the act with its ledger event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from gongkai.cases import numbers
from gongkai.cases.actions import AlreadyDone
from gongkai.cases.procedure import Action
from gongkai.law import identifiers
from gongkai.law.calendar import Deadline, WorkingCalendar
from gongkai.law.periods import CalendarDays, Period, WorkingDays
from gongkai.law.refusal import Refusal
from gongkai.law.regulation import INTERPRETATION_PERIOD, publication_period
from gongkai.ledger.actions import record_act
from gongkai.publishing import content, procedure
from gongkai.publishing.models import Mode, Publication, ReviewAct, Stage
from gongkai.publishing.state import micros
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import Unit, User
from gongkai.units.posts import Actor

# The channel on which the database tells that something public has changed.
PUBLIC_CHANGE = "gongkai_public_change"


def open_row(publication: Publication, action: Action, by: Actor, seen: int | None) -> Publication:
    """Lock the row and refuse what may not be done now, or not by this person."""
    row = Publication.objects.locked(publication.pk)
    if row.unit_id == publication.unit_id:
        row.unit = publication.unit
    if row.stage not in action.stages or (seen is not None and seen != row.revision):
        raise _overtaken(row, action)
    by.must_hold(procedure.roles_for(action, row.stage), row.unit)
    return row


def _overtaken(row: Publication, action: Action) -> AlreadyDone:
    last = row.act_parts[-1]
    done = procedure.ACTIONS[last["act"]].label
    when = timezone.localtime(
        ReviewAct.objects.values_list("at", flat=True).get(publication=row, seq=last["seq"])
    )
    return AlreadyDone(
        f"已由{last['by']}于{when:%Y-%m-%d %H:%M}“{done}”，现处于“{row.get_stage_display()}”，"
        f"您的“{action.label}”没有执行。",
        article="",
        advice="请查看最新内容和办理记录；需要时再办理。",
    )


def must_be_another(row: Publication, by: Actor) -> None:
    author = person(by)
    if any(act["user"] == author.pk and act["act"] in procedure.AUTHORING for act in row.act_parts):
        raise Refusal(
            f"{by.name}是本信息的拟稿人，不能同时审核。",
            article=procedure.ART_17,
            advice=f"请由{row.unit.short_name}的其他{procedure.STAGES[row.stage].waits_for[0].label}办理。",
        )


def must_have_a_valid_code(unit: Unit) -> None:
    fault = identifiers.uscc_fault(unit.uscc)
    if fault:
        raise Refusal(
            f"{unit.name}的统一社会信用代码“{unit.uscc}”无效，不能编制索引号。{fault}",
            article="索引号编制规则",
            advice="请政务公开办更正单位代码后再办理。",
        )


def person(by: Actor) -> User:
    if by.user is None:
        raise Refusal(
            f"“{by.name}”不是工作人员，不能办理信息公开审核。",
            article=procedure.ART_17,
            advice="请由有任职的人员办理。",
        )
    return by.user


def put_in_order(publication: Publication) -> None:
    """Bring what was typed into its normal form and compute what follows from it."""
    publication.title = publication.title.strip()
    publication.summary = publication.summary.strip()
    publication.body = content.clean(publication.body)
    publication.doc_number = normal_number(publication.doc_number)
    publication.source = publication.source or publication.unit.name
    if not publication.column.takes_items:
        raise Refusal(
            f"栏目“{publication.column.title}”只是目录，不直接发布信息。",
            article="",
            advice="请选择它下面的栏目。",
        )
    if publication.mode == Mode.PROACTIVE:
        publication.mode_reason = ""
    elif not publication.mode_reason.strip():
        raise Refusal(
            f"公开方式为“{Mode(publication.mode).label}”，没有写明理由。",
            article="《条例》第十三条至第十六条",
            advice="以公开为常态，不公开为例外：请写明所依据的条款和理由。",
        )
    set_due_day(publication)


def set_due_day(publication: Publication) -> None:
    """Set the day by which to publish, by the calendar in force."""
    deadline = due_day(publication, calendar_in_force())
    publication.due_on, publication.due_provisional = deadline.day, deadline.provisional


def due_day(publication: Publication, calendar: WorkingCalendar) -> Deadline:
    """Return the day by which to publish: from the day the information was formed or changed (art. 26, D37, D38).

    An interpretation follows its document: at the latest three working days after it (D57). A text with a day of its own,
    as an annual report, is due on that day.
    """
    if publication.public_by is not None:
        return Deadline(publication.public_by)
    document = publication.interprets if publication.interprets_id else None
    if document is not None and document.published_at is not None:
        return INTERPRETATION_PERIOD.due(day_of(document.published_at), calendar)
    return _period_of(publication).due(publication.changed_on or publication.created_on, calendar)


def _period_of(publication: Publication) -> Period:
    """Return the special period chosen, else what the standard catalogue asks for, else twenty working days."""
    if not publication.special_period and publication.standard is not None:
        within = publication.standard.limit.within
        # 「及时」 gives no last day.
        if isinstance(within, WorkingDays | CalendarDays):
            return within
    return publication_period(publication.special_period)


def normal_number(text: str) -> str:
    """Return a document number in its normal form (〔〕, no leading noughts); other words as they are."""
    try:
        return str(identifiers.DocumentNumber.parse(text))
    except ValueError:
        return text.strip()


def doc_number_must_be_free(publication: Publication) -> None:
    if not publication.doc_number:
        return
    others = Publication.objects.filter(doc_number=publication.doc_number, amends=None)
    others = others.exclude(stage__in=[Stage.WITHDRAWN, Stage.DISCARDED]).exclude(
        pk=publication.amends_id or 0
    )
    other = others.exclude(pk=publication.pk).select_related("unit").first()
    if other is not None:
        raise Refusal(
            f"文号“{publication.doc_number}”已用于{other.unit.short_name}的《{other.title}》。",
            article="《党政机关公文格式》发文字号规则",
            advice="请核对文号；同一文件只公开一次，可在解读或转载的正文中引用。",
        )


def legacy_number_must_be_free(publication: Publication) -> None:
    """Refuse an index number of the former site that another item already bears (D52)."""
    number = publication.legacy_index_no = publication.legacy_index_no.strip()
    if not number:
        return
    others = Publication.objects.filter(legacy_index_no=number, amends=None).exclude(stage=Stage.DISCARDED)
    other = (
        others.exclude(pk__in=[publication.pk or 0, publication.amends_id or 0])
        .select_related("unit")
        .first()
    )
    if other is not None:
        raise Refusal(
            f"原索引号“{number}”已用于{other.unit.short_name}的《{other.title}》。",
            article="索引号编制规则",
            advice="请核对；同一信息只迁入一次。",
        )


def next_index_number(row: Publication) -> str:
    serial = numbers.take(_series(row))
    return str(identifiers.IndexNumber(row.unit.uscc, row.created_on.year, serial))


def hold_together(publications: Iterable[Publication]) -> None:
    """Lock what acts on several items will write, before the first of them holds the ledger."""
    items = list(publications)
    # A revision also writes the public text whose place it takes.
    Publication.objects.hold(
        {item.pk for item in items} | {item.amends_id for item in items if item.amends_id}
    )
    numbers.hold(_series(item) for item in items)


def _series(row: Publication) -> str:
    return f"index/{row.unit.uscc}/{row.created_on.year}"


def public_facts(row: Publication) -> dict[str, object]:
    return {
        "index_no": row.index_no,
        "title": row.title,
        "content_sha256": row.content_sha256,
        "column": row.column_code,
        "unit": row.unit.code,
    }


def record(
    row: Publication,
    action: Action,
    *,
    by: Actor,
    at: datetime,
    to: str | None = None,
    changed: Iterable[str] = (),
    note: str = "",
    comments: list[dict[str, str]] | None = None,
    public: Mapping[str, object] | None = None,
) -> None:
    """Write the act, the ledger event over the state it leaves behind, and the row itself.

    ``to`` is the stage the act leads to where its procedure leaves that open.
    """
    asked_in = row.stage
    stage = to or action.to
    if stage is not None:
        row.stage, row.stage_at = stage, at
    row.revision += 1
    is_new = row.pk is None
    if is_new:
        row.save()
    signature = by.signature(procedure.roles_for(action, asked_in), row.unit.code)
    act = ReviewAct.objects.create(
        publication=row, seq=row.revision, act=action.id, decision=row.stage, by=person(by), by_name=signature,
        post=by.post, at=at, note=note, comments=comments or [],
    )  # fmt: skip
    row.act_parts.append(
        {
            "seq": act.seq, "act": act.act, "decision": act.decision, "user": act.by_id, "by": act.by_name,
            "post": act.post, "at": micros(at), "note": note, "comments": act.comments,
        }
    )  # fmt: skip
    data = public or {"stage": row.stage}
    index = record_act(row, f"publishing.{action.id}", at=at, by=signature, unit=row.unit.code, data=data)
    if public is not None:
        row.public_change = index
        with connection.cursor() as cursor:
            # Told when the act is committed: whoever keeps the site in step waits for it.
            cursor.execute("SELECT pg_notify(%s, '')", [PUBLIC_CHANGE])
    if not is_new:
        row.save(update_fields=["stage", "stage_at", "revision", "public_change", *changed])


def bring_up_to_date(publication: Publication, row: Publication) -> Publication:
    """Show the caller's object as the row now is."""
    publication.__dict__.update(row.__dict__)
    return publication


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()
