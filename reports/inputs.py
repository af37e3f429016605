"""The uncertain inputs of files as rows: how much, what it rests on, and where the truth may lie."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel

from reports.evidence_words import in_words, sentence
from reports.input_names import input_name
from reports.input_words import amount, amount_and_scale, counted, listed, plausible
from scenarios.evidence import EvidenceRow, EvidenceSource, Page, sources, table
from scenarios.inputs import Input
from scenarios.named_inputs import inputs_of

UNVERIFIED = " (partly stated from general knowledge; check it before quoting it)"
MIDDLE = "Where the middle may lie"
"""What stands over `InputRow.plausible`."""
RANGES = (
    "How much: the middle of a number, and how far it spreads from one time to the next. Where the middle may lie: between which values "
    "that middle may really be, because somebody has to guess it or it was measured elsewhere; a comparison is played with the "
    "assumed ones at either end."
)
"""What the columns of a table of inputs mean, where any has such a range."""
BASES: tuple[Literal["measured", "fitted", "assumed"], ...] = ("measured", "fitted", "assumed")
MEANS = {
    "fitted": "Fitted means that a law was drawn through published figures.",
    "assumed": "Assumed means that nobody has measured it.",
}


class InputRow(NamedTuple):
    """An input as people read it. basis: MEASURED, FITTED or ASSUMED, with sample, rows of evidence and source."""

    name: str
    amount: str
    basis: str
    plausible: str


def named_inputs(models: Iterable[BaseModel]) -> dict[str, Input]:
    """The inputs of several files by name; one that two files share is one input."""
    named: dict[str, Input] = {}
    for model in models:
        for name, source in inputs_of(model):
            named.setdefault(name, source)
    return named


def input_rows(inputs: Mapping[str, Input], *, brief: bool = False) -> list[InputRow]:
    """A row for each input, in their order. brief: without what it varies by."""
    said = amount if brief else amount_and_scale
    return [
        InputRow(
            input_name(name),
            amount_with_note(said(source), source),
            basis_in_words(source),
            plausible(source),
        )
        for name, source in inputs.items()
    ]


def amount_with_note(said: str, source: Input) -> str:
    """How much, and what the file says about it."""
    note = source.evidence.note
    return f"{said} ({note})" if note else said


def basis_in_words(source: Input) -> str:
    """`MEASURED, n = 24, row 12`."""
    evidence = source.evidence
    parts = [evidence.basis.upper()]
    parts += [f"n = {evidence.sample}"] if evidence.sample is not None else []
    parts += [f"row {', '.join(map(str, evidence.row))}"] if evidence.row else []
    parts += [evidence.source] if evidence.source is not None else []
    return ", ".join(parts)


def inputs_in_words(inputs: Collection[Input]) -> str:
    """How many inputs there are, by what they rest on."""
    bases = Counter(source.evidence.basis for source in inputs)
    said = [f"{bases[basis]} {basis}" for basis in BASES if bases[basis]]
    text = f"{counted(len(inputs), 'uncertain number')}: {listed(said)}."
    return " ".join([text, *(MEANS[basis] for basis in BASES if bases[basis] and basis in MEANS)])


def cited_rows(inputs: Mapping[str, Input], formulas: Iterable[int] = ()) -> list[EvidenceRow]:
    """The rows of the table of evidence that inputs and formulas of measures cite, by number."""
    rows = table()
    cited = {number for source in inputs.values() for number in source.evidence.row}
    return [rows[number] for number in sorted(cited.union(formulas))]


def evidence_in_words(row: EvidenceRow, *, brief: bool = False) -> str:
    """What is known about one parameter. brief: without the figure that a model takes from it."""
    figure = "" if brief else f" {in_words(row.recommended)}."
    said = f"{row.parameter}:{figure} {sentence(row.basis)}"
    return f"{said}{UNVERIFIED if 'unverified' in row.tags else ''}"


def cited_sources(rows: Iterable[EvidenceRow]) -> list[EvidenceSource]:
    """The sources that rows cite, each once, by number."""
    known = sources()
    return [known[number] for number in sorted({number for row in rows for number in row.sources})]


def source_in_words(source: EvidenceSource) -> str:
    """Who published it, what it is called, of when it is and where it was read; a line for each page."""
    return "\n".join(map(_page_in_words, source.pages))


def _page_in_words(page: Page) -> str:
    note = page.note or ""
    alone = page.publisher or f"{note[:1].upper()}{note[1:]}"
    by = f"{page.publisher} ({note})" if page.publisher and note else alone
    parts = [by] if by else []
    parts += [f"“{page.title}”"] if page.title else []
    parts += [page.dated] if page.dated else []
    parts += [page.address]
    parts += [f"look for “{page.look_for}”"] if page.look_for else []
    return ", ".join(parts)
