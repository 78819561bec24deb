"""While the demo year is played, another process knows."""

import os

import pytest
from django.db import connection

from gongkai.demo.replaying import is_replaying, replaying


@pytest.mark.django_db(transaction=True)
def test_another_process_knows_while_the_year_is_played_and_not_after():
    assert not is_replaying()
    with replaying():
        pid = os.fork()
        if pid == 0:
            connection.connection = None
            os._exit(0 if is_replaying() else 1)
        assert os.waitpid(pid, 0)[1] == 0
    assert not is_replaying()
