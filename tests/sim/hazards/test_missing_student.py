"""A missing student, with every step fixed: where the child walks, who looks where, who finds it, and when 911 is called."""

import math

import pytest

from scenarios.diagnostics import Problems
from scenarios.library import open_emergency
from sim.model.trace import Event
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import plays, times
from tests.sim.schools import (
    AT_EXIT,
    DECIDES,
    IN_HALL,
    MISSED,
    OUTSIDE,
    PAUSES,
    PHONES,
    PUSH,
    REACTS,
    REPORTED,
    ROOM,
    SEEN,
    STORE_TO_HALL,
    TO_EXIT,
    TO_HALL,
    by_app,
    by_phone,
    child,
    measured_in,
    missing,
    search_school,
    searching,
    story,
)
from tests.sim.worlds import Plain, link, tables_of, zone

CUSTODIAN_TOLD = DECIDES + PUSH
"""From when the child is missed."""
NO_ONE_KNOWS_IT = child(known=chance(0, "person"), photo=False)


def where(events: list[Event], kind: str) -> list[tuple[float, str]]:
    return [(event.time, event.place) for event in events if event.kind == kind]


# the child


def test_the_child_pauses_and_walks_from_zone_to_zone() -> None:
    walked = where(story(search_school(), missing()), "hazard_enters")[:3]
    assert walked == [(0.0, "room"), (IN_HALL, "hall"), (AT_EXIT, "exit")]


def test_at_an_exit_the_child_leaves_three_times_as_often_as_it_turns_back() -> None:
    """At its first choice there; in 120 plays within four standard errors."""
    tables, left, count = tables_of(search_school(), missing()), 0, 120
    for trace in plays(tables, count):
        left += (AT_EXIT + PAUSES) in times(list(trace.events()), "left_campus")
    assert left / count == pytest.approx(3 / 4, abs=4 * math.sqrt(3 / 16 / count))


@pytest.mark.parametrize("ways", [SEEN, {"kind": "outdoors", "fenced": True}])
def test_no_child_leaves_by_an_exit_that_is_watched_or_over_a_fence(ways: Data) -> None:
    tables = tables_of(search_school(ways), missing(hazard=NO_ONE_KNOWS_IT, horizon="30 min"))
    assert all(not times(list(trace.events()), "left_campus") for trace in plays(tables, 5))


def test_an_exit_with_a_field_behind_it_leads_to_the_field_and_not_off_campus() -> None:
    plain = search_school()
    zones = [*plain["zones"], zone("field", "outdoors", None)]
    tables = tables_of(
        search_school(zones=zones, links=[*plain["links"], link("exit", "field", 8)]), missing(hazard=NO_ONE_KNOWS_IT)
    )
    for trace in plays(tables, 10):
        assert {place for _, place in where(list(trace.events()), "left_campus")} == {"field"}


def test_the_child_is_missed_by_the_adult_of_its_group_and_no_one_else_knows_before() -> None:
    events = story(search_school(), missing())
    assert [(event.time, event.subject) for event in events if event.kind == "missed"] == [(MISSED, "staff/teacher")]
    assert min(times(events, "aware")) == MISSED


# how it is found


def test_a_child_who_is_still_in_the_own_room_is_found_as_soon_as_its_adult_looks() -> None:
    still = missing(hazard=child(pauses=always(10_000)))
    assert measured_in(search_school(), still, by_phone())["found"] == REACTS


def test_whoever_is_free_looks_in_the_own_zone_first_and_then_in_the_nearest() -> None:
    found = CUSTODIAN_TOLD + REACTS + ROOM + STORE_TO_HALL
    assert measured_in(search_school(SEEN), missing())["found"] == found
    finder = next(event for event in story(search_school(SEEN), missing()) if event.kind == "found")
    assert (finder.subject, finder.place) == ("staff/custodian", "hall")


def test_adults_with_students_and_the_last_in_the_office_stay() -> None:
    events = story(search_school(SEEN), missing(hazard=NO_ONE_KNOWS_IT, horizon="30 min"))
    assert {event.subject for event in events if event.kind == "enters"} == {"staff/custodian"}
    assert {place for _, place in where(events, "searched")} >= {"room", "other", "office", "store", "hall"}


def test_of_two_in_the_office_one_goes() -> None:
    events = story(search_school(SEEN, clerks=2), missing(hazard=NO_ONE_KNOWS_IT, horizon="30 min"))
    assert {event.subject for event in events if event.kind == "enters"} == {"staff/clerk-0", "staff/custodian"}


