"""A plan in characters: walls that join where rooms touch, and names where they fit.

A character is about twice as high as it is wide, so a row stands for twice the metres of a column, or less where halls would close up.
"""

from collections.abc import Sequence

from reports.map.boxes import Box

COLUMNS = 78
FINEST = 0.55  # metres a column, at least; a small building need not fill the width
HALL = 1.5  # metres a row, at least: a hall then has space for its name; so a low building is drawn higher than it is,
ROWS = 30  # but not beyond so many rows
MOST_ROWS = 90  # of a drawing that is high and narrow
NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
WALLS = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"
ASCII_WALLS = " ||+||++-+-+++++"


class Grid:
    """A drawing of a rectangle of the map. rows: from the north."""

    def __init__(self, extent: Box, columns: int = COLUMNS) -> None:
        self.extent = extent
        self.across = max(extent.width / (columns - 1), extent.height / MOST_ROWS / 2, FINEST)
        self.down = min(2 * self.across, max(HALL, extent.height / ROWS))
        self.walls: dict[tuple[int, int], int] = {}
        self.letters: dict[tuple[int, int], str] = {}

    def locate(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a point on the map."""
        return round((self.extent.north - y) / self.down), round((x - self.extent.west) / self.across)

    def draw_room(self, box: Box, texts: Sequence[Sequence[str]]) -> None:
        """Walls around a box, and inside them one line for each text: the first of its wordings that fits, or none."""
        (top, left), (bottom, right) = self.locate(box.west, box.north), self.locate(box.east, box.south)
        bottom, right = max(bottom, top + 2), max(right, left + 2)
        self.draw_wall(top, left, bottom, right)
        lines = [line for line in (find_fitting(text, right - left - 1) for text in texts) if line]
        lines = lines[: bottom - top - 1]
        first = top + 1 + (bottom - top - 1 - len(lines)) // 2
        for n, line in enumerate(lines):
            self.write(first + n, left + 1 + (right - left - 1 - len(line)) // 2, line)

    def draw_wall(self, top: int, left: int, bottom: int, right: int) -> None:
        """A rectangle of walls; those of two rooms that lie on each other become one."""
        for column in range(left, right):
            for row in (top, bottom):
                self.join_wall(row, column, EAST)
                self.join_wall(row, column + 1, WEST)
        for row in range(top, bottom):
            for column in (left, right):
                self.join_wall(row, column, SOUTH)
                self.join_wall(row + 1, column, NORTH)

    def join_wall(self, row: int, column: int, side: int) -> None:
        """A wall that reaches one side of a cell."""
        self.walls[row, column] = self.walls.get((row, column), 0) | side

    def write(self, row: int, column: int, text: str) -> None:
        """Letters, over whatever is there."""
        for n, letter in enumerate(text):
            self.letters[row, column + n] = letter

    def render(self, plain: bool = False) -> list[str]:
        """The drawing, from north to south. plain: ASCII only."""
        cells = {
            place: (ASCII_WALLS if plain else WALLS)[walls] for place, walls in self.walls.items()
        } | self.letters
        if not cells:
            return []
        rows, columns = (sorted({place[axis] for place in cells}) for axis in (0, 1))
        return [
            "".join(cells.get((row, column), " ") for column in range(columns[0], columns[-1] + 1)).rstrip()
            for row in range(rows[0], rows[-1] + 1)
        ]


def find_fitting(wordings: Sequence[str], width: int) -> str:
    """The first wording that is no wider than this; nothing if none is."""
    return next((text for text in wordings if len(text) <= width), "")


def list_abbreviations(name: str) -> list[str]:
    """A name, and ever shorter ways to write it: the end of a number, the beginning of a word; `hall-2` becomes `hal-2`, not `2`."""
    parts = name.split("-")
    last = parts[-1]
    if last.isdigit() and len(last) < 3 and len(parts) > 1:
        word = parts[-2]
        return [name, *(f"{word[:n]}-{last}" for n in range(len(word), 0, -1)), last]
    cut = ["-".join(parts[n:]) for n in range(len(parts))]
    ends = [last[-n:] if last[-1:].isdigit() else last[:n] for n in (6, 5, 4, 3, 2) if len(last) > n]
    return [*cut, *ends]
