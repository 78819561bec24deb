"""What was done to a log is named."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.ledger.differences import Change, Difference, differences

PUBLISHED = ["a", "b", "c", "d", "e"]


def present(*leaves):
    return list(enumerate(leaves))


def test_an_untouched_log_has_no_differences():
    assert differences(PUBLISHED, present(*PUBLISHED)) == []


def test_events_that_wait_for_a_checkpoint_are_no_difference():
    assert differences(PUBLISHED, present(*PUBLISHED, "f", "g")) == []


def test_a_change_is_named():
    assert differences(PUBLISHED, present("a", "b", "X", "d", "e")) == [
        Difference(Change.CHANGED, (2, "c"), (2, "X"))
    ]


def test_a_removal_that_leaves_a_gap_is_named():
    assert differences(PUBLISHED, [(0, "a"), (1, "b"), (3, "d"), (4, "e")]) == [
        Difference(Change.REMOVED, (2, "c"), None)
    ]


def test_a_removal_closed_up_afterwards_is_named():
    assert differences(PUBLISHED, present("a", "b", "d", "e", "f")) == [
        Difference(Change.REMOVED, (2, "c"), None)
    ]


def test_a_removed_end_is_named():
    assert differences(PUBLISHED, present("a", "b", "c", "d")) == [Difference(Change.REMOVED, (4, "e"), None)]


def test_an_insertion_is_named():
    assert differences(PUBLISHED, present("a", "b", "X", "c", "d", "e")) == [
        Difference(Change.INSERTED, None, (2, "X"))
    ]


def test_two_events_that_changed_places_are_named():
    assert [found.change for found in differences(PUBLISHED, present("a", "c", "b", "d", "e"))] == [
        Change.MOVED
    ]


def test_one_of_two_equal_events_removed_is_named():
    assert differences(["a", "b", "b", "c"], present("a", "b", "c")) == [
        Difference(Change.REMOVED, (2, "b"), None)
    ]


def test_equal_events_elsewhere_do_not_confuse():
    log = ["a", "b", "c", "a", "b", "c"]
    assert differences(log, [(1, "b"), (2, "X"), (3, "a"), (4, "b"), (5, "c")]) == [
        Difference(Change.REMOVED, (0, "a"), None),
        Difference(Change.CHANGED, (2, "c"), (2, "X")),
    ]


@given(st.permutations(range(40)))
def test_every_reordering_is_noticed(order):
    leaves = [str(number) for number in range(40)]
    found = differences(leaves, present(*(leaves[place] for place in order)))
    assert bool(found) == (list(order) != list(range(40)))
