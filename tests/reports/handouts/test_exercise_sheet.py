"""The page of an exercise: a facilitator finds every line of it there, and nothing runs over the edge of the paper."""

import pytest

from scenarios.exercise import describe_slots
from scenarios.library import list_shipped, open_exercise
from tests.reports.handouts.datasheets import shown
from tui.cli import main


@pytest.mark.slow
@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_the_page_fits_80_columns_and_has_everything(name: str) -> None:
    page = shown(name)
    assert [line for line in page.splitlines() if len(line) > 80] == []
    words = " ".join(page.split())
    exercise = open_exercise(name).exercise
    for inject in exercise.injects:
        assert f"Inject {inject.number} " in page
        assert f'"{describe_slots(inject.says)}"' in words
        assert all(hint in words for hint in inject.hints)
    for decision in exercise.decisions:
        assert decision.asks in words
        assert all(option.says in words for option in decision.options)
    for objective in exercise.objectives:
        assert all(f"[ ] {task}" in words for task in objective.tasks)
    assert all(need.says[:20] in words for need in exercise.needs)


@pytest.mark.parametrize("name", ["too-late", "riverside"])
def test_a_script_and_names_have_no_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", name]) == 2
    assert "have no page; to check the file: allcall check" in capsys.readouterr().err
