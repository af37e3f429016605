"""What can be set in an emergency, in the terminal: dotted names that can be copied, values, ranges, and what each is called."""

from typing import NamedTuple

import numpy as np
from rich.console import Console

from reports.text.terms import name_input
from scenarios.distributions import Chance, Fixed
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.settings import collect_inputs, format_value, list_fields, show_value
from scenarios.units import TIME
from sim.experiment.screening import find_own_value
from sim.sampling.quantile_tables import compile_distribution

NAME_WIDTH, VALUE_WIDTH = 35, 25

HEADINGS = ("Name", "Median (80% of draws)", "Range of the median")

LONG = 600.0
"""Seconds."""

DRAWS = (np.arange(1_000) + 0.5) / 1_000
"""Evenly spread, so that sorted draws are percentiles; a mixture has no other quantiles."""


class InputLine(NamedTuple):
    """One name that can be set."""

    name: str
    value: str
    span: str = ""
    title: str = ""


def print_inputs(emergency: Emergency, word: str, with_fields: bool, out: Console) -> None:
    """Prints the table. word: in a name or title, in any case; with_fields: plain fields, too."""
    wanted = word.casefold()
    shown = [
        _describe_input(name, source)
        for name, source in collect_inputs(emergency).items()
        if wanted in f"{name} {name_input(name)}".casefold()
    ]
    fields = list_fields(emergency) if with_fields else {}
    shown += [InputLine(name, value) for name, value in fields.items() if wanted in name.casefold()]
    if not shown:
        out.print(f'Nothing that can be set contains "{word}".')
        return
    out.print(_align(*HEADINGS), style="bold", soft_wrap=True)
    for line in shown:
        out.print(_align(line.name, line.value, line.span), soft_wrap=True)
        if line.title:
            out.print(f"  {line.title}", style="dim", soft_wrap=True)


def _align(name: str, value: str, span: str) -> str:
    return f"{name:{NAME_WIDTH}}  {value:{VALUE_WIDTH}}  {span}".rstrip()


def _describe_input(name: str, source: Input) -> InputLine:
    span = source.evidence.range
    return InputLine(
        name,
        _describe_draws(source),
        "" if span is None else f"{show_value(source, span.low)} to {show_value(source, span.high)}",
        f"{name_input(name):{NAME_WIDTH - 2}}  {_describe_control(source)}",
    )


def _describe_control(source: Input) -> str:
    """`lever: 20 s` with the value that it would bring, `measurable`, `unknowable`."""
    return source.control if source.lever is None else f"lever: {format_value(source, source.lever.to)}"


def _describe_draws(source: Input) -> str:
    """The median, with the 10th and the 90th percentile where draws differ: `25 s (11 s to 57 s)`."""
    middle = show_value(source, find_own_value(source), 3)
    if isinstance(source.distribution, Chance | Fixed):
        return middle
    drawn = compile_distribution(source.distribution).quantile_array(DRAWS)
    low, high = (_show_end(source, value) for value in np.quantile(drawn, (0.1, 0.9)).tolist())
    return f"{middle} ({low} to {high})"


def _show_end(source: Input, value: float) -> str:
    """To two digits; a long time to whole minutes."""
    is_long = source.dimension is TIME and value >= LONG
    return show_value(source, 60 * round(value / 60) if is_long else value, 4 if is_long else 2)
