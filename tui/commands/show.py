"""`allcall show`: a scenario, a campus, a strategy, an exercise, a requirement or a programme as a page to read."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import RenderableType

from scenarios.exercise_library import open_exercise
from scenarios.library import (
    KINDS,
    open_emergency,
    open_place,
    open_programme,
    open_requirement,
    open_strategy,
)
from scenarios.load import model_for, read_document
from scenarios.names import FOLDERS, is_path, shipped
from scenarios.problems import suggestion
from tui.pages.layout import print_page
from tui.refusal import Refusal
from tui.terminal import console


def run(name: str) -> int:
    """Prints the page of a shipped name or a file. Raises Problems for what is wrong in the file, Refusal for an unknown name."""
    print_page(page(name), console())
    return 0


def page(name: str) -> Iterable[RenderableType]:
    """The page of a shipped name or a file."""
    match kind_of(name):
        case "scenario":
            from tui.pages.scenario import scenario_page

            return scenario_page(open_emergency(name))
        case "campus":
            from tui.pages.campus import campus_page

            return campus_page(open_place(name))
        case "exercise":
            from tui.pages.exercise import exercise_page

            return exercise_page(open_exercise(name))
        case "strategy":
            from tui.pages.strategy import strategy_page

            return strategy_page(open_strategy(name))
        case "requirement":
            from tui.pages.drills import requirement_page

            return requirement_page(open_requirement(name))
        case "programme":
            from tui.pages.programme import programme_page

            return programme_page(open_programme(name))
        case kind:
            raise Refusal(
                f"{name} is a file of the kind {kind}, which has no page; allcall check {name} says whether it is right"
            )


def kind_of(name: str) -> str:
    """What a name is that of: a scenario, a campus, a strategy, an exercise."""
    if is_path(name):
        document = read_document(Path(name))
        model_for(document, KINDS)
        return document.kind
    for kind in FOLDERS:
        if name in shipped(kind):
            return kind
    known = [one for kind in FOLDERS for one in shipped(kind)]
    raise Refusal(f'there is nothing called "{name}"; {suggestion(name, known)}')
