"""Long lists, on four clients: load more, infinite scroll, search and filters, two lists on one page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q
from playwright.sync_api import Locator, Page, Route, expect

from sandbox.contacts.models import Contact
from sandbox.lists.views import Filters, InfiniteScroll, LoadMore, TwoLists

from .conftest import BOTH_ENGINES, TYPE, Visitor, wait_until

#: The first row in the window, or below it, of a list: which it is, where it is, and how high.
TOP_ROW = """id => {
  const row = [...document.getElementById(id).children].find(each => each.getBoundingClientRect().bottom > 0);
  const { top, height } = row.getBoundingClientRect();
  return [row.querySelector("a").textContent, top, height];
}"""
#: Has a row stand at the top of the window, a few pixels beyond.
SCROLL = """([id, index]) => {
  const { top } = document.getElementById(id).children[index].getBoundingClientRect();
  scrollBy({ top: top + 5, behavior: "instant" });
}"""
#: Has another row come in the place of one, as when it is edited where it stands.
REPLACE = """([id, index]) => {
  const row = document.getElementById(id).children[index];
  row.replaceWith(Object.assign(document.createElement(row.localName), { innerHTML: row.innerHTML }));
}"""
#: Playwright would scroll to what it clicks.
CTRL_CLICK = """link => link.dispatchEvent(
  new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true }))"""


def more_contacts(count: int) -> None:
    """Make contacts that come last, whether ordered by name or by company."""
    Contact.objects.bulk_create(
        Contact(name=name, company=name, email=f"{number}@example.net")
        for number in range(count)
        for name in [f"Zz {number:03}"]
    )


def names(rows: Locator) -> list[str]:
    """The names that a list shows, in its order."""
    return rows.locator("a").all_text_contents()


def in_order(*fields: str) -> list[str]:
    """The names of all contacts."""
    return list(Contact.objects.order_by(*fields).values_list("name", flat=True))


def control(page: Page, prefix: str = "") -> Locator:
    """What leads on, be it a link or a button."""
    return page.locator(f"#{prefix}rows-more a")


def hold(page: Page, pattern: str = "**/lists/**page=*") -> list[Route]:
    """Let requests wait until they are told to go on."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    return held


def release(
    page: Page, held: list[Route], how: Callable[[Route], None] = Route.continue_
) -> None:
    """Let the one request that waits go on, and hold no further."""
    [route] = wait_until(page, lambda: held, "nothing was asked")
    how(route)
    page.unroute_all()


def parameters(page: Page) -> dict[str, list[str]]:
    """What stands in the address."""
    return parse_qs(urlsplit(page.url).query)


def parameters_of(link: Locator) -> dict[str, list[str]]:
    """What stands in the address of a link."""
    return parse_qs(urlsplit(link.get_attribute("href")).query)


@BOTH_ENGINES
def test_a_button_adds_rows_to_a_table_until_the_end(every_build):
    visitor, page = every_build, every_build.page
    expected, size = in_order("name", "pk"), LoadMore.paginate_by
    visitor.visit("/lists/more/")
    address, rows = page.url, page.locator("#rows > tr")
    for kept in ("h1", "#rows", "#rows tr >> nth=0", "#rows tr >> nth=-1"):
        visitor.mark(kept)
    page.locator("#rows tr").nth(size - 1).evaluate("row => row.id = 'last-one'")
    expect(control(page)).to_have_role("button")
    expect(page.get_by_text("End of the list")).to_have_count(0)
    held = hold(page)

    control(page).press("Enter")

    expect(page.locator("#rows")).to_have_attribute("aria-busy", "true")
    release(page, held)
    expect(rows).to_have_count(2 * size)
    expect(page.locator("#rows[aria-busy]")).to_have_count(0)
    expect(rows.nth(size)).to_be_focused()
    control(page).press("Space")
    expect(rows).to_have_count(3 * size)
    expect(rows.nth(2 * size)).to_be_focused()
    assert names(rows) == expected[: 3 * size] == expected
    assert rows.locator("td").count() == 2 * len(expected)
    expect(page.locator("#rows-more")).to_have_text("End of the list")
    assert len(visitor.answers) == 2
    visitor.assert_fragments_only()
    for kept in ("h1", "#rows", "#rows tr >> nth=0", "#last-one"):
        visitor.assert_kept(kept)
    # The reader's place may stand in it.
    assert page.url.partition("?")[0] == address


