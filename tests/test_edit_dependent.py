"""Fields whose options depend on another."""

from __future__ import annotations

from itertools import permutations

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.views.generic import CreateView, FormView, UpdateView

from hypermedia_views import (
    AutosaveMixin,
    DependentFieldsMixin,
    FieldValidationMixin,
    OOBSwapMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)

from .asking import CLIENTS, factory
from .editing import INVALID_STATUS, answer, body, send
from .records.models import Entry, Group, Record

pytestmark = [
    pytest.mark.usefixtures("engine"),
    pytest.mark.django_db(databases="__all__"),
    pytest.mark.usefixtures("everywhere"),
]

RECORDS = Record.objects.order_by("pk")


class Choose(forms.Form):
    """Each field depends on the one before it, and the last on the first two."""

    group = forms.ModelChoiceField(Group.objects.all())
    parent = forms.ModelChoiceField(RECORDS)
    record = forms.ModelChoiceField(RECORDS.filter(flag=False), required=False)
    kind = forms.ChoiceField(required=False)


class Records(DependentFieldsMixin, PartialFormMixin, PartialTemplateMixin, FormView):
    """Chooses a record from those of a record, from those of a group."""

    form_class = Choose
    template_name = "unit/dependent.html"
    success_url = "/done/"
    partial_names = {"form": "unit/dependent.html"}
    dependent_fields = {
        "parent": "group",
        "record": ["parent"],
        "kind": ["group", "parent"],
    }

    def get_dependent_choices(self, name, parents):
        label = f"{parents['group'].name} {parents['parent'].title}"
        return [(f"{name} {label}", label)]


@pytest.fixture
def chosen(everywhere):
    """What can be chosen, by names: a group, two records of it, and one of the first of these."""
    a, b = (Group.objects.create(name=name) for name in "ab")
    one = Record.objects.create(group=a, title="one")
    two = Record.objects.create(group=a, title="two")
    other = Record.objects.create(group=b, title="other")
    child = Record.objects.create(group=b, title="child", parent=one)
    hidden = Record.objects.create(parent=one, flag=True)
    return {
        "a": a.pk,
        "b": b.pk,
        "one": one.pk,
        "two": two.pk,
        "other": other.pk,
        "child": child.pk,
        "hidden": hidden.pk,
    }


def show(view=Records, client="plain", *targets, **data):
    """The answer to a form, or for the page without one."""
    method = "POST" if data else "GET"
    return send(view, data, client, *targets, method=method)


def options(response, name):
    """The values that a field offers, but for the one that means none."""
    choices = response.context_data["form"].fields[name].choices
    return [str(value) for value, label in choices if value]


def keys(chosen, *names):
    """The keys of some objects, as they are sent."""
    return [str(chosen[name]) for name in names]


