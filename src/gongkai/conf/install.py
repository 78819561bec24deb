"""What every installation needs before its first day: the staff group, the columns, the district."""

import os

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from gongkai.disclosure import recognition
from gongkai.portal import site
from gongkai.publishing import columns, duties, standards, wordlist
from gongkai.voice.messages import postboxes

STAFF_GROUP = "工作人员"


def install() -> None:
    """Put the basic data in place; may be called at every start."""
    with transaction.atomic():
        staff, _ = Group.objects.get_or_create(name=STAFF_GROUP)
        staff.permissions.add(Permission.objects.get(codename="access_admin"))
        columns.install()
    if os.environ.get("GONGKAI_DEMO", "1") == "1":
        from gongkai.demo import district

        district.install()
    duties.install(timezone.localdate())
    standards.install(timezone.localdate())
    wordlist.install(timezone.localdate())
    recognition.install(timezone.localdate())
    postboxes.install(timezone.localdate())
    site.install()
