from django.urls import path

from gongkai.reporting.past import views

urlpatterns = [
    path("", views.past_reports, name="past_reports"),
    path("take-in/", views.take_in, name="past_take_in"),
    path("<int:pk>/withdraw/", views.withdraw, name="past_withdraw"),
    path("series/", views.series, name="past_series"),
    path("benchmark/", views.benchmark, name="past_benchmark"),
]