class TestOptions:
    def test_of_a_parent_that_is_chosen(self, chosen):
        response = show(_field="group", group=chosen["a"])
        assert options(response, "parent") == keys(chosen, "one", "two")

    def test_of_no_parent(self, chosen):
        for response in (show(), show(_field="group", group="")):
            assert options(response, "parent") == []
            assert options(response, "record") == []

    @pytest.mark.parametrize("group", ["0", "x", "-1", "\0", "9" * 30])
    def test_of_a_parent_that_there_is_not(self, group, chosen):
        response = show(_field="group", group=group)
        assert options(response, "parent") == []

    def test_of_a_parent_that_its_own_does_not_have(self, chosen):
        response = show(_field="group", group=chosen["b"], parent=chosen["one"])
        assert options(response, "parent") == keys(chosen, "other", "child")
        assert options(response, "record") == []

    def test_two_levels_down(self, chosen):
        response = show(_field="parent", group=chosen["a"], parent=chosen["one"])
        assert options(response, "record") == keys(chosen, "child")

    def test_what_the_form_leaves_out_is_none(self, chosen):
        response = show(_field="parent", group=chosen["a"], parent=chosen["one"])
        assert str(chosen["hidden"]) not in options(response, "record")

    def test_of_several_parents_none_before_all_are_chosen(self, chosen):
        response = show(_field="group", group=chosen["a"])
        field = response.context_data["form"].fields["kind"]
        assert field.choices == [("", "---------")]

    def test_that_are_no_objects(self, chosen):
        response = show(_field="group", group=chosen["a"], parent=chosen["two"])
        assert options(response, "kind") == ["kind a two"]

    def test_of_several_parents(self, chosen):
        view = Records.as_view(dependent_fields={"record": ["group", "parent"]})
        data = {"_field": "group", "group": chosen["b"], "parent": chosen["one"]}
        assert options(show(view, **data), "record") == keys(chosen, "child")
        data["group"] = chosen["a"]
        assert options(show(view, **data), "record") == []

    def test_of_a_hook(self, chosen):
        class Smaller(Records):
            def get_dependent_queryset(self, name, queryset, parents):
                found = super().get_dependent_queryset(name, queryset, parents)
                return found.exclude(title="one") if name == "parent" else found

        response = show(Smaller, _field="group", group=chosen["a"])
        assert options(response, "parent") == keys(chosen, "two")

    def test_of_initial_values(self, chosen):
        initial = {"group": chosen["a"], "parent": chosen["one"]}
        response = show(Records.as_view(initial=initial))
        assert options(response, "parent") == keys(chosen, "one", "two")
        assert options(response, "record") == keys(chosen, "child")

    def test_of_the_object_that_is_edited(self, chosen):
        view = Change.as_view()
        response = answer(view, factory.get("/"), pk=chosen["child"])
        assert options(response, "parent") == keys(chosen, "other", "child")

    def test_of_a_parent_that_is_a_box(self):
        class Ticked(forms.Form):
            flag = forms.BooleanField(required=False)
            record = forms.ModelChoiceField(RECORDS)

        view = Records.as_view(form_class=Ticked, dependent_fields={"record": "flag"})
        yes, no = (Record.objects.create(flag=flag) for flag in (True, False))
        for data, record in (({"flag": "on"}, yes), ({"record": ""}, no)):
            response = show(view, _field="flag", **data)
            assert options(response, "record") == [str(record.pk)]

    def test_of_parents_of_which_several_are_chosen(self, chosen):
        class Several(forms.Form):
            group = forms.ModelMultipleChoiceField(Group.objects.all(), required=False)
            record = forms.ModelChoiceField(RECORDS)

        class Any(Records):
            form_class = Several
            dependent_fields = {"record": "group"}

            def get_dependent_queryset(self, name, queryset, parents):
                assert parents["group"]
                return queryset.filter(group__in=parents["group"])

        response = show(Any, _field="group", group=[chosen["a"], chosen["b"]])
        expected = keys(chosen, "one", "two", "other", "child")
        assert options(response, "record") == expected
        assert options(show(Any, _field="group"), "record") == []

    def test_one_form_s_are_not_another_s(self, chosen):
        """The class's own fields stay as they are."""
        show(_field="group", group=chosen["a"])
        queryset = Choose.base_fields["parent"].queryset
        assert queryset.count() == 5
        assert not hasattr(Choose.base_fields["parent"], "live_also")


class Change(DependentFieldsMixin, PartialFormMixin, PartialTemplateMixin, UpdateView):
    """Edits a record."""

    model = Record
    fields = ["group", "parent"]
    template_name = "unit/dependent.html"
    success_url = "/done/"
    dependent_fields = {"parent": "group"}

    def get_dependent_queryset(self, name, queryset, parents):
        found = DependentFieldsMixin.get_dependent_queryset(
            self, name, queryset, parents
        )
        return found.order_by("pk")


class TestValidation:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_what_suits(self, client, chosen):
        data = {"group": chosen["a"], "parent": chosen["one"]}
        response = show(Records, client, "form", **data)
        assert response.status_code == (302 if client == "plain" else 303) or (
            response["HX-Redirect"] == "/done/"
        )

    @pytest.mark.parametrize("client", CLIENTS)
    def test_what_is_another_parent_s(self, client, chosen):
        data = {"group": chosen["a"], "parent": chosen["other"]}
        response = show(Records, client, **data)
        assert response.status_code == INVALID_STATUS[client]
        (error,) = response.context_data["form"].errors["parent"]
        assert error.startswith("Select a valid choice.")

    def test_what_the_form_leaves_out(self, chosen):
        data = {"group": chosen["a"], "parent": chosen["one"]}
        response = show(**data, record=chosen["hidden"])
        assert list(response.context_data["form"].errors) == ["record"]

    def test_without_a_parent(self, chosen):
        response = show(parent=chosen["one"])
        assert list(response.context_data["form"].errors) == ["group", "parent"]

    def test_choices_that_are_no_objects(self, chosen):
        data = {"group": chosen["a"], "parent": chosen["one"]}
        response = show(**data, kind="kind a two")
        assert list(response.context_data["form"].errors) == ["kind"]

    def test_the_model_s_own_object_is_saved(self, chosen):
        data = {"group": chosen["a"], "parent": chosen["two"]}
        send(Change, data, kwargs={"pk": chosen["child"]})
        assert Record.objects.get(pk=chosen["child"]).parent_id == chosen["two"]

    def test_the_model_s_own_object_is_not_saved(self, chosen):
        data = {"group": chosen["a"], "parent": chosen["other"]}
        response = send(Change, data, kwargs={"pk": chosen["child"]})
        assert list(response.context_data["form"].errors) == ["parent"]

    def test_patch_of_the_child_alone(self, chosen):
        """It has to suit the parent that is stored."""
        kwargs = {"pk": chosen["child"]}
        data = {"parent": chosen["two"]}
        response = send(Change, data, method="PATCH", kwargs=kwargs)
        assert list(response.context_data["form"].errors) == ["parent"]
        data = {"parent": chosen["other"]}
        assert send(Change, data, method="PATCH", kwargs=kwargs).status_code == 303


