"""Commands for trainers: exercises prepared, played, resumed, shown to the room, replayed and kept.

A command that opens a screen is light: the small parent process that watches the screen runs it too (`tui.parent`).
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from tui.commands import FilePath
from tui.refusal import INTERRUPTED, Refusal, cannot

if TYPE_CHECKING:
    from textual.screen import Screen

    from scenarios.exercise_library import OpenedExercise
    from scenarios.own_names import OwnNames
    from scenarios.script import Script
    from sim.drill.sessions import Kept
    from sim.drill.state import State
    from sim.seams import Entry
    from tui.app import Allcall
    from tui.screens.library import Library
    from tui.screens.prepare import Prepare

TRIED = 200  # emergencies, to say how likely it is that one fits
LISTED = 10


def open_library() -> int:
    """`allcall` alone: the application from its first screen. Raises Refusal."""
    from tui.launch import at_screen

    return at_screen([], _library, "allcall --help lists the commands")


def _library(_: object) -> "Library":
    from tui.screens.library import Library

    return Library()


def drill(
    scenario: str,
    /,
    *,
    exercise: str | None = None,
    names: str | None = None,
    seeds: Annotated[bool, Parameter(negative="")] = False,
    script: str | None = None,
    journal: FilePath | None = None,
    acknowledge: Annotated[bool, Parameter(negative="")] = False,
    others: bool = True,
) -> int:
    """Prepares an exercise on the screen, plays one from a script, or lists seeds. Raises Problems, Refusal.

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
        given = {"--names": names, "--script": script, "--journal": journal, "--acknowledge": acknowledge}
        return show_seeds(scenario, exercise, given)
    if script is None and journal is None and not acknowledge:
        return prepare(scenario, exercise, names)
    if script is None or journal is None:
        raise Refusal(
            "--script and --journal go together: what the room answers, and where it is written down"
        )
    return play_script(scenario, exercise, script, journal, names, acknowledge, others)


def prepare(scenario: str, exercise: str | None, names: str | None) -> int:
    """Plays the application from Prepare. Raises Refusal, Problems."""
    from tui.launch import at_screen

    arguments = ["drill", scenario]
    arguments += ["--exercise", exercise] if exercise else []
    arguments += ["--names", names] if names else []
    return at_screen(
        arguments,
        lambda _: _prepare_screen(scenario, exercise, names),
        "give --script FILE and --journal FILE to play without one",
    )


def _prepare_screen(scenario: str, exercise: str | None, names: str | None) -> "Prepare":
    from scenarios.exercise_library import open_names
    from tui.screens.prepare import Prepare

    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    return Prepare(opened, own.model_dump() if own else {})


def chosen(scenario: str, exercise: str | None) -> "OpenedExercise":
    """The exercise asked for, or the shortest on a scenario. Raises Problems, Refusal."""
    from scenarios.exercise_library import exercises_on, open_exercise
    from scenarios.load import read_document
    from scenarios.names import Mention, find
    from scenarios.problems import printable

    if exercise is not None:
        return on_scenario(open_exercise(exercise), scenario)
    found = exercises_on(scenario)
    if not found:
        document = read_document(find("scenario", scenario, Mention()))
        if document.kind == "exercise":
            on = document.data.get("scenario", "SCENARIO")
            raise Refusal(
                f"{printable(scenario)} is an exercise; write {on} --exercise {printable(scenario)}"
            )
        raise Refusal(f"there is no exercise on {printable(scenario)}; name one with --exercise")
    return open_exercise(found[0])


def on_scenario(opened: "OpenedExercise", scenario: str) -> "OpenedExercise":
    """The exercise, if it is on that scenario. Raises Problems, Refusal."""
    from scenarios.load import read_document
    from scenarios.names import Mention, find
    from scenarios.problems import printable

    name = read_document(find("scenario", scenario, Mention())).data["scenario"]
    own = opened.emergency.scenario.scenario
    if own != name:
        raise Refusal(
            f"{opened.exercise.exercise} is on {own}, not on {printable(str(name))}; write {own} instead"
        )
    return opened


def play_script(
    scenario: str,
    exercise: str | None,
    script: str,
    journal: Path,
    names: str | None = None,
    acknowledge: bool = False,
    others: bool = True,
) -> int:
    """Plays a script into a journal, or goes on with one that was cut off. Raises Problems, Refusal.

    others: whether a thousand other emergencies are played when it has ended, as the hot wash does, so that the report need not.
    """
    from scenarios.exercise_library import open_names, open_script
    from scenarios.problems import printable
    from sim.drill.headless import ScriptError, never_reached
    from sim.drill.journal import JournalError

    written, opened = open_script(script)
    wanted = chosen(scenario, exercise) if exercise else on_scenario(opened, scenario)
    if wanted.exercise.exercise != opened.exercise.exercise:
        raise Refusal(
            f"{printable(script)} is for {opened.exercise.exercise}, not for {wanted.exercise.exercise}; "
            "leave --exercise out, or name another script"
        )
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    try:
        state = played(opened, written, journal, own, acknowledged if acknowledge else None)
    except (JournalError, ScriptError) as error:
        raise Refusal(str(error)) from error
    if not acknowledge:
        sys.stdout.writelines(f"{line}\n" for line in summary(state, journal))
    sys.stderr.writelines(f"{printable(script)}: {line}\n" for line in never_reached(state, written))
    return plays_others(journal) if others and not acknowledge else 0


