"""Commands for exercises: drill, resume, room, replay and sessions.

A command that opens a screen imports little: the supervising parent process runs it too (`tui.terminal.process`).
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from tui.commands import FilePath, TPlus
from tui.commands.library import choose_exercise, kind_of, require_scenario
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, build_write_error
from tui.terminal.output import print_styled

if TYPE_CHECKING:
    from textual.screen import Screen

    from scenarios.campus import OwnNames
    from scenarios.library import ValidatedExercise
    from scenarios.script import Script
    from sim.exercise.conductor import Conductor
    from sim.exercise.events import Setup
    from sim.exercise.journal import Entry
    from sim.exercise.sessions import SessionSummary
    from sim.exercise.state import State
    from tui.app import Allcall
    from tui.screens.library import Library
    from tui.screens.prepare import Prepare
    from tui.web.room_address import RoomSettings

SEEDS_TRIED = 200  # to estimate how often an emergency matches
SEEDS_LISTED = 10


def open_library() -> int:
    """`allcall` without a command: opens the exercise library. Raises CommandError."""
    from tui.launcher import run_application

    return run_application([], _library, "run allcall --help for the commands")


def _library(_: object) -> "Library":
    from tui.screens.library import Library

    return Library()


def drill(
    scenario: str,
    /,
    *,
    exercise: str | None = None,
    names: str | None = None,
    seeds: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    rehearse: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    script: str | None = None,
    journal: FilePath | None = None,
    acknowledge: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    others: bool = True,
    room: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    port: int | None = None,
    address: str | None = None,
    certificate: FilePath | None = None,
    key: FilePath | None = None,
    check: Annotated[bool, Parameter(negative="", show_default=False)] = False,
) -> int:
    """Opens Prepare, runs a script, or lists matching seeds. Raises Problems, CommandError.

    Parameters
    ----------
    scenario
        A name from `allcall list`, or a file.
    exercise
        The exercise on that scenario; by default the script's, or the shortest.
    names
        A file of your school's local names.
    seeds
        Report how often an emergency matches the exercise, list matching seeds, and stop.
    rehearse
        Run the exercise without participants, say what would not be reached and how much each question matters, and stop. With --room:
        practice alone, with simulated phones that join and vote.
    script
        The decisions of the team: a name, or a file. Needs --journal.
    journal
        The journal file to write. If it exists, the exercise resumes where it was interrupted.
    acknowledge
        Print only the number of each journal entry, once it is on disk.
    others
        After the script, run 1,000 other emergencies with its decisions for the report; --acknowledge leaves them to it.
    room
        Serve a page for the projector and pages for phones on the local network.
    port
        The port of the room's pages; by default 8411.
    address
        The IPv4 address of this computer for phones; by default that of its network. With --certificate, the name in it.
    certificate
        A certificate that the phones already trust, as a PEM file. Needs --key and --address.
    key
        The key of the certificate, as a PEM file.
    check
        With --room: only wait for one phone, and say whether it reached this computer.
    """
    settings = build_room_settings(room, port, address, certificate, key)
    if check:
        return run_room_check(settings)
    if rehearse:
        given = {"--seeds": seeds or None, "--script": script, "--journal": journal, "--acknowledge": acknowledge}
        refuse_with_rehearsal(given)
        if settings is not None:
            return prepare(scenario, exercise, names, settings, is_rehearsal=True)
        return rehearse_exercise(scenario, exercise)
    if seeds:
        given = {
            "--room": room,
            "--names": names,
            "--script": script,
            "--journal": journal,
            "--acknowledge": acknowledge,
        }
        return show_seeds(scenario, exercise, given)
    if script is None and journal is None and not acknowledge:
        return prepare(scenario, exercise, names, settings)
    if script is None or journal is None:
        raise CommandError("--script and --journal go together: the decisions, and the file to record them in")
    return play_script(scenario, exercise, script, journal, names, acknowledge, others, settings)


def refuse_with_rehearsal(given: Mapping[str, object]) -> None:
    """given: options that do not go with a rehearsal. Raises CommandError."""
    if wrong := next((option for option, value in given.items() if value), None):
        raise CommandError(f"--rehearse needs no {wrong}; leave it out")


def rehearse_exercise(name: str, exercise: str | None) -> int:
    """Plays it without participants, and measures the leverage of its questions. name: of a scenario or an exercise.

    Raises Problems, CommandError.
    """
    from itertools import count, islice

    from reports.handouts.preparation import describe_rehearsal
    from reports.leverage import print_leverage
    from scenarios.library import open_exercise
    from sim.exercise.events import Setup
    from sim.exercise.leverage import EMERGENCIES
    from sim.exercise.scripted import rehearse
    from sim.exercise.seed_search import find_fitting_seed
    from tui.commands.leverage import run_leverage
    from tui.terminal.console import render_for_stdout

    is_exercise = exercise is None and kind_of(name) == "exercise"
    opened = open_exercise(name) if is_exercise else choose_exercise(name, exercise)
    seed = find_fitting_seed(opened, islice(count(1), SEEDS_TRIED))
    if seed is None:
        raise CommandError(f"none of {SEEDS_TRIED} emergencies matches; ask for less under needs", status=1)
    roles = dict.fromkeys((role.id for role in opened.exercise.roles), "")
    played = rehearse(opened, Setup(opened.exercise.exercise, seed, roles))
    sys.stdout.write("\n".join(describe_rehearsal(played, opened.exercise)))
    sys.stdout.flush()
    report = run_leverage(opened, EMERGENCIES, seed=1, workers=None)
    print_styled(f"\n\n{render_for_stdout(lambda console: print_leverage(report, console))}")
    return INTERRUPTED_STATUS if report.is_interrupted else 0


def build_room_settings(
    room: bool, port: int | None, address: str | None, certificate: Path | None, key: Path | None
) -> "RoomSettings | None":
    """Where the room is served; None without --room. Raises CommandError for an option that needs it, or a port that is none."""
    from tui.web.room_address import DEFAULT_PORT, RoomSettings

    given = {"--port": port, "--address": address, "--certificate": certificate, "--key": key}
    unused = next((option for option, value in given.items() if value is not None), None)
    if not room:
        if unused is not None:
            raise CommandError(f"{unused} needs --room; give both, or neither")
        return None
    if port is not None and not 1 <= port <= 65535:
        raise CommandError(f"--port {port}: not a port; give a number from 1 to 65535")
    return RoomSettings(DEFAULT_PORT if port is None else port, address or "", certificate, key)


def run_room_check(settings: "RoomSettings | None") -> int:
    """Waits for one phone. Raises CommandError without --room."""
    if settings is None:
        raise CommandError("--check needs --room; give both, or neither")
    from tui.web.room_address import open_place
    from tui.web.room_check import check_room

    return check_room(open_place(settings), print_line)


def prepare(
    scenario: str,
    exercise: str | None,
    names: str | None,
    room: "RoomSettings | None" = None,
    is_rehearsal: bool = False,
) -> int:
    """Opens the Prepare screen. is_rehearsal: with simulated phones. Raises CommandError, Problems."""
    from tui.launcher import run_application

    arguments = ["drill", scenario]
    arguments += ["--exercise", exercise] if exercise else []
    arguments += ["--names", names] if names else []
    arguments += ["--rehearse"] if is_rehearsal else []
    return run_application(
        arguments,
        lambda _: _prepare_screen(scenario, exercise, names, is_rehearsal),
        "to run without one, give --script FILE and --journal FILE",
        room,
    )


def _prepare_screen(scenario: str, exercise: str | None, names: str | None, is_rehearsal: bool = False) -> "Prepare":
    from scenarios.library import open_names
    from tui.screens.prepare import Prepare

    opened = choose_exercise(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    return Prepare(opened, own.model_dump() if own else {}, is_rehearsal=is_rehearsal)


def play_script(
    scenario: str,
    exercise: str | None,
    script: str,
    journal: Path,
    names: str | None = None,
    acknowledge: bool = False,
    others: bool = True,
    room: "RoomSettings | None" = None,
) -> int:
    """Runs a script into a journal, or resumes an interrupted one. Raises Problems, CommandError, JournalError, ScriptError.

    others: whether to run a thousand other emergencies afterward, as the hot wash does, so that the report need not.
    """
    from scenarios.library import open_names, open_script
    from sim.exercise.scripted import list_unreached_steps

    written, opened = open_script(script)
    wanted = choose_exercise(scenario, exercise) if exercise else require_scenario(opened, scenario)
    if wanted.exercise.exercise != opened.exercise.exercise:
        raise CommandError(
            f"{script} is for {opened.exercise.exercise}, not for {wanted.exercise.exercise}; "
            "leave --exercise out, or name another script"
        )
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    if room is not None and journal.exists():
        raise CommandError(f"--room: {journal} exists, and votes cannot be played again; name a new journal")
    told = print_acknowledgment if acknowledge else None
    try:
        state = run_script(opened, written, journal, own, told, room)
    except KeyboardInterrupt:
        if not journal.exists():
            raise
        hint = "" if room else "; the same command plays the rest"
        sys.stderr.write(f"stopped; {journal} has what was played{hint}\n")
        return INTERRUPTED_STATUS
    if not acknowledge:
        sys.stdout.writelines(f"{line}\n" for line in summarize(state, journal))
    sys.stderr.writelines(f"{script}: {line}\n" for line in list_unreached_steps(state, written))
    return run_replications(journal) if others and not acknowledge else 0


def run_replications(path: Path) -> int:
    """Runs a thousand other emergencies with these decisions and saves them for the report. Raises CommandError."""
    from tui.session import load_counterfactual, open_review

    with open_review(path) as (journal, after):
        found = load_counterfactual(journal, after)
    if found is None or found.is_interrupted:
        sys.stderr.write("stopped; the exercise is complete, and allcall report runs the remaining emergencies\n")
        return INTERRUPTED_STATUS
    return 0


def run_script(
    opened: "ValidatedExercise",
    script: "Script",
    path: Path,
    own: "OwnNames | None",
    listener: "Callable[[Entry], None] | None",
    room: "RoomSettings | None" = None,
) -> "State":
    """Runs a script. Returns the final state. Raises JournalError, ScriptError."""
    from sim.exercise.conductor import CommandRejected, Conductor
    from sim.exercise.events import Setup
    from sim.exercise.journal import FileJournal
    from sim.exercise.scripted import ResumedJournal, ScriptError
    from sim.exercise.sessions import build_header, open_session

    setup = Setup(
        opened.exercise.exercise,
        choose_seed(opened, script),
        {role: script.names.get(role, "") for role in script.played},
        names=own.model_dump() if own else {},
        left_out=tuple(script.left_out),
        pace=script.pace,
    )
    if path.exists():
        file, opened = open_session(path)
    else:
        file = FileJournal.create(path, build_header(opened, setup.seed))
    try:
        last_saved = file.last_seq
        journal = ResumedJournal(file)
        conductor = Conductor(
            opened, journal, lambda entry: listener(entry) if listener and entry.seq > last_saved else None
        )
        _play_script(conductor, script, setup, room)
    except CommandRejected as error:
        raise ScriptError(f"{script.script}: {error}") from error
    finally:
        file.close()
    return conductor.state


def _play_script(conductor: "Conductor", script: "Script", setup: "Setup", room: "RoomSettings | None") -> None:
    """Plays it at full speed, or before a room, as fast as people can follow."""
    from sim.exercise.scripted import ScriptedRun

    if room is None:
        ScriptedRun(conductor, script).play(setup)
        return
    from tui.web.room_address import open_place
    from tui.web.scripted_room import ScriptedRoom

    shown = ScriptedRoom(conductor, open_place(room), print_to_error)
    try:
        conductor.begin(setup)
        shown.open()
        ScriptedRun(conductor, script, shown.rest).continue_play()
    finally:
        shown.close()


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def print_to_error(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def choose_seed(opened: "ValidatedExercise", script: "Script") -> int:
    """The script's seed, or the first that matches the exercise. Raises ScriptError."""
    from sim.exercise.scripted import ScriptError
    from sim.exercise.seed_search import find_fitting_seed

    if script.seed is not None:
        return script.seed
    seed = find_fitting_seed(opened, iter(range(1, SEEDS_TRIED + 1)))
    if seed is None:
        raise ScriptError(f"none of the first {SEEDS_TRIED} seeds matches the exercise; set a seed in the script")
    return seed


