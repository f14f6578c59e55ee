"""Addresses of the lists."""

from django.urls import path

from . import views

urlpatterns = [
    path("more/", views.LoadMore.as_view(), name="load-more"),
    path("scroll/", views.InfiniteScroll.as_view(), name="infinite-scroll"),
    path("filters/", views.Filters.as_view(), name="filters"),
    path("two/", views.TwoLists.as_view(), name="two-lists"),
]
