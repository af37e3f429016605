"""What telling the staff at once does for a heart that has stopped: sooner only where a responder is nearer than the walk for the AED.

Two small schools, the same but for where the nurse is. Two adults are with the patient, so an AED is fetched in any case, from far away.
In one school the nurse sits beside the AED; in the other the AED is near and the nurse is far. And the shipped arrest, off campus too.
"""

from functools import cache

import pytest

from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.model.trace import Channel, EventKind
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
from tests.sim.staff_leg import WITH, WITHOUT, Pairs, called_first, first, play_pairs, sooner

PAIRS = 50
TOLD = set(Channel) - {Channel.HAZARD}
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
    return sooner(play_pairs(emergency(campus, scenario, *arms), PAIRS), "collapse_to_shock")


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
def elementary(*conditions: str) -> Pairs:
    return play_pairs(open_emergency("cardiac-arrest", "suburban-elementary"), PAIRS, conditions)


def test_the_staff_leg_does_not_bring_the_ambulance_sooner() -> None:
    """Bit-equal in every pair in which nobody who was only told called 911 before the first answer; few are not."""
    explained = 0
    for pair in elementary():
        if any(called_first(trace, TOLD) for trace in pair):
            explained += 1
        else:
            assert first(pair[0], EventKind.ON_SCENE) == first(pair[1], EventKind.ON_SCENE)
    assert explained <= PAIRS // 10


def test_cpr_by_who_is_there_does_not_wait_for_an_alert() -> None:
    assert abs(sooner(elementary(), "collapse_to_cpr")) < 2.0


def test_the_response_team_and_the_shock_come_a_little_sooner_and_much_with_the_pa_down() -> None:
    for measure in ("first_responder_at_patient", "collapse_to_shock"):
        small, large = (sooner(played, measure) for played in (elementary(), elementary("pa-failed")))
        assert 0.0 < small < 30.0
        assert large > 3.0 * small


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12", "small-college", "suburban-elementary"])
def test_the_shipped_arrest_compares_on_every_campus(campus: str) -> None:
    """At 200 replications, without a warning."""
    result = compare(open_emergency("cardiac-arrest", campus), replications=200, input_pairs=0)
    assert result.replications == 200
    named = {summary.measure for summary in result.measures}
    assert {"collapse_to_shock", "survival_larsen", "survival_valenzuela"} <= named
