"""What earlier exercises on the same campus left to be improved, as long as nobody has written down that it is done.

It is read off their journals alone, without playing them: an improvement is a note, and what became of it is a correction of that note.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.drill.journal import FileJournal, JournalError, JournalInUse
from sim.drill.parts import Note
from sim.drill.sessions import journals
from sim.seams import Entry, Header


@dataclass(frozen=True)
class OpenItem:
    """An improvement. session, title: of the exercise it is from; made: when its journal was, ISO 8601.

    begun: when people sat down to it, ISO 8601; empty where a script played it.
    """

    session: str
    title: str
    made: str
    note: Note
    begun: str = ""


def campus_of(header: Header) -> str:
    """The campus that a journal was played on; empty where its header says none."""
    try:
        files = json.loads(header.scenario)["files"]
    except (ValueError, KeyError, TypeError):
        return ""
    return next((name.removeprefix("campus ") for name in files if name.startswith("campus ")), "")


def begun(entries: Iterable[Entry]) -> str:
    """When people first sat down to an exercise, ISO 8601; empty where a script played it."""
    return next((str(json.loads(one.payload)["at"]) for one in entries if one.kind == "dated"), "")


def title_of(header: Header) -> str:
    """What the exercise is called in its file; empty where that says nothing."""
    files = json.loads(header.scenario)["files"]
    text = next((str(text) for name, text in files.items() if name.startswith("exercise ")), "")
    return next(
        (line.removeprefix("title:").strip() for line in text.splitlines() if line.startswith("title:")), ""
    )


def improvements_in(entries: Iterable[Entry]) -> Iterator[Note]:
    """The improvements that a journal holds, as they were last put right."""
    found: dict[str, Note] = {}
    for entry in entries:
        payload = json.loads(entry.payload)
        if entry.kind == "note" and payload["kind"] == "improve":
            found[payload["id"]] = Note(time=entry.incident_time, room=entry.room_time, **payload)
        elif entry.kind == "correct" and payload["of"] in found:
            for name, value in payload["set"].items():
                setattr(found[payload["of"]], name, value)
    yield from found.values()


def open_items(folder: Path, campus: str) -> Iterator[OpenItem]:
    """All that people left open on a campus, the latest exercise first. What cannot be read (in use, damaged) is passed over.

    What a script wrote is nobody's finding, and is not carried over.
    """
    for path in journals(folder):
        yield from (item for item in items_of(path, campus) if item.begun and not item.note.done)


def in_use(path: Path) -> bool:
    """Whether an exercise holds a journal just now, so that nothing can be read off it."""
    try:
        FileJournal.opened(path).close()
    except JournalInUse:
        return True
    except JournalError:
        return False
    return False


def items_of(path: Path, campus: str | None = None) -> list[OpenItem]:
    """The improvements of one exercise, done or not. campus: only if it was played there."""
    try:
        journal = FileJournal.opened(path)
    except JournalError:
        return []
    try:
        if campus is not None and campus_of(journal.header) != campus:
            return []
        entries = list(journal.entries())
        about = path.stem, title_of(journal.header), journal.made
        return [OpenItem(*about, note, begun(entries)) for note in improvements_in(entries)]
    except (JournalError, KeyError, TypeError, AttributeError):
        return []
    finally:
        journal.close()
