"""An assailant: contact, containment, the fourth officer, and the all clear that the police give."""

import math
from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import measured_once, play, times
from tests.sim.worlds import Plain, adult, assailant, row_of_rooms, tables_of, witness

POLICE = {
    "id": "police", "kind": "police", "units": 2, "enters": "r00", "travel": always(100), "next_unit": always(60),
    "locate": always(50),
}  # fmt: skip
SEEN = witness()


def threat(succeeds: float, **changes: Any) -> Data:
    """A threat that an officer ends with this probability, 20 s after reaching it."""
    contact = {"succeeds": chance(succeeds, "event"), "takes": always(20), "overwhelmed_after": always(180)}
    return assailant(contact=contact, **changes)


def tables(hazard: Data, *, roster: list[Data] | None = None, **more: Any) -> Any:
    """Four rooms; police are sent at once, and the first unit is there after 100 s."""
    rooms = row_of_rooms(4)
    rooms["roster"] += roster or []
    campus = Plain.campus(**rooms, agencies=[POLICE], psap=Plain.psap(processing=always(0)))
    responding = [{"role": "sro", "intervenes": True}]
    return tables_of(campus, Plain.scenario(hazard=hazard, witnessing=SEEN, responding=responding, **more))


def test_contact_that_succeeds_ends_it_or_the_fourth_officer_of_whom_one_may_be_of_the_campus() -> None:
    assert times(play(tables(threat(1))), "hazard_ends") == [100.0 + 50.0 + 20.0]
    # Whatever `units` says. In the first edition the first officer always succeeded at once.
    events = play(tables(threat(0)))
    assert times(events, "on_scene") == [100.0, 160.0, 220.0, 280.0]
    assert times(events, "hazard_ends") == [280.0 + 180.0]
    sro = adult("sro", "r00", "sro")
    assert times(play(tables(threat(0), roster=[sro])), "hazard_ends") == [220.0 + 180.0]


def test_after_contact_it_stays_in_its_zone_and_its_own_clock_runs() -> None:
    events = play(tables(threat(0, stays=always(7), lasts=always(300))))
    contact = times(events, "contact_made")[0]
    assert contact == 150.0
    assert max(times(events, "hazard_enters")) <= contact + 20.0
    assert len([time for time in times(events, "hazard_enters") if time <= contact]) > 3
    assert times(events, "hazard_ends") == [300.0]


@pytest.mark.parametrize(("lasts", "cleared"), [(30, 100.0 + 600.0), (400, 400.0 + 600.0)])
def test_police_give_the_all_clear_once_they_have_searched_whoever_knows(lasts: int, cleared: float) -> None:
    """After the later of the end of the danger and the first unit on scene. Nobody waits for everybody to know."""
    events = play(tables(threat(0, lasts=always(lasts), search=always(600))))
    assert times(events, "all_clear") == [cleared]
    assert len(times(events, "aware")) < 4


def test_shares_when_the_danger_is_over() -> None:
    """The witness knows, and locks the door in the instant in which the threat inside is over."""
    emergency = tables(threat(0, lasts=always(30)))
    found = compute_measures(SimpyEngine(emergency, 1, 0).run(), emergency)
    assert (found["aware_when_over"], found["protected_when_over"]) == (0.25, 0.25)


def besieged(happens: float = 1, succeeds: float = 0, **changes: Any) -> Data:
    """A threat whose first contact becomes a siege of 1,000 s."""
    hazard = threat(succeeds, **changes)
    hazard["contact"]["siege"] = {"happens": chance(happens, "replication"), "lasts": always(1000)}
    return hazard


@pytest.mark.parametrize("succeeds", [0, 1])
def test_a_siege_ends_by_itself_and_neither_by_contacts_nor_its_own_clock_nor_the_fourth_officer(
    succeeds: float,
) -> None:
    """The first contact is at 170 s; the fourth officer comes at 280 s, and the threat's own clock runs out at 300 s."""
    events = play(tables(besieged(succeeds=succeeds, lasts=always(300))))
    assert times(events, "siege_begins") == [100.0 + 50.0 + 20.0]
    assert times(events, "hazard_ends") == [170.0 + 1000.0]


def test_a_siege_that_does_not_happen_changes_nothing_and_one_beyond_the_horizon_is_not_over() -> None:
    for succeeds in (0, 1):
        assert play(tables(besieged(0, succeeds))) == play(tables(threat(succeeds)))
    assert measured_once(tables(besieged(0)))["siege"] == 0.0
    assert measured_once(tables(besieged(1)))["siege"] == 1.0
    assert measured_once(tables(besieged(), horizon="10 min"))["hazard_over"] == math.inf
