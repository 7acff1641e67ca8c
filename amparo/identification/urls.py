"""Addresses of identification: opaque ids only."""

from django.urls import path

from amparo.identification.views import legal, paper, screening, status

app_name = "identification"
HER = "personas/<uuid:person>"
urlpatterns = [
    path("tamizaje/<slug:form>/papel/", paper.paper_screening, name="paper_screening"),
    path("prueba/papel/", paper.paper_test, name="paper_test"),
    path(f"{HER}/tamizaje/", screening.screenings, name="screenings"),
    path(f"{HER}/tamizaje/sin-preguntas/", screening.waive, name="waive"),
    path(f"{HER}/tamizaje/resultado/<uuid:screening>/", screening.result, name="result"),
    path(f"{HER}/tamizaje/<slug:form>/", screening.screen, name="screen"),
    path(f"{HER}/prueba/", legal.test, name="test"),
    path(f"{HER}/prueba/<uuid:test>/", legal.finding, name="finding"),
    path(f"{HER}/condicion/", status.status, name="status"),
    path(f"{HER}/condicion/primer-contacto/", status.first_signs, name="first_signs"),
    path(f"{HER}/condicion/conversacion/", status.talk, name="talk"),
    path(f"{HER}/condicion/paso/<slug:target>/", status.step, name="step"),
]
