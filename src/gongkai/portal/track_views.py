"""Following a request and acting on it (查询进度): for whoever looked it up by number and code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongkai.cases.models import Case
from gongkai.disclosure import actions, separation
from gongkai.disclosure.actions.applicant import ONLINE
from gongkai.disclosure.applicant_acts import ENDED
from gongkai.disclosure.forms.applicant import (
    CorrectionForm,
    NoticesForm,
    RateForm,
    ReceiptForm,
    WithdrawForm,
)
from gongkai.disclosure.letters import file_of
from gongkai.disclosure.procedure import DISCLOSURE, KEY
from gongkai.disclosure.progress import FEE_NOTICE, letters_of, progress_of
from gongkai.law.refusal import Refusal
from gongkai.portal import citizens, followed, lookup, pages
from gongkai.portal.calculator import address_of
from gongkai.units.calendars import calendar_in_force

NOT_TYPED = ("csrfmiddlewaretoken", "number", "code")


@dataclass(frozen=True)
class Act:
    """One thing an applicant can do here: its form, the verb, and what is said afterwards."""

    id: str
    label: str
    form: type[forms.Form]
    do: Callable[..., object]
    done: str


ACTS = {
    act.id: act
    for act in (
        Act("correct", "在网上补正", CorrectionForm, actions.correct_online, "已收到您的补正，期限从今天的次日起重新计算。"),
        Act("receipt", "确认收到答复", ReceiptForm, actions.confirm_receipt, "已记录您收到答复。"),
        Act("rate", "评价", RateForm, actions.rate, "谢谢您的评价。"),
        Act("notices", "选择通知方式", NoticesForm, actions.choose_notices, "已保存通知方式。"),
        Act("withdraw", "撤回申请", WithdrawForm, actions.withdraw_online, "申请已撤回。"),
    )
}  # fmt: skip


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; whoever has both goes on to the case."""
    number = _typed(request, "number", 60)
    context: dict[str, Any] = {"number": number, "sign_in": citizens.label()}
    if request.method == "POST":
        try:
            case = lookup.find(request, number, _typed(request, "code", 40))
        except Refusal as refusal:
            context["error"] = str(refusal)
            return _page("track.html", context, request, status=_status(refusal))
        return lookup.remember(redirect("track_case"), case)
    return _page("track.html", context, request)


@never_cache
def case_page(request: HttpRequest) -> HttpResponse:
    """Show a case that was looked up within the half hour."""
    case = lookup.remembered(request)
    if case is None:
        return _page("track.html", {"expired": lookup.COOKIE in request.COOKIES}, request)
    if case.procedure != KEY:
        return _page("followed.html", followed.context_of(case), request)
    done = ACTS.get(request.GET.get("done", ""))
    return _page("case.html", _case_context(case) | {"done": done.done if done else ""}, request)


