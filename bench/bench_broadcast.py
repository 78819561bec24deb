"""A broadcast to 10,000 persons over three simulated channels, against the limit of 60 s: exactly one message a person.

Half of what is handed over fails: a quarter is not taken, a quarter is taken and not answered. A sender is killed in the
middle of its work (SIGKILL) and started again, and every receipt comes twice, in any order.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

LIMIT, PEOPLE, FAULTS = 60.0, 10_000, 50
PLAN = ("wechat", "wecom", "sms")
ROOT = Path(__file__).parent.parent
os.environ.setdefault("GONGKAI_VAR", "/tmp/gongkai-bench-broadcast")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
sys.path.insert(0, str(ROOT))


def main():
    import django

    django.setup()
    if sys.argv[1:] == ["send"]:
        send()
        return
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    os.environ["BENCH_DATABASE"] = connection.settings_dict["NAME"]
    try:
        measure()
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


def measure():
    from django.utils import timezone

    from gongkai.voice.warnings.actions import broadcasts
    from gongkai.voice.warnings.models import Channel

    unit, drafter, approver = office()
    group = people(unit)
    given = broadcasts.Draft("演练", "这是一次演练，请确认收到。", [group], list(PLAN), to_confirm=True)
    job = broadcasts.draft(given, unit=unit, by=drafter, at=timezone.now(), token="bench")
    began = time.monotonic()
    broadcasts.approve(job, by=approver, at=daytime())
    approved = time.monotonic() - began
    sender = start_sender()
    while state_counts().get("delivered", 0) < PEOPLE / 10:
        time.sleep(0.1)
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    left = state_counts()
    sender = start_sender()
    random = Random(1)
    while waiting() and time.monotonic() - began < 3 * LIMIT:
        time.sleep(2)
        if os.environ.get("BENCH_TRACE"):
            print(f"{time.monotonic() - began:.0f} s: {state_counts()}", flush=True)
        double_receipts(random)
    seconds = time.monotonic() - began
    sender.terminate()
    sender.wait()
    report(seconds, approved, left, Channel)


def report(seconds, approved, left, channels):
    from django.db.models import Count

    from gongkai.exchange.models import SimulatedMessage
    from gongkai.voice.warnings.models import Recipient

    per_person = Counter(
        SimulatedMessage.objects.order_by()
        .values_list("address_key")
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
    by_channel = dict(SimulatedMessage.objects.order_by().values_list("channel").annotate(Count("pk")))
    print(f"approved in {approved:.1f} s; when the sender was killed: {left}")
    print(f"arrived by channel: { {channels(key).label: n for key, n in by_channel.items()} }")
    print(f"states: {dict(Recipient.objects.order_by().values_list('state').annotate(Count('pk')))}")
    print(f"persons by number of messages: {dict(per_person)} of {PEOPLE}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time of the senders: {used.ru_utime + used.ru_stime:.1f} s")
    print(f"{seconds:.1f} s = {seconds / LIMIT:.2f} × the limit of {LIMIT:.0f} s")
    if per_person != {1: PEOPLE}:
        sys.exit("somebody got no message, or more than one")
    if seconds > LIMIT:
        sys.exit("slower than the limit")


def start_sender():
    return subprocess.Popen([sys.executable, __file__, "send"], env=os.environ)


def send():
    """Work all channels until ended, as the clock process does."""
    from django.db import connection
    from django.utils import timezone

    from gongkai.exchange import broadcasting

    settings = connection.settings_dict
    settings["NAME"] = os.environ["BENCH_DATABASE"]
    while True:
        broadcasting.sweep(timezone.now())
        time.sleep(1)


def waiting():
    from gongkai.voice.warnings.models import Recipient, State

    undecided = (State.QUEUED, State.SENDING, State.UNSURE, State.SENT)
    return Recipient.objects.filter(state__in=undecided).exists()


def state_counts():
    from django.db.models import Count

    from gongkai.voice.warnings.models import Delivery

    return dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))


def double_receipts(random):
    """Tell receipts again of a few hundred messages, mixed up, those of failures too."""
    from django.utils import timezone

    from gongkai.voice.warnings import delivery
    from gongkai.voice.warnings.models import Delivery, State

    done = list(
        Delivery.objects.filter(state=State.DELIVERED).order_by("?").values_list("channel", "key")[:300]
    )
    for channel in PLAN:
        keys = [key for each, key in done if each == channel]
        told = [
            delivery.Receipt(random.choice((State.SENT, State.DELIVERED, State.FAILED)), timezone.now(), key)
            for key in keys
        ]
        delivery.receive(told, channel)


def daytime():
    from django.utils import timezone

    # Whatever the hour of the measurement, nothing waits for the morning.
    from gongkai.units.models import Parameter

    for key in ("broadcast_quiet_from", "broadcast_quiet_until"):
        Parameter.objects.create(key=key, value=0, source="bench", since="2020-01-01", entered_by="bench")
    return timezone.now()


def office():
    from django.utils import timezone

    from gongkai.demo import district
    from gongkai.units import posts
    from gongkai.units.models import Unit, User

    district.install()
    today = timezone.localdate()
    drafter, approver = (
        posts.actor(User.objects.get(username=f"yjj.{role}"), today) for role in ("officer", "approver")
    )
    return Unit.objects.get(code="yjj"), drafter, approver


def people(unit):
    from django.utils import timezone

    from gongkai.exchange.models import ChannelSetting
    from gongkai.voice.warnings.actions.people import digest
    from gongkai.voice.warnings.models import Audience, Person

    for channel in PLAN:
        ChannelSetting.objects.create(
            channel=channel, simulated_faults=FAULTS, entered_at=timezone.now(), entered_by="bench"
        )
    rows = []
    for number in range(PEOPLE):
        phone = f"139{number:08d}"
        rows.append(
            Person(
                name=f"演示{number}", phone=phone, phone_key=digest(phone),
                # One address by every channel, so that the messages of a person are counted over all of them.
                openid=phone if number % 3 == 0 else "", wecom=phone if number % 3 == 1 else "",
            )
        )  # fmt: skip
    group = Audience.objects.create(name="演示公众", kind="public", unit=unit)
    group.people.set(Person.objects.bulk_create(rows, batch_size=1000))
    return group


if __name__ == "__main__":
    main()
