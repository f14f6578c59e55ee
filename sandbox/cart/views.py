"""A cart: one change shows in a line, in the count of the heading and in the total, all with one answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy
from django.views.generic import DeleteView, TemplateView, UpdateView
from django.views.generic.base import ContextMixin

from hypermedia_views import (
    OOBSwapMixin,
    PartialDeleteMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)
from sandbox.engines import TwoEnginesMixin

from .forms import QuantityForm
from .models import Line


class CartMixin(TwoEnginesMixin, ContextMixin):
    """What every answer shows of the cart. It comes from the database, after the change."""

    model = Line
    template_name = "cart/cart.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = Line.objects.all()
        return super().get_context_data(
            count=sum(line.quantity for line in lines),
            total=sum(line.amount for line in lines),
            forms=[QuantityForm(instance=line) for line in lines],
            **kwargs,
        )


class ShowCart(CartMixin, TemplateView):
    """The page. Its parts come from the other two views."""


class ChangeQuantity(
    OOBSwapMixin, PartialFormMixin, PartialTemplateMixin, CartMixin, UpdateView
):
    """The line answers, with its error where there is one; count and total go beside it once it is saved."""

    form_class = QuantityForm
    success_url = reverse_lazy("cart")
    success_partial_name = "line"
    oob_partials = ["cart-count", "cart-total"]

    def get_partial_names(self) -> dict[str, str]:
        return {f"line-{self.object.pk}": "line"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        # Without JavaScript, the whole page has the error in its line.
        context["forms"] = [
            form if form.instance == each.instance else each
            for each in context["forms"]
        ]
        return context


class RemoveLine(OOBSwapMixin, PartialDeleteMixin, CartMixin, DeleteView):
    """The line goes; count and total are set anew."""

    http_method_names = ["post"]
    success_url = reverse_lazy("cart")
    extra_context = {"removed": True}
    oob_partials = ["cart-count", "cart-total"]
