from django.urls import path

from amparo.demo import training_views

app_name = "training"
urlpatterns = [path("entrenamiento/", training_views.training, name="training")]
