"""A register of 100,000 requests for the benchmarks: their rows as the verbs leave them, written in bulk.

Through the verbs it would take an hour; what is measured here is reading.
"""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
BATCH = 5000
FIRST_DAY = date(2019, 5, 15)
PLACES = (
    "四龙镇", "水川镇", "强湾乡", "武川乡", "王岘镇", "人民路街道", "公园路街道", "银光路", "红星街", "友好路", "西区", "东山路",
    "双合村", "五星村", "顾家善村", "重坪村", "大川渡村", "桦皮川村", "民乐村", "蒋家湾村",
)  # fmt: skip
TOPICS = (
    "征地补偿", "房屋征收", "老旧小区改造", "低保发放", "保障性住房分配", "义务教育招生", "幼儿园审批", "道路施工许可", "环评批复",
    "水质监测", "食品抽检", "药品检查", "行政处罚", "扶贫资金", "高标准农田", "退耕还林补助", "医疗保险缴费", "公益性岗位", "职称评审",
    "政府采购合同", "预算调整", "部门决算", "债券资金", "公务接待费", "公务用车", "招商引资协议", "土地出让", "规划许可", "违法建设拆除",
    "物业备案", "供热收费", "公交线路", "客运许可", "安全生产检查", "消防验收", "地质灾害治理", "防汛预案", "文物保护", "残疾补贴", "养老机构",
)  # fmt: skip
KINDS = (
    "实施方案",
    "批复",
    "会议纪要",
    "发放台账",
    "评估报告",
    "审计报告",
    "名单",
    "资金明细",
    "公示材料",
    "验收记录",
)
CLOSED_OUTCOMES = (
    ("O_GRANT", 45), ("O_PARTIAL", 10), ("O_PUBLISHED", 12), ("O_NOTEXIST", 12), ("O_NOTOURS", 8), ("O_REFUSE_THIRD", 3),
    ("O_REFUSE_PROCESS", 2), ("O_PETITION", 3), ("O_DUPLICATE", 2), ("O_ABANDON_CORR", 1), ("O_OTHER", 2),
)  # fmt: skip
OPEN_STAGES = (
    "unconfirmed",
    "registered",
    "returned",
    "handling",
    "correcting",
    "consulting",
    "approving",
    "approved",
)
CHANNELS = ("online", "post_signed", "in_person", "email", "fax", "post_ordinary", "oral")
KINDS_OF_APPLICANT = ("natural", "org_business", "org_research", "org_welfare", "org_law", "org_other")


def fill(requests, today, seed=4):
    """Write ``requests`` requests that arrived from 2019 until ``today``, five of a hundred still open."""
    from gongkai.units.models import Post, Role, Unit

    drawn = random.Random(seed)
    units = list(Unit.objects.order_by("sort"))
    officers = dict(Post.objects.filter(role=Role.OFFICER).values_list("unit", "user"))
    days = (today - FIRST_DAY).days
    for first in range(1, requests + 1, BATCH):
        numbers = range(first, min(first + BATCH, requests + 1))
        _write([_drawn(number, requests, days, today, drawn, units, officers) for number in numbers])
    _analyze()


