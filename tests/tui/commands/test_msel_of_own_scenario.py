"""The list of injects of an exercise that stands on a scenario of somebody's own."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.msel.workbook import SHEET
from scenarios.diagnostics import Problems
from scenarios.library import resolve_base
from scenarios.loading.loader import read_document
from tests.reports.msel.workbooks import changed, difference, document, mine
from tui.commands.documents import msel_export, msel_import
from tui.terminal.console import CommandError

LUNCH = "scenario: our-lunch\nlike: active-assailant\ntitle: Ours, at lunch\nperiod: lunch\n"


def on_their_own(folder: Path) -> tuple[Path, Path]:
    """Somebody's own exercise on a scenario of their own that is like another one, and its workbook."""
    (folder / "our-lunch.yaml").write_text(LUNCH, encoding="utf-8")
    text = document("active-assailant-45").text.replace("scenario: active-assailant\n", "scenario: our-lunch\n")
    return mine(folder, text)


def test_an_exercise_on_a_scenario_that_is_like_another_comes_back_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
def test_an_exercise_that_is_like_another_comes_back_too(
    own: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
