"""What nobody may fail to notice: applications unopened at the day's end (D10; 指导案例26号), periods run out (D9)."""

from collections.abc import Callable
from datetime import datetime

from gongkai.cases.actions import local_day
from gongkai.cases.models import Case
from gongkai.disclosure import actions
from gongkai.disclosure.actions.mail import raise_mail_alarm
from gongkai.disclosure.models import Mail
from gongkai.disclosure.procedure import KEY, OURS
from gongkai.law.refusal import Refusal

# A flood of applications must not keep the clock from its other work: the rest is told a minute later.
AT_ONCE = 100


def sweep(now: datetime) -> int:
    """Raise one alarm for each application unconfirmed and each message not handled after its working day, and for
    each request overdue.
    """
    past = Case.objects.filter(procedure=KEY, due_on__lt=local_day(now)).select_related("unit")
    unconfirmed = (
        past.filter(stage="unconfirmed").exclude(events__action="alarm").order_by("due_on", "pk")[:AT_ONCE]
    )
    overdue = (
        past.filter(stage__in=OURS).exclude(events__action="escalate").order_by("due_on", "pk")[:AT_ONCE]
    )
    mail = Mail.objects.filter(state=Mail.State.NEW, alarmed_at=None, due_on__lt=local_day(now))
    told = sum(_tell(actions.raise_alarm, case, now) for case in unconfirmed)
    told += sum(_tell(raise_mail_alarm, each, now) for each in mail.order_by("due_on", "pk")[:AT_ONCE])
    return told + sum(_tell(actions.escalate, case, now) for case in overdue)


def _tell(verb: Callable[..., object], what: Case | Mail, now: datetime) -> bool:
    try:
        verb(what, at=now)
    except Refusal:  # somebody opened, confirmed or answered it this very moment
        return False
    return True
