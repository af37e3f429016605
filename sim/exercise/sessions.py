"""Exercises that were begun: journals in a folder, found by name, opened again as they were left.

A journal carries the text of every file of its exercise, so it opens without them, and whatever has become of the library since. It is
played by the rules it was made with: one of another version of the model can only be read.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scenarios.diagnostics import Problems
from scenarios.library import ValidatedExercise, open_exercise_from
from scenarios.loading.file_record import is_file
from sim.exercise.clock import format_t_plus
from sim.exercise.events import Ended, Frozen, Setup, parse_event
from sim.exercise.journal import (
    HEADER_DAMAGED,
    RESTORE,
    RESTORE_OR_REPAIR,
    ROLLBACK_SUFFIX,
    Entry,
    EntryDamaged,
    FileJournal,
    GoodPrefix,
    Header,
    JournalError,
    JournalInUse,
    JournalUnavailable,
    MemoryJournal,
    is_journal_file,
    read_good_prefix,
    to_canonical_json,
)
from sim.exercise.journal_replay import replay_journal
from sim.exercise.phone_records import SUFFIX as PHONES_SUFFIX
from sim.model.version import MODEL_VERSION

SUFFIX = ".journal"
REPLICATIONS_SUFFIX, EFFECTS_SUFFIX = ".plays", ".effects"
"""Of the file beside a journal that keeps its thousand replications."""
ADDITIONS_SUFFIX = ".additions.yaml"
"""Of the file beside a journal that keeps what people added to its report."""
ROOM_SUFFIX = ".room"
"""Of the file beside a journal that says where a second terminal reads along."""
NOT_BEGUN = "no exercise was begun in it: it has no entries; delete it with allcall sessions forget"
_FORBIDDEN = re.compile(r"[^a-z0-9-]+")


class OtherModel(JournalUnavailable):
    """A journal of another version of the model, which this one cannot play."""


@dataclass(frozen=True)
class SessionSummary:
    """An exercise that was begun. problem: why it cannot be played, empty where it can. is_frozen: by a real emergency; it can only be
    looked back at. is_empty: it was made, and nothing was begun.
    """

    name: str
    path: Path
    exercise: str
    entries: int
    is_ended: bool
    incident_time: float
    exercise_time: float
    problem: str = ""
    is_frozen: bool = False
    is_empty: bool = False
    is_rehearsal: bool = False

    @property
    def can_continue(self) -> bool:
        return not (self.problem or self.is_ended or self.is_frozen)


def build_header(opened: ValidatedExercise, seed: int) -> Header:
    """The header of a new journal: all texts, the seed, the version of the model."""
    return Header(to_canonical_json({"files": dict(opened.files)}), seed, MODEL_VERSION)


def build_session_path(folder: Path, exercise: str, now: datetime) -> Path:
    """A place for a new journal: exercise, day and minute, and a number where there is one already."""
    return _build_numbered_path(folder, f"{_FORBIDDEN.sub('-', exercise.lower())}-{now:%Y-%m-%d-%H%M}")


def _build_numbered_path(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def find_session(session: str, folder: Path) -> Path:
    """The journal of a session: a name, or a file. Raises JournalError with what there is."""
    is_path = session.endswith(SUFFIX) or "/" in session
    path = Path(session) if is_path else folder / f"{session}{SUFFIX}"
    if not is_file(path):
        known = ", ".join(file.stem for file in list_journals(folder)) or "none yet"
        raise JournalError(f"there is no session {session!r}; there is {known}")
    return path


def list_journals(folder: Path) -> list[Path]:
    """The journals in a folder, the latest first."""
    dated = []
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(OSError):  # it was removed just now
            if path.is_file():
                dated.append((-path.stat().st_mtime, path.name, path))
    return [path for _, _, path in sorted(dated)]


def find_latest_session(folder: Path) -> Path:
    """The unfinished exercise that was used last. Raises JournalError where there is none, or where that one cannot continue: an older
    one is named, never opened in its place.
    """
    unfinished = (one for one in list_sessions(folder) if not (one.is_ended or one.is_empty))
    latest = next(unfinished, None)
    if latest is None:
        raise JournalError(f"there is no exercise in {folder} that has not ended")
    if latest.can_continue:
        return latest.path
    reason = latest.problem or (
        f"{latest.name} was stopped at {format_t_plus(latest.incident_time)} for a real emergency and cannot continue; "
        f"allcall resume {latest.name} opens its hot wash"
    )
    older = next((summary for summary in unfinished if summary.can_continue), None)
    if older is not None:
        reason += f"; allcall resume {older.name} continues {older.exercise} from {format_t_plus(older.incident_time)}"
    raise JournalError(reason)


def open_session(path: Path, *, to_play: bool = True) -> tuple[FileJournal, ValidatedExercise]:
    """A journal and its exercise, begun or not. to_play: another version of the model is refused. Raises JournalError."""
    journal = FileJournal.open(path)
    try:
        if to_play:
            _check_model_version(path, journal.header)
        with refusing_as_unreadable(path, journal.header):
            _check_events(path, journal.entries())
            return journal, _open_carried_exercise(path, journal.header)
    except BaseException:
        journal.close()
        raise


def reopen_session(path: Path, *, to_play: bool = True) -> tuple[FileJournal, ValidatedExercise]:
    """A journal and its exercise, which was begun. Raises JournalError."""
    journal, opened = open_session(path, to_play=to_play)
    if not journal.last_seq:
        journal.close()
        raise JournalError(f"{path}: {NOT_BEGUN}")
    return journal, opened


def _check_events(path: Path, entries: Iterable[Entry]) -> None:
    """Raises EntryDamaged for an entry that says nothing that this Allcall knows."""
    for entry in entries:
        try:
            parse_event(entry.kind, entry.payload)
        except ValueError as error:
            raise EntryDamaged(path, entry.seq, f"({entry.kind!r}) cannot be read: {error}") from error


def describe_models(header: Header) -> str:
    """`played with model 5, and this is Allcall with model 6`."""
    return f"played with model {header.model}, and this is Allcall with model {MODEL_VERSION}"


def _check_model_version(path: Path, header: Header) -> None:
    if header.model != MODEL_VERSION:
        raise OtherModel(
            f"{path}: {describe_models(header)}, so it cannot be replayed or continued; use allcall report or allcall export "
            f"for what needs no replay, or an Allcall with model {header.model}"
        )


@contextmanager
def refusing_as_unreadable(path: Path, header: Header) -> Iterator[None]:
    """In a journal of another version of the model, what this one cannot read is no damage. Raises JournalError."""
    try:
        yield
    except JournalError as error:
        if header.model == MODEL_VERSION:
            raise
        raise JournalError(
            f"{path}: {describe_models(header)}, which cannot read it; use an Allcall with model {header.model}"
        ) from error


def _open_carried_exercise(path: Path, header: Header) -> ValidatedExercise:
    """The exercise from the files in a header. Raises JournalError."""
    try:
        return open_exercise_from(header.read_files())
    except Problems as error:
        raise JournalError(
            f"{path}: damaged in a file that it carries ({error.problems[0]}); restore the journal from a copy"
        ) from error
    except ValueError:
        raise JournalError(f"{path}: {HEADER_DAMAGED}") from None


def list_sessions(folder: Path) -> Iterator[SessionSummary]:
    """All exercises in a folder, the latest first; what cannot be opened says why."""
    for path in list_journals(folder):
        try:
            yield _summarize_session(path)
        except JournalError as error:
            yield SessionSummary(path.stem, path, "", 0, False, 0.0, 0.0, str(error))


def _summarize_session(path: Path) -> SessionSummary:
    journal = FileJournal.open(path)
    try:
        entries, is_other = list(journal.entries()), journal.header.model != MODEL_VERSION
        with refusing_as_unreadable(path, journal.header):
            _check_events(path, entries)
    finally:
        journal.close()
    if not entries:
        return SessionSummary(path.stem, path, "", 0, False, 0.0, 0.0, NOT_BEGUN, is_empty=True)
    begun = entries[0].event
    kinds, last = {entry.kind for entry in entries}, entries[-1]
    return SessionSummary(
        path.stem,
        path,
        begun.exercise if isinstance(begun, Setup) else "",
        len(entries),
        Ended.KIND in kinds,
        last.incident_time,
        last.room_time,
        problem=f"{path}: {describe_models(journal.header)}; use allcall report or export" if is_other else "",
        is_frozen=Frozen.KIND in kinds,
        is_rehearsal=isinstance(begun, Setup) and begun.rehearsal,
    )


@dataclass(frozen=True)
class Repair:
    """What was saved of a damaged journal. problem: what is wrong with it, without its path."""

    path: Path
    entries: int
    problem: str


def repair_session(path: Path) -> Repair | None:
    """Saves the entries of a journal before the first that is damaged or cannot be played, under another name beside it.

    None where every entry is good. Raises JournalError where it is in use or cannot be opened, its header is bad, or no entry can be saved.
    """
    problem = find_journal_problem(path).replace(RESTORE_OR_REPAIR, RESTORE)
    if not problem:
        return None
    good = read_good_prefix(path)
    played = _find_playable(path, good)
    if not played:
        raise JournalError(f"{path}: no entry can be saved: {problem}")
    repaired = FileJournal.create(
        _build_numbered_path(path.parent, f"{path.stem}-repaired"), good.header, good.created_at
    )
    with closing(repaired):
        for entry in played:
            repaired.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    return Repair(repaired.path, len(played), problem)


def find_journal_problem(path: Path) -> str:
    """Why a journal cannot be played, without its path; empty where it can. Raises JournalUnavailable."""
    try:
        journal, opened = reopen_session(path)
        with closing(journal):
            replay_journal(opened, journal)
    except JournalUnavailable:
        raise
    except JournalError as error:
        return strip_path(str(error), path)
    return ""


def _find_playable(path: Path, good: GoodPrefix) -> list[Entry]:
    """The entries from the first on that can be played. Raises JournalError where this Allcall cannot play any of its exercise."""
    _check_model_version(path, good.header)
    opened, entries = _open_carried_exercise(path, good.header), good.entries
    while True:
        try:
            _check_events(path, entries)
            replay_journal(opened, MemoryJournal(good.header, entries))
            return entries
        except EntryDamaged as error:
            entries = entries[: error.entry - 1]


def delete_session(path: Path) -> None:
    """Removes a journal for good, a damaged one too. Raises JournalError where it is in use, is none, or cannot be removed."""
    journal = None
    try:
        journal = FileJournal.open(path)
    except JournalInUse:
        raise
    except JournalError:
        if not is_journal_file(path):
            raise
    try:
        for suffix in (ADDITIONS_SUFFIX, ROOM_SUFFIX, REPLICATIONS_SUFFIX, EFFECTS_SUFFIX, PHONES_SUFFIX):
            path.with_suffix(suffix).unlink(missing_ok=True)
        if journal is not None:
            journal.discard()
        else:
            _delete_damaged(path)
    except OSError as error:
        raise JournalError(
            f"{error.filename or path}: cannot be removed: {error.strerror}; make {path.parent} writable"
        ) from error
    finally:
        if journal is not None:
            journal.close()


def _delete_damaged(path: Path) -> None:
    for end in ("", ROLLBACK_SUFFIX):
        path.with_name(path.name + end).unlink(missing_ok=True)


def strip_path(words: str, path: Path) -> str:
    """The message without the path of the journal."""
    return words.removeprefix(f"{path}: ")
