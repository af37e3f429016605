"""A false alarm costs heads times the time from acting to all clear: everybody does what they would do about a threat. All is fixed."""

from typing import Any

import pytest

from scenarios.hazards import MEASURE_NAMES
from sim.model.tables import Tables
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import measured_once, play, times
from tests.sim.worlds import Plain, app_strategy, row_of_rooms, tables_of, witness

COST = "false_alert_person_minutes"


def pupils(name: str, heads: int, post: str, adult: str) -> Data:
    return {"id": name, "heads": heads, "age": "teen", "post": post, "with": adult}


CLASSES = [pupils("first", 20, "r00", "staff@r00"), pupils("third", 30, "r02", "staff@r02")]


def school(**changes: Any) -> Data:
    """Three rooms with a teacher each; two of them have a class."""
    return Plain.campus(**row_of_rooms(3) | {"groups": CLASSES} | changes)


def false_alarm(hazard: Data | None = None, **changes: Any) -> Data:
    """In r00: recognized after 1 s, decided on after 2 s more; known to be false 100 s after the first report."""
    what: Data = {"kind": "false-alarm", "where": [{"zones": ["r00"]}]}
    what |= {"found_false": always(100), "fades": always(600)} | (hazard or {})
    primary = [{"measure": COST, "smallest_difference": 1}]
    return Plain.scenario(**{"hazard": what, "witnessing": witness(1, 2), "primary": primary} | changes)


def alerts(staff_leg: str = "on", **changes: Any) -> Data:
    """Pressing takes 4 s, and an alert is noticed after 8 s."""
    push = {"delivered": chance(1, "person"), "delay": always(8)}
    return app_strategy(press=always(4), push=push, legs={"psap": "on", "staff": staff_leg}, **changes)


def cost(tables: Tables) -> float:
    """Person-seconds lost in the first replication."""
    return 60.0 * measured_once(tables)[COST]


def sent_in_vain(tables: Tables) -> float:
    return measured_once(tables)["units_sent_in_vain"]


# closed forms


ALONE = school(groups=[*CLASSES, pupils("alone", 5, "r00", "nobody")])
DOUBT = {"at_once": chance(0, "person"), "doubt": always(60)}


@pytest.mark.parametrize(
    ("campus", "scenario", "staff_leg", "lost"),
    [
        (school(), false_alarm(), "on", 21 * (107 - 1) + (1 + 31) * (107 - 15)),  # pressed at 7, all clear at 107
        (school(), false_alarm(), "off", 21 * (107 - 1)),
        (school(), false_alarm(horizon="60 s"), "on", 21 * (60 - 1) + (1 + 31) * (60 - 15)),  # the horizon comes first
        (school(), false_alarm(horizon="10 s"), "on", 21 * (10 - 1)),
        (ALONE, false_alarm(), "off", (21 + 5) * 106),  # where it seems to be, five by themselves know as the teacher
        (school(), false_alarm(belief=DOUBT), "on", 21 * 106 + 32 * (107 - 15 - 60)),  # they act 60 s later
        (school(), false_alarm({"fades": always(50)}), "off", 21 * 106),  # reported at 7, and not forgotten at 50
    ],
)
def test_heads_times_time_to_all_clear_are_lost(campus: Data, scenario: Data, staff_leg: str, lost: float) -> None:
    assert cost(tables_of(campus, scenario, alerts(staff_leg))) == pytest.approx(lost, rel=1e-12)


# when it ends


@pytest.mark.parametrize(
    ("report", "reported"), [("app", 1 + 2 + 4), ("dial-911", 1 + 2 + 16), ("tell-office", 1 + 2 + 32)]
)
def test_all_clear_comes_a_drawn_time_after_the_first_report(report: str, reported: float) -> None:
    """The app is pressed, the call stands in the queue, the office is told."""
    campus = school(psap=Plain.psap(connect=always(16)), office_reached={"by_phone": always(32)})
    events = play(tables_of(campus, false_alarm(), alerts() | {"report": [report]}))
    assert times(events, "all_clear") == times(events, "hazard_ends") == [reported + 100.0]
    assert [event.kind for event in events[-3:]] == ["hazard_ends", "all_clear", "end"]


def test_what_nobody_reports_is_forgotten_after_some_time() -> None:
    """Nobody has a phone at hand; the class is behind a locked door until then."""
    phones = school()["phones"] | {"on_person": chance(0, "person")}
    tables = tables_of(school(phones=phones), false_alarm(), Plain.strategy())
    assert times(play(tables), "all_clear") == [600.0]
    assert cost(tables) == pytest.approx(21 * 599, rel=1e-12)


def test_where_nobody_is_nobody_takes_it_for_anything() -> None:
    """The one adult there is away: no cost, and an end."""
    roster = [{"id": "officer", "role": "sro", "post": "r00"}, {"id": "other", "role": "teacher", "post": "r01"}]
    tables = tables_of(school(groups=[], roster=roster), false_alarm(), Plain.strategy(), "sro-away")
    assert (times(play(tables), "aware"), times(play(tables), "all_clear")) == ([], [600.0])
    assert cost(tables) == 0.0


def test_it_begins_where_somebody_is() -> None:
    """Nobody is posted in the hall, however likely it is as a place."""
    where = [{"kinds": ["hall"], "weight": 1000}, {"zones": ["r01"]}]
    for replication in range(5):
        events = play(tables_of(school(), false_alarm({"where": where}), alerts()), replication)
        assert next(event.place for event in events if event.kind == "onset") == "r01"


def test_who_comes_for_it_finds_nothing_and_ends_nothing() -> None:
    """The police are there at 40 and the officer at once, long before all clear; both are told of as in any emergency."""
    roster = [*row_of_rooms(3)["roster"], {"id": "officer", "role": "sro", "post": "r00"}]
    police = {"id": "police", "kind": "police", "travel": always(20), "locate": always(10), "enters": "r01"}
    campus = school(roster=roster, agencies=[police])
    scenario = false_alarm(responding=[{"role": "sro", "intervenes": True}])
    events = play(tables_of(campus, scenario, alerts()))
    assert times(events, "dispatched") == [7.0]
    assert sent_in_vain(tables_of(campus, scenario, alerts())) == 1.0
    assert sent_in_vain(tables_of(campus, false_alarm({"found_false": always(0)}), alerts())) == 0.0
    assert (times(events, "on_scene"), times(events, "contact_made")) == ([27.0], [37.0])
    assert (times(events, "responder_on_scene"), times(events, "all_clear")) == ([1.0], [107.0])


def test_staff_lock_down_as_for_a_threat() -> None:
    """Who is told locks the own door; where the threat seems to be, nobody can lock it out."""
    events = play(tables_of(school(), false_alarm(protocol=Plain.protocol(reaction=always(10))), alerts()))
    assert {event.place: event.time for event in events if event.kind == "locked"} == {"r01": 25.0, "r02": 25.0}


# what is measured


def test_no_exposure_and_no_time_to_safety_is_measured() -> None:
    measured = MEASURE_NAMES["false-alarm"]
    assert COST in measured
    assert not [name for name in measured if name.startswith(("exposed", "unprotected", "protected", "aware"))]
    assert {kind for kind, names in MEASURE_NAMES.items() if COST in names} == {"false-alarm", "swatting"}
