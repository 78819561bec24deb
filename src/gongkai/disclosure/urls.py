from django.urls import path

from gongkai.disclosure.views import case, log, register

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("new/", register.new, name="disclosure_new"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("<int:pk>/log/", log.log, name="disclosure_log"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
]
