"""Which commands and options there are, and how a mistake in one is answered.

Each command here is only its signature and its help; what it does stands in a file of its own under `tui/commands/`, imported when the
command is played, so that `allcall --help` does not wait for numpy or pydantic. A mistake is one line on standard error that names the
word, and, for a problem of a file, the place in it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter, validators
from cyclopts.exceptions import UnusedCliTokensError

from tui.commands.options import Comparing
from tui.refusal import Refusal

BAD_INPUT = 2
Kind = Literal["scenario", "campus", "strategy", "exercise", "script", "names"]


def _version() -> str:
    from importlib.metadata import version

    return f"allcall {version('allcall')}"


app = App(
    name="allcall",
    help="How much sooner do the right people act when every member of staff is told at the same moment as 911?"
    " Alone, allcall opens the library of tabletop exercises.",
    version=_version,
    help_format="plaintext",
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # what a Ctrl-C means is said in tui.cli
)


@app.command(name="list", sort_key=1)
def list_() -> int:
    """List the scenarios, campuses, strategies and exercises that come with Allcall."""
    from tui.commands import listing

    return listing.run()


@app.command(sort_key=2)
def show(name: str, /) -> int:
    """Show a scenario, campus or strategy as a page to read, with the evidence behind every number; or an exercise.

    Parameters
    ----------
    name
        A name from `allcall list`, or a file.
    """
    from tui.commands import show

    return show.run(name)


@app.command(sort_key=3)
def compare(scenario: str, /, options: Comparing = Comparing()) -> int:  # noqa: B008 - frozen
    """Play one emergency many times under several strategies, with the same luck in each, and say what differs.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    options
        Everything else.
    """
    from tui.commands import compare

    return compare.run(scenario, options)


@app.command(sort_key=4)
def check(*file: Annotated[str, Parameter(required=True)]) -> int:
    """Check scenario, campus, strategy and exercise files, and report everything that is wrong in them.

    Parameters
    ----------
    file
        Files, or names from `allcall list`. A scenario is checked with its campus and strategies,
        an exercise with its scenario, a script with its exercise.
    """
    from tui.commands import check

    return check.run(file)


@app.command(name="map", sort_key=5)
def map_(campus: str, /, *, svg: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None) -> int:
    """Draw a campus as it is in its file, by building and floor, with what is where.

    Parameters
    ----------
    campus
        A name from `allcall list`, or a file.
    svg
        Draw it into this file instead; - for standard output.
    """
    from tui.commands import map as command

    return command.run(campus, svg)


@app.command(sort_key=6)
def schema(kind: Kind = "scenario", /) -> int:
    """Print the JSON Schema of a kind of file, for editors.

    Parameters
    ----------
    kind
        The kind of file.
    """
    from tui.commands import schema

    return schema.run(kind)


@app.command(sort_key=7)
def drill(
    scenario: str,
    /,
    *,
    exercise: str | None = None,
    names: str | None = None,
    seeds: Annotated[bool, Parameter(negative="")] = False,
    script: str | None = None,
    journal: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    acknowledge: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Prepare a tabletop exercise on the screen; or play it from a script, without one.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    exercise
        Which exercise on that scenario; by default the script's, or the shortest.
    names
        A file of your school's own names.
    seeds
        Only say how likely an emergency fits the story, and list seeds that do.
    script
        What the room answers: a name, or a file. Needs --journal.
    journal
        The file that everything is written into. If it is there, the exercise goes on where it was cut off.
    acknowledge
        Write the number of each entry to standard output once it is on the disk, and nothing else.
    """
    if seeds:
        from tui.commands import drill

        return drill.show_seeds(scenario, exercise)
    if script is None and journal is None and not acknowledge:
        from tui.commands import prepare

        return prepare.run(scenario, exercise, names)
    if script is None or journal is None:
        raise Refusal(
            "--script and --journal go together: what the room answers, and where it is written down"
        )
    from tui.commands import drill

    return drill.run(scenario, exercise, script, journal, names, acknowledge)


@app.command(sort_key=8)
def resume(session: str | None = None, /) -> int:
    """Go on with an exercise that was left or cut off, stopped, where it was.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the latest that has not ended.
    """
    from tui.commands import resume

    return resume.run(session)


@app.command(sort_key=12)
def serve(*, port: Annotated[int, Parameter(validator=validators.Number(gte=1, lte=65535))] = 8000) -> int:
    """Show the screens in a browser on this machine, and on no other.

    Parameters
    ----------
    port
        Of the address http://localhost:PORT.
    """
    from tui.commands import serve

    return serve.run(port)


@app.command(sort_key=13)
def config() -> int:
    """Print where the configuration file is, and what may be in it: keys, theme, signs."""
    from tui.commands import config

    return config.run()


@app.command(sort_key=9)
def room(session: str | None = None, /) -> int:
    """Show the room's face of the exercise that runs on this machine, for the projector.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the one that began last.
    """
    from tui.commands import room

    return room.run(session)


@app.command(sort_key=9)
def replay(journal: Path, /, *, trace: Annotated[Path, Parameter(allow_leading_hyphen=True)]) -> int:
    """Play a journal again, and write what happened in each arm as JSON lines.

    Parameters
    ----------
    journal
        The journal of an exercise.
    trace
        The file to write.
    """
    from tui.commands import replay

    return replay.run(journal, trace)


sessions = App(
    name="sessions", help="List the exercises that were begun on this machine, or forget one.", sort_key=10
)
app.command(sessions)


@sessions.default
def sessions_list() -> int:
    """List the exercises that were begun on this machine, the latest first."""
    from tui.commands import sessions

    return sessions.run()


@sessions.command(name="forget")
def sessions_forget(session: str, /) -> int:
    """Remove an exercise and its journal for good.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    """
    from tui.commands import sessions

    return sessions.run_forget(session)


def play(arguments: Sequence[str]) -> int:
    """Plays a command line. Returns the exit status: of the command, or 2 for a mistake in what was asked."""
    try:
        status = _alone() if not arguments else app(list(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _refuse(_worded(error))
    except Refusal as error:
        return _refuse(f"allcall: {error}", error.status)
    except Exception as error:
        from scenarios.problems import Problems

        if not isinstance(error, Problems):
            raise
        return _refuse("\n".join([*map(str, error.problems), *error.unchecked]))
    return status if isinstance(status, int) else 0


def _alone() -> int:
    """No command: the library, or what commands there are where nobody can see it."""
    from tui.parent import has_terminal

    if not has_terminal():
        app.help_print([])
        return 0
    from tui.commands import library

    return library.run()


def _refuse(said: str, status: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{said}\n")
    return status


def _worded(error: CycloptsError) -> str:
    """A mistake on the command line, and where to read what would be right."""
    said = str(error)
    if isinstance(error, UnusedCliTokensError):
        said = f"Too many arguments: {' '.join(error.unused_tokens or ())}."
    command = " ".join(["allcall", *(error.command_chain or ())])
    return f"allcall: {said[:1].lower()}{said[1:]}\nsee {command} --help"
