"""The year 2019, act by act, through the verbs the staff use.

What happens is decided once by a seeded random generator: every installation has the same year. The totals
are those of the published report of 2019; where its table contradicts itself (自然人 and 商业企业), the year
here has the only consistent reading: eight natural persons and two companies asked, and were answered as such.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from gongkai.demo import texts
from gongkai.disclosure import actions as disclosure
from gongkai.disclosure.actions import Application, Decision
from gongkai.disclosure.models import Remedy
from gongkai.law.calendar import WorkingCalendar
from gongkai.law.regulation import Channel
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Column, Genre, Publication
from gongkai.reporting import actions as reporting
from gongkai.reporting.beginnings import SECTIONS_TO_BEGIN_WITH
from gongkai.units.models import Role, Unit, UnitKind, User
from gongkai.units.posts import Actor, actor

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR = 2019
TOWNSHIP_ITEMS, DEPARTMENT_ITEMS = 10222, 9536
DISCLOSURE_ITEMS, KEY_ITEMS = 5263, 3019
LEADER_EACH, UNIT_INTERPRETATIONS, REPOSTED = 3, 30, 620
NORMATIVE_PUBLISHED, NORMATIVE_UNPUBLISHED, NORMATIVE_BEFORE = 5, 2, 7

TOWNSHIP_COLUMNS = ("T01", "T02", "T03", "T04", "T07", "T08", "P02", "P07", "P11")
DEPARTMENT_COLUMNS = (
    "P03",
    "P05",
    "P06",
    "P07",
    "P09",
    "P10",
    "P11",
    "P12",
    "P13",
    "P14",
    "C01",
    "C02",
    "C07",
    "qtzcwj",
)


@dataclass(frozen=True)
class Planned:
    """One publication of the year, before it is written."""

    unit: str
    kind: str
    column: str = ""
    key_area: str = ""


@dataclass
class Cast:
    """The district's people, each with the posts held that year."""

    units: dict[str, Unit]
    columns: dict[str, Column]
    people: dict[tuple[str, str], Actor] = field(default_factory=dict)

    @staticmethod
    def load() -> "Cast":
        cast = Cast(
            {unit.code: unit for unit in Unit.objects.all()}, {c.code: c for c in Column.objects.all()}
        )
        for user in User.objects.filter(posts__isnull=False).distinct():
            code, _, role = user.username.partition(".")
            cast.people[code, role] = actor(user, date(YEAR, 1, 1))
        return cast

    def of(self, unit: str, role: Role | str) -> Actor:
        return self.people[unit, str(role)]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


# Publications


def plan(random: Random, units: list[Unit], share: float = 1.0) -> dict[date, list[Planned]]:
    """Return what is published on each day. ``share`` shortens the year for tests, in proportion."""
    towns = [unit.code for unit in units if unit.kind == UnitKind.TOWNSHIP]
    departments = [unit.code for unit in units if unit.kind in (UnitKind.DEPARTMENT, UnitKind.PUBLIC_BODY)]
    items = [
        *_group(
            random,
            towns,
            round(TOWNSHIP_ITEMS * share),
            round(DISCLOSURE_ITEMS * share) // 2,
            TOWNSHIP_COLUMNS,
            share,
        ),
        *_group(
            random,
            departments,
            round(DEPARTMENT_ITEMS * share),
            round(DISCLOSURE_ITEMS * share) - round(DISCLOSURE_ITEMS * share) // 2,
            DEPARTMENT_COLUMNS,
            share,
        ),
    ]
    items = _with_key_areas(random, items, round(KEY_ITEMS * share))
    random.shuffle(items)
    days = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
    calendar = WorkingCalendar.base()
    weights = [20 if calendar.is_working(day) else 1 for day in days]
    by_day: dict[date, list[Planned]] = {day: [] for day in days}
    for item, day in zip(items, random.choices(days, weights, k=len(items)), strict=True):
        by_day[day].append(item)
    return by_day


def _group(
    random: Random, codes: list[str], total: int, disclosed: int, columns: tuple[str, ...], share: float
) -> list[Planned]:
    """Return the items of the townships or of the departments: interpretations, statutory content, the rest."""
    towns = columns is TOWNSHIP_COLUMNS
    items = [
        Planned(code, "leader", "jiedu") for code in codes for _ in range(LEADER_EACH if share == 1 else 1)
    ]
    reposted = round(REPOSTED * share)
    part = reposted // 4 if towns else reposted - reposted // 4
    items += [Planned(random.choice(codes), "reposted", "jiedu") for _ in range(part)]
    if not towns:
        documents = max(1, round(UNIT_INTERPRETATIONS * share)) if share < 1 else UNIT_INTERPRETATIONS
        items += [Planned(code, "unit", "jiedu") for code in codes[:documents]]
        items += [Planned(code, "normative", "gfxwj") for code in codes[1 : 1 + NORMATIVE_PUBLISHED]]
        disclosed -= NORMATIVE_PUBLISHED
    items += [Planned(random.choice(codes), "statutory", random.choice(columns)) for _ in range(disclosed)]
    while len(items) < total:
        column = random.choice(("yaowen", "yaowen", "tongzhi"))
        items.append(Planned(random.choice(codes), "news" if column == "yaowen" else "notice", column))
    return items


