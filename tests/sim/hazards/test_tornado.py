"""A tornado: who learns of the warning and how, what the office decides, where people shelter. Every step fixed, so that times add up."""

import math
from statistics import fmean

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.trace import Event
from sim.sampling.streams import DrawBlock
from tests.sim.inputs import Data, always, chance, exponential, share
from tests.sim.plays import learned, measured_once, times
from tests.sim.schools import BY_PA, STORM, area, deciding, knowing, sheltering, storm, storm_campus, storm_scenario
from tests.sim.worlds import Plain, app_strategy, door, group_in, outside, tables_of, zone

NEVER = {"sounds": always(0), "absent": chance(1, "replication")}
AT_NO_TIME = 1e-5
played = STORM.play


def on_phones(delay: float = 0, **changes: object) -> Data:
    """A warning that comes by phone alone."""
    wireless = {"delay": always(delay) | {"varies": "person"}, "missed": chance(0, "person")}
    return storm(weather_radio=NEVER, wireless=wireless, **changes)


# the whole chain


def test_the_times_of_the_order_add_up() -> None:
    """Radio 20 s, decision 60 s, microphone 10 s, reaction 8 s; 10 m at 1 m/s, then 21 heads at 1.7 m × 1.3 a second; down in 12 s."""
    campus = storm_campus(pa=Plain.pa(reach_microphone=always(10)), groups=[group_in("r01", 20, "staff@r01")])
    hazard = storm(weather_radio={"sounds": always(20), "absent": chance(0, "replication")})
    protocol = sheltering(reaction=always(8), decision=deciding(60), get_down=always(12))
    events = played(hazard, protocol, campus)
    order = 20 + 60 + 10
    assert times(events, "sent") == [order]
    expected = order + 8 + 10 + 21 / (1.7 * 1.3) + 12
    assert times(events, "protected", "group/group@r01") == pytest.approx([expected], abs=AT_NO_TIME)
    assert times(events, "protected", "staff/staff@r01") == times(events, "protected", "group/group@r01")
    clerk = 20 + 60 + 8 + 10 + 1 / (1.7 * 1.3) + 12
    assert times(events, "protected", "staff/clerk") == pytest.approx([clerk], abs=AT_NO_TIME)


def test_two_classes_pass_the_same_door_one_after_the_other() -> None:
    """r01 lies behind r02, so both use the door of r02: 21 heads, then 21 more."""
    campus = storm_campus(
        links=[
            door("r00", "hall", 10, 2),
            door("r01", "r02", 0.001, 9),
            door("r02", "hall", 10, 2),
            door("hall", "yard", 10, 2),
        ],
        groups=[group_in("r01", 20, "staff@r01"), group_in("r02", 20, "staff@r02")],
    )
    done = sorted(
        time for room in ("r01", "r02") for time in times(played(campus=campus), "protected", f"group/group@{room}")
    )
    assert done == pytest.approx([10 + 21 / 2.21, 10 + 42 / 2.21], abs=2.0)
    assert done[1] - done[0] == pytest.approx(21 / 2.21, abs=0.01)


# the storm


def test_it_arrives_after_lead_and_travel_whatever_the_school_does() -> None:
    hazard = storm(lead=always(300), travels=always(77))
    for strategy in (BY_PA, app_strategy(), Plain.strategy(everyday=[])):
        assert times(played(hazard, strategy=strategy), "storm_arrives") == [377.0]


def test_the_all_clear_waits_until_the_storm_has_passed() -> None:
    early = storm(lead=always(100), all_clear={"after_warning": always(1800), "after_storm": "5 min"})
    late = storm(lead=always(1700), all_clear={"after_warning": always(1800), "after_storm": "5 min"})
    assert times(played(early), "all_clear") == [1800.0]
    assert times(played(late), "all_clear") == [2000.0]