def element(name, value, *offered, error=""):
    """The element of a field."""
    offer = " ".join(str(each) for each in ("-", *offered))
    shown = f"{value} of {offer} {error}"
    return f'<p data-hypermedia-field="0" id="id_{name}-field">{shown}</p>'


class TestAnswer:
    def test_htmx_4(self, chosen):
        data = {"_field": "parent", "group": chosen["a"], "parent": chosen["one"]}
        response = show(Records, "htmx-4", "id_parent-field", **data, kind="x")
        assert body(response) == (
            element("parent", chosen["one"], chosen["one"], chosen["two"])
            + '<hx-partial hx-target="#id_record-field" hx-swap="outerHTML">'
            + element("record", "", chosen["child"])
            + "</hx-partial>"
            + '<hx-partial hx-target="#id_kind-field" hx-swap="outerHTML">'
            + element("kind", "x", "kind a one").replace(" -", "")
            + "</hx-partial>"
        )

    def test_htmx_2(self, chosen):
        data = {"_field": "parent", "group": chosen["a"], "parent": chosen["two"]}
        html = body(show(Records, "htmx-2", "id_parent-field", **data))
        assert html.count("<template>") == 2
        assert 'hx-swap-oob="outerHTML:#id_record-field"' in html

    def test_alpine(self, chosen):
        data = {"_field": "parent", "group": chosen["a"], "parent": chosen["one"]}
        ids = ["id_parent-field", "id_record-field", "id_kind-field"]
        response = show(Records, "alpine-ajax", *ids, **data)
        html = body(response)
        assert element("record", "", chosen["child"]) in html
        assert "id_group-field" not in html
        assert "X-Alpine-Missing" not in response

    def test_what_alpine_asks_for(self, chosen):
        form = show().context_data["form"]
        expected = {
            "group": ("id_parent-field", "id_record-field", "id_kind-field"),
            "parent": ("id_record-field", "id_kind-field"),
            "record": (),
            "kind": (),
        }
        assert {name: form.fields[name].live_also for name in expected} == expected

    def test_plain(self, chosen):
        """What was typed elsewhere stays, and nobody complains."""
        data = {"_field": "group", "group": chosen["a"], "record": "x"}
        html = body(show(**data))
        assert "<h1>Choose</h1>" in html
        assert element("parent", "", chosen["one"], chosen["two"]) in html
        assert element("record", "x") in html

    def test_a_field_on_which_none_depends_comes_alone(self, chosen):
        response = show(Records, "htmx-4", "id_record-field", _field="record")
        assert body(response) == element("record", "")

    def test_the_form_as_a_whole_comes_alone(self, chosen):
        view = Records.as_view(partial_names=None, success_partial_name="field")
        response = show(view, "htmx-4", "form", group=chosen["a"])
        assert "hx-partial" not in body(response)

    @pytest.mark.parametrize("client", ["htmx-2", "htmx-4"])
    def test_what_was_chosen_stays_if_it_is_still_one_of_them(self, client, chosen):
        data = {"_field": "group", "group": chosen["a"], "parent": chosen["two"]}
        html = body(show(Records, client, "id_group-field", **data))
        assert f">{chosen['two']} of - {chosen['one']} {chosen['two']} </p>" in html

    @pytest.mark.parametrize("client", CLIENTS)
    def test_no_errors_are_shown(self, client, chosen):
        data = {"_field": "group", "group": "x", "parent": "x"}
        response = show(Records, client, "id_group-field", **data)
        assert response.status_code == 200
        assert "* " not in body(response)

    def test_parts_of_the_view_s_own_wait_for_a_change(self, chosen):
        class More(OOBSwapMixin, Records):
            invalid_oob_partials = oob_partials = ["elsewhere"]

        response = show(More, "htmx-4", "id_record-field", _field="record")
        assert body(response) == element("record", "")

    def test_prefix(self, chosen):
        view = Records.as_view(prefix="one")
        data = {"_field": "group", "one-group": chosen["a"], "group": chosen["b"]}
        response = show(view, "htmx-4", "id_one-group-field", **data)
        html = body(response)
        assert options(response, "parent") == keys(chosen, "one", "two")
        assert html.startswith('<p data-hypermedia-field="0" id="id_one-group-field">')
        assert 'hx-target="#id_one-parent-field"' in html

    def test_nothing_is_saved(self, chosen):
        data = {"_field": "group", "group": chosen["b"]}
        kwargs = {"pk": chosen["one"]}
        send(Change, data, "htmx-4", "id_group-field", kwargs=kwargs)
        assert Record.objects.get(pk=chosen["one"]).group_id == chosen["a"]


