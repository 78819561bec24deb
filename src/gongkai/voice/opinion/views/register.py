"""The register of opinions (舆情台账): what runs out first on top; its export, and the entry by hand."""

from collections import Counter
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from gongkai.cases import csv_text
from gongkai.cases.models import Case
from gongkai.law.refusal import Refusal
from gongkai.units.models import Role
from gongkai.voice.opinion import actions
from gongkai.voice.opinion.forms import EnterOpinionForm, RegisterFilter
from gongkai.voice.opinion.models import OpinionItem
from gongkai.voice.opinion.procedure import OPINION, OPINION_STAGES
from gongkai.voice.opinion.register import narrowed_cases, ordered
from gongkai.voice.opinion.views.common import PER_PAGE, actor_of, known, next_timer, staff_of
from gongkai.voice.opinion.visible import cases_visible_to, watches

HEADINGS = (
    "编号", "标题", "来源", "网址", "倾向", "等级", "重点情形", "主题", "地区", "监测单位", "牵头单位", "环节", "发现时间",
    "研判时间", "交办时间", "首次发布", "新闻发布会", "回应时间", "办结时间", "超过时限", "回应效果",
)  # fmt: skip
MOMENTS = (
    "found_at", "assessed_at", "assigned_at", "first_info_at", "press_at", "responded_at", "closed_at",
)  # fmt: skip


@require_admin_access
def register(request: HttpRequest) -> HttpResponse:
    """List the opinions one may see; filters stand in the address bar, the export has the same rows."""
    user, now = staff_of(request), timezone.now()
    today = timezone.localdate()
    form = RegisterFilter(request.GET or {})
    form.is_valid()
    wanted = dict(form.cleaned_data)
    stage = wanted.pop("stage", "")
    found = narrowed_cases(cases_visible_to(user, today), wanted, now)
    shown = found.filter(stage=stage) if stage else found
    if request.GET.get("format") == "csv":
        return csv_text.response(f"opinions-{today:%Y%m%d}.csv", [HEADINGS, *_exported(shown)])
    counts = Counter(dict(found.order_by().values_list("stage").annotate(n=Count("pk"))))
    tabs = [("", "全部", counts.total()), *((s.id, s.label, counts[s.id]) for s in OPINION_STAGES)]
    paginator = Paginator(ordered(shown).select_related("unit", "opinion__responsible"), PER_PAGE)
    paginator.count = counts[stage] if stage else counts.total()
    page = paginator.get_page(request.GET.get("p"))
    items = OpinionItem.objects.filter(case__in=[case.pk for case in page]).order_by()
    counted = dict(items.values_list("case").annotate(n=Count("pk")))
    context = {
        "form": form,
        "stage": stage,
        "tabs": [tab for tab in tabs if tab[2] or tab[0] in ("", stage)],
        "page": page,
        "rows": [
            (case, next_timer(case.opinion, now), OPINION.stage(case.stage).label, counted.get(case.pk, 0))
            for case in page
        ],
        "may_enter": watches(user, today),
        "known": {
            name: known(cases_visible_to(user, today), f"opinion__{name}") for name in ("source", "topic")
        },
    }
    return render(request, "opinion/register.html", context)


def _exported(found: QuerySet[Case]) -> Iterator[list[object]]:
    cases = ordered(found).select_related("opinion__monitor", "opinion__responsible")
    for case in cases.iterator(1000):
        opinion = case.opinion
        yield [
            case.number, case.title, opinion.source, opinion.address, opinion.get_sentiment_display(),
            opinion.get_grade_display(), opinion.get_concern_display(), opinion.topic, opinion.region,
            str(opinion.monitor or ""), str(opinion.responsible or ""), OPINION.stage(case.stage).label,
            *(_moment(getattr(opinion, name)) for name in MOMENTS),
            "是" if opinion.is_late else "", opinion.get_effect_display(),
        ]  # fmt: skip


def _moment(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""  # type: ignore[arg-type]


@require_admin_access
def enter(request: HttpRequest) -> HttpResponse:
    """登记舆情 that nobody's source brought."""
    user, today = staff_of(request), timezone.localdate()
    post = user.posts.on(today).filter(role__in=(Role.COMPETENT, Role.OFFICER)).select_related("unit").first()
    if post is None:
        raise Http404
    form = EnterOpinionForm(request.POST or None, initial={"found_at": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.enter(
                unit=post.unit, by=actor_of(request), at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("voice_opinion", opened.case.pk)
    context = {
        "form": form, "label": "登记舆情", "article": "时限从发现时起按小时计算，夜间和节假日不扣除", "back": "voice_opinions",
        "seen": 0,
    }  # fmt: skip
    return render(request, "opinion/act.html", context)