@never_cache
@require_POST
def act(request: HttpRequest, action: str) -> HttpResponse:
    """Do what the applicant asks for. Whatever is refused, what was typed stays on the page."""
    chosen = ACTS.get(action)
    if chosen is None:
        raise Http404
    case = lookup.remembered(request)
    if case is None and "code" not in request.POST:
        return _ask_again(request, None)
    if case is None:
        try:
            case = lookup.find(request, _typed(request, "number", 60), _typed(request, "code", 40))
        except Refusal as refusal:
            return _ask_again(request, refusal)
    if case.procedure != KEY:
        raise Http404
    form = chosen.form(request.POST, request.FILES)
    token = _typed(request, "token", 64)
    if form.is_valid():
        if action == "withdraw" and "sure" not in request.POST:
            context = {"case": case, "form": form, "token": token}
            return lookup.remember(_page("withdraw.html", context, request), case)
        try:
            chosen.do(case, **form.cleaned_data, token=token, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return lookup.remember(redirect(f"{reverse('track_case')}?done={action}"), case)
    context = _case_context(case, refused=(chosen, form))
    return lookup.remember(_page("case.html", context, request, status=422), case)


@never_cache
def letter(request: HttpRequest, pk: int, form: str) -> HttpResponse | FileResponse:
    """Hand out a letter of the case that was looked up."""
    case = lookup.remembered(request)
    if case is None:
        return _page("track.html", {"expired": True}, request, status=403)
    papers = letters_of(case) if case.procedure == KEY else followed.letters_of(case)
    paper = next((each for each in papers if each.pk == pk), None)
    if paper is None:
        raise Http404
    return FileResponse(file_of(paper, form), as_attachment=True, filename=f"{paper.number}.{form}")


@never_cache
def paper(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand out a file that went with the reply (区分处理件、遮盖清单)."""
    case = lookup.remembered(request)
    if case is None:
        return _page("track.html", {"expired": True}, request, status=403)
    sent = next((each for each in separation.papers_sent(case) if each.pk == pk), None)
    if sent is None:
        raise Http404
    return FileResponse(sent.file.open(), as_attachment=True, filename=sent.name)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the half hour at once, for people at a shared computer."""
    return lookup.forget(redirect("track"))


def _case_context(case: Case, refused: tuple[Act, forms.Form] | None = None) -> dict[str, Any]:
    """Return what the page of a case shows; a refused act stands on top with what was typed, possible or not."""
    today, calendar = timezone.localdate(), calendar_in_force()
    acts = [(each, _form(each, case)) for each in _possible(case) if not refused or each != refused[0]]
    progress = progress_of(case, today, calendar)
    return {
        "case": case,
        "progress": progress,
        "letters": letters_of(case),
        "papers": separation.papers_sent(case),
        "fee_notice": case.letters.filter(template=FEE_NOTICE).last(),
        "acts": [refused, *acts] if refused else acts,
        "refused": refused,
        "token": uuid4().hex,
        "reckoned": address_of(progress.begun, progress.extension) if progress.begun else "",
    }


def _possible(case: Case) -> list[Act]:
    """Return what the applicant may do now."""
    now = {action.id for action in DISCLOSURE.actions_from(case.stage)}
    events = set(case.events.values_list("action", flat=True))
    served = case.letters.filter(manner__in=ONLINE, template__startswith="R").exists()
    may = {
        "correct": "correct_online" in now,
        "withdraw": bool({"withdraw_online", "withdraw_early"} & now),
        "receipt": case.stage in ENDED and served and "confirm_receipt" not in events,
        "rate": case.stage in ENDED and "rate" not in events,
        "notices": "choose_notices" in now,
    }
    return [each for each in ACTS.values() if may[each.id]]


def _form(act: Act, case: Case) -> forms.Form:
    """Return the empty form of an act. Addresses are never shown back: a lookup code is no key to them."""
    choice = getattr(case, "notice_choice", None)
    if act.id == "notices" and choice:
        return act.form(initial={"by_email": choice.by_email, "by_sms": choice.by_sms})
    return act.form()


def _ask_again(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    """Ask for number and code once more, keeping what was typed; files have to be chosen again."""
    context = {
        "number": _typed(request, "number", 60),
        "error": str(refusal or ""),
        "expired": refusal is None,
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_TYPED
            for value in values
        ],
        "action": request.path,
        "files_lost": bool(request.FILES),
    }
    return _page("track.html", context, request, status=_status(refusal) if refusal else 403)


def _status(refusal: Refusal) -> int:
    return 429 if isinstance(refusal, lookup.TooManyFailures) else 422


def _typed(request: HttpRequest, name: str, longest: int) -> str:
    return (request.POST.get(name) or request.GET.get(name) or "").strip()[:longest]


def _page(template: str, context: dict[str, Any], request: HttpRequest, status: int = 200) -> HttpResponse:
    return HttpResponse(pages.render(template, context, request), status=status)
