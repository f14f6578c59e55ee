"""A button and a count that depend on it, in three ways; and a row that goes while a count changes."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.generic import DetailView, ListView, TemplateView

from hypermedia_views import (
    OOB,
    OOBSwapMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from sandbox.contacts.models import Contact


class LikePanel(PartialTemplateMixin, DetailView):
    """A bigger target: one partial has the button and the count."""

    model = Contact
    template_name = "like_panel.html"
    partial_names = ["panel"]
    extra_context = {"likes": Contact.objects.filter(liked=True).count}

    def post(self, request, *args, **kwargs):
        contact = self.object = self.get_object()
        contact.liked = not contact.liked
        contact.save(update_fields=["liked"])
        if self.hypermedia.wants_partial:
            return self.get(request, *args, **kwargs)
        return redirect("panel", pk=contact.pk)


class LikeAndCount(OOBSwapMixin, LikePanel):
    """Out of band: the count travels beside the button."""

    template_name = "like_and_count.html"
    partial_names = ["like"]
    oob_partials = ["likes"]


class LikeAndTell(TriggerEventMixin, LikePanel):
    """An event: whatever shows the count fetches it anew."""

    template_name = "like_and_tell.html"
    partial_names = ["like"]
    trigger_events = ["likes-changed"]


class Likes(PartialTemplateMixin, TemplateView):
    """The count alone."""

    template_name = "likes.html"
    partial_names = ["likes"]
    extra_context = LikePanel.extra_context


class LikeAndLog(LikeAndCount):
    """Adds a line to a log, and thanks for a like."""

    template_name = "like_and_log.html"

    def get_oob_partials(self):
        verb = "liked" if self.object.liked else "no longer liked"
        return [
            *super().get_oob_partials(),
            OOB("entry", target="log", swap="afterbegin", context={"verb": verb}),
            OOB(
                "thanks",
                swap="innerHTML",
                when=lambda context: context["contact"].liked,
            ),
        ]


class People(PartialTemplateMixin, ListView):
    model = Contact
    template_name = "people.html"
    partial_names = ["people", "total"]
    extra_context = {"total": Contact.objects.count}


class DeletePerson(OOBSwapMixin, People):
    """Nothing but parts: the row goes, the count changes."""

    http_method_names = ["post"]
    partial_names = None
    oob_partials = ["total"]

    def get_oob_partials(self):
        row = OOB(f"row-{self.kwargs['pk']}", swap="delete")
        return [row, *super().get_oob_partials()]

    def post(self, request, pk):
        get_object_or_404(Contact, pk=pk).delete()
        if self.hypermedia.wants_partial:
            return self.get(request)
        return redirect("people")


urlpatterns = [
    path("<int:pk>/panel/", LikePanel.as_view(), name="panel"),
    path("<int:pk>/beside/", LikeAndCount.as_view(), name="beside"),
    path("<int:pk>/told/", LikeAndTell.as_view(), name="told"),
    path("<int:pk>/log/", LikeAndLog.as_view(), name="log"),
    path("likes/", Likes.as_view(), name="likes"),
    path("people/", People.as_view(), name="people"),
    path("<int:pk>/delete/", DeletePerson.as_view(), name="delete"),
]
