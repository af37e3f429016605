"""`allcall annexes`: the annexes of the emergency operations plan that exercises have put to work, with gaps and dates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.commands.experiments import print_result
from tui.commands.options import JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from sim.exercise.plan_annexes import AnnexCoverage, AnnexUse


def annexes(*, campus: str | None = None, json: JsonOption = None) -> int:
    """Prints the table. Returns 0.

    Parameters
    ----------
    campus
        Only exercises on this campus, by its name.
    json
        Write the table as JSON to this file; - for standard output.
    """
    from sim.exercise.plan_annexes import cover_annexes
    from tui.terminal.console import find_sessions_folder

    uses, left_out = find_uses(find_sessions_folder(), campus)
    covered = cover_annexes(uses)
    record = {"campus": campus, "annexes": [one.to_json() for one in covered], "left_out": left_out}
    print_result(record, json, lambda console: print_annexes(covered, campus, left_out, console))
    return 0


def find_uses(folder: "Path", campus: str | None) -> "tuple[list[AnnexUse], list[str]]":
    """Those of all exercises in a folder, and a line for each session that cannot be read."""
    from sim.exercise.journal import JournalError, JournalInUse
    from sim.exercise.plan_annexes import read_annex_uses
    from sim.exercise.sessions import list_journals, strip_path

    found: list[AnnexUse] = []
    left_out: list[str] = []
    for path in list_journals(folder):
        try:
            found += read_annex_uses(path, campus)
        except JournalInUse:
            left_out.append(f"{path.stem} is open in another terminal and is left out")
        except JournalError as error:
            left_out.append(f"{path.stem} is left out; it {strip_path(str(error), path)}")
    return found, left_out


def print_annexes(
    covered: "Sequence[AnnexCoverage]", campus: str | None, left_out: Sequence[str], console: "Console"
) -> None:
    """The annexes that were exercised, the latest first, then those that were not."""
    from rich.table import Table

    from reports.text.formatting import format_count
    from reports.text.terms import capitalize_first

    exercised = sorted((one for one in covered if one.uses), key=lambda one: one.last_day, reverse=True)
    place = campus or "this machine"
    console.print(f"Emergency operations plan: annexes exercised on {place}", markup=False)
    if exercised:
        table = Table(box=None, pad_edge=False)
        for title in ("Annex", "Last exercised", "In", "Ratings, latest first"):
            table.add_column(title)
        for one in exercised:
            ratings = ", ".join(grade for use in one.uses for grade in use.ratings) or "none"
            table.add_row(
                capitalize_first(one.annex), one.last_day, format_count(len(one.uses), "exercise"), ratings
            )
        console.print(table)
    gaps = [one.annex for one in covered if not one.uses]
    if gaps:
        console.print(f"Not exercised: {'; '.join(gaps)}.", markup=False)
    console.print(
        "Counted are exercises that people took part in; scripts and rehearsals are not.", markup=False
    )
    for line in left_out:
        console.print(line, markup=False)
