"""A hoax call: who tells the school and when, what is ordered, and what it costs. Everything is fixed and worked out by hand."""

from typing import Any

import pytest

from scenarios.scenario import Scenario
from scenarios.validation.scenario import check_scenario
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import decided, learned, play, times
from tests.sim.schools import ALONE, BY_PA, HEADS, bomb_threat, center, hoax, hoax_scenario, hoax_school, leaving, order
from tests.sim.worlds import Plain, World, adult, app_strategy, like, tables_of, witness

NOTHING = Plain.strategy(report=["tell-office"], everyday=[])
SLOW_PA: Data = {"pa": hoax_school()["pa"] | {"reach_microphone": always(10)}}
POLICE, CLEAR = 240.0, 3540.0
HOAX = World(like(hoax_school, **SLOW_PA), hoax_scenario, BY_PA)
played, measured = HOAX.play, HOAX.measure


# a call to the 911 center


@pytest.mark.parametrize(
    ("phones", "told", "by", "in_halls", "is_first"),
    [(1, 90.0, "center", 0.0, 1.0), (0, POLICE + 20.0, "officers", ALONE / HEADS, 0.0)],
)
def test_who_tells_the_office(phones: float, told: float, by: str, in_halls: float, is_first: float) -> None:
    """40 m at 2 m/s; ten seconds to the microphone; the students in the hall need ten seconds more to a room."""
    hazard = hoax(center=center(phones))
    events, values = played(hazard), measured(hazard)
    assert [(event.time, event.object) for event in events if event.kind == "office_told"] == [(told, by)]
    assert learned(events)["staff/clerk"] == (told, by)
    assert {learned(events)[who] for who in ("staff/teacher", "staff/other", "group/alone")} == {(told + 10.0, "pa")}
    assert (values["office_to_aware_t90"], values["heads_in_halls_when_police_enter"]) == (10.0, in_halls)
    assert values["office_knew_before_police"] == is_first
    assert (times(events, "on_scene"), times(events, "all_clear")) == ([POLICE], [CLEAR])


def test_a_call_of_the_center_after_police_came_tells_no_one_anything_new() -> None:
    events = played(hoax(center=center(after=400)))
    assert [event.object for event in events if event.kind == "office_told"] == ["officers"]


def test_people_at_the_door_learn_of_it_from_the_officers() -> None:
    roster = [*hoax_school()["roster"], adult("guard", "front", "aide")]
    events = played(hoax(center=center(0)), campus=hoax_school(roster=roster))
    assert learned(events)["staff/guard"] == (POLICE, "officers")
    assert [(e.time, e.object) for e in events if e.kind == "office_told"] == [
        (POLICE + 20.0, "officers")
    ]  # not by the guard


@pytest.mark.parametrize(("full", "locked", "secured"), [(1, {"office", "r01", "r02"}, 0), (0, set(), 1)])
def test_the_police_order_a_lockdown_or_outside_doors_locked(full: float, locked: set[str], secured: int) -> None:
    roster = [line | {"keys": line["id"] == "clerk"} for line in hoax_school()["roster"]]
    events = played(hoax(order=order(full)), campus=hoax_school(roster=roster))
    assert {event.place for event in events if event.kind == "locked"} == locked
    assert len(times(events, "secured")) == secured
    assert [event.value for event in events if event.kind == "ordered"] == [full]


def test_who_goes_through_the_building_tells_rooms_that_heard_nothing() -> None:
    """100 s after police came they set out from the office: 20 m at 2 m/s to either room."""
    events = played(hoax(order=order(sweeps_after=100)), strategy=NOTHING)
    assert learned(events)["staff/teacher"] == (POLICE + 100 + 10, "voice")
    # Police come at 300 s and order nothing. 20 m at 2 m/s to either room; the hall is passed without a stop.
    events = played(bomb_threat(order=order(takes=always(360), sweeps_after=100)), strategy=NOTHING)
    assert learned(events)["staff/teacher"] == (360.0 + 100 + 10, "voice")
    assert times(events, "calling") == [0.0]


def test_the_office_alerts_by_the_app_and_no_one_calls_911() -> None:
    """Pressed 4 s after the center's call, noticed 8 s later."""
    push = {"delivered": app_strategy()["app"]["push"]["delivered"], "delay": always(8)}
    events = played(strategy=app_strategy(press=always(4), push=push))
    assert learned(events)["staff/teacher"] == (90.0 + 4.0 + 8.0, "push")
    assert (times(events, "calling"), times(events, "dispatched")) == ([], [0.0])


@pytest.mark.parametrize(("phones", "ordered"), [(1, 90.0), (0, POLICE)])
def test_the_order_is_known_as_an_adult_learns_of_it_and_later_units_change_none(phones: float, ordered: float) -> None:
    """Three units, a minute apart; the all clear is timed from the first."""
    police = {"id": "police", "kind": "police", "travel": always(300), "enters": "front", "units": 3}
    police |= {"next_unit": always(60)}
    events = played(hoax(center=center(phones)), campus=hoax_school(**SLOW_PA, agencies=[police]))
    assert times(events, "on_scene") == [POLICE, POLICE + 60, POLICE + 120]
    assert (times(events, "ordered"), times(events, "all_clear")) == ([ordered], [CLEAR])
    assert [event.value for event in events if event.kind == "dispatched"] == [0.0]


