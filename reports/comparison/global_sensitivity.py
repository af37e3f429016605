"""A sensitivity analysis as a page in the terminal: what matters, a table of the strongest inputs, the joint range, and where it fails.

The page has at most 40 lines. A difference that does not depend on any input has no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from reports.comparison.break_even import describe_input_break_even
from reports.comparison.distribution import find_step, format_estimate
from reports.text.formatting import (
    DISPLAY_FACTORS,
    format_count,
    format_difference,
    format_difference_range,
    format_input_amount,
    format_list,
    format_number,
    format_out_of,
    format_size,
    limit_to_three_digits,
    name_directions,
    to_percentages,
)
from reports.text.terms import capitalize_first, describe_conditions, name_input, name_measure, name_strategy
from sim.experiment.global_sensitivity import DiscoveredCondition, GlobalSensitivity, Outcome, ScreenedInput
from sim.measures import MEASURES
from sim.model.measure import Unit
from sim.statistics.global_sensitivity import MorrisEffect, SobolIndex
from sim.statistics.sensitivity import NO_EFFECT_PART

DRIVER_FROM = 0.1
"""Total index from which on an input is called a main driver."""

MOST_DRIVERS = 3

MUCH_NOISE = 0.2
"""Share of the variance from which on the page asks for more pairs."""

NOTES = (
    "Effect: mean shift over the whole range of the input (Morris). Brackets: 95% CI.",
    "First: share of the variance from this input alone. Total: with interactions.",
)


def print_sensitivity(result: GlobalSensitivity, next_commands: Sequence[str], out: Console) -> None:
    """Prints the page. next_commands: command lines to go on with."""
    _print_head(result, out)
    out.print(describe_drivers(result), style="bold")
    if result.selected:
        out.print()
        out.print(_build_table(result))
        for note in NOTES:
            out.print(note, style="dim")
    out.print()
    entry = result.break_even
    break_even = () if entry is None else describe_input_break_even(entry)
    for sentence in (*describe_rest(result), describe_base(result), *describe_joint(result), *break_even):
        out.print(sentence)
    if result.joint is not None:
        out.print(describe_discovery(result), style="bold")
    for sentence in _describe_noise(result):
        out.print(sentence)
    out.print("Next:")
    for command in next_commands:
        out.print(f"  {command}", soft_wrap=True)


def _print_head(result: GlobalSensitivity, out: Console) -> None:
    out.print(f"{result.title} · {result.campus_title}", style="bold")
    out.print(describe_question(result))
    out.print(_describe_run(result))
    if result.stopped:
        out.print(_describe_stop(result), style="bold yellow")
    for note in result.notes:
        out.print(note)
    out.print()


def describe_question(result: GlobalSensitivity) -> str:
    """`90% of staff aware: today's practice with the app vs today's practice (the office with the PA).`"""
    baseline = name_strategy(result.baseline, result.present_practice)
    strategy = name_strategy(result.strategy, result.present_practice)
    under = describe_conditions(result.conditions)
    return f"{capitalize_first(name_measure(result.measure))}: {strategy} vs {baseline}{under}."


def _describe_run(result: GlobalSensitivity) -> str:
    return (
        f"{format_count(len(result.inputs), 'input')} over their ranges: {result.runs:,} runs,"
        f" {result.pairs} pairs per combination, seed {result.seed}."
    )


def _describe_stop(result: GlobalSensitivity) -> str:
    """What there is of an analysis that was stopped."""
    screened = f"Stopped after {format_count(result.trajectories, 'trajectory', 'trajectories')}"
    if result.joint is None:
        return f"{screened} of the screening. The variance was not split."
    return f"{screened} and {format_count(result.points, 'combination')} in each matrix."


def describe_drivers(result: GlobalSensitivity) -> str:
    """`Main drivers: PA: permission needed, app: staff who installed it.`"""
    drivers = [
        name_input(screened.name)
        for screened in result.selected
        if screened.sobol is not None and screened.sobol.total >= DRIVER_FROM
    ][:MOST_DRIVERS]
    if result.joint is None:
        strongest = [name_input(one.name) for one in result.inputs if one.reading == "selected"]
        return f"Strongest in the screening: {'; '.join(strongest[:MOST_DRIVERS]) or 'no input'}."
    if not result.selected:
        return f"No input matters: none shifts the difference by {_format_delta(result, NO_EFFECT_PART)} or more."
    if not drivers:
        return "Many inputs matter a little: none explains a tenth of the variance."
    return f"{'Main driver' if len(drivers) == 1 else 'Main drivers'}: {'; '.join(drivers)}."


def _build_table(result: GlobalSensitivity) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("Input", overflow="fold")
    table.add_column(f"Effect, {name_effect_unit(result.unit)}")
    table.add_column("Better at")
    table.add_column("First, %")
    table.add_column("Total, %")
    for screened in result.selected:
        if screened.morris is None or screened.sobol is None:
            continue
        table.add_row(
            capitalize_first(name_input(screened.name)),
            format_effect(result, screened.morris),
            name_better_side(result, screened),
            *format_index(screened.sobol),
        )
    if result.others is not None:
        others = len(result.inputs) - len(result.selected)
        table.add_row(f"The {others} other inputs, together", "", "", *format_index(result.others))
    return table


def name_effect_unit(unit: Unit) -> str:
    """What stands at the head of a column of numbers."""
    return {"s": "s", "days": "days", "hours": "h", "person-min": "person-min", "count": "count"}.get(unit, "points")


def format_effect(result: GlobalSensitivity, effect: MorrisEffect) -> str:
    """The mean size with its limits, as printed: "49 (30 to 68)"."""
    factor = DISPLAY_FACTORS.get(result.unit, 1.0)
    low, high = effect.mu_star_low, effect.mu_star_high
    step = find_step(effect.mu_star, result.unit, low, high)
    number = format_number(factor * effect.mu_star, limit_to_three_digits(factor * effect.mu_star, step))
    if low is None or high is None:
        return number
    limits = (format_number(factor * end, limit_to_three_digits(factor * end, step)) for end in (low, high))
    return f"{number} ({' to '.join(limits)})"


def format_index_share(share: float) -> str:
    """In percent, from 0 to 100: an estimate may lie outside."""
    return f"{100 * min(max(share, 0.0), 1.0):.0f}"


def format_index(index: SobolIndex) -> tuple[str, str]:
    """First and total, in percent, with limits: "41 (30 to 52)"; nothing below 0 or above 100 is printed."""
    ends = (index.first, index.first_low, index.first_high), (index.total, index.total_low, index.total_high)
    (first, total) = (
        f"{share} ({low} to {high})" for share, low, high in (map(format_index_share, end) for end in ends)
    )
    return first, total


def name_better_side(result: GlobalSensitivity, screened: ScreenedInput) -> str:
    """Which values of the input favor the strategy: "high", "low", or "varies"."""
    direction = screened.morris.direction if screened.morris else "both"
    if direction == "both":
        return "varies"
    return "high" if (direction == "up") == (MEASURES[result.measure].sign > 0) else "low"


def describe_rest(result: GlobalSensitivity) -> Iterator[str]:
    """How many inputs surely do not matter, and how many were left over."""
    counts = {
        reading: sum(screened.reading == reading for screened in result.inputs)
        for reading in ("no effect", "not selected", "not played")
    }
    size = _format_delta(result, NO_EFFECT_PART)
    if counts["no effect"]:
        yield f"Surely do not matter: {counts['no effect']} of {len(result.inputs)} inputs, each shifts it by less than {size}."
    if counts["not selected"]:
        yield f"Weaker than those above, or not resolved: {format_count(counts['not selected'], 'input')}."
    if counts["not played"]:
        yield f"Could not be moved: {format_count(counts['not played'], 'input')}."


def describe_base(result: GlobalSensitivity) -> str:
    """`Inputs as in the files: 24 s sooner (95% CI 13 to 24).`"""
    said = format_estimate(result.base, result.measure, result.unit, result.base_low, result.base_high, "95% CI ")
    median = ", median" if result.statistic == "median" else ""
    return f"Inputs as in the files: {said}{median}."


def describe_joint(result: GlobalSensitivity) -> Iterator[str]:
    """The percentiles over all combinations, and how often the difference is large enough to matter."""
    joint = result.joint
    if joint is None:
        return
    if joint.percentiles is None:
        yield f"Over {joint.points} combinations: not resolvable, they differ by no more than chance."
        return
    low, middle, high = joint.percentiles
    step = find_step(high - low, result.unit, low, high)
    ends = format_difference_range(low, high, result.measure, result.unit, step)
    median = format_difference(middle, result.measure, result.unit, step)
    yield f"Over {joint.points} combinations: {ends} (5th to 95th percentile), median {median}."
    above, below = joint.above_delta or 0.0, joint.below_minus_delta or 0.0
    shares = (above, below) if MEASURES[result.measure].sign > 0 else (below, above)
    better, worse = (format_out_of(round(share * joint.points), joint.points) for share in shares)
    yield (
        f"{capitalize_first(name_outcome(result, Outcome.BETTER))} in {better},"
        f" {name_outcome(result, Outcome.WORSE)} in {worse}."
    )


def name_outcome(result: GlobalSensitivity, outcome: Outcome) -> str:
    """`later by 15 s or more`, `not sooner by 15 s`, `sooner by 15 s or more`; without a smallest difference, `later`."""
    less, more = name_directions(result.measure, result.unit)
    better, worse = (less, more) if MEASURES[result.measure].sign > 0 else (more, less)
    if not result.delta:
        return {Outcome.WORSE: worse, Outcome.NOT_BETTER: f"not {better}"}.get(outcome, better)
    size = _format_delta(result)
    return {Outcome.WORSE: f"{worse} by {size} or more", Outcome.NOT_BETTER: f"not {better} by {size}"}.get(
        outcome, f"{better} by {size} or more"
    )


def describe_discovery(result: GlobalSensitivity) -> str:
    """Where an outcome is concentrated, in one sentence; or why there is none."""
    discovery = result.discovery
    if discovery is None:
        return "No outcome is both rare and frequent enough to look for its conditions."
    outcome = name_outcome(result, discovery.outcome)
    if not discovery.is_confirmed:
        return f"{capitalize_first(outcome)}: no one or two inputs tell where."
    where = format_list(map(describe_condition, discovery.conditions))
    inside, overall, covered = (
        format_percent(part, whole)
        for part, whole in (
            (discovery.hits, discovery.inside),
            (discovery.outcomes, discovery.points),
            (discovery.hits, discovery.outcomes),
        )
    )
    return (
        f"{capitalize_first(outcome)} in {inside} of combinations where {where}, in {overall} of all."
        f" They hold {covered} of these cases."
    )


def format_percent(count: int, whole: int) -> str:
    """A count of combinations, however few, as "65%", "<1%"."""
    return f"{to_percentages(count / whole, 1.0 - count / whole)[0]}%" if whole else "none"


def describe_condition(condition: DiscoveredCondition) -> str:
    """`“app: staff who installed it” is under 35%`."""
    value = format_input_amount(condition.value, condition.unit)
    return f"“{name_input(condition.input)}” is {condition.side} {value}"


def _describe_noise(result: GlobalSensitivity) -> Iterator[str]:
    share = result.noise_share
    if share is not None and share >= MUCH_NOISE:
        yield f"Chance is {100 * share:.0f}% of the variance: add --pairs to resolve more."


def _format_delta(result: GlobalSensitivity, part: float = 1.0) -> str:
    size = part * result.delta
    is_small = size * DISPLAY_FACTORS.get(result.unit, 1.0) < 10.0
    return format_size(size, result.unit, 0.1 if is_small and part < 1.0 else 1.0)
