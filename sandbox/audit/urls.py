"""Addresses of the audit."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.ShowAudit.as_view(), name="audit"),
    path("<int:pk>/", views.SaveAnswer.as_view(), name="answer"),
]