@BOTH_ENGINES
def test_links_lead_from_page_to_page_and_keep_what_else_is_in_the_address(visitor):
    """As a crawler sees them, and whoever opens a page directly."""
    page, expected, size = visitor.page, in_order("name", "pk"), LoadMore.paginate_by
    rows = page.locator("#rows > tr")
    visitor.visit("/lists/more/?tag=b&tag=a&size=&x=%26")

    for number in range(3):
        found = expected[number * size : (number + 1) * size]
        expect(rows).to_have_count(len(found))
        assert names(rows) == found
        if control(page).count():
            visitor.visit(control(page).get_attribute("href"))
            assert parameters(page)["tag"] == ["b", "a"]
            assert "size=" in page.url and parameters(page)["x"] == ["&"]
    expect(page.locator("#rows-more")).to_have_text("End of the list")

    page.get_by_role("link", name="Previous page").click()

    expect(rows).to_have_count(size)
    assert names(rows) == expected[size : 2 * size]
    assert parameters(page)["tag"] == ["b", "a"]
    page.get_by_role("link", name="Previous page").click()
    expect(page.get_by_role("link", name="Previous page")).to_have_count(0)
    assert names(rows) == expected[:size]
    if not visitor.enhanced:
        page.get_by_role("link", name="Load more").click()
        expect(rows.first).to_contain_text(expected[size])


def test_scrolling_adds_three_pages_and_then_the_footer_can_be_reached(every_build):
    visitor, page = every_build, every_build.page
    more_contacts(200)
    expected, size = in_order(*InfiniteScroll.ordering), InfiniteScroll.paginate_by
    cards = page.locator("#rows > li")
    visitor.visit("/lists/scroll/")
    visitor.mark("#rows")
    visitor.mark("#rows li >> nth=0")

    for number in (2, 3, 4):
        control(page).scroll_into_view_if_needed()
        expect(cards).to_have_count(number * size)
    page.locator("#footer").scroll_into_view_if_needed()
    control(page).scroll_into_view_if_needed()
    page.wait_for_timeout(200)

    expect(cards).to_have_count(4 * size)
    expect(control(page)).to_have_role("button")
    expect(control(page)).to_be_in_viewport()
    control(page).click()
    expect(cards).to_have_count(5 * size)
    expect(cards.nth(4 * size)).to_be_focused()
    control(page).scroll_into_view_if_needed()
    expect(cards).to_have_count(6 * size)
    assert names(page.locator("#rows")) == expected[: 6 * size]
    visitor.assert_fragments_only()
    visitor.assert_kept("#rows")
    visitor.assert_kept("#rows li >> nth=0")


FAILURES = {
    "500": lambda route: route.fulfill(status=500, body="<p>broken</p>"),
    "404": lambda route: route.fulfill(status=404, body="<p>not there</p>"),
    "lost": lambda route: route.abort(),
}


def test_what_failed_is_said_and_can_be_tried_again(enhanced_visitor):
    more_contacts(100)
    for address in ("/lists/more/", "/lists/scroll/"):
        fail_and_try_again(enhanced_visitor, address)


