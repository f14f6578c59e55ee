"""Views of other packages take the mixins as they are."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path
from django.views.generic import View
from django_filters.views import FilterView
from neapolitan.views import CRUDView, Role

from hypermedia_views import PartialTemplateMixin
from hypermedia_views.protocols import PROTOCOLS, vary_on
from sandbox.contacts.factories import ContactFactory
from sandbox.contacts.models import Contact

from .asking import CLIENTS, ENHANCED, RESULTS, factory, headers_of

VARY = ", ".join(vary_on(PROTOCOLS))


class LeftOfCRUD(PartialTemplateMixin, CRUDView):
    model = Contact
    fields = ["name"]
    template_name = "unit/page.html"
    partial_names = ["results"]


class RightOfCRUD(CRUDView, PartialTemplateMixin):
    """Its as_view is neapolitan's, which never calls super."""

    model = Contact
    fields = ["name"]
    template_name = "unit/page.html"
    partial_names = ["results"]


@pytest.mark.django_db
@pytest.mark.parametrize("client", ENHANCED)
@pytest.mark.parametrize("view", [LeftOfCRUD, RightOfCRUD])
def test_neapolitan_list(view, client):
    request = factory.get("/", headers=headers_of(client, "results"))
    response = view.as_view(role=Role.LIST)(request).render()

    assert response.content.decode().strip() == RESULTS
    assert response["Vary"] == VARY


@pytest.mark.django_db
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("view", [LeftOfCRUD, RightOfCRUD])
def test_neapolitan_delete_redirects(view, client, settings):
    settings.ROOT_URLCONF = __name__
    contact = ContactFactory()
    request = factory.post("/", headers=headers_of(client, "results"))
    response = view.as_view(Role.DELETE)(request, pk=contact.pk)

    assert response.status_code == (302 if client == "plain" else 303)
    assert response["Vary"] == VARY
    assert not Contact.objects.exists()


class Filtered(PartialTemplateMixin, FilterView):
    model = Contact
    filterset_fields = ["company"]
    template_name = "unit/contacts.html"
    partial_names = ["results"]


@pytest.mark.django_db
@pytest.mark.parametrize("client", ENHANCED)
def test_django_filter(client):
    ContactFactory(name="Ada", company="Engine")
    ContactFactory(name="Grace", company="Navy")
    request = factory.get("/?company=Navy", headers=headers_of(client, "results"))
    response = Filtered.as_view()(request).render()

    assert response.content.decode().strip() == '<ul id="results"><li>Grace</li></ul>'


class Simple(PartialTemplateMixin, View):
    partial_names = ["results"]

    def get_template_names(self):
        return ["unit/page.html"]

    def get(self, request):
        return TemplateResponse(request, self.get_template_names())


@pytest.mark.parametrize("client", ENHANCED)
def test_plain_view_with_template_names(client):
    request = factory.get("/", headers=headers_of(client, "results"))

    assert Simple.as_view()(request).render().content.decode().strip() == RESULTS


class Login(PartialTemplateMixin, LoginView):
    template_name = "unit/page.html"
    partial_names = ["results"]
    next_page = "/inside/"


def inside(request):
    return HttpResponse(f"inside as {request.user}")


urlpatterns = [
    path("accounts/login/", Login.as_view(), name="login"),
    path("inside/", inside),
    path("", include(RightOfCRUD.get_urls())),
]


@pytest.fixture
def site(settings, db):
    """A project where every view but the login's needs a login."""
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_URL = "/accounts/login/"
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    User.objects.create_user("ada", password="engine")
    return Client()


def test_login_view_is_open_under_login_required_middleware(site):
    assert site.get("/inside/").status_code == 302
    assert site.get("/accounts/login/").status_code == 200
    assert Login.as_view().login_required is False


@pytest.mark.parametrize("client", CLIENTS)
def test_login_view_logs_in(site, client):
    credentials = {"username": "ada", "password": "engine"}
    response = site.post(
        "/accounts/login/", credentials, headers=headers_of(client, "results")
    )

    assert response.status_code == (302 if client == "plain" else 303)
    assert site.get("/inside/").content == b"inside as ada"


@pytest.mark.parametrize("client", ENHANCED)
def test_login_view_gives_its_partial(site, client):
    response = site.get("/accounts/login/", headers=headers_of(client, "results"))

    assert response.content.decode().strip() == RESULTS
