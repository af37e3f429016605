"""Small emergencies with a fire for the tests: everything still but for the one thing a test switches on."""

from collections.abc import Sequence
from typing import Any

from tests.campuses import (
    Data,
    always,
    chance,
    link,
    plain_campus,
    plain_scenario,
    share,
    zone,
)


def door(start: str, end: str, metres: float, width: float, kind: str = "door") -> Data:
    """A link of this width."""
    return link(start, end, metres, kind) | {"width": f"{width} m"}


def outside(name: str = "yard") -> Data:
    """A place outdoors."""
    return zone(name, "outdoors", None) | {"building": "grounds"}


def teacher(room: str) -> Data:
    """An adult in a room."""
    return {"id": f"staff@{room}", "role": "teacher", "post": room}


def group_in(room: str, heads: int, adult: str | None = None, age: str = "teen") -> Data:
    """A group in a room, with an adult or by itself."""
    return {"id": f"group@{room}", "heads": heads, "age": age, "post": room} | (
        {"with": adult} if adult else {}
    )


def horns(**changes: Any) -> Data:
    """An alarm that sounds at once and is heard everywhere in the building."""
    kinds = ["classroom", "hall", "gym", "office", "stair", "exit"]
    return {
        "panels": [{"id": "main", "buildings": ["main"]}],
        "sounds_after": always(0),
        "heard": [{"kinds": kinds, "heard": chance(1, "zone")}],
        **changes,
    }


def detected_at(kilowatts: float, *kinds: str) -> Data:
    """Detectors in zones of these kinds."""
    return {"kinds": list(kinds) or ["classroom"], "at": share(kilowatts)}


def burning(**changes: Any) -> Data:
    """A fire in r00 that is 1 kW strong after a second, is noticed then, and is never too strong; stations are pulled at once."""
    return {
        "kind": "fire",
        "where": [{"zones": ["r00"]}],
        "growth": share(1),
        "perceptible": share(1),
        "untenable": share(900_000_000),
        "pulls": chance(1, "person"),
        "pull": always(0),
        **changes,
    }


def leaving(**changes: Any) -> Data:
    """Everybody sets out at once and is counted at once."""
    return {
        "kind": "evacuate",
        "pre_movement": {key: always(0) for key in ("ages_3_4", "ages_5_6", "older", "offices")},
        "flow": {
            "level": share(1.3),
            "down": share(1.1),
            "up": share(0.88),
            "boundary": always("0.15 m"),
        },
        "roll_call": always(0),
        "tell": {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0)},
        **changes,
    }


def fire_scenario(hazard: Data | None = None, protocol: Data | None = None, **changes: Any) -> Data:
    """Whoever is where it burns sees it and understands at once; nobody else does."""
    return plain_scenario(
        hazard=hazard or burning(),
        protocol=protocol or leaving(),
        sends=["fire"],
        primary=[{"measure": "rset", "smallest_difference": 5}],
        **changes,
    )


def fire_campus(zones: Sequence[Data], links: Sequence[Data], **changes: Any) -> Data:
    """A building with a yard; a fire engine comes after five minutes and needs one more for the first water."""
    engine = {"id": "fire", "kind": "fire", "travel": always(300), "locate": always(60), "enters": "yard"}
    return plain_campus(
        zones=[*zones, outside()],
        links=list(links),
        roster=changes.pop("roster", [teacher("r00")]),
        groups=changes.pop("groups", []),
        agencies=[engine],
        fire_alarm=changes.pop("fire_alarm", horns()),
        assembly="yard",
        **changes,
    )
