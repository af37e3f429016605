"""Targets against the clock: their instants and the team's share of the time, by hand."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest

from scenarios.targets import INSTANT_CLAUSES, Instant, Target, list_instants
from sim.exercise.arms import PLAYER_ARM, build_tables
from sim.exercise.events import NO_RESPONSE, DecisionPoint
from sim.exercise.review import Review
from sim.exercise.targets import Instants, Reached, TargetResult, find_reached, measure_targets
from sim.model.assessment import FOLLOWED
from sim.model.school_calendar import SchoolCalendar
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind, Row, Trace
from tests.sim.exercise.exercises import opened

GUIDE = Path(__file__).parents[3] / "docs" / "writing-an-exercise.md"
TABLES = build_tables(opened())[0]
D1, D2, OTHER = (opened().exercise.decisions[n] for n in (0, 1, 6))
TARGET = Target.model_validate({"from": "office_told", "to": "cpr_started", "within": "60 s"})
TOLD: Row = (100.0, EventKind.OFFICE_TOLD, 0, Channel.RADIO, NOBODY, 0.0)
BEGUN: Row = (160.0, EventKind.CPR_BEGINS, 0, NOBODY, 0, 0.0)


def asked(decision: Any, opened_at: float | None, starts: float, does: Any = ({},)) -> DecisionPoint:
    response = SimpleNamespace(does=does, starts=starts) if starts < math.inf else NO_RESPONSE
    state = "decided" if starts < math.inf else "open"
    resolved = starts - 1.0 if starts < math.inf else None
    return DecisionPoint(decision, state, 0.0, opened_at=opened_at, resolved_at=resolved, response=cast(Any, response))


def measured(rows: list[Row], *points: DecisionPoint, stopped: float = 500.0) -> TargetResult:
    trace = Trace(TABLES)
    trace.rows = rows
    objective = SimpleNamespace(id=D1.objective, target=TARGET)
    exercise, named = SimpleNamespace(objectives=[objective]), {str(n): point for n, point in enumerate(points)}
    state = SimpleNamespace(setup=None, exercise=exercise, decision_points=named)
    review = SimpleNamespace(traces={PLAYER_ARM: trace}, stopped=stopped, state=state)
    (result,) = measure_targets(cast(Review, review))
    return result


def test_the_teams_part_is_the_time_in_which_its_question_was_open_or_its_answer_had_no_effect_yet() -> None:
    """From 110 to 130 s of the 60 s from 100 s on; the question of another objective has no part in it."""
    result = measured([TOLD, BEGUN], asked(D1, 110.0, 130.0), asked(OTHER, 100.0, 160.0))
    assert (result.reached, result.is_met, result.decided) == (Reached(100.0, 160.0), True, 20.0)
    assert result.reached.seconds == 60.0


@pytest.mark.parametrize(
    ("points", "decided"),
    [
        ([asked(D1, 90.0, 120.0)], 20.0),
        ([asked(D1, 150.0, 170.0)], 10.0),
        ([asked(D1, 110.0, 130.0), asked(D1, 120.0, 140.0)], 30.0),  # two at once
        ([asked(D1, 110.0, 130.0, does=())], 19.0),  # an answer of words
        ([asked(D1, 110.0, math.inf)], 50.0),
        ([asked(D1, None, math.inf)], 0.0),
        ([asked(D1, 10.0, 20.0)], 0.0),
        ([asked(D1, 130.0, 150.0), asked(D1, 105.0, 140.0), asked(D1, 155.0, 157.0)], 47.0),
        ([asked(D1, 105.0, 150.0), asked(D1, 120.0, 140.0)], 45.0),  # one within the other
        ([DecisionPoint(D1, "lapsed", 0.0, opened_at=110.0, resolved_at=125.0)], 15.0),
        ([DecisionPoint(D1, "decided", 0.0, opened_at=110.0, resolved_at=125.0)], 15.0),
    ],
)
def test_only_what_lies_between_the_instants_counts_and_only_once(points: list[DecisionPoint], decided: float) -> None:
    assert measured([TOLD, BEGUN], *points).decided == decided


def test_what_came_after_the_exercise_is_not_measured() -> None:
    until = {stopped: measured([TOLD, BEGUN], stopped=stopped) for stopped in (159.9, 160.0)}
    told = {stopped: (one.reached.seconds, one.is_met, one.decided) for stopped, one in until.items()}
    assert told == {159.9: (None, None, None), 160.0: (60.0, True, 0.0)}


def test_every_instant_has_a_definition_a_clause_and_a_line_in_the_guide() -> None:
    guide, nothing = GUIDE.read_text("utf-8"), Instants(Trace(TABLES))
    assert set(get_args(Instant)) == INSTANT_CLAUSES.keys()
    for instant, clause in INSTANT_CLAUSES.items():
        assert f"| `{instant}` | {clause} |" in guide
        if instant in list_instants(TABLES.hazard.kind):
            assert nothing.find(instant) >= 0.0


OF_A_KIND = """
    onset ONSET, office_told OFFICE_TOLD, room_known ROOM_KNOWN, roll_called ROLL_CALLED, secured SECURED,
    unit_met UNIT_MET, all_clear ALL_CLEAR, cpr_started CPR_BEGINS, aed_at_patient AED_THERE, aed_shock SHOCK,
    tasks_assigned TASKS_ASSIGNED, way_cleared WAY_CLEARED, crew_at_patient PATIENT_REACHED,
    horns_stopped HORNS_STOPPED, shut_off SHUT_OFF, storm_arrives STORM_ARRIVES, plume_arrives PLUME_ARRIVES,
    plume_passes PLUME_PASSES, told_to_air OUT_AND_AIR, child_missed MISSED, exit_watched WATCHES,
    child_found FOUND, families_texted FAMILIES_TEXTED