def _with_key_areas(random: Random, items: list[Planned], wanted: int) -> list[Planned]:
    statutory = [position for position, item in enumerate(items) if item.kind == "statutory"]
    for position in random.sample(statutory, wanted):
        item = items[position]
        items[position] = Planned(item.unit, item.kind, item.column, random.choice(texts.KEY_AREAS))
    return items


def publish_day(cast: Cast, day: date, items: list[Planned]) -> int:
    """Take the day's publications through draft, check, secrecy review and signature; return how many."""
    random = Random(f"{day}")  # noqa: S311 -- made-up texts
    for number, item in enumerate(items):
        _publish(cast, random, item, day, 8 * 60 + 40 + number * 500 // max(1, len(items)))
    return len(items)


def _publish(cast: Cast, random: Random, item: Planned, day: date, minute: int) -> Publication:
    unit = cast.units[item.unit]
    values: dict[str, str | int] = {
        "unit": unit.short_name,
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    extra: dict[str, object] = {}
    genre: str
    if item.kind == "normative":
        name = random.choice(texts.NORMATIVE).format(
            project=random.choice(texts.PROJECTS), topic=random.choice(texts.TOPICS)
        )
        title, summary, body = _normative(f"{unit.short_name}关于印发《{name}》的通知", name)
        genre = Genre.NORMATIVE
        extra["doc_number"] = f"{unit.agency_code}发〔{day.year}〕{day.timetuple().tm_yday}号"
    else:
        pattern, genre = _pattern(random, item.kind)
        if item.kind == "unit":
            document = Publication.objects.public().filter(genre=Genre.NORMATIVE).order_by("-pk").first()
            values["document"] = document.title if document else f"{unit.short_name}有关文件"
            extra["interprets"] = document
        title, summary, body = texts.fill(pattern, random, values)
    if item.kind in ("leader", "unit", "reposted"):
        extra["interpretation_kind"] = item.kind
    # Most texts go out within days; a few are late, as in life (art. 26: twenty working days).
    age = random.choice((0, 0, 1, 1, 2, 3, 5)) if random.random() > 0.01 else 40
    created = max(day - timedelta(days=age), date(day.year, 1, 1))
    return through_review(
        cast,
        item.unit,
        at=moment(day, 0) + timedelta(minutes=minute),
        title=title[:200],
        summary=summary,
        body=body,
        column=cast.columns[item.column],
        genre=genre,
        created_on=created,
        key_area=item.key_area,
        keywords=unit.short_name,
        **extra,
    )


def through_review(cast: Cast, unit: str, *, at: datetime, **fields: object) -> Publication:
    """Draft, submit, check, review and sign, by four persons, within an hour."""
    item = publishing.draft(cast.units[unit], by=cast.of(unit, Role.OFFICER), at=at, **fields)  # type: ignore[arg-type]
    publishing.submit(item, by=cast.of(unit, Role.OFFICER), at=at + timedelta(minutes=5))
    publishing.check(item, by=cast.of(unit, Role.CHECKER), at=at + timedelta(minutes=20))
    publishing.pass_secrecy(item, by=cast.of(unit, Role.SECRECY), at=at + timedelta(minutes=35))
    return publishing.sign(item, by=cast.of(unit, Role.APPROVER), at=at + timedelta(minutes=50))


def _pattern(random: Random, kind: str) -> tuple[texts.Pattern, str]:
    choices = {"news": texts.NEWS, "notice": texts.NOTICES, "statutory": texts.STATUTORY}
    pattern = random.choice(choices[kind]) if kind in choices else texts.INTERPRETATIONS[kind]
    return pattern, pattern.genre


def _normative(title: str, name: str) -> tuple[str, str, str]:
    articles = (
        "为规范有关工作，制定本办法。",
        "本办法适用于白银区行政区域内的有关活动。",
        "有关单位应当按照职责分工做好监督管理。",
        "本办法自印发之日起施行，有效期五年。",
    )
    body = "".join(f"<p>第{number}条 {text}</p>" for number, text in zip("一二三四", articles, strict=True))
    return title, f"印发《{name}》", body


def documents_before(cast: Cast) -> None:
    """The seven normative documents published before 2019 and still public."""
    for number in range(NORMATIVE_BEFORE):
        day = date(2016 + number % 3, 3 + number, 14)
        unit = ("fgj", "czj", "rsj", "zjj", "nyj", "wjj", "scj")[number]
        name = texts.NORMATIVE[number % 3].format(project=texts.PROJECTS[number], topic=texts.TOPICS[number])
        title, summary, body = _normative(f"{cast.units[unit].short_name}关于印发《{name}》的通知", name)
        through_review(
            cast, unit, at=moment(day, 9), title=title, summary=summary, body=body, column=cast.columns["gfxwj"],
            genre=Genre.NORMATIVE, created_on=day, doc_number=f"{cast.units[unit].agency_code}发〔{day.year}〕{number + 3}号",
        )  # fmt: skip


def documents_unpublished(cast: Cast) -> None:
    """Two normative documents made in the year and not yet published: one checked, one still a draft."""
    for unit, day in (("jtj", date(YEAR, 12, 9)), ("swj", date(YEAR, 12, 20))):
        name = texts.NORMATIVE[0].format(project=texts.PROJECTS[4 if unit == "jtj" else 1], topic="")
        title, summary, body = _normative(f"{cast.units[unit].short_name}关于印发《{name}》的通知", name)
        item = publishing.draft(
            cast.units[unit], by=cast.of(unit, Role.OFFICER), at=moment(day, 10), title=title, summary=summary, body=body,
            column=cast.columns["gfxwj"], genre=Genre.NORMATIVE, created_on=day,
            doc_number=f"{cast.units[unit].agency_code}发〔{YEAR}〕{day.timetuple().tm_yday}号",
        )  # fmt: skip
        if unit == "jtj":
            publishing.submit(item, by=cast.of(unit, Role.OFFICER), at=moment(day, 11))


# Requests


@dataclass(frozen=True)
class Ask:
    """One of the eleven requests: who, what, how it came, what became of it."""

    day: date
    kind: str
    name: str
    subject: str
    channel: Channel
    decision: Decision
    delivery: str
    days: int
    course: str = ""


def _d(month: int, day: int) -> date:
    return date(YEAR, month, day)


ASKS = (
    Ask(_d(5, 20), "natural", "石磊", "2018年度区级财政决算", Channel.IN_PERSON, Decision("O_PUBLISHED", information="白银区政府网站“财政预决算”栏目"), "counter", 4),
    Ask(_d(6, 3), "natural", "马春燕", "城区棚户区改造项目征收补偿方案", Channel.POST_SIGNED, Decision("O_GRANT", information="随信附征收补偿方案一份"), "post", 12),
    Ask(_d(6, 17), "org_business", "白银演示工贸有限公司", "2019年政府集中采购目录和限额标准", Channel.EMAIL, Decision("O_GRANT", information="发送至您的电子邮箱"), "email", 9),
    Ask(_d(7, 8), "natural", "何静", "四龙镇滨河路工程合同", Channel.ONLINE, Decision("O_PARTIAL", ground="EX_THIRD", information="随信附合同（已隐去商业秘密部分）", reasons="合同中的单价构成属于中标人的商业秘密，公开会损害其合法权益"), "post", 18, "extend"),
    Ask(_d(7, 22), "org_law", "甘肃演示律师事务所", "区政府2018年度重大行政决策目录", Channel.POST_SIGNED, Decision("O_GRANT", information="随信附目录一份"), "post", 10),
    Ask(_d(8, 5), "natural", "周立新", "某企业排污检测原始数据", Channel.EMAIL, Decision("O_REFUSE_THIRD", reasons="涉及企业商业秘密，经书面征求意见，该企业不同意公开且理由合理"), "email", 16, "consult"),
    Ask(_d(8, 19), "natural", "高振华", "1985年居民小区用地批准文件", Channel.POST_ORDINARY, Decision("O_NOTEXIST"), "post", 13, "search"),
    Ask(_d(9, 16), "natural", "石磊", "2018年度区级财政决算", Channel.IN_PERSON, Decision("O_DUPLICATE"), "counter", 3, "duplicate"),
    Ask(_d(10, 14), "org_business", "白银演示建筑安装公司", "老旧小区改造项目招标结果", Channel.ONLINE, Decision("O_GRANT", information="发送至您的电子邮箱"), "email", 8),
    Ask(_d(10, 28), "natural", "谢玉兰", "农村危房改造补助对象名单", Channel.IN_PERSON, Decision("O_GRANT", information="当面提供名单复印件2页"), "counter", 5, "correct"),
    Ask(_d(11, 18), "natural", "曹文博", "学区划分调整方案", Channel.ONLINE, Decision("O_GRANT", information="当面提供方案一份"), "counter", 7),
)  # fmt: skip


def ask(cast: Cast, number: int) -> None:
    """Play one request from its arrival to the archive."""
    asked = ASKS[number]
    unit, clerk = cast.units["zfb"], cast.of("zfb", Role.OFFICER)
    approver = cast.of("zfb", Role.APPROVER)
    natural = asked.kind == "natural"
    application = Application(
        applicant_kind=asked.kind,
        name=asked.name,
        id_type="other" if natural else "uscc",
        id_number=f"演示证件{asked.name}" if natural else unit.uscc,
        info_title=asked.subject,
        form_required="email" if asked.delivery == "email" else "paper",
        delivery_channel=asked.delivery,
        phone="13900000000",
        email="demo@example.com",
        postal_address="白银市白银区（演示地址）",
    )
    arrived = moment(asked.day, 10)
    if asked.channel is Channel.ONLINE:
        case = disclosure.submit(application, unit=unit, at=arrived, token=f"demo-{number}").case
    else:
        case = disclosure.register(application, unit=unit, channel=asked.channel, by=clerk, at=arrived).case
    day = asked.day
    if asked.channel.needs_confirmation:
        disclosure.confirm(case, by=clerk, at=moment(day, 15))
    disclosure.accept(case, by=clerk, at=moment(day, 16))
    if asked.course == "correct":
        disclosure.ask_correction(case, what="请写明乡镇和年度", by=clerk, at=moment(_after(day, 2), 9))
        day = _after(day, 6)
        disclosure.receive_correction(case, text="四龙镇，2019年度", by=clerk, at=moment(day, 9))
    if asked.course == "consult":
        disclosure.consult(
            case,
            kind="third_party",
            party="某演示企业",
            received_on=_after(day, 3),
            by=clerk,
            at=moment(_after(day, 2), 9),
        )
        disclosure.close_consultation(
            case, answer="objection", reasons="属于商业秘密", by=clerk, at=moment(_after(day, 9), 10)
        )
    if asked.course == "search":
        disclosure.record_search(
            case, place="区政府办公室档案室、电子公文系统", keywords="小区 用地 批准", period="1983年至1987年",
            result="未查找到该文件", by=clerk, at=moment(_after(day, 5), 10),
        )  # fmt: skip
    if asked.course == "extend":
        disclosure.extend(
            case,
            days=10,
            reasons="需要对合同内容作区分处理",
            by=cast.of("zfb", Role.HEAD),
            at=moment(_after(day, 10), 9),
        )
    decision = asked.decision
    if asked.course == "duplicate":
        decision = Decision("O_DUPLICATE", earlier_case=disclosure.earlier_answers(case).first())
    done = _after(day, asked.days)
    disclosure.draft_reply(case, decision, by=clerk, at=moment(done, 9))
    disclosure.approve_reply(case, by=approver, at=moment(done, 14))
    disclosure.serve(
        case,
        manner=asked.delivery,
        carrier="中国邮政EMS",
        proof=f"演示单号{number:03d}",
        by=clerk,
        at=moment(done, 16),
    )
    disclosure.archive(case, by=clerk, at=moment(_after(done, 5), 16))


def _after(day: date, working_days: int) -> date:
    return WorkingCalendar.base().add_working_days(day, working_days).day


def remedy(cast: Cast) -> None:
    """The one reconsideration of the year: ended with another result (其他结果)."""
    competent = cast.of("zfb", "gongkai")
    from gongkai.cases.models import Case

    case = Case.objects.get(outcome="O_REFUSE_THIRD", received_on__year=YEAR)
    entered = disclosure.enter_remedy(
        case, kind=Remedy.Kind.REVIEW, body="白银区人民政府", number=f"白区复〔{YEAR}〕1号",
        accepted_on=_d(10, 10), by=competent, at=moment(_d(10, 10), 10),
    )  # fmt: skip
    disclosure.decide_remedy(
        entered,
        result=Remedy.Result.OTHER,
        decision="终止（申请人撤回）",
        decided_on=_d(11, 22),
        by=competent,
        at=moment(_d(11, 22), 10),
    )


# Returns

ENFORCERS = ("scj", "cgj", "jtj", "wjj", "yjj", "zrzyj", "zjj", "nyj", "lcj", "swj")
RETURNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("licences.items_prev_year", "166", ENFORCERS),
    ("licences.delta", "4", ("scj", "wjj")),
    ("licences.decisions", "6473", ENFORCERS),
    ("other_services.items_prev_year", "171", ("rsj", "mzj", "ybj", "jyj", "wjj", "zwzx")),
    ("other_services.delta", "0", ("rsj",)),
    ("other_services.decisions", "298596", ("rsj", "mzj", "ybj", "jyj", "wjj", "zwzx")),
    ("penalties.items_prev_year", "874", ENFORCERS),
    ("penalties.delta", "0", ("scj",)),
    ("penalties.decisions", "323", ENFORCERS),
    ("coercion.items_prev_year", "91", ENFORCERS),
    ("coercion.delta", "0", ("cgj",)),
    ("coercion.decisions", "11", ("cgj", "scj")),
    ("admin_fees.items_prev_year", "19", ("czj", "zrzyj", "rsj")),
    ("admin_fees.delta", "0", ("czj",)),
    ("gov_procurement.projects", "35", ("czj", "jyzx")),
    ("gov_procurement.amount", "16744.15", ("czj", "jyzx")),
    ("messages.received", "96", ("zfb",)),
    ("hotline.received", "1594", ("zfb",)),
    ("hotline.closed", "1473", ("zfb",)),
    ("hotline.open", "121", ("zfb",)),
    ("duty.reports", "104", ("zfb",)),
    ("weather.broadcasts", "84", ("yjj",)),
    ("opinion.negative", "9", ("rmt",)),
    ("services.items", "523", ("zwzx",)),
    ("services.online", "517", ("zwzx",)),
    ("meetings.leading_group", "1", ("zfb",)),
    ("trainings", "1", ("zfb",)),
)


def returns(cast: Cast) -> None:
    """Enter every return by the unit's officer and have it signed by its head, in January 2020."""
    entered_at, signed_at = moment(date(2020, 1, 7), 10), moment(date(2020, 1, 8), 15)
    given = {unit for _, _, units in RETURNS for unit in units}
    nothing_else = tuple(unit for unit in cast.units if unit != "qzf" and unit not in given)
    for figure, total, units in (*RETURNS, ("other_matters", "0", nothing_else)):
        for unit, value in zip(units, split(Decimal(total), len(units)), strict=True):
            note = "演示数据：按全区合计分摊" if len(units) > 1 and total != "0" else ""
            if figure == "weather.broadcasts":
                note = "公布为“80余”，此处为演示实数"
            entry = reporting.enter_return(
                cast.units[unit],
                figure,
                YEAR,
                str(value),
                by=cast.of(unit, Role.OFFICER),
                at=entered_at,
                note=note,
            )
            reporting.sign_return(entry, by=cast.of(unit, Role.HEAD), at=signed_at)


def split(total: Decimal, parts: int) -> list[Decimal]:
    """Return ``parts`` numbers of the same decimals that add up to ``total``, the first taking what is left."""
    step = Decimal(1).scaleb(int(total.as_tuple().exponent))
    each = (total / parts).quantize(step, rounding="ROUND_DOWN")
    return [total - each * (parts - 1), *[each] * (parts - 1)]


def open_report(cast: Cast) -> None:
    """The district's report for 2019, prefilled, for the disclosure office to finish."""
    reporting.open_report(
        cast.units["qzf"],
        YEAR,
        by=cast.of("zfb", "gongkai"),
        at=moment(date(2020, 1, 13), 9),
        sections=SECTIONS_TO_BEGIN_WITH,
    )


def steps(cast: Cast, share: float = 1.0) -> Iterator[tuple[str, date, int, object]]:
    """Yield the year's steps in order: name, day, number of publications in it, and what to do."""
    by_day = plan(Random(YEAR), list(cast.units.values()), share)  # noqa: S311
    yield "documents-before", date(YEAR, 1, 1), NORMATIVE_BEFORE, lambda: documents_before(cast)
    requests: dict[date, list[int]] = {}
    for number, asked in enumerate(ASKS):
        requests.setdefault(asked.day, []).append(number)
    for day, items in by_day.items():

        def play(day: date = day, items: list[Planned] = items) -> None:
            publish_day(cast, day, items)
            for number in requests.get(day, ()):
                ask(cast, number)

        yield f"{day}", day, len(items), play
    yield "documents-unpublished", date(YEAR, 12, 31), 0, lambda: documents_unpublished(cast)
    yield "remedy", date(YEAR, 12, 31), 0, lambda: remedy(cast)
    yield "returns", date(2020, 1, 8), 0, lambda: returns(cast)
    yield "report", date(2020, 1, 13), 0, lambda: open_report(cast)
