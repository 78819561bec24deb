"""What the hotline makes known when the application starts: its procedure, its values, its work."""

from gongkai.units import parameters
from gongkai.voice.hotline import parameters as own


def register() -> None:
    """Register procedure, values and work list; importing the modules does the rest."""
    from gongkai.voice.hotline import procedure, work  # noqa: F401 -- they register themselves

    parameters.register(own.MEANINGS)
