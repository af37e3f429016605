"""How many lines each pane of the room's face has: the newest message, the question and its answers are whole before all else.

With the rows of the sketch (24) or more, what there is beyond is shared. Where words need more than their share, the map gives lines
as long as each room has its sign, then the bars, which are told in a line of words, then the map again. That time runs while the room
decides is told as long as the message and the answers are whole.
"""

from typing import NamedTuple

from tui.widgets.room_question import count_question_lines
from tui.widgets.room_words import Frame, count_message_lines, count_plan_lines, find_map_width

HIGH_ROWS = 24
"""Rows of the sketch."""
JUST_IN, KNOWN_AND_BARS, ASKED = 2, 7, 3
"""Lines of its panes. A bar is a line, and the map has the others."""
LEAST, LEAST_OF_ALL = 3, 1
"""Lines that the map keeps beside bars at least, and without them."""
BORDER = 2
"""Rows."""


class PaneHeights(NamedTuple):
    """Lines inside each pane. bars: 0 where they are told in a line."""

    just_in: int
    known: int
    bars: int
    asked: int


def divide_height(frame: Frame, width: int, rows: int) -> PaneHeights:
    """Of a face with so many rows. width: columns inside a pane."""
    spare = max(0, rows - HIGH_ROWS)
    bars = len(frame["bars"].get("room", ()))
    won = bars + BORDER - 1  # rows, where bars and their border become a line
    known = KNOWN_AND_BARS - (bars or -won) + spare // 6 + min(0, rows - HIGH_ROWS)
    shares = {
        "just_in": JUST_IN + spare // 3,
        "known": known,
        "asked": ASKED + spare - spare // 3 - spare // 6,
    }
    answers, question = count_question_lines(frame, width), frame["question"]
    told = bool(question and question["pressed"])
    least = {"just_in": count_message_lines(frame, width), "asked": answers + told}
    lines = {**shares, "just_in": max(shares["just_in"], least["just_in"])}
    lines["asked"] = max(shares["asked"], answers + bool(question))
    over = sum(lines.values()) - sum(shares.values())
    rooms = max(LEAST, count_plan_lines(frame, find_map_width(width)))
    for name, keeps in {"known": rooms, **least}.items():
        over = _take_lines(lines, name, keeps, over)
    if over <= 0:
        return PaneHeights(bars=bars, **lines)
    over -= won if bars else 0
    for name, keeps in {"known": LEAST_OF_ALL, "asked": answers, "just_in": 1}.items():
        over = _take_lines(lines, name, keeps, over)
    lines["known"] -= min(0, over)
    return PaneHeights(bars=0, **lines)


def _take_lines(lines: dict[str, int], name: str, keeps: int, over: int) -> int:
    """A pane gives up lines, as many as are too many, and keeps some. Returns how many are still too many."""
    given = max(0, min(over, lines[name] - keeps))
    lines[name] -= given
    return over - given
