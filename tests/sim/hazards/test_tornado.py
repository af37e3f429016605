"""A tornado: who learns of the warning and how, what the office decides, where people shelter. Every step fixed, so that times add up."""

import pytest

from sim.engine import SimpyEngine
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import Data, always, chance, exponential, share
from tests.sim.plays import learned, play, times
from tests.sim.schools import BY_PA, STORM, area, deciding, knowing, sheltering, storm, storm_campus, storm_scenario
from tests.sim.worlds import Plain, adult, app_strategy, door, group_in, outside, tables_of, teacher, witness, zone

NOTHING = Plain.strategy(everyday=[])
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
    events = played(hazard, sheltering(reaction=always(8), decision=deciding(60), get_down=always(12)), campus)
    order = 20 + 60 + 10
    assert times(events, "sent") == [order]
    expected = order + 8 + 10 + 21 / (1.7 * 1.3) + 12
    assert times(events, "protected", "group/group@r01") == pytest.approx([expected], abs=AT_NO_TIME)
    assert times(events, "protected", "staff/staff@r01") == times(events, "protected", "group/group@r01")
    clerk = 20 + 60 + 8 + 10 + 1 / (1.7 * 1.3) + 12
    assert times(events, "protected", "staff/clerk") == pytest.approx([clerk], abs=AT_NO_TIME)


def test_two_classes_pass_the_same_door_one_after_the_other() -> None:
    """r01 lies behind r02, so both use the door of r02: 21 heads, then 21 more."""
    links = [door("r00", "hall", 10, 2), door("r01", "r02", 0.001, 9), door("r02", "hall", 10, 2)]
    groups = [group_in("r01", 20, "staff@r01"), group_in("r02", 20, "staff@r02")]
    campus = storm_campus(links=[*links, door("hall", "yard", 10, 2)], groups=groups)
    events = played(campus=campus)
    done = sorted(time for room in ("r01", "r02") for time in times(events, "protected", f"group/group@{room}"))
    assert done == pytest.approx([10 + 21 / 2.21, 10 + 42 / 2.21], abs=2.0)
    assert done[1] - done[0] == pytest.approx(21 / 2.21, abs=0.01)


# the storm


def test_the_storm_arrives_after_lead_and_travel_and_the_all_clear_waits_for_it() -> None:
    hazard = storm(lead=always(300), travels=always(77))
    for strategy in (BY_PA, app_strategy(), Plain.strategy(everyday=[])):
        assert times(played(hazard, strategy=strategy), "storm_arrives") == [377.0]
    early = storm(lead=always(100), all_clear={"after_warning": always(1800), "after_storm": "5 min"})
    late = storm(lead=always(1700), all_clear={"after_warning": always(1800), "after_storm": "5 min"})
    assert (times(played(early), "all_clear"), times(played(late), "all_clear")) == ([1800.0], [2000.0])


def test_unwarned_only_the_storm_itself_tells_and_it_arrives_soon_after() -> None:
    """r01 has windows, r02 has none; the radio would have sounded at once."""
    rooms = [zone("r00"), zone("r01", windows=True), zone("r02"), zone("hall", "hall", None) | area(100)]
    seen = witness(7, in_sight=chance(1, "event"))
    campus = storm_campus(zones=[*rooms, outside()])
    events = played(storm(seen=always(90)), campus=campus, strategy=NOTHING, conditions=("unwarned",), witnessing=seen)
    assert times(events, "storm_arrives") == [90.0]
    assert [(event.subject, event.time, event.object) for event in events if event.kind == "aware"] == [
        ("staff/staff@r01", 7.0, "hazard")
    ]
    assert times(events, "protected", "staff/staff@r01") == pytest.approx([17 + 1 / 2.21], abs=AT_NO_TIME)


@pytest.mark.parametrize(
    ("lead", "none", "looked"), [(300, 0, [287.0, 317.0, 347.0]), (1, 0, [0.0, 30.0, 60.0]), (300, 1, [])]
)
def test_a_tornado_is_seen_90_s_before_it_arrives_by_who_looks(lead: float, none: float, looked: list[float]) -> None:
    """Outdoors each look shows it with a chance of 0.6, through windows of 0.35, one draw a person and look; elsewhere never."""
    yard = adult("guard", "yard", "aide")
    rooms = [zone("r00"), zone("r01", windows=True), zone("r02"), zone("hall", "hall", None) | area(100), outside()]
    people = [*storm_campus()["roster"], yard]
    campus = storm_campus(zones=rooms, roster=people, groups=[group_in("r01", 7, "staff@r01")])
    sees = {"same_zone": chance(0.6, "event"), "in_sight": chance(0.35, "event"), "adjacent": chance(1, "event")}
    hazard = storm(lead=always(lead), travels=always(77), seen=always(90), no_tornado=chance(none, "replication"))
    tables = tables_of(campus, storm_scenario(hazard, witnessing=witness(1) | {"perception": sees}), NOTHING)
    guard, teacher, found = 3, 1, set()
    for replication in range(8):
        world = SimpyEngine(tables, 9, replication).world
        events = play(tables, replication, 9)
        assert times(events, "perceived", "staff/clerk") == times(events, "perceived", "staff/staff@r02") == []
        for name, person, share_of in (("guard", guard, 0.6), ("staff@r01", teacher, 0.35)):
            seen = [at for n, at in enumerate(looked) if world.peek(Purpose.PERCEIVES, person, n) < share_of]
            assert times(events, "perceived", f"staff/{name}") == seen[:1]
            found |= {*seen[:1]}
    assert found == {*looked}


