"""The rating of an objective against those of its critical tasks."""

from types import SimpleNamespace
from typing import Any

import pytest

from reports.after_action.findings import find_lower_task


def row(final: str, task: str = "", number: int = 1, reason: str = "") -> Any:
    proposals = (SimpleNamespace(final=True, text=reason),) if final else ()
    return SimpleNamespace(final=final, task=task, number=number, proposals=proposals)


@pytest.mark.parametrize(
    ("whole", "tasks", "lowest"),
    [
        (row("P"), ["P", "S", "M"], "M"),
        (row("P"), ["U", "S", ""], "U"),
        (row("P"), ["P", "P"], ""),
        (row("P"), [], ""),
        (row("S"), ["U"], ""),
        (row("P", reason="one room was late"), ["U"], ""),
    ],
)
def test_the_lowest_task_under_a_p_is_named_unless_there_is_a_reason(whole: Any, tasks: list[str], lowest: str) -> None:
    below = [row(grade, f"task {number}") for number, grade in enumerate(tasks)]
    assert find_lower_task(whole, [whole, *below, row("U", "of another", number=2)]) == lowest
