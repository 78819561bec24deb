"""The roster: built by rotation or from a sheet with a dry run, changed and swapped with the reason kept."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from gongkai.cases.actions import AlreadyDone
from gongkai.law.refusal import Refusal
from gongkai.ledger.models import Event
from gongkai.units.calendars import calendar_in_force
from gongkai.voice.duty import actions, sheet
from gongkai.voice.duty import roster as rosters
from gongkai.voice.duty.models import Shift, ShiftChange
from tests.conftest import PDF, at
from tests.integration.voice.duty.duty_world import crew, person, roster

JUNE = date(2019, 6, 1)


def proposed(world, month=JUNE, since=date(2019, 6, 3), **how):
    given = {"pattern": "whole", "officers_each": 1, **how}
    return rosters.proposed(world.office, month, calendar_in_force(), since=since, **given)


def test_a_month_is_built_at_once_and_goes_on_where_the_last_one_ended(world, client):
    crew(world)
    names = dict.fromkeys(range(28))
    first = proposed(world)
    assert len(first) == len(names)
    actions.build(
        world.office,
        [
            actions.Turn(
                each.slot.day, each.slot.half,
                world.office.duty_people.get(pk=each.leader),
                tuple(world.office.duty_people.filter(pk__in=each.officers)),
            )
            for each in first
        ],
        by=world.actor("王办"), at=at("2019-06-03 08:00"), source="rotation",
    )  # fmt: skip
    assert proposed(world) == [], "nothing is left to man"
    july = proposed(world, date(2019, 7, 1), since=date(2019, 7, 1))
    # Sunday 30 June is a rest day and Monday 1 July a working day: each goes on behind its own kind.
    last_working = Shift.objects.get(day=date(2019, 6, 28)).leader_id
    assert july[0].leader != last_working


def test_a_month_by_halves_has_two_turns_a_day(world):
    crew(world)
    planned = proposed(world, pattern="halves", officers_each=2)
    assert [each.slot.half for each in planned[:2]] == ["day", "night"]
    assert len(planned) == 56
    assert all(len(each.officers) == 2 for each in planned)


def test_a_day_that_has_a_turn_is_left_alone(world):
    (leader, other), officers, _ = crew(world)
    roster(world, "2019-06-03", 1, leader=leader, officer=officers[0])
    with pytest.raises(AlreadyDone):
        roster(world, "2019-06-03", 1, leader=other, officer=officers[1])
    with pytest.raises(AlreadyDone):
        turn = actions.Turn(date(2019, 6, 3), "night", other, (officers[1],))
        actions.build(world.office, [turn], by=world.actor("王办"), at=at("2019-06-03 08:00"), source="test")
    assert Shift.objects.get().leader == leader


def test_yesterday_is_not_manned_but_the_night_under_way_is(world):
    (leader, _), officers, _ = crew(world)
    assert roster(world, "2019-06-03", 1, leader=leader, officer=officers[0], when=at("2019-06-04 05:00"))
    with pytest.raises(Refusal, match="已经过去"):
        roster(world, "2019-06-02", 1, leader=leader, officer=officers[0], when=at("2019-06-03 09:00"))


def test_who_keeps_no_roster_builds_none(world):
    (leader, _), officers, _ = crew(world)
    turn = actions.Turn(date(2019, 6, 5), "whole", leader, (officers[0],))
    with pytest.raises(Refusal, match="不是政府办的"):
        actions.build(world.office, [turn], by=world.actor("张财"), at=at("2019-06-03 08:00"), source="test")


def test_a_change_keeps_who_was_to_take_it_and_why(world):
    (leader, other), officers, driver = crew(world)
    (shift,) = roster(world, "2019-06-03", 1, leader=leader, officer=officers[0])
    given = {"leader": other, "officers": officers[1:], "driver": driver, "by": world.actor("王办")}
    with pytest.raises(Refusal, match="没有填写调班的理由"):
        actions.change(shift, reason=" ", at=at("2019-06-03 09:00"), **given)
    actions.change(shift, reason="赵签出差", at=at("2019-06-03 09:00"), **given)
    change = ShiftChange.objects.get()
    assert (change.before, change.after, change.reason) == (
        "带班赵签，值班王办", "带班钱主任，值班李核、周密，司机马师傅", "赵签出差",
    )  # fmt: skip
    assert "出差" not in Event.objects.filter(verb="duty.change_shift").get().leaf
    with pytest.raises(AlreadyDone, match="刚刚由别人调整为"):
        actions.change(shift, reason="又换", revision=0, at=at("2019-06-03 09:05"), **given)
    with pytest.raises(Refusal, match="已经结束"):
        actions.change(shift, reason="补改", at=at("2019-06-04 09:00"), **given)


def test_two_people_swap_turns_and_both_shifts_say_so(world):
    (leader, _), officers, _ = crew(world)
    first, second = (
        roster(world, day, 1, leader=leader, officer=officer, when=at("2019-06-03 08:00"))[0]
        for day, officer in (("2019-06-03", officers[0]), ("2019-06-04", officers[1]))
    )
    by, now = world.actor("王办"), at("2019-06-03 09:00")
    with pytest.raises(Refusal, match="周密不在06月03日全天"):
        actions.swap(first, second, out=officers[2], into=officers[1], reason="家中有事", by=by, at=now)
    actions.swap(first, second, out=officers[0], into=officers[1], reason="家中有事", by=by, at=now)
    assert [Shift.objects.with_people().get(pk=row.pk).names for row in (first, second)] == ["李核", "王办"]
    assert list(ShiftChange.objects.values_list("reason", flat=True)) == ["换班：家中有事"] * 2


def test_numbers_of_people_are_masked_and_shown_on_a_click_that_is_logged(world, client, monkeypatch):
    (leader, _), officers, _ = crew(world)
    roster(world, "2019-06-03", 1, leader=leader, officer=officers[0])
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2019-06-03 10:00"))
    client.force_login(world.people["王办"])
    assert "13800001111" not in client.get(reverse("duty_people")).content.decode()
    assert "13800001111" not in client.get(reverse("duty_desk")).content.decode()
    assert "13800001111" in client.post(reverse("duty_desk")).content.decode()
    assert Event.objects.filter(verb="duty.read_phones").count() == 1


# A sheet


def a_sheet(*rows, head=sheet.HEADINGS):
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("roster.xlsx", content.getvalue())


def tomorrow(days=1):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def clerk(world, client):
    crew(world)
    client.force_login(world.people["王办"])
    return client


def test_a_sheet_is_shown_first_and_entered_when_confirmed(clerk, world):
    address = reverse("duty_import")
    file = a_sheet(
        (tomorrow(), "全天", "赵签", "王办、李核", "马师傅", "重点时段"),
        (f"{tomorrow(2):%Y年%m月%d日}", None, "钱主任", "周密", None, None),
    )
    page = clerk.post(address, {"sheet": file}).content.decode()
    assert "读到2个班次，还没有保存" in page
    assert not Shift.objects.exists()
    signed = re.search(r'name="turns" value="([^"]+)"', page)[1]
    assert clerk.post(address, {"turns": signed, "confirm": "1"}).status_code == 302
    assert [(row.day, row.leader.name, row.names, row.note) for row in Shift.objects.with_people()] == [
        (tomorrow(), "赵签", "王办、李核", "重点时段"),
        (tomorrow(2), "钱主任", "周密", ""),
    ]
    again = clerk.post(address, {"turns": signed, "confirm": "1"}).content.decode()
    assert "已经排过班" in again
    forged = clerk.post(address, {"turns": signed[:-2] + "zz", "confirm": "1"}).content.decode()
    assert "预览已经过期" in forged


def test_every_row_that_is_not_understood_is_named_and_nothing_is_offered(clerk):
    file = a_sheet(
        (tomorrow(), "全天", "赵签", "王办", None, None),
        ("下周一", "全天", "赵签", "王办", None, None),
        (tomorrow(2), "早班", "赵签", "王办", None, None),
        (tomorrow(3), "全天", "张三", "王办、李四", None, None),
        (tomorrow(4), "全天", "赵签", None, None, None),
        (tomorrow(), "全天", "赵签", "李核", None, None),
        ("2026-02-30", "全天", "赵签", "王办", None, None),
    )
    page = clerk.post(reverse("duty_import"), {"sheet": file}).content.decode()
    for said in (
        "第3行：“下周一”不是日期", "第4行：班次“早班”应为全天、白班或者夜班",
        "第5行：带班领导“张三”不在值班人员名单上；值班员“李四”不在值班人员名单上", "第6行：没有值班员", "写了两行",
        "“2026-02-30”不是日期",
    ):  # fmt: skip
        assert said in page
    assert "confirm" not in page


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: SimpleUploadedFile("a.xlsx", b""), "空文件"),
        (lambda: SimpleUploadedFile("a.xlsx", b"not a sheet"), "不是可接收的类型"),
        (lambda: SimpleUploadedFile("a.xlsx", PDF), "不是XLSX"),
        (lambda: SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "只能从XLSX"),
        (lambda: SimpleUploadedFile("a.csv", b"a,b"), "只能从XLSX"),
        (lambda: a_sheet(head=("姓名", "电话")), "没有找到表头"),
        (lambda: a_sheet(*[(tomorrow(), "全天", "赵签", "王办")] * 201), "一次最多导入200行"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_the_reason(clerk, file, said):
    assert said in clerk.post(reverse("duty_import"), {"sheet": file()}).content.decode()


def test_the_template_names_the_columns_and_the_people(clerk):
    book = load_workbook(io.BytesIO(clerk.get(reverse("duty_template")).content))
    assert tuple(cell.value for cell in book["值班表"][1]) == sheet.HEADINGS
    assert ("带班领导", "赵签", None) in list(book["值班人员"].values)


def test_the_month_is_built_on_the_screen_after_a_preview(clerk):
    address = reverse("duty_build") + f"?month={tomorrow(40):%Y-%m}"
    typed = {"pattern": "whole", "officers_each": "1"}
    page = clerk.post(address, typed).content.decode()
    assert "还没有保存" in page
    assert not Shift.objects.exists()
    assert clerk.post(address, {**typed, "confirm": "1"}).status_code == 302
    assert Shift.objects.count() == len(rosters.days_of(tomorrow(40)))
    assert "没有要排的日期" in clerk.post(address, typed).content.decode()
    shown = clerk.get(reverse("duty_roster"), {"month": f"{tomorrow(40):%Y-%m}"}).content.decode()
    assert shown.count("赵签") >= 10
    assert clerk.get(reverse("duty_roster"), {"month": "2026-99"}).status_code == 200
    table = clerk.get(
        reverse("duty_roster"), {"month": f"{tomorrow(40):%Y-%m}", "format": "csv"}
    ).content.decode()
    assert "带班领导" in table


def test_a_month_asks_the_database_a_fixed_number_of_times(clerk, django_assert_max_num_queries):
    typed = {"pattern": "halves", "officers_each": "2", "confirm": "1"}
    clerk.post(reverse("duty_build") + f"?month={tomorrow(40):%Y-%m}", typed)
    with django_assert_max_num_queries(40):
        assert clerk.get(reverse("duty_roster"), {"month": f"{tomorrow(40):%Y-%m}"}).status_code == 200


def test_a_shift_is_changed_and_swapped_on_the_screen(clerk, world):
    leaders, officers, _ = [list(each) if isinstance(each, list) else each for each in people(world)]
    days = [tomorrow(), tomorrow(2)]
    first, second = actions.build(
        world.office,
        [actions.Turn(day, "whole", leaders[0], (officers[n],)) for n, day in enumerate(days)],
        by=world.actor("王办", timezone.localdate()), at=timezone.now(), source="test",
    )  # fmt: skip
    address = reverse("duty_shift", args=[first.pk])
    typed = {
        "leader": leaders[1].pk,
        "officers": [officers[2].pk],
        "reason": "",
        "revision": "0",
        "note": "保留的备注",
    }
    page = clerk.post(address, typed).content.decode()
    assert "保留的备注" in page, "what was typed stays"
    assert clerk.post(address, {**typed, "reason": "出差"}).status_code == 302
    swap = {
        "swap": "1",
        "swap-out": officers[2].pk,
        "swap-other": second.pk,
        "swap-into": officers[1].pk,
        "swap-reason": "有事",
    }
    assert clerk.post(address, swap).status_code == 302
    assert Shift.objects.with_people().get(pk=first.pk).names == "李核"
    assert "出差" in clerk.get(address).content.decode()


def people(world):
    found = world.office.duty_people.order_by("sort", "pk")
    return [list(found.filter(part=part)) for part in ("leader", "officer", "driver")]


def test_people_are_entered_and_changed_by_the_keeper_alone(clerk, world):
    address = reverse("duty_people")
    typed = {
        "part": "officer",
        "name": "新同事",
        "post": "干部",
        "phone": "13700000000",
        "sort": "9",
        "is_active": "on",
    }
    assert clerk.post(address, typed).status_code == 302
    assert "已经登记" in clerk.post(address, typed).content.decode()
    row = world.office.duty_people.get(name="新同事")
    edit = reverse("duty_person", args=[row.pk])
    assert clerk.post(edit, {**typed, "phone": "", "post": "科长"}).status_code == 302
    row.refresh_from_db()
    assert (row.post, row.phone) == ("科长", "13700000000"), "an empty number leaves the one there is"
    clerk.force_login(world.people["李核"])
    assert clerk.get(edit).status_code == 404
    assert clerk.get(reverse("duty_build")).status_code == 404
    clerk.force_login(world.people["张财"])
    assert clerk.get(edit).status_code == 404


def test_an_account_of_another_unit_is_not_linked(world):
    with pytest.raises(Refusal, match="不在政府办任职"):
        person(world, "张财", account="张财")
