"""A missing student, with every step fixed: where the child walks, who looks where, who finds it, and when 911 is called."""

import math

import pytest

from scenarios.diagnostics import Problems
from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.model.search import SearchTable
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim import schools
from tests.sim.inputs import Data, always, chance, share, uniform
from tests.sim.plays import play, plays, times
from tests.sim.schools import DECIDES, MISSED, REACTS, ROOM, SEEN, child, measured_in, missing, search_school, story
from tests.sim.worlds import Plain, group_in, link, tables_of, witness, zone

CUSTODIAN_TOLD = DECIDES + schools.PUSH
"""From when the child is missed."""
NO_ONE_KNOWS_IT = child(known=chance(0, "person"), photo=False)


def where(events: list[Event], kind: str) -> list[tuple[float, str]]:
    return [(event.time, event.place) for event in events if event.kind == kind]


# the child


def test_an_exit_with_a_field_behind_it_leads_to_the_field_and_not_off_campus() -> None:
    plain = search_school()
    zones = [*plain["zones"], zone("field", "outdoors", None)]
    campus = search_school(zones=zones, links=[*plain["links"], link("exit", "field", 8)])
    tables = tables_of(campus, missing(hazard=NO_ONE_KNOWS_IT))
    for trace in plays(tables, 10):
        assert {place for _, place in where(list(trace.events()), "left_campus")} == {"field"}


def grounds(*roster: Data, exits: Data | None = None) -> Data:
    """A hall and, so many meters from it, an exit, a watched gate, a spare room with a den behind, a court with a pond, and a field."""
    zones = [zone("hall", "hall", None), zone("exit", "exit", None) | (exits or {}), zone("spare"), zone("den")]
    zones += [zone("gate", "exit", None, watched=True), zone("room", phone=True), zone("store")]
    zones += [zone("office", phone=True), zone("court", "outdoors", None, fenced=True, near=["water"])]
    zones += [zone("field", "outdoors", None)]
    meters = {"room": 16, "exit": 8, "gate": 9, "spare": 10, "court": 12, "field": 100, "store": 40, "office": 11}
    links = [*(link("hall", name, far) for name, far in meters.items()), link("spare", "den", 20)]
    people = [line for line in search_school()["roster"] if line["post"] in ("room", "store", "office")]
    return search_school(zones=zones, links=links, roster=[*people, *roster], groups=search_school()["groups"][:1])


def test_each_way_of_the_child_is_the_smallest_of_keyed_exponentials_by_weight() -> None:
    """Toward an exit, water or a road three times as likely as away; never into a room with an adult, nor by a watched gate."""
    weights: dict[str, dict[str, float]] = {
        "room": {"hall": 3},
        "hall": {"exit": 3, "court": 3, "spare": 1, "field": 3},
        "spare": {"hall": 3, "den": 1},
        "den": {"spare": 3},
        "court": {"hall": 1},
        "exit": {"": 3, "hall": 1},
        "field": {"": 3, "hall": 1},
    }
    unseen = child(known=chance(0, "person"), photo=False, pauses=uniform(30, 90), missed_after=always(3000))
    tables = tables_of(grounds(), missing(hazard=unseen, horizon="30 min"))
    number, length, been = tables.layout.zones.index, tables.layout.length, set()
    for replication in range(10):
        world, here, now = SimpyEngine(tables, 3, replication).world, "room", 0.0
        walked = [(now, here)]
        while here:
            step = len(walked) - 1
            now += world.peek(Purpose.HAZARD_STAYS, 0, step)
            drawn = {way: world.peek(Purpose.HAZARD_NEXT, number(way), step) for way in weights[here] if way}
            drawn[""] = world.peek(Purpose.CHILD_LEAVES, 0, step)
            draws = {way: drawn[way] / weight for way, weight in weights[here].items()}
            ahead = min(draws, key=lambda way: draws[way])
            now += length(number(here), number(ahead)) / 0.5 if ahead else 0.0
            here = ahead
            walked.append((now, here))
        events = play(tables, replication, 3)
        entered = [(at, place) for at, place in walked if place and at < 1800]
        assert where(events, "hazard_enters") == entered
        assert times(events, "left_campus") == [at for at, place in walked if not place and at < 1800]
        been |= {place for _, place in entered}
    assert been >= {"room", "hall", "exit", "spare", "court"}