def print_acknowledgment(entry: "Entry") -> None:
    """Prints the number of an entry that is on disk."""
    sys.stdout.write(f"{entry.seq}\n")
    sys.stdout.flush()


def summarize(state: "State", journal: Path) -> list[str]:
    """The decisions, their consequences and the injects, line by line."""
    from sim.exercise.clock import format_t_plus

    title = f"{state.exercise.title}: {state.exercise_time / 60:.0f} of {state.exercise.minutes} minutes"
    events = sorted([*list_decisions(state), *list_consequences(state)], key=lambda line: line[0])
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    unread = sum(one.outcome == "delivered" and not one.readers for one in state.deliveries.values())
    nobody = f"; {unread} delivered to unfilled roles" if unread else ""
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("delivered", "held", "cancelled"))
    lines = [f"  {format_t_plus(time)} {words}" for time, words in events]
    return [title, *lines, f"injects: {counted}{nobody}", f"journal: {journal}"]


def list_decisions(state: "State") -> Iterator[tuple[float, str]]:
    """Decisions and rejected answers: T+ and text."""
    from sim.exercise.room_view import describe_decision

    for window in state.decision_points.values():
        time = window.asked_at if window.opened_at is None else window.opened_at
        answer = window.reason if window.state != "decided" else describe_decision(window, state.labels)
        yield time, f"{window.decision.id} {window.state}: {answer}"
    for refusal in state.refusals:
        options = state.decision_points[refusal.decision].decision.options
        tried = next((f"“{one.says}”" for one in options if one.id == refusal.response), "the written answer")
        yield refusal.time, f"{refusal.decision} cannot be {tried}: {refusal.reason}"


