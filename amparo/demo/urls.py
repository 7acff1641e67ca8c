from django.urls import path

from amparo.demo import views

app_name = "demo"
urlpatterns = [
    path("demostracion/", views.choose, name="choose"),
    path("demostracion/<slug:username>/", views.enter, name="enter"),
]
