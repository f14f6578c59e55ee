"""A table whose rows are edited in place, and deleted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy
from django.views.generic import DeleteView, TemplateView, UpdateView
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from hypermedia_views import (
    OOB,
    ClickToEditMixin,
    OOBSwapMixin,
    PartialDeleteMixin,
    PartialTemplateMixin,
)
from sandbox.contacts.models import Contact

from ..forms import RowForm


class TableMixin(TemplateResponseMixin, ContextMixin):
    """What every answer shows of the table."""

    model = Contact
    template_name = "rows/table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contacts = Contact.objects.order_by("pk")[:10]
        count = Contact.objects.count
        return super().get_context_data(contacts=contacts, count=count, **kwargs)


class ShowTable(TableMixin, TemplateView):
    """The page. Its rows come from the other two views."""


class EditRow(
    OOBSwapMixin, ClickToEditMixin, PartialTemplateMixin, TableMixin, UpdateView
):
    """The row is a form, or the row again. A browser without a client comes back to its link."""

    form_class = RowForm
    oob_partials = ["count"]

    def get_success_url(self) -> str:
        return f"{reverse('rows')}#edit-{self.object.pk}"


class DeleteRow(OOBSwapMixin, PartialDeleteMixin, TableMixin, DeleteView):
    """The row goes, and the count is set anew; or the row says what it is needed for."""

    http_method_names = ["post", "delete"]
    success_url = reverse_lazy("rows")
    protected_partial_name = "display"
    oob_partials = [OOB("count", context={"deleted": True})]
