"""The cases of a threat assessment team, in place of a map and of shares: dates and stages. For the facilitator only."""

from collections.abc import Iterator

from rich.text import Text

from scenarios.units import format_date
from sim.exercise.cases import STAGES, find_stage_times, list_open_cases
from tui.widgets.base import FacilitatorData, join_lines

NOT_YET = "not yet"
STAGE, DATE, SHORT = 16, 19, 15  # columns


def draw_cases(desk: FacilitatorData) -> Text:
    """The open cases of the team, the oldest first."""
    state = desk.state
    cases = list_open_cases(state.running_arms.player.trace, state.time)
    lines = [Text(f"{'':18}{'reported':{DATE}}stage", style="bold")]
    for case in cases:
        name = "this report" if case.is_followed else "another report"
        said = f"{name:18}{format_date(case.reported):{DATE}}{STAGES[case.stage]}, {format_day(case.since)}"
        lines.append(Text(said, style="bold" if case.is_followed else ""))
    count = sum(not case.is_followed for case in cases)
    return join_lines([*lines, "", f"{count} other open cases. No case has a trait of a student."])


def list_stage_rows(desk: FacilitatorData, arms: tuple[str, str]) -> Iterator[Text]:
    """The stages of the followed report in the team's arm and in the other one. arms: what these are called."""
    engines = desk.state.running_arms
    yield Text(f"{'':{STAGE}}{arms[0]:{SHORT}}{arms[1]}", style="bold")
    team, other = (
        find_stage_times(engine.trace, desk.state.time) for engine in (engines.player, engines.comparison)
    )
    for kind, name in STAGES.items():
        if kind in team or kind in other:
            said = [format_stage(times.get(kind)) for times in (team, other)]
            yield Text(f"{name:{STAGE}}{said[0]:{SHORT}}{said[1]}")
    counts = (
        len(list_open_cases(one.trace, desk.state.time)) for one in (engines.player, engines.comparison)
    )
    yield Text(f"{'open cases':{STAGE}}{next(counts):<{SHORT}}{next(counts)}")


def format_day(time: float) -> str:
    """`Nov 5`."""
    return format_date(time).partition(",")[0][4:]


def format_stage(time: float | None) -> str:
    """`Nov 5, 08:00`."""
    return NOT_YET if time is None else format_date(time)[4:]