"""
OF_THE_REPORT = """
    threat_reported THREAT_REPORTED, report_read REPORT_READ, team_convened TEAM_CONVENED, plan_made PLAN_DONE,
    plan_reviewed PLAN_REVIEWED, police_called POLICE_CALLED, supports_begin INTERIM_PLAN
"""
"""Instants and the kinds of events that they are."""


def test_an_instant_is_the_first_event_of_its_kind_and_of_a_report_the_one_that_is_followed() -> None:
    """Each kind comes three times, a second apart from the next kind: of report 3, and twice of the followed one."""
    pairs = [pair.split() for pair in f"{OF_A_KIND},{OF_THE_REPORT}".split(",")]
    kinds, followed = {name: EventKind[kind] for name, kind in pairs}, OF_THE_REPORT.split()
    trace = Trace(TABLES)
    rounds = [(at + n, kind) for at in (100.0, 200.0, 300.0) for n, kind in enumerate(kinds.values())]
    trace.rows = [(at, kind, 3 if at < 200.0 else FOLLOWED, NOBODY, NOBODY, 0.0) for at, kind in rounds]
    days = Trace(build_tables(opened("report-on-monday-40"))[0])
    within = Target.model_validate({"from": "threat_reported", "to": "report_read", "within": "1 day"})
    assert find_reached(within, Instants(days)).calendar == days.tables.of(SchoolCalendar)
    found = {name: Instants(trace).find(cast(Instant, name)) for name in kinds}
    assert found == {name: (200.0 if name in followed else 100.0) + n for n, name in enumerate(kinds)}


def test_everyone_is_counted_when_a_roll_call_misses_no_one() -> None:
    trace = Trace(TABLES)
    trace.rows = [(at, EventKind.ROLL_CALLED, 0, NOBODY, NOBODY, left) for at, left in ((90.0, 2.0), (150.0, 0.0))]
    instants = Instants(trace)
    assert (instants.find("roll_called"), instants.find("all_counted")) == (90.0, 150.0)
