"""A comparison in full in the terminal (`--full`): the answers in a line or two each, then the tables behind them.

Every word and number comes from `reports.comparison.findings`. Unaffected measures share one sentence, so that a table holds only changes.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.comparison.differences import Amount, EffectDirection
from reports.comparison.findings import INTERVAL_NOTE, FindingLine, FindingRow, Findings, SingleArm
from reports.text.terms import NO_CONDITIONS_LABEL, capitalize_first

STYLES: dict[EffectDirection, str] = {"better": "green", "worse": "red", "same": "", "open": "yellow"}
MARGIN = 3


def print_full_comparison(findings: Findings, out: Console) -> None:
    """Prints the page."""
    out.print(findings.title, style="bold")
    out.print(findings.run_description)
    if findings.stop_description:
        out.print(findings.stop_description, style="bold yellow")
    for remark in findings.remarks:
        out.print(remark)
    for warning in dict.fromkeys(row.warning for row in findings.rows if row.warning):
        out.print()
        out.print(warning, style="bold red")
    out.print()
    for number, row in enumerate(findings.rows, 1):
        out.print(_format_heading(number, row), style="bold")
        for sentence in (*row.summary_statements, *row.adverse_effects):
            out.print(_bullet(sentence, MARGIN))
    for number, row in enumerate(findings.rows, 1):
        out.print()
        out.rule(style="dim")
        out.print(_format_heading(number, row), style="bold")
        out.print(Padding(Group(*_row(row)), (0, 0, 0, MARGIN)))
    for row in findings.others:
        out.print()
        out.print(f"Also compared: {row.compared}", style="bold")
        out.print(Padding(_table(row, row.primary_lines), (0, 0, 0, MARGIN)))
        for sentence in row.adverse_effects:
            out.print(_bullet(sentence, MARGIN))
    for one in findings.single_arms:
        out.print(f"{one.question}, with no comparison.", style="bold")
        out.print(Padding(_alone(one), (1, 0, 0, MARGIN)))
    _print_end(findings, out)


def _format_heading(number: int, row: FindingRow) -> str:
    said = row.question or row.compared
    words = set(said.lower().split())
    unsaid = [
        day
        for day in row.day.split(", ")
        if day != NO_CONDITIONS_LABEL and not set(day.lower().split()) <= words
    ]
    return f"{number}. {capitalize_first(said)}" + (f" ({', '.join(unsaid)})" if unsaid else "")


def _print_end(findings: Findings, out: Console) -> None:
    for sentence in (*findings.first_reports, findings.assumed):
        out.print()
        out.print(sentence)
    out.print()
    for note in findings.notes:
        out.print(note, style="dim")


def _row(row: FindingRow) -> Iterator[RenderableType]:
    if row.question:
        yield Text(row.compared)
    yield Text()
    yield _table(row, [line for line in row.lines if line.is_primary or not _is_unchanged(line)])
    yield from _render_unchanged(row)
    if row.table_note:
        yield Text(f"\n{row.table_note}", "dim")
    yield Text()
    for line in row.primary_lines:
        yield from _render_primary(line)
    for sentence in filter(None, (row.exposure, *row.cautions)):
        yield Text(sentence)


def _table(row: FindingRow, lines: Sequence[FindingLine]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False, expand=True)
    table.add_column("", ratio=22, overflow="fold")
    table.add_column(capitalize_first(row.without), ratio=13)
    table.add_column(capitalize_first(row.with_), ratio=13)
    table.add_column(f"Difference ({INTERVAL_NOTE})", ratio=17)
    table.add_column("Distribution", ratio=17)
    for line in lines:
        style = "bold" if line.is_primary else ""
        table.add_row(
            Text(capitalize_first(line.name), style),
            _format_amount(line.without),
            _format_amount(line.with_),
            _format_difference(line),
            line.distribution,
        )
    return table


def _format_difference(line: FindingLine) -> Text:
    interval = f"\n({line.interval})" if line.interval and line.interval != line.difference else ""
    return Text.assemble((line.difference, STYLES[line.direction]), interval)


def _format_amount(amount: Amount) -> str:
    return f"{amount.text}\n{amount.not_reached}" if amount.not_reached else amount.text


def _is_unchanged(line: FindingLine) -> bool:
    if line.without.not_reached != line.with_.not_reached or not line.is_compared:
        return False
    return line.direction == "same" or line.is_about_zero


def _render_unchanged(row: FindingRow) -> Iterator[Text]:
    others = [line for line in row.lines if not line.is_primary and _is_unchanged(line)]
    for said, is_same in (("Unaffected", True), ("About the same", False)):
        named = [
            f"{line.name} ({line.without.as_sentence})"
            for line in others
            if (line.direction == "same") == is_same
        ]
        if named:
            yield Text(f"\n{said}: {', '.join(named)}.")


def _render_primary(line: FindingLine) -> Iterator[RenderableType]:
    yield Text.assemble((f"{capitalize_first(line.name)}: ", "bold"), (line.verdict, STYLES[line.direction]))
    yield _bullet(line.shares)
    if line.slowest:
        yield _bullet(line.slowest)
    if line.inputs:
        yield _bullet(f"sensitivity to assumptions: {line.inputs}")
    if line.joint:
        yield _bullet(line.joint)


def _alone(one: SingleArm) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for heading in ("", "Mean", "Median", "90th percentile", "Not achieved"):
        table.add_column(heading)
    for line in one.lines:
        table.add_row(capitalize_first(line.name), line.mean, line.p50, line.p90, line.not_reached)
    return table


def _bullet(sentence: str, indent: int = 2) -> Padding:
    point = Table.grid(padding=(0, 1, 0, 0))
    point.add_row("-", Text(capitalize_first(sentence)))
    return Padding(point, (0, 0, 0, indent))
