from django.urls import path

from gongkai.disclosure.views import case, letters, register, service

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("new/", register.new, name="disclosure_new"),
    path("letters/", letters.listing, name="letter_texts"),
    path("letters/seals/", letters.seals, name="letter_seals"),
    path("letters/seals/<slug:code>/", letters.organ, name="letter_organ"),
    path("letters/seals/picture/<int:pk>/", letters.picture, name="letter_seal_picture"),
    path("letters/<slug:kind_id>/", letters.edit, name="letter_text"),
    path("letters/<slug:kind_id>/preview/", letters.preview, name="letter_preview"),
    path("letters/<slug:kind_id>/compare/", letters.compare, name="letter_compare"),
    path("letters/<slug:kind_id>/restore/", letters.restore, name="letter_restore"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("help/<int:pk>/", case.co_answer, name="disclosure_co_answer"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/letters/<int:letter_pk>/serve/", service.serve, name="disclosure_serve_letter"),
    path("<int:pk>/letters/<int:letter_pk>/receipt/", service.receipt, name="disclosure_service_receipt"),
    path("<int:pk>/letters/<int:letter_pk>/signed/", service.signed, name="disclosure_signed"),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
]
