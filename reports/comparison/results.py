"""All results of a comparison as blocks of a document: `allcall compare --full` prints them, annexes of the planner's report have them.

Every word and number comes from `reports.comparison.findings`. Unaffected measures share one sentence, so that a table holds only changes.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console

from reports.comparison.findings import INTERVAL_NOTE, FindingLine, FindingRow, Findings
from reports.comparison.period_table import PERIODS
from reports.comparison.structure_table import STRUCTURES
from reports.documents.model import Block, Bullets, Cell, Column, Heading, Paragraph, Run, Table, parse_code
from reports.documents.terminal_writer import rendered
from reports.text.terms import capitalize_first

STRUCTURE_COLUMNS = Column("Assumed", 0.45), Column("Difference", 0.25), Column("Matters in", 0.3)

PERIOD_COLUMNS = (
    Column("Compared", 0.3), Column("Period", 0.2), Column("Before", 0.1), Column("With", 0.1),
    Column("Difference (95% CI)", 0.2), Column("Matters", 0.1),
)  # fmt: skip


def print_full_comparison(findings: Findings, out: Console) -> None:
    """Prints the page of `--full`, with an empty line around each table."""
    title, notes = Paragraph((Run(findings.title, "strong"),)), (Heading("Notes"), Bullets(findings.notes))
    for block in (title, *map(Paragraph, map(parse_code, findings.run)), *build_results(findings), *notes):
        around = "\n" if isinstance(block, Table) else ""
        out.print(around, rendered(block), around, sep="", end="" if around else "\n")


def build_results(findings: Findings) -> Iterator[Block]:
    """Every row with its measures, verdicts and adverse effects; each arm, where nothing is compared."""
    for warning in dict.fromkeys(row.warning for row in findings.rows if row.warning):
        yield Paragraph((Run(warning, "strong"),))
    for number, row in enumerate(findings.rows, 1):
        yield Heading(f"{number}. {capitalize_first(row.question or row.compared).removesuffix('.')}")
        yield from _build_row(row)
    for row in findings.others:
        yield Heading(f"Also compared: {row.compared.removesuffix('.')}")
        yield _build_table(row, row.primary_lines)
        yield from _list_effects(row)
    if findings.structures:
        yield Table(STRUCTURES, STRUCTURE_COLUMNS, findings.structures)
    if findings.periods:
        yield Table(PERIODS, PERIOD_COLUMNS, findings.periods)
    yield from findings.single_arms


def _build_row(row: FindingRow) -> Iterator[Block]:
    if row.question:
        yield Paragraph(row.compared)
    changed = [line for line in row.lines if line.is_primary or not _is_unchanged(line)]
    yield _build_table(row, changed, row.cautions)
    yield from map(Paragraph, _describe_unchanged(row))
    for line in row.primary_lines:
        yield Paragraph((Run(f"{capitalize_first(line.name)}:", "strong"), f" {line.verdict}"))
        yield Bullets(tuple(map(capitalize_first, _describe_details(line))))
    if bought := next((line for line in row.primary_lines if line.pairing), None):
        yield Paragraph(
            f"Common random numbers: independent runs would need {bought.pairing} times as many replications for the same "
            f"precision in {bought.name}."
        )
    yield from _list_effects(row)


def _list_effects(row: FindingRow) -> Iterator[Block]:
    if row.adverse_effects:
        yield Paragraph((Run("Adverse effects:", "strong"),))
        yield Bullets(row.adverse_effects)
    if row.exposure:
        yield Paragraph(row.exposure)


def _describe_details(line: FindingLine) -> Iterator[str]:
    inputs = f"sensitivity to assumptions: {line.inputs}" if line.inputs else ""
    slowest = f"90th percentile without / with: {line.slowest}" if line.slowest else ""
    yield from filter(None, (line.shares, slowest, inputs, line.joint))


def _is_unchanged(line: FindingLine) -> bool:
    if line.without.not_reached != line.with_.not_reached or not line.is_compared:
        return False
    return line.direction == "same" or line.is_about_zero


def _describe_unchanged(row: FindingRow) -> Iterator[str]:
    others = [line for line in row.lines if not line.is_primary and _is_unchanged(line)]
    for said, is_same in (("Unaffected", True), ("About the same", False)):
        named = [
            f"{line.name} ({line.without.as_sentence})" for line in others if (line.direction == "same") == is_same
        ]
        if named:
            yield f"{said}: {', '.join(named)}."


def _build_table(row: FindingRow, lines: Sequence[FindingLine], cautions: Sequence[str] = ()) -> Table:
    columns = (
        Column("", 0.24), Column(capitalize_first(row.without), 0.16), Column(capitalize_first(row.with_), 0.16),
        Column(f"Difference ({INTERVAL_NOTE})", 0.22), Column("Distribution", 0.22),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            (Run(capitalize_first(line.name), "strong" if line.is_primary else ""),),
            line.without.as_sentence,
            line.with_.as_sentence,
            line.full_difference,
            line.distribution,
        )
        for line in lines
    ]
    caption = f"{capitalize_first(row.with_)} and {row.without}: {row.day}"
    return Table(caption, columns, tuple(rows), " ".join(filter(None, (row.table_note, *cautions))))
