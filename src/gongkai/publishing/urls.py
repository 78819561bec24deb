"""Addresses of the desk, below the workbench."""

from django.urls import path, register_converter

from gongkai.publishing import views


class ReviewVerb:
    """Only the acts of the review are addresses."""

    regex = "|".join(views.BY_ID)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReviewVerb, "review_verb")

urlpatterns = [
    path("", views.publications, name="publishing_list"),
    path("new/", views.new, name="publishing_new"),
    path("<int:pk>/", views.detail, name="publishing_detail"),
    path("<int:pk>/edit/", views.edit, name="publishing_edit"),
    path("<int:pk>/act/<review_verb:verb>/", views.act, name="publishing_act"),
    path("<int:pk>/files/", views.attach, name="publishing_attach"),
    path("<int:pk>/files/<int:file>/", views.download, name="publishing_file"),
    path("<int:pk>/files/<int:file>/remove/", views.detach, name="publishing_detach"),
]
