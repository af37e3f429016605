"""Exercises that were begun: journals in a folder, found by name, opened again as they were left.

A journal carries the text of every file of its exercise, so it opens without them, and whatever has become of the library since. It is
played by the rules it was made with: another version of the model is refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scenarios.exercise_library import OpenedExercise, open_exercise_from
from scenarios.problems import Problems
from sim.drill.journal import FileJournal, JournalError, JournalInUse, canonical, is_a_journal
from sim.drill.setup import MODEL
from sim.seams import Header

SUFFIX = ".journal"
PLAYS = ".plays"
"""Of the file beside a journal that keeps its thousand replications."""
_FORBIDDEN = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True)
class Kept:
    """An exercise that was begun. wrong: why it cannot be opened, empty where it can. frozen: by a real emergency; it can only be
    looked back at.
    """

    name: str
    path: Path
    exercise: str
    entries: int
    ended: bool
    incident: float
    room: float
    wrong: str = ""
    frozen: bool = False


def header_of(opened: OpenedExercise, seed: int) -> Header:
    """The header of a new journal: all texts, the seed, the version of the model."""
    return Header(canonical({"files": dict(opened.files)}), seed, MODEL)


def new_path(folder: Path, exercise: str, now: datetime) -> Path:
    """A place for a new journal: exercise, day and minute, and a number where there is one already."""
    stem = f"{_FORBIDDEN.sub('-', exercise.lower())}-{now:%Y-%m-%d-%H%M}"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def path_of(session: str, folder: Path) -> Path:
    """The journal of a session: a name, or a file. Raises JournalError with what there is."""
    is_file = session.endswith(SUFFIX) or "/" in session
    path = Path(session) if is_file else folder / f"{session}{SUFFIX}"
    if not path.is_file():
        known = ", ".join(file.stem for file in journals(folder)) or "none yet"
        raise JournalError(f"there is no session {session!r}; there is {known}")
    return path


def journals(folder: Path) -> list[Path]:
    """The journals in a folder, the latest first."""
    files = (path for path in folder.glob(f"*{SUFFIX}") if path.is_file())
    return sorted(files, key=lambda path: (-_written(path), path.name))


def _written(path: Path) -> float:
    """When it was last written to: what was cut off may still stand in the file beside it."""
    beside = path.with_name(f"{path.name}-wal")
    return max(one.stat().st_mtime for one in (path, beside) if one.exists())


def latest(folder: Path) -> Path:
    """The exercise that was left or cut off last. Raises JournalError where none can go on."""
    wrong = ""
    for one in kept(folder):
        if one.wrong:
            wrong = wrong or one.wrong
        elif not (one.ended or one.frozen):
            return one.path
    raise JournalError(wrong or f"there is no exercise in {folder} that has not ended")


def opened_again(path: Path) -> tuple[FileJournal, OpenedExercise]:
    """A journal and its exercise. Raises JournalError."""
    journal = FileJournal.opened(path)
    try:
        _of_this_model(journal)
        return journal, open_exercise_from(_files(path, journal.header))
    except Problems as error:
        journal.close()
        raise JournalError(
            f"{path}: damaged in a file that it carries ({error.problems[0]}); restore the journal from a copy"
        ) from error
    except BaseException:
        journal.close()
        raise


def _of_this_model(journal: FileJournal) -> None:
    if journal.header.model != MODEL:
        raise JournalError(
            f"{journal.path}: played with version {journal.header.model} of the model; this Allcall has version {MODEL}, "
            "and would play it differently. Open it with the Allcall it was made with"
        )


def _files(path: Path, header: Header) -> dict[str, str]:
    try:
        files = json.loads(header.scenario)["files"]
    except (ValueError, KeyError, TypeError):
        raise JournalError(f"{path}: the header is damaged; restore the file from a copy") from None
    return {str(name): str(text) for name, text in files.items()}


def kept(folder: Path) -> Iterator[Kept]:
    """All exercises in a folder, the latest first; what cannot be opened says why."""
    for path in journals(folder):
        try:
            yield _looked_at(path)
        except JournalError as error:
            yield Kept(path.stem, path, "", 0, False, 0.0, 0.0, str(error))


def _looked_at(path: Path) -> Kept:
    journal = FileJournal.opened(path)
    try:
        _of_this_model(journal)
        entries = list(journal.entries())
    finally:
        journal.close()
    begun = json.loads(entries[0].payload) if entries else {}
    frozen = any(entry.kind == "freeze" for entry in entries)
    ended = any(entry.kind == "end" for entry in entries)
    last = entries[-1] if entries else None
    return Kept(
        path.stem,
        path,
        str(begun.get("exercise", "")),
        len(entries),
        ended,
        last.incident_time if last else 0.0,
        last.room_time if last else 0.0,
        frozen=frozen,
    )


def forget(path: Path) -> None:
    """Removes a journal for good, a damaged one too. Raises JournalError where it is in use, is none, or cannot be removed."""
    try:
        FileJournal.opened(path).close()
    except JournalInUse:
        raise
    except JournalError:
        if not is_a_journal(path):
            raise
    try:
        _removed(path)
    except OSError as error:
        raise JournalError(f"{path}: cannot be removed: {error.strerror}") from error


def _removed(path: Path) -> None:
    for part in (
        path,
        path.with_suffix(".room"),  # where a second terminal reads along
        path.with_suffix(PLAYS),
        *(path.with_name(path.name + end) for end in ("-wal", "-shm")),
    ):
        part.unlink(missing_ok=True)


def without_path(words: str, path: Path) -> str:
    """What is wrong with a journal, without where it lies: that stands beside it, or behind it."""
    return words.removeprefix(f"{path}: ")
