from django.urls import path

from gongkai.voice.duty.views import desk, events, log, register, roster

urlpatterns = [
    path("", desk.desk, name="duty_desk"),
    path("timers/", desk.timers, name="duty_timers"),
    path("limits/", desk.limits, name="duty_limits"),
    path("checks/", desk.checks, name="duty_checks"),
    path("checks/<int:pk>/explain/", desk.explain, name="duty_explain"),
    path("events/", events.listing, name="duty_events"),
    path("events/new/", events.receive, name="duty_receive"),
    path("events/level/", events.level, name="duty_level"),
    path("events/<int:pk>/", events.event, name="duty_event"),
    path("events/<int:pk>/do/<slug:action>/", events.act, name="duty_act"),
    path("tasks/<int:pk>/", events.task, name="duty_task"),
    path("reports/", register.listing, name="duty_reports"),
    path("reports/statistics/", register.statistics, name="duty_statistics"),
    path("reports/<int:pk>/brief.<str:form>", register.brief_file, name="duty_brief"),
    path("roster/", roster.month, name="duty_roster"),
    path("roster/build/", roster.build, name="duty_build"),
    path("roster/import/", roster.import_sheet, name="duty_import"),
    path("roster/template.xlsx", roster.template, name="duty_template"),
    path("roster/people/", roster.people, name="duty_people"),
    path("roster/people/<int:pk>/", roster.person, name="duty_person"),
    path("roster/shifts/<int:pk>/", roster.shift, name="duty_shift"),
    path("hand-overs/", log.hand_overs, name="duty_hand_overs"),
    path("hand-overs/<int:pk>/", log.hand_over, name="duty_hand_over"),
    path("log/", log.log, name="duty_log"),
    path("log/<int:pk>/correct/", log.correct, name="duty_correct"),
    path("log/<int:pk>/caller/", log.caller, name="duty_caller"),
]
