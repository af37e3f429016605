"""The main contrast under each structure of a scenario, played alone.

Both arms of the main pairing are played again under a structure, over the first pairs and with their random numbers, so that the difference
between two differences is a paired one. A structure with conditions is held against the same pairing under these conditions, and turns
nothing: the answer is about the day that was asked for. What this campus cannot have, and what changes nothing in the two arms, is left out
with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scenarios.scenario import CONDITIONS, Emergency, Structure
from scenarios.settings import AbsentError
from scenarios.structures import apply_structure
from sim.experiment.comparison import LeftOutStructure, StructureEffect
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask, play_points
from sim.experiment.runner import ReplicationResults
from sim.experiment.sensitivity import Key
from sim.experiment.stored_results import Columns
from sim.model.measure import Measure
from sim.model.tables import Tables
from sim.statistics.estimators import Array, Resamples, finite_or_none
from sim.statistics.paired import Pairing, find_statistic
from sim.statistics.sensitivity import ShiftEstimator, finite_reduction
from sim.statistics.verdicts import MIN_PAIRS, is_turned

STRUCTURES = "structures"
"""The part of a run in which they are played, as progress names it."""

STRUCTURE_PAIRS = 400
"""Under each structure, by default."""

CHUNK = 100
"""Pairs that one worker plays in one go."""

NO_CHANGE = "it changes nothing in the arms that are compared"


Alternative = tuple[Structure, Emergency | str]
"""A structure with the emergency under it, or with the reason why there is none."""


class StructureResult(NamedTuple):
    """The effects of the structures that were played, and the structures that cannot be."""

    effects: tuple[StructureEffect, ...] = ()
    left_out: tuple[LeftOutStructure, ...] = ()
    is_interrupted: bool = False

    @property
    def turned(self) -> dict[Key, tuple[str, ...]]:
        """By contrast, what the structures are about that turn it, each question once."""
        turning = [effect for effect in self.effects if effect.turns]
        return {
            (turned.pairing, turned.measure): tuple(
                dict.fromkeys(effect.about for effect in turning if effect.pairing == turned.pairing)
            )
            for turned in turning
        }


NO_STRUCTURES = StructureResult()


@dataclass(frozen=True)
class StructureQuestion:
    """The contrast that each structure may change. delta: the smallest difference that matters. pairs: at most."""

    emergency: Emergency
    seed: int
    pairing: Pairing
    measure: Measure
    delta: float
    pairs: int

    def list_structures(self) -> Iterator[Alternative]:
        """All structures of the scenario. Raises SettingError for an impossible value."""
        for structure in self.emergency.scenario.structures:
            try:
                yield structure, apply_structure(self.emergency, structure)
            except AbsentError as error:
                yield structure, str(error)

    def pairing_under(self, structure: Structure) -> Pairing:
        """On a day with the conditions of the structure."""
        held = {*self.pairing.conditions, *structure.conditions}
        return self.pairing._replace(conditions=tuple(name for name in CONDITIONS if name in held))


@dataclass(frozen=True)
class StructurePlayer:
    """How the pairs are played."""

    question: StructureQuestion
    results: ReplicationResults
    """Of all pairs without a structure."""
    execution: Execution

    @cached_property
    def pairs(self) -> int:
        """Under each structure."""
        return min(self.question.pairs, self.results.pairs)

    @cached_property
    def _resamples(self) -> dict[int, Resamples]:
        return {}

    def find_resamples(self, n: int) -> Resamples:
        """Those of n pairs, which all structures share."""
        return self._resamples.setdefault(n, Resamples(self.question.seed, n))

    @cached_property
    def _tables(self) -> dict[Pairing, tuple[Tables, ...]]:
        return {}

    def find_tables(self, pairing: Pairing) -> tuple[Tables, ...]:
        """Of both arms without a structure."""
        if pairing not in self._tables:
            self._tables[pairing] = self.build_task(self.question.emergency, pairing).tables
        return self._tables[pairing]

    def build_task(self, emergency: Emergency, pairing: Pairing) -> PointTask:
        """The first pairs in chunks; the last chunk may have more than are needed."""
        size = min(CHUNK, self.pairs)
        points = tuple(InputPoint((), range(start, start + size)) for start in range(0, self.pairs, size))
        names = (self.question.measure.name,)
        is_compiled = self.execution.is_compiled
        return PointTask(emergency, pairing.arms, self.question.seed, points, names, is_compiled=is_compiled)

    def play(self, task: PointTask, execution: Execution, part: str = "") -> tuple[Array, Array] | None:
        """The measure in both arms, (pairs,) each; None if that was interrupted."""
        columns = play_points(task, execution, part)
        return None if columns is None else self._join_chunks(columns)

    def _join_chunks(self, columns: Columns) -> tuple[Array, Array]:
        by_arm = np.concatenate(columns["values"][..., 0], axis=1)[:, : self.pairs]
        return by_arm[0], by_arm[1]

    def find_base(self, pairing: Pairing) -> tuple[Array, Array] | None:
        """Both arms without a structure, all pairs that were played; played now on a day that was not; None if that was interrupted."""
        if set(pairing.arms) <= set(self.results.arms):
            first, second = (self.results.column(arm, self.question.measure.name) for arm in pairing.arms)
            return first, second
        return self.play(self.build_task(self.question.emergency, pairing), self.execution)


def play_structures(player: StructurePlayer, structures: Sequence[Alternative]) -> StructureResult:
    """The effect of each structure; where it is interrupted, of those that were played. structures: as listed by the question.

    Progress counts chunks of all structures.
    """
    effects: list[StructureEffect] = []
    left_out: list[LeftOutStructure] = []
    total = math.ceil(player.pairs / CHUNK) * len(structures)
    for n, (structure, under) in enumerate(structures):
        execution = player.execution.count_from(n * total // len(structures), total)
        why = under if isinstance(under, str) else ""
        if not isinstance(under, str):
            pairing = player.question.pairing_under(structure)
            task = player.build_task(under, pairing)
            why = NO_CHANGE if task.tables == player.find_tables(pairing) else ""
        if why:
            left_out.append(LeftOutStructure(structure.id, structure.title, why))
            continue
        base, moved = player.find_base(pairing), player.play(task, execution, STRUCTURES)
        if base is None or moved is None:
            return StructureResult(tuple(effects), tuple(left_out), is_interrupted=True)
        effects.append(_estimate(player, structure, pairing, base, moved))
    return StructureResult(tuple(effects), tuple(left_out))


def _estimate(
    player: StructurePlayer,
    structure: Structure,
    pairing: Pairing,
    base: tuple[Array, Array],
    moved: tuple[Array, Array],
) -> StructureEffect:
    """base: of all pairs."""
    question, horizon = player.question, player.question.emergency.scenario.horizon
    measure = question.measure
    kinds = {find_statistic(measure, *arms, horizon) for arms in (base, moved)}
    estimator = ShiftEstimator(measure, "median" if "median" in kinds else "mean", horizon, question.delta)
    of_all, of_moved = estimator.differences(*base), estimator.differences(*moved)
    resamples = player.find_resamples(player.pairs)
    shift = estimator.estimate(of_all[: player.pairs], of_moved, resamples)
    around_base = estimator.interval(of_all, player.find_resamples(len(of_all)))
    around = estimator.interval(of_moved, resamples)
    turns = (
        pairing == question.pairing
        and shift.is_beyond_chance
        and player.pairs >= MIN_PAIRS
        and around is not None
        and around_base is not None
        and is_turned(around_base.times(measure.sign), around.times(measure.sign), question.delta)
    )
    reduction, base_reduction = finite_reduction(shift)
    return StructureEffect(
        pairing,
        measure.name,
        structure.id,
        structure.title,
        structure.about,
        statistic=estimator.statistic,
        pairs=player.pairs,
        reduction=reduction,
        ci_low=None if around is None else finite_or_none(around.low),
        ci_high=None if around is None else finite_or_none(around.high),
        word=shift.word,
        base_reduction=base_reduction,
        shift_se=shift.standard_error,
        differs=shift.is_beyond_chance,
        turns=turns,
    )
