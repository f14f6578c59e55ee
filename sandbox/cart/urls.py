"""Addresses of the cart."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.ShowCart.as_view(), name="cart"),
    path("<int:pk>/", views.ChangeQuantity.as_view(), name="cart-quantity"),
    path("<int:pk>/remove/", views.RemoveLine.as_view(), name="cart-remove"),
]
