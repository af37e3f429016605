"""The first page of a comparison in the terminal, from `reports.comparison.brief`: at most 45 lines of 80 columns."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.comparison.brief import Brief, BriefLine
from reports.comparison.differences import EffectDirection

STYLES: dict[EffectDirection, str] = {"better": "green", "worse": "red", "same": "", "open": "yellow"}
INDENT = (0, 0, 0, 1)


def print_comparison(brief: Brief, out: Console) -> None:
    """Prints the page."""
    _print_pair(out, brief.title, brief.campus, "bold")
    _print_pair(out, "", brief.run)
    for text, style in (
        (brief.compared, ""),
        (brief.stopped, "bold yellow"),
        (brief.settings, ""),
        (brief.warning, "bold"),
    ):
        if text:
            out.print(text, style=style)
    out.print()
    out.print(Text.assemble(("BOTTOM LINE  ", "bold"), brief.bottom_line))
    out.print()
    out.print(_build_table(brief.lines))
    out.print(brief.table_note, style="dim")
    _print_list(out, "Adverse effects", brief.adverse)
    _print_list(out, "Sensitivity to assumptions", brief.sensitivity)
    if brief.others:
        _print_others(out, brief)
    _print_list(out, "Key assumptions", brief.assumptions)
    out.print(Text.assemble(("Not answered  ", "bold"), brief.not_answered))
    out.print(Text("More", "bold"))
    for command in brief.more:
        out.print(Padding(Text(command), INDENT))


def _print_pair(out: Console, left: str, right: str, style: str = "") -> None:
    grid = Table.grid(expand=True)
    grid.add_column(justify="left")
    grid.add_column(justify="right")
    grid.add_row(Text(left, style), right)
    out.print(grid)


def _print_list(out: Console, heading: str, sentences: tuple[str, ...]) -> None:
    if sentences:
        out.print(Text(heading, "bold"))
        for sentence in sentences:
            out.print(Padding(Text(sentence), INDENT))


def _print_others(out: Console, brief: Brief) -> None:
    table = Table(box=None, padding=(0, 2, 0, 1), header_style="bold", pad_edge=False, expand=True)
    table.add_column("Other comparisons", ratio=3)
    table.add_column(brief.other_measure, ratio=1)
    for named, difference in brief.others:
        table.add_row(named, difference)
    out.print(table)


COLUMNS = (
    ("", 18),
    ("Without", 7),
    ("With", 7),
    ("Difference (95% CI)", 20),
    ("Median diff.", 10),
    ("90th pct.", 13),
)
"""Headings and widths: 80 columns with the spaces between them."""


def _build_table(lines: tuple[BriefLine, ...]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    for heading, width in COLUMNS:
        table.add_column(heading, width=width, justify="right" if heading in ("Without", "With") else "left")
    for line in lines:
        difference = Text(line.difference, STYLES[line.direction])
        if line.interval and line.interval != line.difference:
            difference.append(f"\n({line.interval})", "")
        table.add_row(line.name, line.without, line.with_, difference, line.median, line.slowest)
    return table