def plays_others(path: Path) -> int:
    """A thousand other emergencies with these decisions, kept for the report. Raises Refusal."""
    from tui.looking_back import looked_back, replicated

    with looked_back(path) as (journal, after):
        found = replicated(journal, after)
    if found is None or found.interrupted:
        sys.stderr.write(
            "stopped; the exercise is whole, and allcall report plays the rest of the other emergencies\n"
        )
        return INTERRUPTED
    return 0


def played(
    opened: "OpenedExercise",
    script: "Script",
    path: Path,
    own: "OwnNames | None",
    listener: "Callable[[Entry], None] | None",
) -> "State":
    """The state at the end. Raises JournalError, ScriptError."""
    from sim.drill.conduct import Conduct, Refused
    from sim.drill.headless import Continued, Headless, ScriptError
    from sim.drill.journal import FileJournal
    from sim.drill.sessions import header_of, opened_again
    from sim.drill.setup import Setup

    setup = Setup(
        opened.exercise.exercise,
        seed_of(opened, script),
        {role: script.names.get(role, "") for role in script.played},
        names=own.model_dump() if own else {},
        left_out=tuple(script.left_out),
        pace=script.pace,
    )
    if path.exists():
        file, opened = opened_again(path)
    else:
        file = FileJournal.new(path, header_of(opened, setup.seed))
    try:
        there = file.last
        journal = Continued(file)
        conduct = Conduct(
            opened, journal, lambda entry: listener(entry) if listener and entry.seq > there else None
        )
        Headless(conduct, script).play(setup)
    except Refused as error:
        raise ScriptError(f"{script.script}: {error}") from error
    finally:
        file.close()
    return conduct.state


def seed_of(opened: "OpenedExercise", script: "Script") -> int:
    """The script's seed, or the first that the story fits. Raises ScriptError."""
    from sim.drill.headless import ScriptError
    from sim.drill.seeds import first_that_fits

    if script.seed is not None:
        return script.seed
    seed = first_that_fits(opened, iter(range(1, TRIED + 1)))
    if seed is None:
        raise ScriptError(f"none of the first {TRIED} seeds fits the story; write a seed into the script")
    return seed


def acknowledged(entry: "Entry") -> None:
    """The number of an entry that is on the disk."""
    sys.stdout.write(f"{entry.seq}\n")
    sys.stdout.flush()


def summary(state: "State", journal: Path) -> list[str]:
    """What was decided and what became of the injects, line by line."""
    from sim.drill.times import t_plus

    title = f"{state.exercise.title}: {state.room / 60:.0f} of {state.exercise.minutes} minutes"
    told = sorted([*questions(state), *consequences(state)], key=lambda line: line[0])
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    unread = sum(one.outcome == "delivered" and not one.readers for one in state.deliveries.values())
    nobody = f"; {unread} delivered to roles that nobody played" if unread else ""
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("delivered", "held", "cancelled"))
    lines = [f"  {t_plus(time)} {words}" for time, words in told]
    return [title, *lines, f"injects: {counted}{nobody}", f"journal: {journal}"]


def questions(state: "State") -> Iterator[tuple[float, str]]:
    """What was asked and answered, and what could not be answered so: T+ and words."""
    from sim.drill.frame import answer_in_words

    for window in state.windows.values():
        asked = window.asked if window.opened is None else window.opened
        said = window.why if window.state != "decided" else answer_in_words(window, state.labels)
        yield asked, f"{window.decision.id} {window.state}: {said}"
    for refusal in state.refusals:
        options = state.windows[refusal.decision].decision.options
        tried = next((f"“{one.says}”" for one in options if one.id == refusal.answer), "what was written in")
        yield refusal.time, f"{refusal.decision} cannot be {tried}: {refusal.why}"


def consequences(state: "State") -> Iterator[tuple[float, str]]:
    """What was done, and what came to light of it: T+ and words."""
    from sim.drill.notices import noticed
    from sim.drill.said import done_in_words

    for done in state.done:
        yield done.act.time, done_in_words(done, state)
    for about, notice in zip(noticed(state), state.notices, strict=True):
        of = f"{about.partition(' ')[0]}: " if about else ""
        yield notice.time, f"{of}{notice.says}"


