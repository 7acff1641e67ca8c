"""Addresses of one's own key ring."""

from django.urls import path

from amparo.accounts.views import keyring

urlpatterns = [
    path("mi-llavero/", keyring.keyring, name="keyring"),
    path("mi-llavero/crear/", keyring.make, name="keyring_make"),
    path("mi-llavero/abrir/", keyring.open_own, name="keyring_open"),
    path("mi-llavero/cerrar/", keyring.close, name="keyring_close"),
    path("mi-llavero/frase/", keyring.change, name="keyring_change"),
    path("mi-llavero/de-nuevo/", keyring.start_again, name="keyring_again"),
    path("mi-llavero/mesa/guardar/", keyring.hold, name="keyring_hold"),
    path("mi-llavero/mesa/devolver/", keyring.release, name="keyring_release"),
    path("mi-llavero/al-dia/", keyring.tend, name="keyring_tend"),
    path("mi-llavero/entrada/<uuid:member>/", keyring.let_in, name="keyring_let_in"),
    path("mi-llavero/recuperacion/", keyring.set_recovery, name="keyring_recovery"),
    path("mi-llavero/recuperacion/pedir/", keyring.ask_recovery, name="keyring_ask"),
    path("mi-llavero/recuperacion/terminar/", keyring.finish, name="keyring_finish"),
    path(
        "mi-llavero/recuperacion/<uuid:recovery>/apoyar/", keyring.support, name="keyring_support"
    ),
]
