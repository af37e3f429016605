"""The first page of a comparison in the terminal, from `reports.comparison.brief`: at most 45 lines of 80 columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.comparison.brief import WITHIN, Brief, BriefLine, HeardTable
from reports.comparison.differences import EffectDirection

STYLES: dict[EffectDirection, str] = {"better": "green", "worse": "red", "same": "", "open": "yellow"}
INDENT = (0, 0, 0, 1)
BAR = 30
"""Columns of a bar of 100 emergencies."""


MAX_LINES = 45


def print_comparison(brief: Brief, out: Console) -> None:
    """Prints the page; what it has no room for stands on the full page."""
    for shorter in _shorten(brief):
        with out.capture() as captured:
            _print_page(shorter, out)
        if captured.get().count("\n") <= MAX_LINES:
            break
    _print_page(shorter, out)


def _shorten(brief: Brief) -> Iterator[Brief]:
    """The page with less and less of what is not the answer."""
    yield brief
    for shorter in (
        {"helps": brief.helps[:2]},
        {"helps": brief.helps[:1]},
        {"adverse": brief.adverse[:1]},
        {"levers": brief.levers[:2]},
        {"helps": ()},
        {"beside": brief.beside[:2]},
        {"measure_first": brief.measure_first[:1]},
        {"heard": None},
    ):
        brief = replace(brief, **shorter)
        yield brief


def _print_page(brief: Brief, out: Console) -> None:
    _print_pair(out, brief.title, brief.campus, "bold")
    out.print(brief.compared)
    out.print(brief.run, style="dim")
    for text, style in ((brief.stopped, "bold yellow"), (brief.settings, ""), (brief.warning, "bold")):
        if text:
            out.print(text, style=style)
    out.print()
    out.print(Text.assemble(("ANSWER  ", "bold"), brief.bottom_line))
    out.print()
    _print_chances(out, brief)
    _print_lines(out, brief)
    _print_list(out, "", brief.beside)
    if brief.heard is not None:
        _print_heard(out, brief.heard)
    _print_helps(out, "What else helps, against today", brief.levers, brief.helped_measure)
    _print_helps(out, "Other comparisons", brief.helps, "" if brief.levers else brief.helped_measure)
    _print_sureness(out, brief)
    out.print(Text.assemble(("RESTS ON  ", "bold"), brief.rests_on))
    _print_list(out, "More", brief.more)


def _print_pair(out: Console, left: str, right: str, style: str = "") -> None:
    grid = Table.grid(expand=True)
    grid.add_column(justify="left")
    grid.add_column(justify="right")
    grid.add_row(Text(left, style), right)
    out.print(grid)


def _print_list(out: Console, heading: str, sentences: Sequence[str]) -> None:
    if sentences and heading:
        out.print(Text(heading, "bold"))
    for sentence in sentences:
        out.print(Padding(Text(sentence), INDENT))


def _print_chances(out: Console, brief: Brief) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    shown = [chance for chance in brief.chances if not chance.label.startswith(WITHIN)]
    for lead, chance in zip((f"Of 100 {brief.many}", ""), shown, strict=False):
        bar = "#" * round(chance.part * BAR)
        grid.add_row(Text(lead, "bold"), chance.label, Text(chance.of_100, justify="right"), bar)
    if brief.chances:
        out.print(grid)


WIDTHS = 27, 8, 8, 25, 8
"""Of the columns: 80 with the spaces between them."""


def _print_lines(out: Console, brief: Brief) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    for heading, width in zip(brief.headings, WIDTHS, strict=True):
        justify = "right" if heading in brief.arms else "left"
        table.add_column(heading, width=width, justify=justify)  # type: ignore[arg-type]
    for line in brief.rows:
        _add_line(table, line)
    out.print(table)
    _print_list(out, "", brief.depends)
    if brief.adverse:
        out.print(Text(brief.adverse_heading, "bold"))
        worse = Table.grid(padding=(0, 1, 0, 0))
        for width in (*WIDTHS[:3], WIDTHS[3] + WIDTHS[4] + 1):
            worse.add_column(width=width, justify="right" if width == WIDTHS[1] else "left")
        for line in brief.adverse:
            around = f" ({line.interval})" if line.interval else ""
            worse.add_row(f" {line.name}", line.baseline, line.strategy, f"{line.difference}{around}")
        out.print(worse)
        _print_list(out, "", [line.asks for line in brief.adverse if line.asks])


def _add_line(table: Table, line: BriefLine) -> None:
    difference = Text(line.difference, STYLES[line.direction])
    if line.interval and line.interval != line.difference:
        difference.append(f" ({line.interval})", "")
    table.add_row(line.name, line.baseline, line.strategy, difference, line.matters)


def _print_heard(out: Console, heard: HeardTable) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(f"Of {heard.staff} staff, by")
    for channel in heard.channels:
        table.add_column(channel, justify="right")
    for name, numbers in heard.rows:
        table.add_row(f" {name}", *numbers)
    out.print(table)


def _print_helps(out: Console, heading: str, lines: Sequence[tuple[str, str]], measure: str) -> None:
    if not lines:
        return
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(heading, width=53)
    table.add_column(measure, width=26)
    for named, difference in lines:
        table.add_row(f" {named}", difference)
    out.print(table)


def _print_sureness(out: Console, brief: Brief) -> None:
    if brief.sure:
        out.print(Text.assemble(("HOW SURE  ", "bold"), " ".join(brief.sure)))
    if brief.measure_first:
        table = Table.grid(padding=(0, 2, 0, 1))
        table.add_row(Text("Measure first at your school", "bold"), "assumed", "")
        for name, value, where in brief.measure_first:
            table.add_row(name, value, where)
        out.print(table)