def test_it_begins_where_a_class_is_and_enters_no_room_that_is_locked() -> None:
    """However likely the store is, or the office with its visitors; the spare room is locked, and the child walks on after each pause."""
    campus = grounds() | {"locked_already": chance(1, "zone")}
    campus["groups"].append({"id": "visitors", "heads": 9, "age": "adult", "post": "office"})
    where_ = [{"zones": ["store", "office"], "weight": 1000}, {"zones": ["room"]}]
    unseen = child(known=chance(0, "person"), photo=False, missed_after=always(3000), where=where_)
    tables = tables_of(campus, missing(hazard=unseen, horizon="30 min"))
    for replication in range(6):
        places = [place for _, place in where(play(tables, replication, 3), "hazard_enters")]
        assert (places[0], {"spare", "store", "office"} & {*places}) == ("room", set())


@pytest.mark.parametrize(("with_", "roster"), [(("teacher", "aide"), ()), (("teacher", None), ({"post": "spare"},))])
def test_its_adult_or_the_nearest_misses_the_child(with_: tuple[str, str | None], roster: tuple[Data, ...]) -> None:
    """Two classes in the room, of 20 and of 7, and thirty visitors. The class of 7 has an aide, or no one: the teacher is nearest then."""
    aide = {"id": "aide", "role": "aide", "post": "room"}
    people = [aide, *({"id": "other", "role": "aide"} | line for line in roster)]
    campus = grounds(*people)
    sizes = {"big": (20, "child", with_[0]), "small": (7, "teen", with_[1]), "visitors": (30, "adult", "clerk-0")}
    groups = [(group_in("room", heads, adult, age, name)) for name, (heads, age, adult) in sizes.items()]
    campus["groups"] = groups
    tables, missed = tables_of(campus, missing(horizon="10 min")), set()
    for replication in range(12):
        world = SimpyEngine(tables, 3, replication).world
        staff = tables.staff_count
        order = {n: world.peek(Purpose.CHILD_OF, staff + n) / sizes[name][0] for n, name in enumerate(("big", "small"))}
        adult = with_[min(order, key=lambda n: order[n])] or "teacher"
        (event,) = (event for event in play(tables, replication, 3) if event.kind == "missed")
        assert (event.subject, event.time) == (f"staff/{adult}", MISSED)
        missed.add(adult)
    assert len(missed) == 1 + (with_[1] is not None)


def test_each_zone_has_its_time_to_search_and_ways_out_and_water_come_first() -> None:
    """A hall is as long as its longest way to another place that people walk through; a way out is unwatched, and a field has no fence."""
    tables = tables_of(grounds(exits={"near": ["road"]}), missing(protocol=schools.searching(hall=always("0.8 m/s"))))
    table, layout = tables.of(SearchTable), tables.layout
    found = {name: (table.seconds[z], table.comes_first[z], table.is_exit[z]) for z, name in enumerate(layout.zones)}
    assert found == {
        **dict.fromkeys(("spare", "den", "room", "store", "office"), (ROOM, False, False)),
        "hall": (pytest.approx(9 / 0.8, abs=1e-5), False, False),
        "exit": (pytest.approx(8 / 0.8, abs=1e-5), True, True),
        "gate": (pytest.approx(9 / 0.8, abs=1e-5), False, False),
        "court": (schools.FIELD, True, False),
        "field": (schools.FIELD, True, True),
    }
    watched = grounds()
    watched["zones"][-1] |= {"watched": True}
    assert not any(tables_of(watched, missing()).of(SearchTable).is_exit[layout.zones.index("field") :])
    plain = search_school()
    zones, police = [line for line in plain["zones"] if line["id"] != "exit"], plain["agencies"][0]
    campus = search_school(zones=zones, links=plain["links"][1:], agencies=[police | {"enters": "hall"}])
    alone = tables_of(campus, missing())
    assert alone.of(SearchTable).seconds[0] == ROOM  # a hall that leads to no other


