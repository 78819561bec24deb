"""Partial disclosure (区分处理, art. 37): take a file in, mark what may not go out, make the file that does."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.cases import actions as cases
from gongkai.cases.actions import AlreadyDone, local_day
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Attachment, Case
from gongkai.disclosure.models import Redaction, Region, Rendition
from gongkai.disclosure.models.redaction import LISTING, RESULT, SOURCE
from gongkai.disclosure.procedure import DISCLOSURE
from gongkai.disclosure.redaction import paper, rendition, source, verify
from gongkai.disclosure.redaction.regions import Region as Place
from gongkai.law.refusal import Refusal
from gongkai.law.separation import ARTICLE, GROUNDS_OF_SEPARATION, Audience, Scope
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.models import Role
from gongkai.units.posts import Actor

READERS = (Role.OFFICER, Role.APPROVER, Role.HEAD)
PDF = "application/pdf"
# A page of a list may carry dozens; more in one act would be a slip of the hand.
AT_ONCE = 2_000


def add_source(
    case: Case, file: CheckedFile, *, by: Actor, at: datetime, seen: int | None = None
) -> Redaction:
    """上传待区分处理的文件: a PDF or a picture. It is kept as it came, and shown to the handlers alone."""
    content = source.pdf_of(file.name, file.content, file.suffix)
    with paper.opened(content) as document:
        pages = len(document)
    redaction = Redaction(case=case, name=file.name, pages=pages, changed_by=by.name, changed_at=at)

    def keep(changed: Case) -> None:
        number = changed.redactions.count() + 1  # type: ignore[attr-defined]
        kept = CheckedFile(f"源文件{number}.pdf", content, PDF, ".pdf")
        redaction.source = cases.attach(changed, kept, kind=SOURCE, by=by, at=at)
        redaction.save()

    cases.act(case, "add_source", by=by, at=at, seen=seen, note=f"待区分处理的文件，共{pages}页", papers=keep)
    return redaction


def open_source(redaction: Redaction, *, by: Actor, at: datetime) -> None:
    """Note that a handler of the case reads the source (D32, D90); nobody else may."""
    must_be_reader(redaction, by)
    case = redaction.case
    with transaction.atomic():
        record_fact(
            f"case/{case.pk}",
            "disclosure.read_source",
            at=at,
            by=by.name,
            unit=case.unit.code,
            data={"source": redaction.source.sha256},
        )


def must_be_reader(redaction: Redaction, by: Actor) -> None:
    by.must_hold(READERS, redaction.case.unit)


def mark(
    redaction: Redaction,
    places: Sequence[Place],
    *,
    ground: str,
    scope: Scope,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """划定遮盖区域: black out places, all on one ground, for the applicant and the public or for the public alone."""
    with transaction.atomic():
        locked = _locked(redaction, by=by, seen=seen)
        _must_be_places(locked, places)
        _must_be_ground(ground)
        _draw(locked, places, ground=ground, scope=scope, by=by, at=at)
        _note(locked, "disclosure.mark", by=by, at=at, regions=len(places))
    redaction.refresh_from_db()


def change_region(
    region: Region,
    place: Place,
    *,
    ground: str,
    scope: Scope,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """修改遮盖区域: place, ground or audience. What was drawn before stays on file as taken back."""
    with transaction.atomic():
        locked = _locked(region.redaction, by=by, seen=seen)
        _must_be_places(locked, [place])
        _must_be_ground(ground)
        _take_back(region, by=by, at=at)
        _draw(locked, [place], ground=ground, scope=scope, by=by, at=at)
        _note(locked, "disclosure.change_region", by=by, at=at, regions=1)
    region.redaction.refresh_from_db()


def remove_region(region: Region, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """取消遮盖区域; it stays on file as taken back."""
    with transaction.atomic():
        locked = _locked(region.redaction, by=by, seen=seen)
        _take_back(region, by=by, at=at)
        _note(locked, "disclosure.remove_region", by=by, at=at, regions=1)
    region.redaction.refresh_from_db()


def make_rendition(
    redaction: Redaction, audience: Audience, *, by: Actor, at: datetime, seen: int | None = None
) -> Rendition:
    """生成区分处理件: a new PDF without what is black, checked before it is kept, and the list of what is black.

    Raises:
        Refusal: nothing is black for this audience, the source was altered, or the file did not pass the check.
    """
    action = DISCLOSURE.action("redact")
    by.must_hold(action.roles, redaction.case.unit)
    DISCLOSURE.must_be_possible(action, redaction.case.stage)
    regions = black_for(redaction, audience)
    if not regions:
        raise Refusal(
            f"还没有需要对{audience.label}遮盖的区域。",
            article=ARTICLE,
            advice="请先划定遮盖区域；全部可以公开的，请答复“予以公开”。",
        )
    made = rendition.made(content_of(redaction), [region.place for region in regions])
    verify.must_be_clean(made)
    case = redaction.case
    rows = [
        (region.page, number, GROUNDS_OF_SEPARATION[region.ground])
        for number, region in enumerate(regions, start=1)
    ]
    result = Rendition(
        redaction=redaction, audience=audience.value, black=len(regions), made_by=by.name, made_at=at
    )

    def keep(changed: Case) -> None:
        # Loaded when needed, as in letters: the typesetter would take 30 MB of every worker.
        from gongkai.disclosure.redaction import listing

        number = Rendition.objects.filter(redaction__case=changed).count() + 1
        suffix = "（公开版）" if audience is Audience.PUBLIC else ""
        name, list_name = f"{RESULT}{number}{suffix}.pdf", f"{LISTING}{number}{suffix}.pdf"
        table = listing.as_pdf(changed.number, name, rows, local_day(at))
        result.changes = redaction.changes
        result.result = _attach(changed, name, made.content, RESULT, by=by, at=at)
        result.listing = _attach(changed, list_name, table, LISTING, by=by, at=at)
        result.save()

    with transaction.atomic():
        locked = _locked(redaction, by=by, seen=redaction.changes if seen is None else seen)
        redaction.changes = locked.changes
        cases.act(
            case,
            "redact",
            by=by,
            at=at,
            note=f"供{audience.label}：共{redaction.pages}页，遮盖{len(regions)}处",
            public={"audience": audience.value, "regions": len(regions)},
            papers=keep,
        )
    return result


def black_for(redaction: Redaction, audience: Audience) -> list[Region]:
    """Return the regions that are black for an audience, in the order of the pages."""
    return [
        region
        for region in redaction.regions.filter(removed_at=None)
        if Scope(region.scope).hides_from(audience)
    ]


def content_of(redaction: Redaction) -> bytes:
    """Return the source as it was uploaded.

    Raises:
        Refusal: the file on disk is another one.
    """
    with redaction.source.file.open() as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != redaction.source.sha256:
        raise Refusal(
            "源文件与上传时不一致，不能使用。",
            article="文件完整性",
            advice="请告知系统管理员，并重新上传源文件。",
        )
    return content


def _locked(redaction: Redaction, *, by: Actor, seen: int | None) -> Redaction:
    """Take the case, then the redaction, for this act alone; refuse what is not possible now."""
    action = DISCLOSURE.action("redact")
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=redaction.case_id)
    )
    by.must_hold(action.roles, case.unit)
    DISCLOSURE.must_be_possible(action, case.stage)
    locked = Redaction.objects.select_for_update(of=("self",), no_key=True).get(pk=redaction.pk)
    locked.case = case
    if seen is not None and seen != locked.changes:
        when = timezone.localtime(locked.changed_at)
        raise AlreadyDone(
            f"{locked.changed_by}已于 {when:%Y-%m-%d %H:%M} 改动遮盖区域，您打开的页面不是最新的。",
            article="",
            advice="您划定的区域和填写的内容还在下面，请看过最新区域后再决定是否提交。",
        )
    return locked


def _must_be_places(redaction: Redaction, places: Sequence[Place]) -> None:
    if not places:
        raise Refusal(
            "没有划定区域。", article=ARTICLE, advice="请在页面上拖动鼠标划定，或者填写位置，或者查找词语。"
        )
    if len(places) > AT_ONCE:
        raise Refusal(f"一次最多遮盖{AT_ONCE}处。", article=ARTICLE, advice="请分几次提交。")
    for place in places:
        if not 1 <= place.page <= redaction.pages:
            raise Refusal(
                f"没有第{place.page}页，文件共{redaction.pages}页。", article=ARTICLE, advice="请核对页码。"
            )
        if not place.is_on_the_page:
            raise Refusal(
                f"第{place.page}页的区域超出页面或者没有大小。",
                article=ARTICLE,
                advice="位置以页面左上角为起点，左加宽、上加高都不超过100%。",
            )


def _must_be_ground(ground: str) -> None:
    if ground not in GROUNDS_OF_SEPARATION:
        raise Refusal("没有选择遮盖理由。", article=ARTICLE, advice="请选择法定情形，或者“不是政府信息”。")


def _draw(
    redaction: Redaction, places: Sequence[Place], *, ground: str, scope: Scope, by: Actor, at: datetime
) -> None:
    Region.objects.bulk_create(
        Region(
            redaction=redaction,
            **vars(place),
            ground=ground,
            scope=scope.value,
            drawn_by=by.name,
            drawn_at=at,
        )
        for place in places
    )


def _take_back(region: Region, *, by: Actor, at: datetime) -> None:
    taken = Region.objects.filter(pk=region.pk, removed_at=None).update(removed_by=by.name, removed_at=at)
    if not taken:
        raise Refusal("这处遮盖已经取消。", article=ARTICLE, advice="请刷新页面查看最新区域。")


def _note(redaction: Redaction, verb: str, *, by: Actor, at: datetime, regions: int) -> None:
    redaction.changes += 1
    redaction.changed_by, redaction.changed_at = by.name, at
    redaction.save(update_fields=["changes", "changed_by", "changed_at"])
    case = redaction.case
    record_act(
        case, verb, at=at, by=by.name, unit=case.unit.code, data={"number": case.number, "regions": regions}
    )


def _attach(case: Case, name: str, content: bytes, kind: str, *, by: Actor, at: datetime) -> Attachment:
    return cases.attach(case, CheckedFile(name, content, PDF, ".pdf"), kind=kind, by=by, at=at)
