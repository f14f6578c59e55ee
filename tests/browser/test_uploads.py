"""A file that is kept after an error, and a form that is fresh after each success, on four clients."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.fields.models import Document, Purchase

REPORT = {"name": "report.txt", "mimeType": "text/plain", "buffer": b"All is well."}
PROGRAM = {**REPORT, "name": "report.exe"}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Files go where pytest cleans up."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


def test_a_file_is_kept_after_an_error_elsewhere(visitor):
    page = visitor.page
    visitor.visit("/fields/documents/add/")
    visitor.mark("h1")
    page.get_by_label("File").set_input_files(REPORT)

    page.get_by_role("button", name="Store").click()
    expect(page.get_by_label("Title")).to_be_focused()
    kept = "report.txt is kept. Choose another file to replace it."
    expect(page.get_by_label("File")).to_have_accessible_description(kept)
    assert not Document.objects.exists()
    visitor.settle()
    page.keyboard.type("Report")
    page.keyboard.press("Enter")

    section = page.get_by_role("region", name="Document")
    expect(section).to_contain_text("“Report” is stored: 12")
    if visitor.enhanced:
        expect(section.locator("p")).to_be_focused()
    visitor.assert_kept("h1")
    visitor.assert_fragments_only()
    with Document.objects.get().file.open() as file:
        assert file.read() == REPORT["buffer"]


def test_another_file_takes_the_place_of_the_kept_one(visitor):
    page = visitor.page
    visitor.visit("/fields/documents/add/")
    page.get_by_label("File").set_input_files(REPORT)
    page.get_by_role("button", name="Store").click()
    expect(page.locator(".helptext")).to_contain_text("is kept")

    page.get_by_label("Title").fill("Report")
    page.get_by_label("File").set_input_files({**REPORT, "buffer": b"Not so well."})
    page.get_by_role("button", name="Store").click()

    expect(page.get_by_role("region", name="Document")).to_be_visible()
    with Document.objects.get().file.open() as file:
        assert file.read() == b"Not so well."


def test_a_file_that_is_wrong_itself_is_not_kept(visitor):
    page = visitor.page
    visitor.visit("/fields/documents/add/")
    page.get_by_label("Title").fill("Report")
    page.get_by_label("File").set_input_files(PROGRAM)

    page.get_by_role("button", name="Store").click()

    file = page.get_by_label("File")
    expect(file).to_be_focused()
    expect(page.locator("#id_file_error")).to_contain_text("“exe” is not allowed")
    expect(page.locator(".helptext")).to_have_text("PDF, PNG or text.")
    expect(page.get_by_label("Title")).to_have_value("Report")
    visitor.assert_fragments_only()


def test_the_form_is_fresh_after_each_success(visitor):
    page = visitor.page
    visitor.visit("/fields/shopping/")
    expect(page.get_by_label("What")).to_be_focused()
    for kept in ("h1", "#purchases", "[aria-live=polite] >> nth=1"):
        visitor.mark(kept)

    for name in ("Bread", "Butter"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.locator("#purchases li").last).to_have_text(f"1 × {name}")
        expect(page.get_by_label("What")).to_be_focused()
        expect(page.get_by_label("What")).to_have_value("")
        if visitor.enhanced:
            expect(page.locator(".notice")).to_have_text(f"{name} added.")
        visitor.settle()

    items = ["1 × Milk", "6 × Apples", "1 × Bread", "1 × Butter"]
    expect(page.locator("#purchases li")).to_have_text(items)
    assert Purchase.objects.count() == 4
    visitor.assert_fragments_only()
    for kept in ("h1", "#purchases", "[aria-live=polite] >> nth=1"):
        visitor.assert_kept(kept)


def test_a_form_with_an_error_is_not_fresh(visitor):
    page = visitor.page
    visitor.visit("/fields/shopping/")
    visitor.mark("#purchases")
    page.get_by_label("What").fill("Bread")
    page.get_by_label("How many").fill("0")

    page.get_by_role("button", name="Add").click()

    expect(page.get_by_label("How many")).to_be_focused()
    expect(page.get_by_label("How many")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What")).to_have_value("Bread")
    expect(page.locator("#purchases li")).to_have_text(["1 × Milk", "6 × Apples"])
    visitor.assert_fragments_only()
    visitor.assert_kept("#purchases")
