"""Addresses of what happens without her consent, or before it: opaque ids only."""

from django.urls import path

from amparo.cases.views import contacting, emergencies, notices, orders

app_name = "protection"
ORDER, REQUEST = "oficios/<uuid:public_id>/", "solicitudes/<uuid:public_id>/"
urlpatterns = [
    path("emergencia/abrir/", emergencies.open_file, name="emergency"),
    path("oficios/", orders.listing, name="orders"),
    path("oficios/nuevo/", orders.receive, name="order_new"),
    path(ORDER, orders.show, name="order"),
    path(f"{ORDER}paso/<slug:target>/", orders.move, name="order_move"),
    path(f"{ORDER}entregar/", orders.deliver, name="order_deliver"),
    path(f"{ORDER}contado/", orders.told, name="order_told"),
    path("solicitudes/", contacting.asked, name="requests"),
    path("solicitudes/nueva/", contacting.ask, name="request_new"),
    path(f"{REQUEST}responder/", contacting.answer_request, name="request_answer"),
    path("casos/<uuid:public_id>/aviso-previo/", notices.tell, name="notice"),
]
