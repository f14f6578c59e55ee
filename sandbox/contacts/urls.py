"""Addresses of the demonstrations."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("like/<int:pk>/", views.LikeContact.as_view(), name="like"),
    path("contacts/", views.SearchContacts.as_view(), name="search"),
    path("contacts/<int:pk>/", views.EditContact.as_view(), name="contact"),
]