MIXINS = (
    DependentFieldsMixin,
    FieldValidationMixin,
    PartialFormMixin,
    PartialTemplateMixin,
)
SAVING = (DependentFieldsMixin, AutosaveMixin, OOBSwapMixin, PartialTemplateMixin)
CHANGE = {name: value for name, value in vars(Change).items() if name[0] != "_"}


@pytest.mark.parametrize("mixins", [*permutations(MIXINS)])
def test_with_validation_in_every_order(mixins, chosen):
    view = type("Both", (*mixins, UpdateView), CHANGE)
    data = {"_field": "group", "group": "x", "parent": "y"}
    kwargs = {"pk": chosen["one"]}
    html = body(send(view, data, "htmx-4", "id_group-field", kwargs=kwargs))
    assert html.count("* Select a valid choice.") == 1
    assert element("parent", "y") in html


@pytest.mark.parametrize("mixins", [*permutations(SAVING)])
def test_with_autosave_in_every_order(mixins, chosen):
    view = type("Both", (*mixins, UpdateView), CHANGE)
    data = {"_field": "group", "group": chosen["b"], "parent": "stale"}
    kwargs = {"pk": chosen["one"]}
    html = body(send(view, data, "htmx-4", "id_group-field", kwargs=kwargs))
    assert Record.objects.get(pk=chosen["one"]).group_id == chosen["b"]
    group = element("group", chosen["b"], chosen["b"], chosen["a"]).replace(
        " </", " saved </"
    )
    assert html.startswith(group)
    # It has its options, and was not saved.
    assert element("parent", "", *keys(chosen, "one", "other", "child")) in html


@pytest.mark.parametrize("mixins", [*permutations(SAVING)])
def test_with_autosave_of_what_does_not_suit_the_stored_parent(mixins, chosen):
    view = type("Both", (*mixins, UpdateView), CHANGE)
    data = {"_field": "parent", "parent": chosen["other"], "group": chosen["b"]}
    kwargs = {"pk": chosen["one"]}
    html = body(send(view, data, "htmx-4", "id_parent-field", kwargs=kwargs))
    assert "* Select a valid choice." in html
    assert Record.objects.get(pk=chosen["one"]).parent_id is None


class TestErrors:
    @pytest.mark.parametrize(
        "dependent, name",
        [({"parnet": "group"}, "parnet"), ({"parent": ["group", "grup"]}, "grup")],
    )
    def test_a_name_that_is_none_of_the_form_s(self, dependent, name):
        with pytest.raises(ImproperlyConfigured) as caught:
            show(Records.as_view(dependent_fields=dependent))
        assert str(caught.value) == (
            f"Records.dependent_fields names '{name}', which is no field of Choose. Its fields are: group, parent, "
            "record, kind."
        )

    def test_choices_that_nobody_knows(self, chosen):
        class Unknown(DependentFieldsMixin, FormView):
            form_class = Choose
            template_name = "unit/dependent.html"
            dependent_fields = {"kind": "group"}

        assert show(Unknown).status_code == 200
        with pytest.raises(ImproperlyConfigured) as caught:
            show(Unknown, _field="group", group=chosen["a"])
        name = Unknown.__qualname__
        assert str(caught.value) == (
            f"{name} does not know the choices of 'kind', which is no ModelChoiceField. Override "
            f"{name}.get_dependent_choices(), or make it one."
        )

    def test_nothing_depends_on_anything(self):
        class Free(DependentFieldsMixin, PartialTemplateMixin, CreateView):
            model = Entry
            fields = ["title"]
            template_name = "unit/live.html"

        response = send(Free, {"_field": "title", "title": ""}, "htmx-4")
        assert body(response) == '<p id="id_title-field">title= </p>'
