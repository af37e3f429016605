"""A comparison as a page: for each question of the scenario a table that a board member can read, and what it does not say.

Every word and number comes from `reports.findings`; decided here is only where it stands. First the answers, a line or two each; then
the tables behind them. Measures that came out the same in every pair share one sentence, so that a table holds what there is to talk about.
"""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.alone import Alone
from reports.differences import Amount, Leaning
from reports.findings import SURE, Findings, Line, Row
from reports.names import AS_IT_IS, capital

STYLES: dict[Leaning, str] = {"better": "green", "worse": "red", "same": "", "open": "yellow"}
MARGIN = 3


def print_comparison(found: Findings, out: Console) -> None:
    """Prints the page."""
    out.print(found.title, style="bold")
    out.print(found.played)
    if found.stopped:
        out.print(found.stopped, style="bold yellow")
    for remark in found.remarks:
        out.print(remark)
    for warning in dict.fromkeys(row.warning for row in found.rows if row.warning):
        out.print()
        out.print(warning, style="bold red")
    out.print()
    for number, row in enumerate(found.rows, 1):
        out.print(_heading(number, row), style="bold")
        for sentence in (*row.answer, *row.costs):
            out.print(_point(sentence, MARGIN))
    for number, row in enumerate(found.rows, 1):
        out.print()
        out.rule(style="dim")
        out.print(_heading(number, row), style="bold")
        out.print(Padding(Group(*_row(row)), (0, 0, 0, MARGIN)))
    for row in found.others:
        out.print()
        out.print(f"Also compared: {row.compared}", style="bold")
        out.print(Padding(_table(row, row.primary), (0, 0, 0, MARGIN)))
    for one in found.alone:
        out.print(f"{one.says}. Nothing is compared.", style="bold")
        out.print(Padding(_alone(one), (1, 0, 0, MARGIN)))
    _end(found, out)


def _heading(number: int, row: Row) -> str:
    """The row in the words of the scenario; a day with something broken that they do not name is added."""
    said = row.says or row.compared
    words = set(said.lower().split())
    unsaid = [day for day in row.day.split(", ") if day != AS_IT_IS and not set(day.lower().split()) <= words]
    return f"{number}. {capital(said)}" + (f" ({', '.join(unsaid)})" if unsaid else "")


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
    yield Text()
    yield _table(row, [line for line in row.lines if line.primary or not _is_as_before(line)])
    yield from _as_before(row)
    if row.under_table:
        yield Text(f"\n{row.under_table}", "dim")
    yield Text()
    for line in row.primary:
        yield from _primary(line)
    for sentence in filter(None, (row.exposure, *row.cautions)):
        yield Text(sentence)


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


def _is_as_before(line: Line) -> bool:
    """Whether there is nothing to tell of a measure but that it did not change, or hardly; nor how often it was reached."""
    if line.without.missed != line.with_.missed:
        return False
    return line.leaning == "same" or line.difference.startswith("about")


def _as_before(row: Row) -> Iterator[Text]:
    """The measures that stand in no table."""
    others = [line for line in row.lines if not line.primary and _is_as_before(line)]
    for said, is_same in (("The same in every pair", True), ("About the same", False)):
        named = [
            f"{line.name} ({line.without.in_a_sentence})"
            for line in others
            if (line.leaning == "same") == is_same
        ]
        if named:
            yield Text(f"\n{said}: {', '.join(named)}.")


def _primary(line: Line) -> Iterator[RenderableType]:
    """What is said about one of the measures that the verdict is about."""
    yield Text.assemble((f"{capital(line.name)}: ", "bold"), (line.verdict, STYLES[line.leaning]))
    shares = f"{line.of}: {line.better} better, {line.same} the same, {line.worse} worse"
    yield _point(f"{shares}; {line.worst}" if line.worst else shares)
    if line.slowest:
        yield _point(line.slowest)
    if line.inputs:
        yield _point(f"if what nobody has measured is otherwise: {line.inputs}")


def _alone(one: Alone) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for heading in ("", "Mean", "Median", "90 % within", "Not reached in"):
        table.add_column(heading)
    for line in one.lines:
        table.add_row(capital(line.name), line.mean, line.p50, line.p90, line.missed)
    return table


def _point(sentence: str, indent: int = 2) -> Padding:
    """A sentence behind a dash, its further lines under the first."""
    point = Table.grid(padding=(0, 1, 0, 0))
    point.add_row("-", Text(capital(sentence)))
    return Padding(point, (0, 0, 0, indent))
