"""Pages that exist in the four languages."""

from django.urls import path

from amparo.portal.views import public, staff

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("que-guardamos/", public.kept, name="kept"),
    path("borrar-historial/", public.history, name="history"),
    path("accesibilidad/", public.accessibility, name="accessibility"),
    path("salir/", public.leave, name="exit"),
    path("calendario/", public.calendar, name="calendar"),
    path("inicio/", staff.start, name="start"),
    path("puesto/", staff.place, name="place"),
    path("borrador/", staff.keep_draft, name="draft"),
]
