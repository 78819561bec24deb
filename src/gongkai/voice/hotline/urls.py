from django.urls import path

from gongkai.voice.hotline.views import dashboard, intake, register, ticket, upkeep

urlpatterns = [
    path("", register.register, name="hotline_register"),
    path("board/", register.board, name="hotline_board"),
    path("dashboard/", dashboard.dashboard, name="hotline_dashboard"),
    path("new/", intake.new, name="hotline_new"),
    path("new/beside/", intake.beside, name="hotline_beside"),
    path("new/places/", intake.places, name="hotline_places"),
    path("directory/", upkeep.entries, name="hotline_directory"),
    path("directory/<int:pk>/", upkeep.entry, name="hotline_entry"),
    path("limits/", upkeep.limit_table, name="hotline_limits"),
    path("addresses/", upkeep.address_book, name="hotline_addresses"),
    path("calls/", upkeep.call_days, name="hotline_calls"),
    path("city/", upkeep.city_files, name="hotline_city"),
    path("city/key/", upkeep.city_key, name="hotline_city_key"),
    path("city/<int:pk>/", upkeep.city_file, name="hotline_city_file"),
    path("<int:pk>/", ticket.ticket, name="hotline_ticket"),
    path("<int:pk>/papers/<int:attachment>/", ticket.paper, name="hotline_paper"),
    path("<int:pk>/caller/", ticket.caller, name="hotline_caller"),
    path("<int:pk>/do/<slug:action>/", ticket.act, name="hotline_act"),
    path("<int:pk>/help/<int:joint>/", ticket.give_help, name="hotline_help"),
]
