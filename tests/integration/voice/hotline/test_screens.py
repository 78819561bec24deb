"""The screens of the hotline: who sees what, filters that hold, forms that keep what was typed."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image

from gongkai.cases.files import CheckedFile
from gongkai.law.refusal import Refusal
from gongkai.units.models import Post, Role
from gongkai.voice.hotline import actions, directory
from gongkai.voice.hotline.actions import Call
from gongkai.voice.hotline.models import (
    CallDay,
    CityFile,
    DirectoryEntry,
    Limit,
    Place,
    Ticket,
    TicketContact,
)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def take(world, today):
    def take(unit=None, **changes):
        given = {
            "kind": "help", "title": "路灯不亮", "text": "公园路路灯不亮", "phone": "13912345678", "name": "李四", **changes,
        }  # fmt: skip
        by, now, token = world.actor("郑公开", today), timezone.now(), str(Ticket.objects.count())
        given["text"] += f"（第{token}次反映）"
        if unit is None:
            return actions.register(Call(**given), by=by, at=now, token=token).case
        return actions.take_and_dispatch(Call(**given), unit, by=by, at=now, token=token).case

    return take


@pytest.fixture
def at_the_desk(client, world):
    def sign_in(name):
        client.force_login(world.people[name])
        return client

    return sign_in


def form(**changes):
    return {
        "token": "form-1", "kind": "help", "title": "路灯不亮", "text": "公园路路灯不亮", "phone": "13912345678",
        "name": "李四", "wants_reply": "on", "way": "phone", "origin": "own", **changes,
    }  # fmt: skip


def text_of(response):
    return response.content.decode()


def test_the_operators_page_belongs_to_the_centre(at_the_desk):
    for name, status in (("郑公开", 200), ("张财", 404), ("何审计", 404)):
        assert at_the_desk(name).get(reverse("hotline_new")).status_code == status, name


def test_a_double_click_is_one_ticket(at_the_desk, world):
    desk = at_the_desk("郑公开")
    for _ in range(2):
        answer = desk.post(reverse("hotline_new"), form(do="dispatch", unit=world.finance.pk))
        assert answer.url == reverse("hotline_ticket", args=[Ticket.objects.get().pk])
    assert Ticket.objects.get().case.events.count() == 2


def test_nothing_typed_is_lost_when_a_call_is_refused(at_the_desk):
    page = text_of(at_the_desk("郑公开").post(reverse("hotline_new"), form(do="dispatch", spot="3号楼旁")))
    assert "没有选择主办单位" in page
    assert all(typed in page for typed in ("公园路路灯不亮", "13912345678", "3号楼旁", 'value="form-1"'))
    assert not Ticket.objects.exists()


def test_who_was_slower_keeps_what_she_typed(at_the_desk, take, world):
    case = take(world.finance)
    actions.sign(case, by=world.actor("张财"), at=timezone.now())
    actions.reply(case, text="先答的", result="solved", by=world.actor("张财"), at=timezone.now())
    typed = {"result": "solved", "reply": "后一位同事写了半天的答复", "seen": 2}
    page = text_of(at_the_desk("张财").post(reverse("hotline_act", args=[case.pk, "reply"]), typed))
    assert "后一位同事写了半天的答复" in page
    assert "您不能办理此事。您填写的内容还在下面" in page
    assert ">答复</button>" not in page


def test_what_was_written_on_a_ticket_that_has_left_the_unit_is_shown_to_be_copied(at_the_desk, take, world):
    case = take(world.finance)
    actions.sign(case, by=world.actor("张财"), at=timezone.now())
    actions.recall(case, reason="派错了", by=world.actor("郑公开"), at=timezone.now())
    address = reverse("hotline_act", args=[case.pk, "reply"])
    desk = at_the_desk("张财")
    late = desk.post(address, {"result": "solved", "reply": "写了半天的答复", "seen": 3})
    assert late.status_code == 409
    assert "已不由您的单位办理" in text_of(late)
    assert "写了半天的答复" in text_of(late)
    assert desk.get(address).status_code == 404


def test_every_answer_of_a_ticket_stays_to_be_read(at_the_desk, take, world):
    case, now = take(world.finance), timezone.now()
    unit, office = world.actor("张财"), world.actor("郑公开")
    actions.sign(case, by=unit, at=now)
    for said in ("第一次的答复", "第二次的答复"):
        actions.reply(case, text=said, result="solved", by=unit, at=now)
        actions.pass_check(case, by=office, at=now)
        actions.call_back(case, satisfaction="dissatisfied", note="还是不亮", by=office, at=now)
    page = text_of(at_the_desk("郑公开").get(reverse("hotline_ticket", args=[case.pk])))
    assert "第一次的答复" in page


def test_a_date_before_the_call_is_no_day_a_caller_was_told(at_the_desk, take):
    case = take()
    desk = at_the_desk("郑公开")
    for action, typed in (
        ("transfer_petition", {"text": "信访事项"}),
        ("tell_petition", {"manner": "电话", "told_on": "2019-01-01"}),
    ):
        case.refresh_from_db()
        said = text_of(
            desk.post(reverse("hotline_act", args=[case.pk, action]), {**typed, "seen": case.events_count})
        )
    assert "早于收到之日" in said
    case.refresh_from_db()
    assert case.closed_on is None


def test_what_was_answered_on_the_line_to_no_satisfaction_is_not_closed(at_the_desk):
    page = text_of(
        at_the_desk("郑公开").post(
            reverse("hotline_new"), form(do="answer", reply="请到窗口", satisfaction="dissatisfied")
        )
    )
    assert "不满意，不能就此办结" in page
    assert not Ticket.objects.exists()


def test_an_answered_ticket_is_late_for_nobody(take, world, today):
    case = take(world.finance)
    unit, office = world.actor("张财"), world.actor("郑公开")
    actions.sign(case, by=unit, at=timezone.now())
    actions.reply(case, text="已修好", result="solved", by=unit, at=timezone.now())
    assert [step.due_on for step in case.steps.filter(done_at=None)] == [None]
    actions.send_back(case, note="没有写明时间", by=office, at=timezone.now())
    assert [step.due_on for step in case.steps.filter(done_at=None)] == [case.due_on]


def test_the_unit_that_gave_a_ticket_back_is_not_proposed_unseen(at_the_desk, take, world):
    DirectoryEntry.objects.create(
        field="财税", topic="会计", matter="会计报名", keywords=["会计证"], unit=world.finance, since=date(2020, 1, 1),
        source="“三定”规定", entered_by="郑公开",
    )  # fmt: skip
    case = take(title="会计证报名", text="会计证怎样报名")
    actions.dispatch(case, world.finance, by=world.actor("郑公开"), at=timezone.now())
    actions.return_ticket(case, reason="不属于本单位职责", by=world.actor("张财"), at=timezone.now())
    page = text_of(at_the_desk("郑公开").get(reverse("hotline_ticket", args=[case.pk])))
    assert "已退过这张工单" in page


def test_an_answer_on_the_line_closes_the_ticket_and_keeps_the_entry_it_came_from(at_the_desk):
    desk = at_the_desk("郑公开")
    desk.post(
        reverse("hotline_new"),
        form(do="answer", reply="请到一楼3号窗口", knowledge="17", satisfaction="satisfied"),
    )
    ticket = Ticket.objects.get()
    assert (ticket.case.outcome, ticket.knowledge, ticket.satisfaction) == ("DIRECT", 17, "satisfied")


def test_what_stands_beside_follows_what_is_typed(at_the_desk, take, world, today):
    take(world.finance)
    row = directory.Matter("城市管理", "设施", "路灯", ("路灯",), world.finance, "权责清单")
    directory.enter(row, since=today, by=world.actor("郑公开", today), at=timezone.now())
    desk = at_the_desk("郑公开")
    page = text_of(
        desk.post(
            reverse("hotline_beside"), {"text": "路灯又不亮了", "kind": "help", "phone": "139-1234-5678"}
        )
    )
    assert all(
        said in page for said in ("同一来电号码", "财政局", "因为提到：路灯", "设计默认值", "4 个工作小时")
    )
    assert "选定类型后显示" in text_of(desk.post(reverse("hotline_beside"), {}))
    assert desk.get(reverse("hotline_beside")).status_code == 405, "no telephone number in an address"


def test_the_places_of_a_town_are_offered(at_the_desk, world):
    Place.objects.create(town=world.silong, name="双合村")
    desk = at_the_desk("郑公开")
    assert "双合村" in text_of(desk.get(reverse("hotline_places"), {"town": world.silong.pk}))
    for town in ("", "0", "x", "9" * 40, str(world.finance.pk)):
        assert "option" not in text_of(desk.get(reverse("hotline_places"), {"town": town}))


def picture(name="现场.png"):
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def test_papers_stay_with_the_ticket_and_are_read_by_those_who_see_it(at_the_desk, take, world, today):
    case = take(world.finance)
    actions.ask_help(case, world.silong, task="核实", by=world.actor("郑公开", today), at=timezone.now())
    centre = at_the_desk("郑公开")
    act = reverse("hotline_act", args=[case.pk, "add_paper"])
    assert "multipart/form-data" in text_of(centre.get(act))
    case.refresh_from_db()
    seen = case.events_count
    sent = {"kind": "来电人提供", "files": [picture(), picture("近景.png")], "seen": seen}
    assert centre.post(act, sent).status_code == 302
    assert "页面不是最新的" in text_of(centre.post(act, {**sent, "files": [picture()]})), "a second click"
    fake = SimpleUploadedFile("照片.png", b"MZ\x90\x00")
    assert "Windows 程序" in text_of(centre.post(act, {**sent, "files": [fake]}))
    helper = at_the_desk("吴镇")
    joint = reverse("hotline_help", args=[case.pk, case.joint_handling.get().pk])
    helper.post(joint, {"text": "已到现场", "files": [picture("到场.png")]})
    kept = list(case.attachments.order_by("pk"))
    assert [(each.kind, each.name) for each in kept] == [
        ("来电人提供", "现场.png"), ("来电人提供", "近景.png"), ("办理佐证", "到场.png"),
    ]  # fmt: skip
    page = text_of(helper.get(reverse("hotline_ticket", args=[case.pk])))
    assert all(name in page for name in ("现场.png", "近景.png", "到场.png"))
    address = reverse("hotline_paper", args=[case.pk, kept[0].pk])
    for name in ("张财", "吴镇"):
        assert at_the_desk(name).get(address).status_code == 200, name
    other = take(world.finance, title="另一件")
    assert at_the_desk("吴镇").get(reverse("hotline_ticket", args=[other.pk])).status_code == 404
    assert at_the_desk("张财").get(reverse("hotline_paper", args=[other.pk, kept[0].pk])).status_code == 404


def test_a_paper_does_not_name_a_secret_caller(world, take, today):
    case = take(world.finance, is_confidential=True)
    file = CheckedFile("李四的照片.png", picture().read(), "image/png", ".png")
    with pytest.raises(Refusal, match="要求保密"):
        actions.add_paper(
            case, kind="来电人提供", files=(file,), by=world.actor("郑公开", today), at=timezone.now()
        )


def test_a_unit_sees_its_tickets_and_those_it_helps_with_and_no_others(at_the_desk, take, world, today):
    own, other, waiting = (
        take(world.finance, title="甲事项"),
        take(world.silong, title="乙事项"),
        take(title="丙事项"),
    )
    actions.ask_help(own, world.silong, task="核实", by=world.actor("郑公开", today), at=timezone.now())
    for name, seen in (
        ("张财", {"甲事项"}),
        ("吴镇", {"甲事项", "乙事项"}),
        ("郑公开", {"甲事项", "乙事项", "丙事项"}),
    ):
        page = text_of(at_the_desk(name).get(reverse("hotline_register")))
        assert {title for title in ("甲事项", "乙事项", "丙事项") if title in page} == seen, name
    assert at_the_desk("张财").get(reverse("hotline_ticket", args=[other.pk])).status_code == 404
    assert at_the_desk("张财").get(reverse("hotline_act", args=[waiting.pk, "dispatch"])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "路灯"}, 1), ({"q": "热线〔2026〕1号"}, None), ({"q": "13912345678"}, 1), ({"q": "13900000000"}, 0),
        ({"kind": "help"}, 1), ({"kind": "report"}, 0), ({"stands": "open"}, 1), ({"stands": "done"}, 0),
        ({"light": "overdue"}, 0), ({"late": "on"}, 0), ({"supervised": "on"}, 0), ({"joint_late": "on"}, 0),
        ({"origin": "city"}, 0), ({"channel": "phone"}, 1), ({"field": "城市管理"}, 0), ({"urged": "notice"}, 0),
        ({"since": "2000-01-01", "until": "2000-12-31"}, 0), ({"since": "昨天"}, 1), ({"unit": "x"}, 1),
        ({"sort": "-due"}, 1), ({"sort": "nothing"}, 1), ({"p": "999"}, 1), ({"q": "路"}, 1), ({"q": "\x00"}, 1),
        ({"q": "𠮷😀"}, 0),
    ],
)  # fmt: skip
def test_filters_stand_in_the_address(at_the_desk, take, query, found):
    case = take()
    if found is None:
        query, found = {"q": case.number}, 1
    page = at_the_desk("郑公开").get(reverse("hotline_register"), query)
    assert page.status_code == 200
    assert (case.number in text_of(page)) == bool(found), query


def test_the_export_is_the_screen(at_the_desk, take, world):
    take(world.finance, title="=1+1")
    take(world.silong, title="乙事项")
    lines = text_of(
        at_the_desk("郑公开").get(reverse("hotline_register"), {"unit": world.finance.pk, "format": "csv"})
    )
    assert len(lines.strip().splitlines()) == 2
    assert "'=1+1" in lines, "no cell a spreadsheet would take for a formula"
    assert "李*" in lines
    assert "13912345678" not in lines


def test_two_people_at_once_and_what_the_second_typed_stays(at_the_desk, take, world, today):
    case = take(world.finance)
    clerk = at_the_desk("张财")
    page = clerk.get(reverse("hotline_act", args=[case.pk, "sign"]))
    actions.sign(case, by=world.actor("张财", today), at=timezone.now())
    actions.contact(case, note="已联系", by=world.actor("张财", today), at=timezone.now())
    answer = clerk.post(
        reverse("hotline_act", args=[case.pk, "reply"]),
        {"reply": "已修好", "result": "solved", "seen": page.context["seen"]},
    )
    assert "您打开的页面不是最新的" in text_of(answer)
    assert "已修好" in text_of(answer)
    assert Ticket.objects.get().reply == ""


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 50])
def test_a_strange_count_of_acts_is_refused_as_old(at_the_desk, take, world, seen):
    case = take(world.finance)
    page = at_the_desk("张财").post(
        reverse("hotline_act", args=[case.pk, "sign"]), {"seen": seen}, follow=True
    )
    assert page.status_code == 200
    case.refresh_from_db()
    assert case.stage == "dispatched"


def test_acts_of_others_are_neither_offered_nor_done(at_the_desk, take, world):
    case = take(world.finance)
    clerk = at_the_desk("张财")
    page = text_of(clerk.get(reverse("hotline_ticket", args=[case.pk])))
    assert "/do/sign/" in page
    assert all(f"/do/{act}/" not in page for act in ("recall", "merge", "reply", "call_back"))
    answer = clerk.post(
        reverse("hotline_act", args=[case.pk, "recall"]), {"text": "我要收回", "seen": 2}, follow=True
    )
    assert "您不能办理此事" in text_of(answer)
    assert clerk.get(reverse("hotline_act", args=[case.pk, "nothing"]), follow=True).status_code == 200


def test_a_whole_case_is_walked_through_the_forms(at_the_desk, take, world, today):
    Post.objects.create(
        user=world.people["王办"], unit=world.finance, role=Role.APPROVER, since=date(2020, 1, 1)
    )
    case = take()

    def press(name, action, **typed):
        case.refresh_from_db()
        desk = at_the_desk(name)
        address = reverse("hotline_act", args=[case.pk, action])
        assert desk.get(address).status_code == 200, action
        page = desk.post(address, {**typed, "seen": case.events_count}, follow=True)
        assert "已办理" in text_of(page), action

    press("郑公开", "dispatch", unit=world.finance.pk, helpers=[world.silong.pk])
    press("张财", "return", text="不归本单位")
    press("郑公开", "dispatch", unit=world.finance.pk, designated_because="三定规定")
    press("张财", "sign")
    press("张财", "contact", text="已联系")
    press("张财", "ask_extension", days="2", reason="需要采购")
    press("杨签", "extend")
    press("郑公开", "supervise", text="多次反映")
    press("张财", "propose_end", text="来电人撤回")
    press("郑公开", "deny_end", text="仍应办理")
    press("张财", "reply", reply="已修好", result="solved")
    press("郑公开", "send_back", text="写明日期")
    press("张财", "reply", reply="9日修好", result="solved")
    press("郑公开", "pass_check")
    press("郑公开", "miss_call")
    press("郑公开", "call_back", satisfaction="satisfied")
    case.refresh_from_db()
    assert case.stage == "closed"
    joint = case.joint_handling.get()
    page = at_the_desk("吴镇").get(reverse("hotline_help", args=[case.pk, joint.pk]))
    assert page.status_code == 200


def test_refuse_split_merge_and_petition_through_the_forms(at_the_desk, take):
    desk = at_the_desk("郑公开")

    def press(case, action, **typed):
        case.refresh_from_db()
        assert desk.get(reverse("hotline_act", args=[case.pk, action])).status_code == 200
        return text_of(
            desk.post(
                reverse("hotline_act", args=[case.pk, action]),
                {**typed, "seen": case.events_count},
                follow=True,
            )
        )

    first, second, third, fourth = take(), take(), take(), take()
    assert "通过什么渠道" in press(first, "refuse", ground="review")
    assert "已办理" in press(first, "refuse", ground="review", channel="行政复议机构")
    assert "已办理" in press(second, "split", kind="report", title="另一事", text="另一件事", token="split-1")
    assert Ticket.objects.get(case__title="另一事").case.parent == second
    assert "没有编号为" in press(third, "merge", number="热线〔1999〕7号")
    assert "已办理" in press(third, "merge", number=second.number)
    assert "已办理" in press(fourth, "transfer_petition", text="信访事项")
    assert "已办理" in press(fourth, "tell_petition", manner="当场告知")
    fourth.refresh_from_db()
    assert fourth.outcome == "PETITION"


def test_the_board_and_the_dashboard_open_into_lists_that_count_the_same(at_the_desk, take, world):
    for number in range(3):
        take(world.finance, title=f"事项{number}")
    take(world.silong)
    desk = at_the_desk("郑公开")
    for page in ("hotline_board", "hotline_dashboard"):
        text = text_of(desk.get(reverse(page)))
        assert "财政局" in text
        for query in {part.split('"')[0] for part in text.split(reverse("hotline_register") + "?")[1:]}:
            listed = desk.get(f"{reverse('hotline_register')}?{query.replace('&amp;', '&')}")
            assert listed.status_code == 200
            if f'?{query}">3<' in text:
                assert listed.context["page"].paginator.count == 3, query


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"since": "2026-12-31", "until": "2020-01-01"}, {"since": "2015-01-01"}]
)
def test_the_dashboard_takes_any_period(at_the_desk, take, query):
    take()
    assert at_the_desk("郑公开").get(reverse("hotline_dashboard"), query).status_code == 200


def test_the_directory_is_kept_by_the_centre_and_former_rows_stay(at_the_desk, world):
    row = {
        "field": "城市管理", "topic": "设施", "matter": "路灯", "keywords": "路灯、不亮", "unit": world.finance.pk,
        "since": "2020-01-01", "source": "权责清单",
    }  # fmt: skip
    assert "主管部门" in text_of(at_the_desk("张财").post(reverse("hotline_directory"), row))
    desk = at_the_desk("郑公开")
    desk.post(reverse("hotline_directory"), row)
    entry = DirectoryEntry.objects.get()
    assert entry.keywords == ["路灯", "不亮"]
    assert "财政局" in text_of(desk.get(reverse("hotline_directory"), {"try": "路灯不亮"}))
    desk.post(reverse("hotline_entry", args=[entry.pk]), {**row, "unit": "", "since": "2021-01-01"})
    entry.refresh_from_db()
    assert entry.until == date(2020, 12, 31)
    newer = DirectoryEntry.objects.latest("pk")
    desk.post(reverse("hotline_entry", args=[newer.pk]), {"end": "1"})
    assert not DirectoryEntry.objects.on(timezone.localdate()).exists()
    assert at_the_desk("张财").get(reverse("hotline_entry", args=[entry.pk])).status_code == 404


def test_limits_are_entered_with_their_source_by_the_centre(at_the_desk, today):
    row = {
        "kind": "help", "origin": "", "sign_hours": 2, "handling_days": 3, "extension_days": 1, "return_hours": 24,
        "return_days": 0, "since": today, "source": "区政办〔2026〕1号",
    }  # fmt: skip
    assert "主管部门" in text_of(at_the_desk("张财").post(reverse("hotline_limits"), row))
    desk = at_the_desk("郑公开")
    assert "只填其中一项" in text_of(desk.post(reverse("hotline_limits"), {**row, "return_days": 2}))
    desk.post(reverse("hotline_limits"), row)
    assert Limit.objects.get().entered_by == "郑公开"
    assert "区政办〔2026〕1号" in text_of(desk.get(reverse("hotline_limits")))


def test_addresses_and_telephones_are_kept_by_the_centre(at_the_desk, world):
    desk, page = at_the_desk("郑公开"), reverse("hotline_addresses")
    desk.post(page, {"town": world.silong.pk, "names": "双合村\n永兴村\n双合村\n"})
    assert Place.objects.count() == 2
    assert "不是手机号码" in text_of(desk.post(page, {"unit": world.finance.pk, "phone": "12345"}))
    desk.post(page, {"unit": world.finance.pk, "phone": "138 0000 0001"})
    assert TicketContact.objects.get().phone == "13800000001"
    shown = text_of(desk.get(page))
    assert "138****0001" in shown
    assert "13800000001" not in shown
    at_the_desk("张财").post(page, {"town": world.silong.pk, "names": ""})
    assert Place.objects.count() == 2


def workbook(*rows):
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_a_workbook_of_calls_is_imported_on_the_page(at_the_desk):
    table = workbook(("日期", "呼入", "接通", "15秒内接通"), (date(2025, 9, 1), 200, 194, 170), (None,) * 4)
    desk, page = at_the_desk("郑公开"), reverse("hotline_calls")
    upload = SimpleUploadedFile("话务.xlsx", table)
    desk.post(page, {"file": upload, "source": "话务系统"})
    assert CallDay.objects.get().answered == 194
    shown = text_of(desk.get(page, {"since": "2025-09-01", "until": "2025-09-30"}))
    assert "97.00%" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00garbage", "不是能读的表格"), (b"PK\x03\x04broken", "不是能读的表格"), (b"{}", "没有一行数据"), (b"[1,2]", "不是能读的表格"),
        ("甲,乙\n1,2\n".encode(), "缺少列"), (b"[" * 5000, "不是能读的表格"), ("日期,呼入,接通,15秒内接通\n".encode(), "没有一行数据"),
        ("日期,呼入,接通,15秒内接通\n二〇二五,x,1,1\n".encode(), "第2行"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_with_a_sentence(at_the_desk, content, said):
    page = at_the_desk("郑公开").post(
        reverse("hotline_calls"), {"file": SimpleUploadedFile("x.csv", content), "source": "x"}
    )
    assert page.status_code == 200
    assert said in text_of(page)
    assert not CallDay.objects.exists()


def test_a_file_of_the_city_is_tried_first_and_then_taken_in(at_the_desk):
    rows = [
        {
            "工单编号": "BY1",
            "类型": "求助",
            "事由": "路灯不亮",
            "内容": "路灯不亮",
            "保密": "是",
            "电话": 13912345678,
        }
    ]
    upload = SimpleUploadedFile("市热线.json", json.dumps(rows, ensure_ascii=False).encode())
    desk = at_the_desk("郑公开")
    page = desk.post(reverse("hotline_city"), {"file": upload}, follow=True)
    assert "将生成 <strong>1</strong> 张新工单" in text_of(page)
    assert not Ticket.objects.exists()
    file = CityFile.objects.get()
    assert "13912345678" not in text_of(page)
    desk.post(reverse("hotline_city_file", args=[file.pk]))
    assert Ticket.objects.get().is_confidential
    assert "已有 1 张" in text_of(desk.get(reverse("hotline_city_file", args=[file.pk])))
    for form_of in ("csv", "json"):
        given = desk.get(reverse("hotline_city"), {"format": form_of})
        assert "BY1" in text_of(given)
        assert "139" not in text_of(given)
    assert at_the_desk("张财").get(reverse("hotline_city")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "长" * 4001}, "4000"), ({"text": "字" * 1_000_000}, "4000"), ({"kind": "praise"}, "类型"), ({"title": "\x00"}, "空字符"),
        ({"phone": "没有电话"}, "没有可用的电话号码"), ({"unit": "999999", "do": "dispatch"}, "主办单位"), ({"knowledge": "1e9"}, "登记来电"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_said(at_the_desk, typed, said):
    page = at_the_desk("郑公开").post(reverse("hotline_new"), form(do="register") | typed)
    assert page.status_code == 200
    assert said in text_of(page) or "Null" in text_of(page) or "空" in text_of(page)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["𠮷野家😀👨‍👩‍👧", "嗯那个就是说啊呃呃呃呃呃", "<script>alert(1)</script>", "%s{{}}';--", "\u202e倒写"],
)
def test_rare_characters_and_spoken_garbage_come_through_whole(at_the_desk, text):
    desk = at_the_desk("郑公开")
    desk.post(reverse("hotline_new"), form(do="register", title=text, text=text))
    ticket = Ticket.objects.get()
    assert ticket.text == text
    page = desk.get(reverse("hotline_ticket", args=[ticket.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in text_of(page)
