from django.urls import include, path

from gongkai.reporting import compared_views, figure_views, table_views, views
from gongkai.reporting.annual import review_views

urlpatterns = [
    path("", views.overview, name="reporting_overview"),
    path("tables/", table_views.tables, name="reporting_tables"),
    path("rounds/", include("gongkai.reporting.rounds.urls")),
    path("returns/", views.returns, name="reporting_returns"),
    path("returns/<int:pk>/evidence", views.evidence, name="reporting_evidence"),
    path("open/<int:year>/", views.open_report, name="reporting_open"),
    path("<int:pk>/", views.report, name="reporting_report"),
    path("<int:pk>/check/", views.check, name="reporting_check"),
    path("<int:pk>/rendered/", views.rendered, name="reporting_rendered"),
    path("<int:pk>/act/", review_views.act, name="reporting_act"),
    path("<int:pk>/carried/", review_views.carried_cases, name="reporting_carried"),
    path("<int:pk>/filed/<str:figure_id>/", figure_views.filed_figure, name="reporting_filed_figure"),
    path("<int:pk>/former/<int:number>/", review_views.former, name="reporting_former"),
    path("<int:pk>/publish/", views.publish, name="reporting_publish"),
    path("<int:pk>/compare/", views.compare, name="reporting_compare"),
    path("<int:pk>/report.<slug:form>", views.download, name="reporting_download"),
    path("website/", include("gongkai.reporting.website.urls")),
    path("past/", include("gongkai.reporting.past.urls")),
    path("earlier/", compared_views.earlier_years, name="reporting_earlier"),
    path("figures/<str:figure_id>/compared/", compared_views.compare_figure, name="reporting_compare_figure"),
    path("figures/<str:figure_id>/", figure_views.figure, name="reporting_figure"),
]
