from django.urls import path

from gongkai.voice.warnings.views import inbox, jobs, people, signals

urlpatterns = [
    path("", signals.index, name="warnings_signals"),
    path("import/", signals.take_in, name="warnings_import"),
    path("stations/", signals.stations, name="warnings_stations"),
    path("signals/<int:pk>/", signals.alert, name="warnings_alert"),
    path("jobs/", jobs.index, name="warnings_jobs"),
    path("jobs/new/", jobs.compose, name="warnings_compose"),
    path("jobs/<int:pk>/", jobs.job, name="warnings_broadcast"),
    path("jobs/<int:pk>/progress/", jobs.progress, name="warnings_progress"),
    path("jobs/<int:pk>/do/", jobs.act, name="warnings_act"),
    path("jobs/<int:pk>/people.csv", jobs.export, name="warnings_export"),
    path("jobs/<int:pk>/calls/", jobs.call_list, name="warnings_calls"),
    path("people/", people.index, name="warnings_audiences"),
    path("people/sheet.xlsx", people.sheet, name="warnings_sheet"),
    path("people/<int:pk>/", people.audience, name="warnings_audience"),
    path("people/<int:pk>/remove/<int:person>/", people.remove, name="warnings_remove"),
    path("wordings/", jobs.wordings, name="warnings_wordings"),
    path("inbox/", inbox.index, name="warnings_inbox"),
    path("inbox/<int:pk>/", inbox.message, name="warnings_message"),
]