def fail_and_try_again(visitor: Visitor, address: str) -> None:
    """Ask in vain, in every way, and then with success."""
    page = visitor.page
    rows, alert = page.locator("#rows > *"), page.locator(
        "#rows-more [role=alert]:visible"
    )
    visitor.visit(address)
    size = rows.count()
    for kept in ("h1", "#rows", "#rows-more"):
        visitor.mark(kept)

    for failure in FAILURES.values():
        page.route("**/lists/**page=*", failure)
        if alert.count():
            control(page).click()
        elif "more" in address:
            control(page).click()
        else:
            control(page).scroll_into_view_if_needed()
        expect(alert).to_have_text("That did not work. Try again.")
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        expect(rows).to_have_count(size)
        assert page.url == visitor.url + address
        page.unroute_all()
        held = hold(page)
        control(page).press("Enter")
        expect(alert).to_have_count(0)
        release(page, held, FAILURES["lost"])
        expect(alert).to_be_visible()
    for kept in ("h1", "#rows", "#rows-more"):
        visitor.assert_kept(kept)

    held = hold(page)
    control(page).press("Enter")
    # Who goes elsewhere meanwhile stays there.
    page.locator("header a").focus()
    release(page, held)

    expect(rows).to_have_count(2 * size)
    expect(page.locator("header a")).to_be_focused()
    expect(alert).to_have_count(0)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert len(set(names(rows))) == 2 * size
    visitor.errors.clear()


def scroll_to(page: Page, rows: str, index: int) -> tuple[str, float]:
    """Have a row stand at the top of the window, and the page note it; return its name and where it stands."""
    page.evaluate(SCROLL, [rows, index])
    name, top, _ = page.evaluate(TOP_ROW, rows)
    noted = "top => history.state?.hypermedia?.top === top"
    wait_until(page, lambda: page.evaluate(noted, top), "the place was not noted")
    return name, top


def expect_place(page: Page, rows: str, name: str, top: float) -> None:
    """The row is at the top of the window, where it was."""

    def is_there() -> bool:
        found, now, height = page.evaluate(TOP_ROW, rows)
        return found == name and abs(now - top) < height

    wait_until(page, is_there, f"{name} was at {top}, and is not any more")


def test_reload_and_back_find_the_row_that_the_reader_was_at(enhanced_visitor):
    """The one at the top of the window; the browser that the tests drive keeps no page as it was."""
    more_contacts(60)
    for address, rows, size in (
        ("/lists/more/", "rows", LoadMore.paginate_by),
        ("/lists/scroll/", "rows", InfiniteScroll.paginate_by),
        ("/lists/two/", "companies-rows", TwoLists.paginate_by),
    ):
        go_and_come_back(enhanced_visitor, address, rows, size)


def go_and_come_back(visitor: Visitor, address: str, rows: str, size: int) -> None:
    """Read far down, reload, follow a link, and press Back, where the page ends with the list."""
    page = visitor.page
    hidden = "section[aria-label=Source], footer { display: none }"
    page.route(
        "**/sandbox.css",
        lambda route: route.fulfill(
            body=f"{route.fetch().text()} {hidden}", content_type="text/css"
        ),
    )
    visitor.visit(f"{address}?tag=b&tag=a")
    for number in (2, 3, 4):
        link = page.locator(f"#{rows}-more a")
        link.scroll_into_view_if_needed()
        if "scroll" not in address:
            link.click()
        expect(page.locator(f"#{rows} > *")).to_have_count(number * size)
    # The last row of the second page, so that the third is in the window, too.
    page.evaluate(REPLACE, [rows, 2 * size - 1])
    name, top = scroll_to(page, rows, 2 * size - 1)
    assert parameters(page)["tag"] == ["b", "a"]
    seen = page.locator(f"#{rows} > *").nth(2 * size + 1).locator("a")
    expect(seen).to_be_in_viewport()
    clicked = seen.text_content()

    page.reload()

    expect_place(page, rows, name, top)
    seen = page.locator(f"#{rows} a", has_text=clicked)
    expect(seen).to_be_in_viewport()
    page.wait_for_timeout(200)
    expect_place(page, rows, name, top)
    # A link that is followed while the page still scrolls.
    page.evaluate(SCROLL, [rows, size - 3])
    name, top, _ = page.evaluate(TOP_ROW, rows)
    seen.evaluate("link => link.click()")
    expect(page.locator(f"#{rows}")).to_have_count(0)
    page.go_back()
    expect_place(page, rows, name, top)
    expect(seen).to_be_in_viewport()
    expect_place(page, rows, name, top)
    assert parameters(page)["tag"] == ["b", "a"]


