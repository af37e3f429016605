"""What a pool tells: how far it is, and what it has.

An interrupted run is no failure. It has played the replications up to the first that is missing, and those
are as good as if no more had been asked for; the ones beyond that hole are left out, since which they are
depends on the workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    """replications played, in whatever order"""
    total: int
    """replications asked for, or expected in the end"""
    elapsed_s: float
    """seconds since the first was asked for"""
    left_s: float | None
    """seconds that the rest will take at the present pace; None until a first chunk was timed"""
    lost: int = 0
    """worker processes that died while they played; their replications are played again"""


@dataclass(frozen=True)
class RunOutcome:
    """What a run has given so far."""

    requested: range
    """the replications asked for"""
    completed_range: range
    """the longest complete prefix of them: all of them unless interrupted"""
    columns: Mapping[str, NDArray[Any]]
    """arrays by name, (played, ...); there may be none if nothing was played"""
    is_interrupted: bool

    @property
    def completed(self) -> int:
        """How many replications were played; the length of every array."""
        return len(self.completed_range)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One array, (played, ...)."""
        return self.columns[name]
