"""The inputs of an emergency and the evidence under them, as every paper shows them."""

from collections.abc import Iterator, Mapping, Sequence

from reports.documents.blocks import Block, Column, Paragraph, Table, with_code
from reports.inputs import (
    MIDDLE,
    RANGES,
    cited_rows,
    cited_sources,
    evidence_in_words,
    input_rows,
    inputs_in_words,
    named_inputs,
    source_in_words,
)
from scenarios.emergency import Emergency
from scenarios.evidence import EvidenceRow
from scenarios.inputs import Input
from sim.used_inputs import used_inputs

BELOW = "Numbers in brackets are those of the sources below."
WITHOUT_SOURCE = (
    "A row that an input rests on and that is not here has no source: what is assumed stands above."
)


def evidence_blocks(
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
    used = used_inputs(emergency, strategies, *days)
    models = [emergency.scenario, emergency.place.campus, *(emergency.strategy(one) for one in strategies)]
    inputs = {name: source for name, source in named_inputs(models).items() if name in used}
    yield Paragraph(
        f"{inputs_in_words(inputs.values())} Numbers of the campus that play no part in this emergency are left out."
    )
    ranges = not brief and any(source.evidence.range is not None for source in inputs.values())
    if ranges:
        yield Paragraph(RANGES)
    yield _inputs(inputs, ranges=ranges)
    cited = [row for row in cited_rows(inputs, formulas) if row.sources or not brief]
    if cited:
        yield _rows(cited, brief=brief)
    found = cited_sources(cited)
    if found:
        yield Table(
            "Sources of the evidence",
            (Column("No.", 0.07), Column("Publisher, title, date where they are known, and address", 0.93)),
            tuple((f"[{source.number}]", source_in_words(source)) for source in found),
        )


def _inputs(inputs: Mapping[str, Input], *, ranges: bool) -> Table:
    columns = [Column("What", 0.28), Column("How much", 0.34), Column("Rests on", 0.20), Column(MIDDLE, 0.18)]
    if not ranges:
        columns = [Column("What", 0.28), Column("How much", 0.50), Column("Rests on", 0.22)]
    rows = (tuple(map(with_code, row))[: len(columns)] for row in input_rows(inputs, brief=not ranges))
    return Table("Inputs of the model", tuple(columns), tuple(rows))


def _rows(cited: Sequence[EvidenceRow], *, brief: bool) -> Table:
    what = "What it rests on" if brief else "What is known, in seconds where no unit is given"
    return Table(
        "Rows of evidence",
        (Column("Row", 0.07), Column(what, 0.93)),
        tuple((str(row.row), with_code(evidence_in_words(row, brief=brief))) for row in cited),
        f"{BELOW} {WITHOUT_SOURCE}" if brief else BELOW,
    )
