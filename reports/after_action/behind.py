"""What stands behind the numbers: the inputs with their evidence, and how the same comes out again."""

from collections.abc import Iterator
from importlib.metadata import version

from reports.after_action.facts import Facts
from reports.documents.blocks import Block, Code, Column, Paragraph, Section, Table
from reports.inputs import (
    cited_rows,
    evidence_in_words,
    input_rows,
    inputs_in_words,
    named_inputs,
    sources_in_words,
)
from scenarios.emergency import Emergency
from sim.drill.setup import MODEL


def evidence(facts: Facts) -> Section:
    """Every number that somebody could doubt."""
    return Section("evidence", "Inputs and evidence", tuple(_evidence(facts.state.opened.emergency)))


def _evidence(emergency: Emergency) -> Iterator[Block]:
    inputs = named_inputs([emergency.scenario, emergency.place.campus, *emergency.strategies.values()])
    yield Paragraph(inputs_in_words(inputs.values()))
    yield Table(
        "Inputs of the model",
        (
            Column("What", 0.28),
            Column("How much", 0.34),
            Column("Rests on", 0.20),
            Column("Plausible middle", 0.18),
        ),
        tuple(row for row in input_rows(inputs)),
    )
    cited = cited_rows(inputs)
    if cited:
        yield Table(
            "Rows of evidence that inputs rest on, with their sources",
            (Column("Row", 0.07), Column("What is known", 0.48), Column("Sources", 0.45)),
            tuple((str(row.row), evidence_in_words(row), sources_in_words(row)) for row in cited),
        )


def again(facts: Facts) -> Section:
    """Commands that give the same traces, the same replications and this report."""
    setup = facts.state.setup
    seed = setup.seed if setup else 0
    return Section(
        "again",
        "How this comes out again",
        (
            Paragraph(
                f"Allcall {version('allcall')}, version {MODEL} of the model, seed {seed}. "
                "The journal holds the text of every file that was played."
            ),
            Code(
                f"allcall replay {facts.session}.journal --trace trace.jsonl\nallcall report {facts.session}"
            ),
            Paragraph(
                "What a tabletop exercise can show is limited: a model plays what people would do, by numbers of which many are assumed. "
                "It shows how the plan hangs together, not how this school would perform. It counts time, and nobody's fate."
            ),
        ),
    )