def list_consequences(state: "State") -> Iterator[tuple[float, str]]:
    """Executed actions and what participants noticed of them: T+ and text."""
    from sim.exercise.messages import list_noticed_actions
    from sim.exercise.narrative import describe_executed

    for done in state.done:
        yield done.action.time, describe_executed(done, state)
    for about, notice in zip(list_noticed_actions(state), state.notices, strict=True):
        of = f"{about.partition(' ')[0]}: " if about else ""
        yield notice.time, f"{of}{notice.text}"


def show_seeds(
    scenario: str, exercise: str | None, given: Mapping[str, object] | None = None, limit: int = SEEDS_TRIED
) -> int:
    """Prints how often an emergency matches, and the first matching seeds. given: the other options, which are refused. Raises
    Problems, CommandError.
    """
    from itertools import count, islice

    from sim.exercise.seed_search import proportion_below, try_seeds
    from sim.experiment.executor import Progress
    from tui.terminal.console import show_progress

    unused = [name for name, value in (given or {}).items() if value not in (None, False)]
    if unused:
        raise CommandError(f"--seeds runs no exercise; leave out {' and '.join(unused)}")
    opened = choose_exercise(scenario, exercise)
    fits = []
    with show_progress() as report_progress:
        for done, one in enumerate(islice(try_seeds(opened, count(1)), limit), 1):
            fits.append(one)
            report_progress("emergencies", Progress(done, limit, 0, None))
    good = [one for one in fits if one.is_fit]
    out = [f"{opened.exercise.title}: it requires"]
    out += [f"  {need.says}" for need in opened.exercise.needs]
    out.append(f"{len(good)} of {len(fits)} emergencies match ({100 * len(good) / len(fits):.0f}%)")
    for one in good[:SEEDS_LISTED]:
        longer = f": longer than {100 * proportion_below(fits, one):.0f}% of them" if opened.exercise.needs else ""
        out.append(f"  seed {one.seed}{longer}")
    sys.stdout.writelines(f"{line}\n" for line in out)
    return 0


