"""How kinds of zones are drawn: fill, hatching and words.

Kinds differ in lightness and hatching, for color-blind readers and black-and-white printers.
"""

from typing import NamedTuple


class ZoneStyle(NamedTuple):
    """How a kind of zone is drawn."""

    words: str
    fill: str
    hatch: str = ""  # an SVG path of 8 by 8, repeated
    ink: str = "#555555"


DIAGONAL = "M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2"
ZONE_STYLES = {
    "classroom": ZoneStyle("classroom, lecture hall", "#fdf6d8"),
    "hall": ZoneStyle("hall, lobby", "#ffffff"),
    "office": ZoneStyle("office", "#cfe3f5"),
    "staff-room": ZoneStyle("staff or common room", "#cfe3f5", DIAGONAL, "#5b8db8"),
    "gym": ZoneStyle("gym", "#f7c998", "M0,0 l8,8", "#c98b3f"),
    "cafeteria": ZoneStyle("cafeteria, dining hall", "#f7c998", "M4,3 v2 M3,4 h2", "#9c5a00"),
    "library": ZoneStyle("library", "#dcd0ea", "M0,4 h8", "#8468a8"),
    "shop": ZoneStyle("workshop, store", "#e3b9a6", "M4,0 v8", "#96553a"),
    "stair": ZoneStyle("stair", "#d9d9d9", "M0,2 h8 M0,6 h8", "#777777"),
    "exit": ZoneStyle("exit", "#222222"),
    "outdoors": ZoneStyle("outdoors", "#d7ead0", "M2,7 v-2 M6,3 v-2", "#6f9a5e"),
}