def test_search_filters_and_load_more_keep_each_other(visitor):
    page = visitor.page
    for number, form in enumerate(["Inc", "LLC", "Ltd", "Inc"] * 20):
        name, liked = f"Zz {number:02}", number > 9
        email = f"{number}@example.net"
        Contact.objects.create(
            name=name, company=f"Zz {form}", email=email, liked=liked
        )
    found = Contact.objects.filter(email__endswith=".net", liked=True)
    found = found.exclude(company__endswith="Ltd")
    expected, size = list(found.values_list("name", flat=True)), Filters.paginate_by
    rows, count = page.locator("#rows > li"), page.locator("#count")
    visitor.visit("/lists/filters/")
    visitor.mark("#q")
    expect(rows).to_have_count(size)

    page.get_by_label("Inc").check()
    page.get_by_label("LLC").check()
    page.get_by_label("Liked only").check()
    page.get_by_role("searchbox").evaluate(TYPE, "zz")
    if not visitor.enhanced:
        page.get_by_role("button", name="Search").click()

    wanted = {"q": ["zz"], "liked": ["on"], "form": ["Inc", "LLC"]}
    # Each of the boxes asks, too.
    wait_until(page, lambda: parameters(page) == wanted, "the address is another")
    expect(count).to_have_text(f"{len(expected)} contacts")
    assert parameters_of(control(page)) == {**wanted, "page": ["2"]}
    control(page).click()
    if visitor.enhanced:
        expect(rows).to_have_count(2 * size)
        assert names(rows) == expected[: 2 * size]
        assert parameters(page) == wanted
        expect(rows.nth(size)).to_be_focused()
    else:
        expect(rows.first).to_contain_text(expected[size])
        assert names(rows) == expected[size : 2 * size]
        assert parameters(page) == {**wanted, "page": ["2"]}
    expect(page.get_by_label("LLC")).to_be_checked()

    box = page.get_by_role("searchbox")
    if visitor.enhanced:
        # As in a form that stays in the window, far down in the list.
        name, top = scroll_to(page, "rows", size + 1)
        assert parameters(page) == {**wanted, "page": ["2"]}
        box.evaluate(TYPE, "zz 7")
    else:
        box.fill("zz 7")
        box.press("Enter")

    fewer = [name for name in expected if "7" in name]
    expect(count).to_have_text(f"{len(fewer)} contacts")
    assert names(rows) == fewer
    assert parameters(page) == {**wanted, "q": ["zz 7"]}
    if visitor.enhanced:
        expect(box).to_be_focused()
    visitor.assert_kept("#q")
    visitor.assert_fragments_only()
    page.go_back()
    expect(count).to_have_text(f"{len(expected)} contacts")
    visitor.wait_for_start(page)
    assert parameters(page)["q"] == ["zz"]
    if visitor.enhanced:
        expect_place(page, "rows", name, top)
    else:
        assert names(rows) == expected[size : 2 * size]


def test_an_answer_that_comes_after_a_new_search_is_not_added(enhanced_visitor):
    visitor, page = enhanced_visitor, enhanced_visitor.page
    visitor.visit("/lists/filters/")
    held = hold(page)
    control(page).click()
    expect(page.locator("#rows")).to_have_attribute("aria-busy", "true")
    page.get_by_role("searchbox").fill("e")
    found = Contact.objects.filter(Q(name__icontains="e") | Q(company__icontains="e"))
    expect(page.locator("#count")).to_have_text(f"{found.count()} contacts")

    with page.expect_request_finished():
        release(page, held)
    page.wait_for_timeout(200)

    expected, size = list(found.values_list("name", flat=True)), Filters.paginate_by
    assert names(page.locator("#rows")) == expected[:size]
    assert parameters_of(control(page)) == {"q": ["e"], "page": ["2"]}
    control(page).click()
    expect(page.locator("#rows > li")).to_have_count(2 * size)
    assert names(page.locator("#rows")) == expected[: 2 * size]


