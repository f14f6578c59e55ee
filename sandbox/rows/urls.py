"""Addresses of the pages with rows."""

from django.urls import path

from .views import bulk, conflict, dialog, table

urlpatterns = [
    path("", table.ShowTable.as_view(), name="rows"),
    path("<int:pk>/", table.EditRow.as_view(), name="row"),
    path("<int:pk>/delete/", table.DeleteRow.as_view(), name="delete-row"),
    path("<int:pk>/conflict/", conflict.EditTogether.as_view(), name="conflict"),
    path("bulk/", bulk.BulkUpdate.as_view(), name="bulk"),
    path("dialog/", dialog.ShowNewest.as_view(), name="newest"),
    path("dialog/new/", dialog.AddContact.as_view(), name="add-contact"),
]
