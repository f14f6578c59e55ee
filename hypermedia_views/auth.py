"""The state of the session in an open page: who is logged in, and a fresh CSRF token. Needs ``django.contrib.auth``."""

from __future__ import annotations

import functools
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from .base import PartialTemplateMixin
from .caching import keep_to_oneself
from .errors import TOKEN_EVENT
from .events import TriggerEventMixin
from .login import resolve_address
from .partials import get_page, get_partial, load
from .protocols import ClientEvent

#: The parameter that tells what the page shows already.
STATE: Final = "state"


@method_decorator([never_cache, login_not_required], name="dispatch")
class SessionStatusView(TriggerEventMixin, PartialTemplateMixin, TemplateView):
    """Says who is logged in, to a page that stays open; and brings that page a fresh CSRF token.

    ::

        path("session/", SessionStatusView.as_view(every="2m"), name="session-status")

    ``{% session_status %}`` puts its partial into a page, as a region that asks this view at an interval (``every``)
    and when the tab is seen again. Its answers fire the event ``hypermedia:csrf``, upon which the package's script puts
    the token that it carries into every form of the page, and into ``{% csrf_headers %}``: a login in another tab gives
    the browser another token. What the page shows already is answered with 204.

    It is open to everyone, and never cached. It reads the session and saves nothing, so that it keeps no session alive;
    with ``SESSION_SAVE_EVERY_REQUEST`` Django saves it all the same, of which a system check warns
    (``hypermedia_views.W001``). It costs two queries for a user, for the session and for the user, and one at most for
    nobody.

    Opened directly it is a page: the login in a new tab ends there. Its template is yours to replace, by
    ``template_name`` or a file of the same name; the partial ``session-status`` has ``user``, ``login_url``,
    ``status_url`` and ``every`` in its context.
    """

    http_method_names = ["get", "head", "options"]
    template_name = "hypermedia_views/session_status.html"
    partial_names = ["session-status"]
    #: How often an open page asks: a duration of ``{% swap %}``, or None for never.
    every: str | None = "60s"
    #: The login page, as an address or the name of a URL pattern; by default the setting ``LOGIN_URL``.
    login_url: str | None = None

    def get_every(self) -> str | None:
        """Return how often an open page asks."""
        return self.every

    def get_login_url(self) -> str:
        """Return the address of the login page. It leads back to this view's page."""
        return str(self.login_url or settings.LOGIN_URL)

    def get_state(self) -> str:
        """Return what tells one state from another, for the address: the user's primary key, or nothing."""
        user = self.get_user()
        return str(user.pk) if user.is_authenticated else ""

    def get_user(self) -> Any:
        """Return the request's user. Raises ImproperlyConfigured without Django's middleware for that."""
        user = getattr(self.request, "user", None)
        if user is None:
            raise ImproperlyConfigured(
                f"{type(self).__qualname__} has no user to tell of. Add "
                "'django.contrib.auth.middleware.AuthenticationMiddleware' to MIDDLEWARE."
            )
        return user

    def get_trigger_events(self) -> list[ClientEvent]:
        """Add the event that brings the page its token, if there is one already, or somebody is logged in."""
        events = super().get_trigger_events()
        # Nobody needs a session to hold a token that no page has.
        if self.get_user().is_authenticated or "CSRF_COOKIE" in self.request.META:
            token = get_token(self.request)
            events = [*events, ClientEvent(TOKEN_EVENT, {"token": token})]
        return events

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the partial shows."""
        path = kwargs.pop("path", "") or escape_uri_path(self.request.path)
        login_url = resolve_url(self.get_login_url())
        host = urlsplit(login_url).netloc
        # Another site can't lead back to a path.
        foreign = host and host != self.request.get_host()
        back = self.request.build_absolute_uri(path) if foreign else path
        status = {
            "user": self.get_user(),
            "login_url": redirect_to_login(back, login_url)["Location"],
            "status_url": f"{path}?{urlencode({STATE: self.get_state()})}",
            "every": self.get_every() or "",
        }
        return super().get_context_data(**{**status, **kwargs})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the partial, or with nothing if the page has it already."""
        known = request.GET.get(STATE) == self.get_state()
        if self.hypermedia.wants_partial and known:
            return HttpResponse(status=204)
        return super().get(request, *args, **kwargs)


def session_status(request: HttpRequest, name: str = "session-status") -> SafeString:
    """Return the partial of the `SessionStatusView` with this URL name: what ``{% session_status %}`` writes.

    Raises ValueError if there is no such URL, or another view at it.
    """
    try:
        path = reverse(name)
    except NoReverseMatch:
        raise ValueError(
            f"There is no URL {name!r} that takes no arguments. Add path('session/', SessionStatusView.as_view(), "
            f"name={name!r}) to the URLconf, or pass the tag another name."
        ) from None
    match = resolve_address(path)
    function: Any = match and match.func
    view_class: type = getattr(function, "view_class", View)
    if match is None or not issubclass(view_class, SessionStatusView):
        raise ValueError(
            f"The view at the URL {name!r} is no SessionStatusView. Subclass that, or pass the tag another name."
        )
    view = view_class(**function.view_initkwargs)
    view.setup(request, *match.args, **match.kwargs)
    keep_to_oneself(request)
    resolve = functools.partial(load, using=view.template_engine)
    page = get_page(view.get_template_names(), resolve)
    partial_name = view.get_partial_names().get("session-status", "session-status")
    partial = get_partial(page, partial_name, resolve, view=view_class.__qualname__)
    context = view.get_context_data(path=path)
    context = view.get_partial_context_data(partial_name, **context)
    return mark_safe(partial.render(context, request))
