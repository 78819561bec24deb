from django.urls import path

from gongkai.disclosure.views import board, case, cues, hand_over, register, statistics

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("board/", board.board, name="disclosure_board"),
    path("statistics/", statistics.statistics, name="disclosure_statistics"),
    path("hand-over/", hand_over.hand_over, name="disclosure_hand_over"),
    path("hand-over/<int:pk>/", hand_over.sheet, name="disclosure_hand_over_sheet"),
    path("hand-over/<int:pk>.docx", hand_over.sheet_docx, name="disclosure_hand_over_docx"),
    path("cues/", cues.cues, name="disclosure_cues"),
    path("new/", register.new, name="disclosure_new"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
]
