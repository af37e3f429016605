"""Answers first, then the tables behind them."""

from collections.abc import Iterator, Mapping, Sequence

from reports.alone import Alone
from reports.documents.blocks import Block, Bullets, Cell, Column, Heading, Paragraph, Picture, Run, Table
from reports.findings import SURE, Findings, Line, Row
from reports.names import capital
from reports.survival import WORTH, shows_survival

FIGURES = {
    "aware": "How many of the staff know, from the beginning on:",
    "protected": "How many people are protected, from the beginning on:",
    "shocked": "In how many emergencies a shock has been given, from the beginning on:",
    "forest": "How much sooner or later each of the primary measures is, with how sure that is and how far the inputs move it:",
    "chain": "What waits for what, from recognising the emergency to the last that is reached:",
}
"""Figures of all questions together, and the words that lead to each."""
TOGETHER = "All questions in one view"


def answers(found: Findings) -> tuple[Block, ...]:
    """For each question a sentence a measure, and in the same breath what is worse."""
    blocks: list[Block] = [Paragraph((Run(warning, "strong"),)) for warning in _warnings(found)]
    for row in found.rows:
        blocks.append(Heading(capital(row.says or row.compared)))
        blocks.append(Bullets(tuple(map(capital, (*row.answer, *row.costs)))))
    blocks += [Paragraph(f"{one.says}. Nothing is compared.") for one in found.alone]
    return tuple(blocks)


def _warnings(found: Findings) -> list[str]:
    return list(dict.fromkeys(row.warning for row in found.rows if row.warning))


def results(found: Findings, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """Figures of all questions together under a title of their own, each behind its words; then row by row all measures."""
    shown = [name for name in FIGURES if name in pictures]
    if shown:
        yield Heading(TOGETHER)
    for name in shown:
        yield Paragraph(FIGURES[name])
        yield pictures[name]
    for row in found.rows:
        yield Heading(capital(row.says or row.compared))
        yield from _row(row)
    for row in found.others:
        yield Heading(row.compared.removesuffix("."))
        yield _table(row, row.primary)
    for one in found.alone:
        yield Heading(one.says)
        yield _alone(one)


def _row(row: Row) -> Iterator[Block]:
    if row.says:
        yield Paragraph(row.compared)
    yield _table(row, row.lines, row.cautions)
    for line in row.primary:
        yield Paragraph((Run(f"{capital(line.name)}: ", "strong"), line.verdict))
        yield Bullets(tuple(map(capital, _details(line))))
    if bought := next((line for line in row.primary if line.pairing), None):
        yield Paragraph(
            "Why the same luck under all strategies: with luck of its own under each, to be as sure of "
            f"{bought.name} would have taken {bought.pairing} times as many emergencies."
        )
    if row.exposure:
        yield Paragraph(row.exposure)


def _details(line: Line) -> Iterator[str]:
    """How many pairs went which way, how bad the bad ones were, and how far the inputs move it."""
    shares = f"{line.of}: {line.better} better, {line.same} the same, {line.worse} worse"
    yield f"{shares}; {line.worst}" if line.worst else shares
    if line.slowest:
        yield line.slowest
    if line.inputs:
        yield f"if what nobody has measured is otherwise: {line.inputs}"


def _table(row: Row, lines: Sequence[Line], cautions: Sequence[str] = ()) -> Table:
    columns = (
        Column("", 0.26), Column(capital(row.without), 0.17), Column(capital(row.with_), 0.17),
        Column("Difference", 0.18), Column(SURE, 0.22),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            (Run(capital(line.name), "strong" if line.primary else ""),),
            line.without.in_a_sentence,
            line.with_.in_a_sentence,
            line.difference,
            line.interval,
        )
        for line in lines
    ]
    return Table(
        f"{capital(row.with_)} and {row.without}: {row.day}",
        columns,
        tuple(rows),
        " ".join(
            filter(
                None, ("Primary measures in bold; all others are exploratory.", row.under_table, *cautions)
            )
        ),
    )


def _alone(one: Alone) -> Table:
    heads = ("Mean", "Median", "90 % within", "Not reached in")
    columns = (Column("", 0.36), *(Column(head, 0.16, "right") for head in heads))
    rows = tuple((capital(line.name), line.mean, line.p50, line.p90, line.missed) for line in one.lines)
    note = WORTH if shows_survival(line.measure for line in one.lines) else ""
    return Table(f"{capital(one.label)}, played alone", columns, rows, note)
