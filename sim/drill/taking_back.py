"""Taking back: which entries count no more, and what can be taken back at all.

Nothing is removed from a journal. A `take-back` names the answer or the delivery that is no more; what belongs to it goes with it, and the
rest is played again without it.
"""

import json
from collections.abc import Iterable

from sim.seams import Entry

BELONGS = "decide", "act", "inject", "notice"
DEPENDS = "ask", "lapse", "inject", "role", "segment"


class NothingToTakeBack(LookupError):
    """Nothing can be taken back, and why."""


def last_intervention(entries: list[Entry]) -> str:
    """The id of the last answer or delivery. Raises NothingToTakeBack where something has come since that may depend on it."""
    for entry in reversed(entries):
        payload = json.loads(entry.payload)
        if entry.kind == "decide":
            return str(payload["decision"])
        if entry.kind == "inject" and payload["outcome"] == "delivered":
            return f"inject-{payload['inject']}"
        if entry.kind in DEPENDS:
            raise NothingToTakeBack(
                "something has come since that may depend on it; it can no longer be taken back"
            )
    raise NothingToTakeBack("there is nothing to take back")


def without_taken_back(entries: list[Entry]) -> list[Entry]:
    """The entries that count: a `take-back` names the decision or inject that is no more, with the acts that belong to it."""
    gone: set[int] = set()
    for entry in entries:
        if entry.kind == "take-back":
            gone |= {*_of(json.loads(entry.payload)["of"], entries, entry.seq, gone)}
    return [entry for entry in entries if entry.seq not in gone]


def _of(what: str, entries: list[Entry], before: int, gone: set[int]) -> Iterable[int]:
    """The entries of a decision's answer or an inject's delivery, of its acts and what came of them, made before an entry."""
    for entry in entries:
        if entry.seq >= before or entry.seq in gone or entry.kind not in BELONGS:
            continue
        payload = json.loads(entry.payload)
        about = payload.get("about", "").partition(" ")[0]
        if what in (payload.get("decision"), payload.get("of"), f"inject-{payload.get('inject')}", about):
            yield entry.seq
