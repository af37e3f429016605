"""`allcall drill SCENARIO` without a script: prepares that exercise on the screen."""

from typing import TYPE_CHECKING

from tui.launch import at_screen

if TYPE_CHECKING:
    from tui.screens.prepare import Prepare


def run(scenario: str, exercise: str | None, names: str | None) -> int:
    """Plays the application from Prepare. Raises Refusal, Problems."""
    arguments = ["drill", scenario]
    arguments += ["--exercise", exercise] if exercise else []
    arguments += ["--names", names] if names else []
    return at_screen(
        arguments,
        lambda _: _first(scenario, exercise, names),
        "give --script FILE and --journal FILE to play without one",
    )


def _first(scenario: str, exercise: str | None, names: str | None) -> "Prepare":
    from scenarios.exercise_library import open_names
    from tui.commands.drill import chosen
    from tui.screens.prepare import Prepare

    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    return Prepare(opened, own.model_dump() if own else {})
