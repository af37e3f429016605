"""Processes that wait: each stands at its own wait in the source, and what it does next is in the trace, for whom and when it said."""

import inspect
from collections.abc import Callable
from typing import Any

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.model import alerting, awareness, lockdown, psap, units
from sim.suspended import Awaited, list_suspended
from sim.tabulation import tabulate

TIME, REPLICATION = 100.0, 3
GO_ON: tuple[tuple[Callable[..., Any], str, str], ...] = (
    (awareness.recognize, "def recognize", "recognized"),
    (units.respond_as_unit, "yield world.wait(travel", "on_scene"),
    (lockdown.lock_room, "yield world.wait(seconds", "locked"),
    (psap.handle_call, "yield world.wait(seconds, Rank.CALL_END", "call_ended"),
    (alerting.receive_email, "def receive_email", "delivered"),
)
"""The function that waits, the statement, and the event that comes when it goes on."""


def find_line(function: Callable[..., Any], statement: str) -> tuple[str, int]:
    lines, first = inspect.getsourcelines(function)
    (place,) = (number for number, line in enumerate(lines) if line.strip().startswith(statement))
    return function.__code__.co_filename, first + place


def test_a_process_that_waits_is_listed_with_its_line_and_goes_on_when_it_says() -> None:
    engine = SimpyEngine(tabulate(open_emergency("active-assailant-class"), "app"), 1, REPLICATION)
    engine.run_until(TIME)
    waiting = list_suspended(engine.world)
    events = [*engine.run().events()]
    later = {(event.kind, event.subject, event.time) for event in events if event.time >= TIME}
    for function, statement, kind in GO_ON:
        place = find_line(function, statement)
        found = [one for one in waiting if (one.path, one.line) == place]
        assert {one.functions[0] for one in found} == {function.__name__}
        assert any((kind, one.entity, one.until) in later for one in found), function
    for awaited, line in (
        (Awaited.HAZARD_MOVES, find_line(lockdown.lock_room, "yield world.hazard_moves.wait")),
        (Awaited.CALL_TAKER, find_line(psap.acquire_call_taker, "yield world.line.wait")),
    ):
        beside = find_line(alerting.wait_while_beside, "yield world.hazard_moves.wait")
        assert {(one.path, one.line) for one in waiting if one.awaited is awaited} - {beside} == {line}
    queue = {one.entity for one in waiting if one.awaited is Awaited.CALL_TAKER}
    before = [event for event in events if event.time < TIME]
    joined = {event.subject for event in before if event.kind == "queued"}
    assert joined & queue == joined - {e.subject for e in before if e.kind in ("answered", "gave_up")}