def _drawn(number, requests, days, today, drawn, units, officers):
    unit = units[min(int(drawn.expovariate(0.08)), len(units) - 1)]
    arrived = FIRST_DAY + timedelta(days=days * number // requests)
    subject = f"{drawn.randint(2015, today.year)}年{drawn.choice(PLACES)}{drawn.choice(TOPICS)}{drawn.choice(KINDS)}"
    still_open = number > requests * 0.95
    used = None if still_open else min(60, max(0, int(drawn.gauss(13, 7))))
    closed = None if still_open else min(today, arrived + timedelta(days=1 + used * 7 // 5))
    stage = drawn.choice(OPEN_STAGES) if still_open else drawn.choice(("closed", *["archived"] * 9))
    outcome = "" if still_open else drawn.choices(*zip(*CLOSED_OUTCOMES, strict=True))[0]
    due = today + timedelta(days=drawn.randint(-6, 30)) if still_open else arrived + timedelta(days=28)
    claimed = not still_open or drawn.random() < 0.8
    return {
        "number": number, "unit": unit, "arrived": arrived, "subject": subject, "used": used, "closed": closed,
        "stage": stage, "outcome": outcome, "due": due, "handler": officers.get(unit.pk) if claimed else None,
        "channel": drawn.choices(CHANNELS, (60, 15, 8, 8, 2, 5, 2))[0], "help": drawn.random() < 0.01,
        "kind": drawn.choices(KINDS_OF_APPLICANT, (80, 10, 2, 2, 4, 2))[0], "applicant": drawn.randint(1, requests // 3),
        "remedy": not still_open and drawn.random() < 0.02,
    }  # fmt: skip


def _write(rows):
    from gongkai.cases.models import Case, CaseEvent, Letter
    from gongkai.disclosure.models import Remedy, Reply, Request, SearchTerms, applicant_key
    from gongkai.disclosure.terms import name_key, pairs_of, telling_words

    cases = Case.objects.bulk_create(
        Case(
            number=f"依申请公开〔{row['arrived'].year}〕{row['number']}号", procedure="disclosure",
            procedure_version="2019-05-15", unit=row["unit"], title=row["subject"], channel=row["channel"],
            stage=row["stage"], arrived_at=_at(row["arrived"], 9), first_opened_at=_at(row["arrived"], 10),
            received_on=None if row["stage"] == "unconfirmed" else row["arrived"], due_on=row["due"],
            closed_on=row["closed"], archived_on=row["closed"] if row["stage"] == "archived" else None,
            used_days=row["used"], outcome=row["outcome"], handler_id=row["handler"], events_count=2,
        )
        for row in rows
    )  # fmt: skip
    both = list(zip(cases, rows, strict=True))
    Request.objects.bulk_create(
        Request(
            case=case, applicant_kind=row["kind"], name=f"申请人{row['applicant']}", id_type="other",
            id_number="620402200001010000", phone="13900000000", postal_address="白银区公园路1号",
            info_title=row["subject"], form_required="paper", delivery_channel="post", needs_assistance=row["help"],
            applicant_key=applicant_key(f"申请人{row['applicant']}", "620402200001010000"),
        )
        for case, row in both
    )  # fmt: skip
    SearchTerms.objects.bulk_create(
        SearchTerms(
            case=case, pairs=sorted(pairs_of(row["subject"])), words=telling_words(row["subject"]),
            name_key=name_key(f"申请人{row['applicant']}"),
        )
        for case, row in both
    )  # fmt: skip
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case, seq=seq, action=action, at=case.arrived_at, happened_on=row["arrived"], actor_name="经办",
            actor_post="经办人", from_stage="", to_stage="handling",
        )
        for case, row in both
        for seq, action in ((1, "register"), (2, "accept"))
    )  # fmt: skip
    answered = [(case, row) for case, row in both if row["closed"]]
    Reply.objects.bulk_create(
        Reply(
            case=case, version=1, outcome=row["outcome"], information=f"随信附{row['subject']}一份", drafted_by="经办",
            drafted_at=case.arrived_at, approved_by="审签", approved_at=case.arrived_at,
        )
        for case, row in answered
    )  # fmt: skip
    Letter.objects.bulk_create(
        Letter(
            case=case, template="R02", template_version="2019-05-15", number=f"测量〔{row['number']}〕号",
            content={"title": "答复书", "paragraphs": [f"现予以公开：{row['subject']}。"]}, signed_by="审签",
            issued_on=row["closed"], sent_on=row["closed"],
        )
        for case, row in answered
    )  # fmt: skip
    reviewed = [(case, row) for case, row in answered if row["remedy"]]
    reviews = Case.objects.bulk_create(
        Case(
            number=f"复议应对〔{row['closed'].year}〕{case.pk}号", procedure="review", procedure_version="2019-05-15",
            unit=case.unit, title=case.title, stage="closed", arrived_at=_at(row["closed"], 9),
            received_on=row["closed"], closed_on=row["closed"], outcome="upheld",
        )
        for case, row in reviewed
    )  # fmt: skip
    Remedy.objects.bulk_create(
        Remedy(
            case=review, request=case, kind="review", body="区政府", number=f"{row['number']}",
            accepted_on=row["closed"], notified_on=row["closed"], decided_on=row["closed"], result="upheld",
        )
        for review, (case, row) in zip(reviews, reviewed, strict=True)
    )  # fmt: skip


def _at(day, hour):
    return datetime.combine(day, time(hour), SHANGHAI)


def _analyze():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
