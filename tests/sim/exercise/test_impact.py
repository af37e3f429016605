"""The impact of a decision, from traces that are written down here: who learned of it by its messages, and how much sooner."""

from typing import Any

import pytest

from scenarios.units import DAY_SECONDS
from sim.exercise import impact
from sim.exercise.arms import build_tables
from sim.exercise.events import ExecutedAction, Notice, ScheduledAction
from sim.exercise.impact import build_impact
from sim.exercise.room_frame import Impact
from sim.exercise.state import State
from sim.model.interventions import Outcome, from_json
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind, Row
from tests.sim.exercise.decisions_by_hand import decide, engine_of, let_lapse, put_arms, unplayed
from tests.sim.exercise.exercises import known, opened

IDS = build_tables(opened())[0].staff.ids
PRINCIPAL, NURSE = IDS.index("principal"), IDS.index("nurse")
OTHERS = [person for person in IDS if person not in ("principal", "nurse", "secretary-1")]
ANNOUNCE, RADIO, PRESS = ({"kind": kind, "by": "principal"} for kind in ("announce", "radio", "press"))
BADGE, TELL = {"kind": "press-badge", "by": "principal"}, {"kind": "tell", "by": "principal", "whom": "nurse"}
SECURE = {"kind": "lock", "by": "teacher@b204"}
OFFICE = build_tables(opened())[0].psap.office
Told = list[tuple[float, float | None]]
"""By person, T+ at which they knew in the team's arm, and in the simulated one if they did."""


def begin(name: str = "active-assailant-45", time: float = 90.0) -> State:
    state = unplayed(opened(name))
    state.time = time
    put_arms(state, engine_of(state), engine_of(state))
    return state


def act(state: State, of: str, number: int, act: dict[str, Any], time: float, *, began: bool = True) -> None:
    done = ExecutedAction(ScheduledAction(of, number, time, from_json(act)), Outcome(began), time)
    state.done.append(done)


def sent(time: float, channel: Channel, who: int = PRINCIPAL, kind: EventKind = EventKind.SENT) -> Row:
    return (time, kind, who, channel, NOBODY, 0.0)


def tell(state: State, told: Told, channel: Channel = Channel.PA) -> None:
    """People learn of it by this channel; the simulated arm has each of them once more, later."""
    rows = state.running_arms.baseline.trace.rows
    for person, (time, simulated) in zip(OTHERS, told, strict=False):
        state.milestones.told[person] = time, channel, ""
        if simulated is not None:
            again = (simulated, simulated + 33.0)
            rows += [(at, EventKind.AWARE, IDS.index(person), Channel.VOICE, 0, 0.0) for at in again]


@pytest.mark.parametrize(
    ("told", "reached", "sooner", "at_least"),
    [
        ([(70.0, 101.0), (60.0, 75.0), (50.0, 40.0)], 3, 15, False),  # 31, 15 and -10 s
        ([(70.0, None), (60.0, 75.0), (50.0, 40.0)], 3, 15, False),  # at least 20 s, of one of three
        ([(70.0, None), (60.0, 78.0)], 2, 19, True),
        ([(70.0, 101.0), (60.0, None), (50.0, None)], 3, 31, True),
        ([(70.001, 101.0), (49.9, 75.0), (66.0, 73.0)], 1, 7, False),  # after it was counted, and before it went out
        ([], 0, None, False),
    ],
)
def test_who_learned_by_a_call_until_it_counted(told: Told, reached: int, sooner: int | None, at_least: bool) -> None:
    """It goes out at 50 s and is counted at 70 s; T+ is 90 s. One who heard it by radio, and one who saw it, are not its own."""
    state = begin()
    decide(state, "D1", "pa", opened_at=20.0, starts=45.4)
    act(state, "D1", 0, ANNOUNCE, 45.4)
    state.milestones.messages = [sent(45.0, Channel.PA), sent(46.0, Channel.RADIO), sent(50.0, Channel.PA)]
    tell(state, told)
    for person, channel in (("secretary-1", Channel.RADIO), ("nurse", Channel.HAZARD)):
        state.milestones.told[person] = 60.0, channel, ""
    assert build_impact(state) is None
    state.notices = [Notice(70.0, "D1 0", "Words"), Notice(80.0, "D1 1", "Words")]
    assert build_impact(state) == Impact("D1", reached, sooner, at_least, cost=25)