# the warning


def test_the_radio_tells_the_office_and_phones_those_who_carry_them_with_coverage() -> None:
    assert learned(played(strategy=Plain.strategy(everyday=[]))) == {"staff/clerk": (0.0, "weather_radio")}
    for phones in (
        {"on_person": chance(0, "person")},
        {"carriers": [{"id": "any", "share": share(1), "covers": chance(0, "zone")}]},
    ):
        campus = storm_campus()
        campus["phones"] |= phones
        assert learned(played(on_phones(), campus=campus, strategy=Plain.strategy(everyday=[]))) == {}


def test_a_warning_that_is_late_is_late_by_radio_and_on_phones_and_not_by_siren() -> None:
    late = {"happens": chance(1, "replication"), "adds": always(120)}
    nothing = Plain.strategy(everyday=[])
    assert learned(played(storm(late=late), strategy=nothing))["staff/clerk"][0] == 120.0
    assert {time for time, _ in learned(played(on_phones(13, late=late), strategy=nothing)).values()} == {133.0}
    siren = {"sounds": always(90), "indoors": chance(1, "zone"), "outdoors": chance(1, "zone")}
    events = played(storm(late=late, weather_radio=NEVER, siren=siren), strategy=nothing)
    assert set(learned(events).values()) == {(90.0, "outdoor_siren")}


def test_a_siren_is_heard_by_zone_outdoors_and_indoors_and_a_class_relies_on_its_adult() -> None:
    """A class without its adult there hears a phone of its own, late as any; one with its adult tells the adult."""
    people = [*storm_campus()["roster"], adult("guard", "yard", "aide")]
    groups = [group_in("r01", 4, "staff@r01"), group_in("r02", 3), group_in("yard", 2)]
    campus = storm_campus(roster=people, groups=groups)
    campus["phones"] |= {"students": share(0.5), "on_person": chance(0, "person")}
    late: Data = {"happens": chance(1, "replication"), "adds": always(120)}
    inside = {"staff/clerk", "staff/staff@r01", "staff/staff@r02", "group/group@r02"}
    for indoors, outdoors, heard in ((0, 1, {"staff/guard", "group/group@yard"}), (1, 0, inside)):
        siren = {"sounds": always(90), "indoors": chance(indoors, "zone"), "outdoors": chance(outdoors, "zone")}
        found = learned(played(storm(siren=siren, late=late, weather_radio=NEVER), campus=campus, strategy=NOTHING))
        assert found == dict.fromkeys(heard, (90.0, "outdoor_siren"))
    by_phone = learned(played(on_phones(13, late=late), campus=campus, strategy=NOTHING))
    told = dict.fromkeys(("staff/staff@r01", "group/group@r02", "group/group@yard"), (133.0, "student_phone"))
    assert by_phone == told


def test_the_first_phone_of_a_class_and_the_first_call_of_a_parent_tell_an_adult() -> None:
    """Eight students of 21 at most have a phone that counts, of which some get no alert; parents call once a minute from 3 min on."""
    wireless = {"delay": exponential(80, "person"), "missed": chance(0.5, "person")}
    campus = storm_campus(groups=[group_in("r01", 21, "staff@r01"), group_in("r02", 5, "staff@r02")])
    campus["phones"] |= {"on_person": chance(0, "person"), "students": share(0.6)}
    soon = {"after_warning": always(900), "after_storm": "0 s"}
    hazard = storm(weather_radio=NEVER, wireless=wireless, parents={"rate": share(1), "begin": "3 min"}, all_clear=soon)
    tables = tables_of(campus, storm_scenario(hazard), NOTHING)
    for replication in range(8):
        world, found = SimpyEngine(tables, 3, replication).world, learned(play(tables, replication, 3))
        expected = {"staff/clerk": (180 + world.peek(Purpose.PARENT_CALLS, 0, 0), "parent")}
        for name, group, phones in (("staff@r01", 0, 8), ("staff@r02", 1, 3)):
            heard = [n for n in range(phones) if not world.peek(Purpose.STUDENT_PHONE_MISSED, group, n)]
            if heard:
                first = min(world.peek(Purpose.STUDENT_PHONE_DELAY, group, n) for n in heard)
                expected[f"staff/{name}"] = (first, "student_phone")
        assert found == expected