def test_a_searcher_goes_to_exits_and_water_first_and_always_to_the_nearest_without_an_adult() -> None:
    """From the store; each zone at 2 m/s and its time. Then a second round begins."""
    unseen = child(known=chance(0, "person"), photo=False, pauses=always(100_000))
    given = missing(hazard=unseen, protocol=schools.searching(watches_exits=False), horizon="40 min")
    events = story(grounds(), given)
    now, expected = MISSED + DECIDES + schools.PUSH + REACTS + ROOM, []
    way = [("exit", 48, 8), ("court", 20, schools.FIELD), ("field", 112, schools.FIELD)]
    way += [("hall", 100, 9), ("gate", 9, 9), ("spare", 19, ROOM)]
    for place, meters, seconds in [*way, ("den", 20, ROOM), ("store", 70, ROOM)]:
        now += meters / 2 + seconds
        expected.append((now, place))
    by_custodian = [event for event in events if event.subject == "staff/custodian"]
    searched = where(by_custodian, "searched")
    assert searched == [(MISSED + DECIDES + schools.PUSH + REACTS + ROOM, "store"), *expected[:-1]]
    entered = [event.place for event in events if event.kind == "enters"]
    way_round = "hall exit hall court hall field hall gate hall spare den spare hall exit hall court"
    assert entered[:16] == way_round.split()
    locked = story(grounds() | {"locked_already": chance(1, "zone")}, given)
    assert not {"spare", "den"} & {event.place for event in locked if event.kind == "enters"}


def test_of_those_who_are_free_the_first_and_third_watch_the_nearest_exit_that_no_one_watches() -> None:
    """At one instant by the order of the file: the custodian, then aides in the spare room. The second and fourth search."""
    aides = [{"id": f"aide-{n}", "role": "aide", "post": "spare"} for n in range(4)]
    unseen = child(known=chance(0, "person"), photo=False, pauses=always(100_000))
    events = story(grounds(*aides), missing(hazard=unseen, horizon="20 min"))
    begins = MISSED + DECIDES + schools.PUSH + REACTS + ROOM
    watched = [(event.subject, event.time, event.place) for event in events if event.kind == "watches"]
    first, third = ("staff/custodian", begins + 48 / 2, "exit"), ("staff/aide-1", begins + 110 / 2, "field")
    assert watched == [first, third]


def test_the_child_is_missed_by_the_adult_of_its_group_and_no_one_else_knows_before() -> None:
    events = story(search_school(), missing())
    assert [(event.time, event.subject) for event in events if event.kind == "missed"] == [(MISSED, "staff/teacher")]
    assert min(times(events, "aware")) == MISSED


# how it is found


def test_its_adult_looks_in_the_own_room_and_whoever_is_free_in_the_own_zone_and_then_the_nearest() -> None:
    still = missing(hazard=child(pauses=always(10_000)))
    assert measured_in(search_school(), still, schools.by_phone())["found"] == REACTS
    found = CUSTODIAN_TOLD + REACTS + ROOM + schools.STORE_TO_HALL
    assert measured_in(search_school(SEEN), missing())["found"] == found
    finder = next(event for event in story(search_school(SEEN), missing()) if event.kind == "found")
    assert (finder.subject, finder.place) == ("staff/custodian", "hall")


def test_adults_with_students_stay_and_one_in_the_office() -> None:
    events = story(search_school(SEEN), missing(hazard=NO_ONE_KNOWS_IT, horizon="30 min"))
    assert {event.subject for event in events if event.kind == "enters"} == {"staff/custodian"}
    assert {place for _, place in where(events, "searched")} >= {"room", "other", "office", "store", "hall"}
    events = story(search_school(SEEN, clerks=2), missing(hazard=NO_ONE_KNOWS_IT, horizon="30 min"))
    assert {event.subject for event in events if event.kind == "enters"} == {"staff/clerk-0", "staff/custodian"}


