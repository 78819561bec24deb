from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "gongkai.voice"
    label = "voice"
    verbose_name = "政务舆情回应"

    def ready(self) -> None:
        from gongkai.units import parameters
        from gongkai.voice import (
            parameters as own,
        )
        from gongkai.voice import (
            procedure,  # noqa: F401 -- registers itself
            warnings,
        )

        parameters.register(own.MEANINGS)
        warnings.register()
