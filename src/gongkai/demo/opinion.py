"""Public opinion: the nine matters the report of 2019 names, and what is watched and answered these days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from gongkai.cases.models import Case
from gongkai.demo.cast import COMPETENT, Act, Cast, moment
from gongkai.law.response import Concern, Grade
from gongkai.units.models import Role
from gongkai.voice.opinion import actions as opinions
from gongkai.voice.opinion.actions import Item, Plan, SourceFields
from gongkai.voice.opinion.models import OpinionItem, OpinionResponse, OpinionSource

WATCHER = "rmt"
WEIBO, TIEBA, APP = "新浪微博", "百度贴吧", "掌上白银"
TOTAL_2019 = 9
KEYS = {WEIBO: "monitor", TIEBA: "monitor", APP: "app"}
SOURCES = (
    ("monitor", "网络舆情监测服务", "webhook", "多平台", "2019年网络舆情监测服务合同（演示）"),
    ("app", "掌上白银网友留言", "file", APP, "区融媒体中心自有平台，每日导出"),
)
# Found on, at, site, title, text, topic, region, unit that answers, hours until it answered, what it said.
MATTERS = (
    (date(2019, 1, 23), 9, WEIBO, "网友反映公交站台积雪无人清理", "公园路公交站台积雪三天没有清理，老人上下车很危险。", "市政设施", "公园路街道", "cgj", 7,
     "已组织清雪，当日15时前完成公园路沿线站台清理，并增加早晚巡查。"),
    (date(2019, 3, 6), 20, TIEBA, "帖子称校园周边摊点卫生差", "学校门口的流动摊点没有健康证，孩子吃了拉肚子。", "食品安全", "人民路街道", "scj", 26,
     "已检查校园周边摊点12家，取缔无证摊点3家，抽检结果在网站公布。"),
    (date(2019, 4, 15), 8, APP, "老旧小区供水发黄", "四龙路老旧小区早晨供水发黄，放水十分钟才清。", "供水", "四龙路街道", "zjj", 30,
     "管网改造引起短时浑浊，已冲洗管网，水质检测合格。"),
    (date(2019, 5, 21), 15, WEIBO, "视频称工地夜间施工扰民", "凌晨一点工地还在浇筑，噪声很大。", "生态环境", "纺织路街道", "cgj", 20,
     "该工地未办理夜间施工手续，已责令停止并立案查处。"),
    (date(2019, 6, 18), 10, TIEBA, "网传高考考点周边道路封闭无人告知", "考点周边道路封闭，没有提前告知绕行路线。", "交通", "人民路街道", "jtj", 5,
     "封闭路段和绕行路线已在媒体公布，现场增设引导员。"),
    (date(2019, 8, 2), 18, APP, "暴雨后下穿通道积水", "暴雨后下穿通道积水半米，车辆熄火。", "防汛排涝", "公园路街道", "yjj", 3,
     "已封闭通道抽排，当晚20时40分恢复通行，无人员伤亡。"),
    (date(2019, 9, 4), 7, WEIBO, "网友质疑小学收取课后服务费", "小学强制收取课后服务费，家长没有选择。", "教育", "四龙路街道", "jyj", 22,
     "课后服务坚持自愿，已责成该校退还多收费用，并公布收费依据和标准。"),
    (date(2019, 10, 25), 21, TIEBA, "帖子称供暖首日多个小区不热", "供暖第一天，多个小区室温只有十三度。", "供热", "工农路街道", "zjj", 15,
     "系统排气所致，供热企业已逐户排查，26日室温达标。"),
    (date(2019, 12, 11), 9, APP, "村民反映低保公示没有张贴", "村里今年的低保名单没有公示。", "社会救助", "四龙镇", "mzj", 28,
     "已补贴公示并延长公示期，网站同步公开，监督电话一并公布。"),
)  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """A matter from its finding to its archive; each act finds what the ones before left, so that a replay may go on."""

    cast: Cast
    item: Item
    unit: str
    said: str
    grade: Grade = Grade.ORDINARY
    offline: tuple[str, ...] = ()

    @property
    def found(self) -> OpinionItem:
        return OpinionItem.objects.select_related("case__unit").get(
            title=self.item.title, site=self.item.site
        )

    @property
    def case(self) -> Case:
        case = self.found.case
        assert case is not None
        return case

    @property
    def text(self) -> OpinionResponse:
        return self.case.opinion_responses.get()  # type: ignore[attr-defined, no-any-return]

    def take_in(self, at: datetime) -> None:
        source = OpinionSource.objects.filter(key=KEYS.get(self.item.site, "")).first()
        if source is not None:
            opinions.deliver(source, [self.item], at=at)
            return
        watcher = self.cast.of(WATCHER, Role.OFFICER)
        opinions.take_in([self.item], unit=self.cast.units[WATCHER], by=watcher, at=at)

    def take_up(self, at: datetime) -> None:
        opinions.take_up([self.found], title="", by=self.cast.of(WATCHER, Role.OFFICER), at=at)

    def assess(self, at: datetime) -> None:
        office = self.cast.of("zfb", COMPETENT)
        opinions.assess(self.case, grade=self.grade, concern=Concern.INTERESTS, by=office, at=at)

    def report(self, at: datetime) -> None:
        opinions.report(self.case, to="区委、区政府分管负责人", by=self.cast.of("zfb", COMPETENT), at=at)

    def assign(self, at: datetime) -> None:
        plan = Plan(
            self.cast.units[self.unit],
            offline=tuple(self.cast.units[code] for code in self.offline),
            task="核实情况，依法处置，按时回应",
        )
        opinions.assign(self.case, plan, by=self.cast.of("zfb", COMPETENT), at=at)

    def feedback(self, at: datetime) -> None:
        row = self.case.opinion_assignments.get(is_lead=True)  # type: ignore[attr-defined]
        opinions.feedback(self.case, row, result=self.said, by=self.cast.of(self.unit, Role.OFFICER), at=at)

    def write(self, at: datetime) -> None:
        opinions.write(
            self.case, kind="respond", title=f"关于“{self.item.title}”的回应", text=self.said,
            by=self.cast.of(self.unit, Role.OFFICER), at=at,
        )  # fmt: skip

    def approve(self, at: datetime) -> None:
        opinions.approve(self.text, by=self.cast.of(self.unit, Role.APPROVER), at=at)

    def release(self, at: datetime) -> None:
        clerk = self.cast.of(self.unit, Role.OFFICER)
        opinions.release(
            self.text, released_at=at, channel=f"{self.item.site}、区政府门户网站", by=clerk, at=at
        )

    def close(self, at: datetime) -> None:
        opinions.close(self.case, by=self.cast.of("zfb", COMPETENT), at=at)

    def evaluate(self, at: datetime) -> None:
        opinions.evaluate(
            self.case, effect="calmed", effect_note="回应后跟帖减少，未再扩散。", lessons="此类事项应提前告知公众。",
            by=self.cast.of("zfb", COMPETENT), at=at,
        )  # fmt: skip

    def archive(self, at: datetime) -> None:
        opinions.archive(self.case, by=self.cast.of("zfb", COMPETENT), at=at)

    def course(self, found: datetime, answered: datetime) -> Iterator[Act]:
        """Yield every act, from the finding to the archive."""
        for at, verb in (
            (found, self.take_in),
            (found + _minutes(10), self.take_up),
            (found + _minutes(40), self.assess),
            (found + _minutes(45), self.report),
            (found + _minutes(50), self.assign),
            (answered - _minutes(60), self.write),
            (answered - _minutes(40), self.feedback),
            (answered - _minutes(20), self.approve),
            (answered, self.release),
            (answered + _minutes(60), self.close),
            (answered + timedelta(days=5), self.evaluate),
            (answered + timedelta(days=6), self.archive),
        ):
            yield Act(at, partial(verb, at))


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def acts_2019(cast: Cast, share: float = 1.0) -> Iterator[Act]:
    """Yield the sources and the matters of 2019, each answered within its 48 hours."""
    begin = moment(date(2019, 1, 2), 9)
    for source in SOURCES:
        yield Act(begin, partial(_open_source, cast, *source, begin))
    for place, row in enumerate(MATTERS[: max(1, round(TOTAL_2019 * share))], start=1):
        day, hour, site, title, text, topic, region, unit, hours, said = row
        found = moment(day, hour, 10)
        grade = Grade.LARGER if topic == "防汛排涝" else Grade.ORDINARY
        item = Item(
            title=title, site=site, author="网友", excerpt=text, sentiment="negative", region=region, topic=topic,
            published_at=found - timedelta(hours=1), reads=900 + 170 * place, comments=20 + 3 * place, shares=place,
            mark=f"2019-{place}",
        )  # fmt: skip
        matter = Matter(cast, item, unit, said, grade)
        yield from matter.course(found, found + timedelta(hours=hours))


def _open_source(cast: Cast, key: str, name: str, kind: str, site: str, basis: str, at: datetime) -> None:
    fields = SourceFields(key, name, kind, site, cast.units[WATCHER], basis, timezone.localtime(at).date())
    opinions.open_source(fields, by=cast.of("zfb", COMPETENT), at=at)


# Hours ago, site, title, text, sentiment, reads: what waits to be screened; the third repeats the second.
FRESH = (
    (20, TIEBA, "求推荐白银区周末去处", "带孩子周末去哪里玩，求推荐。", "neutral", 60),
    (9, WEIBO, "公园路施工围挡占用盲道", "公园路施工围挡把盲道全部占用，视障人士只能走机动车道，已经一个多星期了，没有任何提示和临时通道，希望尽快整改。", "negative", 1800),
    (6, TIEBA, "转：公园路施工围挡占用盲道", "转发：公园路施工围挡把盲道全部占用，视障人士只能走机动车道，已经一个多星期了，没有任何提示和临时通道，希望尽快整改。", "negative", 420),
    (3, APP, "小区充电桩经常断电", "小区充电桩夜间经常断电，早上车充不满。", "negative", 90),
    (1, WEIBO, "为政务大厅延时服务点赞", "下班后还能办社保，点赞。", "positive", 310),
)  # fmt: skip


def acts(cast: Cast, now: datetime) -> Iterator[Act]:
    """Yield what is watched these days: fresh items, one matter to judge, one in hand, one rumour answered, two briefs."""
    for hours, site, title, text, sentiment, reads in FRESH:
        at = now - timedelta(hours=hours)
        item = Item(title=title, site=site, author="网友", excerpt=text, sentiment=sentiment, reads=reads)
        yield Act(at, partial(Matter(cast, item, WATCHER, "").take_in, at))
    yield from _unjudged(cast, now)
    yield from _in_hand(cast, now)
    yield from _rumour(cast, now)
    yield from _briefs(cast, now)


def _unjudged(cast: Cast, now: datetime) -> Iterator[Act]:
    """Found within the hour: the office has to judge it."""
    item = Item(
        title="网传某超市销售过期食品", site=WEIBO, author="网友", excerpt="视频显示超市货架有过期牛奶，店员称可以便宜卖。",
        sentiment="negative", topic="食品安全", region="人民路街道", reads=5200, comments=130, shares=88,
    )  # fmt: skip
    matter = Matter(cast, item, "scj", "")
    for minutes, verb in ((50, matter.take_in), (40, matter.take_up)):
        at = now - timedelta(minutes=minutes)
        yield Act(at, partial(verb, at))


def _in_hand(cast: Cast, now: datetime) -> Iterator[Act]:
    """Found yesterday, to be answered tomorrow: the text waits to be passed, a town sets things right."""
    item = Item(
        title="网友反映村道塌陷无人设警示", site=TIEBA, author="网友", excerpt="四龙镇一处村道雨后塌陷，没有警示标志，夜间很危险。",
        sentiment="negative", topic="交通", region="四龙镇", reads=2600, comments=75, shares=31,
    )  # fmt: skip
    matter = Matter(cast, item, "jtj", "塌陷处已设围挡和警示灯，三日内完成修复。", offline=("silong",))
    found = now - timedelta(hours=30)
    for hours, verb in (
        (0, matter.take_in),
        (1, matter.take_up),
        (2, matter.assess),
        (3, matter.assign),
        (20, matter.write),
    ):
        at = found + timedelta(hours=hours)
        yield Act(at, partial(verb, at))


def _rumour(cast: Cast, now: datetime) -> Iterator[Act]:
    """A rumour found two days ago, answered within the hours the rules give."""
    item = Item(
        title="网传小学学位不足将抽签入学", site="本地论坛", excerpt="论坛帖子称今秋部分小学抽签入学，转发较多。",
        sentiment="negative", topic="教育", reads=3400, comments=210, shares=95,
    )  # fmt: skip
    matter = Matter(cast, item, "jyj", "今秋小学学位充足，按学区就近入学，不抽签。")
    found = now - timedelta(days=2)
    steps = (
        matter.take_in,
        matter.take_up,
        matter.assess,
        matter.assign,
        matter.write,
        matter.approve,
        matter.release,
    )
    for hours, verb in enumerate(steps):
        at = found + timedelta(hours=hours)
        yield Act(at, partial(verb, at))


# Day of last month, hour, row: site, title, text, topic, region, unit that answers, hours until, what it said.
LAST_MONTH = (
    (6, 10, WEIBO, "网友称公交线路调整没有提前公告", "公交线路调整当天才知道，站牌也没有更新。", "交通", "人民路街道", "jtj", 24,
     "已补发公告、更换站牌，今后线路调整提前七日公布。"),
    (17, 21, TIEBA, "帖子反映广场噪声扰民", "广场音响晚上十点还在响，影响孩子休息。", "生态环境", "公园路街道", "cgj", 39,
     "已约定音量和时段，安装分贝显示屏并每晚巡查。"),
)  # fmt: skip


def _last_month(cast: Cast, last: date) -> Iterator[Act]:
    """What the brief of last month tells of."""
    for place, row in enumerate(LAST_MONTH, start=1):
        day, hour, site, title, text, topic, region, unit, hours, said = row
        found = moment(last.replace(day=day), hour)
        item = Item(
            title=title, site=site, author="网友", excerpt=text, sentiment="negative", region=region, topic=topic,
            reads=700 * place, comments=16 * place, shares=5 * place, mark=f"{last:%Y-%m}-{place}",
        )  # fmt: skip
        yield from Matter(cast, item, unit, said).course(found, found + timedelta(hours=hours))


def _briefs(cast: Cast, now: datetime) -> Iterator[Act]:
    """The brief of last month is signed, that of last week waits for its signature."""
    today = timezone.localtime(now).date()
    last = today.replace(day=1) - timedelta(days=1)
    yield from _last_month(cast, last)
    writer, signer = cast.of(WATCHER, Role.OFFICER), cast.of(WATCHER, Role.APPROVER)
    unit = cast.units[WATCHER]

    def signed(at: datetime) -> None:
        brief = opinions.draft_brief(unit, kind="monthly", day=last, by=writer, at=at)
        opinions.sign_brief(brief, revision=brief.revision, by=signer, at=at)

    def drafted(at: datetime) -> None:
        week = today - timedelta(days=7)
        opinions.draft_brief(unit, kind="weekly", day=week, by=writer, at=at)

    for minutes, verb in ((35, signed), (30, drafted)):
        at = now - timedelta(minutes=minutes)
        yield Act(at, partial(verb, at))
