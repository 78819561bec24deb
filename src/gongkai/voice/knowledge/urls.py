from django.urls import path

from gongkai.voice.knowledge import views

urlpatterns = [
    path("", views.index, name="voice_knowledge"),
    path("new/", views.write, name="voice_knowledge_new"),
    path("propose/", views.propose, name="voice_knowledge_propose"),
    path("beside/", views.beside, name="voice_knowledge_beside"),
    path("import/", views.take_in, name="voice_knowledge_import"),
    path("template.xlsx", views.template, name="voice_knowledge_template"),
    path("export.csv", views.export, name="voice_knowledge_export"),
    path("<int:pk>/", views.entry, name="voice_knowledge_entry"),
    path("<int:pk>/edit/", views.write, name="voice_knowledge_edit"),
    path("<int:pk>/do/<slug:action>/", views.act, name="voice_knowledge_act"),
    path("<int:pk>/use/<slug:kind>/", views.use, name="voice_knowledge_use"),
]
