"""A release outside: the air in a building by the exact solution, who learns of it, how a school closes in, and how it goes out."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from scenarios.validation.campus import check_fans
from sim.engine import SimpyEngine
from sim.hazards import release_outside
from sim.model.close_in import CloseInTable
from sim.model.trace import Event, EventKind
from sim.sampling.keyed_rng import Purpose
from tests.sim.hazards.indoor_air import solve
from tests.sim.inputs import Data, always, chance, uniform
from tests.sim.plays import learned, play, times
from tests.sim.schools import BY_PA, PLUME, closing, fans, plume, plume_scenario, plume_school, release
from tests.sim.worlds import Plain, adult, app_strategy, door, tables_of, witness, written_out, zone

NOTHING = Plain.strategy(report=["dial-911"], everyday=[])
NEVER = math.inf
HOUR = 3600.0
played, measured = PLUME.play, PLUME.measure

# the air indoors


def indoor_seconds(
    rates: CloseInTable, slow: float, aired: float, arrives: float, passes: float, until: float
) -> float:
    times = {EventKind.OUT_AND_AIR: aired, EventKind.PLUME_ARRIVES: arrives, EventKind.PLUME_PASSES: passes}
    reading: Any = SimpleNamespace(tables=SimpleNamespace(of=lambda _: rates), first_times=times)
    return release_outside.indoor_seconds(reading, slow, until)


@pytest.mark.parametrize(
    ("slow", "aired", "passes", "until"),
    [
        (NEVER, NEVER, 3000.0, 9000.0),
        (100.0, NEVER, 3000.0, 9000.0),
        (900.0, 4000.0, 3000.0, 9000.0),
        (3500.0, 4000.0, 3000.0, 3800.0),
        (4500.0, 4000.0, 3000.0, 5000.0),
        (900.0, NEVER, NEVER, 2000.0),
    ],
)
def test_the_share_indoors_solves_its_equation(slow: float, aired: float, passes: float, until: float) -> None:
    rates = CloseInTable(2.0, 0.35, 6.0)
    given = (rates, slow, aired, 600.0, passes, until)
    assert indoor_seconds(*given) == pytest.approx(solve(*given), rel=1e-7)


def test_without_any_air_change_the_share_stays_as_it_is() -> None:
    rates = CloseInTable(2.0, 0.0, 6.0)
    at_half_past, at_the_hour = (indoor_seconds(rates, 1800.0, NEVER, 0.0, NEVER, t) for t in (1800.0, 3600.0))
    assert at_the_hour - at_half_past == pytest.approx(1800.0 * (1.0 - math.exp(-1.0)))


@pytest.mark.parametrize("rate", [0.1, 1.0, 10.0, 100.0])
def test_who_never_goes_out_has_nothing_of_being_indoors_in_the_end(rate: float) -> None:
    """As rate × time grows, what is left of the gain is e^(−rate × time) of it, whatever the rate was before the plume passed."""
    plume_lasts, stays = 2700.0, 40.0 * HOUR / rate
    inside = indoor_seconds(CloseInTable(rate, 0.0, 0.0), NEVER, NEVER, 0.0, plume_lasts, plume_lasts + stays)
    assert inside == pytest.approx(plume_lasts, rel=1e-9)


# who learns of it


def test_the_times_from_the_call_to_closed_windows_add_up() -> None:
    """Call at 100 s, decision 60 s, microphone 10 s, reaction 8 s, windows 20 s."""
    campus = plume_school(pa=Plain.pa(reach_microphone=always(10)))
    decision = {"takes": always(60), "sweeps_after": always(7000)}
    protocol = closing(reaction=always(8), decision=decision, openings=always(20))
    events = played(release(called=always(100)), protocol, campus)
    assert learned(events)["staff/clerk"] == (100.0, "fire_department")
    assert (times(events, "sent"), times(events, "protected", "staff/teacher")) == ([170.0], [198.0])
    assert times(events, "protected", "group/class") == [198.0]
    assert times(events, "protected", "staff/clerk") == [128.0]


def test_the_fire_department_phones_until_it_reaches_somebody() -> None:
    """Every minute. A teacher smells it in the yard at 600 s and comes in, by chance to the office."""
    people: Data = {"leaders": chance(1, "person"), "others": chance(1, "person"), "unanswered": always(30)}
    people["places"] = [{"kinds": ["hall"]}]
    campus = plume_school(roster=[adult("teacher", "yard")], groups=[], office_people=people)
    events = played(release(plume=plume(600, 1800, 1)), campus=campus)
    assert (times(events, "protected", "staff/teacher"), times(events, "office_told")) == ([620.0], [660.0])
    # At the second try. The clerk, in the hall, phones the office in vain for 30 s and runs 10 m there.
    events = played(campus=plume_school(office_people=people))
    assert learned(events)["staff/clerk"] == (60.0, "fire_department")
    assert times(events, "office_told") == [95.0]
    assert learned(events)["staff/teacher"] == (95.0, "pa")


def outdoors_class() -> Data:
    """The class and its teacher are in the yard, their room is r01."""
    campus = plume_school()
    campus["periods"] = [{"id": "any", "lasts": "1 h"}]
    for line in (campus["roster"][1], campus["groups"][0]):
        line["elsewhere"] = [{"during": "any", "place": "yard"}]
    campus["groups"][0]["elsewhere"][0]["with"] = "teacher"
    return campus


def test_people_outdoors_smell_it_while_it_is_there_and_come_in() -> None:
    """Arrival at 600 s, 30 s to understand, 20 m to their room."""
    hazard = release(called=always(7000), plume=plume(600, 1800, 1))
    events = played(hazard, campus=outdoors_class(), strategy=NOTHING, witnessing=witness(30))
    assert learned(events)["staff/teacher"] == (630.0, "hazard")
    assert (times(events, "protected", "group/class"), times(events, "recognized", "staff/clerk")) == ([650.0], [])
    hazard = release(called=always(7000), plume=plume(600, 10, 1))
    events = played(hazard, campus=outdoors_class(), strategy=NOTHING, witnessing=witness(30))
    assert times(events, "perceived") == [600.0]


def test_only_those_outdoors_smell_it_and_who_is_with_a_class_smells_it_for_the_class() -> None:
    """A smell in three of ten emergencies; five by themselves in the yard understand after the same 30 s."""
    campus = outdoors_class()
    campus["groups"] += [{"id": "five", "heads": 5, "age": "teen", "post": "yard"}]
    hazard = release(called=always(7000), plume=plume(600, 1800, 0.3))
    tables = tables_of(campus, plume_scenario(hazard, witnessing=witness(30)), NOTHING)
    smelled = 0
    for replication in range(10):
        smells = SimpyEngine(tables, 2, replication).world.peek(Purpose.SMELLS, 0)
        perceived = [(e.subject, e.time) for e in play(tables, replication, 2) if e.kind == "perceived"]
        assert perceived == ([("staff/teacher", 600.0), ("group/five", 600.0)] if smells else [])
        smelled += bool(smells)
    assert 0 < smelled < 10


def test_the_office_presses_once_it_has_decided_unless_an_alert_has_gone_out() -> None:
    """Told at 100 s, decides for 60 s. The teacher in the yard smells it at 40 s and presses then."""
    decision = {"takes": always(60), "sweeps_after": always(7000)}
    strategy = app_strategy()
    for smells, pressed in ((0, [("staff/clerk", 160.0)]), (1, [("staff/teacher", 40.0)])):
        hazard = release(called=always(100), plume=plume(40, 1800, smells))
        events = played(hazard, closing(decision=decision), outdoors_class(), strategy)
        assert [(event.subject, event.time) for event in events if event.kind == "pressed"] == pressed


def test_a_press_about_a_plume_calls_no_911() -> None:
    events = played(strategy=app_strategy())
    assert (times(events, "pressed", "staff/clerk"), times(events, "protected", "group/class")) == ([0.0], [0.0])
    assert times(events, "calling") == []


# fans


def changes_of(events: list[Event]) -> list[tuple[float, float]]:
    return [(event.time, event.value) for event in events if event.kind == "air_changes"]


@pytest.mark.parametrize(
    ("switch", "cannot", "slow"), [(None, 0, 15.0), ("at-hand", 0, 120.0), ("walk", 0, 480.0), ("walk", 1, None)]
)
def test_air_slows_down_once_windows_and_fans_are_shut(switch: str | None, cannot: float, slow: float | None) -> None:
    """Windows at 15 s. A switch takes 120 s from the order, a walk 480 s from when the custodian acts."""
    campus = plume_school()
    campus["zones"][0] |= {"fans": switch}
    events = played(protocol=closing(openings=always(15), fans=fans(120, 480, cannot)), campus=campus)
    then = [] if slow is None else [(slow, 0.5)]
    assert changes_of(events) == [(0.0, 2.0), *then, (600.0 + 1800.0 + 1800.0, 6.0)]


def apart(*rooms: Data, **changes: Any) -> Data:
    """With a wing across the yard: a1 with an aide, whose fans stop at the plant, and a2 with no one. The switch of main is at hand."""
    campus = plume_school(**changes)
    campus["zones"][0] |= {"fans": "at-hand"}
    campus["zones"] += [zone("a1", building="wing", fans="walk"), zone("a2", building="wing"), *rooms]
    campus["links"] += [door("a1", "yard", 7, 2), door("a1", "a2", 3, 2)]
    campus["roster"] += [adult("aide", "a1", "aide")]
    return campus


def test_each_building_is_closed_by_itself_and_the_first_with_keys_walks_to_the_plant() -> None:
    """Windows at 15 s, the switch at 120 s, the plant at 480 s, unless fans cannot be stopped. An empty zone does not count."""
    campus = apart()
    campus["roster"][1]["keys"] = True
    protocol = closing(openings=always(15), reaction=uniform(1, 40, "person"), fans=fans(120, 480, 0.5))
    tables, found = tables_of(campus, plume_scenario(protocol=protocol), BY_PA), set()
    buildings = tables.layout.buildings
    main, wing = (list(dict.fromkeys(buildings)).index(name) for name in ("main", "wing"))
    for replication in range(12):
        world, events = SimpyEngine(tables, 2, replication).world, play(tables, replication, 2)
        acts = {name: world.peek(Purpose.REACTION, person) for person, name in enumerate(tables.staff.ids)}
        shut = {name: at + 15 for name, at in acts.items()}
        closed = {"main": max(120.0, *(shut[name] for name in ("clerk", "teacher", "custodian")))}
        closed |= {"wing": max(min(acts["teacher"], acts["custodian"]) + 480, shut["aide"])}
        stays = {name: world.peek(Purpose.FANS_CANNOT_STOP, n) for name, n in (("main", main), ("wing", wing))}
        slowed = {name: [] if stays[name] else [closed[name]] for name in stays}
        for name, room in (("main", "r00"), ("wing", "a1")):
            changes = [(e.time, e.value) for e in events if e.kind == "air_changes" and e.place == room]
            assert changes == [(0.0, 2.0), *((at, 0.5) for at in slowed[name]), (4200.0, 6.0)]
        found.add(tuple(map(len, slowed.values())))
    assert found == {(0, 0), (1, 1)}


def test_windows_that_are_closed_are_not_closed_again_and_two_who_begin_close_them_together() -> None:
    """Of teacher and aide in r01, who begins first needs 15 s; the other as long, or nothing if the windows are closed by then."""
    campus = plume_school()
    campus["roster"].append(adult("aide", "r01", "aide"))
    protocol = closing(openings=always(15), reaction=uniform(0, 60, "person"))
    tables, later = tables_of(campus, plume_scenario(protocol=protocol), BY_PA), set()
    for replication in range(8):
        world, events = SimpyEngine(tables, 2, replication).world, play(tables, replication, 2)
        first, second = sorted(world.peek(Purpose.REACTION, person) for person in (1, 3))
        done = sorted(times(events, "protected", "staff/teacher") + times(events, "protected", "staff/aide"))
        assert done == [first + 15, second + (15 if second < first + 15 else 0)]
        later.add(second < first + 15)
    assert later == {True, False}


def test_a_building_is_open_until_everybody_knows_and_someone_goes_through_the_rooms() -> None:
    """No one tells the custodian in the store."""
    campus = plume_school()
    campus["zones"] = [line | ({"kind": "shop"} if line["id"] == "store" else {}) for line in campus["zones"]]
    assert [rate for _, rate in changes_of(played(campus=campus))] == [2.0, 6.0]
    campus = plume_school()
    campus["zones"] = [line | ({"kind": "shop"} if line["id"] == "store" else {}) for line in campus["zones"]]
    events = played(protocol=closing(decision={"takes": always(0), "sweeps_after": always(180)}), campus=campus)
    assert learned(events)["staff/custodian"] == (180.0 + 20 / 2, "voice")


# going out


def test_each_goes_out_by_the_nearest_way_with_the_own_class_once_ready_and_the_last_ends_it() -> None:
    """Six by themselves in the hall go by themselves. An assistant learns of it only on the way out of others, and one is absent."""
    campus = apart(zone("lawn", "outdoors", None, building="grounds"))
    campus["links"].append(door("a1", "lawn", 4, 2))
    campus["groups"] += [{"id": "six", "heads": 6, "age": "teen", "post": "hall"}]
    campus["groups"] += [{"id": "left", "heads": 3, "age": "teen", "post": "a2"}]
    tables = tables_of(campus, plume_scenario(protocol=closing(reaction=uniform(1, 90, "person"))), BY_PA)
    world, events = SimpyEngine(tables, 2, 1).world, play(tables, 1, 2)
    ways = {"staff/clerk": (0, 20, "yard"), "staff/teacher": (1, 20, "yard"), "staff/custodian": (2, 20, "yard")}
    ways |= {"staff/aide": (3, 4, "lawn"), "group/left": (6, 7, "lawn"), "group/class": (1, 20, "yard")}
    later = {who: world.peek(Purpose.REACTION, unit) + meters for who, (unit, meters, _) in ways.items()}
    out = {who: (4200 + later[who], place) for who, (_, _, place) in ways.items()}
    found = {e.subject: (e.time, e.place) for e in events if e.kind == "enters" and e.place in ("yard", "lawn")}
    six = found.pop("group/six")
    assert found == out
    assert six[0] > 4200
    assert times(events, "all_clear") == [max(six[0], *(time for time, _ in out.values()))]


def test_what_people_have_of_the_plume_by_hand() -> None:
    """22 people behind closed windows: 1,800 s of it at 0.5 an hour, 1,800 s after it, and the way out through a hall that is aired."""
    rate, airing = 0.5 / HOUR, 6 / HOUR
    share = 1 - math.exp(-rate * 1800)
    inside = 1800 - share / rate
    after = share * (1 - math.exp(-rate * 1800)) / rate
    on_the_way = share * math.exp(-rate * 1800) * (1 - math.exp(-airing * 20)) / airing
    expected = 22 * (inside + after + on_the_way) / 60
    assert measured()["outdoor_equivalent_person_minutes"] == pytest.approx(expected)
    assert measured()["late_out_person_minutes"] == pytest.approx(22 * 1820 / 60)


def test_a_building_with_two_switches_is_refused() -> None:
    campus = plume_school()
    campus["zones"][0] |= {"fans": "walk"}
    campus["zones"][1] |= {"fans": "at-hand"}
    (finding,) = check_fans(written_out(campus))
    assert finding.where == ("zones", 1, "fans")
