"""Columns of tables: no word is broken that could be whole, and what a paper opens with."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from reports.documents import fonts, model
from reports.documents.column_widths import fit_columns, split_anywhere
from reports.documents.model import Blank, Bullets, Column, Paper, Run, Section, Table, is_written_by_hand, iterate_runs
from tests.reports.documents.documents import full, plan

LINE, SIZE, GAP = 468.0, 9.0, 9.0
words = st.text(st.sampled_from("abcijmWM-_.@/éжא"), min_size=1, max_size=40)
cells = st.lists(words, max_size=4).map(" ".join)


@cache
def font(name: str) -> ImageFont.FreeTypeFont:
    found = (path for folder in fonts.find_font_folders() for path in folder.glob(f"{name}.ttf"))
    return ImageFont.truetype(next(found), 900)


def width_of(word: str, bold: bool = False) -> float:
    """The width of a word in points, by another measure than ours: with kerning."""
    weight = "-Bold" if bold else ""
    parts = re.split("(ж+|א+)", word)  # Caladea lacks both, DejaVu Serif the second
    names = ({"ж": "DejaVuSerif", "א": "DejaVuSans"}.get(part[:1]) for part in parts)
    faces = (font(f"{name}{weight}" if name else "Caladea-Bold" if bold else "Caladea-Regular") for name in names)
    return sum(face.getlength(part) / 100 for face, part in zip(faces, parts, strict=True))


def made(rows: list[list[str]], shares: list[float]) -> Table:
    total = sum(shares)
    columns = tuple(Column(f"C{at}", share / total) for at, share in enumerate(shares))
    return Table("T", columns, tuple(tuple(row) for row in rows))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    many = draw(st.integers(1, 7))
    shares = draw(st.lists(st.floats(0.05, 1), min_size=many, max_size=many))
    rows = draw(st.lists(st.lists(cells, min_size=many, max_size=many), min_size=1, max_size=5))
    return made(rows, shares)


@given(tables())
def test_a_table_is_as_wide_as_its_line_and_no_part_of_a_word_is_wider_than_its_column(table: Table) -> None:
    widths, shown = fit_columns(table, LINE, SIZE, GAP)
    assert abs(sum(widths) - LINE) < 1e-6
    for row in shown.rows:
        for cell, width in zip(row, widths, strict=True):
            for part in re.split(r"[ \u200b]", "".join(run.text for run in iterate_runs(cell))):  # type: ignore[arg-type]
                assert width_of(part) * SIZE / 9 <= width - GAP + 0.02 * width or len(part) < 3


@given(tables())
def test_nothing_is_changed_but_places_to_break(table: Table) -> None:
    _, shown = fit_columns(table, LINE, SIZE, GAP)
    plain = tuple(tuple(str(cell).replace("\u200b", "") for cell in row) for row in shown.rows)
    assert replace(shown, rows=plain) == table


def test_where_all_words_fit_none_gets_a_place_to_break() -> None:
    address = "somebody.with.a.long.name@jefferson-high.k12.ok.example"
    table = made([[address, "Superintendent", "12"]], [0.1, 0.1, 0.8])
    widths, shown = fit_columns(table, LINE, SIZE, GAP)
    assert shown == table
    assert widths[0] >= width_of(address)
    assert widths[1] >= width_of("Superintendent")


def test_wishes_that_are_wide_enough_are_granted() -> None:
    widths, _ = fit_columns(made([["a", "b c d", "1"]], [0.2, 0.7, 0.1]), LINE, SIZE, GAP)
    assert [round(width / LINE, 6) for width in widths] == [0.2, 0.7, 0.1]


def test_addresses_break_at_their_joints_and_other_words_stay_whole() -> None:
    (table,) = (block for block in plan().blocks if isinstance(block, Table))
    _, shown = fit_columns(table, 560.0, SIZE, GAP)
    for row in shown.rows:
        contact = row[6]
        assert isinstance(contact, Blank)
        parts = contact.value.split("\u200b")
        assert len(parts) > 1
        assert all(part[-1] in "@.-" for part in parts[:-1])
        assert row[1:3] == table.rows[0][1:3]


@pytest.mark.parametrize("letter", "x=!中\U0001f9ef", ids=ascii)
def test_of_a_word_of_600_letters_no_other_cell_is_broken_or_made_narrow(letter: str) -> None:
    rows = [[letter * 600, "Superintendent", "Communications"], ["short", "principal@oak-street.example", "Radios"]]
    widths, shown = fit_columns(made(rows, [0.6, 0.2, 0.2]), 300.0, SIZE, GAP)
    (long, *others), second = shown.rows
    assert str(long).replace("\u200b", "") == letter * 600
    assert ([*others], [*second]) == (rows[0][1:], rows[1])
    assert min(widths) > 3 * GAP


def test_a_link_breaks_within_a_part_only_where_the_part_is_too_long() -> None:
    _, shown = fit_columns(made([["a/" + "b" * 600 + "/cc-dd", "w" * 10]], [0.5, 0.5]), 200.0, SIZE, GAP)
    parts = str(shown.rows[0][0]).split("\u200b")
    assert (parts[0], parts[-2:]) == ("a/", ["cc-", "dd"])
    assert {*parts[1:-2]} == {"b", "b/"}


def test_a_letter_keeps_its_marks_and_a_family_its_members() -> None:
    assert split_anywhere("e\u0301a.\u2026\U0001f469\u200d\U0001f467\U0001f44d\U0001f3fd") == [
        "e\u0301", "a.", "\u2026", "\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd",
    ]  # fmt: skip


def test_styles_are_kept_and_bold_words_are_measured_bold() -> None:
    words = ("See ", Run("communications", "strong"))
    table = Table("T", (Column("A", 0.01), Column("B", 0.99)), ((words, "x"),))
    widths, shown = fit_columns(table, LINE, SIZE, GAP)
    assert shown.rows == (((Run("See "), words[1]), "x"),)
    assert widths[0] >= width_of("communications", bold=True)


def test_rows_to_write_on_are_those_with_nothing_but_a_name_in_them() -> None:
    assert is_written_by_hand(("", "", ""))
    assert is_written_by_hand(("1", "", ("", Run(" "))))
    assert not is_written_by_hand(("1", "", "x"))
    assert not is_written_by_hand(("1", Blank("a", "A")))
    assert not is_written_by_hand(("",))


def test_a_letter_that_no_font_has_is_as_wide_as_its_box() -> None:
    assert fonts.has_glyph("ж")
    assert not fonts.has_glyph("张")
    assert fonts.measure_character("张") > 1


def test_what_is_to_complete_is_listed_by_section_each_label_once() -> None:
    groups = model.list_open_items(full())
    assert [group.title for group in groups] == ["Summary <of facts> & more", "Improvement plan"]
    assert [one.text for one in groups[0].asked] == ["A strength", "Overall judgment"]
    texts = ["Corrective action (8 places)", "Responsible (8 places)", "Start date (8 places)"]
    assert [one.text for one in groups[1].asked] == texts
    assert model.describe_open_items(full()).startswith("26 items to complete")


def test_what_is_said_is_not_asked_for_and_spaces_say_nothing() -> None:
    asked = (Blank("a", "A", " \n\u200b"), Blank("b", "B", "said"), Blank("c", "C", "", is_required=False))
    paper = Paper("K", "T", (), (Section("s", "S", (Bullets(asked),)),))
    assert [one.label for group in model.list_open_items(paper) for one in group.asked] == ["A"]
    assert model.describe_open_items(paper).startswith("1 item to complete")


def test_a_mark_says_what_is_asked_but_not_what_stands_over_it() -> None:
    blank = Blank("a", "Start", "", "a date")
    assert model.format_blank_mark(blank) == "□ To complete: Start — a date"
    assert model.format_blank_mark(blank, "Start") == "□ To complete"
    assert model.format_blank_mark(blank, labeled=True) == "□ To complete — a date"
    assert model.format_blank_mark(replace(blank, is_required=False), "When") == "□ May be added: Start"


def test_names_of_places_are_the_sections_own_where_they_can_be() -> None:
    sections = tuple(Section(one, "S", ()) for one in ("a", "a", "main", "B c", "plan-2", ""))
    anchors = model.build_section_anchors(Paper("K", "T", (), sections))
    assert anchors == ["a", "section.2", "section.3", "section.4", "plan-2", "section.6"]
