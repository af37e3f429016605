"""The uncertain inputs of files, each with its evidence: how much, what it rests on, and where the truth may lie.

What nobody has measured says ASSUMED, in capitals, wherever it stands.
"""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reports.evidence_words import in_words, sentence
from reports.input_names import input_name
from reports.input_words import amount_and_scale, plausible
from reports.inputs import (
    MIDDLE,
    RANGES,
    basis_in_words,
    cited_rows,
    cited_sources,
    inputs_in_words,
    source_in_words,
)
from scenarios.evidence import EvidenceRow
from scenarios.inputs import Input

STYLES = {"assumed": "yellow", "fitted": "", "measured": "green"}


def inputs_part(inputs: dict[str, Input]) -> Iterator[RenderableType]:
    """A table of inputs, and the evidence that they cite."""
    if not inputs:
        return
    yield Text(inputs_in_words(inputs.values()))
    if any(source.evidence.range is not None for source in inputs.values()):
        yield Text(RANGES)
    if any(source.evidence.row for source in inputs.values()):
        yield Text("Rows are those of the evidence below the table.")
    yield Text()
    yield inputs_table(inputs)
    yield from evidence_part(inputs)


def inputs_table(inputs: dict[str, Input]) -> Table:
    """A line for each input."""
    lines = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False, expand=True)
    for head, ratio in (("What", 20), ("How much", 30), ("Rests on", 13), (MIDDLE, 12)):
        lines.add_column(head, ratio=ratio, overflow="fold")
    for name, source in inputs.items():
        value = Text(amount_and_scale(source))
        if source.evidence.note:
            value.append(f"\n({source.evidence.note})", "dim")
        lines.add_row(input_name(name), value, basis(source), plausible(source))
    return lines


def basis(source: Input) -> Text:
    """What an input rests on, the first word in its colour."""
    first, comma, rest = basis_in_words(source).partition(",")
    text = Text(first, STYLES[source.evidence.basis])
    text.append(f"{comma}{rest}", "")
    return text


def evidence_part(inputs: dict[str, Input]) -> Iterator[RenderableType]:
    """The rows of the table of evidence that inputs cite, and their sources."""
    cited = cited_rows(inputs)
    if not cited:
        return
    yield Text("\nThe evidence, in seconds where no unit is given", "bold")
    for row in cited:
        yield numbered(str(row.row), evidence(row))
    found = cited_sources(cited)
    if not found:
        return
    yield Text("\nSources", "bold")
    for source in found:
        yield numbered(f"[{source.number}]", Text(source_in_words(source), "dim"))


def evidence(row: EvidenceRow) -> Text:
    """What is known about one parameter."""
    said = Text(row.parameter, "bold")
    said.append(f": {in_words(row.recommended)}\n{sentence(row.basis)}", "")
    if "unverified" in row.tags:
        said.append("\n(partly stated from general knowledge; check it before quoting it)", "")
    return said


def numbered(number: str, said: Text) -> Table:
    """A paragraph with its number before it."""
    grid = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    grid.add_column(width=5, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(number, said)
    return grid
