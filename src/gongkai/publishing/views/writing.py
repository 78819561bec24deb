"""Writing: the form of a text, its files and pictures, what is kept while she types."""

from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.actions import AlreadyDone
from gongkai.cases.files import checked_upload
from gongkai.law.refusal import Refusal
from gongkai.publishing import actions, checks, content
from gongkai.publishing.checks.finding import plain_letter
from gongkai.publishing.forms import NewPublicationForm, PublicationForm
from gongkai.publishing.key_areas import KEY_AREAS
from gongkai.publishing.models import Autosave, Publication, PublicationFile, Stage
from gongkai.publishing.passages import Passages
from gongkai.publishing.views.common import actor_now, staff, visible

LONGEST_AUTOSAVE = 2 * 1024 * 1024
NOT_KEPT = ("csrfmiddlewaretoken", "seen", "draft_key")


@require_admin_access
def new(request: HttpRequest) -> HttpResponse:
    """Draft a publication. The same form sent twice leads to the one draft it made."""
    user, now = staff(request), timezone.now()
    today = timezone.localdate(now)
    if request.method != "POST":
        kept = _kept(request, "new")
        # An empty column leads here with its unit and column chosen.
        asked = {
            name: request.GET[name] for name in ("unit", "column") if request.GET.get(name, "").isdigit()
        }
        initial = {"draft_key": str(uuid4()), "created_on": today} | (kept.typed if kept else {}) | asked
        return _form_page(request, NewPublicationForm(user=user, on=today, initial=initial), None, kept=kept)
    form = NewPublicationForm(request.POST, user=user, on=today)
    key = request.POST.get("draft_key") or None
    made = Publication.objects.filter(draft_key=key, drafter=user).first() if key else None
    if made is not None:
        return redirect("publishing_detail", made.pk)
    if not form.is_valid():
        return _form_page(request, form, None)
    try:
        with transaction.atomic():
            publication = actions.draft(
                form.cleaned_data["unit"], by=actor_now(request), at=now, draft_key=key, **form.typed()
            )
    except Refusal as refusal:
        return _form_page(request, form, None, refusal)
    except IntegrityError:
        made = get_object_or_404(Publication, draft_key=key, drafter=user)
        return redirect("publishing_detail", made.pk)
    Autosave.objects.filter(user=user, key="new").delete()
    _say_what_was_left_out(request, form)
    messages.success(request, f"已保存草稿《{publication.title}》，公开期限{publication.due_on}。")
    return redirect("publishing_detail", publication.pk)


