"""Inputs and the evidence behind them, as every document shows them: how much, its basis, and its plausible range.

The table of evidence is written in the notation of the model, `LogN(15, 0.8) [A]`; documents expand it: `about 15 (90% between 4 and 56).
Assumed`. Numbers in brackets are those of the sources.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import BaseModel

from reports.documents.model import Block, Column, Paragraph, Table, parse_code
from reports.text.formatting import describe_amount_and_scale, describe_plausible_range, format_count, format_list
from reports.text.terms import name_input
from scenarios.decided_acts import list_act_inputs
from scenarios.evidence import (
    CONTROLS,
    Control,
    EvidenceRow,
    EvidenceSource,
    SourcePage,
    rows_by_number,
    sources_by_number,
)
from scenarios.inputs import Input, iterate_named_inputs
from scenarios.queues import Queue
from scenarios.scenario import Emergency
from sim.experiment.used_inputs import find_used_inputs

SOURCES_NOTE = "Numbers in brackets are those of the sources below."


def build_evidence(
    emergency: Emergency,
    strategies: Sequence[str],
    *days: Sequence[str],
    formulas: Sequence[int] = (),
    decided: Collection[str] = (),
    queues: Mapping[str, Queue] = MappingProxyType({}),
) -> Iterator[Block]:
    """Tables of the inputs in use, the rows of evidence that they cite, and their sources.

    formulas: rows cited by formulas of measures. decided: kinds of acts that
    a team decided on. queues: of modules, by name.
    """
    used = find_used_inputs(emergency, strategies, *days)
    models = [*emergency.common_files, *(emergency.strategy(one) for one in strategies)]
    inputs = {name: source for name, source in merge_named_inputs(models).items() if name in used}
    inputs |= emergency.place.list_access_inputs()
    inputs |= list_act_inputs(emergency.scenario.decided_acts, decided)
    inputs |= {name: one for module, queue in queues.items() for name, one in iterate_named_inputs(queue, module)}
    yield Paragraph(f"{describe_inputs(inputs.values())} Inputs that this emergency does not use are left out.")
    ranges = any(source.evidence.range is not None for source in inputs.values())
    if ranges:
        yield Paragraph(RANGES_NOTE)
    yield _build_inputs(inputs, ranges=ranges)
    cited = list_cited_rows(inputs, formulas)
    if cited:
        yield _build_rows_table(cited)
    found = list_cited_sources(cited)
    if found:
        yield Table(
            "Sources of the evidence",
            (Column("No.", 0.07), Column("Publisher, title, date and address", 0.93)),
            tuple((f"[{source.number}]", describe_source(source)) for source in found),
        )


def _build_inputs(inputs: Mapping[str, Input], *, ranges: bool) -> Table:
    columns = [Column("Input", 0.28), Column("Value", 0.34), Column("Basis", 0.20), Column(PLAUSIBLE_HEADING, 0.18)]
    if not ranges:
        columns = [Column("Input", 0.28), Column("Value", 0.50), Column("Basis", 0.22)]
    rows = (tuple(map(parse_code, row))[: len(columns)] for row in build_input_rows(inputs))
    return Table("Inputs of the model", tuple(columns), tuple(rows))


def _build_rows_table(cited: Sequence[EvidenceRow]) -> Table:
    return Table(
        "Rows of evidence",
        (Column("Row", 0.07), Column("Evidence, in seconds where no unit is given", 0.93)),
        tuple((str(row.row), parse_code(describe_evidence(row))) for row in cited),
        SOURCES_NOTE,
    )


TAIL = 1.6448536  # the central 90% of the standard normal distribution
NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
BASIS_TEXTS = {"[A]": "assumed", "[F]": "fitted", "[F/A]": "partly fitted, partly assumed"}


def to_sentence(notation: str) -> str:
    """A cell of the table as a sentence."""
    said = expand_notation(notation)
    return f"{said[:1].upper()}{said[1:]}"


def expand_notation(notation: str) -> str:
    """A cell of the table in words."""
    for pattern, words in DISTRIBUTION_PATTERNS:
        notation = pattern.sub(words, notation)
    for sign, words in BASIS_TEXTS.items():
        if notation.startswith(sign):
            notation = f"{words.capitalize()}{notation.removeprefix(sign)}"
        notation = re.sub(rf"\b(is|are) {re.escape(sign)}", rf"\1 {words}", notation)
        notation = notation.replace(sign, f"({words})")
    return notation


def _describe_lognormal(found: re.Match[str]) -> str:
    middle, unit, sigma = float(found[1].replace(",", "")), found[2], float(found[3])
    low, high = (middle * math.exp(side * TAIL * sigma) for side in (-1, 1))
    return f"about {found[1]}{unit} (90% between {_format_two_digits(low)} and {_format_two_digits(high)}{unit})"


def _describe_normal(found: re.Match[str]) -> str:
    middle, spread = float(found[1]), float(found[2])
    low, high = (middle + side * TAIL * spread for side in (-1, 1))
    return f"about {found[1]} (90% between {_format_two_digits(low)} and {_format_two_digits(high)})"


def _describe_beta(found: re.Match[str]) -> str:
    from scipy.special import betaincinv

    low, middle, high = (float(betaincinv(int(found[1]), int(found[2]), u)) for u in (0.05, 0.5, 0.95))
    return f"about {_format_two_digits(middle)} (90% of sites between {_format_two_digits(low)} and {_format_two_digits(high)})"


def _format_two_digits(number: float) -> str:
    digits = max(0, 1 - math.floor(math.log10(abs(number)))) if number else 0
    return f"{round(number, digits):,.{digits}f}" if number < 100 else f"{round(number, -1):,.0f}"


Words = str | Callable[[re.Match[str]], str]
DISTRIBUTION_PATTERNS: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(rf"LogN\({NUMBER}((?: min| h| days?)?), {NUMBER}\)"), _describe_lognormal),
    (re.compile(rf"\bN\({NUMBER}, {NUMBER}\)"), _describe_normal),
    (re.compile(r"Beta\((\d+), (\d+)\)"), _describe_beta),
    (re.compile(r"−Tri"), "shorter by Tri"),
    (re.compile(rf"Tri\({NUMBER}, {NUMBER}, {NUMBER}\)"), r"between \1 and \3, most often \2"),
    (re.compile(rf"U\({NUMBER}, {NUMBER}\)"), r"between \1 and \2"),
    (re.compile(rf"Bernoulli {NUMBER}"), r"with probability \1"),
    (re.compile(rf"Poisson {NUMBER}/min"), r"at random, \1 per minute on average,"),
)
"""Notation and its words; applied in this order."""
UNVERIFIED = " (partly stated from general knowledge; check it before quoting it)"
PLAUSIBLE_HEADING = "Plausible range"
RANGES_NOTE = (
    "Value: median and 90% range. Plausible range: the bounds of the median itself, which is uncertain where it is assumed or was measured "
    "elsewhere; sensitivity runs use both bounds."
)
BASES: tuple[Literal["measured", "fitted", "assumed"], ...] = ("measured", "fitted", "assumed")
BASIS_NOTES = {"fitted": "Fitted: estimated from published data.", "assumed": "Assumed: no published data."}
CONTROL_NOTES: Mapping[Control, str] = {
    "lever": "the school can change them.",
    "measurable": "a drill or records tell.",
    "unknowable": "no one can find them out beforehand.",
}


class InputRow(NamedTuple):
    """An input in words. basis: MEASURED, FITTED or ASSUMED, with sample, rows of evidence, source and what a school can do about it."""

    name: str
    amount: str
    basis: str
    plausible: str


def merge_named_inputs(models: Iterable[BaseModel]) -> dict[str, Input]:
    """The inputs of several files by name."""
    named: dict[str, Input] = {}
    for model in models:
        for name, source in iterate_named_inputs(model):
            named.setdefault(name, source)
    return named


def build_input_rows(inputs: Mapping[str, Input]) -> list[InputRow]:
    """A row for each input."""
    return [
        InputRow(
            name_input(name),
            add_note(describe_amount_and_scale(source), source),
            describe_basis(source),
            describe_plausible_range(source),
        )
        for name, source in inputs.items()
    ]


def add_note(said: str, source: Input) -> str:
    """The value, and the note of the file."""
    note = source.evidence.note
    return f"{said} ({note})" if note else said


def describe_basis(source: Input) -> str:
    """`MEASURED, n = 24, row 12, lever`."""
    evidence = source.evidence
    parts = [evidence.basis.upper()]
    parts += [f"n = {evidence.sample}"] if evidence.sample is not None else []
    parts += [f"row {', '.join(map(str, evidence.row))}"] if evidence.row else []
    parts += [evidence.source] if evidence.source is not None else []
    return ", ".join([*parts, source.control])


def describe_inputs(inputs: Collection[Input]) -> str:
    """How many inputs there are, by basis and by what a school can do about them."""
    bases = Counter(source.evidence.basis for source in inputs)
    controls = Counter(source.control for source in inputs)
    said = [f"{bases[basis]} {basis}" for basis in BASES if bases[basis]]
    text = f"{format_count(len(inputs), 'uncertain input')}: {format_list(said)}."
    notes = [BASIS_NOTES[basis] for basis in BASES if bases[basis] and basis in BASIS_NOTES]
    notes += [f"{_count_control(controls[kind], kind)}: {CONTROL_NOTES[kind]}" for kind in CONTROLS if controls[kind]]
    return " ".join([text, *notes])


def _count_control(count: int, control: Control) -> str:
    return format_count(count, control) if control == "lever" else f"{count} {control}"


def list_cited_rows(inputs: Mapping[str, Input], others: Iterable[int] = ()) -> list[EvidenceRow]:
    """The rows of the table of evidence that inputs cite, and others, such as those of formulas and levers, by number."""
    rows = rows_by_number()
    cited = {number for source in inputs.values() for number in source.evidence.row}
    return [rows[number] for number in sorted(cited.union(others))]


def describe_evidence(row: EvidenceRow) -> str:
    """The evidence for one parameter, with the value that the model takes from it."""
    said = f"{row.parameter}: {expand_notation(row.recommended)}. {to_sentence(row.basis)}"
    said += UNVERIFIED if "unverified" in row.tags else ""
    return f"{said}. {describe_control(row)}" if row.control else said


def describe_control(row: EvidenceRow) -> str:
    """What a school can do about the inputs of a row, and how: `Measurable: a radio check.`; empty where no input cites it."""
    return f"{row.control.capitalize()}: {row.control_reason}." if row.control else ""


def list_cited_sources(rows: Iterable[EvidenceRow]) -> list[EvidenceSource]:
    """The sources that rows cite, each once, by number."""
    known = sources_by_number()
    return [known[number] for number in sorted({number for row in rows for number in row.sources})]


def describe_source(source: EvidenceSource) -> str:
    """Publisher, title, date and address; a line for each page."""
    return "\n".join(map(_describe_page, source.pages))


def _describe_page(page: SourcePage) -> str:
    note = page.note or ""
    alone = page.publisher or f"{note[:1].upper()}{note[1:]}"
    by = f"{page.publisher} ({note})" if page.publisher and note else alone
    parts = [by] if by else []
    parts += [f"“{page.title}”"] if page.title else []
    parts += [page.dated] if page.dated else []
    parts += [page.address]
    parts += [f"see “{page.look_for}”"] if page.look_for else []
    return ", ".join(parts)
