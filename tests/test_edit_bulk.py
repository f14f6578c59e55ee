"""One action over many rows."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.contrib.messages.views import SuccessMessageMixin
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.paginator import Paginator
from django.db import connections
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.views.generic import ListView
from django_filters.views import FilterView

from hypermedia_views import (
    BulkActionForm,
    BulkActionMixin,
    KeysetPaginator,
    LookAheadPaginator,
    OOBSwapMixin,
    PaginatedLoadMoreMixin,
    PartialTemplateMixin,
    TriggerEventMixin,
)
from hypermedia_views.edit.bulk import RowOutcome

from .asking import CLIENTS, ENHANCED
from .editing import INVALID_STATUS, answer, body, make, send
from .records.models import Entry, Group
from .together import at_once

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("everywhere"),
]


def shout(entry):
    """Write it in capitals, if it is not done."""
    entry.title = entry.title.upper()
    entry.save()
    if entry.done:
        raise ValidationError("It is done.")
    return f"loud {entry.title}"


def mark(entry):
    """Say nothing of it."""
    entry.text = "marked"
    entry.save()


def fail(entry):
    """Change one, and fail with the next."""
    if Entry.objects.filter(text="failed").exists():
        raise ZeroDivisionError
    entry.text = "failed"
    entry.save()


class Bulk(BulkActionMixin, PartialTemplateMixin, ListView):
    """Lists what there is, but for what is old."""

    queryset = Entry.objects.exclude(stage="old").order_by("title")
    template_name = "unit/bulk.html"
    partial_names = ["list"]
    bulk_actions = {"shout": shout, "mark": mark, "fail": fail, "go": Entry.delete}


@pytest.fixture
def rows(everywhere):
    """The keys of some rows: of three that the view lists, one of which is done, and of one that it does not."""
    return {
        entry.title: entry.pk
        for entry in (
            Entry.objects.create(title="a"),
            Entry.objects.create(title="b"),
            Entry.objects.create(title="done", done=True),
            Entry.objects.create(title="hidden", stage="old"),
        )
    }


def do(action, *ids, client="plain", view=Bulk, path="/", **data):
    """The answer to an action over rows."""
    data = {"action": action, "ids": ids, **data}
    return send(view, data, client, "list", path=path)


def titles():
    """What there is now."""
    return list(Entry.objects.order_by("pk").values_list("title", flat=True))


SAME = ["a", "b", "done", "hidden"]


class TestActions:
    @pytest.mark.parametrize("client", ENHANCED)
    def test_the_list_as_it_is_then(self, client, rows):
        response = do("shout", rows["a"], client=client)
        assert response.status_code == 200
        shown = "A loud A;b;done;"
        assert body(response) == f'<form id="list" method="post">{shown}</form>'
        assert titles() == ["A", "b", "done", "hidden"]

    def test_many_rows(self, rows):
        response = do("mark", rows["b"], rows["a"], client="htmx-4")
        outcomes = response.context_data["bulk_outcomes"]
        assert [each.object.title for each in outcomes] == ["a", "b"]
        assert Entry.objects.filter(text="marked").count() == 2

    def test_an_action_that_says_nothing(self, rows):
        response = do("mark", rows["a"], client="htmx-4")
        (outcome,) = response.context_data["bulk_outcomes"]
        assert outcome == RowOutcome(Entry(pk=rows["a"]))

    def test_an_action_that_deletes(self, rows):
        """What Model.delete() returns is nothing to say of it."""
        view = Bulk.as_view(success_partial_name="summary")
        response = do("go", rows["a"], client="htmx-4", view=view)
        assert body(response) == '<p id="list">a ;</p>'
        assert titles() == ["b", "done", "hidden"]

    def test_an_action_of_a_hook(self, rows):
        class Own(Bulk):
            bulk_actions = None

            def get_bulk_actions(self):
                return {"rename": self.rename}

            def rename(self, entry):
                Entry.objects.filter(pk=entry.pk).update(title=self.request.path)

        do("rename", rows["a"], view=Own, path="/new/")
        assert titles()[0] == "/new/"

    def test_with_a_field_of_the_form_s_own(self, rows):
        class Noted(BulkActionForm):
            note = forms.CharField()

        class Note(Bulk):
            form_class = Noted

            def get_bulk_actions(self):
                return {"note": self.note}

            def form_valid(self, form):
                self.said = form.cleaned_data["note"]
                return super().form_valid(form)

            def note(self, entry):
                Entry.objects.filter(pk=entry.pk).update(text=self.said)

        response = do("note", rows["a"], view=Note)
        assert response.context_data["form"].errors == {
            "note": ["This field is required."]
        }
        do("note", rows["a"], view=Note, note="noted")
        assert Entry.objects.get(text="noted").pk == rows["a"]

    def test_prefix(self, rows):
        view = Bulk.as_view(prefix="one")
        send(view, {"one-action": "shout", "one-ids": [rows["a"]], "ids": [rows["b"]]})
        assert titles() == ["A", "b", "done", "hidden"]

    def test_the_form_is_there_before(self, rows):
        response = send(Bulk, method="GET")
        form = response.context_data["form"]
        assert not form.is_bound
        assert form.fields["action"].choices[0] == ("shout", "shout")
        assert response.context_data["bulk_outcomes"] == ()
        assert not hasattr(response.context_data["object_list"][0], "is_chosen")

    def test_the_form_is_fresh_afterwards(self, rows):
        response = do("shout", rows["a"], client="htmx-4")
        assert not response.context_data["form"].is_bound
        assert not any(row.is_chosen for row in response.context_data["object_list"])

    def test_the_partial_of_a_success(self, rows):
        view = Bulk.as_view(success_partial_name="summary")
        response = do("shout", rows["a"], client="htmx-4", view=view)
        assert body(response) == '<p id="list">A loud A;</p>'

    @pytest.mark.parametrize("client", ENHANCED)
    def test_others_are_told(self, client, rows):
        class Telling(TriggerEventMixin, OOBSwapMixin, Bulk):
            trigger_events = ["changed"]
            oob_partials = ["rows"]

        told = do("shout", rows["a"], client=client, view=Telling)
        assert [name for name in told.headers if "Trigger" in name]
        told = do("shout", rows["done"], client=client, view=Telling)
        assert not [name for name in told.headers if "Trigger" in name]

    def test_the_database_that_a_queryset_names(self, database, settings):
        settings.DATABASE_ROUTERS = []
        entries = Entry.objects.using(database)
        entry = entries.create(title="a")
        view = Bulk.as_view(queryset=entries.order_by("pk"))
        do("mark", entry.pk, view=view)
        assert entries.get().text == "marked"


class TestRedirect:
    def test_to_the_list_as_it_was(self, rows):
        response = do("shout", rows["a"], path="/entries/?q=a&page=1&tag=1&tag=2")
        assert response.status_code == 302
        assert response.url == "/entries/?q=a&page=1&tag=1&tag=2"

    def test_to_no_other_host(self, rows):
        """Wherever the view is, a path that begins with two slashes would be one."""
        response = do("shout", rows["a"], path="http://testserver//evil.example/?q=a")
        assert response.url == "/%2Fevil.example/?q=a"

    def test_to_a_path_that_has_a_question_mark(self, rows):
        response = do("shout", rows["a"], path="/a%3Fb%23c/é/?q=%C3%A4")
        assert response.url == "/a%3Fb%23c/%C3%A9/?q=%C3%A4"

    def test_to_the_first_page_where_the_other_is_gone(self, rows):
        path = "/entries/?q=a&page=2&tag=1&tag=2"
        response = do("go", rows["done"], view=PAGED[0], path=path)
        assert response.url == "/entries/?q=a&tag=1&tag=2"

    def test_to_the_success_url(self, rows):
        response = do("shout", rows["a"], view=Bulk.as_view(success_url="/done/"))
        assert response.url == "/done/"

    def test_success_message(self, rows):
        class Told(SuccessMessageMixin, Bulk):
            success_message = "Done."

        assert said(Told, "shout", rows["a"]) == ["Done."]
        assert said(Told, "shout", rows["done"]) == []
        assert said(Told, "shout") == []


def said(view, action, *ids):
    """The messages after an action."""
    request = make("POST", {"action": action, "ids": ids})
    answer(view, request)
    return [str(message) for message in request._messages]


class TestRefused:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_one_keeps_all_from_being_changed(self, client, rows):
        response = do("shout", rows["a"], rows["done"], client=client)
        assert response.status_code == INVALID_STATUS[client]
        form = response.context_data["form"]
        assert form.non_field_errors() == ["DONE: It is done."]
        assert titles() == SAME

    def test_its_row_says_why(self, rows):
        response = do("shout", rows["a"], rows["done"], client="htmx-4")
        assert "a is chosen;b;done is chosen It is done.;" in body(response)

    def test_others_are_changed_where_that_is_allowed(self, rows):
        view = Bulk.as_view(bulk_atomic=False)
        response = do("shout", rows["a"], rows["done"], client="htmx-4", view=view)
        assert response.status_code == 200
        assert titles() == ["A", "b", "done", "hidden"]
        refused = [each.refused for each in response.context_data["bulk_outcomes"]]
        assert refused == [False, True]
        assert "A loud A;b;done It is done.;" in body(response)

    @pytest.mark.parametrize("client", CLIENTS)
    def test_all_of_them(self, client, rows):
        view = Bulk.as_view(bulk_atomic=False)
        response = do("shout", rows["done"], client=client, view=view)
        assert response.status_code == INVALID_STATUS[client]
        assert titles() == SAME

    def test_where_a_hook_allows_the_others(self, rows):
        class Some(Bulk):
            def get_bulk_atomic(self):
                return False

        do("shout", rows["a"], rows["done"], view=Some)
        assert titles() == ["A", "b", "done", "hidden"]

    def test_with_several_reasons(self, rows):
        def refuse(entry):
            raise ValidationError(["One.", "Two."])

        view = Bulk.as_view(bulk_actions={"refuse": refuse})
        form = do("refuse", rows["a"], view=view).context_data["form"]
        assert form.non_field_errors() == ["a: One. Two."]

    @pytest.mark.parametrize("count, more", [(6, "1 more row"), (7, "2 more rows")])
    def test_many(self, count, more, rows):
        made = [Entry(title=str(number), done=True) for number in range(count)]
        Entry.objects.bulk_create(made)
        ids = Entry.objects.filter(title__lt="a").values_list("pk", flat=True)
        response = do("shout", *ids)
        told = response.context_data["form"].non_field_errors()
        assert told == [*(f"{number}: It is done." for number in range(5)), more]
        assert len(response.context_data["bulk_outcomes"]) == count

    def test_five_are_all_named(self, rows):
        made = [Entry(title=str(number), done=True) for number in range(5)]
        Entry.objects.bulk_create(made)
        ids = Entry.objects.filter(title__lt="a").values_list("pk", flat=True)
        assert len(do("shout", *ids).context_data["form"].non_field_errors()) == 5

    def test_an_exception_undoes_all(self, rows):
        with pytest.raises(ZeroDivisionError):
            do("fail", rows["a"], rows["b"])
        assert not Entry.objects.filter(text="failed").exists()

    def test_an_exception_undoes_all_where_rows_may_be_refused(self, rows):
        with pytest.raises(ZeroDivisionError):
            do("fail", rows["a"], rows["b"], view=Bulk.as_view(bulk_atomic=False))
        assert not Entry.objects.filter(text="failed").exists()


def test_an_action_that_others_keep_from_deleting(everywhere):
    group = Group.objects.create(name="a")
    free = Group.objects.create(name="b")
    for number in range(7):
        Entry.objects.create(title=str(number), group=group)
    view = Bulk.as_view(queryset=Group.objects.all(), bulk_actions={"go": Group.delete})
    response = do("go", group.pk, free.pk, view=view)
    (told,) = response.context_data["form"].non_field_errors()
    assert told == f"{group}: It is needed by: 0, 1, 2, 3, 4 and 2 more."
    assert Group.objects.count() == 2


class TestBadInput:
    @pytest.mark.parametrize("client", CLIENTS)
    @pytest.mark.parametrize(
        "action", ["", "unknown", "delete", "__class__", "a" * 999]
    )
    def test_unknown_action(self, action, client, rows):
        response = do(action, rows["a"], client=client)
        assert response.status_code == INVALID_STATUS[client]
        assert list(response.context_data["form"].errors) == ["action"]
        assert titles() == SAME

    @pytest.mark.parametrize("client", CLIENTS)
    def test_row_that_the_view_does_not_list(self, client, rows):
        response = do("shout", rows["a"], rows["hidden"], client=client)
        assert response.status_code == INVALID_STATUS[client]
        (error,) = response.context_data["form"].errors["ids"]
        assert error == (
            f"Select a valid choice. {rows['hidden']} is not one of the available choices."
        )
        assert titles() == SAME

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_rows(self, client, rows):
        response = do("shout", client=client)
        assert response.status_code == INVALID_STATUS[client]
        errors = response.context_data["form"].errors
        assert errors == {"ids": ["Choose at least one row."]}
        assert not any(row.is_chosen for row in response.context_data["object_list"])

    @pytest.mark.parametrize("id", ["x", "", "-1", "0", "1.5", "\0", "[]", "9" * 40])
    def test_what_is_no_row(self, id, rows):
        response = do("shout", rows["a"], id)
        assert list(response.context_data["form"].errors) == ["ids"]
        assert titles() == SAME

    def test_nothing_at_all(self, rows):
        response = send(Bulk, {})
        assert list(response.context_data["form"].errors) == ["action", "ids"]

    def test_rows_stay_chosen(self, rows):
        response = do("unknown", rows["a"], "x", client="htmx-4")
        assert "a is chosen;b;done;" in body(response)

    def test_row_twice(self, rows):
        do("shout", rows["a"], rows["a"])
        assert titles() == ["A", "b", "done", "hidden"]

    def test_get_does_nothing(self, rows):
        path = f"/?action=shout&ids={rows['a']}"
        response = send(Bulk, method="GET", path=path)
        assert not response.context_data["form"].is_bound
        assert titles() == SAME

    def test_no_actions(self):
        class Nothing(BulkActionMixin, ListView):
            model = Entry

        name = Nothing.__qualname__
        with pytest.raises(ImproperlyConfigured) as caught:
            send(Nothing, method="GET")
        assert str(caught.value) == (
            f"{name} has no actions. Set {name}.bulk_actions to a dict from names to callables that take one object, "
            f"{{'archive': Contact.archive}}, or override {name}.get_bulk_actions()."
        )


class Chosen(Bulk):
    """Has one row that can be chosen."""

    def get_bulk_queryset(self):
        return super().get_bulk_queryset().filter(title="a")


def test_rows_that_can_be_chosen_by_a_hook(rows):
    do("mark", rows["a"], view=Chosen)
    response = do("mark", rows["b"], view=Chosen)
    assert list(response.context_data["form"].errors) == ["ids"]
    assert Entry.objects.get(text="marked").title == "a"


class Filtered(BulkActionMixin, PartialTemplateMixin, FilterView):
    """Filters by what the address says."""

    model = Entry
    queryset = Entry.objects.order_by("title")
    filterset_fields = ["done", "text"]
    template_name = "unit/bulk.html"
    partial_names = ["list"]
    bulk_actions = Bulk.bulk_actions


class Paged(PaginatedLoadMoreMixin, Bulk):
    """Adds page to page."""

    paginate_by = 2


PAGED = [
    Bulk.as_view(paginate_by=2),
    Bulk.as_view(paginate_by=2, paginator_class=LookAheadPaginator),
    Paged.as_view(),
    Paged.as_view(paginator_class=Paginator),
    Paged.as_view(
        paginator_class=KeysetPaginator, queryset=Bulk.queryset.order_by("title", "pk")
    ),
    Filtered.as_view(paginate_by=2),
    type("Both", (PaginatedLoadMoreMixin, Filtered), {"paginate_by": 2}).as_view(),
]


class TestPages:
    @pytest.mark.parametrize("view", PAGED)
    def test_rows_that_are_refused(self, view, rows):
        response = do("shout", rows["a"], rows["done"], view=view)
        page = response.context_data["page_obj"]
        shown = [(row.title, row.is_chosen, row.bulk_outcome) for row in page]
        assert shown == [("a", True, None), ("b", False, None)]
        assert titles() == SAME

    @pytest.mark.parametrize("view", PAGED)
    def test_rows_that_are_changed(self, view, rows):
        response = do("shout", rows["b"], client="htmx-4", view=view)
        page = response.context_data["page_obj"]
        said = {
            row.title: row.bulk_outcome and row.bulk_outcome.message for row in page
        }
        assert said["B"] == "loud B"
        assert set(said.values()) == {"loud B", None}

    @pytest.mark.parametrize("view", [each for each in PAGED if each is not PAGED[4]])
    def test_the_page_of_the_address(self, view, rows):
        response = do("shout", rows["a"], rows["done"], view=view, path="/?page=2")
        page = response.context_data["page_obj"]
        assert page.number == 2
        row, *_ = page
        assert (row.title, row.is_chosen) == ("done", True)
        assert row.bulk_outcome.message == "It is done."

    @pytest.mark.parametrize("client", CLIENTS)
    def test_rows_of_other_pages_can_be_chosen(self, client, rows):
        do("mark", rows["a"], client=client, view=PAGED[0], path="/?page=2")
        assert Entry.objects.get(text="marked").title == "a"

    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_page_that_there_is_not(self, client, rows):
        with pytest.raises(Http404):
            do("unknown", rows["a"], client=client, view=PAGED[0], path="/?page=9")

    @pytest.mark.parametrize("client", ENHANCED)
    @pytest.mark.parametrize("view", [each for each in PAGED if each is not PAGED[4]])
    def test_a_page_that_has_gone_with_its_rows(self, view, client, rows):
        """The change is done; the first page shows it."""
        Entry.objects.filter(title="hidden").delete()
        path = "/?page=2&done=unknown"
        response = do("go", rows["done"], client=client, view=view, path=path)
        page = response.context_data["page_obj"]
        assert (page.number, titles()) == (1, ["a", "b"])
        assert [row.title for row in page] == ["a", "b"]

    @pytest.mark.parametrize("client", ENHANCED)
    def test_later_rows_are_no_answer_to_a_change(self, client, rows):
        response = do("mark", rows["done"], client=client, view=Paged, path="/?page=2")
        assert body(response).startswith('<form id="list" method="post">done')

    @pytest.mark.parametrize("client", CLIENTS)
    def test_a_filter_in_the_address(self, client, rows):
        response = do(
            "shout", rows["done"], view=Filtered, client=client, path="/?done=true"
        )
        (row,) = response.context_data["object_list"]
        assert (row.title, row.is_chosen) == ("done", True)
        assert response.context_data["filter"].form["done"].value() is True

    def test_a_row_that_the_filter_leaves_out(self, rows):
        response = do("mark", rows["a"], view=Filtered, path="/?done=true")
        assert list(response.context_data["form"].errors) == ["ids"]
        assert not Entry.objects.filter(text="marked").exists()

    @pytest.mark.parametrize("strict, allowed", [(True, False), (False, True)])
    def test_a_filter_that_is_not_valid(self, strict, allowed, rows):
        class Kinds(Filtered):
            filterset_fields = ["price"]

        view = Kinds.as_view(strict=strict)
        do("mark", rows["a"], view=view, path="/?price=x")
        assert Entry.objects.filter(text="marked").exists() == allowed

    def test_a_row_that_the_filter_lets_through(self, rows):
        response = do("mark", rows["a"], view=Filtered, path="/?done=false")
        assert response.url == "/?done=false"
        assert Entry.objects.get(text="marked").title == "a"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_rows_are_locked_in_one_order(rows, everywhere):
    with CaptureQueriesContext(connections[everywhere]) as queries:
        do("mark", rows["b"], rows["a"])
    (sql,) = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"]]
    assert re.search(r'ORDER BY (1|"records_entry"\."id") ASC FOR UPDATE$', sql)


@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_actions_at_once(rows):
    """The second works with what the first has left."""

    def add(text, pause=str):
        def action(entry):
            entry.text += text
            entry.save()
            pause()

        return Bulk.as_view(bulk_actions={"add": action})

    at_once(
        lambda pause: do("add", rows["a"], view=add("one", pause)),
        lambda: do("add", rows["b"], rows["a"], view=add("two")),
    )
    assert Entry.objects.get(pk=rows["a"]).text == "onetwo"
    assert Entry.objects.get(pk=rows["b"]).text == "two"
