"""Lists by cursor: the indexes that they want, and pages outside of the generic views."""

from datetime import date

from django.core.paginator import InvalidPage
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.http import JsonResponse
from django.views.generic import ListView

from hypermedia_views import (
    KeysetPaginator,
    LookAheadPaginator,
    PaginatedLoadMoreMixin,
)


class Ticket(models.Model):
    title = models.CharField(max_length=100)
    lower_title = models.GeneratedField(
        expression=Lower("title"),
        output_field=models.CharField(max_length=100),
        db_persist=True,
    )
    status = models.CharField(max_length=10, default="open")
    priority = models.PositiveSmallIntegerField(default=3)
    due = models.DateField(null=True)
    created = models.DateTimeField()

    class Meta:
        app_label = "tickets"
        indexes = [
            models.Index(fields=["-created", "-id"], name="newest"),
            models.Index(fields=["status", "-created", "-id"], name="newest_of_status"),
            models.Index(fields=["priority", "-created", "-id"], name="most_urgent"),
            models.Index(fields=["due", "id"], name="next_due"),
            models.Index(fields=["lower_title", "id"], name="by_title"),
        ]


#: What each of the indexes is for.
ORDERINGS = {
    "newest": Ticket.objects.order_by("-created"),
    "newest_of_status": Ticket.objects.filter(status="open").order_by("-created"),
    "most_urgent": Ticket.objects.order_by("priority", "-created"),
    "next_due": Ticket.objects.order_by(F("due").asc(nulls_last=True)),
    "by_title": Ticket.objects.order_by("lower_title"),
}


class TicketList(PaginatedLoadMoreMixin, ListView):
    """The newest first, of one status if the address says so."""

    queryset = Ticket.objects.order_by("-created")
    paginate_by = 50
    paginator_class = KeysetPaginator

    def get_queryset(self):
        tickets = super().get_queryset()
        status = self.request.GET.get("status")
        return tickets.filter(status=status) if status else tickets


def tickets_as_json(request):
    """A page for programs: they follow ``next`` until it is null."""
    tickets = Ticket.objects.order_by("-created")
    paginator = KeysetPaginator(tickets, 50, salt="tickets_as_json")
    try:
        page = paginator.page(request.GET.get("page"))
    except InvalidPage as error:
        return JsonResponse({"error": str(error)}, status=404)
    following = page.next_page_number() if page.has_next() else None
    rows = [{"id": ticket.pk, "title": ticket.title} for ticket in page]
    return JsonResponse({"tickets": rows, "next": following})


def overdue_or_urgent(number=1):
    """A page of two querysets in one, which have no column to compare rows by."""
    overdue = Ticket.objects.filter(due__lt=date.today())
    urgent = Ticket.objects.filter(priority=1)
    tickets = overdue.union(urgent).order_by("-created")
    return LookAheadPaginator(tickets, 50).page(number)


def in_batches(size=1000):
    """All tickets; there is never more than one batch in memory."""
    for page in KeysetPaginator(Ticket.objects.order_by("created"), size):
        yield from page