def show_seeds(
    scenario: str, exercise: str | None, given: Mapping[str, object] | None = None, limit: int = TRIED
) -> int:
    """How likely an emergency fits the story, and the first seeds that do. given: options that have no sense here, and what
    was given for them. Raises Problems, Refusal.
    """
    from itertools import count, islice

    from sim.drill.seeds import longer_than, tried
    from sim.pool import Progress
    from tui.commands.progress import progress_shown

    unused = [name for name, value in (given or {}).items() if value not in (None, False)]
    if unused:
        raise Refusal(f"--seeds plays nothing; leave {' and '.join(unused)} out")
    opened = chosen(scenario, exercise)
    fits = []
    with progress_shown() as shown:
        for done, one in enumerate(islice(tried(opened, count(1)), limit), 1):
            fits.append(one)
            shown("emergencies", Progress(done, limit, 0, None))
    good = [one for one in fits if one.fits]
    out = [f"{opened.exercise.title}: its story needs"]
    out += [f"  {need.says}" for need in opened.exercise.needs]
    out.append(f"{len(good)} of {len(fits)} emergencies fit ({100 * len(good) / len(fits):.0f} %)")
    for one in good[:LISTED]:
        longer = (
            f": longer than {100 * longer_than(fits, one):.0f} % of them" if opened.exercise.needs else ""
        )
        out.append(f"  seed {one.seed}{longer}")
    sys.stdout.writelines(f"{line}\n" for line in out)
    return 0


def resume(session: str | None = None, /) -> int:
    """Plays the application from where that exercise is. Raises Refusal, Problems.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the latest that has not ended.
    """
    from tui.launch import at_screen

    arguments = ["resume"] if session is None else ["resume", session]
    return at_screen(
        arguments, lambda app: _resumed_screen(app, session), "allcall sessions lists what can be resumed"
    )


def _resumed_screen(app: "Allcall", session: str | None) -> "Screen[Any]":
    from sim.drill.journal import JournalError
    from sim.drill.sessions import latest, path_of
    from tui.flow import screen_of
    from tui.session import resumed

    try:
        path = latest(app.folder) if session is None else path_of(session, app.folder)
        app.session = resumed(path)
    except JournalError as error:
        raise Refusal(str(error)) from error
    return screen_of(app.session)


def room(session: str | None = None, /) -> int:
    """Shows a session, or whichever runs. Raises Refusal where there is no such session, or no terminal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the one that began last.
    """
    from sim.drill.journal import JournalError
    from sim.drill.sessions import path_of
    from tui.places import sessions_folder
    from tui.publisher import beside

    folder = sessions_folder()
    place = None
    if session is not None:
        try:
            place = beside(path_of(session, folder))
        except JournalError as error:
            raise Refusal(str(error)) from error
    if not sys.stdout.isatty():
        raise Refusal("room needs a terminal; start it in a window of its own")
    from tui.room_app import Room, latest

    Room(lambda: latest(folder) if place is None else place).run()
    return 0


def replay(journal: Path, /, *, trace: FilePath) -> int:
    """Writes the traces as JSON lines. Raises Problems, Refusal.

    Parameters
    ----------
    journal
        The journal of an exercise, or the name of a session.
    trace
        The file to write.
    """
    from scenarios.replacing import replace
    from sim.drill.journal import JournalError
    from sim.drill.sessions import opened_again
    from sim.drill.state import played
    from tui.looking_back import journal_of

    by_name = not journal.suffix and str(journal) == journal.name
    try:
        file, opened = opened_again(journal_of(str(journal)) if by_name else journal)
        try:
            state = played(opened, file.entries())
        finally:
            file.close()
    except JournalError as error:
        raise Refusal(str(error)) from error
    try:
        replace(trace, "".join(f"{line}\n" for line in trace_lines(state)).encode())
    except OSError as error:
        raise cannot(error, f"--trace {trace}", "name a file that can be written") from None
    sys.stdout.write(f"{trace}: what happened in {len(list(state.engines))} arms\n")
    return 0


def trace_lines(state: "State") -> list[str]:
    """Every event of every arm, a JSON object each."""
    import json

    return [
        json.dumps({"arm": arm, **event._asdict()}, ensure_ascii=False)
        for arm, engine in state.engines.named()
        for event in engine.trace.events()
    ]


sessions = App(name="sessions")


@sessions.default
def sessions_list() -> int:
    """List the exercises that were begun on this machine, the latest first."""
    from sim.drill.sessions import kept
    from tui.places import sessions_folder

    folder = sessions_folder()
    found = list(kept(folder))
    sys.stdout.writelines(
        f"{line}\n" for line in (session_lines(found) if found else [f"no sessions in {folder}"])
    )
    return 0


def session_lines(found: "list[Kept]") -> Iterator[str]:
    """A line each."""
    from sim.drill.times import t_plus

    width = max(len(one.name) for one in found)
    for one in found:
        stands = "ended" if one.ended else f"left at {t_plus(one.incident)}"
        stands = "stopped: real emergency" if one.frozen else stands
        said = one.wrong or f"{one.exercise}, {stands}, {one.room / 60:.0f} min, {one.entries} entries"
        yield f"{one.name:<{width}}  {said}"


@sessions.command(name="forget")
def sessions_forget(session: str, /) -> int:
    """Remove an exercise and its journal for good.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    """
    from sim.drill.journal import JournalError
    from sim.drill.sessions import forget, path_of
    from tui.places import sessions_folder

    try:
        path = path_of(session, sessions_folder())
        forget(path)
    except JournalError as error:
        raise Refusal(str(error)) from error
    sys.stdout.write(f"{path.stem}: forgotten\n")
    return 0
