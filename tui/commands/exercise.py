"""Commands for trainers: exercises prepared, played, resumed, shown to the room, replayed and kept.

A command that opens a screen is light: the small parent process that watches the screen runs it too (`tui.terminal.process`).
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from tui.commands import FilePath
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, build_write_error

if TYPE_CHECKING:
    from textual.screen import Screen

    from scenarios.campus import OwnNames
    from scenarios.library import ValidatedExercise
    from scenarios.script import Script
    from sim.exercise.journal import Entry
    from sim.exercise.sessions import SessionSummary
    from sim.exercise.state import State
    from tui.app import Allcall
    from tui.screens.library import Library
    from tui.screens.prepare import Prepare

TRIED = 200  # emergencies, to say how likely it is that one fits
SEEDS_LISTED = 10


def open_library() -> int:
    """`allcall` alone: the application from its first screen. Raises Refusal."""
    from tui.launcher import run_application

    return run_application([], _library, "allcall --help lists the commands")


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
        raise CommandError(
            "--script and --journal go together: what the room answers, and where it is written down"
        )
    return play_script(scenario, exercise, script, journal, names, acknowledge, others)


def prepare(scenario: str, exercise: str | None, names: str | None) -> int:
    """Plays the application from Prepare. Raises Refusal, Problems."""
    from tui.launcher import run_application

    arguments = ["drill", scenario]
    arguments += ["--exercise", exercise] if exercise else []
    arguments += ["--names", names] if names else []
    return run_application(
        arguments,
        lambda _: _prepare_screen(scenario, exercise, names),
        "give --script FILE and --journal FILE to play without one",
    )


def _prepare_screen(scenario: str, exercise: str | None, names: str | None) -> "Prepare":
    from scenarios.library import open_names
    from tui.screens.prepare import Prepare

    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    return Prepare(opened, own.model_dump() if own else {})


def chosen(scenario: str, exercise: str | None) -> "ValidatedExercise":
    """The exercise asked for, or the shortest on a scenario. Raises Problems, Refusal."""
    from scenarios.diagnostics import escape_unprintable
    from scenarios.library import Mention, find_file, list_exercises_on, open_exercise
    from scenarios.loading.loader import read_document

    if exercise is not None:
        return require_scenario(open_exercise(exercise), scenario)
    found = list_exercises_on(scenario)
    if not found:
        document = read_document(find_file("scenario", scenario, Mention()))
        if document.kind == "exercise":
            on = document.data.get("scenario", "SCENARIO")
            raise CommandError(
                f"{escape_unprintable(scenario)} is an exercise; write {on} --exercise {escape_unprintable(scenario)}"
            )
        raise CommandError(
            f"there is no exercise on {escape_unprintable(scenario)}; name one with --exercise"
        )
    return open_exercise(found[0])


def require_scenario(opened: "ValidatedExercise", scenario: str) -> "ValidatedExercise":
    """The exercise, if it is on that scenario. Raises Problems, Refusal."""
    from scenarios.diagnostics import escape_unprintable
    from scenarios.library import Mention, find_file
    from scenarios.loading.loader import read_document

    name = read_document(find_file("scenario", scenario, Mention())).data["scenario"]
    own = opened.emergency.scenario.scenario
    if own != name:
        raise CommandError(
            f"{opened.exercise.exercise} is on {own}, not on {escape_unprintable(str(name))}; write {own} instead"
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
    from scenarios.diagnostics import escape_unprintable
    from scenarios.library import open_names, open_script
    from sim.exercise.journal import JournalError
    from sim.exercise.scripted import ScriptError, list_unreached_steps

    written, opened = open_script(script)
    wanted = chosen(scenario, exercise) if exercise else require_scenario(opened, scenario)
    if wanted.exercise.exercise != opened.exercise.exercise:
        raise CommandError(
            f"{escape_unprintable(script)} is for {opened.exercise.exercise}, not for {wanted.exercise.exercise}; "
            "leave --exercise out, or name another script"
        )
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    try:
        state = played(opened, written, journal, own, print_acknowledgment if acknowledge else None)
    except (JournalError, ScriptError) as error:
        raise CommandError(str(error)) from error
    if not acknowledge:
        sys.stdout.writelines(f"{line}\n" for line in summary(state, journal))
    sys.stderr.writelines(
        f"{escape_unprintable(script)}: {line}\n" for line in list_unreached_steps(state, written)
    )
    return run_replications(journal) if others and not acknowledge else 0


def run_replications(path: Path) -> int:
    """A thousand other emergencies with these decisions, kept for the report. Raises Refusal."""
    from tui.session import load_counterfactual, open_review

    with open_review(path) as (journal, after):
        found = load_counterfactual(journal, after)
    if found is None or found.is_interrupted:
        sys.stderr.write(
            "stopped; the exercise is whole, and allcall report plays the rest of the other emergencies\n"
        )
        return INTERRUPTED_STATUS
    return 0


def played(
    opened: "ValidatedExercise",
    script: "Script",
    path: Path,
    own: "OwnNames | None",
    listener: "Callable[[Entry], None] | None",
) -> "State":
    """The state at the end. Raises JournalError, ScriptError."""
    from sim.exercise.conductor import CommandRejected, Conductor
    from sim.exercise.events import Setup
    from sim.exercise.journal import FileJournal
    from sim.exercise.scripted import ResumedJournal, ScriptedRun, ScriptError
    from sim.exercise.sessions import build_header, reopen_session

    setup = Setup(
        opened.exercise.exercise,
        choose_seed(opened, script),
        {role: script.names.get(role, "") for role in script.played},
        names=own.model_dump() if own else {},
        left_out=tuple(script.left_out),
        pace=script.pace,
    )
    if path.exists():
        file, opened = reopen_session(path)
    else:
        file = FileJournal.create(path, build_header(opened, setup.seed))
    try:
        there = file.last_seq
        journal = ResumedJournal(file)
        conductor = Conductor(
            opened, journal, lambda entry: listener(entry) if listener and entry.seq > there else None
        )
        ScriptedRun(conductor, script).play(setup)
    except CommandRejected as error:
        raise ScriptError(f"{script.script}: {error}") from error
    finally:
        file.close()
    return conductor.state


def choose_seed(opened: "ValidatedExercise", script: "Script") -> int:
    """The script's seed, or the first that the story fits. Raises ScriptError."""
    from sim.exercise.scripted import ScriptError
    from sim.exercise.seed_search import find_fitting_seed

    if script.seed is not None:
        return script.seed
    seed = find_fitting_seed(opened, iter(range(1, TRIED + 1)))
    if seed is None:
        raise ScriptError(f"none of the first {TRIED} seeds fits the story; write a seed into the script")
    return seed