@require_admin_access
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; what another saved meanwhile is not overwritten, what was typed is not lost."""
    user, now = staff(request), timezone.now()
    publication = visible(user, pk)
    if publication.stage != Stage.DRAFT:
        if request.method == "POST":
            _keep(request, str(pk))
        kept_too = "您填写的内容已经自动保存，退回后打开“修改”就能看到。" if request.method == "POST" else ""
        messages.warning(
            request, f"现处于“{publication.get_stage_display()}”，不能修改；需要修改时请先退回。{kept_too}"
        )
        return redirect("publishing_detail", pk)
    pictures = reverse("publishing_picture_upload", args=[pk])
    if request.method != "POST":
        kept = _kept(request, str(pk))
        body = content.with_pictures_at(publication.body, reverse("publishing_pictures", args=[pk]))
        initial: dict[str, object] = {"seen": publication.revision, "body": body} | (
            kept.typed if kept else {}
        )
        form = PublicationForm(instance=publication, pictures_url=pictures, initial=initial)
        return _form_page(request, form, publication, kept=kept)
    form = PublicationForm(request.POST, instance=visible(user, pk), pictures_url=pictures)
    if not form.is_valid():
        return _form_page(request, form, publication)
    try:
        actions.revise(
            publication,
            by=actor_now(request),
            at=now,
            expected_revision=form.cleaned_data["seen"] or 0,
            **form.typed(),
        )
    except AlreadyDone as refusal:
        _keep(request, str(pk))
        newest = visible(user, pk)
        form.on_top_of(newest)
        return _form_page(request, form, newest, refusal)
    except Refusal as refusal:
        return _form_page(request, form, publication, refusal)
    Autosave.objects.filter(user=user, key=str(pk)).delete()
    _say_what_was_left_out(request, form)
    messages.success(request, "已保存。")
    return redirect("publishing_detail", pk)


def _form_page(
    request: HttpRequest,
    form: PublicationForm,
    publication: Publication | None,
    refusal: Refusal | None = None,
    kept: Autosave | None = None,
) -> HttpResponse:
    found = checks.findings(publication, timezone.localdate()) if publication else []
    last_return = publication.acts.filter(act="send_back").last() if publication else None
    context = {
        "form": form,
        "publication": publication,
        "refusal": refusal,
        "findings": found,
        "returned": last_return,
        "key_areas": KEY_AREAS.values(),
        "wide": ("title", "body", "summary"),
        "kept": kept,
        "autosave_key": publication.pk if publication else "new",
    }
    return render(request, "publishing/form.html", context, status=409 if refusal else 200)


def _say_what_was_left_out(request: HttpRequest, form: PublicationForm) -> None:
    for note in form.left_out:
        messages.warning(request, note)


def _kept(request: HttpRequest, key: str) -> Autosave | None:
    """Return what was typed and not saved, unless she asks to drop it."""
    rows = Autosave.objects.filter(user=staff(request), key=key)
    if "drop" in request.GET:
        rows.delete()
        return None
    return rows.first()


def _keep(request: HttpRequest, key: str) -> None:
    typed = {name: value for name, value in request.POST.items() if name not in NOT_KEPT and value}
    Autosave.objects.update_or_create(
        user=staff(request), key=key, defaults={"typed": typed, "at": timezone.now()}
    )


@require_admin_access
@require_POST
def autosave(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what is being typed, for this person alone; nothing of the record changes."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_AUTOSAVE:
        return HttpResponse(status=413)
    _keep(request, key)
    return JsonResponse({"at": f"{timezone.localtime():%H:%M:%S}"})


@require_admin_access
@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the correction of a finding in the place of its words (替换)."""
    publication = visible(staff(request), pk)
    key = request.POST.get("finding")
    found = next(
        (each for each in checks.findings(publication, timezone.localdate()) if each.key == key), None
    )
    if found is None or not (found.fix or found.mended):
        messages.error(request, "这处已经改过，或者没有可替换的内容。")
        return redirect("publishing_detail", pk)
    name = {
        "名称": "title",
        "内容概述": "summary",
        "正文": "body",
        "关键词": "keywords",
        "信息来源": "source",
        "解读人": "interpreter",
        "修订说明": "change_note",
        "原版本不再提供的理由": "withhold_former",
        "缩短期限的理由": "comment_short_reason",
    }[found.place]
    text = _with_fix(getattr(publication, name), found)
    try:
        actions.revise(
            publication,
            by=actor_now(request),
            at=timezone.now(),
            expected_revision=publication.revision,
            **{name: text},
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done = f"已将“{found.fix}”替换到{found.place}。" if found.fix else f"已办理“{found.mend}”。"
        messages.success(request, done)
    return redirect("publishing_detail", pk)


@require_admin_access
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill empty metadata from the text, for her to confirm."""
    publication = visible(staff(request), pk)
    try:
        filled = actions.propose(publication, by=actor_now(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("publishing_detail", pk)
    if filled:
        messages.success(request, f"已从正文提取{len(filled)}项，标在各项旁边，请逐项核对后保存。")
    else:
        messages.info(request, "空着的各项在正文里都没有写明。")
    return redirect("publishing_edit", pk)


def _with_fix(text: str, found: checks.Finding) -> str:
    if found.mended:
        return found.mended
    if found.place == "正文":
        body = Passages(text, plain_letter)
        body.replace(found.words, found.fix)
        return str(body)
    # The words were found with their digits made plain, letter for letter.
    plain, at = text.translate(checks.FULL_WIDTH), 0
    while (at := plain.find(found.words, at)) >= 0:
        behind = at + len(found.words)
        text, plain = text[:at] + found.fix + text[behind:], plain[:at] + found.fix + plain[behind:]
        at += len(found.fix)
    return text


@require_admin_access
@require_POST
def upload_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a picture the editor inserts; answer with where it is shown meanwhile."""
    publication = visible(staff(request), pk)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": "没有收到图片。"}, status=400)
    try:
        file = checked_upload(upload)
        if not file.content_type.startswith("image/"):
            raise Refusal(f"“{file.name}”不是图片。", article="附件要求", advice="请选择JPG或者PNG图片。")  # noqa: TRY301
        name = f"{uuid4().hex[:8]}{file.suffix}"
        kept = actions.attach(
            publication,
            by=actor_now(request),
            at=timezone.now(),
            name=name,
            content=file.content,
            in_text=True,
        )
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    # The act is the writer's own: the form she has open is none the older for it.
    now = kept.publication.revision
    return JsonResponse(
        {"location": reverse("publishing_pictures", args=[pk]) + name, "was": now - 1, "seen": now}
    )


@require_admin_access
def picture(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """Show a picture of a text to who may see the text."""
    publication = visible(staff(request), pk)
    # A revision that took the place of the public text left its pictures there.
    owner = publication.amends if publication.stage == Stage.MERGED else publication
    kept = (
        PublicationFile.objects.filter(publication=owner, name=name, content_type__startswith="image/")
        .order_by(F("version").desc(nulls_first=True))
        .first()
    )
    if kept is None or (kept.version_id and owner == publication):
        raise Http404
    return FileResponse(kept.file.open("rb"), content_type=kept.content_type)


@require_admin_access
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the chosen files to a draft."""
    user, now = staff(request), timezone.now()
    publication = visible(user, pk)
    by = actor_now(request)
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, "没有选择文件。请先选择文件，再点“上传”。")
    for upload in uploads:
        try:
            file = checked_upload(upload)
            actions.attach(publication, by=by, at=now, name=file.name, content=file.content)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已加入附件“{file.name}”。")
    return redirect("publishing_detail", pk)


@require_admin_access
@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Remove a file from a draft."""
    now = timezone.now()
    kept = get_object_or_404(PublicationFile, publication=visible(staff(request), pk), pk=file)
    try:
        actions.detach(kept, by=actor_now(request), at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已移除附件“{kept.name}”。")
    return redirect("publishing_detail", pk)


@require_admin_access
def download(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """Hand out a file to who may see its publication."""
    kept = get_object_or_404(PublicationFile, publication=visible(staff(request), pk), pk=file)
    return FileResponse(kept.file.open("rb"), as_attachment=True, filename=kept.name)
