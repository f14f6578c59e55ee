"""Function views that do what the mixins do."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import InvalidPage
from django.http import Http404
from django.shortcuts import aget_object_or_404, get_object_or_404, redirect
from django.views.decorators.http import require_POST

from hypermedia_views import (
    KeysetPaginator,
    PartialTemplateResponse,
    get_hypermedia,
    hypermedia_view,
)
from sandbox.contacts.models import Contact


def contact_detail(request, pk):
    context = {"contact": get_object_or_404(Contact, pk=pk)}
    return PartialTemplateResponse(
        request, "contact.html", context, partial_names=["details", "history"]
    )


@hypermedia_view
def like_contact(request, pk):
    contact = get_object_or_404(Contact, pk=pk)
    if request.method == "POST":
        contact.liked = not contact.liked
        contact.save(update_fields=["liked"])
        return redirect("like", pk=pk)
    return PartialTemplateResponse(
        request, "like.html", {"contact": contact}, partial_names=["like"]
    )


@hypermedia_view
@require_POST
def like_beside(request, pk):
    contact = get_object_or_404(Contact, pk=pk)
    contact.liked = not contact.liked
    contact.save(update_fields=["liked"])
    if not get_hypermedia(request).wants_partial:
        return redirect("beside", pk=pk)
    return PartialTemplateResponse(
        request,
        "like_and_count.html",
        {"contact": contact, "likes": Contact.objects.filter(liked=True).count()},
        partial_names=["like"],
        oob_partials=["likes"],
        events={"contact-liked": {"contact": contact}},
    )


@hypermedia_view
@login_required
def private_contact(request, pk):
    return contact_detail(request, pk)


@hypermedia_view
async def async_contact(request, pk):
    context = {"contact": await aget_object_or_404(Contact, pk=pk)}
    return PartialTemplateResponse(
        request, "contact.html", context, partial_name="details"
    )


@hypermedia_view
def contact_list(request):
    paginator = KeysetPaginator(Contact.objects.all(), 20, salt="contact_list")
    try:
        page = paginator.page(request.GET.get("page"))
    except InvalidPage as error:
        raise Http404(str(error)) from error
    return PartialTemplateResponse(
        request, "long_list.html", {"page_obj": page}, pages={"rows": page}
    )


def page_size(request):
    """Any code that has the request can ask who sent it."""
    return 10 if get_hypermedia(request).wants_partial else 50
