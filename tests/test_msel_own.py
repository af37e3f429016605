"""The list of injects of an exercise that stands on a scenario of somebody's own."""

import re
from pathlib import Path

import pytest

from tests.test_msel import changed, difference, document, mine
from tui.commands.msel import run_import
from tui.refusal import Refusal

LUNCH = "scenario: our-lunch\nlike: active-assailant\ntitle: Ours, at lunch\nperiod: lunch\n"


def on_their_own(folder: Path) -> tuple[Path, Path]:
    """Somebody's own exercise on a scenario of their own that is like another one, and its workbook."""
    (folder / "our-lunch.yaml").write_text(LUNCH, encoding="utf-8")
    text = document("active-assailant-45").text.replace(
        "scenario: active-assailant\n", "scenario: our-lunch\n"
    )
    return mine(folder, text)


def test_an_exercise_on_a_scenario_that_is_like_another_comes_back_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, sheet = on_their_own(tmp_path)
    before = file.read_text(encoding="utf-8")
    assert run_import(changed(sheet, {"Message 3": 'He said "now": {clock} #1'}), str(file), None) == 0
    assert "injects: 2 is changed" in capsys.readouterr().out
    gone, new = difference(before, file.read_text(encoding="utf-8"))
    assert gone.startswith("-     says: ")
    assert new == '+     says: "He said \\"now\\": {clock} #1"'
    assert run_import(sheet, str(file), tmp_path / "other.yaml") == 0


def test_an_exercise_is_not_put_where_it_would_not_find_what_it_names(tmp_path: Path) -> None:
    file, sheet = on_their_own(tmp_path)
    with pytest.raises(Refusal, match=re.escape(f"names stands beside {file}; name a file in {tmp_path} ")):
        run_import(sheet, str(file), tmp_path / "elsewhere" / "other.yaml")
    assert not list(tmp_path.glob("elsewhere/*.yaml"))
    file, sheet = mine(tmp_path)
    assert run_import(sheet, str(file), tmp_path / "elsewhere" / "other.yaml") == 0