def test_two_lists_grow_on_their_own_and_keep_each_others_page(visitor):
    page, size = visitor.page, TwoLists.paginate_by
    people, companies = page.locator("#people-rows"), page.locator("#companies-rows")
    expected = in_order("name", "pk")
    visitor.visit("/lists/two/?companies-page=2&tag=b&tag=a")
    directly = names(companies)
    visitor.mark("#companies-rows")
    visitor.mark("#companies-rows-more")

    control(page, "people-").click()
    if not visitor.enhanced:
        expect(people.locator("li").first).to_contain_text(expected[size])
        assert names(people) == expected[size : 2 * size]
        assert names(companies) == directly
        both = {"companies-page": ["2"], "people-page": ["2"], "tag": ["b", "a"]}
        assert parameters(page) == both
        assert parameters_of(control(page, "companies-")) == {
            **both,
            "companies-page": ["3"],
        }
        previous = page.get_by_role("link", name="Previous companies")
        assert parameters_of(previous) == {**both, "companies-page": ["1"]}
        return

    expect(people.locator("li")).to_have_count(2 * size)
    control(page, "people-").click()
    expect(people.locator("li")).to_have_count(3 * size)
    assert names(people) == expected[: 3 * size]
    assert names(companies) == directly
    visitor.assert_kept("#companies-rows")
    visitor.assert_kept("#companies-rows-more")
    visitor.mark("#people-rows")
    control(page, "companies-").click()
    expect(companies.locator("li")).to_have_count(2 * size)
    visitor.assert_kept("#people-rows")
    assert names(people) == expected[: 3 * size]
    assert len(set(names(companies))) == 2 * size
    visitor.assert_fragments_only()


@BOTH_ENGINES
def test_rows_that_come_and_go_meanwhile_neither_double_nor_hide_others(visitor):
    page, size = visitor.page, LoadMore.paginate_by
    expected = in_order("name", "pk")
    rows = page.locator("#rows > tr")
    visitor.visit("/lists/more/")
    seen = names(rows)

    first, last = Contact.objects.order_by("name", "pk")[:size][:: size - 1]
    last.delete()
    Contact.objects.filter(name=expected[30]).delete()
    for number, name in enumerate(["A first one", first.name + "a", "Zz last one"]):
        Contact.objects.create(name=name, email=f"{number}@example.net")
    while control(page).count():
        count = rows.count()
        control(page).click()
        if visitor.enhanced:
            expect(rows).not_to_have_count(count)
            seen = names(rows)
        else:
            expect(rows.first).not_to_contain_text(seen[-size])
            seen += names(rows)

    assert seen == [*expected[:30], *expected[31:], "Zz last one"]


def test_a_button_asks_once_and_leaves_other_clicks_to_the_browser(enhanced_visitor):
    for address in ("/lists/more/", "/lists/scroll/"):
        click_in_many_ways(enhanced_visitor, address)


def click_in_many_ways(visitor: Visitor, address: str) -> None:
    """Open a new tab, and then click twice."""
    page = visitor.page
    page.set_viewport_size({"width": 1280, "height": 200})
    visitor.visit(address)
    rows = page.locator("#rows > *")
    size = rows.count()
    with page.context.expect_page() as opened:
        # The button of a list that scrolls asks as soon as it is seen.
        control(page).evaluate(CTRL_CLICK)
    opened.value.close()
    page.wait_for_timeout(100)
    expect(rows).to_have_count(size)

    control(page).evaluate("link => { link.click(); link.click(); }")

    expect(rows).to_have_count(2 * size)
    page.wait_for_timeout(300)
    expect(rows).to_have_count(2 * size)
    assert len(visitor.answers) == 1
    visitor.assert_fragments_only()
