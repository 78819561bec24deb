"""Every procedure names each stage and each act once: a second one would hide the first, or show it twice."""

from collections import Counter

import pytest

from gongkai.cases import procedure


@pytest.mark.parametrize("each", procedure.all_procedures(), ids=lambda each: each.key)
def test_no_stage_and_no_act_stands_twice(each):
    for parts in (each.stages, each.actions):
        named = Counter(part.id for part in parts)
        assert [name for name, count in named.items() if count > 1] == []


@pytest.mark.parametrize("each", procedure.all_procedures(), ids=lambda each: each.key)
def test_every_act_names_stages_there_are(each):
    stages = {stage.id for stage in each.stages}
    for action in each.actions:
        assert {*action.stages} <= stages
        assert action.to is None or action.to in stages
