"""The cases of a threat assessment team, in place of a map and of shares: dates and stages. For the facilitator only."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from scenarios.units import format_date
from sim.exercise.cases import STAGES, list_open_cases, list_stage_times
from sim.model.trace import Trace
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
    yield Text(f"{'':{STAGE}}{arms[0]:{SHORT}}{arms[1]}", style="bold")
    for name, team, other in list_stages(desk):
        yield Text(f"{name:{STAGE}}{team:{SHORT}}{other}")


def format_stages(desk: FacilitatorData) -> str:
    """The last stage that the team's arm has reached, beside the other arm: `read Nov 2, 09:10 | not yet   open cases 4 | 5`."""
    *stages, cases = list_stages(desk)
    reached = [stage for stage in stages if stage[1] != NOT_YET]
    return "   ".join(f"{name} {team} | {other}" for name, team, other in (*(reached[-1:] or stages[:1]), cases))


def list_stages(desk: FacilitatorData) -> list[tuple[str, ...]]:
    """Each stage of the followed report with its date in the team's arm and in the other one; at last the open cases of each."""
    engines = desk.state.running_arms
    return list_arm_stages((engines.player.trace, engines.comparison.trace), desk.state.time)


def list_arm_stages(traces: Sequence[Trace], now: float, until: float | None = None) -> list[tuple[str, ...]]:
    """The same of any arms. until: T+ up to which stages are listed, else now."""
    stages = list_stage_times(traces, now, until)
    counts = (str(len(list_open_cases(trace, now))) for trace in traces)
    return [*((name, *map(format_stage, times)) for name, times in stages), ("open cases", *counts)]


def format_day(time: float) -> str:
    """`Nov 5`."""
    return format_date(time).partition(",")[0][4:]


def format_stage(time: float | None) -> str:
    """`Nov 5, 08:00`."""
    return NOT_YET if time is None else format_date(time)[4:]
