"""What a project says that does not do what it seems to."""

from __future__ import annotations

import pytest
from django.core import checks
from django.core.checks.registry import registry
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from hypermedia_views.auth import SessionStatusView
from hypermedia_views.checks import check_session_status


class Inner:
    class Status(SessionStatusView):
        pass


def function(request):
    return HttpResponse()


NESTED = [path("c/", never_cache(Inner.Status.as_view(every="5s")))]
ROUTED = [
    path("a/", SessionStatusView.as_view()),
    path("b/", include(([path("b/", include(NESTED))], "app"))),
]
#: What is no such view, and a view at each address.
OTHERS = [
    path("page/", TemplateView.as_view(template_name="unit/page.html")),
    path("function/", function),
]
urlpatterns = [*OTHERS]


@pytest.fixture(autouse=True)
def project(settings, monkeypatch):
    settings.SESSION_SAVE_EVERY_REQUEST = True
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(f"{__name__}.urlpatterns", [*OTHERS, *ROUTED])


@pytest.fixture
def urls(monkeypatch, settings):
    """Has the project consist of these addresses."""

    def change(*patterns):
        monkeypatch.setattr(f"{__name__}.urlpatterns", [*OTHERS, *patterns])
        settings.ROOT_URLCONF = __name__

    return change


def test_every_request_saves_the_session():
    first, second = check_session_status()
    assert first == checks.Warning(
        "SessionStatusView keeps every session alive whose page stays open, since SESSION_SAVE_EVERY_REQUEST saves the "
        "session with each of its requests.",
        hint="Set SESSION_SAVE_EVERY_REQUEST to False, or the view's every to None, so that a page asks only when its "
        "tab is seen again; or silence this check if sessions may live as long as pages are open.",
        obj=SessionStatusView,
        id="hypermedia_views.W001",
    )
    assert (second.id, second.obj) == ("hypermedia_views.W001", Inner.Status)
    assert second.msg.startswith("Inner.Status keeps every session alive")


def test_it_says_whose_view_it_is(urls):
    urls(*NESTED)
    (warning,) = check_session_status()
    name = f"{__name__}.Inner.Status"
    assert name in str(warning) and "hypermedia_views.W001" in str(warning)


def test_django_runs_it():
    assert check_session_status in registry.registered_checks
    found = checks.run_checks(tags=[checks.Tags.urls])
    assert "hypermedia_views.W001" in [message.id for message in found]


def test_it_can_be_silenced(settings):
    settings.SILENCED_SYSTEM_CHECKS = ["hypermedia_views.W001"]
    assert all(message.is_silenced() for message in check_session_status())


def test_sessions_that_are_saved_when_they_change(settings):
    settings.SESSION_SAVE_EVERY_REQUEST = False
    assert check_session_status() == []


def test_a_view_without_an_address(urls):
    urls()
    assert check_session_status() == []


def test_a_project_without_users(settings):
    settings.INSTALLED_APPS = ["hypermedia_views"]
    assert check_session_status() == []


@pytest.mark.parametrize("name", [None, ""])
def test_a_project_without_addresses(name, settings):
    settings.ROOT_URLCONF = name
    assert check_session_status() == []


def test_a_project_that_says_nothing_of_addresses(settings):
    del settings.ROOT_URLCONF
    assert check_session_status() == []


class TestHint:
    """Who has done what it says is warned no more."""

    def test_attribute(self, urls):
        class Seldom(SessionStatusView):
            every = None

        urls(path("", Seldom.as_view()))
        assert check_session_status() == []

    def test_argument(self, urls):
        urls(path("", SessionStatusView.as_view(every=None)))
        assert check_session_status() == []
