from django.urls import URLPattern

app_name = "ownfile"
urlpatterns: list[URLPattern] = []
