"""What people decide for a patient: CPR, an AED, a clear way. Every step fixed, so that times add up; see `schools`."""

from typing import Any

import pytest

from sim.model import interventions as do
from tests.sim import schools
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import played
from tests.sim.schools import GYM_TEACHER, KNEELS, REACTS, RECOGNIZES, SEARCHES, SHOCKS, TRAVEL, aid, arrest_school
from tests.sim.worlds import Plain, adult, tables_of

BEGINS, SAW = 4.0, RECOGNIZES + REACTS
FAR, SECOND = adult("far", "clinic"), adult("second", "gym")
TO_LOBBY = 30 / 2  # between gym and lobby
CREW = RECOGNIZES + schools.DECIDES + TRAVEL + 30 / 1
UNWILLING = aid(cpr={"given": chance(0, "replication"), "start": always(KNEELS)})
ACTS: Data = {"tasks_assigned": always(6), "pads_shared": share(0.75), "cpr_decided": always(BEGINS)}
ACTS |= {"way_cleared": share(0.5), "met": share(0.5), "met_without_keys": share(0.75)}


def measured(
    campus: Data, *acts: tuple[float, do.Intervention], strategy: Data | None = None, **changes: Any
) -> tuple[dict[str, float], list[do.Outcome]]:
    """All measures of a play with these acts, and what each of them said. Staff call 911, and nobody is alerted."""
    tables = tables_of(campus, schools.arrest(acts=ACTS, **changes), strategy or Plain.strategy())
    play = played(tables, *acts, until=None, seed=1)
    return play.measures, play.outcomes


def test_cpr_that_nobody_would_have_given_begins_in_seconds() -> None:
    """Without the decision the ambulance crew is the first to compress."""
    left_alone, _ = measured(arrest_school(GYM_TEACHER), protocol=UNWILLING)
    decided, outcomes = measured(arrest_school(GYM_TEACHER), (10.0, do.StartCpr("teacher")), protocol=UNWILLING)
    assert outcomes == [do.Outcome(True)]
    assert left_alone["collapse_to_cpr"] == CREW
    assert decided["collapse_to_cpr"] == 10.0 + BEGINS


def test_who_is_told_to_compress_hesitates_less_and_who_is_elsewhere_goes_there_first() -> None:
    decided, _ = measured(arrest_school(GYM_TEACHER), (2.0, do.StartCpr("teacher")))
    assert decided["collapse_to_cpr"] == 2.0 + BEGINS
    assert measured(arrest_school(GYM_TEACHER))[0]["collapse_to_cpr"] == SAW + KNEELS
    acts = [(3.0, do.Inform("far")), (10.0, do.StartCpr("far"))]
    decided, _ = measured(arrest_school(GYM_TEACHER, FAR), *acts, protocol=UNWILLING)
    assert decided["collapse_to_cpr"] == 10.0 + 40 / 2 + BEGINS


def test_nobody_compresses_twice_or_unasked() -> None:
    acts = [(5.0, do.StartCpr("far")), (20.0, do.StartCpr("teacher"))]
    _, outcomes = measured(arrest_school(GYM_TEACHER, FAR), *acts)
    assert [outcome.reason for outcome in outcomes] == ["far does not know of the emergency yet", "CPR is under way"]


def test_a_witness_alone_who_leaves_for_the_aed_brings_the_shock_and_delays_cpr() -> None:
    stays, _ = measured(arrest_school(GYM_TEACHER))
    leaves, _ = measured(arrest_school(GYM_TEACHER), (6.0, do.FetchAed("teacher")))
    back = 6.0 + TO_LOBBY + SEARCHES + TO_LOBBY
    assert (stays["collapse_to_cpr"], stays["collapse_to_shock"]) == (SAW + KNEELS, CREW + SHOCKS)
    assert (leaves["collapse_to_cpr"], leaves["collapse_to_shock"]) == (back + KNEELS, back + SHOCKS)


def test_who_leaves_or_is_sent_leaves_students_and_is_told_so() -> None:
    groups = [{"id": "class", "heads": 22, "age": "teen", "post": "gym", "with": "teacher"}]
    aide = adult("aide", "gym", "aide")
    _, alone = measured(arrest_school(GYM_TEACHER, groups=groups), (6.0, do.FetchAed("teacher")))
    _, together = measured(arrest_school(GYM_TEACHER, aide, groups=groups), (6.0, do.FetchAed("teacher")))
    assert alone[0].reason == "leaves 22 students without an adult"
    assert together[0].reason == "leaves 22 students with another adult"
    groups = [{"id": "class", "heads": 22, "age": "teen", "post": "clinic", "with": "far"}]
    for act in (do.Send("teacher", "far"), do.SendAed("teacher", "far")):
        _, outcomes = measured(arrest_school(GYM_TEACHER, FAR, groups=groups), (6.0, act))
        assert outcomes == [do.Outcome(True, "far leaves 22 students without an adult")]


