"""Whatever is tried on a request, in whatever order: no illegal stage, no negative day, one outcome."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.disclosure.procedure import ACTIONS
from tests.unit.disclosure.courses import BY_PLATFORM, play


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**63))
def test_no_order_of_acts_breaks_a_request(seed):
    played = play(seed)
    assert played.done + played.refused == 25


def test_the_random_orders_reach_every_act_and_many_ends():
    reached, ends = Counter(), Counter()
    for seed in range(600):
        played = play(seed, steps=60)
        reached.update({entry.action for entry in played.history})
        ends.update(played.outcomes)
    assert {action.id for action in ACTIONS} - set(reached) <= BY_PLATFORM
    assert {"serve", "abandon", "abandon_fee", "withdraw", "annul"} == set(ends)
