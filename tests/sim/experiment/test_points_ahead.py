"""Points that play while something else does."""

from typing import Any

import pytest

from sim.experiment import points_ahead
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask
from sim.experiment.points_ahead import PointsAhead
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school


def of_points(*values: float) -> PointTask:
    points = tuple(InputPoint((("app.installed", value),), range(4)) for value in values)
    return PointTask(small_school(), (), 1, points, ())


def test_what_was_played_ahead_is_taken_for_the_same_points_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are played when they are asked for, and what plays ahead is stopped: leaving would wait for it forever."""
    played: list[tuple[PointTask, str]] = []

    def play_points(task: PointTask, execution: Execution, part: str) -> Any:
        played.append((task, part))
        while part == "ahead" and len(task.points) == 2 and not execution.stop():
            pass
        return {"points": len(task.points)}

    monkeypatch.setattr(points_ahead, "play_points", play_points)
    monkeypatch.setattr(points_ahead, "has_processes", lambda points, _: points > 0)
    monkeypatch.setattr(points_ahead, "count_processors", lambda: 2)
    three, two = of_points(0.1, 0.2, 0.3), of_points(0.1, 0.2)
    with PointsAhead(three, ALONE) as ahead:  # one worker of two processors
        ahead.play(three, ALONE, "now")
    assert played == [(three, "now")]
    played.clear()
    with PointsAhead(three, Execution()) as ahead:
        taken: Any = ahead.play(of_points(0.1, 0.2, 0.3), ALONE, "now")
    assert taken == {"points": 3}
    assert played == [(three, "ahead")]
    with PointsAhead(two, Execution()) as ahead:
        taken = ahead.play(three, ALONE, "now")
    assert taken == {"points": 3}
    assert sorted(part for _, part in played[1:]) == ["ahead", "now"]