def test_anybody_can_be_sent_for_an_aed() -> None:
    """The phone call takes no time; `far` turns to it like anybody of the team."""
    sent, outcomes = measured(arrest_school(GYM_TEACHER, FAR), (10.0, do.SendAed("teacher", "far")))
    assert outcomes == [do.Outcome(True)]
    there = 10.0 + REACTS + (30 + 20) / 2 + SEARCHES + TO_LOBBY
    assert (sent["aed_at_patient"], sent["collapse_to_shock"]) == (there, there + SHOCKS)
    assert measured(arrest_school(GYM_TEACHER, FAR))[0]["collapse_to_shock"] == CREW + SHOCKS


@pytest.mark.parametrize("place", ["clinic", "lobby"])
def test_of_those_who_hear_a_radio_call_the_nearest_brings_the_aed(place: str) -> None:
    """The one beside the AED in the lobby, or, without them, the one in the clinic."""
    teacher, far = GYM_TEACHER | {"radio": True}, FAR | {"radio": True}
    near = adult("near", "lobby", radio=place == "lobby")
    campus = arrest_school(teacher, far, near, radio={"talk": always(5), "received": chance(1, "person")})
    quiet = Plain.strategy(everyday=["radio"])
    asked, _ = measured(campus, (10.0, do.CallForAed("teacher")), strategy=quiet)
    way = {"lobby": 0.0, "clinic": (30 + 20) / 2}[place]
    assert asked["aed_at_patient"] == 10.0 + 5.0 + REACTS + way + SEARCHES + TO_LOBBY


def test_two_who_know_their_tasks_need_three_quarters_of_the_time_to_the_shock() -> None:
    shared, outcomes = measured(arrest_school(GYM_TEACHER, SECOND), (20.0, do.AssignTasks("teacher")))
    there = SAW + 2 * TO_LOBBY + SEARCHES
    assert outcomes == [do.Outcome(True)]
    assert shared["collapse_to_shock"] == there + 0.75 * SHOCKS
    assert measured(arrest_school(GYM_TEACHER, SECOND))[0]["collapse_to_shock"] == there + SHOCKS


def test_who_is_alone_gains_nothing_by_tasks_and_who_hears_late_gains_on_what_is_left() -> None:
    alone, _ = measured(arrest_school(GYM_TEACHER, aeds=("gym",)), (6.0, do.AssignTasks("teacher")))
    assert alone["collapse_to_shock"] == SAW + SEARCHES + SHOCKS
    there = SAW + 2 * TO_LOBBY + SEARCHES
    late, _ = measured(arrest_school(GYM_TEACHER, SECOND), (there + 2.0, do.AssignTasks("teacher")))
    assert late["collapse_to_shock"] == there + 8.0 + 0.75 * (SHOCKS - 8.0)


@pytest.mark.parametrize(("by", "phones"), [("teacher", 0.0), ("far", 5.0)])
def test_tasks_are_assigned_at_the_patient_at_once_and_from_elsewhere_by_phone(by: str, phones: float) -> None:
    """Six seconds, while 32 s run from the AED to the shock; what is left of them falls to three quarters."""
    campus = arrest_school(GYM_TEACHER, SECOND, FAR, office_reached={"by_phone": always(5)})
    there = SAW + 2 * TO_LOBBY + SEARCHES
    assigned, outcomes = measured(campus, (3.0, do.Inform("far")), (there + 1.0, do.AssignTasks(by)))
    assert outcomes[1] == do.Outcome(True)
    gone = 1.0 + phones + 6.0
    assert assigned["collapse_to_shock"] == there + gone + 0.75 * (SHOCKS - gone)


def test_a_clear_way_halves_the_walk_and_a_crew_that_is_met_finds_it_sooner() -> None:
    cleared, _ = measured(arrest_school(GYM_TEACHER, schools.SCHOOL_NURSE), (20.0, do.ClearWay("teacher")))
    assert cleared["ems_at_patient"] == CREW - 0.5 * 30
    ambulance: Data = {"id": "ambulance", "kind": "ems", "travel": always(TRAVEL), "enters": "lobby"}
    campus = arrest_school(GYM_TEACHER, schools.SCHOOL_NURSE, agencies=[ambulance | {"locate": always(40)}])
    met, _ = measured(campus, (20.0, do.Inform("nurse")), (21.0, do.MeetResponders("nurse", "lobby")))
    assert met["ems_at_patient"] == CREW + 0.75 * 40
    assert measured(campus)[0]["ems_at_patient"] == CREW + 40
