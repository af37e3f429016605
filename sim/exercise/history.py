"""Facts about earlier exercises, read off their journals without replaying them: attendance, and open corrective actions.

So they can be read whatever version of the model an exercise was played with. An improvement is a note; completing it corrects that note.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from scenarios.annotations import Additions, CorrectiveActionEntry
from scenarios.diagnostics import Problems
from sim.exercise.events import Corrected, Dated, Ended, Note, NoteAdded, ParticipantsSet, Setup
from sim.exercise.journal import Entry, FileJournal, Header, JournalError
from sim.exercise.kept_additions import read_kept_additions
from sim.exercise.sessions import list_journals

ADDED = "added-"
"""Before the number of an improvement that is in the additions alone."""


@dataclass(frozen=True)
class Attendance:
    """names: of the participants, each once. started_at: ISO 8601, empty where a script played it. seconds: of the room, until it ended."""

    names: tuple[str, ...]
    started_at: str
    seconds: float
    has_ended: bool
    is_rehearsal: bool


def read_attendance(path: Path) -> Attendance:
    """That of an exercise. Raises JournalError where it cannot be read."""
    journal = FileJournal.open(path)
    try:
        return extract_attendance(list(journal.entries()))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise JournalError(f"{path}: the journal is damaged; restore the file from a copy") from error
    finally:
        journal.close()


def extract_attendance(entries: Sequence[Entry]) -> Attendance:
    """That of these entries. An entry about people holds all of them; until there is one, those named at the start count."""
    setup = entries[0].event if entries else None
    names = [name for name in setup.played.values() if name] if isinstance(setup, Setup) else []
    for entry in entries:
        event = entry.event
        if isinstance(event, ParticipantsSet):
            names = [one["name"] for one in event.people]
    end = next((entry for entry in entries if entry.kind == Ended.KIND), None)
    return Attendance(
        tuple(dict.fromkeys(names)),
        find_start_date(entries),
        end.room_time if end else 0.0,
        end is not None,
        isinstance(setup, Setup) and setup.rehearsal,
    )


@dataclass(frozen=True)
class CorrectiveAction:
    """An improvement. session, title: of the exercise it is from; created_at: when its journal was, ISO 8601.

    started_at: when people sat down to it, ISO 8601; empty where a script played it. element, contact, start: as in the additions.
    """

    session: str
    title: str
    created_at: str
    note: Note
    started_at: str = ""
    element: str = ""
    contact: str = ""
    start: str = ""

    def add(self, entry: CorrectiveActionEntry) -> "CorrectiveAction":
        """With what people added to it."""
        note = replace(
            self.note,
            text=entry.issue or self.note.text,
            action=entry.action or self.note.action,
            capability=entry.capability or self.note.capability,
            owner=entry.responsible or self.note.owner,
            due=entry.completion or self.note.due,
            done=entry.done or self.note.done,
        )
        more = entry.element or "", entry.contact or "", entry.start or ""
        return replace(self, note=note, element=more[0], contact=more[1], start=more[2])


def read_campus(header: Header) -> str:
    """The campus that a journal was played on; empty where its header says none."""
    try:
        files = header.read_files()
    except ValueError:
        return ""
    return next((name.removeprefix("campus ") for name in files if name.startswith("campus ")), "")


def find_start_date(entries: Iterable[Entry]) -> str:
    """When people first sat down to an exercise, ISO 8601; empty where a script played it."""
    return next((event.at for event in (one.event for one in entries) if isinstance(event, Dated)), "")


def read_title(header: Header) -> str:
    """What the exercise is called in its file; empty where that says nothing."""
    text = next((text for name, text in header.read_files().items() if name.startswith("exercise ")), "")
    return next((line.removeprefix("title:").strip() for line in text.splitlines() if line.startswith("title:")), "")


def extract_improvements(entries: Iterable[Entry]) -> Iterator[Note]:
    """The improvements that a journal holds, as they were last put right."""
    found: dict[str, Note] = {}
    for entry in entries:
        match entry.event:
            case NoteAdded(kind="improve") as event:
                found[event.id] = Note(time=entry.incident_time, room=entry.room_time, **event.to_payload())
            case Corrected(of=note, set=values) if note in found:
                found[note].correct(values)
    yield from found.values()


def list_open_actions(folder: Path, campus: str) -> Iterator[CorrectiveAction]:
    """All open corrective actions of a campus, from the latest exercise on; unreadable journals are skipped.

    Notes of a script are no findings, and are not carried over.
    """
    for path in list_journals(folder):
        yield from (item for item in read_corrective_actions(path, campus) if item.started_at and not item.note.done)


def read_corrective_actions(path: Path, campus: str | None = None) -> list[CorrectiveAction]:
    """The improvements of one exercise, done or not; none where its journal cannot be read. campus: only if it was played there."""
    try:
        return load_corrective_actions(path, campus)
    except JournalError:
        return []


def load_corrective_actions(path: Path, campus: str | None = None) -> list[CorrectiveAction]:
    """As `read_corrective_actions`. Raises JournalError where the journal cannot be read."""
    with closing(FileJournal.open(path)) as journal:
        if campus is not None and read_campus(journal.header) != campus:
            return []
        try:
            entries = list(journal.entries())
            about = path.stem, read_title(journal.header), journal.created_at
            started = find_start_date(entries)
            found = [CorrectiveAction(*about, note, started) for note in extract_improvements(entries)]
            blank = CorrectiveAction(*about, Note("", "improve", 0.0, 0.0), started)
            return [*_add_all(found, blank, _read_additions(path))]
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise JournalError(f"{path}: the journal is damaged; restore the file from a copy") from error


def complete_recorded(path: Path, improvement: str, day: str) -> None:
    """Records in a journal that one of its improvements was completed on a day. Raises JournalError."""
    with closing(FileJournal.open(path)) as journal:
        *_, last = journal.entries()
        done = Corrected(improvement, {"done": day})
        journal.append(last.room_time, last.incident_time, done.KIND, done.to_payload())


def _read_additions(path: Path) -> Additions | None:
    try:
        return read_kept_additions(path)
    except Problems:  # the report says what is wrong with them
        return None


def _add_all(
    found: Sequence[CorrectiveAction], blank: CorrectiveAction, additions: Additions | None
) -> Iterator[CorrectiveAction]:
    """The recorded ones with their additions, then those that were only added."""
    entries = additions.improvements if additions else []
    by_id = {entry.improvement: entry for entry in entries if entry.improvement}
    for item in found:
        yield item.add(by_id[item.note.id]) if item.note.id in by_id else item
    for number, entry in enumerate((one for one in entries if not one.improvement), 1):
        yield replace(blank, note=replace(blank.note, id=f"{ADDED}{number}")).add(entry)
