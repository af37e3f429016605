"""A paper as one HTML file: read back by a parser, link by link."""

from __future__ import annotations

import re

import pytest

from reports.documents.html_writer import write_html
from reports.documents.model import Blank, Bullets, Column, Heading, Paper, Paragraph, Picture, Section, Table
from tests.reports.documents.documents import NAMES, empty, full, png
from tests.reports.documents.html_pages import Page, check_fetches_nothing, check_headings


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(write_html(full()))


def section(*blocks: object) -> Page:
    """A paper of one section, read back."""
    return Page(write_html(Paper("Kind", "Title", (), (Section("one", "One", blocks),))))  # type: ignore[arg-type]


def test_nothing_is_fetched_from_anywhere(page: Page) -> None:
    check_fetches_nothing(page)
    assert page.all("script") == []


def test_every_link_leads_somewhere_and_no_two_places_have_one_name(page: Page) -> None:
    names = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(names) == len(set(names))
    links = [one.attributes["href"] for one in page.elements if "href" in one.attributes]
    assert len(links) > 12
    referred = {link.removeprefix("#") for link in links}
    for one in page.elements:
        referred |= set(one.attributes.get("aria-labelledby", "").split())
        referred |= set(re.findall(r"url\(#([^)]+)\)", " ".join(one.attributes.values())))
    assert referred <= set(names)


def test_it_has_language_landmarks_a_way_past_them_and_headings_in_order(page: Page) -> None:
    assert page.all("html")[0].attributes["lang"] == "en-US"
    assert page.all("title")[0].text == "Active assailant at Jefferson High (DRAFT)"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.all(landmark)) == 1, landmark
    assert page.all("a")[0].attributes == {"class": "skip", "href": "#main"}
    check_headings(page)


def test_the_contents_list_every_section_and_the_larger_headings(page: Page) -> None:
    entries = [one.text for one in page.all("a") if "nav" in one.within]
    assert entries == [
        *("Summary <of facts> & more", "Scope #1", "Timeline", "Improvement plan", "Participants"),
        "To complete before signing",
    ]


def test_tables_have_captions_and_titles_with_a_scope(page: Page) -> None:
    assert [one.text for one in page.all("caption")] == [
        *("Table 1. What happened.", "Table 2. What will be changed.", "Table 3. Who took part.")
    ]
    assert len(page.all("th")) == 3 + 9 + 4
    assert {one.attributes["scope"] for one in page.all("th")} == {"col"}
    assert len(page.all("td")) == 60 * 3 + 8 * 9 + 60 * 4
    assert {name for name in NAMES if any(one.text == name for one in page.all("td"))} == set(NAMES)


def test_where_no_column_has_a_title_the_first_names_the_rows() -> None:
    columns = (Column("", 0.4), Column("", 0.6))
    page = section(Table("T", columns, (("Kind", "Tabletop"), ("Where", "Library"))))
    assert page.all("thead") == []
    assert [(one.text, one.attributes) for one in page.all("th")] == [
        ("Kind", {"scope": "row", "class": "long"}),
        ("Where", {"scope": "row", "class": "long"}),
    ]
    partly = section(Table("T", (Column("", 0.5), Column("Rating", 0.5)), (("Task", "P"),)))
    assert [one.text for one in partly.all("th")] == ["Rating"]


def test_pictures_are_inline_and_read_out_in_the_papers_words(page: Page) -> None:
    drawn = [one for one in page.all("svg") if one.attributes.get("role") == "img"]
    assert len(drawn) == 2
    titles = [one.text for one in page.all("title") if "svg" in one.within]
    said = [one.text for one in page.all("desc") if "svg" in one.within]
    assert titles == ["Aware over time again", "Aware over time <a & b>"]
    assert said == ["A line rises again.", "A line rises <a & b>."]
    assert [one.text for one in page.all("figcaption")] == [
        "Figure 1. Aware over time again",
        "Figure 2. Aware over time <a & b>",
    ]


def test_the_style_of_a_picture_holds_in_it_alone(page: Page) -> None:
    (style,) = page.all("style")
    lines = [one for one in page.all("path") if "d" in one.attributes and "class" in one.attributes]
    for at, line in enumerate(lines, 1):
        own = f"#picture-{at}"
        assert f"{own} *{{stroke-linejoin:round}}{own} .a, {own} .b{{fill:#ffffff}}" in style.text
        assert f"{own} .{line.attributes['class']} {{stroke: #14466b; fill: none}}" in style.text
    assert len(lines) == 2


def test_a_picture_without_a_view_box_gets_one() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="120pt" height="60pt"><path d="M0 0"/></svg>'
    (drawn,) = section(Picture("p", "C", "A", svg, png(2, 1))).all("svg")
    assert drawn.attributes["viewbox"] == "0 0 120 60"
    assert "width" not in drawn.attributes


def test_what_is_missing_is_marked_and_listed_with_a_link_to_its_place(page: Page) -> None:
    marks = [one.text for one in page.all("span") if one.attributes.get("class", "").startswith("blank")]
    assert marks.count("□ To complete: Start date") == 8
    assert "□ To complete: A strength — one sentence" in marks
    assert len(marks) == 26 + 1 + 8  # one that may be added, and eight in the plan
    listed = {one.text: one.attributes["href"] for one in page.all("a") if one.within[-3:] == ("li", "ul", "li")}
    places = {one.attributes["id"]: one.text for one in page.all("span") if "id" in one.attributes}
    assert places[listed["Start date (8 places)"].removeprefix("#")] == "□ To complete: Start date"


def test_words_are_never_read_as_html() -> None:
    nasty = "</td><script>alert(1)</script> & <b> {{ 7 * 7 }} {% raw %} ' \" -->"
    blocks = (
        Heading(nasty),
        Paragraph(nasty),
        Bullets((nasty, Blank("b", nasty, nasty))),
        Table(nasty, (Column(nasty, 1.0),), ((nasty,),), nasty),
    )
    made = Paper(nasty, nasty, ((nasty, nasty),), (Section(nasty, nasty, blocks),), nasty, nasty, nasty)
    page = Page(write_html(made))
    assert page.all("script") == []
    for tag in ("title", "h1", "h2", "h3", "p", "li", "td", "th", "dd", "dt"):
        assert any(nasty in one.text for one in page.all(tag)), tag


def test_a_paper_with_nothing_in_it_has_a_title_and_no_lists() -> None:
    page = Page(write_html(empty()))
    assert page.all("h1")[0].text == "Nothing yet"
    assert page.all("nav") == []
    assert "To complete" not in page.all("body")[0].text
