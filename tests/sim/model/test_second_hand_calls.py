"""Who was only told and calls 911 all the same: by which means, and when not by the app."""

import pytest

from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, times
from tests.sim.worlds import NO_PUSH, Plain, app_strategy, row_of_rooms, tables_of, telling


@pytest.mark.parametrize(
    ("app", "means"),
    [
        ({}, "app"),  # told by the PA: nobody knows yet whether anybody has pressed
        ({"installed": chance(0, "person")}, "dial_911"),
        ({"press_works": chance(0, "person")}, "dial_911"),
        ({"legs": {"psap": "off", "staff": "off"}}, "dial_911"),
        ({"leg_fails": {"psap": chance(1, "replication"), "staff": chance(1, "replication")}}, None),
    ],
)
def test_who_was_told_presses_the_app_or_dials(app: Data, means: str | None) -> None:
    """The witness tells the office, which makes a PA announcement. A 911 leg that fails is not noticed: nobody calls after it."""
    app = {"legs": {"psap": "on", "staff": "off"}} | app
    strategy = app_strategy("plain", ["pa"], **app)
    strategy |= {"report": ["tell-office"], "told": ["app", "dial-911"]}
    campus = Plain.campus(**row_of_rooms(4), pa=Plain.pa())
    events = play(tables_of(campus, Plain.scenario(told_calls_911=chance(1, "person")), strategy))
    calls = [(event.subject, event.object) for event in events if event.kind == "calling"]
    callers = ["staff/staff@r01", "staff/staff@r02", "staff/staff@r03"]
    assert calls == ([(caller, means) for caller in callers] if means else [])


def test_who_was_told_by_the_alert_of_the_app_first_or_second_dials_and_does_not_press_again() -> None:
    """By push at 0: they know that somebody has pressed."""
    scenario = Plain.scenario(told_calls_911=chance(1, "person"))
    campus = Plain.campus(**row_of_rooms(4))
    strategy = app_strategy() | {"told": ["app", "dial-911"]}
    events = play(tables_of(campus, scenario, strategy))
    assert times(events, "pressed") == [0.0]
    assert [event.object for event in events if event.kind == "calling"] == ["app"] + ["dial_911"] * 3
    # The PA tells them at 0, and they doubt it; the mail of the app's alert, read at 30, ends that, and they dial.
    campus = Plain.campus(**row_of_rooms(4), pa=Plain.pa())
    mail = {"delay": always(30), "notice": always(0)}
    strategy = app_strategy(everyday=["pa"], push=NO_PUSH, email=mail)
    strategy |= {"told": ["app", "dial-911"], "then": ["tell-office"]}
    belief = {"at_once": chance(0, "person"), "doubt": always(60)}
    scenario = Plain.scenario(told_calls_911=chance(1, "person"), belief=belief)
    events = play(tables_of(campus, scenario, strategy))
    assert {event.object for event in events if event.kind == "aware"} == {"hazard", "pa"}
    assert (times(events, "acts"), times(events, "pressed")) == ([0.0, 30.0, 30.0, 30.0], [0.0])


def test_a_caller_who_was_told_has_one_conversation() -> None:
    """Told by each other, they press one after the other; each press is one call, and the staff alert goes out once."""
    strategy = app_strategy(push=NO_PUSH) | {"told": ["app", "dial-911"]}
    protocol = telling("roster-ring", 2, always(5))
    scenario = Plain.scenario(told_calls_911=chance(1, "person"), protocol=protocol)
    events = play(tables_of(Plain.campus(**row_of_rooms(6)), scenario, strategy))
    callers = [event.subject for event in events if event.kind == "calling"]
    assert len(callers) == len(set(callers)) == 6
    assert {event.object for event in events if event.kind == "calling"} == {"app"}
    assert [event.object for event in events if event.kind == "sent"] == ["push"]