def test_an_officer_who_hears_the_dispatcher_decides_before_telling_and_no_other_who_is_told_passes_it_on() -> None:
    """Hears at 15 s, decides for 7 s, phones for 9 s. The PA speaks 10 s later."""
    officer = adult("officer", "r02", "sro", police_radio=True)
    roster = [*hoax_school()["roster"], officer]
    campus = hoax_school(**SLOW_PA, roster=roster, police_radio=always(15), office_reached={"by_phone": always(9)})
    hazard = hoax(center=center(0), officer_hears=True)
    events = play(tables_of(campus, hoax_scenario(hazard, witnessing=witness(0, 7)), BY_PA))
    assert times(events, "office_told") == [15.0 + 7 + 9]
    assert learned(events)["staff/teacher"] == (41.0, "pa")
    assert [event.subject for event in events if event.kind == "reports"] == ["staff/officer"]
    assert times(events, "ordered") == [15.0]


# a bomb threat


def test_people_of_the_office_wait_for_the_decision_and_act_then() -> None:
    """The call reaches both clerks at once. One who was told doubts for hours, and the decision ends that. Who is played waits for none."""
    second = adult("second", "office", "clerk", office=True)
    tell = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0), "same_room": always(4)}
    doubts = {"at_once": chance(0, "person"), "doubt": always(9000)}
    campus = hoax_school(roster=[*hoax_school()["roster"], second], **SLOW_PA)
    scenario = hoax_scenario(bomb_threat(), protocol=leaving(tell=tell), belief=doubts)
    tables = tables_of(campus, scenario, BY_PA)
    events = play(tables)
    assert times(events, "acts", "staff/clerk") == times(events, "acts", "staff/second") == [360.0]
    assert times(events, "ordered") == [360.0]
    assert times(decided(tables, by_people=["clerk"])[0], "acts", "staff/clerk") == [0.0]


def test_the_office_calls_911_at_once_and_decides_later() -> None:
    """Police need 300 s from its call; everyone is told 10 s after the decision at 360 s."""
    events, values = played(bomb_threat()), measured(bomb_threat())
    assert [(event.time, event.object) for event in events if event.kind == "office_told"] == [(0.0, "caller")]
    assert [(event.time, event.subject) for event in events if event.kind == "calling"] == [(0.0, "office")]
    assert (times(events, "on_scene"), times(events, "acts", "staff/clerk")) == ([300.0], [360.0])
    assert learned(events)["staff/teacher"] == (370.0, "pa")
    assert values["office_to_aware_t90"] == 370.0
    assert times(events, "all_clear") == [300.0 + 3300.0]


def test_everyone_leaves_by_the_shortest_way_to_the_assembly_point() -> None:
    """The other teacher needs 10 m to the hall and 10 m to the yard."""
    events = played(bomb_threat())
    assert {event.subject for event in events if event.kind == "counted"} == {
        *("staff/clerk", "staff/teacher", "staff/other", "group/class", "group/alone")
    }
    assert times(events, "counted", "staff/other") == [pytest.approx(370.0 + 20.0, abs=0.1)]


def test_who_stays_goes_nowhere_and_loses_minutes() -> None:
    events, values = played(bomb_threat(full=0)), measured(bomb_threat(full=0))
    assert not [event for event in events if event.kind in ("enters", "sets_out", "locked", "secured")]
    assert len(learned(events)) == 4
    assert 60.0 * values["false_alert_person_minutes"] == pytest.approx(HEADS * 120, rel=1e-12)


def test_with_the_app_the_office_alerts_at_the_decision_and_not_before() -> None:
    events = played(bomb_threat(), strategy=app_strategy())
    assert times(events, "pressed") == [360.0]
    assert learned(events)["staff/teacher"] == (360.0, "push")


# the file


def found(hazard: Data, **changes: Any) -> list[str]:
    scenario = Scenario.model_validate(hoax_scenario(hazard, **changes))
    return [finding.message for finding in check_scenario(scenario)]


def without(hazard: Data, name: str) -> Data:
    return {key: value for key, value in hazard.items() if key != name}


@pytest.mark.parametrize(
    ("hazard", "says"),
    [
        (without(hoax(), "center"), 'the call reaches the 911 center; give "center"'),
        (bomb_threat() | {"center": center()}, 'the call reaches the school; leave "center" out'),
        (bomb_threat(order=order()), 'the call reaches the school; give "takes"'),
        (
            hoax(order=order(takes=always(1))),
            'the call reaches the center; leave "takes" out, because the police order',
        ),
        (bomb_threat(officer_hears=True), "the school tells the police itself; leave this out"),
        (hoax(found_false=always(0)), "found_false is 0 s; a search takes some time"),
    ],
)
def test_what_belongs_to_the_other_call_is_refused(hazard: Data, says: str) -> None:
    assert found(hazard) == [says]


def test_each_call_has_its_own_protocol() -> None:
    leaves = hoax_scenario(bomb_threat())["protocol"]
    assert found(hoax(), protocol=leaves) == ['"evacuate" does not go with hazard "swatting"; write lockdown']
