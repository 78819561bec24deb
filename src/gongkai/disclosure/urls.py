from django.urls import path

from gongkai.disclosure.views import case, corrections, register, remedies, rules

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("new/", register.new, name="disclosure_new"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("help/<int:pk>/", case.co_answer, name="disclosure_co_answer"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
    path("<int:pk>/remedy/", remedies.new, name="remedy_new"),
    path("remedies/", remedies.register, name="remedy_register"),
    path("remedies/rules/", rules.remedy_rules, name="remedy_rules"),
    path("remedies/<int:pk>/", remedies.detail, name="remedy_case"),
    path("remedies/<int:pk>/do/<slug:action>/", remedies.act, name="remedy_act"),
    path("remedies/<int:pk>/letters/<int:letter_pk>.<slug:form>", remedies.letter, name="remedy_letter"),
    path("remedies/<int:pk>/files/<int:attachment_pk>/", remedies.attachment, name="remedy_attachment"),
    path("corrections/", corrections.register, name="correction_register"),
    path("corrections/new/", corrections.new, name="correction_new"),
    path("corrections/<int:pk>/", corrections.detail, name="correction_case"),
    path("corrections/<int:pk>/do/<slug:action>/", corrections.act, name="correction_act"),
    path(
        "corrections/<int:pk>/letters/<int:letter_pk>.<slug:form>",
        corrections.letter,
        name="correction_letter",
    ),
    path(
        "corrections/<int:pk>/files/<int:attachment_pk>/",
        corrections.attachment,
        name="correction_attachment",
    ),
]
