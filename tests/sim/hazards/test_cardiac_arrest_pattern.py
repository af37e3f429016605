"""What telling the staff at once does for a heart that has stopped: sooner only where a responder is nearer than the walk for the AED.

Two small schools, the same but for where the nurse is. Two adults are with the patient, so an AED is fetched in any case, from far away.
In one school the nurse sits beside the AED; in the other the AED is near and the nurse is far. And the shipped arrest, off campus too.
"""

from functools import cache
from statistics import fmean

import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.compare import compare
from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.hazards.cardiac_emergencies import (
    NEVER,
    NURSE,
    TEACHER,
    aid,
    arrest,
    school,
    told_by_push,
    with_luck,
)
from tests.sim.model.emergencies import (
    Data,
    always,
    chance,
    emergency,
    exponential,
    link,
    lognormal,
    public_address,
)

SEED, PAIRS = 20261124, 50
WITHOUT, WITH = "app-no-staff-leg", "app"
CALLS_OUT = NEVER | {"same_room": lognormal(4, 0.5)}


def hall_with(*links: Data) -> Data:
    """A school with these ways, two teachers with the patient in the gym, the AED in the lobby, the nurse in the clinic, a PA."""
    speakers = public_address(reach_microphone=lognormal(60, 0.5, "replication"), reading="12 s")
    teacher = TEACHER | {"id": "second"}
    secretary = {"id": "secretary", "role": "secretary", "post": "hall", "office": True}
    people = (TEACHER, teacher, NURSE, secretary)
    return school(*people, links=[link("gym", "hall", 10), *links], office="hall", pa=speakers)


def gain(campus: Data) -> float:
    """Mean seconds that the first shock comes sooner with the staff leg."""
    witnessing = {
        "perception": {"same_zone": chance(1, "event")},
        "recognition": lognormal(15, 0.8, "person"),
        "decision": lognormal(20, 0.9, "person"),
    }
    scenario = arrest(protocol=with_luck(aid(tell=CALLS_OUT)), witnessing=witnessing)
    arms = [
        told_by_push(legs={"psap": "on", "staff": leg}, notice=exponential(6, "person"), press=always(10))
        | {"strategy": name, "everyday": ["pa"], "then": ["tell-office"]}
        for name, leg in ((WITHOUT, "off"), (WITH, "on"))
    ]
    place, block = emergency(campus, scenario, *arms), DrawBlock(SEED, range(PAIRS))
    shocks = [
        [shock(SimpyEngine(tabulate(place, name), SEED, r, block).run()) for r in range(PAIRS)]
        for name in (WITHOUT, WITH)
    ]
    return fmean(a - b for a, b in zip(*shocks, strict=True))


def shock(trace: Trace) -> float:
    """Collapse to shock, not reached counted as the horizon."""
    return min(compute_measures(trace, trace.tables)["collapse_to_shock"], trace.tables.horizon)


def test_a_nurse_beside_a_far_aed_shocks_clearly_sooner_when_told_at_once() -> None:
    """210 m there and 210 m back for who is with the patient; for the nurse one way."""
    assert gain(hall_with(link("hall", "lobby", 200), link("lobby", "clinic", 2))) > 20.0


@pytest.mark.parametrize(("lobby", "clinic"), [(10, 200), (50, 200), (200, 200)])
def test_a_nurse_who_is_no_nearer_than_the_walk_for_the_aed_gains_nothing(
    lobby: float, clinic: float
) -> None:
    assert abs(gain(hall_with(link("hall", "lobby", lobby), link("hall", "clinic", clinic)))) < 1.0


# the shipped arrest


@cache
def pairs(campus: str, *conditions: str) -> list[tuple[Trace, Trace]]:
    """Traces of the app without and with its staff leg, replication by replication."""
    place, block = open_emergency("cardiac-arrest", campus), DrawBlock(SEED, range(PAIRS))
    arms: list[Tables] = [tabulate(place, strategy, conditions) for strategy in (WITHOUT, WITH)]
    return [
        (SimpyEngine(arms[0], SEED, r, block).run(), SimpyEngine(arms[1], SEED, r, block).run())
        for r in range(PAIRS)
    ]


def sooner(campus: str, measure: str, *conditions: str) -> float:
    """Mean seconds that a measure comes sooner with the staff leg."""

    def seconds(trace: Trace) -> float:
        return min(compute_measures(trace, trace.tables)[measure], trace.tables.horizon)

    return fmean(seconds(without) - seconds(with_it) for without, with_it in pairs(campus, *conditions))


def first(trace: Trace, kind: EventKind) -> float:
    """First time of a kind of event."""
    return next((row[0] for row in trace.rows if row[1] == kind), float("inf"))


def test_the_staff_leg_does_not_bring_the_ambulance_sooner() -> None:
    """Bit-equal in every pair in which nobody who was only told called 911 before the first answer; few are not."""
    explained = 0
    for pair in pairs("suburban-elementary"):
        if any(somebody_told_called_first(trace) for trace in pair):
            explained += 1
        else:
            assert first(pair[0], EventKind.ON_SCENE) == first(pair[1], EventKind.ON_SCENE)
    assert explained <= PAIRS // 10


def somebody_told_called_first(trace: Trace) -> bool:
    """Whether somebody who was only told stood in the 911 queue before the first call was answered."""
    told = {row[2] for row in trace.rows if row[1] == EventKind.AWARE and row[3] != Channel.HAZARD}
    answered = first(trace, EventKind.ANSWERED)
    return any(row[1] == EventKind.QUEUED and row[2] in told and row[0] <= answered for row in trace.rows)


def test_cpr_by_who_is_there_does_not_wait_for_an_alert() -> None:
    assert abs(sooner("suburban-elementary", "collapse_to_cpr")) < 2.0


def test_the_response_team_and_the_shock_come_a_little_sooner_and_much_with_the_pa_down() -> None:
    for measure in ("first_responder_at_patient", "collapse_to_shock"):
        small, large = (sooner("suburban-elementary", measure, *c) for c in ((), ("pa-failed",)))
        assert 0.0 < small < 30.0
        assert large > 3.0 * small


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12", "small-college", "suburban-elementary"])
def test_the_shipped_arrest_compares_on_every_campus(campus: str) -> None:
    """At 200 replications, without a warning."""
    found = compare(open_emergency("cardiac-arrest", campus), replications=200, input_pairs=0)
    assert found.replications == 200
    named = {summary.measure for summary in found.measures}
    assert {"collapse_to_shock", "survival_larsen", "survival_valenzuela"} <= named
