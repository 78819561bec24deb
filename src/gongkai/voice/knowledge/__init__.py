"""知识库: what units answer again and again, reviewed, dated and owned, for operators, messages and the public."""


def register() -> None:
    """Put entries under the ledger's proof, their work on the list and their values on the office's screen."""
    from gongkai.cases import worklist
    from gongkai.units import parameters
    from gongkai.voice.knowledge import parameters as own
    from gongkai.voice.knowledge import state, work

    parameters.register(own.MEANINGS)
    worklist.register_source(work.entries_waiting)
    state.register()
