"""Ratings by objective and capability: the grade that was set as final, in its column, and which of the critical tasks have one.

Proposals are evaluators' own and stay in the grid of the hot wash. What has no final rating says so, so that nobody takes a gap for a good
grade. `ratings_of` works out what is drawn, `draw_ratings` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.exercise.page import LINE, page
from reports.figures.looks import FRAME_POINTS, INK, QUIET, drawable, few_lines
from reports.names import capital
from sim.drill.after import After
from sim.drill.evaluation import GRADES, grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEXT, TASKS = 262.0, 68.0
"""Points for what an objective says, and for its tasks."""
COLUMN = (FRAME_POINTS - TEXT - TASKS) / len(GRADES)
AIR = 9.0
"""Points between two objectives."""
MOST_LINES = 3
"""Of what an objective says."""
HEAD = 18.0
COLOURS = {"P": "#0a5a8c", "S": "#7fb3d5", "M": "#f2b661", "U": "#b04a00"}
LETTERS = {"P": "white", "S": INK, "M": INK, "U": "white"}
SHORT = {"P": "without challenges", "S": "with some", "M": "with major ones", "U": "not at all"}
"""Grades in the title."""
NOT_RATED = "not rated"
KEY = (
    "Final ratings only. P performed without challenges, S with some, M with major challenges, U unable to be performed. "
    "Tasks: the critical ones, in the order of the evaluation guide; – not rated."
)


@dataclass(frozen=True)
class Rated:
    """An objective: its capability, what it says, its final grade (empty: none), and those of its critical tasks."""

    id: str
    capability: str
    says: str
    grade: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class RatingsFigure:
    """Everything that is drawn."""

    title: str
    rows: tuple[Rated, ...]
    note: str
    alt: str


def ratings_of(after: After) -> RatingsFigure | None:
    """What is drawn; None where nothing has a final rating."""
    found: dict[str, Rated] = {}
    for row in grid(after.state):
        one = row.objective
        if not row.task:
            found[one.id] = Rated(one.id, one.capability, one.says, row.final, ())
        else:
            before = found[one.id]
            found[one.id] = Rated(one.id, one.capability, one.says, before.grade, (*before.tasks, row.final))
    rows = tuple(found.values())
    if not any(one.grade or any(one.tasks) for one in rows):
        return None
    title = capital(_title(rows))
    return RatingsFigure(title, rows, KEY, _alt(rows, title))


def _title(rows: Sequence[Rated]) -> str:
    """How many objectives have which grade."""
    counts = {grade: sum(one.grade == grade for one in rows) for grade in GRADES}
    said = [f"{count} {SHORT[grade]} ({grade})" for grade, count in counts.items() if count]
    missing = sum(not one.grade for one in rows)
    rest = f"{missing} of {len(rows)} {NOT_RATED}" if missing else f"all {len(rows)} are rated"
    return f"objectives performed: {', '.join(said)}; {rest}" if said else f"objectives: {rest}"


def _alt(rows: Sequence[Rated], title: str) -> str:
    """The figure in words."""
    said = []
    for one in rows:
        tasks = ", ".join(grade or NOT_RATED for grade in one.tasks)
        grade = f"{one.grade}, {GRADES[one.grade]}" if one.grade else NOT_RATED
        said.append(f"{one.capability}: {one.says} {capital(grade)}. Critical tasks: {tasks}.")
    return f"Table of ratings. {title}. {' '.join(said)} {KEY}"


def draw_ratings(data: RatingsFigure) -> Figure:
    """The figure. Only within `our_style`."""
    texts = [(_lines(one.capability, one.id), _lines(one.says, one.id)) for one in data.rows]
    heights = [AIR + LINE * (len(first) + len(second)) for first, second in texts]
    sheet = page(data.title, data.note, HEAD + sum(heights), least=0.0)
    axes = sheet.axes(0.0, 0.0, FRAME_POINTS, sheet.body)
    axes.set_axis_off()
    axes.set_xlim(0.0, FRAME_POINTS)
    axes.set_ylim(sheet.body, 0.0)
    for number, grade in enumerate(GRADES):
        axes.text(TEXT + COLUMN * (number + 0.5), 2.0, grade, ha="center", va="top", fontweight="bold")
    axes.text(FRAME_POINTS, 2.0, "tasks", ha="right", va="top", fontweight="bold")
    top = HEAD
    for one, lines, height in zip(data.rows, texts, heights, strict=True):
        axes.axhline(top, color="#dddddd", linewidth=0.8)
        axes.text(0.0, top + AIR / 2, "\n".join(lines[0]), va="top", color=QUIET)
        axes.text(0.0, top + AIR / 2 + LINE * len(lines[0]), "\n".join(lines[1]), va="top")
        _draw_grades(axes, one, top + height / 2)
        top += height
    return sheet.figure


def _lines(text: str, instead: str) -> list[str]:
    """A text in a few lines; something else where the font has no letters for it."""
    return few_lines(text if drawable(text) else instead, TEXT - 12.0, MOST_LINES).split("\n")


def _draw_grades(axes: Axes, one: Rated, middle: float) -> None:
    """The grade of an objective in its column, and those of its tasks, at a height in points."""
    tasks = " ".join(grade or "–" for grade in one.tasks)
    axes.text(FRAME_POINTS, middle, tasks, ha="right", va="center_baseline")
    if not one.grade:
        axes.text(TEXT + 2 * COLUMN, middle, NOT_RATED, ha="center", va="center_baseline", color=QUIET)
    for number, grade in enumerate(GRADES if one.grade else ()):
        _draw_grade(axes, grade, TEXT + COLUMN * (number + 0.5), middle, chosen=one.grade == grade)


def _draw_grade(axes: Axes, grade: str, x: float, y: float, chosen: bool) -> None:
    """A field for one grade, filled where it was given."""
    from matplotlib.patches import FancyBboxPatch

    wide, high = COLUMN - 6.0, 18.0
    field = FancyBboxPatch(
        (x - wide / 2, y - high / 2),
        wide,
        high,
        "round,pad=0,rounding_size=3",
        facecolor=COLOURS[grade] if chosen else "white",
        edgecolor=INK if chosen else "#bbbbbb",
        linewidth=0.8,
    )
    axes.add_patch(field)
    if chosen:
        axes.text(x, y, grade, ha="center", va="center_baseline", color=LETTERS[grade], fontweight="bold")
