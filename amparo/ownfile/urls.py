"""Addresses of her door. Hers say nothing of what it is; the team's carry an opaque id."""

from django.urls import path

from amparo.ownfile.views import hers, team

app_name = "ownfile"
urlpatterns = [
    path("mi-espacio/", hers.enter, name="enter"),
    path("mi-espacio/ver/", hers.file, name="file"),
    path("mi-espacio/decir/", hers.say, name="say"),
    path("mi-espacio/permiso/<uuid:public_id>/", hers.consent, name="consent"),
    path("mi-espacio/ocultar/", hers.hide, name="hide"),
    path("mi-espacio/mostrar/<uuid:public_id>/", hers.show, name="show"),
    path("mi-espacio/salir/", hers.leave, name="leave"),
    path("personas/<uuid:public_id>/puerta/", team.door, name="door"),
    path("personas/<uuid:public_id>/puerta/cerrar/", team.close, name="close"),
    path("personas/<uuid:public_id>/puerta/juntas/", team.together, name="together"),
    path("personas/<uuid:public_id>/puerta/visto/", team.seen, name="seen"),
]
