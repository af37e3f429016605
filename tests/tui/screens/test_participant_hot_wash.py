"""The hot wash on the room's face: the arms over time, the fog lifted, and nothing that is never projected; and the last stretch."""

import json
from functools import cache
from typing import Any

import pytest

from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.review import Review
from sim.exercise.room_view import STEPS, build_participant_view
from sim.exercise.scripted import ScriptedRun
from sim.exercise.sessions import build_header
from sim.experiment.comparison import to_percent
from tests.sim.doubles import MemoryJournal
from tests.sim.exercise.exercises import SHIPPED, conducted, opened, script, scripted, to_a_question
from tests.sim.exercise.secrets import leaks
from tests.sim.exercise.test_secrecy import LIMIT, SEED
from tests.tui.screens.test_participant_view import drawn
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.web.server import MAX_FRAME_BYTES
from tui.widgets.chart import HotWashData, render_values

SIZES = [(80, 24), (120, 40)]


@cache
def washed(name: str) -> Conductor:
    """A script played to its end."""
    return scripted(script(name), SHIPPED[name][1])


def frame(conductor: Conductor) -> dict[str, Any]:
    return build_participant_view(conductor.state, frozenset(conductor.state.played))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHIPPED)
def test_the_arms_are_on_it_with_what_they_had_come_to(name: str, size: tuple[int, int]) -> None:
    conductor = washed(name)
    rows = drawn({**frame(conductor), "ended": False, "status": "hot wash"}, size)
    text = "\n".join(rows)
    assert "HOT WASH" in text
    assert "Hot wash: how it went" in text
    assert "What happened since" not in text
    after = Review(conductor)
    for kind in ("aware", "protected") if after.has_protection else ("aware",):
        shares = [to_percent(getattr(after.curves[arm], kind).at(after.stopped)) for arm in after.curves]
        (row,) = [row for row in rows if row.count(" %") == len(shares) and f"│ {kind} " in row]
        assert [int(word) for word in row.split() if word.isdigit()] == shares
    assert len(rows) == size[1]
    assert "real emergency? say REAL WORLD" in rows[-1]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_fog_is_lifted_from_shares_alone(name: str) -> None:
    """Whole per cent of staff and heads, a fixed number of them; no name, no place, no count."""
    conductor = scripted(script(name), SEED)
    lifted = frame(conductor)["lifted"]
    assert set(lifted) == {"end", "stopped", "shares", "then"}
    for each in lifted["shares"].values():
        assert set(each) == {"room", "autopilot", "twin"}
        for sampled in each.values():
            assert len(sampled) == STEPS + 1
            assert sampled == sorted(sampled)
            assert 0 <= sampled[0] <= sampled[-1] <= 100
    assert leaks(frame(conductor), conductor.state, conductor.state.played) == []
    assert len(json.dumps(frame(conductor), ensure_ascii=False).encode()) <= LIMIT == MAX_FRAME_BYTES


def test_nothing_is_lifted_before_the_hot_wash() -> None:
    conductor = conducted(script().played)
    while conductor.segment.kind != "hot-wash":
        assert frame(conductor)["lifted"] is None
        conductor.next_segment()
    assert frame(conductor)["status"] == "hot wash"
    assert frame(conductor)["lifted"]["shares"]["aware"]["room"][-1] > 90
    conductor.end()
    assert frame(conductor)["status"] == "ended"
    assert "The exercise has ended" in "\n".join(drawn(frame(conductor), (80, 24)))


def test_a_twin_that_the_room_does_not_see_is_not_lifted_either() -> None:
    written, exercise = script(), opened()
    conductor = Conductor(exercise, MemoryJournal(*build_header(exercise, 34)))
    setup = Setup(written.exercise, 34, dict.fromkeys(written.played, ""), twin=False)
    ScriptedRun(conductor, written).play(setup)
    assert set(frame(conductor)["lifted"]["then"]["aware"]) == {"room", "autopilot"}
    assert "twin" not in "\n".join(drawn(frame(conductor), (80, 24)))


def test_a_share_is_the_same_number_live_and_in_the_hot_wash() -> None:
    """Rounded down on both, so that 100 % is all."""
    conductor = conducted(script().played)
    for _ in range(4):
        to_a_question(conductor)
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
    shown, time = frame(conductor)["bars"], conductor.state.time
    after = Review(conductor)
    wash = HotWashData(after, [], True, time)
    head, *rows = [line.plain for line in render_values(wash, 80)]
    names = head.split()[2:]
    for row, kind in zip(rows, ("aware", "protected"), strict=False):
        said = dict(zip(names, [int(word) for word in row.split() if word.isdigit()], strict=True))
        assert (said["room"], said["twin"]) == (shown["room"][kind], shown["twin"][kind])


def test_what_happened_since_is_about_the_last_stretch() -> None:
    """What an answer cost is told until T+ goes on for the second time; nothing older stays."""
    conductor = conducted(script().played)
    to_a_question(conductor)
    conductor.pass_room_time(60.0)
    conductor.no_decision("D1")
    to_a_question(conductor)
    conductor.pass_room_time(90.0)
    conductor.submit_decision("D2", DecisionResponse(option="1"))
    conductor.jump()
    begun = conductor.state.decision_points["D2"].resolved_at
    assert begun is not None
    told = frame(conductor)["since"]
    assert told[0].startswith("You talked for 1:30")
    assert frame(conductor)["since_when"] == "T+00:51"
    conductor.jump()
    conductor.state.decision_points.pop("D3", None)
    again = frame(conductor)
    assert again["since_when"] != "T+00:51"
    assert not any("You talked" in line for line in again["since"])
    rows = "\n".join(drawn({**again, "question": None}, (80, 24)))
    assert f"What happened since {again['since_when']}" in rows


def test_the_status_says_nothing_that_is_not_so() -> None:
    """A pressed question that has just opened: T+ stands still, and will run."""
    conductor = conducted(script().played)
    to_a_question(conductor)
    state = conductor.state
    assert state.current_decision is not None
    state.current_decision.decision = state.current_decision.decision.model_copy(update={"kind": "pressed"})
    state.running = False
    assert frame(conductor)["status"] == "stopped: time will run"
    assert UTF8_GLYPHS.stopped in drawn(frame(conductor), (80, 24))[1]