def resume(
    session: str | None = None,
    /,
    *,
    room: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    port: int | None = None,
    address: str | None = None,
    certificate: FilePath | None = None,
    key: FilePath | None = None,
) -> int:
    """Opens the exercise where it stopped. Raises CommandError, Problems, JournalError.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the latest unfinished one.
    room
        Serve the projector and phones again; with the same port and address, every phone gets its seat back.
    port
        The port of the room's pages; by default 8411.
    address
        The address for phones, as in `allcall drill`.
    certificate
        The certificate, as in `allcall drill`.
    key
        The key of the certificate.
    """
    settings = build_room_settings(room, port, address, certificate, key)
    from tui.launcher import run_application

    arguments = ["resume"] if session is None else ["resume", session]
    return run_application(
        arguments, lambda app: _resumed_screen(app, session), "run allcall sessions for a list", settings
    )


def _resumed_screen(app: "Allcall", session: str | None) -> "Screen[Any]":
    from sim.exercise.sessions import find_latest_session, find_session
    from tui.app import create_screen
    from tui.session import resume_session

    path = find_latest_session(app.folder) if session is None else find_session(session, app.folder)
    app.session = resume_session(path)
    return create_screen(app.session)


def room(session: str | None = None, /) -> int:
    """Shows a session. Raises JournalError for an unknown session, CommandError without a terminal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file; by default the running one that started last.
    """
    from sim.exercise.sessions import find_session
    from tui.terminal.console import find_sessions_folder
    from tui.web.server import address_file

    folder = find_sessions_folder()
    address = None if session is None else address_file(find_session(session, folder))
    if not sys.stdout.isatty():
        raise CommandError("room needs a terminal; start it in a separate window")
    from tui.web.room_client import ParticipantApp, find_latest_running

    ParticipantApp(lambda: find_latest_running(folder) if address is None else address).run()
    return 0


