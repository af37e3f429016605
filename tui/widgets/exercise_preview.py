"""The preview of an exercise in the Library: minutes, roles, objectives, when it was last run, and the floor plan of its campus."""

from collections.abc import Iterator

from rich.text import Text

from scenarios.floor_plan import ROOMS
from scenarios.library import ValidatedExercise
from sim.exercise.floor_blocks import build_floor_blocks, name_block, name_zone
from sim.exercise.labels import Labels
from tui.widgets.base import join_lines, wrap
from tui.widgets.floor_plan import DrawnFloor, DrawnZone, Palette, draw_plan

LEAST_PLAN = 8
"""Rows from which a floor plan is drawn."""


def render_preview(opened: ValidatedExercise, last_run: str, size: tuple[int, int], palette: Palette) -> Text:
    """The preview. last_run: a date, empty if it was never run. size: columns and rows."""
    width, height = size
    place = opened.emergency.place
    labels = Labels(place)
    lines = [*list_facts(opened, labels, last_run, width)]
    spare = height - len(lines) - 1
    plan = draw_plan(list_floors(opened, labels), width, spare, palette) if spare >= LEAST_PLAN else []
    return join_lines([*lines, *([Text(), *plan] if plan else [])])


def list_facts(opened: ValidatedExercise, labels: Labels, last_run: str, width: int) -> Iterator[Text]:
    """Title, plan of minutes, roles, objectives and purpose."""
    exercise = opened.exercise
    yield from (Text(line, style="bold") for line in wrap(exercise.title, width))
    yield from map(Text, wrap(f"{labels.school}. Last run: {last_run or 'never'}.", width))
    yield Text()
    minutes = ", ".join(f"{segment.title} {segment.minutes}" for segment in exercise.segments)
    counts = f"{len(exercise.decisions)} questions, {len(exercise.injects)} injects"
    yield from _list_section(f"Plan: {exercise.minutes} minutes", [minutes, counts], width)
    yield from _list_section("Roles", [", ".join(role.title for role in exercise.roles)], width)
    yield from _list_section("Objectives", [objective.says for objective in exercise.objectives], width)


def _list_section(title: str, paragraphs: list[str], width: int) -> Iterator[Text]:
    yield Text(title, style="bold")
    for paragraph in paragraphs:
        yield from map(Text, wrap(" ".join(paragraph.split()), width, "  ", "    "))


def list_floors(opened: ValidatedExercise, labels: Labels) -> list[DrawnFloor]:
    """The floors of the campus, nobody in them."""
    place = opened.emergency.place
    return [
        DrawnFloor(
            name_block(block, place, labels),
            tuple(
                DrawnZone(
                    outline, "room" if zone.kind in ROOMS else "hall", name_zone(zone, labels), zone.kind in ROOMS
                )
                for zone, outline in zip(block.zones, block.outlines, strict=True)
            ),
        )
        for block in build_floor_blocks(place)
    ]
