"""The list of injects in Excel: a round trip changes nothing, and what is wrong in a cell is said of that cell."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.msel import read_msel
from reports.msel.workbook import COLUMNS, SHEET, format_flow
from scenarios.diagnostics import Problems
from scenarios.exercise import Exercise, Mode
from scenarios.invisible import has_visible
from scenarios.loading.files import Source
from scenarios.loading.loader import Document, build_model, parse_document, read_document
from tests.reports.compliance_records import saved_again
from tests.reports.msel.workbooks import document, export, letter, mine, workbook
from tests.sim.exercise.exercises import EACH_EXERCISE, known

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn"), include_characters="\n"), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and has_visible(text) and "{" not in text and "}" not in text)  # fmt: skip
NEEDED = {"sender": WORDS, "says": WORDS, "expects": WORDS, "must": st.booleans()}
CONDITIONS = [{"aware": "nurse"}, {"aware_share": 0.5}, {"hazard_in": ["b1", "b2-*"]}]
OPTIONAL: dict[Any, Any] = {
    "hints": st.lists(WORDS, max_size=3),
    "notes": WORDS,
    "at": st.integers(0, 900).map(lambda seconds: f"{seconds} s"),
    "reports_hazard": st.booleans(),
    "when": st.lists(st.sampled_from(CONDITIONS), max_size=2),
}


def into(path: Path, one: Document) -> Exercise:
    """An exercise through a workbook and back."""
    path.write_bytes(export(one))
    return again(path, one)


def again(path: Path, one: Document) -> Exercise:
    """The exercise with the injects of a workbook."""
    merged = read_msel(path, one)
    return build_model(parse_document(Source("merged.yaml", merged.text)), Exercise)


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_every_shipped_exercise_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    one = document(name)
    assert into(tmp_path / "msel.xlsx", one) == build_model(one, Exercise)


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(st.fixed_dictionaries(NEEDED, optional=OPTIONAL), min_size=1, max_size=4))
def test_injects_come_back_as_said(tmp_path_factory: pytest.TempPathFactory, injects: list[dict[str, Any]]) -> None:
    one = document()
    rest = {"segment": "response", "to": ["principal"], "mode": "phone", "objective": one.data["objectives"][0]["id"]}
    made = [{"number": number, **rest, **inject} for number, inject in enumerate(injects, 1)]
    with_them = replace(one, data={**one.data, "injects": made})
    path = tmp_path_factory.mktemp("msel") / "msel.xlsx"
    path.write_bytes(export(with_them))
    assert again(path, one).injects == build_model(with_them, Exercise).injects


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    one = document()
    first, *others = one.data["injects"]
    with_it = replace(one, data={**one.data, "injects": [{**first, "says": "=1+1 _x0041_"}, *others]})
    path = tmp_path / "msel.xlsx"
    path.write_bytes(export(with_it))
    assert again(path, one).injects[0].says == "=1+1 _x0041_"


def test_the_remarks_of_injects_that_go_stay_in_their_order(tmp_path: Path) -> None:
    """Of two that follow each other: both remarks stand above the next one then."""
    head, tail = document().text.split("\n  - number: 2\n", 1)
    text = f"{head}\n  # of the second\n  - number: 2\n{tail}".replace("injects:\n", "injects:\n  # of the first\n", 1)
    file, sheet = mine(tmp_path, text)
    book = load_workbook(sheet)
    book[SHEET].delete_rows(2, 2)
    book.save(sheet)
    written = read_msel(sheet, read_document(file)).text
    assert re.search(r"injects:\n  # of the first\n\s*# of the second\n", written)


def test_line_ends_stand_in_the_cells_as_line_ends(tmp_path: Path) -> None:
    _, sheet = mine(tmp_path)
    with zipfile.ZipFile(sheet) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "x000a" not in text.lower()
    hints = [one.hints for one in build_model(document(), Exercise).injects]
    cells = [cell.value for (cell,) in load_workbook(sheet)[SHEET][f"{letter('Hints')}2:{letter('Hints')}99"]]
    assert cells[: len(hints)] == ["\n".join(some) or None for some in hints]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "msel.xlsx"
    for content in (b"", b"PK\x03\x04 not a zip", b"number,time\n"):
        file.write_bytes(content)
        with pytest.raises(Problems, match="no Excel workbook"):
            read_msel(file, document())


def test_the_sheet_is_a_table_with_drop_downs_and_a_header_that_stays(tmp_path: Path) -> None:
    path = tmp_path / "msel.xlsx"
    path.write_bytes(workbook())
    sheet = load_workbook(path)[SHEET]
    count = len(build_model(document(), Exercise).injects)
    assert sheet.tables[SHEET].ref == f"A1:S{count + 1}"
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    ruled = {str(cells)[0] for rule in sheet.data_validations.dataValidation for cells in rule.sqref.ranges}
    assert ruled == {letter(column.title) for column in COLUMNS if column.lists}


def test_what_may_be_chosen_fits_its_column_in_one_line() -> None:
    """As a word that is broken in print: observatio-n."""
    for column in COLUMNS:
        offered = {"modes": get_args(Mode), "must": ("must", "may"), "yes": ("yes",)}.get(column.lists, ())
        assert [one for one in offered if len(one) + 2 > column.width] == []


def test_what_is_read_while_people_play_is_one_page_across_and_no_smaller_than_seven_points(tmp_path: Path) -> None:
    _, path = mine(tmp_path)
    book = load_workbook(path)
    sheet = book[SHEET]
    assert [name for name in book.sheetnames if book[name].sheet_state == "visible"] == [SHEET]
    assert sheet.print_title_cols == "$A:$A"
    set_up = known(sheet.sheet_properties.pageSetUpPr)
    assert not set_up.fitToPage
    assert 11 * (sheet.page_setup.scale or 100) / 100 >= 7
    first = [column.title for column in COLUMNS][: sheet.col_breaks.brk[0].id]
    assert {"No.", "Time", "From", "To", "Mode", "Message", "Expected action"} <= {*first}


def test_values_are_written_as_yaml_reads_them() -> None:
    texts = "no", "yes", "a: b", "007", 'say "hi"', "x\ny"
    for value in (*texts, True, 0.5, ["a", "b c"], {"kind": "channel", "works": False}):
        assert parse_document(Source("one.yaml", f"value: {format_flow(value)}")).data["value"] == value


@pytest.mark.slow
def test_a_sheet_that_libreoffice_has_saved_again_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "msel.xlsx"
    path.write_bytes(workbook())
    assert again(saved_again(path, tmp_path), document()) == build_model(document(), Exercise)
