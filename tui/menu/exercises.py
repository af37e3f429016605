"""Commands for trainers: exercises played, gone on with, shown, replayed and kept."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from tui.menu.app import app


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
    others: bool = True,
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
    others
        When the script has ended, play 1,000 other emergencies with its decisions and keep them for the report; with --acknowledge
        the report plays them.
    """
    if seeds:
        from tui.commands import drill

        given = {"--names": names, "--script": script, "--journal": journal, "--acknowledge": acknowledge}
        return drill.show_seeds(scenario, exercise, given)
    if script is None and journal is None and not acknowledge:
        from tui.commands import prepare

        return prepare.run(scenario, exercise, names)
    from tui.commands import drill

    return drill.run(scenario, exercise, script, journal, names, acknowledge, others)


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
        The journal of an exercise, or the name of a session.
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
