"""What `allcall drill` says at the end of a script."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.sim.exercise.exercises import finished
from tui.commands.exercise import list_decisions, summarize


def test_a_decision_stands_at_the_time_at_which_its_question_opened() -> None:
    """A question that waits for another opens later than it was asked; one that never opened stands where it was asked."""
    lapsed: dict[str, Any] = {"reason": "no decision", "state": "lapsed"}
    points = {
        name: SimpleNamespace(asked_at=at, opened_at=opened, decision=SimpleNamespace(id=name), **lapsed)
        for name, at, opened in (("D1", 10.0, 25.0), ("D2", 40.0, None))
    }
    state = SimpleNamespace(decision_points=points, refusals=())
    assert [*list_decisions(cast("Any", state))] == [(25.0, "D1 lapsed: no decision"), (40.0, "D2 lapsed: no decision")]


@pytest.mark.parametrize("unread", [0, 2])
def test_injects_that_nobody_read_are_counted(unread: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.commands.exercise.list_consequences", lambda _: [])
    state = finished().state
    delivered = [one for one in state.deliveries.values() if one.outcome == "delivered"]
    readers = [() if n < unread else ("principal",) for n in range(len(delivered))]
    deliveries = {n: SimpleNamespace(outcome="delivered", readers=one) for n, one in enumerate(readers)}
    kept = ("exercise", "exercise_time", "decision_points", "refusals", "labels")
    seen = SimpleNamespace(**{name: getattr(state, name) for name in kept}, deliveries=deliveries)
    said = summarize(cast("Any", seen), Path("x.journal"))
    ending = f"; {unread} delivered to unfilled roles" if unread else ""
    assert f"injects: {len(deliveries)} delivered, 0 held, 0 cancelled{ending}" in said