def test_unwarned_only_the_storm_itself_tells_and_it_arrives_soon_after() -> None:
    """r01 has windows, r02 has none; the radio would have sounded at once."""
    rooms = [zone("r00"), zone("r01", windows=True), zone("r02"), zone("hall", "hall", None) | area(100)]
    witness = {
        "perception": {"same_zone": chance(1, "event"), "in_sight": chance(1, "event")},
        "recognition": always(7),
        "decision": always(0),
    }
    events = played(
        storm(seen=always(90)),
        campus=storm_campus(zones=[*rooms, outside()]),
        strategy=Plain.strategy(report=["dial-911"], everyday=[]),
        conditions=("unwarned",),
        witnessing=witness,
    )
    assert times(events, "storm_arrives") == [90.0]
    assert [(event.subject, event.time, event.object) for event in events if event.kind == "aware"] == [
        ("staff/staff@r01", 7.0, "hazard")
    ]
    assert times(events, "protected", "staff/staff@r01") == pytest.approx([17 + 1 / 2.21], abs=AT_NO_TIME)


# the warning


def test_the_weather_radio_tells_the_office_alone() -> None:
    assert learned(played(strategy=Plain.strategy(everyday=[]))) == {"staff/clerk": (0.0, "weather_radio")}


def test_a_warning_that_is_late_is_late_by_radio_and_on_phones_and_not_by_siren() -> None:
    late = {"happens": chance(1, "replication"), "adds": always(120)}
    nothing = Plain.strategy(everyday=[])
    assert learned(played(storm(late=late), strategy=nothing))["staff/clerk"][0] == 120.0
    assert {time for time, _ in learned(played(on_phones(13, late=late), strategy=nothing)).values()} == {133.0}
    siren = {"sounds": always(90), "indoors": chance(1, "zone"), "outdoors": chance(1, "zone")}
    events = played(storm(late=late, weather_radio=NEVER, siren=siren), strategy=nothing)
    assert set(learned(events).values()) == {(90.0, "outdoor_siren")}


def test_an_alert_comes_only_on_phones_that_are_carried_and_have_coverage() -> None:
    for phones in (
        {"on_person": chance(0, "person")},
        {"carriers": [{"id": "any", "share": share(1), "covers": chance(0, "zone")}]},
    ):
        campus = storm_campus()
        campus["phones"] |= phones
        assert learned(played(on_phones(), campus=campus, strategy=Plain.strategy(everyday=[]))) == {}


def test_the_first_of_eight_phones_of_students_sounds_after_an_eighth_of_the_mean() -> None:
    """The smallest of eight exponential times; an adult with the group hears it, and the group alone acts on it."""
    wireless = {"delay": exponential(80, "person"), "missed": chance(0, "person")}
    campus = storm_campus(groups=[group_in("r01", 8, "staff@r01")])
    campus["phones"] |= {"on_person": chance(0, "person"), "students": share(1)}
    hazard = storm(weather_radio=NEVER, wireless=wireless)
    tables = tables_of(campus, storm_scenario(hazard), Plain.strategy(everyday=[]))
    n = 200
    block = DrawBlock(3, range(n))
    first = [learned(list(SimpyEngine(tables, 3, r, block).run().events()))["staff/staff@r01"][0] for r in range(n)]
    assert abs(fmean(first) - 10.0) <= 4.0 * 10.0 / math.sqrt(n)


def test_parents_phone_the_office_after_some_minutes() -> None:
    """One a minute from 3 min on: the first, on average, after 4 min."""
    soon = {"after_warning": always(900), "after_storm": "0 s"}
    hazard = storm(weather_radio=NEVER, parents={"rate": share(1), "begin": "3 min"}, all_clear=soon)
    tables = tables_of(storm_campus(), storm_scenario(hazard), Plain.strategy(everyday=[]))
    n = 200
    block = DrawBlock(4, range(n))
    first = [learned(list(SimpyEngine(tables, 4, r, block).run().events()))["staff/clerk"] for r in range(n)]
    assert {channel for _, channel in first} == {"parent"}
    assert abs(fmean(time for time, _ in first) - 240.0) <= 4.0 * 60.0 / math.sqrt(n)


# who acts