def print_acknowledgment(entry: "Entry") -> None:
    """The number of an entry that is on the disk."""
    sys.stdout.write(f"{entry.seq}\n")
    sys.stdout.flush()


def summary(state: "State", journal: Path) -> list[str]:
    """What was decided and what became of the injects, line by line."""
    from sim.exercise.clock import format_t_plus

    title = f"{state.exercise.title}: {state.exercise_time / 60:.0f} of {state.exercise.minutes} minutes"
    told = sorted([*questions(state), *list_consequences(state)], key=lambda line: line[0])
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    unread = sum(one.outcome == "delivered" and not one.readers for one in state.deliveries.values())
    nobody = f"; {unread} delivered to roles that nobody played" if unread else ""
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("delivered", "held", "cancelled"))
    lines = [f"  {format_t_plus(time)} {words}" for time, words in told]
    return [title, *lines, f"injects: {counted}{nobody}", f"journal: {journal}"]


def questions(state: "State") -> Iterator[tuple[float, str]]:
    """What was asked and answered, and what could not be answered so: T+ and words."""
    from sim.exercise.room_view import describe_decision

    for window in state.decision_points.values():
        asked = window.asked_at if window.opened_at is None else window.opened_at
        said = window.reason if window.state != "decided" else describe_decision(window, state.labels)
        yield asked, f"{window.decision.id} {window.state}: {said}"
    for refusal in state.refusals:
        options = state.decision_points[refusal.decision].decision.options
        tried = next(
            (f"“{one.says}”" for one in options if one.id == refusal.response), "what was written in"
        )
        yield refusal.time, f"{refusal.decision} cannot be {tried}: {refusal.reason}"


def list_consequences(state: "State") -> Iterator[tuple[float, str]]:
    """What was done, and what came to light of it: T+ and words."""
    from sim.exercise.messages import list_noticed_actions
    from sim.exercise.narrative import describe_executed

    for done in state.done:
        yield done.action.time, describe_executed(done, state)
    for about, notice in zip(list_noticed_actions(state), state.notices, strict=True):
        of = f"{about.partition(' ')[0]}: " if about else ""
        yield notice.time, f"{of}{notice.text}"


