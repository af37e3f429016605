"""Which screen an exercise is at: its briefing, the drill, the hot wash or the report; or that it was stopped by a real emergency.

A screen is imported by its name when somebody comes to it, so that none knows the others and the first is there at once.
"""

from importlib import import_module
from typing import Any

from textual.screen import Screen

from sim.drill.state import State
from tui.session import Session

SCREENS = {
    "briefing": ("briefing", "Briefing"),
    "hot-wash": ("hot_wash", "HotWash"),
    "report": ("report", "Report"),
    "stop": ("stop", "StopScreen"),
}
EXERCISE_SCREEN = ("drill", "ExerciseScreen")


def create_screen(session: Session) -> Screen[Any]:
    """A new screen for an exercise as it stands."""
    return create_screen_named(find_screen_name(session.state))


def create_screen_named(place: str) -> Screen[Any]:
    """A new screen for a kind of segment, for the report, or for what was stopped."""
    module, name = SCREENS.get(place, EXERCISE_SCREEN)
    screen = getattr(import_module(f"tui.screens.{module}"), name)()
    assert isinstance(screen, Screen)
    return screen


def find_screen_name(state: State) -> str:
    """The kind of segment that is on, `report` once it has ended, `stop` after a real emergency until it is over."""
    if state.is_emergency_stop:
        return "stop"
    if state.ended:
        return "report"
    return state.segment.kind if state.segment else "briefing"
