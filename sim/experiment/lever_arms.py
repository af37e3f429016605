"""The record of arms in which a lever is pulled: what each changes, and its contrasts with the arm that it is added to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from scenarios.levers import Cost
from sim.statistics.paired import Contrast


class LeverChange(NamedTuple):
    """An input or switch that a lever changes. to, before: as they are written, with their units."""

    name: str
    to: str
    before: str


@dataclass(frozen=True)
class AppToo:
    """The arm in which the app is added to a lever."""

    id: str
    title: str
    contrasts: tuple[Contrast, ...]
    """In the primary measures, with the same baseline as the arm without the app."""


@dataclass(frozen=True)
class LeverArm:
    """A lever pulled in an arm of its own. It is exploratory: no verdict, and no part in the family of verdicts."""

    id: str
    lever: str
    title: str
    says: str
    """What is changed, as a piece of a sentence."""
    cost: Cost
    kept: float
    changes: tuple[LeverChange, ...]
    contrasts: tuple[Contrast, ...]
    """In the primary measures, with the arm that the lever is added to as the baseline."""
    is_best: bool = False
    """In the first primary measure the best change to present practice, or within two standard errors of it, over replications of their
    own.
    """
    app_too: AppToo | None = None
    """Of the very best alone."""


LeftOut = Literal["already", "not used", "impossible"]


class LeftOutLever(NamedTuple):
    """A lever that costs nothing and was not played: it is pulled already, nothing here depends on it, or this campus cannot have it."""

    lever: str
    says: str
    reason: LeftOut
    why: str
    """One sentence without its full stop."""


TOLD = ("baseline", "strategy", "conditions", "measure", "unit", "n", "delta", "statistic")
NUMBERS = ("reduction", "ci_low", "ci_high", "median_reduction", "better_share", "worse_share")
COLUMNS = (
    "id",
    "lever",
    "title",
    "input",
    "to",
    "kept",
    "cost",
    *TOLD[:1],
    *TOLD[2:],
    *NUMBERS,
    "best",
    "with_app",
    "with_app_reduction",
    "with_app_ci_low",
    "with_app_ci_high",
)
"""Of `levers.csv`."""


def list_lines(arms: tuple[LeverArm, ...]) -> Iterator[dict[str, Any]]:
    """A line for each arm and primary measure, as JSON and CSV have them. input, to: of all changes, with commas between."""
    for arm in arms:
        for place, contrast in enumerate(arm.contrasts):
            together = None if arm.app_too is None else arm.app_too.contrasts[place]
            yield {
                "id": arm.id,
                "lever": arm.lever,
                "title": arm.title,
                "input": ", ".join(change.name for change in arm.changes),
                "to": ", ".join(change.to for change in arm.changes),
                "kept": arm.kept,
                "cost": arm.cost,
                **{name: getattr(contrast, name) for name in (*TOLD, *NUMBERS) if name != "strategy"},
                "best": arm.is_best,
                "with_app": None if arm.app_too is None else arm.app_too.id,
                "with_app_reduction": None if together is None else together.reduction,
                "with_app_ci_low": None if together is None else together.ci_low,
                "with_app_ci_high": None if together is None else together.ci_high,
            }
