from django.urls import path

from gongkai.reporting.website import views

urlpatterns = [
    path("", views.statement_list, name="website_statement_list"),
    path("<int:year>/", views.statement, name="website_statement"),
    path("<int:year>/open/", views.open_statement, name="website_statement_open"),
    path("<int:year>/publish/", views.publish, name="website_statement_publish"),
    path("<int:year>/statement.<slug:form>", views.download, name="website_statement_download"),
]
