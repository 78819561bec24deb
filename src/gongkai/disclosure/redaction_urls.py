"""The addresses of partial disclosure, below those of a case."""

from django.urls import path

from gongkai.disclosure.views import redaction

urlpatterns = [
    path("", redaction.new, name="redaction_new"),
    path("<int:redaction_pk>/", redaction.workspace, name="redaction"),
    path("<int:redaction_pk>/open/", redaction.open_source, name="redaction_open"),
    path("<int:redaction_pk>/pages/<int:number>.jpg", redaction.page, name="redaction_page"),
    path("<int:redaction_pk>/mark/", redaction.mark, name="redaction_mark"),
    path("<int:redaction_pk>/find/", redaction.find, name="redaction_find"),
    path("<int:redaction_pk>/regions/<int:region_pk>/", redaction.region, name="redaction_region"),
    path("<int:redaction_pk>/preview/<str:audience>/", redaction.preview, name="redaction_preview"),
    path("<int:redaction_pk>/make/<str:audience>/", redaction.make, name="redaction_make"),
]
