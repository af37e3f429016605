"""The list of injects in Excel: a round trip changes nothing, and what is wrong in a cell is said of that cell."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import time
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
from scenarios.library import list_shipped
from scenarios.loading.files import Source
from scenarios.loading.loader import Document, build_model, parse_document, read_document
from tests.reports.msel.workbooks import changed, difference, document, export, letter, mine, workbook
from tui.commands.documents import msel_import

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn"), include_characters="\n"), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and "{" not in text and "}" not in text)  # fmt: skip


def into(path: Path, one: Document) -> Exercise:
    """An exercise through a workbook and back."""
    path.write_bytes(export(one))
    return again(path, one)


def again(path: Path, one: Document) -> Exercise:
    """The exercise with the injects of a workbook."""
    merged = read_msel(path, one)
    return build_model(parse_document(Source("merged.yaml", merged.text)), Exercise)


def told(sheet: Path, file: Path) -> list[str]:
    """Everything that the import says is wrong."""
    with pytest.raises(Problems) as refused:
        msel_import(sheet, str(file))
    return [problem.headline for problem in refused.value.problems]


@pytest.mark.slow
@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_every_shipped_exercise_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    one = document(name)
    assert into(tmp_path / "msel.xlsx", one) == build_model(one, Exercise)


@pytest.mark.slow
@settings(max_examples=8)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"sender": WORDS, "says": WORDS, "expects": WORDS, "must": st.booleans()},
            optional={
                "hints": st.lists(WORDS, max_size=3),
                "notes": WORDS,
                "at": st.integers(0, 900).map(lambda seconds: f"{seconds} s"),
                "reports_hazard": st.booleans(),
                "when": st.lists(
                    st.sampled_from([{"aware": "nurse"}, {"aware_share": 0.5}, {"hazard_in": ["b1", "b2-*"]}]),
                    max_size=2,
                ),
            },
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_an_inject_says_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, injects: list[dict[str, Any]]
) -> None:
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


def test_a_sheet_that_was_not_changed_leaves_the_file_byte_for_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = mine(tmp_path)
    assert msel_import(sheet, str(file)) == 0
    assert file.read_text(encoding="utf-8") == document().text
    assert "injects unchanged" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "msel.xlsx"]


def test_only_what_was_changed_in_the_sheet_changes_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Message 2": "Who has the list?", "Reports hazard 2": "yes", "Hints 4": None})
    before = build_model(document(), Exercise).injects
    assert msel_import(sheet, str(file)) == 0
    assert "injects: 1 is changed, 3 is changed" in capsys.readouterr().out
    assert difference(document().text, file.read_text(encoding="utf-8")) == [
        f'-     says: "{before[0].says}"',
        '+     says: "Who has the list?"',
        "+     reports_hazard: true",
        "-     hints:",
        *(f"-       - {hint}" for hint in before[2].hints),
    ]
    assert before[2].hints
    assert build_model(read_document(file), Exercise).injects[3:] == before[3:]


def test_rows_that_are_new_moved_or_gone_leave_the_others_as_they_are_written(tmp_path: Path) -> None:
    text = document().text.replace("injects:\n", f"injects:\n{REMARK}")
    file, sheet = mine(tmp_path, text.replace("\n", "\r\n"))
    book = load_workbook(sheet)
    first, second, *rest = [[cell.value for cell in row] for row in book[SHEET].iter_rows(min_row=2)]
    book[SHEET].delete_rows(2, 2 + len(rest))
    for row in [*rest, [77, *second[1:]], first]:
        book[SHEET].append(row)
    book.save(sheet)
    assert msel_import(sheet, str(file)) == 0
    written = file.read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    numbers = [one.number for one in build_model(read_document(file), Exercise).injects]
    assert numbers == [*(row[0] for row in rest), 77, first[0]]
    before, after = (pieces(one) for one in (text, written.decode().replace("\r\n", "\n")))
    assert {number: after[number].strip() for number in before if number != 2} == {
        number: piece.strip() for number, piece in before.items() if number != 2
    }


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


REMARK = "  # who comes first\n"


def pieces(text: str) -> dict[int, str]:
    """The text of each inject, with the remark above it, by its number."""
    inside = re.split(r"^decisions:", text.split("\ninjects:\n")[1], flags=re.MULTILINE)[0]
    items = re.findall(rf"(?:{REMARK})?  - number: \d+\n(?:    .*\n)*", inside)
    return {int(item.split("number: ")[1].split("\n")[0]): item for item in items}


def test_injects_in_braces_change_one_by_one_too(tmp_path: Path) -> None:
    one = document()
    braces = "injects:\n" + "".join(f"  - {format_flow(inject)}\n" for inject in one.data["injects"])
    start, end = one.text.index("injects:"), one.text.index("\ndecisions:")
    file, sheet = mine(tmp_path, one.text[:start] + braces + one.text[end:])
    before = file.read_text(encoding="utf-8").splitlines()
    changed(sheet, {"From 3": "A neighbor"})
    assert msel_import(sheet, str(file)) == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in before if line not in lines] == [f"  - {format_flow(one.data['injects'][1])}"]
    assert build_model(read_document(file), Exercise).injects[1].sender == "A neighbor"


WRONG = (
    {
        "Time 2": ("90", "unit"), "To 4": ("princpal", "principal"), "Mode 5": ("letter", "phone"),
        "After 6": ("happend: alert-sent", "happened"), "After 7": ("happened: [", "one a line"), "Message 8": (None, "the cell is empty"),
        "When 9": ("aware: secretary; happened: x", '"aware: secretary; happened: x" cannot be read'), "Message 10": ("=A1", "a formula"),
        "Must / may 11": ("perhaps", "write must or may"),
    },
    {
        "Time 2": (time(0, 1, 30), "(Time): Excel has made a date or a time of this"), "Expected action 2": (None, "the cell is empty"),
        "Mode 3": (None, "the cell is empty"), "To 4": (None, "the cell is empty; Roles, by id, one a line"),
        "Message 5": ("#REF!", "Excel has made an error of this: #REF!"), "Must / may 6": (None, "the cell is empty; Write must or may."),
        "After 4": ("delivered: 99", "known: 1, 2"), "From 7": ("A\u202eB", "an unprintable character (U+202E)"),
        "Notes 7": ("_x001B_]52;c;x", "an unprintable character (U+001B)"),
    },
    {
        "Segment 3": ("respons", "response"), "Segment 6": ("respons", "response"), "Mode 3": ("fax", "phone"),
        "Objective 4": ("warning", '"warn"'), "Expected action 6": (None, "the cell is empty"), "Time 9": ("90", "unit"),
    },
    {"No. 3": (1, "there already")},
    {"No. 3": (None, "the cell is empty; Each row has a number of its own.")},
)  # fmt: skip
"""What is typed into cells, and a part of what is said of each."""


@pytest.mark.parametrize("typed", WRONG)
def test_all_that_is_wrong_is_said_at_once_each_of_its_cell(typed: dict[str, tuple[Any, str]], tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {cell: value for cell, (value, _) in typed.items()})
    problems = {line.split(f"sheet {SHEET}, ")[1].split(" (")[0].split(":")[0]: line for line in told(sheet, file)}
    said = {f"{letter(cell[: cell.rindex(' ')])}{cell.split()[-1]}": words for cell, (_, words) in typed.items()}
    assert {cell: said.get(cell) for cell, line in problems.items() if said.get(cell, "?") in line} == said
    assert set(problems) == set(said)
    assert file.read_text(encoding="utf-8") == document().text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "msel.xlsx"]


def test_a_title_that_is_misspelled_is_said_of_its_cell(tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Message 1": "Mesage"})
    assert 'H1: there is no column "Mesage"; nearest is "Message"' in told(sheet, file)[0]


def test_a_row_that_a_decision_waits_for_is_missed_in_the_sheet_and_named_in_the_file(tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    line = next(n for n, text in enumerate(document().text.splitlines(), 1) if "after: [{delivered: 9}]" in text)
    changed(sheet, {}, gone=10)
    (said,) = told(sheet, file)
    assert said == (
        f"{sheet}, sheet {SHEET}, column No.: there is no row with No. 9, and D6 waits for it ({file}:{line}); "
        "put the row back, or change D6 in the file first"
    )


def test_the_workbook_of_another_exercise_is_refused_cell_by_cell(tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    other = document("active-assailant-45")
    sheet.write_bytes(export(other))
    assert [said for said in told(sheet, file) if not said.startswith(f"{sheet}, sheet {SHEET}, ")] == []


def test_what_is_typed_where_nothing_is_read_is_said_to_be_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Capability 4": "Planning"})
    assert msel_import(sheet, str(file)) == 0
    said = capsys.readouterr().out
    assert f"sheet {SHEET}, {letter('Capability')}4 (Capability): note: this is not read back" in said
    assert "injects unchanged" in said


def test_a_capability_that_goes_with_the_objective_as_it_was_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Objective 5": "inform-911"})
    assert msel_import(sheet, str(file)) == 0
    assert "note" not in capsys.readouterr().out


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


def test_what_is_read_while_people_play_is_printed_on_one_page_across_and_no_smaller_than_seven_points(
    tmp_path: Path,
) -> None:
    _, path = mine(tmp_path)
    book = load_workbook(path)
    sheet = book[SHEET]
    assert [name for name in book.sheetnames if book[name].sheet_state == "visible"] == [SHEET]
    assert sheet.print_title_cols == "$A:$A"
    set_up = sheet.sheet_properties.pageSetUpPr
    assert set_up is not None
    assert not set_up.fitToPage
    assert 11 * (sheet.page_setup.scale or 100) / 100 >= 7
    first = [column.title for column in COLUMNS][: sheet.col_breaks.brk[0].id]
    assert {"No.", "Time", "From", "To", "Mode", "Message", "Expected action"} <= {*first}


def test_values_are_written_as_yaml_reads_them() -> None:
    for value in (
        "no",
        "yes",
        "a: b",
        "007",
        'say "hi"',
        "x\ny",
        True,
        0.5,
        ["a", "b c"],
        {"kind": "channel", "works": False},
    ):
        assert parse_document(Source("one.yaml", f"value: {format_flow(value)}")).data["value"] == value


@pytest.mark.slow
def test_a_sheet_that_libreoffice_has_saved_again_comes_back_as_it_was(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not there")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "msel.xlsx"
    path.write_bytes(workbook())
    command = [
        office,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert again(tmp_path / "msel.xlsx", document()) == build_model(document(), Exercise)


def test_a_remark_on_a_key_that_goes_is_kept(tmp_path: Path) -> None:
    text = document().text.replace("    hints:\n", "    # ask the custodian\n    hints:\n", 1)
    file, sheet = mine(tmp_path, text)
    row = next(n for n, one in enumerate(build_model(document(), Exercise).injects, 2) if one.hints)
    changed(sheet, {f"Hints {row}": None})
    assert msel_import(sheet, str(file)) == 0
    assert "# ask the custodian\n" in file.read_text(encoding="utf-8")
