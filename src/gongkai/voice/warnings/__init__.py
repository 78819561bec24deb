"""Weather warnings and notices (气象预警、通知发布): signals taken in and relayed, and telling many people with proof."""


def register() -> None:
    """Make this part known to the work list and the ledger."""
    from gongkai.cases import worklist
    from gongkai.voice.warnings import state, work

    state.register()
    worklist.register_source(work.jobs_to_approve)
    worklist.register_source(work.people_to_call)
    worklist.register_warner(work.signals_in_force)
    worklist.register_warner(work.stations_down)
