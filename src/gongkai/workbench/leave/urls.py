from django.urls import path

from gongkai.workbench.leave import views

urlpatterns = [
    path("", views.index, name="leave_index"),
    path("new/", views.new, name="leave_new"),
    path("check/", views.check, name="leave_check"),
    path("order/", views.order, name="leave_order"),
    path("calendar/", views.calendar, name="leave_calendar"),
    path("statistics/", views.statistics, name="leave_statistics"),
    path("export.csv", views.export, name="leave_export"),
    path("<int:pk>/", views.detail, name="leave_detail"),
    path("<int:pk>/reason/", views.reason, name="leave_reason"),
    path("<int:pk>/do/<slug:action>/", views.act, name="leave_act"),
]
