"""The break-evens of an input in sentences: where a difference changes sides, and where it begins to matter."""

from __future__ import annotations

from collections.abc import Iterator

from reports.text.formatting import format_input_amount, format_range, format_size, name_directions
from reports.text.terms import name_input
from sim.experiment.comparison import InputBreakEven
from sim.measures import MEASURES
from sim.statistics.break_even import BreakEven, Crossing

WORDS = {
    Crossing.NEVER: "none within the range of",
    Crossing.SEVERAL: "several within the range of",
    Crossing.UNRESOLVED: "not resolved along",
}


def describe_input_break_even(entry: InputBreakEven) -> Iterator[str]:
    """`Break-even at 1:05 min (95% CI 1:01 to 1:10) of “x”: sooner above it.` and `At least 10 s sooner above 1:14 min (…).`"""
    name, found = f"“{name_input(entry.name)}”", entry.found
    unit = MEASURES[entry.measure].unit
    less, _ = name_directions(entry.measure, unit)
    if found.crossing is Crossing.ONCE:
        side = "above" if found.rises else "below"
        yield f"Break-even at {format_crossing(entry, found)} of {name}: {less} {side} it."
    else:
        yield f"Break-even: {WORDS[found.crossing]} {name}."
    matters = entry.matters_from
    if matters is not None and matters.crossing is Crossing.ONCE:
        size = format_size(abs(matters.threshold), unit)
        better = name_directions(entry.measure, unit)[0 if matters.threshold > 0 else 1]
        is_above = matters.rises is (matters.threshold > 0)
        yield f"At least {size} {better} {'above' if is_above else 'below'} {format_crossing(entry, matters)}."


def format_crossing(entry: InputBreakEven, found: BreakEven) -> str:
    """`1:14 min (95% CI 1:10 to 1:18)`; a limit that lies beyond the range is said so."""
    ends = (f"below {_format(entry, entry.points[0])}", f"beyond {_format(entry, entry.points[-1])}")
    limits = [
        end if limit is None else _format(entry, limit)
        for limit, end in zip((found.low, found.high), ends, strict=True)
    ]
    return f"{_format(entry, found.value or 0.0)} (95% CI {format_range(*limits)})"


def _format(entry: InputBreakEven, value: float) -> str:
    return format_input_amount(value, entry.unit)
