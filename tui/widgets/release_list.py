"""The lines of a release, in place of a map and of shares: your team beside the comparison. For the facilitator."""

from collections.abc import Iterator

from rich.text import Text

from sim.exercise.release_lines import ReleaseLines, count_families, count_lines, describe_lines
from tui.widgets.base import FacilitatorData, join_lines, label_arms, render_bar, to_percent

NAME, VALUE = 13, 14  # columns


def draw_lines(desk: FacilitatorData, width: int) -> Text:
    """The lines of the team's arm, and the share of students who have left in each arm."""
    lines = list_lines(desk)
    labels, length = label_arms(desk.state.hazard), max(5, width - 22)
    bars = (
        f"{labels[arm]:16}{render_bar(find_percent(one), length, desk.glyphs)} {find_percent(one):3}%"
        for arm, one in lines.items()
    )
    return join_lines([*describe_lines(lines["room"]), "", "Students released", *bars])


def list_line_rows(desk: FacilitatorData) -> Iterator[Text]:
    """The lines of the team's arm and of the comparison."""
    labels, (team, other) = label_arms(desk.state.hazard), list_lines(desk).values()
    yield Text(f"{'':{NAME}}{labels['room']:{VALUE}}{labels['twin']}", style="bold")
    for name, values in (
        ("checking in", [count_families(one.checking_in) for one in (team, other)]),
        ("waiting", [count_families(one.waiting) for one in (team, other)]),
        ("released", [f"{one.released} of {one.students}" for one in (team, other)]),
    ):
        yield Text(f"{name:{NAME}}{values[0]:{VALUE}}{values[1]}")


def format_lines(desk: FacilitatorData) -> str:
    """Both arms in a line: `released 12% | 8%   checking in 3 | 5   waiting 14 | 2 families`."""
    team, other = list_lines(desk).values()
    return (
        f"released {find_percent(team)}% | {find_percent(other)}%   checking in {team.checking_in} | {other.checking_in}   "
        f"waiting {team.waiting} | {count_families(other.waiting)}"
    )


def list_lines(desk: FacilitatorData) -> dict[str, ReleaseLines]:
    """By arm, of the team and of the comparison."""
    engines = desk.state.running_arms
    arms = {"room": engines.player, "twin": engines.comparison}
    return {arm: count_lines(engine.trace, desk.state.time) for arm, engine in arms.items()}


def find_percent(lines: ReleaseLines) -> int:
    """Students who have left."""
    return to_percent(lines.released, lines.students)
