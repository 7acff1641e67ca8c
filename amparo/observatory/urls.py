"""Addresses of this app; the public ones are the same in every language."""

from django.urls import path

from amparo.observatory.views import public, staff

app_name = "observatory"
urlpatterns = [
    path("cifras/", public.index, name="index"),
    path("cifras/mapa/", public.territory_map, name="map"),
    path("cifras/corte/", staff.cut_page, name="cut"),
    path("cifras/corte.csv", staff.cut_csv, name="cut_csv"),
    path("cifras/<slug:code>.csv", public.table_csv, name="table_csv"),
    path("cifras/<slug:code>/", public.table, name="table"),
]
