from django.urls import path

from amparo.demo import views

app_name = "demo"
urlpatterns = [
    path("demostracion/", views.choose, name="choose"),
    path("demostracion-confirmar/", views.confirm, name="confirm"),
    path("demostracion/<slug:username>/", views.enter, name="enter"),
]
