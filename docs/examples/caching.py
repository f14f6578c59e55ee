"""Cached views."""

from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_cookie
from django.views.generic import ListView

from hypermedia_views import PartialTemplateMixin
from sandbox.contacts.models import Contact


class ContactList(PartialTemplateMixin, ListView):
    model = Contact
    paginate_by = 20
    template_name = "contacts.html"
    partial_names = ["contacts"]


contact_list = cache_page(60)(ContactList.as_view())

# For a project where the client of a page depends on a cookie.
contact_list_by_cookie = cache_page(60)(vary_on_cookie(ContactList.as_view()))
