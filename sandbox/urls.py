"""Addresses of the sandbox."""

from django.urls import include, path

from .clients import choose

urlpatterns = [
    path("client/", choose, name="client"),
    path("", include("sandbox.contacts.urls")),
]
