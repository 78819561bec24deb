from django.urls import include, path

from gongkai.disclosure.views import case, register

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("new/", register.new, name="disclosure_new"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("help/<int:pk>/", case.co_answer, name="disclosure_co_answer"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/redact/", include("gongkai.disclosure.redaction_urls")),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
]
