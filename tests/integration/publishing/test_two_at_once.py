"""Two officers press the same button in the same moment."""

import threading

import pytest
from django.db import connection

from gongkai.cases.actions import AlreadyDone
from gongkai.publishing import actions
from gongkai.publishing.models import Publication
from tests.conftest import at


@pytest.mark.django_db(transaction=True)
def test_one_signs_and_the_other_is_told(desk):
    cleared = desk.cleared()
    outcomes = []
    start = threading.Barrier(2)

    def sign():
        start.wait()
        try:
            mine = Publication.objects.get(pk=cleared.pk)
            outcomes.append(actions.sign(mine, by=desk.approver, at=at("2019-06-03 15:00")).index_no)
        except AlreadyDone:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cleared.refresh_from_db()
    assert sorted(outcomes) == sorted([cleared.index_no, "told"])
    assert cleared.acts.filter(act="sign").count() == 1
