"""The uncertain inputs of files, each with its evidence: how much, what it rests on, and where the truth may lie.

What nobody has measured says ASSUMED, in capitals, wherever it stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import BaseModel
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reports.input_names import input_name
from scenarios.evidence import EvidenceRow, table
from scenarios.inputs import Input
from scenarios.named_inputs import inputs_of
from reports.input_words import amount_and_scale, counted, listed, plausible

RANGES = (
    "The plausible middle says between which values the middle of a number may really lie; "
    "a comparison is played with the assumed ones at either end."
)
STYLES = {"assumed": "yellow", "fitted": "", "measured": "green"}


def named_inputs(models: Iterable[BaseModel]) -> dict[str, Input]:
    """The inputs of several files by name; one that two files share is one input."""
    named: dict[str, Input] = {}
    for model in models:
        for name, source in inputs_of(model):
            named.setdefault(name, source)
    return named


def inputs_part(inputs: dict[str, Input]) -> Iterator[RenderableType]:
    """A table of inputs, and the evidence that they cite."""
    if not inputs:
        return
    yield summary(inputs)
    if any(source.evidence.range is not None for source in inputs.values()):
        yield Text(RANGES)
    if any(source.evidence.row for source in inputs.values()):
        yield Text("Rows are those of the evidence below the table.")
    yield Text()
    yield inputs_table(inputs)
    yield from evidence_part(inputs)


def summary(inputs: dict[str, Input]) -> Text:
    """How many inputs there are, by what they rest on."""
    bases = Counter(source.evidence.basis for source in inputs.values())
    said = [f"{bases[basis]} {basis}" for basis in ("measured", "fitted", "assumed") if bases[basis]]
    text = f"{counted(len(inputs), 'number')} that somebody could doubt: {listed(said)}."
    return Text(f"{text} Assumed means that nobody has measured it." if bases["assumed"] else text)


def inputs_table(inputs: dict[str, Input]) -> Table:
    """A line for each input."""
    lines = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False, expand=True)
    for head, ratio in (("What", 20), ("How much", 30), ("Rests on", 13), ("Plausible middle", 12)):
        lines.add_column(head, ratio=ratio, overflow="fold")
    for name, source in inputs.items():
        value = Text(amount_and_scale(source))
        if source.evidence.note:
            value.append(f"\n({source.evidence.note})", "dim")
        lines.add_row(input_name(name), value, basis(source), plausible(source))
    return lines


def basis(source: Input) -> Text:
    """What an input rests on: measured, fitted or assumed, how often, and the rows of evidence."""
    evidence = source.evidence
    text = Text(evidence.basis.upper(), STYLES[evidence.basis])
    if evidence.sample is not None:
        text.append(f", n = {evidence.sample}", "")
    if evidence.row:
        text.append(f", row {', '.join(map(str, evidence.row))}", "")
    if evidence.source is not None:
        text.append(f", {evidence.source}", "")
    return text


def evidence_part(inputs: dict[str, Input]) -> Iterator[RenderableType]:
    """The rows of the table of evidence that inputs cite, with their sources."""
    rows = table()
    cited = sorted({number for source in inputs.values() for number in source.evidence.row})
    if not cited:
        return
    yield Text("\nThe evidence", "bold")
    for number in cited:
        yield evidence_row(rows[number])


def evidence_row(row: EvidenceRow) -> Table:
    """What is known about one parameter, and from where."""
    grid = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    said = Text(row.parameter, "bold")
    said.append(f": {row.recommended}\n{row.basis}", "")
    if "unverified" in row.tags:
        said.append("\n(partly stated from general knowledge; check it before quoting it)", "")
    for source in row.sources:
        said.append(f"\n[{source.number}] {source.page}", "dim")
    grid.add_row(str(row.row), said)
    return grid
