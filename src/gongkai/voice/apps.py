from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "gongkai.voice"
    label = "voice"
    verbose_name = "政务舆情回应"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.units import parameters
        from gongkai.voice import knowledge, warnings
        from gongkai.voice.duty import parameters as duty
        from gongkai.voice.duty import procedure as duty_procedure  # noqa: F401 -- registers itself
        from gongkai.voice.duty import state as duty_state
        from gongkai.voice.duty import work as duty_work
        from gongkai.voice.hotline import ready as hotline
        from gongkai.voice.messages import parameters as of_messages
        from gongkai.voice.messages import procedure as message  # noqa: F401 -- registers itself
        from gongkai.voice.opinion import ready as opinion
        from gongkai.voice.warnings import parameters as of_warnings

        parameters.register(of_messages.MEANINGS)
        opinion.register()
        hotline.register()
        parameters.register(duty.MEANINGS)
        duty_state.register()
        knowledge.register()
        parameters.register(of_warnings.MEANINGS)
        warnings.register()
        worklist.register_source(duty_work.waiting)
        worklist.register_warner(duty_work.warnings)
