"""Labels on a line of time that never lie on each other: in rows one below the other, and where they still would, together as one.

Widths are in points. A label of several says the first and the last ("4–9"), the first and how many more ("4 +5"), or where that is too
long that there are more ("1036 …"). A label stands right of its signs, and left of them where it would reach over the edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTER, CAPITAL, WIDE = 6.4, 8.0, 10.0
"""Points that a letter or a digit takes, a capital, and one of the widest."""
WIDE_LETTERS = set("mwMW@%…")
SIGN_WIDTH = 10.0
"""Points that a sign takes."""
BETWEEN = 4.0
"""Points between two labels of a row."""
WIDE_FACTOR = 1.4
"""By how much further apart what is put together may lie, at each attempt."""
MAX_LABEL_LENGTH = 7
"""Letters of a label of several."""
NUMBERED_LABEL = re.compile(r"^(\D*)(\d+)$")


@dataclass(frozen=True)
class LaneItem:
    """One label and its signs. start, end: points at which its first and its last sign stand; edge: how far a label may reach.

    members: the numbers of what it stands for, in the order of the signs.
    """

    label: str
    start: float
    end: float
    edge: float
    members: tuple[int, ...]

    @property
    def width(self) -> float:
        """Points of the label."""
        return sum(
            WIDE if letter in WIDE_LETTERS else CAPITAL if letter.isupper() else LETTER for letter in self.label
        )

    @property
    def is_flipped(self) -> bool:
        """Whether the label stands left of the signs."""
        return self.end + SIGN_WIDTH / 2 + self.width > self.edge and self.start - SIGN_WIDTH / 2 >= self.width

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.start - SIGN_WIDTH / 2 - (self.width if self.is_flipped else 0.0)

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.end + SIGN_WIDTH / 2 + (0.0 if self.is_flipped else self.width)


@dataclass(frozen=True)
class PlacedItem:
    """An item and its row, from the top."""

    item: LaneItem
    row: int


def pack_items(items: Sequence[LaneItem], rows: int) -> tuple[PlacedItem, ...]:
    """Every item in a row where it touches no other; as few are put together as that needs. rows: at most so many, at least one."""
    near = 0.0
    while True:
        found = _place_figure(_merge_near(items, near), rows)
        if found is not None:
            return found
        near = max(BETWEEN, WIDE_FACTOR * near)


def count_rows(placed: Sequence[PlacedItem]) -> int:
    """How many rows are used."""
    return max((one.row + 1 for one in placed), default=0)


def _place_figure(items: Sequence[LaneItem], rows: int) -> tuple[PlacedItem, ...] | None:
    """Each in the first row that is free; None where there is none."""
    ends = [float("-inf")] * rows
    found = []
    for item in sorted(items, key=lambda one: (one.left, one.members)):
        row = next((row for row, end in enumerate(ends) if end <= item.left), None)
        if row is None:
            return None
        ends[row] = item.right + BETWEEN
        found.append(PlacedItem(item, row))
    return tuple(found)


def _merge_near(items: Sequence[LaneItem], near: float) -> list[LaneItem]:
    """Items whose first signs are near the first of a group become one; with nothing near, all stay by themselves."""
    if not near:
        return [*items]
    groups: list[list[LaneItem]] = []
    for item in sorted(items, key=lambda one: (one.start, one.members)):
        if groups and item.start - groups[-1][0].start <= near:
            groups[-1].append(item)
        else:
            groups.append([item])
    return [_merge(group) for group in groups]


def _merge(group: Sequence[LaneItem]) -> LaneItem:
    """Several as one."""
    first = group[0]
    members = tuple(member for one in group for member in one.members)
    return LaneItem(
        merge_labels([one.label for one in group]),
        first.start,
        max(one.end for one in group),
        first.edge,
        members,
    )


def merge_labels(labels: Sequence[str]) -> str:
    """`4–9` where they are numbers without a gap, else `4 +5`, or `1036 …`; one label is itself."""
    if len(labels) == 1:
        return labels[0]
    found = [NUMBERED_LABEL.match(label) for label in labels]
    numbers = sorted(int(one[2]) for one in found if one)
    before = {one[1] for one in found if one}
    said = f"{labels[0]} +{len(labels) - 1}"
    if len(numbers) == len(labels) and len(before) == 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        said = f"{before.pop()}{numbers[0]}–{numbers[-1]}"
    return said if len(said) <= MAX_LABEL_LENGTH else f"{labels[0]} …"
