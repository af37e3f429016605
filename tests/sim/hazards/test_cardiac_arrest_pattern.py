"""What telling the staff at once does for a heart that has stopped: sooner only where a responder is nearer than the walk for the AED.

Two small schools, the same but for where the nurse is. Two adults are with the patient, so an AED is fetched in any case, from far away.
In one school the nurse sits beside the AED; in the other the AED is near and the nurse is far. And the shipped arrest, off campus too.
"""

from functools import cache

import pytest

from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.model.trace import Channel, EventKind
from tests.sim import staff_leg
from tests.sim.inputs import Data, always, chance, exponential, lognormal
from tests.sim.schools import GYM_TEACHER, SCHOOL_NURSE, aid, arrest, arrest_school, by_app, with_luck
from tests.sim.staff_leg import WITH, WITHOUT, Pairs, at_four_seeds, first, interval, play_pairs, reductions, slow_once
from tests.sim.worlds import NEVER, Plain, adult, emergency, link

PAIRS, TOLD = 50, set(Channel) - {Channel.HAZARD}
CALLS_OUT = NEVER | {"same_room": lognormal(4, 0.5)}


def hall_with(*links: Data) -> Data:
    """A school with these ways, two teachers with the patient in the gym, the AED in the lobby, the nurse in the clinic, a PA."""
    speakers = Plain.pa(reach_microphone=lognormal(60, 0.5, "replication"), reading="12 s")
    teacher = GYM_TEACHER | {"id": "second"}
    secretary = adult("secretary", "hall", "secretary", office=True)
    people = (GYM_TEACHER, teacher, SCHOOL_NURSE, secretary)
    return arrest_school(*people, links=[link("gym", "hall", 10), *links], office="hall", pa=speakers)


def gain(campus: Data, seed: int) -> tuple[float, float]:
    """Seconds that the first shock comes sooner with the staff leg: the mean minus and plus three standard errors."""
    witnessing = {"recognition": lognormal(15, 0.8, "person"), "decision": lognormal(20, 0.9, "person")}
    witnessing["perception"] = {"same_zone": chance(1, "event")}
    scenario = arrest(protocol=with_luck(aid(tell=CALLS_OUT)), witnessing=witnessing)
    arms = [
        by_app(legs={"psap": "on", "staff": leg}, notice=exponential(6, "person"), press=always(10))
        | {"strategy": name, "everyday": ["pa"], "then": ["tell-office"]}
        for name, leg in ((WITHOUT, "off"), (WITH, "on"))
    ]
    return interval(reductions(play_pairs(emergency(campus, scenario, *arms), PAIRS, seed=seed), "collapse_to_shock"))


@at_four_seeds
def test_a_nurse_beside_a_far_aed_shocks_clearly_sooner_when_told_at_once(seed: int) -> None:
    """210 m there and 210 m back for who is with the patient; for the nurse one way."""
    assert gain(hall_with(link("hall", "lobby", 200), link("lobby", "clinic", 2)), seed)[0] > 20.0


@at_four_seeds
@pytest.mark.parametrize(("lobby", "clinic"), [(10, 200), (50, 200), (200, 200)])
def test_a_nurse_no_nearer_than_the_walk_for_the_aed_gains_nothing(seed: int, lobby: float, clinic: float) -> None:
    low, high = gain(hall_with(link("hall", "lobby", lobby), link("hall", "clinic", clinic)), seed)
    assert -1.0 < low <= high < 1.0


# the shipped arrest


@cache
def elementary(seed: int, *conditions: str) -> Pairs:
    return play_pairs(open_emergency("cardiac-arrest", "suburban-elementary"), PAIRS, conditions, seed=seed)


@at_four_seeds
def test_the_staff_leg_does_not_bring_the_ambulance_sooner(seed: int) -> None:
    """Bit-equal in every pair in which nobody who was only told called 911 before the first answer; about one in twenty is not."""
    explained = 0
    for pair in elementary(seed):
        if any(staff_leg.called_first(trace, TOLD) for trace in pair):
            explained += 1
        else:
            assert first(pair[0], EventKind.ON_SCENE) == first(pair[1], EventKind.ON_SCENE)
    expected = 0.05 * PAIRS
    assert explained <= expected + 3.0 * expected**0.5


@at_four_seeds
def test_cpr_by_who_is_there_does_not_wait_for_an_alert(seed: int) -> None:
    low, high = interval(reductions(elementary(seed), "collapse_to_cpr"))
    assert -2.0 < low <= high < 2.0


@at_four_seeds
@pytest.mark.parametrize("measure", ["first_responder_at_patient", "collapse_to_shock"])
def test_the_team_and_the_shock_come_a_little_sooner_and_hardly_more_with_the_pa_down(seed: int, measure: str) -> None:
    """With the PA down the office notices the silence and calls the team, who carry radios, a few seconds later."""
    small, large = (reductions(elementary(seed, *conditions), measure) for conditions in ((), ("pa-failed",)))
    assert interval(small)[1] < 30.0
    assert sum(seconds > 0.0 for seconds in small) > 3 * sum(seconds < 0.0 for seconds in small)
    low, high = interval([down - up for up, down in zip(small, large, strict=True)])
    assert -10.0 < low <= high < 10.0


@slow_once("campus", ["suburban-elementary", "large-high-school", "rural-k12", "small-college"])
def test_the_shipped_arrest_compares_on_every_campus(campus: str) -> None:
    """At 200 replications, without a warning."""
    result = compare(Experiment(open_emergency("cardiac-arrest", campus)), replications=200, input_pairs=0)
    assert result.replications == 200
    named = {summary.measure for summary in result.measures}
    assert {"collapse_to_shock", "survival_larsen", "survival_valenzuela"} <= named
