"""`allcall annexes`: the annexes of the emergency operations plan that exercises have put to work, with gaps and dates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.commands.documents import read_each_session
from tui.commands.experiments import print_result
from tui.commands.options import JsonOption

if TYPE_CHECKING:
    from rich.console import Console

    from sim.exercise.plan_annexes import AnnexCoverage


def annexes(*, campus: str | None = None, json: JsonOption = None) -> int:
    """Prints the table. Returns 0.

    Parameters
    ----------
    campus
        Only exercises on this campus, by its name.
    json
        Write the table as JSON to this file; - for standard output.
    """
    from sim.exercise.plan_annexes import cover_annexes, read_annex_uses
    from tui.terminal.console import find_sessions_folder

    uses, left_out = read_each_session(
        find_sessions_folder(), lambda path: read_annex_uses(path, campus), "its annexes are"
    )
    covered = cover_annexes(uses)
    record = {"campus": campus, "annexes": [one.to_json() for one in covered], "left_out": left_out}
    print_result(record, json, lambda console: print_annexes(covered, campus, left_out, console))
    return 0


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
            table.add_row(capitalize_first(one.annex), one.last_day, format_count(len(one.uses), "exercise"), ratings)
        console.print(table)
    gaps = [one.annex for one in covered if not one.uses]
    if gaps:
        console.print(f"Not exercised: {'; '.join(gaps)}.", markup=False)
    console.print("Counted are exercises that people took part in; scripts and rehearsals are not.", markup=False)
    for line in left_out:
        console.print(line, markup=False)
