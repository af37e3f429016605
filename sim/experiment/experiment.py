"""What every question about an emergency has in common: `compare`, `sweep`, `sensitivity`, `rank` and the evaluator are asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.scenario import Emergency

SEED = 1


@dataclass(frozen=True)
class Experiment:
    """An emergency, and what is played of it. All numbers depend on it and on the question alone."""

    emergency: Emergency
    strategies: Sequence[str] | None = None
    """Ids, or keys of `emergency.strategies`; None: those that the question takes by default."""
    baseline: str | None = None
    """One of those played; by default the scenario's, else the first named."""
    conditions: Sequence[str] = ()
    """World conditions that hold in every arm."""
    seed: int = SEED
    """Any whole number of at least 0."""
