"""Real headless Chromium, driven through Playwright, against the sandbox."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zlib import crc32

import django_htmx
import pytest
from coverage import Coverage
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from sandbox.audit.factories import seed as seed_audit
from sandbox.cart.factories import seed as seed_cart
from sandbox.clients import CLIENTS
from sandbox.contacts.factories import seed
from sandbox.contacts.models import Contact
from sandbox.fields.factories import seed as seed_fields
from sandbox.rows.factories import seed as seed_rows
from sandbox.session.factories import seed as seed_session
from sandbox.settings import NODE_MODULES

from ..conftest import missing

ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: Milliseconds before a test gives up; machines are slow at times.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

#: The size of a page.
WINDOW: ViewportSize = {"width": 1280, "height": 720}

#: Gives the window of a client, with JavaScript or not, with django-htmx's build of it or not.
Contexts = Callable[[str, bool, bool], BrowserContext]

ENHANCED = [client for client in CLIENTS if client != "plain"]

#: The builds of htmx that django-htmx brings, 2.0.10 and 4.0.0-beta6, which many projects load.
BUNDLED = Path(django_htmx.__file__).parent / "static" / "django_htmx"
BUNDLED_CLIENTS = ["htmx-2", "htmx-4"]

#: Statuses of answers that tell what was wrong, and what Chromium and htmx 2 say of those above 400.
TELLING = (409, 422)
REFUSED = (
    "Failed to load resource: the server responded with a status of {}",
    "Response Status Error Code {} from ",
)

#: Whether htmx has seen what is there for it. It does so in one go.
STARTED = """() => {
  const ours = ["hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-boost"].map(name => `[${name}]`);
  return !document.querySelector(ours) || !!document.querySelector("[data-htmx-powered]");
}"""

#: Types faster than a person, and so faster than any debounce, on the slowest machine; it scrolls to no field.
TYPE = """(box, words) => {
  box.focus({ preventScroll: true });
  box.value = "";
  for (const letter of words) {
    box.value += letter;
    box.dispatchEvent(new InputEvent("input", { bubbles: true, data: letter }));
  }
}"""

T = TypeVar("T")

#: What depends on the client, and on no Django: once in the matrix is enough.
ONCE = pytest.mark.once

#: For tests of pages whose templates stand there for both engines, the second switch in the page's head.
BOTH_ENGINES = pytest.mark.parametrize(
    "page_engine", ["django", pytest.param("jinja2", marks=ONCE)]
)
#: For those of Jinja2's pages alone.
JINJA2 = pytest.mark.parametrize("page_engine", [pytest.param("jinja2", marks=ONCE)])

#: For ``htmx_visitor``: htmx 2 alone, in both builds.
HTMX_2 = ["htmx-2", pytest.param("htmx-2 bundled", marks=ONCE)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder, and run it last.

    Everything runs with the newest Django, and a quarter of it with each of the older ones besides.
    """
    here = Path(__file__).parent
    ours = [item for item in items if here in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        quarter = crc32(item.name.encode()) % 4
        item.add_marker(getattr(pytest.mark, f"quarter_{quarter}"))
    items[:] = [item for item in items if item not in ours] + ours


def wait_until(page: Page, found: Callable[[], T], otherwise: str) -> T:
    """Wait until something is found, and return it; the page goes on meanwhile.

    The pages' policy forbids the eval of Playwright's own wait.
    """
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if result := found():
            return result
        page.wait_for_timeout(20)
    raise AssertionError(otherwise)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that Playwright has installed."""
    if not (NODE_MODULES / "htmx-4").is_dir():
        missing("The browser libraries are not there: run npm ci in the sandbox.")
    # Coverage can hang where Playwright's greenlets end; all lines were seen without the browser by now.
    if (measuring := Coverage.current()) is not None:
        measuring.stop()
    # Playwright's loop stands in this thread; Django would take the thread for an async one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = list(ARGUMENTS)
    if getattr(os, "geteuid", lambda: 1)() == 0:
        arguments.append("--no-sandbox")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
            browser = stack.enter_context(
                playwright.chromium.launch(executable_path=program, args=arguments)
            )
        except Exception as error:  # Playwright's own Node may not even start.
            missing(f"There is no Chromium: {error}")
        yield browser
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def contexts(chromium: Browser, live_server: LiveServer) -> Iterator[Contexts]:
    """The browser's windows, one for each client: what is loaded once stays in their cache.

    They close before the server does, which would else wait for their connections in vain.
    """
    windows: dict[tuple[str, bool, bool], BrowserContext] = {}

    def get(client: str, scripts: bool, bundled: bool) -> BrowserContext:
        key = client, scripts, bundled
        if key not in windows:
            windows[key] = chromium.new_context(java_script_enabled=scripts)
            windows[key].set_default_timeout(PATIENCE)
            if bundled:
                windows[key].route(
                    f"**/static/{client}/htmx.min.js",
                    lambda route: route.fulfill(path=BUNDLED / f"{client}.min.js"),
                )
        return windows[key]

    yield get
    for window in windows.values():
        window.close()
    # The database is theirs until they end; the live server does not wait for them.
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=5)


@dataclass
class Visitor:
    """A person before a page of the sandbox, with one client, and what the browser saw."""

    page: Page
    client: str
    url: str
    contact: Contact
    #: All that the page asked for, since it was opened.
    requests: list[Request] = field(default_factory=list)
    #: Answers to requests that the client's JavaScript made, since they were last read.
    answers: list[Response] = field(default_factory=list)
    #: Requests that are under way.
    pending: set[Request] = field(default_factory=set)
    #: Errors of the console and of scripts, refusals by the Content-Security-Policy among them.
    errors: list[str] = field(default_factory=list)
    #: Statuses above 400 that are no errors to this test.
    expected: set[int] = field(default_factory=lambda: set(TELLING))

    @property
    def enhanced(self) -> bool:
        """Whether a hypermedia client runs."""
        return self.client != "plain"

    def visit(self, path: str) -> None:
        """Open a page of the sandbox and wait until its scripts run, and its first field has the focus."""
        self.page.goto(self.url + path)
        # Chromium gives it a moment after the page has loaded: a key pressed before goes elsewhere.
        for first in self.page.locator("[autofocus]").all()[:1]:
            expect(first).to_be_focused()
        self.wait_for_start(self.page)
        self.requests.clear()
        self.answers.clear()

    def wait_for_start(self, page: Page) -> None:
        """Wait until the client runs, as after Back, for which Alpine AJAX loads a page anew.

        Before that it hears of no other step back or forth. htmx 4 starts a moment after the page has loaded.
        """
        page.wait_for_load_state()
        if self.client == "htmx-4":
            wait_until(page, lambda: page.evaluate(STARTED), "htmx 4 did not start")

    def leave(self) -> None:
        """Leave no request unanswered: the server would still work on it when the next test has begun."""
        if self.enhanced:
            # What refreshes itself at intervals stops with its element.
            self.page.evaluate("document.body.replaceChildren()")
        self.wait_for_answers()

    def wait_for_answers(self) -> None:
        """Wait until nothing is under way any more."""
        wait_until(self.page, lambda: not self.pending, "a request was never answered")

    def note_request(self, request: Request) -> None:
        """Keep what is asked."""
        self.pending.add(request)
        self.requests.append(request)

    def note_end(self, request: Request) -> None:
        """Forget what was answered, or given up."""
        self.pending.discard(request)

    def note_answer(self, response: Response) -> None:
        """Keep the answers to the client's own requests."""
        if response.request.resource_type in ("fetch", "xhr"):
            self.answers.append(response)

    def note_message(self, message: ConsoleMessage) -> None:
        """Keep errors; but htmx 2 calls it one when a newer request takes the place of an older.

        Chromium calls every status above 400 one, those among them with which a view tells what was wrong.
        """
        statuses = [said.format(status) for said in REFUSED for status in self.expected]
        known = ("htmx:afterRequest", "htmx:sendAbort", *statuses)
        if message.type == "error" and not message.text.startswith(known):
            self.errors.append(message.text)

    def mark(self, selector: str) -> None:
        """Set a property on an element; it is lost with the element."""
        if self.enhanced:
            self.page.locator(selector).evaluate("element => element.mark = 'kept'")

    def assert_kept(self, selector: str) -> None:
        """The element is still the very same one."""
        if self.enhanced:
            mark = self.page.locator(selector).evaluate("element => element.mark")
            assert mark == "kept", f"{selector} was replaced"

    def assert_fragments_only(self) -> None:
        """The client's requests were answered, and none with a page; a plain visitor's client made none."""
        bodies = [
            answer.text()
            for answer in self.answers
            if answer.status < 300 or answer.status in TELLING
        ]
        assert bool(bodies) == self.enhanced
        assert not [body for body in bodies if "<html" in body]
        self.answers.clear()

    def settle(self) -> None:
        """Wait until the client is done with its answers: htmx 2 gives the focus a moment after the swap."""
        busy = ".htmx-request, .htmx-settling, [aria-busy=true]"
        expect(self.page.locator(busy)).to_have_count(0)

    def focused(self) -> str:
        """The id of the element that has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))


class Held:
    """Requests that reach the server only when the test lets them, or at the end of ``with``."""

    def __init__(self, page: Page, path: str, method: str = "POST") -> None:
        self.page = page
        self.pattern = f"**{path}"
        self.method = method
        self.routes: list[Route] = []

    def __enter__(self) -> Held:
        self.page.route(self.pattern, self.hold)
        return self

    def __exit__(self, *exception: object) -> None:
        self.let_go()
        self.page.unroute(self.pattern)

    def hold(self, route: Route) -> None:
        """Keep what was meant; by default, what changes something."""
        if route.request.method == self.method:
            self.routes.append(route)
        else:
            route.continue_()

    def wait(self) -> None:
        """Wait until one is held."""
        wait_until(self.page, lambda: self.routes, "nothing was sent")

    def let_go(self) -> None:
        """Let them all go."""
        while self.routes:
            self.routes.pop(0).continue_()


class HeldAnswer(Held):
    """The first request reaches the server at once, and its answer the page when the test lets it go."""

    first: Route | None = None

    def hold(self, route: Route) -> None:
        if self.first is None and route.request.method == self.method:
            self.first, self.answer = route, route.fetch()
        super().hold(route)

    def let_go(self) -> None:
        if self.first in self.routes:
            self.routes.remove(self.first)
            self.first.fulfill(response=self.answer)
        else:
            super().let_go()


def visitor_of(
    contexts: Contexts,
    client: str,
    url: str,
    scripts: bool = False,
    bundled: bool = False,
    engine: str = "django",
) -> Iterator[Visitor]:
    """Yield a visitor; fail on any error that the browser reported.

    Their page is the client's last one, which has forgotten all: the browser works twice as long where each has a new.
    """
    seed(60)
    seed_rows()
    seed_cart()
    seed_audit()
    seed_fields()
    seed_session()
    context = contexts(client, scripts or client != "plain", bundled)
    context.clear_cookies()
    for name, value in (("client", client), ("engine", engine)):
        context.add_cookies([{"name": name, "value": value, "url": url}])
    page, *left = context.pages or [context.new_page()]
    for tab in left:
        tab.close()
    page.set_viewport_size(WINDOW)
    page.goto(f"{url}/probes/blank/")
    page.evaluate("sessionStorage.clear()")
    contact = Contact.objects.order_by("pk")[0]
    visitor = Visitor(page, client, url, contact)
    listeners = {
        "request": visitor.note_request,
        "requestfinished": visitor.note_end,
        "requestfailed": visitor.note_end,
        "response": visitor.note_answer,
        "pageerror": lambda error: visitor.errors.append(str(error)),
        "console": visitor.note_message,
    }
    with ExitStack() as stack:
        for event, listener in listeners.items():
            page.on(event, listener)
            stack.callback(page.remove_listener, event, listener)
        stack.callback(page.unroute_all)
        yield visitor
        visitor.leave()
    assert visitor.errors == []


@pytest.fixture
def page_engine() -> str:
    """The template engine that the visitor chose; tests of both take `BOTH_ENGINES`."""
    return "django"


@pytest.fixture(params=list(CLIENTS))
def visitor(request, contexts, live_server, page_engine) -> Iterator[Visitor]:
    """A visitor with each of the four clients in turn."""
    url = live_server.url
    yield from visitor_of(contexts, request.param, url, engine=page_engine)


@pytest.fixture(params=ENHANCED)
def enhanced_visitor(request, contexts, live_server, page_engine) -> Iterator[Visitor]:
    """A visitor with each of the three hypermedia clients in turn."""
    url = live_server.url
    yield from visitor_of(contexts, request.param, url, engine=page_engine)


@pytest.fixture(
    params=[
        *ENHANCED,
        *(pytest.param(f"{name} bundled", marks=ONCE) for name in BUNDLED_CLIENTS),
    ]
)
def every_build(request, contexts, live_server, page_engine) -> Iterator[Visitor]:
    """A visitor with each hypermedia client in turn, and with each build of htmx that django-htmx brings."""
    client, _, bundled = request.param.partition(" ")
    yield from visitor_of(
        contexts, client, live_server.url, bundled=bool(bundled), engine=page_engine
    )


@pytest.fixture(
    params=[
        *BUNDLED_CLIENTS,
        *(pytest.param(f"{name} bundled", marks=ONCE) for name in BUNDLED_CLIENTS),
    ]
)
def htmx_visitor(request, contexts, live_server) -> Iterator[Visitor]:
    """A visitor with each version and build of htmx."""
    client, _, bundled = request.param.partition(" ")
    yield from visitor_of(contexts, client, live_server.url, bundled=bool(bundled))


@pytest.fixture
def alpine_visitor(contexts, live_server) -> Iterator[Visitor]:
    """A visitor with Alpine AJAX."""
    yield from visitor_of(contexts, "alpine-ajax", live_server.url)


@pytest.fixture(params=[pytest.param(name, marks=ONCE) for name in BUNDLED_CLIENTS])
def bundled_visitor(request, contexts, live_server) -> Iterator[Visitor]:
    """A visitor with each build of htmx that django-htmx brings."""
    yield from visitor_of(contexts, request.param, live_server.url, bundled=True)
