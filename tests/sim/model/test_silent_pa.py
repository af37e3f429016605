"""A PA that is silent: the office notices, and goes on to its radio, the room phones and a messenger."""

from typing import Any

from sim.model.interventions import Inform, SetChannel
from tests.sim.inputs import always
from tests.sim.plays import played, times
from tests.sim.schools import with_an_office
from tests.sim.worlds import Plain, link, zone

PA = Plain.pa(reach_microphone=always(20), silence_noticed=always(10))
TOLD = (5.0, Inform("clerk"))
SILENT = 5.0 + 20.0
NOTICED = SILENT + 10.0


def after_silence(**changes: Any) -> dict[str, float]:
    """Who learns of it from a silent PA on, and when. Nobody else tells anybody."""
    rooms: dict[str, Any] = {"phone": True} if changes.pop("phones", False) else {}
    zones = [zone("hall", "hall", None), zone("r{00..03}", **rooms)]
    tables = with_an_office(pa=PA, zones=zones, **changes)
    events, _, _ = played(tables, (0.0, SetChannel("pa", False)), TOLD)
    return {e.subject.removeprefix("staff/"): e.time for e in events if e.kind == "aware" and e.time > SILENT}


def test_radio_carriers_rooms_with_a_phone_and_then_those_of_a_messenger_learn_of_it() -> None:
    """In the first edition a silent announcement was the last that the office did."""
    learned = after_silence(radios=True, office_reached={"by_phone": always(15)})
    assert learned["sro"] == learned["boss"] == NOTICED + 4.0
    learned = after_silence(phones=True, office_reached={"by_phone": always(15)})
    assert [learned[f"staff@r0{n}"] for n in (1, 2, 3)] == [NOTICED + 15.0, NOTICED + 30.0, NOTICED + 45.0]
    # At 2 m/s: 15 m from the office to r02, 15 m from there to r03, 35 m from there to r01.
    learned = after_silence(links=[link("hall", f"r0{n}", meters) for n, meters in enumerate((10, 25, 5, 10))])
    assert [learned[f"staff@r0{n}"] for n in (2, 3, 1)] == [NOTICED + 7.5, NOTICED + 15.0, NOTICED + 32.5]


def test_a_pa_that_works_has_no_successor() -> None:
    events, _, _ = played(with_an_office(pa=PA), TOLD)
    assert times(events, "sent") == [SILENT]
