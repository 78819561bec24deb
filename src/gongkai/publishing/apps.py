from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "gongkai.publishing"
    label = "publishing"
    verbose_name = "主动公开"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.ledger import subjects
        from gongkai.publishing.models import Publication
        from gongkai.publishing.state import all_publications, state_of
        from gongkai.publishing.work import waiting_publications

        subjects.register("publication", Publication, state_of, all_publications)
        worklist.register_source(waiting_publications)
