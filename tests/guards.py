"""Views behind each guard of Django's, their addresses, and visits to them as each client makes them."""

from __future__ import annotations

from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import (
    login_required,
    permission_required,
    user_passes_test,
)
from django.contrib.auth.mixins import (
    LoginRequiredMixin,
    PermissionRequiredMixin,
    UserPassesTestMixin,
)
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView, View

from hypermedia_views import HypermediaMixin, hypermedia_view
from hypermedia_views.csrf import csrf_headers

from .asking import ENHANCED, headers_of

LOGIN, ELSEWHERE = "/login/", "/elsewhere/"
PERMISSION = "contacts.add_contact"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Alpine AJAX without the package's script sends no address but the one in ``Referer``.
BARE = "alpine-bare"
TURNED = (*ENHANCED, BARE)
WHO = (*TURNED, "plain")
HOST = "http://testserver"
#: The page that the user is on, and the address that its fragments come from.
PAGE = "/list/?q=a%20b&q=c%26d#row-5"
QUERY = "?tab=a%20b&tab=c%26d"


class Inside:
    """What a guard keeps in: it answers every method alike."""

    def get(self, request, *args, **kwargs):
        return HttpResponse("inside")

    post = put = patch = delete = get


class Djangos(Inside, View):
    """A view of a project."""


class Ours(Inside, HypermediaMixin):
    """A view of this package."""


class Left(LoginRequiredMixin, Ours):
    """The guard is left of ours."""


class Right(HypermediaMixin, LoginRequiredMixin, Djangos):
    """The guard is right of ours."""


class Permission(PermissionRequiredMixin):
    permission_required = PERMISSION
    permission_denied_message = "Ask Ann."


class PermissionLeft(Permission, Ours):
    pass


class PermissionRight(HypermediaMixin, Permission, Djangos):
    pass


class PermissionAlone(Permission, Djangos):
    pass


class Passes(UserPassesTestMixin):
    def test_func(self):
        return is_staff(self.request.user)


class PassesLeft(Passes, Ours):
    pass


class PassesRight(HypermediaMixin, Passes, Djangos):
    pass


class PassesAlone(Passes, Djangos):
    pass


class Alone(LoginRequiredMixin, Djangos):
    """Nothing of ours is there."""


class Asks(LoginRequiredMixin):
    """Says by the request where to log in."""

    def get_login_url(self):
        tab = self.request.GET.getlist("tab")[-1]
        return f"/elsewhere/{self.kwargs['pk']}/?{quote(tab)}"


class AsksLeft(Asks, Ours):
    pass


class AsksAlone(Asks, Djangos):
    pass


class Property(LoginRequiredMixin, Ours):
    """Says so by a property."""

    @property
    def login_url(self):
        return f"/elsewhere/{self.kwargs['pk']}/"


class PropertyAlone(LoginRequiredMixin, Djangos):
    """The same without anything of ours."""

    login_url = Property.login_url


class GetsField(LoginRequiredMixin, Ours):
    """Has a parameter by a method."""

    def get_redirect_field_name(self):
        return "back"


class GetsNoField(LoginRequiredMixin, Ours):
    """Has none, by a method."""

    def get_redirect_field_name(self):
        return None


@method_decorator(login_required, name="dispatch")
class Dispatch(Ours):
    pass


@method_decorator(login_required(login_url=ELSEWHERE), name="dispatch")
class DispatchElsewhere(Ours):
    pass


@method_decorator(login_required, name="dispatch")
class DispatchAlone(Djangos):
    pass


def handlers(decorator: Any, base: Any) -> Any:
    """A view whose handlers are decorated."""
    handler = method_decorator(decorator)(Inside.get)
    names = [method.lower() for method in METHODS]
    return type("Handlers", (base,), dict.fromkeys(names, handler))


class OneHandler(Ours):
    """One handler is decorated, and the others call it, as Django's ``put`` calls ``post``."""

    @method_decorator(login_required(login_url=ELSEWHERE))
    def post(self, request, *args, **kwargs):
        return HttpResponse("inside")

    def get(self, request, *args, **kwargs):
        return self.post(request, *args, **kwargs)

    put = patch = delete = get


def inside(request, pk):
    return HttpResponse("inside")


def is_staff(user):
    return user.is_staff


elsewhere = login_required(login_url=ELSEWHERE)


class Guard(NamedTuple):
    """A guarded view, and what its guard answers."""

    view: Any
    #: Where it sends those who are nobody, and its parameter for the way back.
    login: str = LOGIN
    field: str | None = "next"
    #: What becomes of a user who may not: "raises", "redirects", or "" where every user may.
    denies: str = ""
    #: A view of this package has the guard in it, and needs no middleware.
    own: bool = False


