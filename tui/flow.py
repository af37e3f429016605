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
    "stop": ("stop", "Stop"),
}
DRILL = ("drill", "Drill")


def screen_of(session: Session) -> Screen[Any]:
    """A new screen for an exercise as it stands."""
    return screen_named(place_of(session.state))


def screen_named(place: str) -> Screen[Any]:
    """A new screen for a kind of segment, for the report, or for what was stopped."""
    module, name = SCREENS.get(place, DRILL)
    screen = getattr(import_module(f"tui.screens.{module}"), name)()
    assert isinstance(screen, Screen)
    return screen


def place_of(state: State) -> str:
    """The kind of segment that is on, `report` once it has ended, `stop` after a real emergency until it is over."""
    if state.says_stop:
        return "stop"
    if state.ended:
        return "report"
    return state.segment.kind if state.segment else "briefing"
