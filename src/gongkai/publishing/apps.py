from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "gongkai.publishing"
    label = "publishing"
    verbose_name = "主动公开"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.ledger import subjects
        from gongkai.publishing import parameters as own
        from gongkai.publishing.models import Comment, HandOver, Publication, Version
        from gongkai.publishing.state import all_publications, state_of, state_of_record
        from gongkai.publishing.work import afterwards, waiting_publications
        from gongkai.units import parameters

        subjects.register("publication", Publication, state_of, all_publications)
        subjects.register("publication_version", Version, state_of_record)
        subjects.register("comment", Comment, state_of_record)
        subjects.register("hand_over", HandOver, state_of_record)
        worklist.register_source(waiting_publications)
        worklist.register_source(afterwards)
        parameters.register(own.MEANINGS)
