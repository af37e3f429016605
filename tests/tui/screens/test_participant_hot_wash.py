"""The hot wash on the room's face: the arms over time, the fog lifted, and nothing that is never projected; and the last stretch."""

import pytest

from scenarios.units import format_date
from sim.exercise.cases import STAGES, find_stage_times
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.review import Review
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_view import STEPS, build_participant_view
from sim.exercise.scripted import ScriptedRun
from tests.sim.exercise.exercises import conducted, finished, known, opened, prepared, script, scripted, to_a_question
from tests.sim.exercise.secrets import LIMIT, SEED, as_sent, leaks
from tests.tui.screens.participant_frames import drawn
from tui.web.server import MAX_FRAME_BYTES
from tui.widgets.chart import HotWashData, render_values


def frame(conductor: Conductor) -> RoomFrame:
    return build_participant_view(conductor.state, frozenset(conductor.state.played))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest", "reunification"])
def test_the_fog_is_lifted_from_shares_alone(name: str) -> None:
    """Whole per cent, a fixed number of them: of staff and heads, of staff, of families. No name, no place, no count."""
    conductor = scripted(script(name), SEED)
    debrief = known(frame(conductor).debrief)
    for each in debrief.shares.values():
        assert set(each) == {"room", "autopilot", "twin"}
        for sampled in each.values():
            assert len(sampled) == STEPS + 1
            assert [*sampled] == sorted(sampled)
            assert 0 <= sampled[0] <= sampled[-1] <= 100
    assert leaks(as_sent(frame(conductor)), conductor.state, conductor.state.played) == []
    assert len(frame(conductor).to_json()) < LIMIT == MAX_FRAME_BYTES


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_in_days_the_dates_of_each_arm_are_lifted_and_no_share(size: tuple[int, int]) -> None:
    conductor = finished("report-on-monday")
    shown = frame(conductor)
    assert shown.debrief is not None
    assert (shown.debrief.shares, shown.debrief.then) == ({}, {})
    stages = find_stage_times(conductor.state.running_arms.player.trace, conductor.state.time)
    came = {STAGES[kind]: "" if time is None else format_date(time) for kind, time in stages.items()}
    assert {stage.name: stage.dates["room"] for stage in shown.debrief.dates} == came
    assert leaks(as_sent(shown), conductor.state, conductor.state.played) == []
    lines = drawn(shown, size)
    assert "%" not in "\n".join(lines)
    for name, date in came.items():
        assert any(name in line and date[4:] in line for line in lines)
    assert RoomFrame.parse(shown.to_json()) == shown


@pytest.mark.slow
def test_nothing_is_lifted_before_the_hot_wash() -> None:
    conductor = conducted(script().played)
    while conductor.segment.kind != "hot-wash":
        assert frame(conductor).debrief is None
        conductor.next_segment()
    assert frame(conductor).status == "hot wash"
    debrief = known(frame(conductor).debrief)
    assert debrief.shares["aware"]["room"][-1] > 90
    conductor.end()
    assert frame(conductor).status == "ended"
    assert "The exercise has ended" in "\n".join(drawn(frame(conductor), (80, 24)))


@pytest.mark.slow
def test_a_twin_that_the_room_does_not_see_is_not_lifted_either() -> None:
    written, exercise = script(), opened()
    conductor = prepared(exercise)
    setup = Setup(written.exercise, 34, dict.fromkeys(written.played, ""), twin=False)
    ScriptedRun(conductor, written).play(setup)
    debrief = known(frame(conductor).debrief)
    assert set(debrief.then["aware"]) == {"room", "autopilot"}
    assert "twin" not in "\n".join(drawn(frame(conductor), (80, 24)))


@pytest.mark.slow
def test_a_share_is_the_same_number_live_and_in_the_hot_wash() -> None:
    conductor = conducted(script().played)
    for _ in range(4):
        to_a_question(conductor)
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
    shown, time = frame(conductor).bars.shares, conductor.state.time
    after = Review(conductor)
    wash = HotWashData(after, [], True, time)
    _, *rows = [line.plain for line in render_values(wash, 80)]
    names = wash.list_arms()
    for row, kind in zip(rows, ("aware", "protected"), strict=False):
        said = dict(zip(names, [int(word[:-1]) for word in row.split() if word.endswith("%")], strict=True))
        assert (said["room"], said["twin"]) == (shown[kind]["room"], shown[kind]["twin"])
