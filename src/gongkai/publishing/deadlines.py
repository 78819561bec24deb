"""By when each reviewer acts (审核环节时限): the office's own limits inside the statutory one."""

from datetime import date

from django.utils import timezone

from gongkai.publishing.models import Publication, Stage
from gongkai.units import parameters
from gongkai.units.calendars import calendar_in_force

# The parameter that says how many working days a stage takes.
LIMITS = {
    Stage.CHECKING: "checking_days",
    Stage.SECRECY: "secrecy_days",
    Stage.ASKING: "asking_days",
    Stage.SIGNING: "signing_days",
}


def stage_due(publication: Publication) -> date | None:
    """Return the day by which whoever has the text now passes it on; never later than it must be public.

    None for stages without a limit of their own.
    """
    key = LIMITS.get(Stage(publication.stage))
    if key is None:
        return None
    came = timezone.localtime(publication.stage_at).date()
    last = parameters.working_days(key, came).due(came, calendar_in_force()).day
    # What is late for the public is late for everybody; who receives it late has at least the day itself.
    return max(came, min(last, publication.due_on))
