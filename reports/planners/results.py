"""Answers first, then the tables behind them."""

from collections.abc import Iterator, Mapping, Sequence

from reports.alone import SingleArm
from reports.documents.blocks import Block, Bullets, Cell, Column, Heading, Paragraph, Picture, Run, Table
from reports.findings import INTERVAL_NOTE, Findings, FindingLine, FindingRow
from reports.names import capitalize_first
from reports.survival import MIN_WASTE, has_survival

FIGURES = {
    "aware": "How many of the staff know, from the beginning on:",
    "protected": "How many people are protected, from the beginning on:",
    "shocked": "In how many emergencies a shock has been given, from the beginning on:",
    "forest": "How much sooner or later each of the primary measures is, with how sure that is and how far the inputs move it:",
    "chain": "What waits for what, from recognising the emergency to the last that is reached:",
}
"""Figures of all questions together, and the words that lead to each."""
OVERVIEW_TITLE = "All questions in one view"


def build_answers(findings: Findings) -> tuple[Block, ...]:
    """For each question a sentence a measure, and in the same breath what is worse."""
    blocks: list[Block] = [Paragraph((Run(warning, "strong"),)) for warning in _list_warnings(findings)]
    for row in findings.rows:
        blocks.append(Heading(capitalize_first(row.question or row.compared)))
        blocks.append(Bullets(tuple(map(capitalize_first, (*row.summary_statements, *row.adverse_effects)))))
    blocks += [Paragraph(f"{one.question}. Nothing is compared.") for one in findings.single_arms]
    return tuple(blocks)


def _list_warnings(findings: Findings) -> list[str]:
    return list(dict.fromkeys(row.warning for row in findings.rows if row.warning))


def build_results(findings: Findings, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """Figures of all questions together under a title of their own, each behind its words; then row by row all measures."""
    shown = [name for name in FIGURES if name in pictures]
    if shown:
        yield Heading(OVERVIEW_TITLE)
    for name in shown:
        yield Paragraph(FIGURES[name])
        yield pictures[name]
    for row in findings.rows:
        yield Heading(capitalize_first(row.question or row.compared))
        yield from _build_row(row)
    for row in findings.others:
        yield Heading(row.compared.removesuffix("."))
        yield _build_table(row, row.primary_lines)
    for one in findings.single_arms:
        yield Heading(one.question)
        yield _build_single_arm_table(one)


def _build_row(row: FindingRow) -> Iterator[Block]:
    if row.question:
        yield Paragraph(row.compared)
    yield _build_table(row, row.lines, row.cautions)
    for line in row.primary_lines:
        yield Paragraph((Run(f"{capitalize_first(line.name)}: ", "strong"), line.verdict))
        yield Bullets(tuple(map(capitalize_first, _describe_details(line))))
    if bought := next((line for line in row.primary_lines if line.pairing), None):
        yield Paragraph(
            "Why the same luck under all strategies: with luck of its own under each, to be as sure of "
            f"{bought.name} would have taken {bought.pairing} times as many emergencies."
        )
    if row.exposure:
        yield Paragraph(row.exposure)


def _describe_details(line: FindingLine) -> Iterator[str]:
    """How many pairs went which way, how bad the bad ones were, and how far the inputs move it."""
    shares = f"{line.percentages}: {line.better} better, {line.same} the same, {line.worse} worse"
    yield f"{shares}; {line.worst}" if line.worst else shares
    if line.slowest:
        yield line.slowest
    if line.inputs:
        yield f"if what nobody has measured is otherwise: {line.inputs}"


def _build_table(row: FindingRow, lines: Sequence[FindingLine], cautions: Sequence[str] = ()) -> Table:
    columns = (
        Column("", 0.26), Column(capitalize_first(row.without), 0.17), Column(capitalize_first(row.with_), 0.17),
        Column("Difference", 0.18), Column(INTERVAL_NOTE, 0.22),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            (Run(capitalize_first(line.name), "strong" if line.is_primary else ""),),
            line.without.as_sentence,
            line.with_.as_sentence,
            line.difference,
            line.interval,
        )
        for line in lines
    ]
    return Table(
        f"{capitalize_first(row.with_)} and {row.without}: {row.day}",
        columns,
        tuple(rows),
        " ".join(
            filter(
                None, ("Primary measures in bold; all others are exploratory.", row.table_note, *cautions)
            )
        ),
    )


def _build_single_arm_table(one: SingleArm) -> Table:
    heads = ("Mean", "Median", "90 % within", "Not reached in")
    columns = (Column("", 0.36), *(Column(head, 0.16, "right") for head in heads))
    rows = tuple((capitalize_first(line.name), line.mean, line.p50, line.p90, line.not_reached) for line in one.lines)
    note = MIN_WASTE if has_survival(line.measure for line in one.lines) else ""
    return Table(f"{capitalize_first(one.label)}, played alone", columns, rows, note)
