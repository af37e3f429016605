"""The inputs of an emergency and the evidence under them, as every paper shows them."""

from collections.abc import Iterator, Sequence

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
from sim.used_inputs import used_inputs


def evidence_blocks(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> Iterator[Block]:
    """Tables of all that somebody could doubt, the rows of evidence that it cites and their sources; of what is made use of alone."""
    used = used_inputs(emergency, strategies, *days)
    models = [emergency.scenario, emergency.place.campus, *(emergency.strategies[one] for one in strategies)]
    inputs = {name: source for name, source in named_inputs(models).items() if name in used}
    yield Paragraph(
        f"{inputs_in_words(inputs.values())} Numbers of the campus that play no part in this emergency are left out."
    )
    if any(source.evidence.range is not None for source in inputs.values()):
        yield Paragraph(RANGES)
    yield Table(
        "Inputs of the model",
        (
            Column("What", 0.28),
            Column("How much", 0.34),
            Column("Rests on", 0.20),
            Column(MIDDLE, 0.18),
        ),
        tuple(tuple(map(with_code, row)) for row in input_rows(inputs)),
    )
    cited = cited_rows(inputs)
    if cited:
        yield Table(
            "Rows of evidence that inputs rest on",
            (Column("Row", 0.07), Column("What is known, in seconds where no unit is given", 0.93)),
            tuple((str(row.row), with_code(evidence_in_words(row))) for row in cited),
            note="Numbers in brackets are those of the sources below.",
        )
    found = cited_sources(cited)
    if found:
        yield Table(
            "Sources of the evidence",
            (Column("No.", 0.07), Column("Publisher, title, date where they are known, and address", 0.93)),
            tuple((f"[{source.number}]", source_in_words(source)) for source in found),
        )
