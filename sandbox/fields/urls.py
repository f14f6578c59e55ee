"""Addresses of the forms."""

from django.urls import path

from . import views

urlpatterns = [
    path("sign-up/", views.SignUp.as_view(), name="sign-up"),
    path("checklist/", views.FillChecklist.as_view(), name="checklist"),
    path("parcel/", views.SendParcel.as_view(), name="parcel"),
    path("documents/add/", views.AddDocument.as_view(), name="add-document"),
    path("documents/<int:pk>/", views.ShowDocument.as_view(), name="document"),
    path("shopping/", views.Shopping.as_view(), name="shopping"),
    path("settings/", views.ShowSettings.as_view(), name="settings"),
    path("settings/profile/", views.EditProfile.as_view(), name="profile"),
    path("settings/preferences/", views.EditPreferences.as_view(), name="preferences"),
]
