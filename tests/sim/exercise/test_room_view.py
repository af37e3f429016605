"""The participant view, by hand: its clock and countdown, whose messages are on it, what rooms and bars tell, and what stays out."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.exercise import messages, room_view
from sim.exercise.arms import build_tables
from sim.exercise.clock import Clock
from sim.exercise.events import NO_RESPONSE, SegmentBegun, Setup
from sim.exercise.journal import Entry
from sim.exercise.messages import list_messages, truncate
from sim.exercise.review import StepCurve
from sim.exercise.room_frame import Card, ClockStatus, Countdown, Jump, Message, Place, RoomFrame
from sim.exercise.room_view import _sample_curve as sample_curve
from sim.exercise.room_view import build_participant_view
from sim.exercise.state import State
from sim.model.trace import Channel
from tests.sim.exercise.exercises import all_roles, known, opened
from tests.sim.exercise.rooms import ask, tell

TABLES = build_tables(opened())[0]
SEGMENTS = {one.id: one for one in opened().exercise.segments}
PLAYS = {role.id: role.plays for role in opened().exercise.roles}
PRESENT = {"security@b1-hall-2": False, "principal": True}
PEOPLE = [SimpleNamespace(id=name, is_present=is_present) for name, is_present in PRESENT.items()]
COUNTS = {"staff": 9, "staff_aware": 5, "occupants": 70, "occupants_protected": 20}
VIEW = SimpleNamespace(people=PEOPLE, patient=None, hazard="b1-hall-1", is_hazard_active=True, **COUNTS)
OTHER = SimpleNamespace(**{**vars(VIEW), "staff_aware": 3, "occupants_protected": 69})
ROLES = frozenset({"principal", "secretary", "nurse"})


def a_state(at: str = "response", view: Any = VIEW, **more: Any) -> State:
    state = State(opened(), is_played=False)
    arms = {"player": view, "comparison": OTHER}
    engines = {name: SimpleNamespace(view=lambda one=one: one, tables=TABLES, trace=None) for name, one in arms.items()}
    state.arms = cast(Any, SimpleNamespace(**engines))
    state.segment = SEGMENTS[at]
    state.played = {*all_roles()}
    for name, value in more.items():
        setattr(state, name, value)
    return state


# ---- clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "runs", "status"),
    [
        (a_state("hot-wash", is_emergency_stop=True, ended=True), True, ClockStatus.REAL_EMERGENCY),
        (a_state("hot-wash", ended=True), True, ClockStatus.ENDED),
        (a_state("hot-wash"), True, ClockStatus.HOT_WASH),
        (a_state("hot-wash", arms=None), True, ClockStatus.RUNNING),
        (a_state("briefing"), True, ClockStatus.BRIEFING),
        (a_state(), True, ClockStatus.RUNNING),
        (a_state(), False, ClockStatus.STOPPED),
    ],
)
def test_the_clock_says_the_gravest_reason_first(state: State, runs: bool, status: ClockStatus) -> None:
    assert room_view.find_clock_status(state, runs) == status


@pytest.mark.parametrize(
    ("name", "runs", "is_answering", "status"),
    [
        ("D3", True, False, ClockStatus.DISCUSS),
        ("D1", True, False, ClockStatus.TIME_RUNS),
        ("D1", True, True, ClockStatus.TIME_RUNS),
        ("D1", False, False, ClockStatus.TIME_WILL_RUN),
        ("D1", False, True, ClockStatus.DECIDED),
    ],
)
def test_the_clock_says_how_a_question_is_asked(name: str, runs: bool, is_answering: bool, status: ClockStatus) -> None:
    state = a_state()
    ask(state, name, is_answering=is_answering)
    assert room_view.find_clock_status(state, runs) == status
    assert status.is_running is (status == ClockStatus.TIME_RUNS)


def test_a_countdown_is_of_the_question_or_else_of_the_module() -> None:
    """D3: 180 s of the room from 100 s on; D1: 60 s of T+ from 41 s on; the module: 24 minutes from 360 s on."""
    state = a_state(time=55.2, exercise_time=130.4, segment_started_at=360.0)
    ask(state, "D3", opened_at=30.0, exercise_opened_at=100.0)
    assert room_view.build_countdown(state) == Countdown("discussion", 150)
    assert room_view.build_countdown(state, replace(Clock(), exercise_time=279.4)) == Countdown("discussion", 1)
    assert room_view.build_countdown(state, replace(Clock(), exercise_time=290.0)) == Countdown("discussion", 0)
    state.decision_points.clear()
    ask(state, "D1", opened_at=41.0, exercise_opened_at=100.0)
    assert room_view.build_countdown(state) == Countdown("timed", 46)
    state.time = 101.6
    assert room_view.build_countdown(state) == Countdown("timed", 0)
    state.decision_points.clear()
    assert room_view.build_countdown(state, replace(Clock(), exercise_time=460.0)) == Countdown("module", 1340)
    assert room_view.build_countdown(a_state("after", exercise_time=30.0)) == Countdown("module", 390)
    for other in (a_state("briefing"), a_state("hot-wash"), a_state(ended=True), a_state(segment=None)):
        assert room_view.build_countdown(other) is None


def test_the_head_of_the_view_has_the_minute_and_the_times_of_the_clock() -> None:
    """The clock of the conductor, where it has moved since the last entry."""
    state = a_state(arms=None, time=125.0, exercise_time=419.9, speed=5, frozen=True, running=True)
    frame = build_participant_view(state, ROLES)
    expected = RoomFrame(
        agenda=Place(7, 45), frozen=True, school=truncate(state.labels.school, 80), day="Tuesday", time="T+02:05",
        clock="10:16:05", status=ClockStatus.RUNNING, speed=5, countdown=Countdown("module", 1020),
    )  # fmt: skip
    assert frame == expected
    later = build_participant_view(state, ROLES, Clock(exercise_time=420.0))
    moved = {"agenda": Place(8, 45), "status": ClockStatus.STOPPED, "countdown": Countdown("module", 1020)}
    assert later == replace(expected, **cast(Any, moved))


# ---- messages ---------------------------------------------------------------------------------------


def test_a_view_reads_the_oldest_message_first_and_keeps_three() -> None:
    state = a_state()
    for number, at, is_read in ((1, 10.0, True), (2, 20.0, True), (3, 30.0, False), (4, 40.0, False)):
        tell(state, number, ["nurse"], f"says {number}", at, is_read=is_read)
    tell(state, 5, ["teacher"], "elsewhere", 5.0)
    told = room_view.list_recent_messages(state, ROLES)
    assert [one.says for one in told] == ["says 3", "says 2", "says 1"]
    assert told[0] == Message("10:14:30", "sender 3", ("Nurse",), "phone", "says 3")
    assert room_view.find_reading_position(state, ROLES) == Place(3, 4)
    state.read = {"inject-1": -1, "inject-2": 0}
    assert room_view.find_reading_position(state, ROLES) == Place(2, 3)
    assert [one.says for one in room_view.list_recent_messages(state, ROLES, most=1)] == ["says 3"]
    state.read |= {"inject-3": 0, "inject-4": 0}
    assert room_view.find_reading_position(state, ROLES) is None
    assert [one.says for one in room_view.list_recent_messages(state, ROLES)] == ["says 4", "says 3", "says 2"]


def test_of_a_withheld_message_the_wall_says_that_it_came_and_to_whom() -> None:
    state = a_state()
    tell(state, 1, ["nurse", "secretary"], "private words", 10.0, share="role", zone="b1-hall-1")
    tell(state, 2, ["nurse"], "x" * 481, 20.0, is_read=True)
    withheld = messages.find_withheld(state, frozenset({"inject-9"}))
    assert withheld == {"inject-1"}
    first, second = room_view.list_recent_messages(state, ROLES, withheld)
    assert first == Message("10:14:10", "", ("Nurse", "Secretary"), "", "", is_withheld=True)
    assert (len(second.says), second.says[-1], second.is_withheld) == (480, "…", False)
    assert messages.find_withheld(state, frozenset({"inject-1"})) == set()
    assert messages.find_reported_zones(state, ROLES, withheld) == {}
    assert messages.find_reported_zones(state, ROLES) == {"b1-hall-1": 10.0}


@pytest.mark.parametrize(
    ("text", "cut"), [("x" * 10, "x" * 10), ("x" * 11, f"{'x' * 9}…"), ("12345678 abc", "12345678…")]
)
def test_a_text_is_cut_where_it_is_longer_than_the_view(text: str, cut: str) -> None:
    assert truncate(text, 10) == cut


def test_messages_are_in_the_order_of_their_time_and_for_who_read_them() -> None:
    state = a_state()
    tell(state, 7, ["nurse"], "later", 30.0)
    tell(state, 3, ["nurse", "teacher"], "earlier", 20.0)
    tell(state, 4, ["nurse"], "held", 10.0, outcome="held")
    tell(state, 5, ["nurse", "secretary"], "to one of two", 25.0, readers=["secretary"])
    state.milestones.told = {PLAYS["nurse"]: (22.0, Channel.PA, ""), PLAYS["principal"]: (21.0, Channel.PA, "")}
    state.handed_back = {"principal": 20.9}
    found = [(one.id, one.time, one.to) for one in list_messages(state, frozenset({"nurse", "principal"}))]
    assert found == [("inject-3", 20.0, ("Nurse",)), ("pa", 22.0, ("Nurse",)), ("inject-7", 30.0, ("Nurse",))]


# ---- the plan and the bars --------------------------------------------------------------------------


def posts(*places: int) -> tuple[dict[str, float], set[str]]:
    """Check-ins of these members of staff, at 10 s, 20 s…, and their zones."""
    ids, zones = TABLES.staff.ids, TABLES.staff.zone
    return {ids[one]: 10.0 * n for n, one in enumerate(places, 1)}, {TABLES.layout.zones[zones[one]] for one in places}


def marked(state: State, roles: frozenset[str] = ROLES) -> tuple[int, int]:
    """Rooms with a check-in: on the map and on the plan."""
    rows = room_view.list_rooms(state, roles)
    on_map = sum(row.marks.count("+") + [mark for _, mark in row.named].count("+") for row in rows)
    return on_map, sum(floor.marks.count("+") for floor in room_view.build_plan(state, roles, frozenset()))


def test_rooms_check_in_for_roles_that_know_and_only_while_they_were_played() -> None:
    """Classrooms of three teachers. The nurse learns of it at 5 s and is handed back at 20 s."""
    rooms = [n for n, name in enumerate(TABLES.staff.ids) if name.startswith("teacher@b2")][:3]
    checked_in, zones = posts(*rooms)
    assert len(zones) == 3
    state = a_state()
    state.milestones.checked_in = checked_in
    assert marked(state) == (0, 0)
    state.milestones.told = {PLAYS["nurse"]: (5.0, Channel.PA, "")}
    assert (marked(state), marked(state, frozenset({"secretary"}))) == ((3, 3), (0, 0))
    state.played, state.handed_back = {"secretary"}, {"nurse": 20.0}
    assert messages.find_known_until(state, ROLES) == 20.0
    assert marked(state) == (2, 2)
    state.handed_back = {"nurse": 4.9}
    assert marked(state) == (0, 0)


def test_reports_are_the_last_three_places_and_those_before_a_jump_are_gone_once_it_is_over() -> None:
    state = a_state(time=700.0, jumped_to=690.0)
    for number, (zone, at) in enumerate((("b1-hall-1", 10.0), ("gym", 30.0), ("b111", 20.0), ("b112", 40.0)), 1):
        tell(state, number, ["nurse"], "there", at, zone=zone, is_read=True)
    tell(state, 5, ["nurse"], "again", 50.0, zone="b1-hall-1", is_read=True)
    tell(state, 6, ["teacher"], "elsewhere", 60.0, zone="b113", is_read=True)
    tell(state, 7, ["nurse"], "next", 70.0, zone="b114")
    tell(state, 8, ["nurse"], "not read", 80.0, zone="b115")
    assert messages.find_reported_zones(state, ROLES) == {"b114": 70.0, "b1-hall-1": 50.0, "b112": 40.0}
    assert len(messages.describe_reports(state, ROLES)) == 3
    calm = a_state(view=SimpleNamespace(**{**vars(VIEW), "is_hazard_active": False}), time=700.0, jumped_to=45.0)
    calm.deliveries, calm.read = state.deliveries, state.read
    assert [*messages.find_reported_zones(calm, ROLES)] == ["b114", "b1-hall-1"]
    calm.jumped_to = 50.0
    assert [*messages.find_reported_zones(calm, ROLES)] == ["b114", "b1-hall-1"]
    calm.jumped_to = 50.1
    assert [*messages.find_reported_zones(calm, ROLES)] == ["b114"]


@pytest.mark.parametrize(("fog", "active", "shown"), [(True, True, False), (False, True, True), (False, False, False)])
def test_the_true_place_is_on_the_view_without_fog_alone(fog: bool, active: bool, shown: bool) -> None:
    state = a_state(view=SimpleNamespace(**{**vars(VIEW), "is_hazard_active": active}))
    assert room_view.find_visible_hazard(state) == ""
    state.setup = Setup("x", 1, {}, fog=fog)
    assert bool(room_view.find_visible_hazard(state)) is shown
    places = sum(floor.marks.count("!") for floor in room_view.build_plan(state, ROLES, frozenset()))
    assert places == shown


def test_bars_are_whole_percents_rounded_down_and_the_other_arm_comes_once_half_know() -> None:
    """5 of 9 and 20 of 70 people; 3 of 9 and 69 of 70 without the alert."""
    bars = room_view.build_progress_bars(a_state())
    assert bars.shares == {"aware": {"room": 55, "twin": 33}, "protected": {"room": 28, "twin": 98}}
    assert bars.names == {"room": "you", "twin": "no app alert to staff"}
    few = SimpleNamespace(**{**vars(VIEW), "staff_aware": 4, "patient": "reached"})
    alone = room_view.build_progress_bars(a_state(view=few))
    assert (alone.shares, alone.names) == ({"aware": {"room": 44}}, {"room": "you"})


# ---- questions and decisions ------------------------------------------------------------------------


def test_a_question_is_on_the_view_of_its_role_alone_with_what_cannot_be_taken_today() -> None:
    state = a_state()
    point = ask(state, "D3")
    question = known(room_view.build_question(state, frozenset({"principal", "nurse"})))
    assert (question.role, question.asks, question.is_timed) == ("Principal", point.decision.asks, False)
    assert [one.says for one in question.options] == [one.says for one in point.decision.options]
    assert [bool(one.struck) for one in question.options] == [False, False, False, True, False]
    assert question.options[3].struck.endswith(": away today")
    assert room_view.build_question(state, frozenset({"nurse"})) is None
    state.decision_points.clear()
    assert room_view.build_question(state, ROLES) is None


def test_decisions_are_in_the_order_in_which_they_fell_with_their_time_of_day() -> None:
    state = a_state()
    ask(state, "D3", "decided", option="both", opened_at=40.0, exercise_resolved_at=300.0, scenario_time=50.0)
    ask(state, "D4", "lapsed", opened_at=60.0, exercise_resolved_at=200.0, scenario_time=70.0)
    ask(state, "D2", "lapsed", exercise_resolved_at=100.0)
    ask(state, "D9", "open", opened_at=80.0)
    said = "Assistant principal: no decision 10:15:10", "Both, on the radio and on the PA 10:14:50"
    assert room_view.list_decisions(state) == said


def test_a_decision_is_told_in_its_own_words_and_with_what_stands_for_it() -> None:
    state = a_state()
    point = ask(state, "D3", "decided", option="both")
    assert room_view.describe_decision(point, state.labels) == "Both, on the radio and on the PA"
    act = {"kind": "call-911", "by": "secretary-1"}
    point.response = replace(NO_RESPONSE, talk_only="We wait.", does=(act,))
    assert room_view.describe_decision(point, state.labels) == "We wait."
    point.response = replace(NO_RESPONSE, does=(act, act))
    alone = room_view.describe_decision(point, state.labels)
    assert "; " in alone
    point.response = replace(NO_RESPONSE, says="Phone", does=(act, act))
    assert room_view.describe_decision(point, state.labels) == f"Phone (simulated as: {alone})"


# ---- jumps ------------------------------------------------------------------------------------------


def begun(time: float, played_on: float | None = None, **more: Any) -> State:
    """The talked module has begun at this T+; its story is 45 minutes after onset."""
    state = a_state("after", **more)
    event = SegmentBegun("after", played_on)
    state.log = [cast(Entry, SimpleNamespace(incident_time=time, event=event, kind="segment"))]
    return state


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (begun(600.0), "35 minutes later"),
        (begun(600.0, played_on=900.0), "30 minutes later"),
        (begun(2_640.0), "1 minutes later"),
        (begun(2_640.1), None),
        (begun(600.0, segment=None), None),
        (begun(600.0, segment=SEGMENTS["response"]), None),
        (begun(600.0, segment=SEGMENTS["hot-wash"]), None),
    ],
)
def test_a_jump_of_a_minute_or_more_is_announced(state: State, says: str | None) -> None:
    found = room_view.describe_jump(state, ROLES)
    assert (found and found.title) == says
    assert found is None or found == Jump(found.title, "10:59, T+45:00: Continued response: families")


def test_a_jump_is_announced_until_something_of_its_module_was_heard_or_asked() -> None:
    state = begun(600.0)
    tell(state, 1, ["nurse"], "before", 2_699.9)
    ask(state, "D7", "waiting")
    ask(state, "D3", "decided", opened_at=40.0)
    assert room_view.describe_jump(state, ROLES) is not None
    ask(state, "D7", opened_at=2_700.0)
    assert room_view.describe_jump(state, ROLES) is None
    state = begun(600.0)
    tell(state, 1, ["teacher"], "to others", 2_700.0)
    assert room_view.describe_jump(state, ROLES) is not None
    tell(state, 2, ["nurse"], "in it", 2_700.0)
    assert room_view.describe_jump(state, ROLES) is None


@pytest.mark.parametrize(
    ("now", "jumped", "is_read", "expected"),
    [(600.0, 2_700.0, True, True), (600.0, 2_700.0, False, False), (600.0, 30.0, True, False),
     (600.0, 600.0, True, True), (2_700.1, 2_700.0, True, False), (20.0, 30.0, True, False)],
)  # fmt: skip
def test_messages_are_past_once_read_and_after_a_jump(now: float, jumped: float, is_read: bool, expected: bool) -> None:
    state = a_state(time=now, jumped_to=jumped)
    assert not room_view.has_scenario_jumped(state, ROLES)
    tell(state, 1, ["nurse"], "before", 30.0, is_read=is_read)
    assert room_view.has_scenario_jumped(state, ROLES) is expected


def test_a_card_is_cut_and_a_curve_is_sampled_at_both_ends() -> None:
    frame = room_view.add_card(RoomFrame(), "t" * 81, ["l" * 961], 2, 7)
    assert frame.card == Card(f"{'t' * 79}…", (f"{'l' * 959}…",), Place(2, 7))
    curve = StepCurve((30.0, 120.0), (0.25, 1.0))
    sampled = sample_curve(curve, 120.0)
    assert (len(sampled), sampled[29], sampled[30], sampled[119], sampled[120]) == (121, 0, 25, 25, 100)
