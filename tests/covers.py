"""A few of many combinations that still have each value, or each pair of values."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet

Row = TypeVar("Row", bound=tuple[Hashable, ...])


def cover(rows: Sequence[Row], strength: int = 2) -> list[Row]:
    """Enough of these rows, all as long, that whatever stands together in one of them stands together in one that is chosen.

    strength: how many values at a time, 2 for each pair, 1 for each value. Greedy: always the first row of those that add most.
    """
    left = {row: set(combinations(enumerate(row), strength)) for row in rows}
    chosen = []
    while any(left.values()):
        best = max(rows, key=lambda row: len(left[row]))
        chosen.append(best)
        added = left[best].copy()
        for one in left.values():
            one -= added
    return chosen


def share(rows: Iterable[Row], slow: Collection[Row], step: str) -> list[ParameterSet]:
    """Rows as parameters of a test: those of `slow` are played by every .ci/run, the others in this step of .ci/full."""
    full = pytest.mark.full(step=step)
    return [pytest.param(*row, marks=pytest.mark.slow if row in slow else full) for row in rows]


def mark_all_but_each_once(rows: Sequence[Row], step: str = "answers") -> list[ParameterSet]:
    """All combinations: slow tests have each value once, the others are played in full."""
    return share(rows, cover(rows, 1), step)
