"""A row of rooms with a teacher each and an office, for the tests of channels: the witness is in r00."""

from collections.abc import Sequence
from typing import Any

from sim.model.trace import Event
from tests.sim.model.emergencies import (
    Data,
    always,
    chance,
    plain_campus,
    plain_scenario,
    plain_strategy,
    play,
    public_address,
    row_of_rooms,
    tables_of,
    zone,
)

BADGE = {"worn": chance(1, "person"), "charged": chance(1, "person"), "press": always(4), "notifies": always(6)}
TAKEOVER = {"kind": "takeover", "speaks": always(3), "reaches": chance(1, "zone")}


def row(rooms: int, **changes: Any) -> Data:
    """The office is a room of its own, and nobody is in it unless told otherwise."""
    place = row_of_rooms(rooms)
    place["zones"].append(zone("front", "office"))
    place["links"].append({"start": "hall", "end": "front", "length": "10 m", "width": "2 m"})
    return plain_campus(**(place | {"office": "front", "pa": public_address(reach_microphone=always(4000))} | changes))


def with_clerk(rooms: int, **changes: Any) -> Data:
    campus = row(rooms, **changes)
    campus["roster"].append({"id": "clerk", "role": "clerk", "post": "front", "office": True})
    return campus


def badge_strategy(*channels: Data, **changes: Any) -> Data:
    return plain_strategy(report=["badge", "dial-911"], badge=BADGE | changes, channels=list(channels), everyday=["pa"])


def play_once(campus: Data, strategy: Data, *conditions: str, **scenario: Any) -> Sequence[Event]:
    return play(tables_of(campus, plain_scenario(**scenario), strategy, *conditions))


def learned(events: Sequence[Event]) -> dict[str, tuple[float, str]]:
    """When each person became aware, and by which channel."""
    return {event.subject: (event.time, event.object) for event in events if event.kind == "aware"}
