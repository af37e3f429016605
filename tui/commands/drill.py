"""`allcall drill`: an exercise from a script, without a screen; or which emergencies its story fits."""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice
from pathlib import Path

from scenarios.exercise_library import OpenedExercise, exercises_on, open_exercise, open_names, open_script
from scenarios.load import read_document
from scenarios.names import Mention, find
from scenarios.own_names import OwnNames
from scenarios.problems import printable
from scenarios.script import Script
from sim.drill.conduct import Conduct, Refused
from sim.drill.frame import answer_in_words
from sim.drill.headless import Continued, Headless, ScriptError, never_reached
from sim.drill.journal import FileJournal, JournalError
from sim.drill.notices import noticed
from sim.drill.said import done_in_words
from sim.drill.seeds import first_that_fits, longer_than, tried
from sim.drill.sessions import header_of, opened_again
from sim.drill.setup import Setup
from sim.drill.state import State
from sim.drill.times import t_plus
from sim.pool import Progress
from sim.seams import Entry
from tui.commands.progress import progress_shown
from tui.looking_back import looked_back, replicated
from tui.refusal import INTERRUPTED, Refusal

TRIED = 200  # emergencies, to say how likely it is that one fits
LISTED = 10


def chosen(scenario: str, exercise: str | None) -> OpenedExercise:
    """The exercise asked for, or the shortest on a scenario. Raises Problems, Refusal."""
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


def on_scenario(opened: OpenedExercise, scenario: str) -> OpenedExercise:
    """The exercise, if it is on that scenario. Raises Problems, Refusal."""
    name = read_document(find("scenario", scenario, Mention())).data["scenario"]
    own = opened.emergency.scenario.scenario
    if own != name:
        raise Refusal(
            f"{opened.exercise.exercise} is on {own}, not on {printable(str(name))}; write {own} instead"
        )
    return opened


def run(
    scenario: str,
    exercise: str | None,
    script: str | None,
    journal: Path | None,
    names: str | None = None,
    acknowledge: bool = False,
    others: bool = True,
) -> int:
    """Plays a script into a journal, or goes on with one that was cut off. Raises Problems, Refusal.

    others: whether a thousand other emergencies are played when it has ended, as the hot wash does, so that the report need not.
    """
    if script is None or journal is None:
        raise Refusal(
            "--script and --journal go together: what the room answers, and where it is written down"
        )
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
    with looked_back(path) as (journal, after):
        found = replicated(journal, after)
    if found is None or found.interrupted:
        sys.stderr.write(
            "stopped; the exercise is whole, and allcall report plays the rest of the other emergencies\n"
        )
        return INTERRUPTED
    return 0


def played(
    opened: OpenedExercise,
    script: Script,
    path: Path,
    own: OwnNames | None,
    listener: Callable[[Entry], None] | None,
) -> State:
    """The state at the end. Raises JournalError, ScriptError."""
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


def seed_of(opened: OpenedExercise, script: Script) -> int:
    """The script's seed, or the first that the story fits. Raises ScriptError."""
    if script.seed is not None:
        return script.seed
    seed = first_that_fits(opened, iter(range(1, TRIED + 1)))
    if seed is None:
        raise ScriptError(f"none of the first {TRIED} seeds fits the story; write a seed into the script")
    return seed


def acknowledged(entry: Entry) -> None:
    """The number of an entry that is on the disk."""
    sys.stdout.write(f"{entry.seq}\n")
    sys.stdout.flush()


def summary(state: State, journal: Path) -> list[str]:
    """What was decided and what became of the injects, line by line."""
    title = f"{state.exercise.title}: {state.room / 60:.0f} of {state.exercise.minutes} minutes"
    told = sorted([*questions(state), *consequences(state)], key=lambda line: line[0])
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    unread = sum(one.outcome == "delivered" and not one.readers for one in state.deliveries.values())
    nobody = f"; {unread} delivered to roles that nobody played" if unread else ""
    counted = ", ".join(f"{outcomes.count(one)} {one}" for one in ("delivered", "held", "cancelled"))
    lines = [f"  {t_plus(time)} {words}" for time, words in told]
    return [title, *lines, f"injects: {counted}{nobody}", f"journal: {journal}"]


def questions(state: State) -> Iterator[tuple[float, str]]:
    """What was asked and answered, and what could not be answered so: T+ and words."""
    for window in state.windows.values():
        asked = window.asked if window.opened is None else window.opened
        said = window.why if window.state != "decided" else answer_in_words(window, state.labels)
        yield asked, f"{window.decision.id} {window.state}: {said}"
    for refusal in state.refusals:
        options = state.windows[refusal.decision].decision.options
        tried = next((f"“{one.says}”" for one in options if one.id == refusal.answer), "what was written in")
        yield refusal.time, f"{refusal.decision} cannot be {tried}: {refusal.why}"


def consequences(state: State) -> Iterator[tuple[float, str]]:
    """What was done, and what came to light of it: T+ and words."""
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
