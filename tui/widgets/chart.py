"""Shares over T+ as lines of text: one line for each arm, told apart by its pattern as well as by its colour, and a cursor.

With UTF-8 a column holds two by four dots; without, one letter for each arm.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text

from sim.drill.times import minutes

GUTTER = 6  # columns for the shares on the left
LEFT, RIGHT = (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)  # the dots of a braille cell from the top


@dataclass(frozen=True)
class Look:
    """How an arm is drawn. pattern: which dots of a period are there; sample: for the legend."""

    letter: str
    pattern: str
    style: str
    sample: str


LOOKS = {
    "room": Look("r", "x", "bold", "━━"),
    "autopilot": Look("a", "xxxx..", "#2a78c0", "╌╌"),
    "twin": Look("t", "x...", "#c04a2a", "··"),
    "what if": Look("w", "xxx.x.", "bold #8a5ac0", "╍·"),
}
Shares = Callable[[float], float]
"""A share, 0 to 1, at a T+."""


@dataclass(frozen=True)
class Frame:
    """Size and scale. width: columns with the gutter; height: rows; end: T+ at the right edge; cursor: T+."""

    width: int
    height: int
    end: float
    cursor: float
    utf8: bool

    @property
    def columns(self) -> int:
        """Of the plot itself."""
        return max(10, self.width - GUTTER)

    def column(self, time: float) -> int:
        """Where a T+ stands."""
        return min(self.columns - 1, max(0, int(time / self.end * self.columns)))

    def time(self, column: float) -> float:
        """T+ in the middle of a column."""
        return (column + 0.5) * self.end / self.columns


def legend(names: Sequence[str], utf8: bool) -> Text:
    """Which line is which arm."""
    text = Text()
    for name in names:
        look = LOOKS[name]
        text.append(f"  {look.sample if utf8 else look.letter} ", look.style)
        text.append(name)
    return text


def plot(arms: Sequence[tuple[str, Shares]], frame: Frame) -> list[Text]:
    """The rows from 100 % down to 0 %, with the cursor. The arms that stand first are drawn on top."""
    cells = (dots if frame.utf8 else letters)(arms, frame)
    marked = frame.column(frame.cursor)
    rows = []
    for number, row in enumerate(cells):
        text = Text(scale(number, frame.height), no_wrap=True, overflow="crop")
        for column, (sign, style) in enumerate(row):
            if column == marked:
                text.append(
                    sign if sign.strip() else ("│" if frame.utf8 else "|"), f"{style} reverse".strip()
                )
            else:
                text.append(sign, style)
        rows.append(text)
    return rows


def scale(row: int, height: int) -> str:
    """The share at the left of a row."""
    said = {0: "100 %", height // 2: " 50 %", height - 1: "  0 %"}
    return f"{said.get(row, ''):{GUTTER}}"


Cells = list[list[tuple[str, str]]]
"""By row and column: a sign and its style."""


def letters(arms: Sequence[tuple[str, Shares]], frame: Frame) -> Cells:
    """A letter for each arm; where two meet, the one on top."""
    cells = [[(" ", "")] * frame.columns for _ in range(frame.height)]
    for name, shares in reversed(arms):
        look = LOOKS[name]
        for column in range(frame.columns):
            row = round((1.0 - shares(frame.time(column))) * (frame.height - 1))
            cells[row][column] = (look.letter, look.style)
    return cells


def dots(arms: Sequence[tuple[str, Shares]], frame: Frame) -> Cells:
    """Braille: two dots wide and four high in each column."""
    bits = [[0] * frame.columns for _ in range(frame.height)]
    styles = [[""] * frame.columns for _ in range(frame.height)]
    for name, shares in reversed(arms):
        look = LOOKS[name]
        for x, y in points(shares, frame, look.pattern):
            bits[y // 4][x // 2] |= (RIGHT if x % 2 else LEFT)[y % 4]
            styles[y // 4][x // 2] = look.style
    return [
        [(chr(0x2800 + bit) if bit else " ", style) for bit, style in zip(row, looks, strict=True)]
        for row, looks in zip(bits, styles, strict=True)
    ]


def points(shares: Shares, frame: Frame, pattern: str) -> list[tuple[int, int]]:
    """The dots of one line, steps joined from below to above, thinned out by its pattern along its length."""
    lowest, found, before, drawn = 4 * frame.height - 1, [], None, 0
    for x in range(2 * frame.columns):
        y = round((1.0 - shares(frame.time(x / 2 - 0.25))) * lowest)
        start = y if before is None else before - 1 if before > y else before + 1 if before < y else y
        for between in range(start, y + (1 if start <= y else -1), 1 if start <= y else -1):
            if pattern[drawn % len(pattern)] == "x":
                found.append((x, between))
            drawn += 1
        before = y
    return found


def axis(frame: Frame) -> str:
    """T+ under the plot."""
    line = [" "] * (frame.columns + GUTTER)
    step = next(one for one in (60, 120, 300, 600, 1200, 3600) if frame.columns * one / frame.end >= 8)
    for time in range(0, int(frame.end), step):
        words = minutes(time)
        place = GUTTER + frame.column(time)
        if place + len(words) <= len(line):
            line[place : place + len(words)] = words
    return "".join(line)


def marks(times: Sequence[tuple[float, str]], frame: Frame) -> str:
    """Signs on one line under the axis; of several in one column the one that comes last in the list."""
    line = [" "] * (frame.columns + GUTTER)
    for time, sign in times:
        if time <= frame.end:
            line[GUTTER + frame.column(time)] = sign
    return "".join(line).rstrip()
