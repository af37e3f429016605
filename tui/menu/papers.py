"""Commands for what is written down: reports of exercises, and what became of their improvements."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from tui.menu.app import app


@app.command(sort_key=10)
def report(
    session: str,
    /,
    *,
    format: str = "docx,pdf,html",  # noqa: A002 - the word people type
    out: Annotated[Path, Parameter(allow_leading_hyphen=True)] = Path("allcall-output"),
    edit: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    final: Annotated[tuple[str, str] | None, Parameter(negative="")] = None,
    with_names: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Write the after-action report and improvement plan of an exercise: facts filled in, judgement left as blanks.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    format
        One or several of docx, pdf, html, with commas.
    out
        The folder to write into.
    edit
        A file of what people add. It is made where there is none, and only read where there is one.
    final
        By whom and on which day it was made final: --final "NAME" 2026-11-24. Without, it is a draft. Refused while a
        blank that must be filled is empty.
    with_names
        Name the people who took part. Without, roles stand for them.
    """
    from tui.commands import report as command
    from tui.reporting import Wanted, formats_named

    return command.run(session, Wanted(formats_named(format), out, edit, final, with_names))


@app.command(sort_key=8)
def kit(
    scenario: str,
    /,
    *,
    exercise: str | None = None,
    names: str | None = None,
    out: Annotated[Path, Parameter(allow_leading_hyphen=True)] = Path("allcall-output"),
) -> int:
    """Write the papers for the room: situation manual, facilitator's and evaluators' guides, sign-in sheet, feedback form.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    exercise
        Which exercise on that scenario; by default the shortest.
    names
        A file of your school's own names.
    out
        The folder to write into.
    """
    from tui.commands import kit as command

    return command.run(scenario, exercise, names, out)


@app.command(sort_key=10)
def export(
    session: str,
    /,
    *,
    out: Annotated[Path, Parameter(allow_leading_hyphen=True)] = Path("allcall-output"),
    with_names: Annotated[bool, Parameter(negative="")] = False,
    figures: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
) -> int:
    """Write the data of an exercise: journal and traces as JSON lines and CSV, an event log as XES, the alert as CAP.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    out
        The folder to write into.
    with_names
        With the names of the people who took part. Without, roles stand for them.
    figures
        A folder for the figures of its report, as SVG, PDF and PNG, with their alt texts.
    """
    from tui.commands import export as command

    return command.run(session, out, with_names=with_names, figures=figures)


improvements = App(
    name="improvements", help="List what exercises left to be improved, or mark it done.", sort_key=11
)
app.command(improvements)


@improvements.default
def improvements_list(*, campus: str | None = None) -> int:
    """List what the exercises on this machine left to be improved, and what of it is done.

    Parameters
    ----------
    campus
        Only of exercises on this campus, by its name.
    """
    from tui.commands import improvements as command

    return command.run(campus)


@improvements.command(name="done")
def improvements_done(session: str, improvement: str, /, *, on: str | None = None) -> int:
    """Mark an improvement as done, so that later reports do not carry it over as open.

    Parameters
    ----------
    session
        The exercise that it is from: a name from `allcall sessions`, or a journal file.
    improvement
        Its id, such as improve-1.
    on
        The day it was done; by default today.
    """
    from tui.commands import improvements as command

    return command.run_done(session, improvement, on)


msel = App(
    name="msel",
    help="The master scenario events list of an exercise as an Excel sheet, and back.",
    sort_key=11,
)
app.command(msel)


@msel.command(name="export")
def msel_export(exercise: str, file: Path, /) -> int:
    """Write the injects of an exercise into a workbook, one row an inject.

    Parameters
    ----------
    exercise
        A name from `allcall list`, or a file.
    file
        The .xlsx to write.
    """
    from tui.commands import msel as command

    return command.run_export(exercise, file)


@msel.command(name="import")
def msel_import(
    file: Path, exercise: str, /, *, out: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None
) -> int:
    """Put the injects of a workbook into an exercise file. The rest of the file stays as it is written.

    Parameters
    ----------
    file
        The .xlsx to read.
    exercise
        A file, or a name from `allcall list`; then --out is needed.
    out
        The file to write instead of that one.
    """
    from tui.commands import msel as command

    return command.run_import(file, exercise, out)
