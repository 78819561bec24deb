"""What begins or ends on its day: the force of documents and calls for comments. The platform acts, in the approver's name."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from gongkai.publishing import procedure
from gongkai.publishing.actions.recording import bring_up_to_date, day_of, public_facts, record
from gongkai.publishing.models import Publication, Stage, Validity
from gongkai.units.posts import Actor


def close_call(publication: Publication, *, at: datetime) -> Publication:
    """End a call for comments whose last day has passed (征集截止): its page takes no more opinions."""

    def has_ended(row: Publication) -> bool:
        return row.comments_closed_on is None and _is_past(row.comment_until, at)

    def close(row: Publication, by: Actor) -> None:
        assert row.comment_until is not None
        row.comments_closed_on = row.comment_until
        facts = public_facts(row) | {"closed_on": row.comment_until.isoformat()}
        record(row, procedure.CLOSE_CALL, by=by, at=at, changed=["comments_closed_on"], public=facts)

    return _on_its_day(publication, has_ended, close)


def come_into_force(publication: Publication, *, at: datetime) -> Publication:
    """Mark a document whose day of entry into force has come as valid (施行)."""

    def has_begun(row: Publication) -> bool:
        return row.validity == Validity.NOT_YET and (
            row.effective_on is None or day_of(at) >= row.effective_on
        )

    def mark(row: Publication, by: Actor) -> None:
        row.validity = Validity.IN_FORCE
        facts = public_facts(row) | {"validity": row.validity, "on": day_of(at).isoformat()}
        note = f"{row.effective_on or day_of(at)}起施行"
        record(row, procedure.MARK, by=by, at=at, changed=["validity"], note=note, public=facts)

    return _on_its_day(publication, has_begun, mark)


def expire(publication: Publication, *, at: datetime) -> Publication:
    """Mark a document whose validity has ended as expired (失效), on the document itself."""

    def has_ended(row: Publication) -> bool:
        return row.validity in (Validity.IN_FORCE, Validity.AMENDED) and _is_past(row.valid_until, at)

    def mark(row: Publication, by: Actor) -> None:
        assert row.valid_until is not None
        row.validity, row.validity_note = Validity.EXPIRED, f"有效期至{row.valid_until}"
        row.validity_changed_on = row.valid_until + timedelta(days=1)
        facts = public_facts(row) | {"validity": row.validity, "on": row.validity_changed_on.isoformat()}
        changed = ["validity", "validity_note", "validity_changed_on"]
        note = f"{Validity.EXPIRED.label}：{row.validity_note}"
        record(row, procedure.MARK, by=by, at=at, changed=changed, note=note, public=facts)

    return _on_its_day(publication, has_ended, mark)


def _is_past(last: date | None, at: datetime) -> bool:
    return last is not None and day_of(at) > last


def _on_its_day(
    publication: Publication,
    has_come: Callable[[Publication], bool],
    write: Callable[[Publication, Actor], None],
) -> Publication:
    with transaction.atomic():
        row = Publication.objects.locked(publication.pk)
        approver = row.approver
        if row.stage == Stage.PUBLISHED and approver is not None and has_come(row):
            write(row, Actor(name=approver.name, post="平台按期办理", user=approver))
    return bring_up_to_date(publication, row)