def show_seeds(
    scenario: str, exercise: str | None, given: Mapping[str, object] | None = None, limit: int = TRIED
) -> int:
    """How likely an emergency fits the story, and the first seeds that do. given: options that have no sense here, and what
    was given for them. Raises Problems, Refusal.
    """
    from itertools import count, islice

    from sim.exercise.seed_search import proportion_below, try_seeds
    from sim.experiment.executor import Progress
    from tui.terminal.console import show_progress

    unused = [name for name, value in (given or {}).items() if value not in (None, False)]
    if unused:
        raise CommandError(f"--seeds plays nothing; leave {' and '.join(unused)} out")
    opened = chosen(scenario, exercise)
    fits = []
    with show_progress() as shown:
        for done, one in enumerate(islice(try_seeds(opened, count(1)), limit), 1):
            fits.append(one)
            shown("emergencies", Progress(done, limit, 0, None))
    good = [one for one in fits if one.is_fit]
    out = [f"{opened.exercise.title}: its story needs"]
    out += [f"  {need.says}" for need in opened.exercise.needs]
    out.append(f"{len(good)} of {len(fits)} emergencies fit ({100 * len(good) / len(fits):.0f} %)")
    for one in good[:SEEDS_LISTED]:
        longer = (
            f": longer than {100 * proportion_below(fits, one):.0f} % of them"
            if opened.exercise.needs
            else ""
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
    from tui.launcher import run_application

    arguments = ["resume"] if session is None else ["resume", session]
    return run_application(
        arguments, lambda app: _resumed_screen(app, session), "allcall sessions lists what can be resumed"
    )


def _resumed_screen(app: "Allcall", session: str | None) -> "Screen[Any]":
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import find_latest_session, find_session
    from tui.app import create_screen
    from tui.session import resume_session

    try:
        path = find_latest_session(app.folder) if session is None else find_session(session, app.folder)
        app.session = resume_session(path)
    except JournalError as error:
        raise CommandError(str(error)) from error
    return create_screen(app.session)


def room(session: str | None = None, /) -> int:
    """Shows a session, or whichever runs. Raises Refusal where there is no such session, or no terminal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the one that began last.
    """
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder
    from tui.web.server import address_file

    folder = find_sessions_folder()
    place = None
    if session is not None:
        try:
            place = address_file(find_session(session, folder))
        except JournalError as error:
            raise CommandError(str(error)) from error
    if not sys.stdout.isatty():
        raise CommandError("room needs a terminal; start it in a window of its own")
    from tui.web.room_client import ParticipantApp, find_latest_running

    ParticipantApp(lambda: find_latest_running(folder) if place is None else place).run()
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
    from scenarios.loading.files import write_atomic
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import reopen_session
    from sim.exercise.state import replay_journal
    from tui.session import find_journal

    by_name = not journal.suffix and str(journal) == journal.name
    try:
        file, opened = reopen_session(find_journal(str(journal)) if by_name else journal)
        try:
            state = replay_journal(opened, file.entries())
        finally:
            file.close()
    except JournalError as error:
        raise CommandError(str(error)) from error
    try:
        write_atomic(trace, "".join(f"{line}\n" for line in trace_lines(state)).encode())
    except OSError as error:
        raise build_write_error(error, f"--trace {trace}", "name a file that can be written") from None
    sys.stdout.write(f"{trace}: what happened in {len(list(state.running_arms))} arms\n")
    return 0


def trace_lines(state: "State") -> list[str]:
    """Every event of every arm, a JSON object each."""
    import json

    return [
        json.dumps({"arm": arm, **event._asdict()}, ensure_ascii=False)
        for arm, engine in state.running_arms.items()
        for event in engine.trace.events()
    ]


sessions = App(name="sessions")


@sessions.default
def sessions_list() -> int:
    """List the exercises that were begun on this machine, the latest first."""
    from sim.exercise.sessions import list_sessions
    from tui.terminal.console import find_sessions_folder

    folder = find_sessions_folder()
    found = list(list_sessions(folder))
    sys.stdout.writelines(
        f"{line}\n" for line in (session_lines(found) if found else [f"no sessions in {folder}"])
    )
    return 0


def session_lines(found: "list[SessionSummary]") -> Iterator[str]:
    """A line each."""
    from sim.exercise.clock import format_t_plus

    width = max(len(one.name) for one in found)
    for one in found:
        stands = "ended" if one.is_ended else f"left at {format_t_plus(one.incident_time)}"
        stands = "stopped: real emergency" if one.is_frozen else stands
        said = (
            one.problem
            or f"{one.exercise}, {stands}, {one.exercise_time / 60:.0f} min, {one.entries} entries"
        )
        yield f"{one.name:<{width}}  {said}"


@sessions.command(name="forget")
def sessions_forget(session: str, /) -> int:
    """Remove an exercise and its journal for good.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    """
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import delete_session, find_session
    from tui.terminal.console import find_sessions_folder

    try:
        path = find_session(session, find_sessions_folder())
        delete_session(path)
    except JournalError as error:
        raise CommandError(str(error)) from error
    sys.stdout.write(f"{path.stem}: forgotten\n")
    return 0
