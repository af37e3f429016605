"""Taking back: which entries count no more, and what can be taken back at all.

Nothing is removed from a journal. A `take-back` names the answer or the delivery that is no more, and stands at the T+ at which that came.
What belongs to it goes with it, and so does what was played after that T+: it is played again, from there. What people wrote down
meanwhile stays, at that T+.
"""

import json
from collections.abc import Iterator

from sim.seams import Entry

UNDONE_KINDS = "decide", "act", "inject", "notice"
DEPENDENT_KINDS = "ask", "lapse", "inject", "role", "segment", "rule"
PLAYED_KINDS = "clock", "play", "stop", "read", "unmeasured", "act", "notice"
"""What comes again when T+ does."""


class NothingToUndo(LookupError):
    """Nothing can be taken back, and why."""


def find_last_intervention(entries: list[Entry]) -> tuple[str, float]:
    """The id of the last answer or delivery, and its T+. Raises NothingToTakeBack where something has come since that may depend on it."""
    for entry in reversed(entries):
        payload = json.loads(entry.payload)
        if entry.kind == "decide":
            return str(payload["decision"]), entry.incident_time
        if entry.kind == "inject" and payload["outcome"] == "delivered":
            return f"inject-{payload['inject']}", entry.incident_time
        if entry.kind in DEPENDENT_KINDS:
            raise NothingToUndo(
                "something has come since that may depend on it; it can no longer be taken back"
            )
    raise NothingToUndo("there is nothing to take back")


def drop_undone(entries: list[Entry]) -> list[Entry]:
    """The entries that count: a `take-back` names the decision or inject that is no more, with the acts that belong to it."""
    left: list[Entry] = []
    for entry in entries:
        if entry.kind == "take-back":
            left = [*_drop_intervention(json.loads(entry.payload)["of"], left, entry.incident_time)]
        left.append(entry)
    return left


def _drop_intervention(what: str, entries: list[Entry], time: float) -> Iterator[Entry]:
    """Entries without this answer or delivery and what came of it, and with nothing played after a T+."""
    for entry in entries:
        again = entry.kind in PLAYED_KINDS and entry.incident_time > time
        if not again and not _belongs_to(what, entry):
            yield entry._replace(incident_time=min(time, entry.incident_time))


def _belongs_to(what: str, entry: Entry) -> bool:
    """Whether it is a decision's answer or an inject's delivery, one of its acts, or what came of them."""
    if entry.kind not in UNDONE_KINDS:
        return False
    payload = json.loads(entry.payload)
    about = payload.get("about", "").partition(" ")[0]
    return what in (payload.get("decision"), payload.get("of"), f"inject-{payload.get('inject')}", about)
