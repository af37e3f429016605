"""A comparison as a page: for each question of the scenario a table that a board member can read, and what it does not say.

Every word and number comes from `reports.findings`; decided here is only where it stands. First the answers, a line or two each; then
the tables behind them. Measures that came out the same in every pair share one sentence, so that a table holds what there is to talk about.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.findings import SURE, Amount, Findings, Leaning, Line, Row
from reports.names import AS_IT_IS, capital

STYLES: dict[Leaning, str] = {"better": "green", "worse": "red", "same": "", "open": "yellow"}
MARGIN = 3


def print_comparison(found: Findings, out: Console) -> None:
    """Prints the page."""
    out.print(found.title, style="bold")
    out.print(found.played)
    if found.stopped:
        out.print(found.stopped, style="bold yellow")
    out.print()
    for number, row in enumerate(found.rows, 1):
        out.print(_heading(number, row), style="bold")
        out.print(Padding(row.answer, (0, 0, 0, MARGIN)))
    for number, row in enumerate(found.rows, 1):
        out.print()
        out.rule(style="dim")
        out.print(_heading(number, row), style="bold")
        out.print(Padding(Group(*_row(row)), (0, 0, 0, MARGIN)))
    for row in found.others:
        out.print()
        out.print(f"Also compared: {row.compared}", style="bold")
        out.print(Padding(_table(row, row.primary), (0, 0, 0, MARGIN)))
    _end(found, out)


def _heading(number: int, row: Row) -> str:
    """The row in the words of the scenario; a day with something broken that they do not name is added."""
    said = row.says or row.compared
    unsaid = row.day != AS_IT_IS and not set(row.day.lower().split()) <= set(said.lower().split())
    return f"{number}. {capital(said)}{f' ({row.day})' if unsaid else ''}"


def _end(found: Findings, out: Console) -> None:
    for sentence in (*found.first_reports, found.assumed):
        out.print()
        out.print(sentence)
    out.print()
    for note in found.notes:
        out.print(note, style="dim")


def _row(row: Row) -> Iterator[RenderableType]:
    """Everything that is said about one comparison."""
    if row.says:
        yield Text(row.compared)
    if row.warning:
        yield Text(row.warning, style="bold red")
    differ = [line for line in row.lines if line.primary or line.leaning != "same"]
    yield Text()
    yield _table(row, differ)
    yield from _same(row)
    yield Text()
    for line in row.primary:
        yield from _primary(line)
    for sentence in (*row.tail, row.exposure):
        if sentence:
            yield _point(sentence)


def _table(row: Row, lines: Sequence[Line]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False, expand=True)
    table.add_column("", ratio=22, overflow="fold")
    table.add_column(capital(row.without), ratio=13)
    table.add_column(capital(row.with_), ratio=13)
    table.add_column("Difference", ratio=14)
    table.add_column(SURE, ratio=18)
    for line in lines:
        style = "bold" if line.primary else ""
        table.add_row(
            Text(capital(line.name), style),
            _amount(line.without),
            _amount(line.with_),
            Text(line.difference, STYLES[line.leaning]),
            line.interval,
        )
    return table


def _amount(amount: Amount) -> str:
    return f"{amount.text}\n{amount.missed}" if amount.missed else amount.text


def _same(row: Row) -> Iterator[Text]:
    """Measures of which there is nothing to tell but that they did not change."""
    same = [line for line in row.lines if not line.primary and line.leaning == "same"]
    if same:
        named = ", ".join(f"{line.name} ({line.without.text})" for line in same)
        yield Text(f"\nThe same in every pair: {named}.")


def _primary(line: Line) -> Iterator[RenderableType]:
    """What is said about one of the measures that the verdict is about."""
    yield Text.assemble((f"{capital(line.name)}: ", "bold"), (line.verdict, STYLES[line.leaning]))
    yield _point(
        f"of 100 identical emergencies: {line.better} better, {line.same} the same, {line.worse} worse"
    )
    if line.inputs:
        yield _point(f"if what nobody has measured is otherwise: {line.inputs}")


def _point(sentence: str) -> Padding:
    return Padding(capital(sentence), (0, 0, 0, 2))
