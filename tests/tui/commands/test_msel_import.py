"""What a workbook of an MSEL brings back by the command, also of an exercise on a scenario of somebody's own, and what is refused."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.msel.workbook import SHEET, format_flow
from scenarios.diagnostics import Problems
from scenarios.exercise import Exercise
from scenarios.library import resolve_base
from scenarios.loading.loader import build_model, read_document
from tests.reports.msel.workbooks import changed, difference, document, export, letter, mine
from tui.commands.documents import msel_export, msel_import
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]


def told(sheet: Path, file: Path) -> list[str]:
    with pytest.raises(Problems) as refused:
        msel_import(sheet, str(file))
    return [problem.headline for problem in refused.value.problems]


def test_a_sheet_that_was_not_changed_leaves_the_file_byte_for_byte(tmp_path: Path, capsys: Capture) -> None:
    file, sheet = mine(tmp_path)
    assert msel_import(sheet, str(file)) == 0
    assert file.read_text(encoding="utf-8") == document().text
    assert "injects unchanged" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml", "msel.xlsx"]


def test_only_what_was_changed_in_the_sheet_changes_in_the_file(tmp_path: Path, capsys: Capture) -> None:
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


def test_what_is_typed_where_nothing_is_read_is_said_to_be_left_alone(tmp_path: Path, capsys: Capture) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Capability 4": "Planning"})
    assert msel_import(sheet, str(file)) == 0
    said = capsys.readouterr().out
    assert f"sheet {SHEET}, {letter('Capability')}4 (Capability): note: this is not read back" in said
    assert "injects unchanged" in said


def test_a_capability_that_goes_with_the_objective_as_it_was_is_no_mistake(tmp_path: Path, capsys: Capture) -> None:
    file, sheet = mine(tmp_path)
    changed(sheet, {"Objective 5": "inform-911"})
    assert msel_import(sheet, str(file)) == 0
    assert "note" not in capsys.readouterr().out


def test_a_remark_on_a_key_that_goes_is_kept(tmp_path: Path) -> None:
    text = document().text.replace("    hints:\n", "    # ask the custodian\n    hints:\n", 1)
    file, sheet = mine(tmp_path, text)
    row = next(n for n, one in enumerate(build_model(document(), Exercise).injects, 2) if one.hints)
    changed(sheet, {f"Hints {row}": None})
    assert msel_import(sheet, str(file)) == 0
    assert "# ask the custodian\n" in file.read_text(encoding="utf-8")


LUNCH = "scenario: our-lunch\nlike: active-assailant\ntitle: Ours, at lunch\nperiod: lunch\n"


def on_their_own(folder: Path) -> tuple[Path, Path]:
    """Somebody's own exercise on a scenario of their own that is like another one, and its workbook."""
    (folder / "our-lunch.yaml").write_text(LUNCH, encoding="utf-8")
    text = document("active-assailant-45").text.replace("scenario: active-assailant\n", "scenario: our-lunch\n")
    return mine(folder, text)


def test_an_exercise_on_a_scenario_that_is_like_another_comes_back_too(tmp_path: Path, capsys: Capture) -> None:
    file, sheet = on_their_own(tmp_path)
    before = file.read_text(encoding="utf-8")
    assert msel_import(changed(sheet, {"Message 3": 'He said "now": {clock} #1'}), str(file)) == 0
    assert "injects: 2 is changed" in capsys.readouterr().out
    gone, new = difference(before, file.read_text(encoding="utf-8"))
    assert gone.startswith("-     says: ")
    assert new == '+     says: "He said \\"now\\": {clock} #1"'
    assert msel_import(sheet, str(file), out=tmp_path / "other.yaml") == 0


@pytest.mark.slow
@pytest.mark.parametrize("own", [False, True], ids=["taken over", "its own"])
def test_an_exercise_that_is_like_another_comes_back_too(own: bool, tmp_path: Path, capsys: Capture) -> None:
    """Injects that it takes over are in its sheet too; once one is changed, it has a list of its own, which is otherwise the same."""
    shipped = document("active-assailant-45")
    text = "exercise: mine\nlike: active-assailant-45\ntitle: Ours\n"
    if own:
        listed = re.search(r"^injects:\n(?:[ #-].*\n|\n)*", shipped.text, re.MULTILINE)
        assert listed
        text += listed[0]
    file, sheet = tmp_path / "mine.yaml", tmp_path / "mine.xlsx"
    file.write_text(text, encoding="utf-8")
    assert msel_export(str(file), sheet) == 0
    assert msel_import(sheet, str(file)) == 0
    assert "injects unchanged" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == text
    assert msel_import(changed(sheet, {"Message 3": "Another one."}), str(file)) == 0
    assert "injects: 2 is changed" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8").startswith(text if not own else text[:60])
    was, is_ = shipped.data["injects"], resolve_base(read_document(file)).data["injects"]
    assert is_ == [{**one, "says": "Another one."} if one["number"] == 2 else one for one in was]


@pytest.mark.slow
def test_an_exercise_is_not_put_where_it_would_not_find_what_it_names(tmp_path: Path) -> None:
    file, sheet = on_their_own(tmp_path)
    with pytest.raises(CommandError, match=re.escape(f"refers to files beside {file}; name a file in {tmp_path} ")):
        msel_import(sheet, str(file), out=tmp_path / "elsewhere" / "other.yaml")
    assert not list(tmp_path.glob("elsewhere/*.yaml"))
    file, sheet = mine(tmp_path)
    assert msel_import(sheet, str(file), out=tmp_path / "elsewhere" / "other.yaml") == 0


def test_a_sheet_is_written_into_no_file_but_one_of_an_exercise(tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    before = sheet.read_bytes()
    for out in (sheet, tmp_path / "notes.txt"):
        with pytest.raises(CommandError, match=r"name a \.yaml file"):
            msel_import(sheet, str(file), out=out)
    assert sheet.read_bytes() == before
    assert not (tmp_path / "notes.txt").exists()


def test_a_sheet_without_a_row_is_said_of_the_sheet(tmp_path: Path) -> None:
    file, sheet = mine(tmp_path)
    before = file.read_bytes()
    book = load_workbook(sheet)
    book[SHEET].delete_rows(2, book[SHEET].max_row)
    book.save(sheet)
    with pytest.raises(Problems) as refused:
        msel_import(sheet, str(file))
    assert f"{sheet}, sheet {SHEET}, row 2: there is no row under the titles" in str(refused.value)
    assert file.read_bytes() == before
