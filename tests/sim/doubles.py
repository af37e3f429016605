"""Stand-ins for the seams, for tests of what stands on the other side: a scripted engine, a journal in memory, a blind frame."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.exercise.journal import Entry, Header


class MemoryJournal:
    """A journal that lasts as long as the test."""

    path = None

    def __init__(self, scenario: str = "", seed: int = 1, model: str = "double") -> None:
        self._header = Header(scenario, seed, model)
        self._entries: list[Entry] = []

    @property
    def header(self) -> Header:
        return self._header

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        self._entries.append(Entry(len(self._entries) + 1, room_time, incident_time, kind, text))
        return self._entries[-1]

    def append_all(
        self, room_time: float, incident_time: float, written: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[Entry]:
        return [self.append(room_time, incident_time, kind, payload) for kind, payload in written]

    def entries(self, after: int = 0) -> Iterator[Entry]:
        return iter(self._entries[after:])
