"""The rating of an objective against those of its critical tasks."""

from types import SimpleNamespace
from typing import Any

from reports.after_action.findings import find_lower_task


def row(final: str, task: str = "", number: int = 1, reason: str = "") -> Any:
    proposals = (SimpleNamespace(final=True, text=reason),) if final else ()
    return SimpleNamespace(final=final, task=task, number=number, proposals=proposals)


def find_lower(whole: Any, *grades: str) -> str:
    below = [row(grade, f"task {number}") for number, grade in enumerate(grades)]
    return find_lower_task(whole, [whole, *below, row("U", "of another", number=2)])


def test_the_lowest_task_under_a_p_is_named_unless_there_is_a_reason() -> None:
    lowest = [find_lower(row("P"), *grades) for grades in ("PSM", ("U", "S", ""), "PP", "")]
    assert lowest == ["M", "U", "", ""]
    assert find_lower(row("S"), "U") == find_lower(row("P", reason="one room was late"), "U") == ""