def test_a_child_who_walks_up_to_a_watcher_is_found_there() -> None:
    plain = search_school()
    roster = [line | ({"post": "exit"} if line["id"] == "custodian" else {}) for line in plain["roster"]]
    slow = 470.0
    measured = measured_in(search_school(roster=roster), missing(hazard=child(pauses=always(slow))))
    assert measured["found"] == slow + TO_HALL + slow + TO_EXIT - MISSED


def test_every_second_adult_watches_an_exit_and_no_one_where_the_protocol_says_so() -> None:
    hidden = child(known=chance(0, "person"), photo=False, pauses=always(100_000))
    events = story(search_school(clerks=2), missing(hazard=hidden, horizon="30 min"))
    watching = MISSED + CUSTODIAN_TOLD + REACTS + ROOM
    assert [(event.subject, event.time) for event in events if event.kind == "watches"] == [
        ("staff/clerk-0", watching + 18 / 2)
    ]
    unwatched = story(
        search_school(clerks=2), missing(hazard=hidden, protocol=searching(watches_exits=False), horizon="30 min")
    )
    assert not times(unwatched, "watches")


def test_ninety_percent_of_the_zones_are_searched_when_the_last_of_six_is() -> None:
    """The custodian goes to the hall, then to the exit; each of them is 8 m long, at 1 m/s."""
    searched = CUSTODIAN_TOLD + REACTS + ROOM + (STORE_TO_HALL + 8) + (8 / 2 + 8)
    assert measured_in(search_school(SEEN), missing(hazard=NO_ONE_KNOWS_IT))["zones_searched_t90"] == searched


def test_a_child_who_left_before_it_was_missed_is_found_after_so_long_whatever_staff_do() -> None:
    soon = child(favors=share(1_000_000))
    for strategy in (by_app(), by_phone()):
        measured = measured_in(search_school(), missing(hazard=soon), strategy)
        assert (measured["left_campus"], measured["found"]) == (1.0, OUTSIDE)


def test_for_a_child_who_leaves_later_the_time_runs_from_when_it_leaves() -> None:
    early = child(favors=share(1_000_000), missed_after=always(1), known=chance(0, "person"), photo=False)
    measured = measured_in(search_school(), missing(hazard=early))
    assert measured["found"] == AT_EXIT + PAUSES - 1 + OUTSIDE


# who recognizes it


def test_a_stranger_recognizes_the_child_by_the_photo_that_comes_with_the_alert() -> None:
    stranger = {"known": chance(0, "person")}
    with_photo = measured_in(search_school(SEEN), missing(hazard=child(**stranger)))
    without = measured_in(search_school(SEEN), missing(hazard=child(**stranger, photo=False), horizon="30 min"))
    described = measured_in(
        search_school(SEEN), missing(hazard=child(**stranger, photo=False, described=chance(1, "person")))
    )
    assert with_photo["found"] == described["found"] == CUSTODIAN_TOLD + REACTS + ROOM + STORE_TO_HALL
    assert without["found"] == math.inf


def test_the_photo_comes_only_with_the_app() -> None:
    practice = by_phone() | {"everyday": ["pa"]}
    campus = search_school(SEEN, pa=Plain.pa())
    assert (
        measured_in(campus, missing(hazard=child(known=chance(0, "person")), horizon="30 min"), practice)["found"]
        == math.inf
    )
    assert measured_in(campus, missing(), practice)["found"] < math.inf


# 911


def test_911_is_called_so_long_after_the_child_was_missed_and_neither_by_the_press_nor_by_the_office() -> None:
    practice = by_app(legs={"psap": "on", "staff": "off"}) | {
        "report": ["app", "dial-911", "tell-office"],
        "office": {"calls_911": True},
    }
    events = story(search_school(SEEN), missing(hazard=NO_ONE_KNOWS_IT), practice)
    assert times(events, "office_told") == [MISSED + DECIDES + PHONES]
    assert times(events, "calling", "office") == times(events, "calling") == [MISSED + REPORTED]
    assert times(events, "on_scene") == [MISSED + REPORTED + 100]


def test_units_on_scene_shorten_nothing() -> None:
    at_once = missing(hazard=child(favors=share(1_000_000), reported=always(0)))
    measured = measured_in(search_school(), at_once)
    assert measured["call_911"] == 1.0
    assert measured["found"] == OUTSIDE


def test_no_one_calls_911_about_a_child_who_is_found_before() -> None:
    assert measured_in(search_school(SEEN), missing())["call_911"] == 0.0


def test_a_campus_without_children_is_refused() -> None:
    with pytest.raises(Problems, match="no group of children or teenagers"):
        open_emergency("missing-student", "small-college")
