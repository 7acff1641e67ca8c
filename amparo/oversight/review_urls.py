"""Addresses of reviews and approvals: the second pair of eyes."""

from django.urls import path

from amparo.oversight.views import approvals, emergencies

app_name = "review"
urlpatterns = [
    path("control/emergencias/", emergencies.listing, name="emergencies"),
    path("control/emergencias/<uuid:public_id>/", emergencies.review, name="emergency"),
    path("control/aprobaciones/", approvals.listing, name="approvals"),
    path("control/aprobaciones/<uuid:public_id>/", approvals.answer, name="approval"),
]
