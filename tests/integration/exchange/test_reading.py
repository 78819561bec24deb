"""Mailboxes are read by IMAP: every message once, whatever happens on the way."""

from contextlib import closing
from datetime import date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.db import connection
from django.utils import timezone

from gongkai.cases.worklist import work_of
from gongkai.disclosure.actions import mail as verbs
from gongkai.disclosure.actions import mailboxes
from gongkai.disclosure.models import Mail
from gongkai.exchange import imap, reading
from tests.conftest import asked_of, at
from tests.integration.exchange.conftest import a_mail, read

State = Mail.State


def states():
    return list(Mail.objects.order_by("arrived_at", "pk").values_list("state", flat=True))


def test_a_message_is_taken_in_with_its_raw_text_and_left_unread(mailbox, imap_server):
    raw = a_mail().as_bytes()
    imap_server.receive(raw)
    assert read(mailbox) == 1
    mail = Mail.objects.get()
    assert (mail.state, mail.subject, mail.arrived_at) == (State.NEW, "信息公开申请", at("2025-04-21 09:00"))
    assert mail.raw.read().replace(b"\r\n", b"\n") == raw
    assert b"\\Seen" not in imap_server.flags()[0]


def test_sender_and_subject_are_encrypted_at_rest(mailbox, imap_server):
    imap_server.receive(a_mail().as_bytes())
    read(mailbox)
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT sender, subject FROM disclosure_mail")
        assert not any("example.com" in cell or "申请" in cell for cell in cursor.fetchone())


def test_reading_again_takes_nothing_twice(mailbox, imap_server):
    imap_server.receive(a_mail().as_bytes())
    assert [read(mailbox), read(mailbox)] == [1, 0]
    imap_server.receive(a_mail("另一封", number=2).as_bytes())
    assert read(mailbox) == 1


def test_a_copy_that_came_another_way_is_the_same_message(mailbox, imap_server):
    imap_server.receive(a_mail().as_bytes())
    imap_server.receive(b"Received: from alias.example.gov.cn\r\n" + a_mail().as_bytes())
    assert read(mailbox) == 1
    assert Mail.objects.count() == 1


def test_a_server_that_counts_anew_doubles_nothing_and_hides_nothing(mailbox, imap_server):
    imap_server.receive(a_mail().as_bytes())
    read(mailbox)
    before = mailbox.uidvalidity
    imap_server.stop()
    imap_server.start()
    imap_server.receive(a_mail().as_bytes())
    imap_server.receive(a_mail("新的", number=2).as_bytes())
    assert read(mailbox) == 1
    mailbox.refresh_from_db()
    assert mailbox.uidvalidity != before
    assert Mail.objects.count() == 2


def test_messages_before_the_first_day_are_left_alone(mailbox, imap_server):
    imap_server.receive(a_mail().as_bytes(), when=at("2025-03-20 09:00"))
    assert read(mailbox) == 0


def test_a_process_killed_between_two_messages_loses_and_doubles_nothing(mailbox, imap_server, monkeypatch):
    for number in range(5):
        imap_server.receive(a_mail(f"第{number}封", number).as_bytes())
    taken = []
    take_in = verbs.take_in

    def killed(*args, **kwargs):
        mail = take_in(*args, **kwargs)
        taken.append(mail)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return mail

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(verbs, "take_in", killed)
        read(mailbox)
    assert read(mailbox) == 2
    assert Mail.objects.count() == 5


def test_a_process_killed_within_a_message_takes_it_in_again(mailbox, imap_server, monkeypatch):
    imap_server.receive(a_mail().as_bytes())
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(verbs, "_place", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        read(mailbox)
    assert not Mail.objects.exists()
    assert read(mailbox) == 1


def test_a_message_too_large_is_listed_by_its_head(mailbox, imap_server, monkeypatch):
    monkeypatch.setattr(imap, "LIMIT", 2000)
    imap_server.receive(a_mail("长" * 5000).as_bytes())
    assert read(mailbox) == 1
    mail = Mail.objects.get()
    assert (mail.is_whole, mail.subject, mail.state) == (False, "信息公开申请", State.NEW)
    assert any("只读取了邮件头" in warning for warning in mail.warnings)


def test_one_message_nobody_can_parse_is_kept_as_it_came(mailbox, imap_server, monkeypatch):
    imap_server.receive(a_mail().as_bytes())
    monkeypatch.setattr(verbs.reading, "read", lambda *_, **__: 1 / 0)
    assert read(mailbox) == 1
    mail = Mail.objects.get()
    assert "无法解析" in mail.warnings[0]
    assert b"zhangsan" in mail.raw.read()


def test_an_auto_reply_is_kept_apart_and_raises_no_alarm(mailbox, imap_server, world):
    imap_server.receive(a_mail(Auto_Submitted="auto-replied").as_bytes())
    read(mailbox)
    assert states() == [State.AUTOMATIC]
    assert not work_of(world.people["王办"], date(2025, 4, 22))


def test_a_loop_of_mails_is_held_after_twenty_in_an_hour(mailbox, imap_server):
    for number in range(23):
        imap_server.receive(a_mail(f"第{number}封", number).as_bytes())
    read(mailbox)
    assert states() == [State.NEW] * 20 + [State.HELD] * 3


def test_a_mailbox_that_fails_for_an_hour_is_told_to_the_competent_office(
    mailbox, imap_server, world, monkeypatch
):
    imap_server.stop()

    def todo():
        return [item.todo for item in asked_of(world.people["郑公开"], date(2025, 4, 21))]

    for moment, said in (("2025-04-21 09:00", []), ("2025-04-21 10:01", ["修复：收不到来信"])):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: at(moment))
        read(mailbox)
        assert todo() == said
    mailbox.refresh_from_db()
    assert mailbox.fault == "服务器拒绝连接，请核对地址和端口"
    imap_server.start()
    read(mailbox)
    assert todo() == []


def test_a_wrong_password_is_said_in_words(mailbox, world):
    mailboxes.change_mailbox(mailbox, password="wrong", by=world.actor("郑公开"), at=at("2025-04-21 09:00"))
    read(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.fault.startswith("登录失败")


def test_one_mailbox_that_fails_does_not_keep_the_others(mailbox, imap_server, world):
    mailboxes.add_mailbox(
        unit=world.finance, address="a@example.gov.cn", since=date(2025, 4, 1), host="127.0.0.1", port=1,
        by=world.actor("郑公开"), at=at("2025-04-01 09:00"),
    )  # fmt: skip
    imap_server.receive(a_mail().as_bytes())
    assert reading.sweep(at("2025-04-21 10:00")) == 1


def a_certificate(folder):
    """Write a certificate nobody has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2100, 1, 1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return "--cert", str(folder / "cert"), "--key", str(folder / "key")


def test_a_server_nobody_vouches_for_never_gets_the_password(mailbox, imap_server, world, tmp_path):
    imap_server.stop()
    imap_server.start(*a_certificate(tmp_path))
    mailboxes.change_mailbox(
        mailbox, security="starttls", by=world.actor("郑公开"), at=at("2025-04-21 09:00")
    )
    read(mailbox)
    mailbox.refresh_from_db()
    assert mailbox.fault == "服务器的证书不可信，没有登录"
