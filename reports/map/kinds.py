"""How each kind of zone is shown: its words, the size that a room of the kind would like, and how it is told apart.

Colours are light and of different lightness, so that they stay apart for colour-blind eyes; hatching tells them apart on a black and
white printer. Sizes only shape the drawing: the file has positions, no outlines.
"""

from typing import NamedTuple


class ZoneStyle(NamedTuple):
    """A kind of zone as it is drawn. half: metres that it would like to reach to each side of its position, east and north."""

    words: str
    half: tuple[float, float]
    fill: str
    hatch: str = ""  # an SVG path of 8 by 8, repeated
    ink: str = "#555555"


DIAGONAL = "M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2"
ZONE_STYLES = {
    "classroom": ZoneStyle("classroom, lecture hall", (6, 6), "#fdf6d8"),
    "hall": ZoneStyle("hall, lobby", (1.5, 1.5), "#ffffff"),
    "office": ZoneStyle("office", (4, 4.5), "#cfe3f5"),
    "staff-room": ZoneStyle("staff or common room", (10, 5), "#cfe3f5", DIAGONAL, "#5b8db8"),
    "gym": ZoneStyle("gym", (11, 9), "#f7c998", "M0,0 l8,8", "#c98b3f"),
    "cafeteria": ZoneStyle("cafeteria, dining hall", (11, 8), "#f7c998", "M4,3 v2 M3,4 h2", "#9c5a00"),
    "library": ZoneStyle("library", (11, 8), "#dcd0ea", "M0,4 h8", "#8468a8"),
    "shop": ZoneStyle("workshop, store", (8, 6), "#e3b9a6", "M4,0 v8", "#96553a"),
    "stair": ZoneStyle("stair", (2.5, 3), "#d9d9d9", "M0,2 h8 M0,6 h8", "#777777"),
    "exit": ZoneStyle("exit", (2, 1.6), "#222222"),
    "outdoors": ZoneStyle("out of doors", (20, 9), "#d7ead0", "M2,7 v-2 M6,3 v-2", "#6f9a5e"),
}
ROOMS = ("classroom", "office", "staff-room", "gym", "cafeteria", "library", "shop")
"""Kinds in which people would lock themselves in; one without a lock is worth seeing."""


def find_zone_style(kind: str) -> ZoneStyle:
    """How a kind is drawn."""
    return ZONE_STYLES[kind]