def test_an_adult_who_knows_waits_for_the_order_or_shelters_unasked() -> None:
    """Phones sound at 13 s. The office decides for 60 s, and the PA speaks at once. A second warning is no order."""
    decision = deciding(60)
    siren = {"sounds": always(30), "indoors": chance(1, "zone"), "outdoors": chance(1, "zone")}
    waiting = played(on_phones(13, siren=siren), sheltering(decision=decision))
    assert times(waiting, "acts", "staff/staff@r01") == [73.0]
    at_once = played(on_phones(13, siren=siren), sheltering(decision=decision, knowing=knowing(shelters=1)))
    assert times(at_once, "acts", "staff/staff@r01") == [13.0]
    assert times(at_once, "acts", "staff/clerk") == [73.0]


def test_who_waits_waits_for_ever_where_no_one_orders_it() -> None:
    events = played(
        on_phones(),
        strategy=Plain.strategy(everyday=[], report=["dial-911"]),
        campus=storm_campus(roster=[{"id": "staff@r01", "role": "teacher", "post": "r01"}]),
    )
    assert list(learned(events)) == ["staff/staff@r01"]
    assert times(events, "acts") == []


def test_an_adult_who_knows_tells_the_office_which_then_orders_it() -> None:
    """By phone, 9 s; no one of the office carries one."""
    campus = storm_campus(office_reached={"by_phone": always(9)})
    campus["phones"] |= {"students": share(1), "on_person": chance(0, "person")}
    campus["groups"] = [group_in("r01", 8, "staff@r01")]
    hazard = on_phones(0)
    events = played(hazard, sheltering(knowing=knowing(tells_office=1)), campus)
    assert times(events, "office_told") == [9.0]
    assert times(events, "acts", "staff/staff@r02") == [9.0]


def test_the_office_may_wait_for_a_second_source() -> None:
    """The radio sounds at once. Only the siren, at 200 s, is another source; one source alone is never enough."""
    wait = sheltering(decision=deciding(5, waits=1))
    assert times(played(storm(), wait), "sent") == []
    siren = {"sounds": always(200), "indoors": chance(1, "zone"), "outdoors": chance(1, "zone")}
    assert times(played(storm(siren=siren), wait), "sent") == [200.0]


def test_someone_goes_through_the_rooms_that_have_heard_no_order() -> None:
    """Nobody hears the PA. After 100 s a messenger walks at 2 m/s: 20 m to the first room, 20 m to the next."""
    deaf = storm_campus(pa=Plain.pa(understood=chance(0, "person")))
    events = played(protocol=sheltering(decision=deciding(sweeps_after=100)), campus=deaf)
    assert times(events, "acts", "staff/staff@r01") == [110.0]
    assert times(events, "acts", "staff/staff@r02") == [120.0]
    waiting = played(on_phones(0), sheltering(decision=deciding(sweeps_after=100)), deaf)
    assert times(waiting, "acts", "staff/staff@r02") == [120.0]


def test_a_press_alerts_the_staff_and_calls_no_one() -> None:
    """The office presses once it has decided, 15 s; push at once. Dialing 911 is left out as well."""
    decision = deciding(60)
    strategy = app_strategy(press=always(15)) | {"report": ["app", "dial-911"], "office": {"calls_911": True}}
    events = played(storm(), sheltering(decision=decision), strategy=strategy)
    assert times(events, "pressed") == [75.0]
    assert times(events, "acts", "staff/staff@r01") == [75.0]
    assert times(events, "calling") == []


# where


def two_areas(near: Data, far: Data, **changes: object) -> Data:
    """r01 and r02 on a hall with an area `near`; another area `far` behind it."""
    rooms = [zone(room) for room in ("r00", "r01", "r02")]
    areas = [zone("hall", "hall", None) | near, zone("deep", "classroom", None) | far]
    links = [
        *(door(room, "hall", 10, 2) for room in ("r00", "r01", "r02")),
        door("hall", "deep", 30, 2),
        door("hall", "yard", 5, 2),
    ]
    groups = [group_in("r01", 20, "staff@r01"), group_in("r02", 20, "staff@r02")]
    return storm_campus(**({"zones": [*rooms, *areas, outside()], "links": links, "groups": groups} | changes))