def replay(journal: Path, /, *, trace: FilePath | None = None, waiting: TPlus | None = None) -> int:
    """Replays a journal. Raises Problems, JournalError, CommandError.

    Parameters
    ----------
    journal
        The journal of an exercise, or the name of a session.
    trace
        The file to write the events of each arm to, as JSON lines.
    waiting
        A T+, such as 3:10: lists the processes of each arm that wait then, by the line of the source where each waits.
    """
    from reports.text.suspended import describe_waiting
    from sim.exercise.clock import format_t_plus
    from sim.exercise.journal_replay import replay_journal
    from sim.exercise.sessions import reopen_session
    from tui.session import find_journal

    by_name = not journal.suffix and str(journal) == journal.name
    file, opened = reopen_session(find_journal(str(journal)) if by_name else journal)
    with closing(file):
        state = replay_journal(opened, file)
        end = f"the exercise ends at {format_t_plus(state.time)}"
        if waiting is not None and waiting > state.time:
            raise CommandError(f"--waiting {format_t_plus(waiting)}: {end}; give no later time")
        past = None if waiting is None else replay_journal(opened, file, waiting)
    if trace is not None:
        write_trace(state, trace)
    if past is not None and waiting is not None:
        sys.stdout.writelines(f"{line}\n" for line in describe_waiting(past.running_arms, waiting))
    elif trace is None:
        sys.stdout.write(f"{journal}: {end}; --trace FILE writes its events, --waiting TIME lists what waits\n")
    return 0


