"""The inputs of an emergency and the evidence under them, as every paper shows them."""

from collections.abc import Iterator, Mapping, Sequence

from reports.documents.blocks import Block, Column, Paragraph, Table, parse_code
from reports.inputs import (
    PLAUSIBLE_HEADING,
    RANGES_NOTE,
    list_cited_rows,
    list_cited_sources,
    describe_evidence,
    build_input_rows,
    describe_inputs,
    merge_named_inputs,
    describe_source,
)
from scenarios.emergency import Emergency
from scenarios.evidence import EvidenceRow
from scenarios.inputs import Input
from sim.used_inputs import find_used_inputs

SOURCES_NOTE = "Numbers in brackets are those of the sources below."
WITHOUT_SOURCE = (
    "A row that an input rests on and that is not here has no source: what is assumed stands above."
)


def build_evidence(
    emergency: Emergency,
    strategies: Sequence[str],
    *days: Sequence[str],
    brief: bool = False,
    formulas: Sequence[int] = (),
) -> Iterator[Block]:
    """Tables of all uncertain numbers, the rows of evidence that they cite and their sources; of what is made use of alone.

    formulas: rows that no input cites, but formulas of measures that the paper shows.

    brief: for whoever moves no input: without where each may lie, and of the evidence what has a source and is not said already.
    """
    used = find_used_inputs(emergency, strategies, *days)
    models = [emergency.scenario, emergency.place.campus, *(emergency.strategy(one) for one in strategies)]
    inputs = {name: source for name, source in merge_named_inputs(models).items() if name in used}
    yield Paragraph(
        f"{describe_inputs(inputs.values())} Numbers of the campus that play no part in this emergency are left out."
    )
    ranges = not brief and any(source.evidence.range is not None for source in inputs.values())
    if ranges:
        yield Paragraph(RANGES_NOTE)
    yield _build_inputs(inputs, ranges=ranges)
    cited = [row for row in list_cited_rows(inputs, formulas) if row.sources or not brief]
    if cited:
        yield _build_rows_table(cited, brief=brief)
    found = list_cited_sources(cited)
    if found:
        yield Table(
            "Sources of the evidence",
            (Column("No.", 0.07), Column("Publisher, title, date where they are known, and address", 0.93)),
            tuple((f"[{source.number}]", describe_source(source)) for source in found),
        )


def _build_inputs(inputs: Mapping[str, Input], *, ranges: bool) -> Table:
    columns = [Column("What", 0.28), Column("How much", 0.34), Column("Rests on", 0.20), Column(PLAUSIBLE_HEADING, 0.18)]
    if not ranges:
        columns = [Column("What", 0.28), Column("How much", 0.50), Column("Rests on", 0.22)]
    rows = (tuple(map(parse_code, row))[: len(columns)] for row in build_input_rows(inputs, brief=not ranges))
    return Table("Inputs of the model", tuple(columns), tuple(rows))


def _build_rows_table(cited: Sequence[EvidenceRow], *, brief: bool) -> Table:
    what = "What it rests on" if brief else "What is known, in seconds where no unit is given"
    return Table(
        "Rows of evidence",
        (Column("Row", 0.07), Column(what, 0.93)),
        tuple((str(row.row), parse_code(describe_evidence(row, brief=brief))) for row in cited),
        f"{SOURCES_NOTE} {WITHOUT_SOURCE}" if brief else SOURCES_NOTE,
    )
