"""People of the office who are elsewhere, an office where no one answers, and one that goes on from a silent PA to other means."""

from typing import Any

import pytest

from sim.model.interventions import Inform, SetChannel
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, played, plays, times
from tests.sim.schools import with_an_office
from tests.sim.worlds import Plain, adult, assailant, group_in, link, tables_of, witness, zone

LEADER, CLERK, WITNESS, GUARD = "principal", "clerk", "witness", "guard"
TELLS = Plain.strategy(report=["tell-office", "dial-911"], everyday=["pa", "radio"])


def office_people(leaders: float = 1, others: float = 1, **changes: Any) -> Data:
    """Everyone of the office is in the hall."""
    shares = {"leaders": chance(leaders, "person"), "others": chance(others, "person")}
    return {**shares, "places": [{"zones": ["hall"]}], "unanswered": always(30), **changes}


def school(people: Data | None, radio: bool = False, **changes: Any) -> Data:
    """A hall, the office 20 m off it, and the room of the witness; everyone runs at 2 m/s, and the microphone takes 7 s."""
    leader = adult(LEADER, "office", "principal", office=True, authority=True, radio=radio)
    roster = [adult(WITNESS, "r00"), leader, adult(CLERK, "office", "secretary", office=True)]
    rooms = [zone("hall", "hall", None), zone("office", "office"), zone("r00"), zone("r01")]
    ways = [link("hall", "office", 20), link("hall", "r00", 4), link("hall", "r01", 4)]
    means = {"pa": Plain.pa(reach_microphone=always(7)), "office_reached": {"by_phone": always(10)}}
    means["radio"] = {"talk": always(5), "received": chance(1, "person")}
    place: Data = {"zones": rooms, "links": ways, "roster": roster, "office": "office", "office_people": people}
    return Plain.campus(**place, **means, **changes)


def see(**perception: Data) -> Data:
    """The threat is in r00, with the witness; who is within `perception` of it knows at once and reports at once, and locks up last."""
    protocol = Plain.protocol(reaction=always(1000))
    hazard = assailant(where=[{"zones": ["r00"]}])
    return Plain.scenario(hazard=hazard, witnessing=witness(0, 0, **perception), protocol=protocol)


def tell(people: Data | None, *conditions: str, **changes: Any) -> list[Any]:
    """The witness tells the office, and dials 911 if no one answers."""
    return play(tables_of(school(people, **changes), see(), TELLS, *conditions))


def test_an_office_that_never_announces_knows_and_calls_911_all_the_same() -> None:
    """The PA works, so there is no silence to notice, and no one is phoned. At a chance of 0 it announces as ever."""

    def told(silent: float) -> list[Any]:
        scenario = see() | {"office_silent": chance(silent, "replication")}
        strategy = TELLS | {"office": {"calls_911": True}}
        return play(tables_of(school(None), scenario, strategy))

    silent, speaks = told(1), told(0)
    assert times(silent, "office_told") == times(speaks, "office_told") == [10.0]
    assert (times(silent, "sent", "office"), times(speaks, "sent", "office")) == ([], [10.0 + 7.0])
    assert times(silent, "calling", "office") == times(speaks, "calling", "office") == [10.0]


def test_who_is_in_the_office_answers_and_where_no_one_does_it_costs_half_a_minute() -> None:
    """Where nothing is said somebody is always there; else the clerk is, and the principal, in the hall, hears the PA 7 s later."""
    events = tell(None)
    assert (times(events, "office_told"), times(events, "sent", "office")) == ([10.0], [10.0 + 7.0])
    events = tell(office_people(others=0))
    assert times(events, "office_told") == times(events, "aware", "staff/clerk") == [10.0]
    assert times(events, "aware", "staff/principal") == [17.0]
    # Nobody else knows, so the witness goes to the office, 24 m from the room at 2 m/s, but not with students.
    events = tell(office_people())
    assert times(events, "unanswered") == times(events, "calling") == [30.0]
    assert (times(events, "office_told"), times(events, "sent", "office")) == ([30.0 + 12.0], [42.0 + 7.0])
    events = tell(office_people(), groups=[group_in("r00", 20, WITNESS, name="class")])
    assert (times(events, "calling"), times(events, "office_told")) == ([30.0], [])


