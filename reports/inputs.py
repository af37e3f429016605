"""The inputs of an emergency as a table in the terminal: dotted names, values, ranges, and what they are called."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from reports.text.terms import name_input
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.settings import collect_inputs, format_value, list_fields


class InputLine(NamedTuple):
    """One name that can be set."""

    name: str
    value: str
    span: str
    title: str


def print_inputs(emergency: Emergency, word: str, with_fields: bool, out: Console) -> None:
    """Prints the table. word: in a name or title, in any case; with_fields: plain fields, too."""
    lines = list(_iterate_inputs(emergency))
    if with_fields:
        lines += [InputLine(name, value, "", "") for name, value in list_fields(emergency).items()]
    wanted = word.casefold()
    shown = [line for line in lines if wanted in f"{line.name} {line.title}".casefold()]
    if not shown:
        out.print(f'Nothing that can be set contains "{word}".')
        return
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False, expand=True)
    for heading, width in (("Name", 34), ("Value", 7), ("Range", 15)):
        table.add_column(heading, overflow="fold", width=width)
    table.add_column("", ratio=1)
    for line in shown:
        table.add_row(*line)
    out.print(table)


def _iterate_inputs(emergency: Emergency) -> Iterator[InputLine]:
    for name, source in collect_inputs(emergency).items():
        middle, span = source.distribution.median_or_none(), source.evidence.range
        yield InputLine(
            name,
            "" if middle is None else format_value(source, float(f"{middle:.3g}")),
            "" if span is None else _format_span(source, float(span.low), float(span.high)),
            name_input(name),
        )


def _format_span(source: Input, low: float, high: float) -> str:
    return f"{format_value(source, low)} to {format_value(source, high)}"