def write_trace(state: "State", trace: Path) -> None:
    """Writes the events of all arms. Raises CommandError."""
    from scenarios.loading.files import write_atomic

    try:
        write_atomic(trace, "".join(f"{line}\n" for line in trace_lines(state)).encode())
    except OSError as error:
        raise build_write_error(error, f"--trace {trace}", "name a writable file") from None
    sys.stdout.write(f"{trace}: events of {len(list(state.running_arms))} arms\n")


def trace_lines(state: "State") -> list[str]:
    """Every event of every arm, one JSON object per line."""
    import json

    return [
        json.dumps({"arm": arm, **event._asdict()}, ensure_ascii=False)
        for arm, engine in state.running_arms.items()
        for event in engine.trace.events()
    ]


sessions = App(name="sessions")


@sessions.default
def sessions_list() -> int:
    """List the exercises started on this machine, latest first."""
    from time import time

    from sim.exercise.phone_records import KEPT_DAYS, find_old_texts
    from sim.exercise.sessions import list_sessions
    from tui.terminal.console import find_sessions_folder

    folder = find_sessions_folder()
    found = list(list_sessions(folder))
    sys.stdout.writelines(f"{line}\n" for line in (session_lines(found) if found else [f"no sessions in {folder}"]))
    for old in find_old_texts((one.path for one in found), time()):
        sys.stdout.write(
            f"{old.stem}: people typed on phones more than {KEPT_DAYS} days ago. If no rule keeps it, "
            f"delete it: allcall sessions forget {old.stem} --texts\n"
        )
    return 0


def session_lines(found: "list[SessionSummary]") -> Iterator[str]:
    """One line per session."""
    from scenarios.unprintable import escape_unprintable
    from sim.exercise.clock import format_t_plus
    from sim.exercise.sessions import strip_path

    width = max(len(one.name) for one in found)
    for one in found:
        status = "ended" if one.is_ended else f"saved at {format_t_plus(one.incident_time)}"
        status = "stopped: real emergency" if one.is_frozen else status
        status = f"rehearsal, {status}" if one.is_rehearsal else status
        played = f"{one.exercise}, {status}, {one.exercise_time / 60:.0f} min, {one.entries} entries"
        text = "; ".join(filter(None, (played if one.exercise else "", strip_path(one.problem, one.path))))
        yield escape_unprintable(f"{one.name:<{width}}  {text}")


@sessions.command(name="repair")
def sessions_repair(session: str, /) -> int:
    """Save the good entries of a damaged journal under another name.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    """
    from sim.exercise.sessions import find_session, repair_session
    from tui.terminal.console import find_sessions_folder

    path = find_session(session, find_sessions_folder())
    repair = repair_session(path)
    if repair is None:
        sys.stdout.write(f"{path.stem}: every entry is good; nothing to repair\n")
    else:
        sys.stdout.write(f"{path.stem}: {repair.problem}\n{repair.path.stem}: {repair.entries} good entries saved\n")
    return 0


@sessions.command(name="forget")
def sessions_forget(
    session: str, /, *, texts: Annotated[bool, Parameter(negative="", show_default=False)] = False
) -> int:
    """Delete an exercise and its journal for good, or only what people typed on their phones.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    texts
        Delete only what people typed on their phones, and what leads a phone back to its seat. The journal stays, and still verifies.
    """
    from sim.exercise.phone_records import forget_texts
    from sim.exercise.sessions import delete_session, find_session
    from tui.terminal.console import find_sessions_folder

    path = find_session(session, find_sessions_folder())
    if texts:
        is_gone = forget_texts(path)
        said = "texts of phones deleted; the journal is kept" if is_gone else "no texts of phones to delete"
    else:
        delete_session(path)
        said = "deleted"
    sys.stdout.write(f"{path.stem}: {said}\n")
    return 0
