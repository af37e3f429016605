"""Stretches of an exercise: T+ runs from one stop to the next, and what happened since is always about the last of them."""

import json
from collections.abc import Iterable

from sim.seams import Entry

ANSWERING_REASON = "an answer is written down"
"""Why T+ stands still for a question under time pressure that goes on being measured: the room has answered."""


def find_last_interval(entries: Iterable[Entry]) -> tuple[float, float]:
    """T+ at which the last stretch began and ended: from one stop to the next."""
    before = start = end = 0.0
    for entry in entries:
        if entry.incident_time > end and before == end:
            start = end
        end = entry.incident_time
        before = end if is_stop(entry) else before
    return start, end


def is_stop(entry: Entry) -> bool:
    """Whether T+ stood still at an entry. While an answer is written down it goes on from there if that is left."""
    if entry.kind == "ask":
        return bool(json.loads(entry.payload)["state"] == "open")
    if entry.kind == "stop":
        return bool(json.loads(entry.payload).get("why") != ANSWERING_REASON)
    return entry.kind in ("resume", "segment", "decide", "lapse", "end")