@pytest.mark.parametrize(
    ("given", "message", "channel", "reached"),
    [
        (ANNOUNCE, sent(50.0, Channel.PA, OFFICE), Channel.PA, 2),
        (ANNOUNCE, sent(50.0, Channel.PA, NURSE), Channel.PA, 0),
        (RADIO, sent(50.0, Channel.RADIO), Channel.RADIO, 2),
        (RADIO, sent(50.0, Channel.RADIO), Channel.PA, 0),
        (PRESS, sent(50.0, Channel.PUSH, kind=EventKind.PRESSED), Channel.TEXT, 2),
        (PRESS, sent(50.0, Channel.PUSH, kind=EventKind.PRESSED), Channel.STROBE, 0),
        (BADGE, sent(50.0, Channel.BADGE, kind=EventKind.BADGE_PRESSED), Channel.STROBE, 2),
        (BADGE, sent(50.0, Channel.BADGE, kind=EventKind.BADGE_PRESSED), Channel.PUSH, 0),
    ],
)
def test_each_message_has_its_own_channels(given: dict[str, Any], message: Row, channel: Channel, reached: int) -> None:
    state = begin()
    decide(state, "D1", None, does=[given], opened_at=20.0, starts=45.4)
    act(state, "D1", 0, given, 45.4)
    state.milestones.messages, state.notices = [message], [Notice(70.0, "D1 0", "Words")]
    tell(state, [(70.0, 101.0), (60.0, 75.0)], channel)
    found = known(build_impact(state))
    assert (found.reached, found.sooner) == (reached, 23 if reached else None)


@pytest.mark.parametrize(
    ("told", "reached"),
    [
        ((60.0, Channel.VOICE, "principal"), 1),
        ((45.4, Channel.DESK_PHONE, "principal"), 1),
        ((45.3, Channel.VOICE, "principal"), 0),
        ((60.0, Channel.VOICE, "secretary-1"), 0),
        ((60.0, Channel.RADIO, "principal"), 0),
    ],
)
def test_who_is_told_in_person_counts_if_told_by_that_person(told: tuple[float, Channel, str], reached: int) -> None:
    state = begin()
    decide(state, "D1", None, does=[TELL], opened_at=20.0, starts=45.4)
    act(state, "D1", 0, TELL, 45.4)
    assert build_impact(state) is None
    state.milestones.told["nurse"] = told
    found = known(build_impact(state))
    assert (found.reached, found.about) == (reached, "D1")


@pytest.mark.parametrize(
    ("counted", "second", "last"),
    [
        ({"D1 0": 70.0}, (80.0, True), "D2"),
        ({"D1 0": 70.0}, (80.0, False), None),  # of two calls one is not counted yet, and the other act did not begin
        ({"D1 0": 70.0, "D1 1": 75.0}, (80.0, True), "D2"),
        ({"D1 0": 70.0, "D1 1": 85.0}, (80.0, True), "D1"),
        ({"D1 0": 85.0, "D1 1": 75.0}, (80.0, True), "D1"),
        ({"D1 0": 70.0, "D1 1": 80.0}, (80.0, True), "D2"),  # at one instant the one that was resolved later
        ({"D1 0": 70.0, "D1 1": 75.0}, (60.0, True), "D1"),
    ],
)
def test_the_last_to_land_is_told(counted: dict[str, float], second: tuple[float, bool], last: str | None) -> None:
    """D1 gives two calls and is resolved first though it is listed last; D3 is words, D4 ran out, and D5 was never asked."""
    state = begin()
    decide(state, "D2", None, does=[SECURE], opened_at=33.0, starts=52.0)
    decide(state, "D1", None, does=[ANNOUNCE, RADIO], opened_at=20.0, starts=45.4)
    decide(state, "D3", None)
    let_lapse(state, "D4", 30.0, 40.0)
    for name, at in (("D1", 41.0), ("D2", 44.0)):
        state.decision_points[name].exercise_resolved_at = at
    act(state, "inject-9", 0, {"kind": "channel", "channel": "pa", "works": False}, 88.0)
    act(state, "D1", 0, ANNOUNCE, 45.4)
    act(state, "D1", 1, RADIO, 45.4)
    act(state, "D2", 0, SECURE, second[0], began=second[1])
    state.milestones.messages = [sent(50.0, Channel.PA), sent(51.0, Channel.RADIO)]
    state.notices = [Notice(time, name, "Words") for name, time in counted.items()]
    found = build_impact(state)
    told = {None: None, "D1": Impact("D1", 0, None, at_least=False, cost=25)}
    told["D2"] = Impact("D2", None, None, at_least=False, cost=19)
    assert found == told[last]