def where_sheltered(events: list[Event]) -> dict[str, str]:
    return {event.subject.partition("/")[2]: event.place for event in events if event.kind == "protected"}


def test_a_class_goes_to_the_nearest_area_with_room_for_all_of_it() -> None:
    """The clerk sets out first and takes one place; 21 fit in what is left of 30 once."""
    found = where_sheltered(played(campus=two_areas(area(30), area(100))))
    assert found == {
        "clerk": "hall",
        "staff@r01": "hall",
        "group@r01": "hall",
        "staff@r02": "deep",
        "group@r02": "deep",
    }


def test_a_class_for_which_no_area_has_room_stays_and_is_not_sheltered() -> None:
    events = played(campus=two_areas(area(30), area(20)))
    assert set(where_sheltered(events)) == {"clerk", "staff@r01", "group@r01"}
    assert [event.subject for event in events if event.kind == "no_room"] == ["staff/staff@r02", "group/group@r02"]
    assert times(events, "enters", "staff/staff@r02") == []


def test_a_class_goes_to_the_area_to_which_its_room_is_assigned() -> None:
    found = where_sheltered(played(campus=two_areas(area(100), area(100, "r02"))))
    assert (found["staff@r01"], found["staff@r02"]) == ("hall", "deep")


def test_a_class_with_someone_who_cannot_take_stairs_takes_none() -> None:
    """Downstairs is nearer. Without a level way they take the stairs, and the group's slowest sets the pace."""
    rooms = [zone("r00"), zone("r01"), zone("r02")]
    areas = [zone("down", "hall", None, floor=0) | area(100), zone("hall", "hall", None), zone("level") | area(100)]
    links = [
        *(door(room, "hall", 1, 2) for room in ("r00", "r01", "r02")),
        door("hall", "down", 5, 2, "stair"),
        door("hall", "level", 50, 2),
    ]
    groups = [group_in("r01", 20, "staff@r01") | {"needs": "mobility"}, group_in("r02", 20, "staff@r02")]
    campus = storm_campus(zones=[*rooms, *areas], links=links, groups=groups)
    found = where_sheltered(played(campus=campus))
    assert (found["group@r01"], found["group@r02"]) == ("level", "down")
    campus["zones"][-1] = zone("level")
    assert where_sheltered(played(campus=campus))["group@r01"] == "down"


# measures


def test_the_measures_of_one_play() -> None:
    """44 heads; one class sheltered at once, the other not by the arrival; what stops is counted to the all clear."""
    campus = storm_campus(
        roster=[{"id": f"staff@{room}", "role": "teacher", "post": room} for room in ("r01", "r02")],
        groups=[group_in("r01", 20, "staff@r01"), group_in("r02", 21, "staff@r02")],
        links=[door("r00", "hall", 10, 2), door("r01", "hall", 0.001, 1000), door("r02", "hall", 100, 1000)],
        zones=[*(zone(room) for room in ("r00", "r01", "r02")), zone("hall", "hall", None) | area(100)],
    )
    hazard = on_phones(0, lead=always(60))
    tables = tables_of(
        campus, storm_scenario(hazard, sheltering(knowing=knowing(shelters=1))), Plain.strategy(everyday=[])
    )
    measured = measured_once(tables)
    assert measured["sheltered_when_it_arrives"] == pytest.approx(21 / 43)
    assert measured["sheltered_t90"] == pytest.approx(100, abs=0.1)
    assert measured["shelter_margin"] == pytest.approx(-40, abs=0.1)
    assert measured["interrupted_person_minutes"] == pytest.approx(43 * 30)


def test_people_who_wait_for_the_order_are_not_interrupted() -> None:
    decision = deciding(600)
    tables = tables_of(storm_campus(), storm_scenario(on_phones(), sheltering(decision=decision)), BY_PA)
    trace = SimpyEngine(tables, 1, 0).run()
    assert compute_measures(trace, tables)["interrupted_person_minutes"] == pytest.approx(3 * 20)
