"""A sweep as a page in the terminal: what was swept, a table along the input, the break-even in a sentence, and the other results.

The table is of the first difference that the inputs move, and every other one has a line. Of two inputs it is a grid of differences. A page
has at most 42 lines, so a long sweep shows some of its points; files and figures have all.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table

from reports.comparison.brief import describe_arms, name_arm
from reports.comparison.distribution import find_step, format_contrast, format_interval, shorten_interval
from reports.text.formatting import (
    DISPLAY_FACTORS,
    format_amount,
    format_count,
    format_duration,
    format_list,
    format_range,
    format_share,
    format_size,
    limit_to_three_digits,
    name_directions,
    round_to_digits,
    round_to_step,
)
from reports.text.formatting import find_step as find_limits_step
from reports.text.formatting import format_number as format_to_step
from reports.text.terms import capitalize_first, label_conditions, name_input, name_measure
from sim.experiment.comparison import Headline
from sim.experiment.sweep import ArmPoint, DifferencePoint, Sweep, SweptBreakEven, SweptInput
from sim.measures import MEASURES
from sim.model.measure import Unit
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Contrast, MedianWord, Pairing, Statistic

NOTE = "CI: Monte Carlo error only. All values share the same random numbers."
MOST_ROWS, MOST_COLUMNS, MOST_OTHERS = 12, 6, 10
MINUTE = 60.0  # seconds


def print_sweep(result: Sweep, next_commands: Sequence[str], out: Console) -> None:
    """Prints the page. next_commands: command lines to go on with."""
    pairing, measure = choose_shown(result)
    out.print(f"{result.title} · {result.campus_title}", style="bold")
    for swept in result.inputs:
        out.print(describe_input(swept))
    out.print(f"{format_count(result.pairs, 'matched run')} at each point, seed {result.seed}.")
    if result.stopped:
        played, first = len(result.inputs[0].values), result.inputs[0].name
        out.print(f"Stopped after {played} of {result.values_asked} values of {first}.", style="bold yellow")
    for note in (*result.notes, *describe_outside(result)):
        out.print(note)
    out.print()
    if not result.has_effect:
        names = format_list(name_input(swept.name) for swept in result.inputs)
        out.print(f"No effect: no run of these strategies depends on {names}.", style="bold yellow")
        return
    out.print(describe_pairing(result, pairing), style="bold")
    out.print(f"{capitalize_first(name_measure(measure))}, {find_center(result, pairing, measure)}:")
    out.print(_build_table(result, pairing, measure))
    out.print()
    for sentence in describe_break_evens(result, pairing, measure):
        out.print(sentence, style="bold")
    for line in _describe_others(result, pairing, measure):
        out.print(line)
    out.print(NOTE, style="dim")
    if next_commands:
        out.print("Next:")
    for command in next_commands:
        out.print(f"  {command}", soft_wrap=True)


def choose_shown(result: Sweep) -> tuple[Pairing, str]:
    """The pairing and the measure of the table: the first whose difference the swept inputs move."""
    shown = list(itertools.product(result.pairings, result.measures))
    for pairing, measure in shown:
        differences = {point.contrast.reduction for point in result.find_differences(pairing, measure)}
        if len(differences) > 1:
            return pairing, measure
    return shown[0]


def describe_input(swept: SweptInput) -> str:
    """`App: staff who installed it (app.installed): 10% to 100%, 10 values; in the files 85%, assumed.`"""
    ends = format_range(format_value(swept, swept.values[0]), format_value(swept, swept.values[-1]))
    name = capitalize_first(name_input(swept.name))
    known = f"in the files {format_value(swept, round_to_digits(swept.base, 3))}, {swept.basis}"
    return f"{name} ({swept.name}): {ends}, {len(swept.values)} values; {known}."


def describe_outside(result: Sweep) -> Iterator[str]:
    """For each input with values outside its stated range, how many are."""
    for swept in result.inputs:
        low, high = swept.range_low, swept.range_high
        if low is None or high is None:
            continue
        outside = sum(not low <= value <= high for value in swept.values)
        if outside:
            ends = format_range(format_value(swept, low), format_value(swept, high))
            yield f"Outside the plausible range of {swept.name} ({ends}): {outside} of {len(swept.values)} values."


def describe_pairing(result: Sweep, pairing: Pairing) -> str:
    """`Today: the office with the PA. With app: the same, plus the app, not on the PA.`, and conditions."""
    row = Headline("", pairing.baseline, pairing.strategy, pairing.conditions)
    under = f" On a day with: {label_conditions(pairing.conditions)}." if pairing.conditions else ""
    return f"{describe_arms(row, result.present_practice)}{under}"


def find_center(result: Sweep, pairing: Pairing, measure: str) -> Statistic:
    """What stands for an arm: that of the difference."""
    return result.find_differences(pairing, measure)[0].contrast.statistic


def format_value(swept: SweptInput, value: float, step: float | None = None) -> str:
    """A value of an input with its unit; step: in the unit as printed, for an estimate."""
    if swept.unit == "s":
        finest = 0.1 if value < MINUTE and value != round(value) else 1.0
        return format_duration(value, finest if step is None else max(step, finest))
    printed = 100.0 * value if swept.unit == "share" else value
    number = f"{printed:.4g}" if step is None else f"{round_to_step(printed, step):.10g}"
    return f"{number}%" if swept.unit == "share" else f"{number} {swept.unit}".rstrip()


def format_estimate(swept: SweptInput, entry: SweptBreakEven) -> tuple[str, str]:
    """The break-even, "" where there is none, and its interval: "23%", "18% to 29%", "75% to beyond 100%"."""
    value, low, high = entry.found.value, entry.found.low, entry.found.high
    factor = 100.0 if swept.unit == "share" else 1.0
    is_closed = low is not None and high is not None and high > low
    step = _find_input_step(factor * low, factor * high) if is_closed else None  # type: ignore[operator]
    rounded = [
        None if number is None else number if step else round_to_digits(factor * number, 2) / factor
        for number in (value, low, high)
    ]
    said = ["" if number is None else format_value(swept, number, step) for number in rounded]
    ends = format_value(swept, swept.values[0]), format_value(swept, swept.values[-1])
    if not (said[1] or said[2]):
        return said[0], ""
    return said[0], format_range(said[1] or f"below {ends[0]}", said[2] or f"beyond {ends[1]}")


def _find_input_step(low: float, high: float) -> float:
    """One or two digits of the half-width, as fine as a thousandth."""
    scale = 1_000.0 if high - low < 1.0 else 1.0
    return find_limits_step(scale * low, scale * high) / scale


def describe_break_evens(result: Sweep, pairing: Pairing, measure: str) -> Iterator[str]:
    """Sentences on zero and on the smallest difference that matters; of two inputs, one on the range of the break-even."""
    if len(result.inputs) > 1:
        yield f"{capitalize_first(describe_grid(result, pairing, measure))}."
        return
    swept = result.inputs[0]
    for entry in result.find_break_evens(pairing, measure):
        yield f"{capitalize_first(describe_zero(swept, entry))}."
        if entry.found.crossing is Crossing.UNRESOLVED:
            yield "More --replications or other values would tell."
    for entry in result.find_break_evens(pairing, measure, "smallest difference"):
        yield describe_delta(swept, entry)


def describe_zero(swept: SweptInput, entry: SweptBreakEven) -> str:
    """Where the difference changes its sign: `break-even at 23% (95% CI 18% to 29%), sooner above and later below it`."""
    found = entry.found
    better, worse = name_better(entry.measure, entry.unit)
    value, around = format_estimate(swept, entry)
    if found.crossing is Crossing.ONCE:
        above, below = ("above", "below") if is_better_above(entry) else ("below", "above")
        return f"break-even at {value} (95% CI {around}), {better} {above} and {worse} {below} it"
    if found.crossing is Crossing.SEVERAL:
        values = format_list(format_value(swept, round_to_digits(at, 2)) for at in found.crossings)
        return f"several break-evens, about {values}"
    signs = {MEASURES[entry.measure].sign * sign for sign in found.signs if sign}
    if found.crossing is Crossing.NEVER:
        if not signs:
            return "no difference at any value"
        where = "every value" if all(found.signs) else "every value at which runs differ"
        return f"no break-even, {better if signs == {1} else worse} at {where}"
    if not signs:
        return "break-even not resolved, no difference beyond chance at any value"
    if not value:
        return f"{describe_one_side(entry)}, and a break-even, if any, lies {_bound(swept, entry)}"
    return f"break-even not resolved, about {value} (95% CI {around})"


def describe_one_side(entry: SweptBreakEven) -> str:
    """For a curve that is resolved on one side only: `later at 8 of 10 values`."""
    signs = entry.found.signs
    better, worse = name_better(entry.measure, entry.unit)
    is_better = MEASURES[entry.measure].sign in signs
    return f"{better if is_better else worse} at {sum(map(bool, signs))} of {len(signs)} values"


def _bound(swept: SweptInput, entry: SweptBreakEven) -> str:
    """Where the 95% limits leave room for a break-even that was not found."""
    low, high = entry.found.low, entry.found.high
    if low is not None and high is None:
        return f"above {format_value(swept, round_to_digits(low, 2))}"
    if high is not None and low is None:
        return f"below {format_value(swept, round_to_digits(high, 2))}"
    return "beyond these values"


def describe_delta(swept: SweptInput, entry: SweptBreakEven) -> str:
    """Where the improvement is the smallest difference that matters."""
    found = entry.found
    size = f"{format_size(found.threshold, entry.unit)} {name_better(entry.measure, entry.unit)[0]}"
    value, around = format_estimate(swept, entry)
    if found.crossing is Crossing.ONCE:
        side = "above" if is_better_above(entry) else "below"
        return f"At least {size} {side} {value} (95% CI {around})."
    if found.crossing is Crossing.SEVERAL:
        return f"At least {size} at some values only."
    if found.crossing is Crossing.NEVER:
        signs = {MEASURES[entry.measure].sign * sign for sign in found.signs if sign}
        return f"{'At least' if signs == {1} else 'Less than'} {size} at every value."
    return f"Where it is {size} is not resolved{f': about {value}' if value else ''}."


def name_better(measure: str, unit: Unit) -> tuple[str, str]:
    """The words for better and for worse."""
    less, more = name_directions(measure, unit)
    return (less, more) if MEASURES[measure].sign > 0 else (more, less)


def is_better_above(entry: SweptBreakEven) -> bool:
    """Whether the improvement is above the threshold at values above the break-even."""
    return entry.found.rises is (MEASURES[entry.measure].sign > 0)


def describe_grid(result: Sweep, pairing: Pairing, measure: str) -> str:
    """The break-even of the first input at the lowest and the highest value of the second that has one."""
    first, second = result.inputs
    entries = result.find_break_evens(pairing, measure)
    known = [entry for entry in entries if entry.found.crossing is Crossing.ONCE]
    if known:
        said = [
            f"{format_estimate(first, entry)[0]} with {second.name} at {format_value(second, entry.at[0])}"
            for entry in (known if len(known) < 2 else (known[0], known[-1]))
        ]
        some = "" if len(known) == len(entries) else f" ({len(known)} of {len(entries)} resolved)"
        return f"break-even of {first.name}: {' and '.join(said)}{some}"
    signs = {sign for entry in entries for sign in entry.found.signs if sign}
    better, worse = name_better(measure, entries[0].unit)
    if len(signs) == 1 and all(entry.found.crossing is Crossing.NEVER for entry in entries):
        return f"no break-even, {better if signs == {MEASURES[measure].sign} else worse} in all combinations"
    return "break-even not resolved"


def _describe_others(result: Sweep, pairing: Pairing, measure: str) -> Iterator[RenderableType]:
    """A line for every other pairing and measure."""
    others = [
        (row, name)
        for row, name in itertools.product(result.pairings, result.measures)
        if (row, name) != (pairing, measure)
    ]
    before = pairing
    for row, name in others[:MOST_OTHERS]:
        if row != before:
            yield describe_pairing(result, row)
            before = row
        if len(result.inputs) == 1:
            sentence = describe_zero(result.inputs[0], result.find_break_evens(row, name)[0])
        else:
            sentence = describe_grid(result, row, name)
        yield Padding(f"{capitalize_first(name_measure(name))}: {sentence}.", (0, 0, 0, 2))
    if len(others) > MOST_OTHERS:
        yield f"Not shown: {len(others) - MOST_OTHERS} further results, which --json and --csv have."


def _build_table(result: Sweep, pairing: Pairing, measure: str) -> RenderableType:
    points = result.find_differences(pairing, measure)
    return _build_grid(result, points) if len(result.inputs) > 1 else _build_rows(result, pairing, measure, points)


def _build_rows(result: Sweep, pairing: Pairing, measure: str, points: Sequence[DifferencePoint]) -> RenderableType:
    swept = result.inputs[0]
    arms = [result.find_arm(arm, measure) for arm in pairing.arms]
    of = find_center(result, pairing, measure)
    better, _ = name_better(measure, points[0].contrast.unit)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    heads = [name_arm(strategy, result.present_practice) for strategy in pairing[:2]]
    for header in (swept.name, *heads):
        table.add_column(header, justify="right")
    table.add_column("Difference (95% CI)")
    table.add_column(f"{capitalize_first(better)} in", justify="right")
    for row in _pick(len(points), MOST_ROWS):
        contrast = points[row].contrast
        table.add_row(
            format_value(swept, swept.values[row]).removesuffix(" min"),
            *(_format_center(arm[row], of) for arm in arms),
            format_with_interval(contrast),
            format_share(contrast.better_share, contrast.n).replace(" replications", ""),
        )
    return table


def _format_center(point: ArmPoint, of: str) -> str:
    value = point.p50 if of == "median" else point.mean
    return "not achieved" if value is None else format_amount(value, point.unit)


def format_with_interval(contrast: Contrast) -> str:
    """`18 s sooner (13 to 24)`; words and units that both have stand once."""
    difference, interval = format_contrast(contrast).removesuffix(" (median)"), format_interval(contrast)
    if not interval or interval == "unaffected":
        return difference
    return f"{difference} ({shorten_interval(interval, difference)})"


def _build_grid(result: Sweep, points: Sequence[DifferencePoint]) -> RenderableType:
    first, second = result.inputs
    unit = points[0].contrast.unit
    less, more = name_directions(points[0].contrast.measure, unit)
    caption = f"{name_unit(unit)} {less}; −: {more}. Parentheses: CI includes 0."
    table = Table(
        box=None, padding=(0, 2, 0, 1), header_style="bold", pad_edge=False, caption=caption, caption_justify="left"
    )
    table.add_column(f"{first.name} \\ {second.name}", justify="right")
    columns = _pick(len(second.values), MOST_COLUMNS)
    for column in columns:
        table.add_column(format_value(second, second.values[column]), justify="right")
    for row in _pick(len(first.values), MOST_ROWS):
        cells = [points[row * len(second.values) + column].contrast for column in columns]
        table.add_row(format_value(first, first.values[row]), *map(format_cell, cells))
    return table


def name_unit(unit: Unit) -> str:
    """Of a difference: `Seconds`."""
    return {"s": "Seconds", "days": "Days", "hours": "Hours", "person-min": "Person-minutes", "count": "Number"}.get(
        unit, "Points"
    )


def format_cell(contrast: Contrast) -> str:
    """The headline as a signed number: "18", "−4", "(2)" where its interval includes zero."""
    size, around = contrast.headline, contrast.headline_interval
    if size is None:
        return "∞" if contrast.median_word is MedianWord.ONLY_STRATEGY else "−∞"
    low, high = (None, None) if around is None else (around.low, around.high)
    printed = DISPLAY_FACTORS.get(contrast.unit, 1.0) * size
    step = limit_to_three_digits(printed, max(1.0, find_step(size, contrast.unit, low, high)))
    number = format_to_step(printed, step).replace("-", "−")
    is_zero = around is None or (around.low <= 0 <= around.high and contrast.same_share < 1.0)
    return f"({number})" if is_zero else number


def _pick(count: int, most: int) -> list[int]:
    """At most so many places, evenly, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [math.floor(n * (count - 1) / (most - 1) + 0.5) for n in range(most)]
