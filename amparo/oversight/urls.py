"""Addresses of whoever answers for data protection, and of her team for her rights."""

from django.urls import URLPattern, path

from amparo.oversight.views import breaches, explain, papers, retention, rights

app_name = "oversight"
urlpatterns: list[URLPattern] = [
    path("derechos/", rights.requests, name="requests"),
    path("derechos/<uuid:public_id>/", rights.one_request, name="request"),
    path("derechos/<uuid:public_id>/aprobacion/", rights.ask_second, name="ask_second"),
    path("derechos/<uuid:public_id>/borrar/", rights.erase, name="erase"),
    path("derechos/de/<uuid:person>/", rights.of_person, name="rights_of"),
    path("derechos/de/<uuid:person>/copia/", rights.her_copy, name="copy"),
    path("derechos/de/<uuid:person>/copia.json", rights.her_copy_file, name="copy_file"),
    path("explicar/", explain.page, name="explain"),
    path("plazos/", retention.retention, name="retention"),
    path("plazos/conservar/", retention.hold, name="hold"),
    path("plazos/conservar/<uuid:public_id>/", retention.lift, name="lift"),
    path("plazos/<uuid:public_id>/borrar/", retention.expire, name="expire"),
    path("plazos/<uuid:public_id>/conservar/", retention.keep, name="keep"),
    path("brechas/", breaches.breaches, name="breaches"),
    path("brechas/nueva/", breaches.new, name="breach_new"),
    path("brechas/<uuid:public_id>/", breaches.one, name="breach"),
    path("brechas/<uuid:public_id>/persona/", breaches.touched, name="breach_touched"),
    path("brechas/persona/<uuid:public_id>/", breaches.person, name="breach_person"),
    path("documentos-legales/", papers.papers, name="papers"),
    path("documentos-legales/<uuid:public_id>", papers.paper_file, name="paper_file"),
]