# who acts


def test_an_adult_who_knows_waits_for_the_order_or_shelters_unasked() -> None:
    """Phones sound at 13 s. The office decides for 60 s, and the PA speaks at once. A second warning is no order."""
    decision = deciding(60)
    siren = {"sounds": always(30), "indoors": chance(1, "zone"), "outdoors": chance(1, "zone")}
    waiting = played(on_phones(13, siren=siren), sheltering(decision=decision))
    assert times(waiting, "acts", "staff/staff@r01") == [73.0]
    at_once = played(on_phones(13, siren=siren), sheltering(decision=decision, knowing=knowing(shelters=1)))
    assert (times(at_once, "acts", "staff/staff@r01"), times(at_once, "acts", "staff/clerk")) == ([13.0], [73.0])


def test_who_waits_waits_for_ever_where_no_one_orders_it() -> None:
    events = played(on_phones(), campus=storm_campus(roster=[teacher("r01")]), strategy=NOTHING)
    assert list(learned(events)) == ["staff/staff@r01"]
    assert times(events, "acts") == []


@pytest.mark.parametrize(("decides", "acts"), [(0.0, 5.0), (7000.0, None)])
def test_who_hears_it_from_a_colleague_acts_if_shelter_has_been_ordered(decides: float, acts: float | None) -> None:
    """No PA is heard in the shop r02. The teacher of r01 knows by the PA or by a phone, and would go unasked; the one of r02 would not."""
    rooms = [line | ({"kind": "shop"} if line["id"] == "r02" else {}) for line in storm_campus()["zones"]]
    tell = {"when": "while", "whom": "adjacent-rooms", "most": 1, "contact": always(5)}
    protocol = sheltering(tell=tell, decision=deciding(decides), knowing=knowing(shelters=0.5))
    wireless = {"delay": always(0) | {"varies": "person"}, "missed": chance(0.5, "person")}
    tables = tables_of(storm_campus(zones=rooms), storm_scenario(storm(wireless=wireless), protocol), BY_PA)

    def is_so(purpose: Purpose, r01: bool, replication: int) -> bool:
        peek = SimpyEngine(tables, 4, replication).world.peek
        return (bool(peek(purpose, 1)), bool(peek(purpose, 2))) == (r01, not r01)

    missed, unasked = Purpose.WIRELESS_MISSED, Purpose.SHELTERS_UNASKED
    replication = next(n for n in range(200) if is_so(missed, False, n) and is_so(unasked, True, n))
    events = play(tables, replication, 4)
    assert learned(events)["staff/staff@r02"] == (5.0, "voice")
    assert times(events, "acts", "staff/staff@r02") == ([] if acts is None else [acts])


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
    assert (times(events, "pressed"), times(events, "acts", "staff/staff@r01")) == ([75.0], [75.0])
    assert times(events, "calling") == []


def by_students_phones(**school: object) -> Data:
    """Only the teacher of r01 learns of it, at once, by a phone of a student. The office is phoned in 9 s."""
    campus = storm_campus(office_reached={"by_phone": always(9)}, groups=[group_in("r01", 8, "staff@r01")], **school)
    campus["phones"] |= {"students": share(1), "on_person": chance(0, "person")}
    return campus


@pytest.mark.parametrize(
    ("practice", "presses", "tells", "told", "ordered"),
    [
        (["tell-office"], 0, 0, [], []),
        (["tell-office"], 0, 1, [5 + 9.0], [5 + 9 + 60.0]),
        (["dial-911"], 0, 1, [], []),  # to tell the office is not part of the practice
        (["tell-office"], 1, 0, [], []),  # there is no app to press
    ],
)
def test_some_tell_the_office(
    practice: list[str], presses: float, tells: float, told: list[float], ordered: list[float]
) -> None:
    protocol = sheltering(knowing=knowing(presses=presses, tells_office=tells), decision=deciding(60))
    strategy = Plain.strategy(report=practice, everyday=["pa"])
    events = played(on_phones(0), protocol, by_students_phones(), strategy, witnessing=witness(0, 5))
    assert times(events, "office_told") == told
    assert times(events, "sent") == times(events, "acts", "staff/staff@r02") == ordered


