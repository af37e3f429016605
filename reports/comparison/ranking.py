"""A ranking as a page in the terminal: the best strategy in a sentence, a table, and which strategies cannot be told apart."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from reports.comparison.distribution import format_estimate
from reports.text.formatting import (
    DISPLAY_FACTORS,
    format_amount,
    format_clock,
    format_count,
    format_list,
    format_out_of,
    format_size,
    to_percentages,
)
from reports.text.terms import (
    NO_CONDITIONS_LABEL,
    capitalize_first,
    label_conditions,
    label_strategy,
    name_measure,
    name_strategy,
)
from sim.experiment.ranking import RankedStrategy, Ranking
from sim.statistics.verdicts import Verdict

NOTE = "Over matched runs; the intervals hold jointly and are Monte Carlo error only."
REGRET_NOTE = "Best in: share of the combinations. Regret: mean distance from the best there."

LEAST, SMALL = 0.1, 10.0
"""Regrets as printed: none smaller is given, and those below the second have a digit after the point."""


def print_ranking(ranking: Ranking, next_command: str, out: Console) -> None:
    """Prints the page. next_command: the command line that compares the first two in depth."""
    out.print(f"{ranking.title} · {ranking.campus_title}", style="bold")
    out.print(_describe_run(ranking))
    for note in ranking.notes:
        out.print(note)
    out.print()
    out.print(_describe_best(ranking), style="bold" if ranking.stopped == "selected" else "bold yellow")
    for sentence in (*_describe_inseparable(ranking), *_describe_regret(ranking)):
        out.print(sentence)
    out.print()
    out.print(_build_table(ranking))
    out.print()
    for sentence in _describe_missed(ranking):
        out.print(sentence)
    out.print(NOTE, style="dim")
    if ranking.joint_points:
        out.print(REGRET_NOTE, style="dim")
    out.print("For adverse effects and sensitivity to assumptions:")
    out.print(f"  {next_command}", soft_wrap=True)


def _describe_run(ranking: Ranking) -> str:
    day = label_conditions(ranking.conditions)
    under = "" if day == NO_CONDITIONS_LABEL else f", {day}"
    return (
        f"{capitalize_first(name_measure(ranking.measure))}: {len(ranking.strategies)} strategies"
        f" with common random numbers (seed {ranking.seed}){under}."
    )


def _describe_best(ranking: Ranking) -> str:
    best = ranking.strategies[0]
    name = name_strategy(best.strategy, ranking.present_practice)
    mean = _format_mean(ranking, best)
    if ranking.stopped == "selected":
        sure = f"{100 * ranking.confidence:g}% confidence"
        return f"Best: {name}, mean {mean}. With {sure} no other is better by {_format_zone(ranking)}."
    why = "the cap" if ranking.stopped == "cap reached" else "interrupted"
    return f"No best strategy after {best.replications:,} replications ({why}). Best mean so far: {name}, {mean}."


def _describe_inseparable(ranking: Ranking) -> Iterator[str]:
    """Which strategies cannot be told apart from the best: those without a practical difference first."""
    zone = _format_zone(ranking)
    is_within = {ranked: ranked.verdict is Verdict.NO_PRACTICAL_DIFFERENCE for ranked in ranking.inseparable}
    within, unresolved = (
        format_list(name_strategy(ranked.strategy) for ranked, is_same in is_within.items() if is_same is part)
        for part in (True, False)
    )
    if within:
        yield f"No practical difference, within ±{zone}: {within}."
    if unresolved:
        yield f"Cannot be told apart, not shown to be worse by {zone}: {unresolved}."
    if not is_within:
        yield f"Every other strategy is worse by more than {zone}."


def _format_zone(ranking: Ranking) -> str:
    return format_size(ranking.indifference_zone, ranking.unit)


def _build_table(ranking: Ranking) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("", justify="right")
    table.add_column("Strategy", overflow="fold")
    table.add_column("Mean", justify="right")
    table.add_column("From the best (95% CI)")
    table.add_column("Runs", justify="right")
    for heading in ("Best in", "Regret") if ranking.joint_points else ():
        table.add_column(heading, justify="right", no_wrap=True)
    for ranked in ranking.strategies:
        table.add_row(
            str(ranked.rank),
            capitalize_first(label_strategy(ranked.strategy, ranking.present_practice)),
            _format_mean(ranking, ranked),
            "best" if ranked.verdict is None else format_from_best(ranking, ranked),
            f"{ranked.replications:,}",
            *_format_regret(ranking, ranked),
        )
    return table


def _format_regret(ranking: Ranking, ranked: RankedStrategy) -> tuple[str, ...]:
    """How often it is best over the combinations of the inputs, and its expected regret; nothing without combinations."""
    if ranked.p_best is None or ranked.expected_regret is None:
        return ()
    often, _ = to_percentages(ranked.p_best, 1.0 - ranked.p_best)
    return f"{often}%", _format_cost(ranking, ranked.expected_regret)


def _format_cost(ranking: Ranking, regret: float) -> str:
    factor = DISPLAY_FACTORS.get(ranking.unit, 1.0)
    if 0.0 < factor * regret < LEAST:
        return f"<{format_size(LEAST / factor, ranking.unit, LEAST)}"
    return format_size(regret, ranking.unit, LEAST if factor * regret < SMALL else 1.0)


def _describe_regret(ranking: Ranking) -> Iterator[str]:
    """Which strategy has the least expected regret over the combinations of the inputs, and how sure that is."""
    if not ranking.is_joint_complete:
        yield f"Stopped after {ranking.joint_points} of {ranking.joint_asked} combinations of the inputs."
    regrets = {ranked.expected_regret: ranked for ranked in reversed(ranking.strategies)}
    least = min((regret for regret in regrets if regret is not None), default=None)
    if least is None:
        return
    chosen = regrets[least]
    often, _ = to_percentages(chosen.p_best or 0.0, 1.0 - (chosen.p_best or 0.0))
    name = name_strategy(chosen.strategy)
    yield (
        f"Over {format_count(ranking.joint_points, 'combination')} of all inputs, {name} has the least expected "
        f"regret, {_format_cost(ranking, least)}. It is best in {often}%."
    )


def _format_mean(ranking: Ranking, ranked: RankedStrategy) -> str:
    return format_amount(ranked.mean, ranking.unit)


def format_from_best(ranking: Ranking, ranked: RankedStrategy) -> str:
    """The difference with its interval."""
    return format_estimate(ranked.reduction, ranking.measure, ranking.unit, ranked.ci_low, ranked.ci_high)


def _describe_missed(ranking: Ranking) -> Iterator[str]:
    """How often a time was not achieved, and as what it counts."""
    missed = [
        f"{name_strategy(ranked.strategy)} {format_out_of(ranked.not_reached, ranked.replications)}"
        for ranked in ranking.strategies
        if ranked.not_reached
    ]
    if missed:
        yield f"Not achieved: {format_list(missed)}. Such a run counts as {format_clock(ranking.horizon)}."
