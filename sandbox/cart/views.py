"""A cart: one change shows in a line, in the count of the heading and in the total, all with one answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import DeleteView, TemplateView, UpdateView
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from hypermedia_views import OOB, OOBSwapMixin, PartialTemplateMixin

from .forms import QuantityForm
from .models import Line


class CartMixin(TemplateResponseMixin, ContextMixin):
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


class ChangeQuantity(OOBSwapMixin, PartialTemplateMixin, CartMixin, UpdateView):
    """The line answers, with its error where there is one; count and total go beside it once it is saved."""

    form_class = QuantityForm
    success_url = reverse_lazy("cart")
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

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.hypermedia.wants_partial:
            fresh = QuantityForm(instance=self.object)
            return self.render_to_response(self.get_context_data(form=fresh))
        return response


class RemoveLine(OOBSwapMixin, CartMixin, DeleteView):
    """The line goes; count and total are set anew."""

    http_method_names = ["post"]
    success_url = reverse_lazy("cart")
    extra_context = {"removed": True}
    oob_partials = ["cart-count", "cart-total"]

    def get_oob_partials(self) -> list[OOB]:
        line = OOB(f"line-{self.kwargs['pk']}", swap="delete")
        return [line, *super().get_oob_partials()]

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.hypermedia.wants_partial:
            return self.render_to_response(self.get_context_data())
        return response
