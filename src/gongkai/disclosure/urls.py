from django.urls import path

from gongkai.disclosure import views

urlpatterns = [
    path("", views.register, name="disclosure_register"),
    path("new/", views.new, name="disclosure_new"),
    path("<int:pk>/", views.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", views.act, name="disclosure_act"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", views.letter, name="disclosure_letter"),
    path("<int:pk>/files/<int:attachment_pk>/", views.attachment, name="disclosure_attachment"),
]
