"""The agenda: what is left of a module, and what can be skipped once the exercise is late."""

from types import SimpleNamespace
from typing import Any, cast

from textual.pilot import Pilot

from scenarios.units import format_date
from sim.exercise.schedule import Agenda, AgendaSegment
from tests.sim.exercise.exercises import ASSAILANT, SHIPPED, all_roles, opened
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk
from tui.keymap import KeyMap
from tui.widgets.agenda import format_lateness, format_place, suggest_action
from tui.widgets.base import FacilitatorData

PART = AgendaSegment("m1", "The attack", "played", 600.0, 1500.0, 300.0)
KEY = "a"


def suggested(left: float, behind: float, dropped: int = 0, is_compact: bool = False) -> str:
    """With so many optional injects still to come."""
    droppable = tuple(opened(ASSAILANT).exercise.injects[:dropped])
    now = Agenda((PART,), "m1", left, behind, droppable)
    desk = cast("FacilitatorData", cast("Any", SimpleNamespace(is_compact=is_compact, keymap=KeyMap({}))))
    return suggest_action(now, desk)


def test_it_says_what_is_left_or_that_the_time_is_up() -> None:
    said = [suggested(*one) for one in ((600.0, 0.0), (75.0, -180.0), (75.0, 59.0), (75.0, 60.0))]
    assert said[:3] == ["on time, 10:00 left", "3 min ahead, 1:15 left", "on time, 1:15 left"]
    assert said[3] == "behind: nothing can be skipped  a"
    assert suggested(0.0, 300.0).startswith("time is up")


def test_it_names_what_can_be_skipped() -> None:
    numbers = [one.number for one in opened(ASSAILANT).exercise.injects[:2]]
    assert suggested(75.0, 120.0, dropped=2).startswith(f"behind: skip {numbers[0]}, {numbers[1]}? ")
    assert suggested(75.0, 150.0, dropped=1, is_compact=True).startswith("behind 2 min: skip ")


def test_late_is_behind_and_early_is_ahead() -> None:
    assert [format_lateness(one) for one in (150.0, -300.0, -59.0)] == ["2 min behind", "5 min ahead", "on time"]


def test_modules_and_stops_are_counted_from_one() -> None:
    exercise = opened(ASSAILANT).exercise
    first = next(segment for segment in exercise.segments if segment.kind == "played")
    stops = [one for one in exercise.decisions if one.segment == first.id]
    points = {stops[0].id: SimpleNamespace(state="decided"), stops[1].id: SimpleNamespace(state="waiting")}
    state = SimpleNamespace(exercise=exercise, segment=first, decision_points=points)
    desk = cast("FacilitatorData", SimpleNamespace(state=state))
    modules = sum(segment.kind in ("played", "talked") for segment in exercise.segments)
    assert format_place(desk, has_stop=True) == f"module 1/{modules}, stop 1/{len(stops) + 1}"


DAYS, DAYS_SEED = SHIPPED["report-on-monday"]


@at_the_desk(SMALL, name=DAYS, seed=DAYS_SEED, stops=1, played=all_roles(DAYS))
async def test_in_days_the_date_stays_while_a_question_is_open(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    del pilot
    (header,) = (line for line in desk.shows().splitlines() if "STOPPED discuss" in line)
    assert format_date(desk.conduct.state.time) in header
    assert "exercise 0:00 of 40:00" in header
