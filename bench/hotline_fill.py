"""Tickets of the hotline for the benchmarks: rows as the verbs leave them, made by the database itself.

Through the verbs a million would take a day; what is measured here is reading.
"""

import random
from datetime import date

PLACES = (
    "人民路", "公园路", "四龙路", "工农路", "纺织路", "银光小区", "西区花园", "金鱼公园", "友好路", "红星社区", "双合村", "永兴村",
    "顾家善村", "大川渡村", "东台村", "强湾村", "武川村", "诚信大道", "长安社区", "北京路", "天津路", "万盛路", "永丰街", "桦皮川村",
)  # fmt: skip
MATTERS = (
    "停水没有通知", "水压低高层用不上水", "自来水管爆裂", "暖气不热", "供热管道漏水", "物业收费不公示", "电梯故障长期不修", "楼顶漏雨",
    "外墙保温层脱落", "占道经营堵塞人行道", "流动摊贩油烟扰民", "夜间施工噪音", "广场舞音响声大", "路灯不亮", "井盖破损", "护栏损坏",
    "垃圾多日没有清运", "公共厕所脏乱", "楼顶私搭乱建", "公交车间隔太长", "村道坑洼难行", "出租车拒载", "小学报名材料", "培训机构不退费",
    "异地就医备案", "医院挂号排队", "养老保险补缴", "拖欠农民工工资", "技能培训补贴", "低保申请条件", "高龄津贴领取", "超市销售过期食品",
    "预付卡商家关门", "停车场不明码标价", "农机购置补贴", "水渠堵塞无法浇地", "工地扬尘严重", "房产证办理缓慢", "征地补偿款", "消防通道被堵",
)  # fmt: skip
DETAILS = (
    "已经三天", "多次反映没有结果", "孩子上学不便", "老人出行困难", "邻居也有同样情况", "希望尽快处理", "社区说不归他们管", "上周刚修过又坏",
    "晚上尤其严重", "物业电话打不通", "今年已经第二次", "影响正常生活", "存在安全隐患", "商户意见很大", "雨天积水严重", "要求书面答复",
)  # fmt: skip
TEXTS = 20_000
YEARS = 10
KINDS = ("consultation", "help", "complaint", "report", "suggestion")
STAGES = ("received", "dispatched", "handling", "checking", "calling_back")


