from django.urls import path

from amparo.accounts import keyring_urls
from amparo.accounts.views import bulk, entering, managing, own

app_name = "accounts"
ONE = "administracion/cuentas/<uuid:public_id>/"
CLOSING = "administracion/cierres/<uuid:public_id>/"
urlpatterns = [
    path("mi-cuenta/", own.own, name="own"),
    path("mi-cuenta/primera-entrada/", own.first_entry, name="first_entry"),
    path("mi-cuenta/tarjeta/", own.card, name="card"),
    path("mi-cuenta/tarjeta/probar/", own.prove_card, name="prove_card"),
    path("mi-cuenta/sesiones/cerrar/", own.end_sessions, name="end_sessions"),
    path("mi-cuenta/sesiones/<uuid:public_id>/cerrar/", own.end_session, name="end_session"),
    path("mi-cuenta/un-solo-lugar/", own.one_place, name="one_place"),
    path("otra-persona/", own.switch, name="switch"),
    path("entrar-con-tarjeta/", entering.with_card, name="with_card"),
    path("administracion/cuentas/", managing.listing, name="list"),
    path("administracion/cuentas/nueva/", managing.open_new, name="open"),
    path("administracion/cuentas/importar/", bulk.import_file, name="import"),
    path(ONE, managing.show, name="show"),
    path(f"{ONE}prorrogar/", managing.extend, name="extend"),
    path(f"{ONE}suspender/", managing.suspend, name="suspend"),
    path(f"{ONE}reanudar/", managing.resume, name="resume"),
    path(f"{ONE}firmar/", managing.sign, name="sign"),
    path(f"{ONE}reponer/", managing.reset, name="reset"),
    path(f"{ONE}cerrar/", managing.close, name="close"),
    path(f"{ONE}carta/", managing.letter, name="letter"),
    path("administracion/cierres/nuevo/", bulk.choose, name="choose"),
    path(CLOSING, bulk.closing, name="closing"),
    path(f"{CLOSING}confirmar/", bulk.confirm, name="confirm"),
    path(f"{CLOSING}seguir/", bulk.go_on, name="go_on"),
    path(f"{CLOSING}informe.csv", bulk.report, name="report"),
    *keyring_urls.urlpatterns,
]
