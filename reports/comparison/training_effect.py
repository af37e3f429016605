"""The assumed effect of training as a page in the terminal: means along the effect, beside the alert, and the break-even in a sentence."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from reports.comparison.brief import name_arm
from reports.text.formatting import DISPLAY_FACTORS, format_amount, format_count, format_range, format_size
from reports.text.terms import capitalize_first, label_strategy, name_input, name_measure
from scenarios.compliance import Program
from scenarios.scenario import ADDED_APP
from scenarios.training import Training
from sim.experiment.training_effect import SHARES, TrainingEffect, TrainingMeasure

FIRST_COLUMN, OTHER_COLUMNS = 32, 7
WORDED = ("days", "hours")
STEPS = {"s": 1.0, "days": 0.1, "hours": 0.1, "count": 0.1}
"""To which a mean is printed, by its unit."""


@dataclass(frozen=True)
class TrainedPeople:
    """Whose hours are logged in the program of a training set. trained: with all that it asks for; begun: with fewer."""

    program: Program
    trained: int
    begun: int


def print_training_effect(
    result: TrainingEffect, training: Training, people: TrainedPeople | None, out: Console
) -> None:
    """Prints the page. people: None for a set without a program."""
    out.print(training.title, style="bold")
    out.print(f"{result.title} · {result.campus_title}")
    out.print(f"{format_count(result.replications, 'matched run')}, seed {result.seed}.")
    if result.stopped:
        out.print("Stopped early: not every pair was played.", style="bold yellow")
    if people is not None:
        out.print(describe_people(people, result.staff))
    out.print()
    out.print(" ".join(training.summary.split()))
    out.print()
    for measure in result.measures:
        out.print(describe_break_even(measure, name_alert(result)), style="bold")
    out.print()
    out.print(_build_table(result))
    out.print()
    for setting in training.assumes:
        span = setting.evidence.range
        ends = format_range(span.low, span.high)
        out.print(
            f"{capitalize_first(name_input(setting.input))} {setting.value} ({ends}), assumed: {setting.evidence.note.strip()}."
        )
    out.print("An assumed effect has no verdict. CI: Monte Carlo error only.", style="dim")


def name_alert(result: TrainingEffect) -> str:
    """The arm that the training is held against, within a sentence."""
    return "the app" if result.alert == ADDED_APP else label_strategy(result.alert)


def describe_people(people: TrainedPeople, staff: int) -> str:
    """`School safety professional, 15 to 20 h: 11 people trained here, 2 more have begun, by the training record. 150 staff.`"""
    trained = format_count(people.trained, "person", "people") if people.trained else "no one"
    begun = f", {people.begun} more {'has' if people.begun == 1 else 'have'} begun" if people.begun else ""
    program = people.program
    return f"{program.title}, {program.describe_hours}: {trained} trained here{begun}, by the training record. {staff} staff."


def describe_break_even(measure: TrainingMeasure, alert: str) -> str:
    """From which share of the assumed effect on training brings as much as the alert."""
    name = capitalize_first(name_measure(measure.measure))
    if not measure.is_moved:
        return f"{name}: nothing of what is assumed changes it."
    if measure.break_even == 0.0:
        return f"{name}: {alert} brings no more than today's practice."
    if measure.break_even is None:
        left = format_size(measure.lacking[-1], measure.unit, _find_step(measure))
        return f"{name}: the whole assumed effect brings {left} less than {alert}."
    return f"{name}: {measure.break_even:.0%} of the assumed effect brings as much as {alert} (95% CI {_format_limits(measure)})."


def _format_limits(measure: TrainingMeasure) -> str:
    first, last = (None if end is None else f"{end:.0%}" for end in (measure.earliest, measure.latest))
    return format_range(first or "100%", last or "beyond 100%")


def _find_step(measure: TrainingMeasure) -> float:
    return STEPS.get(measure.unit, 1.0)


def _format_mean(measure: TrainingMeasure, mean: float) -> str:
    """Without the words of its unit."""
    factor = DISPLAY_FACTORS.get(measure.unit)
    if factor is not None:
        return f"{factor * mean:.1f}%"
    return format_amount(mean, measure.unit, _find_step(measure)).removesuffix(
        f" {measure.unit}" if measure.unit in WORDED else ""
    )


def _build_table(result: TrainingEffect) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=FIRST_COLUMN)
    today = name_arm(result.today, result.present_practice)
    heads = [today, *(f"{share:.0%}" for share in SHARES), "App" if result.alert == ADDED_APP else "Other"]
    for _ in heads:
        table.add_column(justify="right", width=OTHER_COLUMNS)
    table.add_row("Means, by share of the effect", *heads, style="bold")
    for one in result.measures:
        unit = f", {one.unit}" if one.unit in WORDED else ""
        cells = (_format_mean(one, mean) for mean in (one.today, *one.trained, one.alert))
        table.add_row(f"{capitalize_first(name_measure(one.measure))}{unit}", *cells)
    return table
