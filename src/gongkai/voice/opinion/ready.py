"""What public opinion makes known when the platform starts."""

from gongkai.cases import worklist
from gongkai.ledger import subjects
from gongkai.units import parameters
from gongkai.voice.opinion import (
    parameters as own,
)
from gongkai.voice.opinion import (
    procedure,  # noqa: F401 -- registers itself
    work,
)
from gongkai.voice.opinion.models import OpinionBrief, OpinionItem, OpinionSource


def register() -> None:
    parameters.register(own.MEANINGS)
    subjects.register("opinion_item", OpinionItem, OpinionItem.state_proven)
    subjects.register("opinion_source", OpinionSource, OpinionSource.state_proven)
    subjects.register("opinion_brief", OpinionBrief, OpinionBrief.state_proven)
    worklist.register_source(work.items_to_screen)
    worklist.register_source(work.briefs_to_sign)
    worklist.register_warner(work.hours_running_out)
    worklist.register_warner(work.sources_down)
