"""A journal that nobody keeps: of a rehearsal, or of what is played ahead to see what would come."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.drill.journal import to_canonical_json
from sim.seams import Entry, Header


class MemoryJournal:
    """A journal in memory. entries: those that it begins with."""

    def __init__(self, header: Header, entries: Iterable[Entry] = ()) -> None:
        self.header = header
        self._entries: list[Entry] = [*entries]

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """The next entry."""
        entry = Entry(len(self._entries) + 1, room_time, incident_time, kind, to_canonical_json(payload))
        self._entries.append(entry)
        return entry

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries whose number is above this."""
        return iter(self._entries[after:])
