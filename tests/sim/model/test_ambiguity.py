"""One emergency, one ambiguity: what all witnesses have in common, and what is each person's own."""

import pytest

from tests.sim.inputs import Data, always, chance, lognormal, share
from tests.sim.plays import measured, play, times
from tests.sim.worlds import Plain, adult, assailant, row_of_rooms, tables_of, witness

FOOLED = {"happens": chance(1, "replication"), "adds": always(60)}
NEAR = {"same_zone": chance(1, "event"), "adjacent": chance(1, "event"), "same_floor": chance(1, "event")}


def witnessing(recognition: float = 2.0, decision: float = 3.0, misread: Data | None = None) -> Data:
    """Everybody perceives it at onset and takes 5 s to recognize it and 7 s to decide, times the common factors."""
    common = {"recognition": share(recognition), "decision": share(decision), "misread": misread}
    return witness() | {"perception": NEAR, "recognition": always(5), "decision": always(7), "common": common}


def test_common_factors_stretch_what_each_person_takes_and_a_misreading_delays_all_alike() -> None:
    scenario = Plain.scenario(hazard=assailant(), witnessing=witnessing())
    events = play(tables_of(Plain.campus(), scenario))
    assert (times(events, "recognized"), times(events, "calling")) == ([10.0], [10.0 + 21.0])
    scenario = Plain.scenario(hazard=assailant(), witnessing=witnessing(misread=FOOLED))
    events = play(tables_of(Plain.campus(**row_of_rooms(3)), scenario))
    assert times(events, "recognized") == [70.0, 70.0, 70.0]


def test_it_ends_at_the_second_step_for_those_in_the_zone_of_the_hazard() -> None:
    """The threat leaves r00 at 20 s and enters the hall at 30 s: whoever is there recognizes it, everybody else only at 65 s."""
    rooms = row_of_rooms(2)
    rooms["roster"].append(adult("monitor", "hall", "monitor"))
    hazard = assailant(stays=always(20))
    own = witnessing(recognition=1.0, decision=1.0, misread=FOOLED)
    events = play(tables_of(Plain.campus(**rooms), Plain.scenario(hazard=hazard, witnessing=own)))
    assert times(events, "recognized", "staff/monitor") == [30.0]
    assert times(events, "recognized", "staff/staff@r01") == [65.0]
    next_door = own | {"perception": {name: NEAR[name] for name in ("same_zone", "adjacent")}}
    events = play(tables_of(Plain.campus(**rooms), Plain.scenario(hazard=hazard, witnessing=next_door)))
    assert times(events, "perceived", "staff/staff@r01") == [30.0]  # as it comes to the hall beside them
    assert times(events, "recognized", "staff/staff@r01") == [30.0 + 5.0 + (60.0 - 30.0)]


@pytest.mark.parametrize(("misread", "begins"), [(None, 60.0), (FOOLED, 120.0)])
def test_neighbors_call_once_they_recognize_it_too(misread: Data | None, begins: float) -> None:
    """In the first edition they dialed from onset on, having noticed nothing."""
    neighbors = {"rate": share(600), "lasts": "10 s", "begins": always(30)}
    campus = Plain.campus(psap=Plain.psap(neighbors=neighbors))
    scenario = Plain.scenario(hazard=assailant(), witnessing=witnessing(misread=misread), horizon="3 min")
    calls = [e.time for e in play(tables_of(campus, scenario)) if e.subject.startswith("neighbor/")]
    assert begins < min(calls) < begins + 2.0


def test_the_first_of_twenty_witnesses_is_not_much_sooner_than_one() -> None:
    """Independent draws would let the first of twenty recognize it in a fifth of the time; the common factor is shared."""
    own = {"perception": NEAR, "recognition": lognormal(15, 0.53, "person"), "decision": always(0)}
    factor = {"lognormal": {"median": 1, "sigma": 0.6}, "varies": "replication"}
    factor["evidence"] = always(0)["evidence"]
    common = {"recognition": factor, "decision": share(1)}
    scenario = Plain.scenario(hazard=assailant(), witnessing=own | {"common": common}, horizon="10 min")
    (many,) = measured(tables_of(Plain.campus(**row_of_rooms(20)), scenario), 400, "recognition")
    assert 3.0 < sorted(many)[200] < 8.0
    assert sorted(many)[360] / sorted(many)[40] > 4.0
