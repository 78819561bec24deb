from django.urls import path

from gongkai.disclosure.views import case, mail, mailboxes, register

urlpatterns = [
    path("", register.register, name="disclosure_register"),
    path("new/", register.new, name="disclosure_new"),
    path("mail/", mail.inbox, name="disclosure_inbox"),
    path("mail/aside/", mail.set_many_aside, name="disclosure_mail_aside"),
    path("mail/<int:pk>/", mail.mail, name="disclosure_mail"),
    path("mail/<int:pk>/original.eml", mail.original, name="disclosure_mail_original"),
    path("mail/<int:pk>/files/<int:place>/", mail.attached, name="disclosure_mail_file"),
    path("mailboxes/", mailboxes.mailboxes, name="disclosure_mailboxes"),
    path("mailboxes/new/", mailboxes.new, name="disclosure_mailbox_new"),
    path("mailboxes/<int:pk>/", mailboxes.mailbox, name="disclosure_mailbox"),
    path("<int:pk>/", case.detail, name="disclosure_case"),
    path("<int:pk>/do/<slug:action>/", case.act, name="disclosure_act"),
    path("<int:pk>/letters/<int:letter_pk>.<slug:form>", case.letter, name="disclosure_letter"),
    path("<int:pk>/files/<int:attachment_pk>/", case.attachment, name="disclosure_attachment"),
]