GUARDS = {
    "mixin-left": Guard(Left.as_view(), own=True),
    "mixin-right": Guard(Right.as_view(), own=True),
    "mixin-alone": Guard(Alone.as_view()),
    "permission-left": Guard(PermissionLeft.as_view(), denies="raises", own=True),
    "permission-right": Guard(PermissionRight.as_view(), denies="raises", own=True),
    "permission-alone": Guard(PermissionAlone.as_view(), denies="raises"),
    "passes-left": Guard(PassesLeft.as_view(), denies="raises", own=True),
    "passes-right": Guard(PassesRight.as_view(), denies="raises", own=True),
    "passes-alone": Guard(PassesAlone.as_view(), denies="raises"),
    "login-url": Guard(Left.as_view(login_url=ELSEWHERE), ELSEWHERE, own=True),
    "login-url-alone": Guard(Alone.as_view(login_url=ELSEWHERE), ELSEWHERE),
    "login-url-class": Guard(
        type("There", (Left,), {"login_url": ELSEWHERE}).as_view(), ELSEWHERE, own=True
    ),
    "login-url-name": Guard(Left.as_view(login_url="entrance"), "/entrance/", own=True),
    "login-url-lazy": Guard(
        Left.as_view(login_url=reverse_lazy("entrance")), "/entrance/", own=True
    ),
    "login-url-property": Guard(Property.as_view(), "/elsewhere/5/", own=True),
    "login-url-property-alone": Guard(PropertyAlone.as_view(), "/elsewhere/5/"),
    "get-login-url": Guard(
        AsksLeft.as_view(), "/elsewhere/5/?c%26d=&", "next", own=True
    ),
    "get-login-url-alone": Guard(AsksAlone.as_view(), "/elsewhere/5/?c%26d=&"),
    "field": Guard(Left.as_view(redirect_field_name="back"), field="back", own=True),
    "field-get": Guard(GetsField.as_view(), field="back", own=True),
    "no-field": Guard(
        type("Fieldless", (Left,), {"redirect_field_name": None}).as_view(),
        field=None,
        own=True,
    ),
    "no-field-as-view": Guard(
        Left.as_view(redirect_field_name=None), field=None, own=True
    ),
    "no-field-get": Guard(GetsNoField.as_view(), field=None, own=True),
    "no-field-alone": Guard(
        type("Fieldless", (Alone,), {"redirect_field_name": None}).as_view(), field=None
    ),
    "no-field-as-view-alone": Guard(
        Alone.as_view(redirect_field_name=None), field=None
    ),
    "urlconf": Guard(login_required(Ours.as_view())),
    "urlconf-alone": Guard(login_required(Djangos.as_view())),
    "urlconf-elsewhere": Guard(
        login_required(Ours.as_view(), "back", ELSEWHERE), ELSEWHERE, "back"
    ),
    "urlconf-no-field": Guard(login_required(Ours.as_view(), None), field=None),
    "permission-required": Guard(
        permission_required(PERMISSION)(Ours.as_view()), denies="redirects"
    ),
    "permission-elsewhere": Guard(
        permission_required(PERMISSION, ELSEWHERE)(Djangos.as_view()),
        ELSEWHERE,
        denies="redirects",
    ),
    "user-passes-test": Guard(
        user_passes_test(is_staff)(Ours.as_view()), denies="redirects"
    ),
    "function": Guard(hypermedia_view(login_required(inside)), own=True),
    "function-permission": Guard(
        hypermedia_view(permission_required(PERMISSION)(inside)),
        denies="redirects",
        own=True,
    ),
    "function-elsewhere": Guard(
        hypermedia_view(elsewhere(inside)), ELSEWHERE, own=True
    ),
    "function-inside": Guard(login_required(hypermedia_view(inside))),
    "function-alone": Guard(login_required(inside)),
    "dispatch": Guard(Dispatch.as_view(), own=True),
    "dispatch-elsewhere": Guard(DispatchElsewhere.as_view(), ELSEWHERE, own=True),
    "dispatch-alone": Guard(DispatchAlone.as_view()),
    "handler": Guard(handlers(login_required, Ours).as_view(), own=True),
    "handler-elsewhere": Guard(
        handlers(elsewhere, Ours).as_view(), ELSEWHERE, own=True
    ),
    "handler-alone": Guard(handlers(elsewhere, Djangos).as_view(), ELSEWHERE),
    "handler-called": Guard(OneHandler.as_view(), ELSEWHERE, own=True),
}


class Tells(LoginRequiredMixin):
    """Has something to say to whom it turns away."""

    def handle_no_permission(self):
        response = super().handle_no_permission()
        response.set_cookie("seen", "yes", samesite="Strict")
        response["X-Own"] = "1"
        response["Vary"] = "Accept-Language"
        return response


class TellsLeft(Tells, Ours):
    pass


class TellsAlone(Tells, Djangos):
    pass


class Asynchronous(HypermediaMixin):
    """Its handler is a coroutine, and so is what guards it."""

    async def get(self, request, *args, **kwargs):
        return HttpResponse("inside")

    post = put = patch = delete = get


class AsynchronousHandler(Asynchronous):
    async def get(self, request, *args, **kwargs):
        return await handle_later(request)

    post = put = patch = delete = get


async def inside_later(request, pk=None):
    return HttpResponse("inside")


handle_later = elsewhere(inside_later)


class AsynchronousAsks(Asks, Asynchronous):
    """Its guard is asked where to log in after it has answered."""

    def handle_no_permission(self):
        return later(super().handle_no_permission())


