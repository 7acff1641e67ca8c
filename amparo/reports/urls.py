"""Addresses of this app. The public ones are the same in every language."""

from django.urls import path

from amparo.reports.views import mailbox, walk

app_name = "reports"
urlpatterns = [
    path("avisar/", walk.report, name="report"),
    path("buzon/", mailbox.mailbox, name="mailbox"),
    path("buzon/palabras/", mailbox.words, name="words"),
]
