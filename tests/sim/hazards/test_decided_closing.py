"""What people decide when a plume comes: who orders everyone in, who stops the fans, who says out and air. Every step is fixed."""

from typing import Any

import pytest

from sim.model.interventions import AirOut, Announce, CloseIn, Intervention, Outcome, StopVentilation
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.inputs import Data, always
from tests.sim.plays import Play, played, times
from tests.sim.schools import BY_PA, closing, fans, plume_scenario, plume_school, quiet, release
from tests.sim.worlds import Plain, tables_of

ORDERED = 101.0
"""The fire department phones the clerk at 100 s, and the office decides a second later. The plume is there from 600 s to 2,400 s, and the
model says out half an hour later.
"""
PASSED, SAID = 2400.0, 4200.0
WINDOWS = 15.0
TEAM = OFFICE, "clerk"
Act = tuple[float, Intervention]


def tables(
    switch: str | None = "at-hand", sweeps_after: float = 7000, agreed: float = 60, store: str = "classroom"
) -> Tables:
    """The fans stand still 120 s after someone is at the switch, 480 s after someone with keys sets out for the plant."""
    campus = plume_school(pa=Plain.pa())
    campus["zones"][0] |= {"fans": switch}
    campus["zones"][2] |= {"kind": store}
    decision = {"takes": always(1), "sweeps_after": always(sweeps_after)}
    acts: Data = {"airing_agreed": always(agreed) | {"varies": "replication"}}
    protocol = closing(decision=decision, openings=always(WINDOWS), fans=fans(120, 480))
    return tables_of(campus, plume_scenario(release(called=always(100)), protocol, acts=acts), BY_PA)


def rates(events: list[Event]) -> list[tuple[float, float]]:
    """When air begins to change so often, after onset."""
    return [(event.time, event.value) for event in events if event.kind == "air_changes" and event.time]


def by_team(*acts: Act, until: float = 2000.0, **changes: Any) -> Play:
    """With the office played."""
    return played(tables(**changes), *acts, by_people=TEAM, until=until)


def test_a_team_orders_everyone_in_and_stops_the_fans_as_the_model_does() -> None:
    alone, _, _ = played(tables(), until=2000.0)
    both = (ORDERED, Announce("clerk", instruction="shelter")), (ORDERED, StopVentilation("clerk"))
    events, outcomes, _ = by_team(*both)
    assert outcomes[1] == Outcome(True, "the fans of 1 building")
    assert rates(events) == rates(alone) == [(ORDERED + 120.0, 0.5)]
    assert times(events, "protected") == times(alone, "protected")
    assert times(events, "protected", "group/class") == [ORDERED + WINDOWS]


def test_a_team_that_only_orders_leaves_the_fans_on_and_to_hold_is_not_to_close_windows() -> None:
    events, _, _ = by_team((ORDERED, Announce("clerk", instruction="shelter")))
    assert rates(events) == []
    events, _, _ = by_team((ORDERED, Announce("clerk", instruction="hold")))
    assert times(events, "protected", "group/class") == []


def test_someone_goes_through_the_rooms_once_a_team_has_ordered_everyone_in() -> None:
    """No PA is heard in the shop. The messenger leaves 300 s later, and walks 20 m at 2 m/s."""
    events, _, _ = by_team((ORDERED, Announce("clerk", instruction="shelter")), sweeps_after=300, store="shop")
    assert times(events, "aware", "staff/custodian") == [ORDERED + 300.0 + 10.0]
    events, _, _ = by_team((ORDERED, Announce("clerk", instruction="hold")), sweeps_after=300, store="shop")
    assert times(events, "aware", "staff/custodian") == []


def test_no_one_is_protected_outdoors_and_who_comes_back_closes_in_again() -> None:
    """20 m to the yard at 1 m/s, and back to the own room, whose windows are closed already."""
    acts = (
        (ORDERED, Announce("clerk", instruction="shelter")),
        (200.0, Announce("clerk", instruction="evacuate", place="r01")),
        (300.0, CloseIn("teacher")),
    )
    events, _, _ = by_team(*acts)
    assert times(events, "unprotected", "group/class") == [200.0]
    assert times(events, "protected", "group/class") == [ORDERED + WINDOWS, 320.0]


def test_a_teacher_who_is_told_to_leave_may_close_in_all_the_same() -> None:
    acts: tuple[Act, ...] = (
        (50.0, CloseIn("teacher")),
        (ORDERED, Announce("clerk", instruction="evacuate", place="r01")),
        (ORDERED + 30.0, CloseIn("teacher")),
        (ORDERED + 31.0, CloseIn("teacher")),
        (ORDERED + 300.0, CloseIn("teacher")),
    )
    events, outcomes, _ = by_team(*acts)
    assert [outcome.reason for outcome in outcomes] == [
        "teacher does not know of the emergency yet",
        "for 20 people by the timetable",
        "19 students go along",
        "teacher is on the way inside, or closing windows and doors",
        "teacher is behind closed windows and doors already",
    ]
    assert times(events, "protected", "group/class") == [ORDERED + 30.0 + 20.0 + WINDOWS]


def test_fans_are_stopped_at_the_switch_by_who_is_there_or_at_the_plant_by_who_has_keys() -> None:
    acts = (
        (50.0, StopVentilation("clerk")),
        (ORDERED, Announce("clerk")),
        (ORDERED + 50.0, StopVentilation("custodian")),
        (ORDERED + 50.0, StopVentilation("clerk", "main")),
        (ORDERED + 60.0, StopVentilation("clerk")),
    )
    events, outcomes, _ = by_team(*acts)
    assert [outcome.reason for outcome in outcomes if not outcome.began] == [
        "clerk does not know of the emergency yet",
        "custodian is not at the switch in the office, and has no keys to a plant",
        "someone has seen to the fans already",
    ]
    assert rates(events) == [(ORDERED + 50.0 + 120.0, 0.5)]
    _, (refused, _), _ = by_team((ORDERED, StopVentilation("clerk")), (ORDERED, Announce("clerk")), switch="walk")
    assert refused.reason == "clerk is not at the switch in the office, and has no keys to a plant"
    _, (nothing,), _ = by_team((ORDERED, StopVentilation("clerk")), switch=None)
    assert nothing.reason == "there are no fans to stop"


@pytest.mark.parametrize(
    ("agreed", "decided", "told"),
    [(60, 200.0, PASSED + 60.0), (60, 3000.0, 3060.0), (7000, 200.0, SAID), (7000, 3000.0, SAID)],
)
def test_who_has_agreed_to_say_out_and_air_says_so_and_never_later(agreed: float, decided: float, told: float) -> None:
    acts = (50.0, AirOut("clerk")), (decided, AirOut("clerk")), (decided, AirOut("clerk"))
    events, outcomes, _ = by_team(*acts, agreed=agreed, until=8000.0)
    unaware, done = "clerk does not know of the emergency yet", "someone sees to that already"
    assert [outcome.reason for outcome in outcomes] == [unaware, "", done]
    assert times(events, "out_and_air") == [told]
    _, (late,), _ = by_team((4210.0, AirOut("clerk")), until=4400.0)
    assert late.reason == "everyone has been told to go out and to air"


def test_another_emergency_has_nothing_to_close_stop_or_air() -> None:
    acts = (CloseIn("staff@r01"), StopVentilation("staff@r01"), AirOut("staff@r01"))
    _, outcomes, _ = played(quiet(), *((1000.0, act) for act in acts), until=1100.0)
    assert [outcome.reason for outcome in outcomes] == [
        "people do not close windows and doors in this emergency",
        "there are no fans to stop",
        "no plume passes in this emergency",
    ]
