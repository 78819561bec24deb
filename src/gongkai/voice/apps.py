from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "gongkai.voice"
    label = "voice"
    verbose_name = "政务舆情回应"

    def ready(self) -> None:
        from gongkai.units import parameters
        from gongkai.voice.messages import parameters as of_messages
        from gongkai.voice.messages import procedure as message  # noqa: F401 -- registers itself
        from gongkai.voice.opinion import ready as opinion

        parameters.register(of_messages.MEANINGS)
        opinion.register()
