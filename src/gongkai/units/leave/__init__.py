"""请假与代理: leave of all staff, and who stands in meanwhile. Authority follows from posts, as everywhere."""


def register() -> None:
    """Put leave under the ledger's proof and its values on the office's screen; called when the app is ready."""
    from gongkai.units import parameters
    from gongkai.units.leave import parameters as own
    from gongkai.units.leave import state

    parameters.register(own.MEANINGS)
    state.register()