def at_hall(**changes: Any) -> list[Any]:
    """The principal is in the hall, sees it, and the clerk is in the hall too or at the desk."""
    people = office_people(others=changes.pop("others", 1))
    scenario = see(adjacent=chance(1, "event"))
    strategy = Plain.strategy(report=["dial-911"], everyday=["pa", "radio"])
    return play(tables_of(school(people, **changes), scenario, strategy))


def test_a_leader_who_learns_of_it_elsewhere_phones_and_then_walks_to_the_microphone() -> None:
    """The phone rings for 30 s; 20 m at 2 m/s; then the time to the microphone, which for someone at the desk is the whole.

    At the desk somebody answers. With a radio the leader talks for 5 s and goes.
    """
    events = at_hall()
    assert times(events, "unanswered")[0] == 30.0
    assert (times(events, "office_told"), times(events, "sent", "office")) == ([30.0 + 10.0], [40.0 + 7.0])
    assert times(at_hall(others=0), "office_told") == [10.0]
    events = at_hall(radio=True)
    assert (times(events, "unanswered", "staff/principal"), times(events, "office_told")) == ([], [5.0 + 10.0])


def test_of_those_who_know_and_may_announce_the_nearest_goes_and_an_empty_office_is_not_locked() -> None:
    """A guard with authority in the hall is nearer than the principal in r01, who phones in vain."""
    campus = school(office_people(places=[{"zones": ["r01"]}]))
    campus["roster"].append(adult(GUARD, "hall", "guard", authority=True))
    events = play(tables_of(campus, see(adjacent=chance(1, "event")), TELLS))
    assert times(events, "office_told", "staff/guard") == [30.0 + 10.0]
    campus = school(office_people()) | {"locked_already": chance(1, "zone")}
    events = play(tables_of(campus, see(), TELLS))
    assert "office" not in [event.place for event in events if event.kind == "locked_before"]
    assert times(events, "office_told") != []


@pytest.mark.parametrize(("period", "expected"), [([], 0.3), (["any"], 0.6)])
def test_people_of_the_office_are_elsewhere_as_often_as_the_file_says(period: list[str], expected: float) -> None:
    """Twice as often where the period is one of those; 400 plays, within four standard errors."""
    tables = tables_of(school(office_people(0.3, 0, twice_during=period)), see(), TELLS)
    plays_out = sum(any(e.kind == "enters" and e.time == 0.0 for e in trace.events()) for trace in plays(tables, 400))
    assert abs(plays_out / 400 - expected) < 4 * (expected * (1 - expected) / 400) ** 0.5


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


def test_radio_carriers_rooms_with_a_phone_and_then_others_learn_of_it_and_a_pa_that_works_has_no_successor() -> None:
    """In the first edition a silent announcement was the last that the office did."""
    learned = after_silence(radios=True, office_reached={"by_phone": always(15)})
    assert learned["sro"] == learned["boss"] == NOTICED + 4.0
    learned = after_silence(phones=True, office_reached={"by_phone": always(15)})
    assert [learned[f"staff@r0{n}"] for n in (1, 2, 3)] == [NOTICED + 15.0, NOTICED + 30.0, NOTICED + 45.0]
    # At 2 m/s: 15 m from the office to r02, 15 m from there to r03, 35 m from there to r01.
    learned = after_silence(links=[link("hall", f"r0{n}", meters) for n, meters in enumerate((10, 25, 5, 10))])
    assert [learned[f"staff@r0{n}"] for n in (2, 3, 1)] == [NOTICED + 7.5, NOTICED + 15.0, NOTICED + 32.5]
    events, _, _ = played(with_an_office(pa=PA), TOLD)
    assert times(events, "sent") == [SILENT]