def test_a_child_who_walks_up_to_a_watcher_is_found_there() -> None:
    plain = search_school()
    roster = [line | ({"post": "exit"} if line["id"] == "custodian" else {}) for line in plain["roster"]]
    slow = 470.0
    measured = measured_in(search_school(roster=roster), missing(hazard=child(pauses=always(slow))))
    assert measured["found"] == slow + schools.TO_HALL + slow + schools.TO_EXIT - MISSED


def test_a_child_who_left_is_found_after_so_long_from_when_it_left_or_was_missed() -> None:
    soon = child(favors=share(1_000_000))
    for strategy in (schools.by_app(), schools.by_phone()):
        measured = measured_in(search_school(), missing(hazard=soon), strategy)
        assert (measured["left_campus"], measured["found"]) == (1.0, schools.OUTSIDE)
    # For a child who leaves later the time runs from when it leaves.
    early = child(favors=share(1_000_000), missed_after=always(1), known=chance(0, "person"), photo=False)
    assert (
        measured_in(search_school(), missing(hazard=early))["found"]
        == schools.AT_EXIT + schools.PAUSES - 1 + schools.OUTSIDE
    )


# who recognizes it


def test_a_stranger_recognizes_the_child_by_the_photo_that_comes_with_the_app() -> None:
    stranger = {"known": chance(0, "person")}
    with_photo = measured_in(search_school(SEEN), missing(hazard=child(**stranger)))
    without = measured_in(search_school(SEEN), missing(hazard=child(**stranger, photo=False), horizon="30 min"))
    by_words = child(**stranger, photo=False, described=chance(1, "person"))
    described = measured_in(search_school(SEEN), missing(hazard=by_words))
    assert with_photo["found"] == described["found"] == CUSTODIAN_TOLD + REACTS + ROOM + schools.STORE_TO_HALL
    assert without["found"] == math.inf
    practice = schools.by_phone() | {"everyday": ["pa"]}
    campus = search_school(SEEN, pa=Plain.pa())
    unseen = missing(hazard=child(known=chance(0, "person")), horizon="30 min")
    assert measured_in(campus, unseen, practice)["found"] == math.inf
    assert measured_in(campus, missing(), practice)["found"] < math.inf


# 911


def test_911_is_called_so_long_after_the_child_was_missed_and_neither_by_the_press_nor_by_the_office() -> None:
    practice = schools.by_app(legs={"psap": "on", "staff": "off"}) | {"report": ["app", "dial-911", "tell-office"]}
    practice["office"] = {"calls_911": True}
    events = story(search_school(SEEN), missing(hazard=NO_ONE_KNOWS_IT), practice)
    assert times(events, "office_told") == [MISSED + DECIDES + schools.PHONES]
    assert times(events, "calling", "office") == times(events, "calling") == [MISSED + schools.REPORTED]
    assert times(events, "on_scene") == [MISSED + schools.REPORTED + 100]


@pytest.mark.parametrize(("understands", "caller"), [(0.0, "staff/teacher"), (3000.0, "office")])
def test_the_adult_calls_911_where_the_office_does_not_know_or_else_the_office(understands: float, caller: str) -> None:
    press = schools.by_app(legs={"psap": "on", "staff": "off"}) | {"report": ["app"]}
    hazard = child(known=chance(0, "person"), photo=False, pauses=always(100_000))
    events = story(search_school(SEEN), missing(hazard=hazard, witnessing=witness(understands, DECIDES)), press)
    calls = [(event.subject, event.time) for event in events if event.kind == "calling"]
    assert calls == [(caller, MISSED + schools.REPORTED)]


def test_units_on_scene_shorten_nothing_and_no_one_calls_911_about_a_child_found_before() -> None:
    at_once = missing(hazard=child(favors=share(1_000_000), reported=always(0)))
    measured = measured_in(search_school(), at_once)
    assert (measured["call_911"], measured["found"]) == (1.0, schools.OUTSIDE)
    assert measured_in(search_school(SEEN), missing())["call_911"] == 0.0


def test_a_campus_without_children_is_refused() -> None:
    with pytest.raises(Problems, match="no group of children or teenagers"):
        open_emergency("missing-student", "small-college")
