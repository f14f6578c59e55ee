"""Addresses of the sandbox."""

from django.urls import include, path

from .clients import choose

urlpatterns = [
    path("choose/", choose, name="choose"),
    path("cart/", include("sandbox.cart.urls")),
    path("audit/", include("sandbox.audit.urls")),
    path("notifications/", include("sandbox.notifications.urls")),
    path("lists/", include("sandbox.lists.urls")),
    path("rows/", include("sandbox.rows.urls")),
    path("fields/", include("sandbox.fields.urls")),
    path("session/", include("sandbox.session.urls")),
    path("", include("sandbox.contacts.urls")),
]
