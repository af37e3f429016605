"""What people decide when a child is missing: who searches where, and who watches an exit. Every step fixed, so that times add up."""

from sim.engine import SimpyEngine
from sim.model.interventions import Outcome, SearchArea, WatchExit
from sim.model.tables import Tables
from tests.sim.inputs import chance
from tests.sim.plays import played, times
from tests.sim.schools import MISSED, PHONES, ROOM, SEEN, STORE_TO_HALL, child, missing, search_school
from tests.sim.worlds import Plain, tables_of

KNOWS = MISSED + 1.0
TO_EXIT = 8 / 2


def quiet() -> Tables:
    """The teacher misses the child and tells no one. No one would recognize it, so that a search goes on."""
    hazard = child(known=chance(0, "person"), photo=False)
    return tables_of(search_school(SEEN), missing(hazard=hazard), Plain.strategy(report=["dial-911"]))


def test_a_person_who_is_sent_searches_the_zone_that_was_named() -> None:
    """By phone to the custodian, who is 50 m from the office."""
    events, outcomes, _ = played(quiet(), (KNOWS, SearchArea("teacher", "custodian", place="other")), until=900.0)
    assert outcomes == [Outcome(True)]
    arrives = KNOWS + PHONES + STORE_TO_HALL + 10 / 2
    assert times(events, "enters", "staff/custodian")[:2] == [KNOWS + PHONES + STORE_TO_HALL, arrives]
    assert times(events, "searched", "staff/custodian")[0] == arrives + ROOM
    assert times(events, "acts", "staff/custodian") == [KNOWS + PHONES]


def test_a_building_is_searched_from_the_nearest_zone_but_not_where_other_adults_are() -> None:
    """From the store: the hall in 20 s, which is 40 m long; then the exit. The rooms have an adult each."""
    events, _, _ = played(quiet(), (KNOWS, SearchArea("teacher", "custodian", place="main")), until=1_000.0)
    entered = [event.place for event in events if event.kind == "enters" and event.subject == "staff/custodian"]
    assert entered[:2] == ["hall", "exit"]


def test_who_is_sent_to_watch_an_exit_stays_there_and_no_second_person_is_needed() -> None:
    to_it, second = WatchExit("teacher", "custodian", at="exit"), WatchExit("teacher", at="exit")
    events, outcomes, _ = played(quiet(), (KNOWS, to_it), (700.0, second), until=4_000.0)
    assert times(events, "watches", "staff/custodian") == [KNOWS + PHONES + STORE_TO_HALL + TO_EXIT]
    assert times(events, "enters", "staff/custodian")[-1] == KNOWS + PHONES + STORE_TO_HALL + TO_EXIT
    assert outcomes[1] == Outcome(False, "someone watches it or is on the way there")


def test_who_leaves_a_class_to_search_is_told_so() -> None:
    engine = SimpyEngine(quiet(), 5, 0)
    engine.run_until(KNOWS)
    search = SearchArea("teacher", place="hall")
    assert engine.preview(search) == Outcome(True, "teacher leaves 20 students without an adult")
    unaware = engine.preview(SearchArea("colleague", place="hall"))
    assert unaware.reason == "colleague does not know of the emergency yet"
    assert engine.apply(search).began
    engine.run_until(KNOWS + 1.0)
    assert engine.preview(SearchArea("teacher", place="exit")).reason == "teacher is on the way somewhere else already"