def fill(tickets, today, seed=5):
    """Write ``tickets`` tickets received over the last ``YEARS`` years up to ``today``, three of a hundred open."""
    from django.db import connection

    from gongkai.search.terms import pairs_of, telling_words
    from gongkai.units.models import Unit

    drawn = random.Random(seed)
    texts = []
    for number in range(TEXTS):
        title = f"{drawn.choice(PLACES)}{drawn.choice(MATTERS)}"
        text = f"{title}，{drawn.choice(DETAILS)}，{drawn.choice(DETAILS)}。"
        texts.append((number, title, text, telling_words(f"{title} {text}"), sorted(pairs_of(title))))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE said (n int PRIMARY KEY, title text, text text, words text[], pairs text[])"
        )
        cursor.executemany("INSERT INTO said VALUES (%s, %s, %s, %s, %s)", texts)
        values = {
            "n": tickets, "today": today, "days": 365 * YEARS, "texts": TEXTS,
            "units": list(Unit.objects.assessed().values_list("pk", flat=True)),
            "towns": list(Unit.objects.filter(kind="township").values_list("pk", flat=True)),
            "kinds": list(KINDS), "stages": list(STAGES), "callers": max(10, tickets // 4),
        }  # fmt: skip
        # Rows that refer to each other by construction need no check each.
        cursor.execute("SET session_replication_role = replica")
        for part in (CASES, TICKETS, TERMS, EVENTS):
            cursor.execute(part, values)
            cursor.execute("ANALYZE cases_case, voice_ticket")
        cursor.execute("SET session_replication_role = DEFAULT")
    vacuum()


def fill_directory(matters, today, seed=6):
    """Write a dispatch directory of as many matters as a district has."""
    from gongkai.units.models import Unit
    from gongkai.voice.hotline.models import DirectoryEntry

    drawn = random.Random(seed)
    units = list(Unit.objects.assessed())
    DirectoryEntry.objects.bulk_create(
        DirectoryEntry(
            field="测量", topic=drawn.choice(PLACES), matter=f"{drawn.choice(MATTERS)}{number}",
            keywords=[drawn.choice(MATTERS)[at : at + 2] for at in range(5)], unit=drawn.choice(units), since=today,
            source="测量", entered_by="测量",
        )
        for number in range(matters)
    )  # fmt: skip


CASES = """
    INSERT INTO cases_case (number, procedure, procedure_version, unit_id, title, channel, stage, arrived_at, received_on,
        due_on, due_provisional, closed_on, outcome, first_outcome, lookup_hash, events_count)
    SELECT '热线〔' || extract(year FROM day) || '〕' || i || '号', 'hotline', '2019-01-01',
        (%(units)s::int[])[1 + (i::bigint * 7919 %% cardinality(%(units)s::int[]))], said.title, 'phone',
        CASE WHEN is_open THEN (%(stages)s::text[])[1 + i %% 5] ELSE 'closed' END,
        (day + time '09:00' + (i %% 500) * interval '1 minute') AT TIME ZONE 'Asia/Shanghai', day, day + 10, false,
        CASE WHEN is_open THEN NULL ELSE LEAST(day + i %% 9, %(today)s::date) END,
        CASE WHEN is_open THEN '' WHEN i %% 3 = 0 THEN 'ANSWERED' ELSE 'DIRECT' END, '', '', 2
    FROM (SELECT i, i > %(n)s * 0.97 AS is_open,
                 %(today)s::date - ((%(n)s - i)::bigint * %(days)s / %(n)s)::int AS day
          FROM generate_series(1, %(n)s) i) numbered
    JOIN said ON said.n = (i::bigint * 104729 %% %(texts)s)
    ORDER BY i
"""
TICKETS = """
    INSERT INTO voice_ticket (case_id, kind, origin, matter_id, text, is_urgent, town_id, place, spot, place_key, caller_name,
        caller_phone, caller_key, is_confidential, wants_reply, form_token, operator, sign_hours, handling_days,
        extension_days, return_hours, return_days, limits_source, is_designated, returns, extension_asked,
        extension_reason, extension_asked_by, extension_decision, extension_decided_by, reply, replied_by, result, was_late,
        calls, satisfaction, rehandled, urged, refusal, told_channel)
    SELECT c.id, (%(kinds)s::text[])[1 + c.id %% 5], 'own', NULL, said.text, false,
        (%(towns)s::int[])[1 + (c.id %% cardinality(%(towns)s::int[]))], left(said.title, 4), '',
        'town' || c.id %% 10 || '/' || left(said.title, 4), '', '',
        md5('caller' || (c.id * 7907 %% %(callers)s)) || md5('x'), false, true, 'bench-' || c.id, '测量', 4, 5, 5, 24, 0,
        '测量', false, 0, 0, '', '', '', '', '已处理', '测量',
        'solved', false, 0, CASE WHEN c.outcome = 'ANSWERED' THEN 'satisfied' ELSE '' END, 0, '', '', ''
    FROM cases_case c JOIN said ON said.n = ((substring(c.number FROM '〕([0-9]+)'))::bigint * 104729 %% %(texts)s)
    WHERE c.procedure = 'hotline'
"""
TERMS = """
    INSERT INTO voice_ticketterms (case_id, pairs, words)
    SELECT c.id, said.pairs, (SELECT array_agg(to_char(c.received_on, 'YYYYMM') || w) FROM unnest(said.words) w)
    FROM cases_case c
    JOIN said ON said.n = ((substring(c.number FROM '〕([0-9]+)'))::bigint * 104729 %% %(texts)s)
    WHERE c.procedure = 'hotline'
"""
EVENTS = """
    INSERT INTO cases_caseevent (case_id, seq, action, at, happened_on, actor_name, actor_post, from_stage, to_stage, ground,
        note, data)
    SELECT c.id, seq, CASE seq WHEN 1 THEN 'register' ELSE 'dispatch' END, c.arrived_at, c.received_on, '测量', '经办人', '',
        'received', '', '', '{"period": "5个工作日"}'::jsonb
    FROM cases_case c, generate_series(1, 2) seq WHERE c.procedure = 'hotline'
"""


def vacuum():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case, voice_ticket, voice_ticketterms, cases_caseevent")


def calls_typed(number, seed=7):
    """Return texts as an operator may be typing them, with a caller and a place."""
    drawn = random.Random(seed)
    for _ in range(number):
        title = f"{drawn.choice(PLACES)}{drawn.choice(MATTERS)}"
        yield f"{title} {title}，{drawn.choice(DETAILS)}，请处理。", drawn.randrange(10**6), title[:4]


def today_of_the_machine():
    return date.today()  # noqa: DTZ011 -- the worker's day is the machine's
