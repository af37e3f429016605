"""What the commands of both records share: the kept file, what is typed, what is chosen by a name, and a file to write."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import RenderableType
from rich.text import Text

from reports.records.csv_file import as_csv
from reports.records.entering import Entered, enter, taken_out
from reports.records.kept import Kept
from reports.records.rows import Row, record
from reports.records.tables import Column, Held, Table, as_text
from reports.records.workbook import as_workbook
from scenarios.problems import Problem, quote, suggestion
from scenarios.replacing import replace
from tui.pages.layout import part
from tui.places import records_folder
from tui.refusal import Refusal, cannot
from tui.terminal import columns
from tui.today import today

T = TypeVar("T")


def typed(cells: Mapping[str, str], table: Table[Held]) -> tuple[Row, Held]:
    """What was typed on the command line. Raises Problems, which name the options."""

    def wrong(key: str, message: str, hint: str) -> Problem:
        return Problem(
            "allcall", None, None, f"{'' if key in ('site', 'person') else '--'}{key}: {message}", hint
        )

    row = Row(cells, wrong)
    return row, record(row, table)


def entered(kept: Kept[Held], rows: Sequence[tuple[Row, Held]]) -> Entered[Held]:
    """Puts new entries into the kept file. Raises Problems, Refusal."""
    return changed(kept, lambda log: enter(log, rows, today()))


def removed(kept: Kept[Held], number: int) -> Held:
    """Takes an entry out of the kept file. Raises Problems, Refusal where there is none of that number."""
    found = changed(kept, lambda log: taken_out(log, number))
    if found is None:
        raise Refusal(f"there is no {kept.table.one} with the number {number}; the list has the numbers")
    return found


def changed(kept: Kept[Held], change: Callable[[list[Held]], T]) -> T:
    """Does something to the kept entries. Raises Problems, Refusal where the file cannot be written."""
    try:
        with kept.changing() as entries:
            return change(entries)
    except OSError as error:
        raise cannot(error, kept.path, "see that it can be written") from None


def chosen(entries: Iterable[Held], key: str, name: str | None) -> list[Held]:
    """Those of a site or a participant, however the name is capitalised. Raises Refusal where it has none."""
    every = list(entries)
    if name is None:
        return every
    wanted = " ".join(name.split()).casefold()
    found = [entry for entry in every if getattr(entry, key).casefold() == wanted]
    if found:
        return found
    known = sorted({getattr(entry, key) for entry in every})
    hint = suggestion(name, known) or "nothing is written down at all"
    raise Refusal(f"nothing is written down for {quote(name)}; {hint}")


def line(entry: Held, table: Table[Held]) -> str:
    """An entry on one line."""
    values = ((one, getattr(entry, one.key)) for one in table.columns)
    return "  ".join(as_text(value, one.kind) for one, value in values if value != "")


def listed(entries: Iterable[Held], table: Table[Held], key: str) -> Iterator[RenderableType]:
    """Entries by day, for each site or participant a table under its name, however that is capitalised."""
    groups: dict[str, list[Held]] = {}
    for entry in sorted(entries, key=lambda one: (one.date, str(getattr(one, "time", "")), one.id)):
        groups.setdefault(getattr(entry, key).casefold(), []).append(entry)
    for n, name in enumerate(sorted(groups)):
        yield part(getattr(groups[name][0], key), first=n == 0)
        yield _table(groups[name], [one for one in table.columns if one.key != key])


def _table(entries: Iterable[Held], shown: Sequence[Column]) -> RenderableType:
    found = columns(*(one.title for one in shown))
    for column, of in zip(found.columns, shown, strict=True):
        if of.kind in ("count", "hours", "span"):
            column.justify = "right"
        column.no_wrap = of.kind != "text" or of.key == "kind"
        column.overflow = "fold"
    for entry in entries:
        found.add_row(*(Text(as_text(getattr(entry, one.key), one.kind)) for one in shown))
    return found


def exported(file: Path, entries: Sequence[Held], table: Table[Held], header: str) -> int:
    """Writes entries into a .csv or .xlsx file, and never over what is kept. Raises Refusal."""
    if file.resolve().parent == records_folder().resolve():
        raise Refusal(f"{file}: the records themselves are kept in this folder; name a file in another")
    match file.suffix.lower():
        case ".csv":
            content = as_csv(entries, table).encode("utf-8-sig")
        case ".xlsx":
            content = as_workbook(entries, table, header)
        case _:
            raise Refusal(f"{file}: name a file that ends in .csv or .xlsx")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace(file, content)
    except OSError as error:
        raise cannot(error, file, "name a file that can be written") from None
    sys.stdout.write(f"{file}: {counted(len(entries), table)}\n")
    return 0


def counted(number: int, table: Table[Held]) -> str:
    """`1 drill`, `2 drills`."""
    return f"{number} {table.one if number == 1 else table.many}"
