"""The leverage of the questions of an exercise, as a page in the terminal."""

from rich.console import Console
from rich.table import Table

from reports.text.formatting import format_duration, format_limits, format_size, rounds_to_zero
from reports.text.terms import capitalize_first, name_measure
from sim.exercise.leverage import LeverageReport, QuestionLeverage
from sim.measures import MEASURES

REACHING_AT_LEAST = 0.60
"""Share of the questions with answers that should make a difference that matters."""
DISCUSSION_AT_MOST = 0.25
"""Share of the answers that may be discussion only."""


def print_leverage(report: LeverageReport, out: Console) -> None:
    """Prints the page."""
    out.print(f"{report.title} · {report.exercise}", style="bold", markup=False)
    out.print(_describe_run(report))
    out.print()
    out.print(_build_table(report))
    out.print()
    for sentence in _describe_shares(report):
        out.print(sentence, style="bold")
    out.print(
        "Leverage: what the best answer gains over the worst in the same emergency (95% CI), the other questions as simulated."
        " One half of the emergencies chooses the two answers, and the other half measures them."
        f" A time that is not reached counts as {format_duration(report.horizon)}.",
        style="dim",
    )


def _describe_run(report: LeverageReport) -> str:
    emergencies = "1 emergency" if report.emergencies == 1 else f"{report.emergencies:,} emergencies"
    stopped = " (interrupted)" if report.is_interrupted else ""
    played = f"Each answer is played in the same {emergencies}{stopped}, seed {report.seed}."
    if report.fit_share is None:
        return f"{played} The exercise may never offer them."
    return f"{played} They fit the story, as {report.fit_share:.0%} of all emergencies do."


def _build_table(report: LeverageReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("Measure", min_width=14, max_width=18)
    table.add_column("Best answer", overflow="fold", max_width=11)
    table.add_column("Worst answer", overflow="fold", max_width=11)
    table.add_column("Leverage", justify="right", min_width=15, max_width=19)
    table.add_column("Matters\nabove", justify="right", max_width=10)
    table.add_column("", width=3, no_wrap=True, overflow="ignore")
    for question in report.questions:
        table.add_row(*_build_row(question))
    return table


def _build_row(question: QuestionLeverage) -> tuple[str, ...]:
    measure, unit = capitalize_first(name_measure(question.measure)), MEASURES[question.measure].unit
    threshold = _format_amount(question, question.smallest_difference)
    if question.leverage == 0.0:
        return question.id, measure, "–", "–", "none", threshold, "no"
    leverage = _format_amount(question, question.leverage)
    if leverage[0].isdigit() and question.ci_low is not None and question.ci_high is not None:
        ends = format_limits(format_size(question.ci_low, unit), format_size(question.ci_high, unit))
        leverage += f" ({ends.removesuffix(leverage.partition(' ')[2]).rstrip()})"
    reached = "yes" if question.matters else "no"
    return question.id, measure, question.best, question.worst, leverage, threshold, reached


def _format_amount(question: QuestionLeverage, amount: float) -> str:
    unit = MEASURES[question.measure].unit
    return f"about {format_size(0.0, unit)}" if rounds_to_zero(amount, unit, 1.0) else format_size(amount, unit)


def _describe_shares(report: LeverageReport) -> tuple[str, str]:
    reaching = _describe_share(report.reaching, len(report.questions))
    discussed = _describe_share(report.discussion_only, report.options)
    return (
        f"{reaching} questions with answers make a difference that matters"
        f" (should be at least {REACHING_AT_LEAST:.0%}).",
        f"{discussed} answers are discussion only (should be at most {DISCUSSION_AT_MOST:.0%}).",
    )


def _describe_share(count: int, n: int) -> str:
    """`3 of 5 (60%)`."""
    return f"{count} of {n} ({count / n:.0%})" if n else "0 of 0"
