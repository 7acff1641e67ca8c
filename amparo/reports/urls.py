"""Addresses of this app. The public ones are the same in every language."""

from django.urls import path

from amparo.reports.views import acting, desk, mailbox, walk

app_name = "reports"
urlpatterns = [
    path("avisar/", walk.report, name="report"),
    path("buzon/", mailbox.mailbox, name="mailbox"),
    path("buzon/palabras/", mailbox.words, name="words"),
    path("avisos/", desk.queue, name="queue"),
    path("avisos/<uuid:report_id>/", desk.detail, name="detail"),
    path("avisos/<uuid:report_id>/clasificar/", acting.triage, name="triage"),
    path("avisos/<uuid:report_id>/contestar/", acting.answer, name="answer"),
    path("avisos/<uuid:report_id>/paso/", acting.step, name="step"),
    path("avisos/<uuid:report_id>/enviar/", acting.forward, name="forward"),
    path("avisos/<uuid:report_id>/cerrar/", acting.close, name="close"),
    path("avisos/<uuid:report_id>/confirmar/", acting.confirm, name="confirm"),
    path("avisos/<uuid:report_id>/seguir/", acting.keep, name="keep"),
    path("avisos/<uuid:report_id>/excluir/", acting.leave_out, name="exclude"),
    path("avisos/<uuid:report_id>/mencionar/", acting.mention, name="mention"),
]