def test_some_who_know_press_unless_the_alert_has_come_before_they_decided() -> None:
    """Each decides 5 s after their phone, and presses for 3 s. The alert asks for shelter, so no one waits or tells the office as well."""
    protocol = sheltering(knowing=knowing(presses=1, tells_office=1), decision=deciding(5000))
    strategy = app_strategy(press=always(3)) | {"report": ["app", "tell-office"]}
    campus = storm_campus(roster=[*storm_campus()["roster"], adult("third", "r02")])
    wireless = {"delay": exponential(6, "person"), "missed": chance(0, "person")}
    hazard = storm(weather_radio=NEVER, wireless=wireless)
    tables = tables_of(campus, storm_scenario(hazard, protocol, witnessing=witness(0, 5)), strategy)
    counts = set()
    for replication in range(10):
        world = SimpyEngine(tables, 4, replication).world
        known_at = sorted(world.peek(Purpose.WIRELESS_DELAY, teacher) for teacher in (1, 2, 3))
        events = play(tables, replication, 4)
        alert = known_at[0] + 8
        assert times(events, "pressed") == [at + 8 for at in known_at if at + 5 < alert]
        assert [event.object for event in events if event.kind == "office_told"] == ["voice"]
        for name, person in (("staff@r01", 1), ("third", 3)):
            phone = world.peek(Purpose.WIRELESS_DELAY, person)
            if known_at[0] < phone < alert:
                assert times(events, "acts", f"staff/{name}") == [alert]
        counts.add(len(times(events, "pressed")))
    assert counts == {1, 2, 3}


# where


def two_areas(near: Data, far: Data, **changes: object) -> Data:
    """r01 and r02 on a hall with an area `near`; another area `far` behind it."""
    rooms = [zone(room) for room in ("r00", "r01", "r02")]
    areas = [zone("hall", "hall", None) | near, zone("deep", "classroom", None) | far]
    links = [door(room, "hall", 10, 2) for room in ("r00", "r01", "r02")]
    links += [door("hall", "deep", 30, 2), door("hall", "yard", 5, 2)]
    groups = [group_in("r01", 20, "staff@r01"), group_in("r02", 20, "staff@r02")]
    return storm_campus(**({"zones": [*rooms, *areas, outside()], "links": links, "groups": groups} | changes))


def where_sheltered(events: list[Event]) -> dict[str, str]:
    return {event.subject.partition("/")[2]: event.place for event in events if event.kind == "protected"}


def test_a_class_for_which_no_area_has_room_stays_and_is_not_sheltered() -> None:
    events = played(campus=two_areas(area(30), area(20)))
    assert set(where_sheltered(events)) == {"clerk", "staff@r01", "group@r01"}
    assert [event.subject for event in events if event.kind == "no_room"] == ["staff/staff@r02", "group/group@r02"]
    assert times(events, "enters", "staff/staff@r02") == []


@pytest.mark.parametrize(
    ("near", "far", "found"),
    [
        (area(22), area(22, "r0?"), "deep deep hall"),  # all are assigned to one that takes the clerk and one class
        (area(43), area(21, "r02"), "hall hall deep"),  # each fits to the last place
        (area(42), area(20, "r02"), "hall hall -"),  # one place short, and then two
        (area(43), area(5, "r02"), "hall hall hall"),  # the assigned one has no room, the nearest has the last
    ],
)
def test_the_assigned_area_if_it_has_room_else_the_nearest_that_has(near: Data, far: Data, found: str) -> None:
    """The clerk and two classes of 21, in the order of the file, at one instant."""
    where = where_sheltered(played(campus=two_areas(near, far)))
    assert " ".join(where.get(name, "-") for name in ("clerk", "staff@r01", "staff@r02")) == found
    assert {where.get(f"group@{room}", "-") for room in ("r01", "r02")} == {*found.split()[1:]}


def test_a_class_with_someone_who_cannot_take_stairs_takes_none() -> None:
    """Downstairs is nearer. Without a level way they take the stairs, and the group's slowest sets the pace."""
    rooms = [zone("r00"), zone("r01"), zone("r02")]
    areas = [zone("down", "hall", None, floor=0) | area(100), zone("hall", "hall", None), zone("level") | area(100)]
    links = [door(room, "hall", 1, 2) for room in ("r00", "r01", "r02")]
    links += [door("hall", "down", 5, 2, "stair"), door("hall", "level", 50, 2)]
    groups = [group_in("r01", 20, "staff@r01") | {"needs": "mobility"}, group_in("r02", 20, "staff@r02")]
    campus = storm_campus(zones=[*rooms, *areas], links=links, groups=groups)
    found = where_sheltered(played(campus=campus))
    assert (found["group@r01"], found["group@r02"]) == ("level", "down")
    campus["zones"][-1] = zone("level") | area(20)  # no room for 21
    assert where_sheltered(played(campus=campus))["group@r01"] == "down"
    campus["zones"][-1] = zone("level")
    assert where_sheltered(played(campus=campus))["group@r01"] == "down"


# measures
