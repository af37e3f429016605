"""The uncertain inputs of files as rows: how much, what it rests on, and where the truth may lie."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel

from reports.evidence_words import expand_notation, to_sentence
from reports.input_names import name_input
from reports.input_words import describe_amount, describe_amount_and_scale, format_count, format_list, describe_plausible_range
from scenarios.evidence import EvidenceRow, EvidenceSource, SourcePage, sources_by_number, rows_by_number
from scenarios.inputs import Input
from scenarios.named_inputs import iterate_named_inputs

UNVERIFIED = " (partly stated from general knowledge; check it before quoting it)"
PLAUSIBLE_HEADING = "Where the middle may lie"
"""What stands over `InputRow.plausible`."""
RANGES_NOTE = (
    "How much: the middle of a number, and how far it spreads from one time to the next. Where the middle may lie: between which values "
    "that middle may really be, because somebody has to guess it or it was measured elsewhere; a comparison is played with the "
    "assumed ones at either end."
)
"""What the columns of a table of inputs mean, where any has such a range."""
BASES: tuple[Literal["measured", "fitted", "assumed"], ...] = ("measured", "fitted", "assumed")
BASIS_NOTES = {
    "fitted": "Fitted means that a law was drawn through published figures.",
    "assumed": "Assumed means that nobody has measured it.",
}


class InputRow(NamedTuple):
    """An input as people read it. basis: MEASURED, FITTED or ASSUMED, with sample, rows of evidence and source."""

    name: str
    amount: str
    basis: str
    plausible: str


def merge_named_inputs(models: Iterable[BaseModel]) -> dict[str, Input]:
    """The inputs of several files by name; one that two files share is one input."""
    named: dict[str, Input] = {}
    for model in models:
        for name, source in iterate_named_inputs(model):
            named.setdefault(name, source)
    return named


def build_input_rows(inputs: Mapping[str, Input], *, brief: bool = False) -> list[InputRow]:
    """A row for each input, in their order. brief: without what it varies by."""
    said = describe_amount if brief else describe_amount_and_scale
    return [
        InputRow(
            name_input(name),
            add_note(said(source), source),
            describe_basis(source),
            describe_plausible_range(source),
        )
        for name, source in inputs.items()
    ]


def add_note(said: str, source: Input) -> str:
    """How much, and what the file says about it."""
    note = source.evidence.note
    return f"{said} ({note})" if note else said


def describe_basis(source: Input) -> str:
    """`MEASURED, n = 24, row 12`."""
    evidence = source.evidence
    parts = [evidence.basis.upper()]
    parts += [f"n = {evidence.sample}"] if evidence.sample is not None else []
    parts += [f"row {', '.join(map(str, evidence.row))}"] if evidence.row else []
    parts += [evidence.source] if evidence.source is not None else []
    return ", ".join(parts)


def describe_inputs(inputs: Collection[Input]) -> str:
    """How many inputs there are, by what they rest on."""
    bases = Counter(source.evidence.basis for source in inputs)
    said = [f"{bases[basis]} {basis}" for basis in BASES if bases[basis]]
    text = f"{format_count(len(inputs), 'uncertain number')}: {format_list(said)}."
    return " ".join([text, *(BASIS_NOTES[basis] for basis in BASES if bases[basis] and basis in BASIS_NOTES)])


def list_cited_rows(inputs: Mapping[str, Input], formulas: Iterable[int] = ()) -> list[EvidenceRow]:
    """The rows of the table of evidence that inputs and formulas of measures cite, by number."""
    rows = rows_by_number()
    cited = {number for source in inputs.values() for number in source.evidence.row}
    return [rows[number] for number in sorted(cited.union(formulas))]


def describe_evidence(row: EvidenceRow, *, brief: bool = False) -> str:
    """What is known about one parameter. brief: without the figure that a model takes from it."""
    figure = "" if brief else f" {expand_notation(row.recommended)}."
    said = f"{row.parameter}:{figure} {to_sentence(row.basis)}"
    return f"{said}{UNVERIFIED if 'unverified' in row.tags else ''}"


def list_cited_sources(rows: Iterable[EvidenceRow]) -> list[EvidenceSource]:
    """The sources that rows cite, each once, by number."""
    known = sources_by_number()
    return [known[number] for number in sorted({number for row in rows for number in row.sources})]


def describe_source(source: EvidenceSource) -> str:
    """Who published it, what it is called, of when it is and where it was read; a line for each page."""
    return "\n".join(map(_describe_page, source.pages))


def _describe_page(page: SourcePage) -> str:
    note = page.note or ""
    alone = page.publisher or f"{note[:1].upper()}{note[1:]}"
    by = f"{page.publisher} ({note})" if page.publisher and note else alone
    parts = [by] if by else []
    parts += [f"“{page.title}”"] if page.title else []
    parts += [page.dated] if page.dated else []
    parts += [page.address]
    parts += [f"look for “{page.look_for}”"] if page.look_for else []
    return ", ".join(parts)
