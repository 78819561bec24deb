"""Addresses of the desk, below the workbench."""

from django.urls import path, register_converter

from gongkai.publishing.acts import BY_ID
from gongkai.publishing.views import columns, desk, importing, offices, review, standards, writing


class ReviewVerb:
    """Only the acts of the review are addresses."""

    regex = "|".join(BY_ID)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReviewVerb, "review_verb")

urlpatterns = [
    path("", desk.publications, name="publishing_list"),
    path("bulk/", desk.bulk, name="publishing_bulk"),
    path("new/", writing.new, name="publishing_new"),
    path("import/", importing.word, name="publishing_import"),
    path("import/many/", importing.many, name="publishing_import_many"),
    path("import/template.xlsx", importing.template, name="publishing_import_template"),
    path("autosave/<slug:key>/", writing.autosave, name="publishing_autosave"),
    path("<int:pk>/", review.detail, name="publishing_detail"),
    path("<int:pk>/edit/", writing.edit, name="publishing_edit"),
    path("<int:pk>/propose/", writing.propose, name="publishing_propose"),
    path("<int:pk>/fix/", writing.fix, name="publishing_fix"),
    path("<int:pk>/act/<review_verb:verb>/", review.act, name="publishing_act"),
    path("<int:pk>/files/", writing.attach, name="publishing_attach"),
    path("<int:pk>/files/<int:file>/", writing.download, name="publishing_file"),
    path("<int:pk>/files/<int:file>/remove/", writing.detach, name="publishing_detach"),
    path("<int:pk>/pictures/", writing.picture, {"name": ""}, name="publishing_pictures"),
    path("<int:pk>/pictures/upload/", writing.upload_picture, name="publishing_picture_upload"),
    path("<int:pk>/pictures/<str:name>", writing.picture, name="publishing_picture"),
    path("<int:pk>/comments/", offices.comments, name="publishing_comments"),
    path("<int:pk>/result/", offices.result, name="publishing_result"),
    path("interpretations/", offices.interpretations, name="publishing_interpretations"),
    path("hand-over/", offices.hand_over, name="publishing_hand_over"),
    path("hand-over/<int:pk>.xlsx", offices.hand_over_list, name="publishing_hand_over_list"),
    path("words/", offices.words, name="publishing_words"),
    path("people/", offices.people, name="publishing_people"),
    path("unit/<int:pk>/facts/", offices.facts, name="publishing_facts"),
    path("unit/<int:pk>/guide/", offices.guide, name="publishing_guide"),
    path("standards/", standards.fields, name="publishing_standards"),
    path("standards/<slug:code>/", standards.field, name="publishing_standard"),
    path("standards/<slug:code>.xlsx", standards.table, name="publishing_standard_table"),
    path("columns/", columns.tree, name="publishing_columns"),
    path("columns/<slug:code>/", columns.column, name="publishing_column"),
    path("duties/", offices.duties_page, name="publishing_duties"),
]