def test_before_it_has_begun_there_is_none_and_a_queue_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    state = begin()
    decide(state, "D2", None, does=[SECURE], opened_at=33.0, starts=52.0)
    act(state, "D2", 0, SECURE, 52.0)
    state.exercise_time = 400.0
    gains = {400.0: -12.6, 500.0: 12.4}
    monkeypatch.setattr(impact, "find_queue_gain", lambda _, now: ("D12", gains[now]))
    assert build_impact(state) == Impact("D12", None, -13, at_least=False, cost=0)
    assert build_impact(state, 500.0) == Impact("D12", None, 12, at_least=False, cost=0)
    state.arms = None
    assert build_impact(state) is None


DAYS, HALF = "report-on-monday-40", DAY_SECONDS / 2.0
READ, CONVENED = EventKind.REPORT_READ, EventKind.TEAM_CONVENED
PLANNED, INTERIM = EventKind.PLAN_DONE, EventKind.INTERIM_PLAN


@pytest.mark.parametrize(
    ("now", "team", "simulated", "told"),
    [
        (8_999.0, {READ: 5_000.0}, {READ: 9_000.0}, None),
        (9_000.0, {READ: 5_000.0}, {READ: 9_000.0}, ("D1", 4_000, False, 0)),
        (9_000.0, {READ: 5_000.0}, {READ: 4_400.0}, ("D1", -600, False, 0)),
        (4_999.0 + HALF, {READ: 5_000.0}, {}, None),
        (5_000.0 + HALF, {READ: 5_000.0}, {}, ("D1", 43_200, True, 0)),
        (7_000.0 + HALF, {READ: 5_000.0}, {READ: 7_001.0 + HALF}, ("D1", 45_200, True, 0)),
        (7_001.0 + HALF, {READ: 5_000.0}, {READ: 7_001.0 + HALF}, ("D1", 45_201, False, 0)),
        (8_000.0, {READ: 1_000.0}, {READ: 7_000.0}, ("D1", 6_000, False, 0)),
        (8_000.0, {READ: 999.0}, {READ: 7_000.0}, None),  # before the act
        (8_000.0, {INTERIM: 7_500.0}, {}, ("D3", None, False, 3_400)),
        (8_000.0, {CONVENED: 4_000.0}, {CONVENED: 7_000.0}, None),  # its act did not begin
        (8_000.0, {PLANNED: 4_500.0, READ: 3_000.0}, {PLANNED: 7_400.0, READ: 7_500.0}, ("D1", 4_500, False, 0)),
        (8_000.0, {PLANNED: 4_500.0, READ: 3_000.0}, {PLANNED: 7_800.0, READ: 7_500.0}, ("D4", 3_300, False, 0)),
    ],
)
def test_in_days_a_decision_is_told_once_the_simulated_stage_has_come_or_half_a_day_has_passed(
    now: float,
    team: dict[EventKind, float],
    simulated: dict[EventKind, float],
    told: tuple[str, int | None, bool, int] | None,
) -> None:
    state = begin(DAYS, now)
    kinds = {"D1": "report-to-team", "D2": "convene-team", "D3": "interim-plan", "D4": "work-first"}
    for n, (name, kind) in enumerate(kinds.items()):
        given = {"kind": kind, "by": "counselor"}
        decide(state, name, None, does=[given])
        act(state, name, 0, given, (1_000.0, 2_000.0, 4_100.0, 4_200.0)[n], began=name != "D2")
    for engine, stages in ((state.running_arms.player, team), (state.running_arms.baseline, simulated)):
        engine.trace.rows = sorted((time, kind, 0, NOBODY, NOBODY, 0.0) for kind, time in stages.items())
    about = told and Impact(told[0], None, told[1], told[2], told[3])
    assert build_impact(state) == about
