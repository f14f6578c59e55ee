"""Addresses of the pages that need a login."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from hypermedia_views.auth import SessionStatusView

from . import views

urlpatterns = [
    path("", views.ShowContacts.as_view(), name="session"),
    path("<int:pk>/", views.EditContact.as_view(), name="session-contact"),
    path("<int:pk>/delete/", views.DeleteContact.as_view(), name="session-delete"),
    path("add/", views.AddContact.as_view(), name="login-status"),
    path("end/", views.EndSession.as_view(), name="end-session"),
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path(
        "status/",
        SessionStatusView.as_view(template_name="session/status.html", every="30s"),
        name="session-status",
    ),
]
