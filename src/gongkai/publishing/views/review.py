"""The review page: the text as the public will see it, what was found in it, and what this person may do now."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from gongkai.cases.procedure import Action
from gongkai.law.clock import light_of
from gongkai.law.refusal import Refusal
from gongkai.publishing import checks, comparing, content, procedure
from gongkai.publishing.acts import ACTS, BY_ID, FORWARD, ActForm
from gongkai.publishing.checks.finding import plain_letter
from gongkai.publishing.deadlines import stage_due
from gongkai.publishing.models import Mode, Publication, Stage
from gongkai.publishing.passages import Passages
from gongkai.publishing.views.common import actor_now, days_late, staff, visible
from gongkai.units import posts
from gongkai.units.calendars import calendar_in_force
from gongkai.units.models import User


@require_admin_access
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text as the public will see it, its review, and what this person may do now."""
    return _page(request, visible(staff(request), pk))


@require_admin_access
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Perform one act. A refusal shows the page as it now is, with what was typed."""
    user, now = staff(request), timezone.now()
    publication = visible(user, pk)
    action = BY_ID[verb]
    form_class, perform = ACTS[action]
    form = form_class(publication, request.POST)
    if not form.is_valid():
        return _page(request, publication, tried=(action, form))
    try:
        result = perform(publication, by=actor_now(request), at=now, **form.words())
    except Refusal as refusal:
        return _page(request, visible(user, pk), refusal, (action, form))
    if action is procedure.AMEND and isinstance(result, Publication):
        messages.success(request, f"已建立修订稿，公开期限{result.due_on}；原信息在新版本签发前保持公开。")
        return redirect("publishing_edit", result.pk)
    publication.refresh_from_db(fields=["stage"])
    messages.success(request, f"已办理“{action.label}”，现处于“{publication.get_stage_display()}”。")
    return redirect("publishing_detail", pk)


def _page(
    request: HttpRequest,
    publication: Publication,
    refusal: Refusal | None = None,
    tried: tuple[Action, ActForm] | None = None,
) -> HttpResponse:
    user, today = staff(request), timezone.localdate()
    in_hand = publication.stage in procedure.IN_HAND
    found = checks.findings(publication, today) if in_hand else []
    due = stage_due(publication)
    possible = _possible(publication, user, today)
    forms = [
        (action, tried[1] if tried and tried[0] == action else ACTS[action][0](publication))
        for action in possible
    ]
    forward = next((pair for pair in forms if pair[0] in FORWARD), None)
    returned = publication.acts.filter(act=procedure.SEND_BACK.id).last() if in_hand else None
    context = {
        "publication": publication,
        "body": _marked(publication, found, returned.comments if returned else []),
        "files": publication.files.all(),
        "acts": [(each, procedure.ACTIONS[each.act].label) for each in publication.acts.all()],
        "findings": found,
        "returned": returned if publication.stage == Stage.DRAFT else None,
        "forward": forward,
        "others": [pair for pair in forms if pair != forward],
        "may_edit": publication.stage == Stage.DRAFT and _holds(publication, procedure.REVISE, user, today),
        "waits_for": [role.label for role in procedure.STAGES[publication.stage].waits_for],
        "light": light_of(publication.due_on, today, calendar_in_force()) if in_hand else None,
        "stage_due": due,
        "stage_light": light_of(due, today, calendar_in_force()) if due else None,
        "days_late": days_late(publication),
        "interpretations": publication.interpretations.exclude(stage__in=[Stage.DISCARDED, Stage.MERGED]),
        "revised": _against_the_public_version(publication) if in_hand else None,
        "amendments": publication.amendments.filter(stage__in=procedure.IN_HAND),
        "versions": publication.versions.all(),
        "opinions": publication.comments.count() if publication.comment_kind else None,
        "refusal": refusal,
        "tried": tried[0] if tried else None,
    }
    return render(request, "publishing/detail.html", context, status=409 if refusal else 200)


def _against_the_public_version(
    publication: Publication,
) -> tuple[list[tuple[str, str, str]], SafeString] | None:
    """Return what a revision changes, in its metadata and in its text; None for a first version."""
    public = publication.amends
    if public is None:
        return None
    return comparing.metadata(public, publication), comparing.texts(public.body, publication.body)


def _possible(publication: Publication, user: User, today: date) -> list[Action]:
    """Return the acts this person may perform now; whoever wrote the text reviews nothing of it (D35)."""
    possible = [
        action
        for action in ACTS
        if publication.stage in action.stages and _holds(publication, action, user, today)
    ]
    wrote = publication.acts.filter(by=user, act__in=procedure.AUTHORING).exists()
    fits = procedure.KEEP if publication.mode == Mode.PROACTIVE else procedure.SIGN
    return [
        action for action in possible if action is not fits and not (wrote and action in procedure.SEPARATED)
    ]


def _holds(publication: Publication, action: Action, user: User, today: date) -> bool:
    actor = posts.actor(user, today)
    roles = procedure.roles_for(action, publication.stage)
    return any(actor.holds(role, publication.unit.code) for role in roles)


def _marked(publication: Publication, found: list[checks.Finding], comments: list[dict[str, Any]]) -> str:
    """Return the body with the words of findings and comments marked, and the pictures where this reader may see them."""
    body = content.with_pictures_at(publication.body, reverse("publishing_pictures", args=[publication.pk]))
    pointed = [each for each in found if each.place == "正文" and each.words]
    quoted = [(number, each) for number, each in enumerate(comments) if each["quote"]]
    if not pointed and not quoted:
        return body
    text = Passages(body, plain_letter)
    behind: dict[str, int] = {}

    def mark(words: str, anchor: str, message: str) -> None:
        # The same words found twice are marked where they stand first, then where they stand next.
        behind[words] = text.mark(words, anchor, message, max(0, behind.get(words, 0)))

    for finding in pointed:
        if finding.table_row:
            start = text.start_of_row(*finding.table_row)
            text.mark(finding.words, f"f-{finding.key}", finding.message, start)
        else:
            mark(finding.words, f"f-{finding.key}", finding.message)
    for number, each in quoted:
        mark(each["quote"], f"c-{number}", each["text"])
    return str(text)