async def later(response):
    return response


ASYNCHRONOUS = {
    "async-urlconf": Guard(login_required(Asynchronous.as_view())),
    "async-urlconf-elsewhere": Guard(elsewhere(Asynchronous.as_view()), ELSEWHERE),
    "async-function": Guard(hypermedia_view(login_required(inside_later)), own=True),
    "async-function-alone": Guard(login_required(inside_later)),
    "async-get-login-url": Guard(
        AsynchronousAsks.as_view(), "/elsewhere/5/?c%26d=&", own=True
    ),
    "async-sends": Guard(
        permission_required(PERMISSION)(inside_later), denies="redirects"
    ),
    "async-permission": Guard(
        permission_required(PERMISSION, raise_exception=True)(inside_later),
        denies="raises",
    ),
}


def staff_only(view):
    """A guard of a project's own, which says nowhere where it has its users log in."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return redirect_to_login(request.get_full_path(), "/staff/login/")

    return guarded


class Profile(LoginRequiredMixin, Ours):
    """Can't be set up for nobody, and never is."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.profile = request.user.profile


class Leads(LoginRequiredMixin, Ours):
    """Redirects to wherever a test wants."""

    raise_exception = True

    def dispatch(self, request, *args, **kwargs):
        return HttpResponseRedirect(request.headers["X-To"])


class LeadsByProperty(Leads):
    """Has a login page of its own, by a property, and leads to others."""

    login_url = Property.login_url


class Gate(LoginView):
    """Sends those back who are logged in."""

    redirect_authenticated_user = True


def leads(request):
    return HttpResponseRedirect(request.headers["X-To"])


def token(request):
    """A page with a token in its head."""
    return HttpResponse(csrf_headers(request))


def open_elsewhere(request, pk):
    """Guarded by LoginRequiredMiddleware alone, which reads this attribute."""
    return HttpResponse("inside")


open_elsewhere.login_url = ELSEWHERE  # type: ignore[attr-defined]

office = admin.AdminSite(name="office")
office.register(User)

urlpatterns = [
    path("login/", LoginView.as_view(template_name="unit/mine.html"), name="login"),
    path("gate/", Gate.as_view(), name="gate"),
    path(
        "gâte/",
        LoginView.as_view(redirect_authenticated_user=True),
        name="gate-as-view",
    ),
    path("entrance/", inside, {"pk": 0}, name="entrance"),
    path("list/", TemplateView.as_view(template_name="unit/mine.html"), name="list"),
    path("admin/", admin.site.urls),
    path("office/", office.urls),
    path("open/<int:pk>/", Ours.as_view()),
    path("open-alone/<int:pk>/", inside),
    path("open-elsewhere/<int:pk>/", open_elsewhere),
    path("tells/", TellsLeft.as_view()),
    path("tells-alone/", TellsAlone.as_view()),
    path("leads/", Leads.as_view()),
    path("leads/<int:pk>/", LeadsByProperty.as_view()),
    path("leads-alone/", leads),
    path("staff/", staff_only(Profile.as_view())),
    path(
        "twice/<int:pk>/",
        elsewhere(permission_required(PERMISSION)(Ours.as_view())),
    ),
    path("token/", token),
    *i18n_patterns(
        path("welcome/", inside, {"pk": 0}, name="welcome"),
        path("world/<int:pk>/", login_required(inside)),
    ),
    path("cached/", cache_page(60)(Left.as_view())),
    path("cached-inside/", login_required(cache_page(60)(Ours.as_view()))),
    path(
        "raises/",
        permission_required(PERMISSION, raise_exception=True)(Ours.as_view()),
    ),
    *(
        path(f"{name}/<int:pk>/", guard.view)
        for name, guard in {**GUARDS, **ASYNCHRONOUS}.items()
    ),
]


def headers_on(who: str, here: str | None = PAGE, *targets: str) -> dict[str, str]:
    """The headers of a client that is on a page of this site, or on a whole address."""
    client = "alpine-ajax" if who == BARE else who
    headers = headers_of(client, *(targets or ("contact", "error")))
    if here is not None:
        here = HOST + here if here.startswith("/") else here
        if who in ENHANCED:
            headers["HX-Current-URL"] = here
        # A browser leaves the fragment out.
        headers["Referer"] = here.partition("#")[0]
    return headers


def visit(
    address: str,
    who: str = "plain",
    method: str = "GET",
    *,
    user: Any = None,
    here: str | None = PAGE,
    headers: dict[str, str] | None = None,
) -> Any:
    """What the whole project answers, to somebody who is nobody, or to a user."""
    browser = Client()
    if user is not None:
        browser.force_login(user)
    headers = {**headers_on(who, here), **(headers or {})}
    return browser.generic(method, address, headers=headers)


def goes_to(response: Any) -> str:
    """Where the whole page goes, or a browser follows."""
    name = "HX-Redirect" if response.status_code == 200 else "Location"
    return str(response[name])


def back_of(response: Any, field: str = "next") -> str | None:
    """What comes after the login."""
    query = urlsplit(goes_to(response)).query
    return dict(parse_qsl(query, keep_blank_values=True)).get(field)
