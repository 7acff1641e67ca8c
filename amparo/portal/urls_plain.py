"""Addresses for machines: no language, no words."""

from django.urls import path

from amparo.portal.views import machines

urlpatterns = [
    path("salud/", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
