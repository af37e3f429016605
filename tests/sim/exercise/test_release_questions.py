"""Questions during a release of students, in which no one in the model becomes aware of anything."""

import pytest

from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.review import Review
from sim.exercise.targets import measure_targets
from sim.model.trace import EventKind, Row
from tests.sim.exercise.exercises import RELEASE, opened, script, scripted

SEED = 1
IDLE = {"D1": "e-mail", "D2": "wait", "D4": "none", "D6": "no"}
"""Answers that leave everything to the model."""

pytestmark = pytest.mark.slow


def play(**options: str) -> Conductor:
    """The script with other options."""
    written = script(RELEASE).model_dump(mode="json", exclude_unset=True)
    for answer in written["answers"]:
        if answer["decision"] in options:
            answer["option"] = options[answer["decision"]]
    return scripted(Script.model_validate(written), SEED)


def list_rows(conductor: Conductor) -> dict[str, list[Row]]:
    return {name: engine.trace.rows for name, engine in conductor.state.running_arms.items()}


def test_each_question_is_asked_and_decided_at_its_time() -> None:
    state = play().state
    at = {one.id: one.at for one in opened(RELEASE).exercise.decisions if one.at is not None}
    assert len(at) == 8
    assert {name: state.decision_points[name].opened_at for name in at} == at
    assert {point.state for point in state.decision_points.values()} == {"decided"}


def test_a_team_that_leaves_everything_to_the_model_is_fully_simulated() -> None:
    rows = list_rows(play(**IDLE))
    assert rows["room"] == rows["autopilot"] != rows["twin"]


def test_a_text_is_the_teams_alone_and_meets_its_target() -> None:
    conductor = play(**{**IDLE, "D1": "text"})
    texted = {
        name: [row[0] for row in rows if row[1] == EventKind.FAMILIES_TEXTED]
        for name, rows in list_rows(conductor).items()
    }
    assert texted["autopilot"] == texted["twin"] == []
    (sent,) = texted["room"]
    message, line = measure_targets(Review(conductor))
    assert (message.reached.to, message.is_met) == (sent, sent <= 15 * 60)
    assert line.reached.to > sent
