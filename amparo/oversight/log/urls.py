"""Addresses of the audit log. A row is named by its number in the log: it tells nothing."""

from django.urls import path

from amparo.oversight.log import views

app_name = "log"
urlpatterns = [
    path("control/registro/", views.listing, name="list"),
    path("control/registro/sellos/", views.seals, name="seals"),
    path("control/registro/sellos/testigo.json", views.witness, name="witness"),
    path("control/registro/dias/", views.days, name="days"),
    path("control/registro/dias/<uuid:account>/<slug:day>/", views.review, name="review"),
    path("control/registro/<int:row>/", views.show, name="show"),
    path("control/registro/<int:row>/prueba.json", views.proof, name="proof"),
]
