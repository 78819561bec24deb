from django.urls import path

from gongkai.voice.opinion.views import board, briefs, items, page, register, sources

urlpatterns = [
    path("", register.register, name="voice_opinions"),
    path("new/", register.enter, name="voice_enter_opinion"),
    path("<int:pk>/", page.opinion, name="voice_opinion"),
    path("<int:pk>/do/<slug:action>/", page.act, name="opinion_act"),
    path("<int:pk>/feedback/<int:assignment>/", page.feedback, name="opinion_feedback"),
    path("<int:pk>/texts/<int:text>/<slug:action>/", page.text_act, name="opinion_text_act"),
    path("items/", items.items, name="opinion_items"),
    path("items/new/", items.new_item, name="opinion_item_new"),
    path("items/import/", items.import_items, name="opinion_import"),
    path("items/<int:pk>/", items.item, name="opinion_item"),
    path("items/<int:pk>/snapshot/", items.snapshot, name="opinion_snapshot"),
    path("sources/", sources.sources, name="opinion_sources"),
    path("sources/new/", sources.new_source, name="opinion_source_new"),
    path("sources/<int:pk>/", sources.source, name="opinion_source"),
    path("sources/<int:pk>/edit/", sources.edit_source, name="opinion_source_edit"),
    path("briefs/", briefs.briefs, name="opinion_briefs"),
    path("briefs/<int:pk>/", briefs.brief, name="opinion_brief"),
    path("briefs/<int:pk>/brief.<slug:form>", briefs.brief_file, name="opinion_brief_file"),
    path("board/", board.board, name="opinion_board"),
]
