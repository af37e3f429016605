"""Which annexes of a school's emergency operations plan its exercises have put to work, read off their journals without replaying them.

An annex was exercised where a question of one of its objectives was answered, or an inject of one was delivered. Only what people sat
down to counts: no script, and no rehearsal.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from scenarios.diagnostics import Problems
from scenarios.exercise import Annex
from scenarios.loading.files import Source
from scenarios.loading.loader import parse_document
from sim.exercise.events import Corrected, DecisionMade, InjectResolved, Note, NoteAdded, Setup
from sim.exercise.history import find_start_date, read_campus
from sim.exercise.journal import Entry, FileJournal, Header, JournalError

ANNEXES: tuple[str, ...] = get_args(Annex)
"""By function, then by threat."""


@dataclass(frozen=True)
class AnnexUse:
    """An annex in one exercise. day: ISO 8601. questions: answered, injects: delivered, ratings: final, of its objectives."""

    annex: str
    session: str
    title: str
    campus: str
    day: str
    questions: int
    injects: int
    ratings: tuple[str, ...]


@dataclass(frozen=True)
class AnnexCoverage:
    """An annex over all exercises of a school, the latest first."""

    annex: str
    uses: tuple[AnnexUse, ...]

    @property
    def last_day(self) -> str:
        """Of the latest exercise; empty where there was none."""
        return self.uses[0].day if self.uses else ""

    def to_json(self) -> dict[str, Any]:
        """As data."""
        kept = ("session", "title", "campus", "day", "questions", "injects", "ratings")
        uses = [{name: getattr(use, name) for name in kept} for use in self.uses]
        return {"annex": self.annex, "last_exercised": self.last_day or None, "exercises": uses}


def cover_annexes(uses: Iterable[AnnexUse]) -> list[AnnexCoverage]:
    """Each annex that plans have, in their order, then those that only an exercise names."""
    found = sorted(uses, key=lambda use: (use.day, use.session), reverse=True)
    names = dict.fromkeys([*ANNEXES, *sorted(use.annex for use in found)])
    return [AnnexCoverage(name, tuple(use for use in found if use.annex == name)) for name in names]


def read_annex_uses(path: Path, campus: str | None = None) -> list[AnnexUse]:
    """The annexes that one exercise put to work. campus: only if it was played there. Raises JournalError where it cannot be read."""
    with closing(FileJournal.open(path)) as journal:
        played_on = read_campus(journal.header)
        if campus is not None and played_on != campus:
            return []
        try:
            entries = list(journal.entries())
            exercise = _read_exercise(journal.header)
            started = find_start_date(entries)
            if not started or _is_rehearsal(entries):
                return []
            about = path.stem, str(exercise["title"]), played_on, started[:10]
            return _find_uses(exercise, entries, about)
        except (LookupError, TypeError, ValueError, AttributeError, Problems) as error:
            raise JournalError(f"{path}: the journal is damaged; restore the file from a copy") from error


def _read_exercise(header: Header) -> Mapping[str, Any]:
    """The file of the exercise as it was when it was played."""
    name, text = next((name, text) for name, text in header.read_files().items() if name.startswith("exercise "))
    return parse_document(Source(name, text)).data


def _is_rehearsal(entries: Sequence[Entry]) -> bool:
    return any(isinstance(entry.event, Setup) and entry.event.rehearsal for entry in entries[:1])


def _find_uses(
    exercise: Mapping[str, Any], entries: Sequence[Entry], about: tuple[str, str, str, str]
) -> list[AnnexUse]:
    answered = {entry.event.decision for entry in entries if isinstance(entry.event, DecisionMade)}
    delivered = {
        entry.event.inject for entry in entries if isinstance(entry.event, InjectResolved) and entry.event.is_delivered
    }
    ratings = _find_final_ratings(entries)
    uses = []
    for annex in dict.fromkeys(name for one in exercise["objectives"] for name in one["annexes"]):
        objectives = [one["id"] for one in exercise["objectives"] if annex in one["annexes"]]
        questions = _count_of(exercise["decisions"], objectives, "id", answered)
        injects = _count_of(exercise["injects"], objectives, "number", delivered)
        if questions or injects:
            final = tuple(ratings[one] for one in objectives if one in ratings)
            uses.append(AnnexUse(annex, *about, questions, injects, final))
    return uses


def _count_of(items: Sequence[Mapping[str, Any]], objectives: Sequence[str], key: str, done: set[Any]) -> int:
    return sum(one[key] in done and one.get("objective") in objectives for one in items)


def _find_final_ratings(entries: Iterable[Entry]) -> dict[str, str]:
    """By objective, as they were last put right."""
    notes: dict[str, Note] = {}
    for entry in entries:
        match entry.event:
            case NoteAdded(kind="rate") as event:
                notes[event.id] = Note(time=entry.incident_time, room=entry.room_time, **event.to_payload())
            case Corrected(of=note, set=values) if note in notes:
                notes[note].correct(values)
    return {note.objective: note.rating for note in notes.values() if note.final and not note.task}
