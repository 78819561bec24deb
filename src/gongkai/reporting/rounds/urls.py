from django.urls import path

from gongkai.reporting.rounds import form_views, return_views, sum_views, views

urlpatterns = [
    path("", views.index, name="round_index"),
    path("forms/new/", form_views.create, name="round_form_new"),
    path("forms/import/", form_views.import_form, name="round_form_import"),
    path("forms/<int:pk>/", form_views.form, name="round_form"),
    path("forms/<int:pk>/revise/", form_views.revise, name="round_form_revise"),
    path("forms/<int:pk>/form.json", form_views.form_file, name="round_form_file"),
    path("forms/<int:pk>/open/", views.open_round, name="round_open"),
    path("senders/", sum_views.senders, name="round_senders"),
    path("imported/<int:pk>/", sum_views.imported, name="round_imported"),
    path("<int:pk>/", views.board, name="round_board"),
    path("<int:pk>/cancel/", views.cancel, name="round_cancel"),
    path("<int:pk>/total/", sum_views.total, name="round_total"),
    path("<int:pk>/total/<str:name>/", sum_views.total_cell, name="round_total_cell"),
    path("<int:pk>/export/", sum_views.export, name="round_export"),
    path("<int:pk>/take-in/", sum_views.take_in, name="round_take_in"),
    path("returns/<int:pk>/", return_views.form_return, name="round_return"),
    path("returns/<int:pk>/check/", return_views.check, name="round_check"),
    path("returns/<int:pk>/data.json", return_views.data, name="round_data"),
    path("returns/<int:pk>/return.xlsx", return_views.download, name="round_download"),
    path("returns/<int:pk>/upload/", return_views.upload, name="round_upload"),
    path("returns/<int:pk>/attach/", return_views.attach, name="round_attach"),
    path("returns/<int:pk>/attachments/<int:paper>/", return_views.attachment, name="round_attachment"),
    path("returns/<int:pk>/differences/", return_views.differences, name="round_differences"),
    path("returns/<int:pk>/cells/<str:name>/", return_views.cell, name="round_cell"),
    path("returns/<int:pk>/extend/", views.extend, name="round_extend"),
]
