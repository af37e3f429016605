"""`allcall training`: hours of training, by participant and topic."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.records.kept import Kept
from reports.records.tables import TRAINING
from reports.records.training import Tally, lines_from, tallies
from scenarios.held import HeldHours
from scenarios.library import open_programme
from scenarios.names import shipped
from scenarios.programme import Programme
from sim.drill.attendance import Attendance, attendance_of
from sim.drill.journal import JournalError
from sim.drill.sessions import path_of
from tui.pages.layout import part, print_page
from tui.places import records_folder, sessions_folder
from tui.record_files import chosen, counted, entered, exported, line, listed, removed, typed
from tui.refusal import Refusal
from tui.terminal import console

SHORTEST = 60.0  # seconds of the room that are written down as training


def record() -> Kept[HeldHours]:
    """The training record of this machine."""
    return Kept(records_folder() / "training.csv", TRAINING)


def run_add(given: Mapping[str, str], programme: str) -> int:
    """Writes hours down. Raises Problems, Refusal."""
    kept, name = record(), open_programme(programme).programme
    found = entered(kept, [typed({**given, "programme": name}, TRAINING)])
    if found.known:
        raise Refusal("this is written down already; nothing was changed")
    (hours,) = found.new
    sys.stdout.write(f"{line(hours, TRAINING)}: written down in {kept.path}\n")
    return 0


def run_from_session(session: str, programme: str, topic: str, day: str | None) -> int:
    """Writes down the time of an exercise for everybody who is named in it. Raises Problems, Refusal."""
    kept, name = record(), open_programme(programme).programme
    try:
        path = path_of(session, sessions_folder())
        attended = attendance_of(path)
    except JournalError as error:
        raise Refusal(str(error)) from error
    _counts(path.stem, attended)
    lines = lines_from(attended, path.stem, name, topic, day or attended.began[:10])
    found = entered(kept, [typed(one, TRAINING) for one in lines])
    known = f", {found.known} written down already" if found.known else ""
    sys.stdout.writelines(f"{line(one, TRAINING)}\n" for one in found.new)
    sys.stdout.write(f"{kept.path}: {counted(len(found.new), TRAINING)} from {path.stem}{known}\n")
    return 0


def _counts(session: str, attended: Attendance) -> None:
    """Raises Refusal where an exercise is nobody's training, or it is not known whose or for how long."""
    if attended.is_rehearsal:
        raise Refusal(f"{session} was a rehearsal, which played itself; nobody took part")
    if not attended.began:
        raise Refusal(f"{session} was played from a script; nobody sat in a room")
    if not attended.has_ended:
        raise Refusal(
            f"{session} has not ended, so its time is not known; go on with it: allcall resume {session}"
        )
    if attended.seconds < SHORTEST:
        raise Refusal(f"{session} was over within a minute; nobody was trained")
    if not attended.names:
        raise Refusal(f"{session} names nobody; write hours down with allcall training add")


def run_list(person: str | None) -> int:
    """Lists all lines, by day. Raises Problems, Refusal."""
    kept = record()
    lines = chosen(kept.entries(), "person", person)
    if not lines:
        sys.stdout.write(f"nothing is written down in {kept.path}\n")
        return 0
    print_page(listed(lines, TRAINING, "person"), console())
    return 0


def run_hours(person: str | None, programmes: Sequence[str]) -> int:
    """Sums them up, a part for each programme. Raises Problems, Refusal."""
    kept = record()
    asked = [open_programme(name) for name in programmes]
    known = {one.programme: one for one in (*map(open_programme, shipped("programme")), *asked)}
    lines = chosen(kept.entries(), "person", person)
    wanted = [one.programme for one in asked] or sorted({one.programme for one in lines})
    if not wanted:
        sys.stdout.write(f"nothing is written down in {kept.path}\n")
        return 0
    out, sums = console(), tallies(lines)
    for n, name in enumerate(wanted):
        programme = known.get(name)
        title = f"{programme.title} ({name}): {programme.asked}" if programme else name
        out.print(part(title, first=n == 0))
        print_page(_summed(programme, [one for one in sums if one.programme == name]), out)
    return 0


def _summed(programme: Programme | None, found: Sequence[Tally]) -> Iterator[RenderableType]:
    """The hours of everybody in one programme."""
    for tally in found:
        yield _inset(f"{tally.person}: {_so_far(tally, programme)}", 2)
        yield _topics(tally)
    if not found:
        yield _inset("nobody has hours in it", 2)
    if programme is None:
        yield _inset(
            "How many hours it asks for is not known here; give its file with --programme FILE.yaml", 2
        )
    elif programme.unverified:
        yield _inset(f"Not verified: {programme.unverified.strip()}.", 2)


def _topics(tally: Tally) -> RenderableType:
    """Hours, and beside them what they were about; a long topic goes on under itself."""
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(justify="right", min_width=8, no_wrap=True)
    for topic, hours in tally.topics.items():
        rows.add_row(f"{hours:g} h", Text(topic))
    return Padding(rows, (0, 0, 0, 4))


def _so_far(tally: Tally, programme: Programme | None) -> str:
    if programme is None:
        return f"{tally.hours:g} h"
    missing = tally.missing(programme)
    return f"{tally.hours:g} h of {programme.asked}{f', {missing:g} h to go' if missing else ''}"


def _inset(said: str, by: int) -> Padding:
    return Padding(Text(said), (0, 0, 0, by))


def run_export(file: Path, person: str | None) -> int:
    """Writes all lines, in the order in which they were written down. Raises Problems, Refusal."""
    lines = chosen(record().entries(), "person", person)
    return exported(file, lines, TRAINING, "Training record")


def run_remove(number: int) -> int:
    """Takes a line out, and says what it was. Raises Problems, Refusal."""
    sys.stdout.write(f"{line(removed(record(), number), TRAINING)}: removed\n")
    return 0
