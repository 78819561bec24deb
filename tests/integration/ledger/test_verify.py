"""Whatever is done to the ledger, its files or the registers behind it, ``verify`` names it."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from gongkai.ledger.models import Checkpoint
from gongkai.ledger.publish import folder, rebuild
from gongkai.ledger.verify import verify
from gongkai.units.models import CalendarVersion
from tests.integration.ledger.conftest import NINE, append, protection_off

REHASH = r"leaf_hash = sha256('\x00'::bytea || convert_to(leaf, 'UTF8'))"


def tamper(*statements):
    with protection_off() as cursor:
        for statement in statements:
            cursor.execute(statement)


def messages():
    return [finding.message for finding in verify().findings]


def only_message():
    (message,) = messages()
    return message


def test_an_untouched_ledger_passes(published):
    append(3)
    report = verify()
    assert report.ok
    assert (report.events, report.signed, report.checkpoints) == (303, 300, 2)


def test_an_empty_ledger_passes(db):
    assert verify().ok


def test_a_changed_event_is_named(published):
    tamper("""UPDATE ledger_event SET leaf = replace(leaf, '"n":7', '"n":8') WHERE index = 7""")
    assert (
        only_message() == "第 7 号记录被改动：签名时为 2019-06-03 09:00:00 case.read page/7；改动的是 data。"
    )


def test_a_changed_event_whose_hash_was_adapted_is_named(published):
    tamper(
        """UPDATE ledger_event SET leaf = replace(leaf, 'page/7"', 'page/8"') WHERE index = 7""",
        f"UPDATE ledger_event SET {REHASH} WHERE index = 7",
    )
    assert only_message() == (
        "第 7 号记录被改动：签名时为 2019-06-03 09:00:00 case.read page/7，现为 2019-06-03 09:00:00 case.read page/8；"
        "改动的是 subject。"
    )


def test_an_event_rewritten_in_other_words_is_named(published):
    tamper(
        """UPDATE ledger_event SET leaf = replace(leaf, '"v":1', '"v": 1') WHERE index = 7""",
        f"UPDATE ledger_event SET {REHASH} WHERE index = 7",
    )
    assert only_message().endswith("改动的是 写法。")


def test_a_changed_event_no_checkpoint_covers_is_named(published):
    (index,) = append(1)
    tamper(f"UPDATE ledger_event SET leaf = replace(leaf, 'page', 'side') WHERE index = {index}")
    assert only_message().startswith(
        "第 300 号记录（2019-06-03 09:00:00 case.read side/0）的内容与其散列值不符"
    )


def test_a_removed_event_is_named(published):
    tamper("DELETE FROM ledger_event WHERE index = 7")
    assert only_message() == "第 7 号记录被删除：2019-06-03 09:00:00 case.read page/7。"


def test_a_removed_event_is_named_after_the_gap_was_closed(published):
    tamper(
        "DELETE FROM ledger_event WHERE index = 7",
        "UPDATE ledger_event SET index = index - 1000 WHERE index > 7",
        "UPDATE ledger_event SET index = index + 999 WHERE index < 0",
    )
    assert only_message() == "第 7 号记录被删除：2019-06-03 09:00:00 case.read page/7。"


def test_the_removed_end_of_the_ledger_is_named(published):
    tamper("DELETE FROM ledger_event WHERE index = 299")
    assert only_message() == "第 299 号记录被删除：2019-06-03 09:00:00 case.reply page/99。"


def test_an_inserted_event_is_named(published):
    tamper(
        "UPDATE ledger_event SET index = index + 1000 WHERE index >= 7",
        "UPDATE ledger_event SET index = index - 999 WHERE index >= 1000",
        "INSERT INTO ledger_event (index, leaf, leaf_hash)"
        " SELECT 7, replace(leaf, 'page/6', 'page/x'), leaf_hash FROM ledger_event WHERE index = 6",
        f"UPDATE ledger_event SET {REHASH} WHERE index = 7",
    )
    assert only_message() == "第 7 号记录是后来插入的：2019-06-03 09:00:00 case.read page/x。"


def test_reordered_events_are_named(published):
    tamper(
        "UPDATE ledger_event SET index = -1 WHERE index = 7",
        "UPDATE ledger_event SET index = 7 WHERE index = 8",
        "UPDATE ledger_event SET index = 8 WHERE index = -1",
    )
    assert "调换顺序" in only_message()
    assert "case.read page/" in only_message()


def test_a_change_without_published_files_is_placed_between_checkpoints(published):
    tamper("DELETE FROM ledger_event WHERE index = 250")
    (folder() / "tile/entries/000").unlink()
    found = messages()
    assert any("账本第 200 号至第 299 号之间的记录与签名的检查点不符" in message for message in found)
    assert "第 250 号记录缺失。" in found


def test_a_changed_checkpoint_is_named(published):
    tamper("UPDATE ledger_checkpoint SET root = sha256('x') WHERE size = 200")
    assert any("第 200 条处的检查点与其签名的内容不符" in message for message in messages())


def test_a_forged_signature_is_named(published):
    tamper("UPDATE ledger_checkpoint SET note = replace(note, E'\\n300\\n', E'\\n301\\n') WHERE size = 300")
    assert any("签名无效" in message for message in messages())


def test_removed_checkpoints_are_noticed(published):
    tamper("DELETE FROM ledger_checkpoint")
    assert "数据库中没有检查点" in only_message()


def test_an_exchanged_public_checkpoint_is_noticed(published):
    (folder() / "checkpoint").write_text(Checkpoint.objects.first().note.replace("200", "201"))
    assert "不是本数据库签发的" in only_message()


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000"])
def test_a_damaged_public_file_is_named_and_can_be_written_again(published, path):
    (folder() / path).write_bytes(b"damaged")
    assert only_message().startswith(f"公布的文件 ledger/{path} 缺失或与账本不符")
    rebuild()
    assert verify().ok


def test_silenced_protection_is_noticed(published):
    connection.cursor().execute(
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_rows"
    )
    assert only_message() == "数据表 ledger_event 的保护触发器 ledger_event_rows 被停用或删除。"


def test_a_search_column_that_no_longer_follows_the_leaf_is_noticed(published):
    connection.cursor().execute(
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_event ALTER COLUMN subject DROP EXPRESSION"
    )
    assert only_message().startswith("数据表 ledger_event 的 subject 列不再由记录内容生成")


def test_an_untouched_record_passes(calendar):
    assert verify().records == 1
    assert verify().ok


def test_a_record_changed_behind_the_verbs_is_named(calendar):
    CalendarVersion.objects.update(source="没有依据")
    assert only_message() == (
        f"工作日历版本 calendar/{calendar.pk} 的现状与账本第 0 号记录（2019-06-03 09:00:00 calendar.enter "
        f"calendar/{calendar.pk}）留下的不符：有人绕过办理程序改动了它。"
    )


def test_a_record_removed_behind_the_verbs_is_named(calendar):
    subject = f"calendar/{calendar.pk}"
    CalendarVersion.objects.all().delete()
    assert only_message().startswith(f"工作日历版本 {subject} 已不存在")


def test_a_record_added_behind_the_verbs_is_named(db, calendars):
    row = CalendarVersion.objects.create(number=901, changes={}, source="", entered_at=NINE, entered_by="")
    assert (
        only_message() == f"工作日历版本 calendar/{row.pk} 在账本中没有任何记录：有人绕过办理程序加入了它。"
    )


def test_a_record_of_a_kind_nobody_registered_is_not_passed_over(calendar):
    from gongkai.ledger.subjects import _kinds

    _kinds.clear()
    assert "没有登记的种类" in only_message()


@pytest.mark.django_db(transaction=True)
def test_the_command_says_so_and_exits_with_zero():
    append(3)
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert "账本 3 条记录" in out.getvalue()
    assert "核验通过" in out.getvalue()


def test_the_command_exits_with_one_when_something_was_changed(published):
    tamper("DELETE FROM ledger_event WHERE index = 7")
    out = io.StringIO()
    with pytest.raises(SystemExit) as exit_status:
        call_command("verify", stdout=out)
    assert exit_status.value.code == 1
    assert "第 7 号记录被删除" in out.getvalue()
