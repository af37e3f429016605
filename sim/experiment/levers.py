"""Levers: present practice with each change that costs nothing, over the same pairs as the comparison.

A lever that this emergency reads is pulled in an arm of its own, `today+microphone`, which is contrasted with present practice; one that
only the app reads, in `practice+app+roster`, contrasted with the app. These arms are exploratory: they have intervals and no verdict, and
no other part of a comparison plays them.

The best is chosen in the first primary measure over SELECTION_PAIRS replications that nothing else uses, so the printed contrast of the
best is not larger for having been chosen. Those within two standard errors of it, pair by pair, are named too. If present practice is
within two standard errors too, or the best gains less than a tenth of the smallest difference that matters, none is. The best is played
with the app as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scenarios.arms import CustomArm, add_arm
from scenarios.scenario import CONDITIONS, Emergency
from scenarios.settings import SettingError, format_switch, format_value, list_fields, list_levers, show_value
from scenarios.stated_levers import LeverInput, StatedLever
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask, play_points
from sim.experiment.lever_arms import AppToo, LeftOutLever, LeverArm, LeverChange
from sim.experiment.runner import ReplicationResults, build_arm_tables
from sim.experiment.screening import find_own_value
from sim.experiment.used_inputs import find_read_inputs
from sim.model.measure import Measure
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Contrast, Pairing, contrast_pair
from sim.statistics.summaries import Arm, restrict_to_horizon

LEVERS = "levers"
"""The part of a run in which they are pulled, as progress names it."""

LEVER_PAIRS = 2_000
"""Of each lever, at most."""

SELECTION_PAIRS = 400
SELECTION_FIRST = 2**33
"""Of the replications over which the best is chosen: beyond the pairs and the points of the joint range."""

CHUNK = 200
"""Pairs that one worker plays in one go."""

NEGLIGIBLE = 0.1
"""Of the smallest difference that matters: who gains less is not named the best."""

TODAY = "today"
NEAR = 2.0
"""Standard errors within which a lever is as good as the best."""


@dataclass(frozen=True)
class LeverQuestion:
    """What is contrasted. today, app: strategies by id, present practice and the same with the app, if that is compared."""

    emergency: Emergency
    seed: int
    today: str
    app: str | None
    conditions: tuple[str, ...]
    deltas: Mapping[Measure, float]
    """The primary measures, each with the smallest difference that matters."""

    @property
    def horizon(self) -> float:
        """Seconds from onset."""
        return self.emergency.scenario.horizon


@dataclass(frozen=True)
class LeverPlayer:
    """How arms are played."""

    question: LeverQuestion
    results: ReplicationResults
    """Of all pairs."""
    execution: Execution

    @cached_property
    def pairs(self) -> int:
        """Over which levers are contrasted."""
        return min(LEVER_PAIRS, self.results.pairs)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the primary measures."""
        return tuple(measure.name for measure in self.question.deltas)

    def play(
        self, emergency: Emergency, strategies: Sequence[str], replications: range, execution: Execution
    ) -> dict[str, Array] | None:
        """(pairs, measures) of the primary measures, by strategy; None if that was interrupted."""
        arms = tuple(Arm(strategy, self.question.conditions) for strategy in strategies)
        if not arms:
            return {}
        size = min(CHUNK, len(replications))  # the last chunk may have more than are needed
        starts = range(replications.start, replications.stop, size)
        points = tuple(InputPoint((), range(start, start + size)) for start in starts)
        task = PointTask(emergency, arms, self.question.seed, points, self.names, is_compiled=execution.is_compiled)
        columns = play_points(task, execution, LEVERS)
        if columns is None:
            return None
        values = np.concatenate(columns["values"], axis=1)[:, : len(replications)]
        return dict(zip(strategies, values, strict=True))

    def find_read_inputs(self, strategy: str) -> set[str]:
        """The names of the inputs that this arm reads."""
        question = self.question
        return find_read_inputs(question.emergency, strategy, question.conditions, self.execution.is_compiled)

    def find_played(self, strategy: str) -> Array | None:
        """(pairs, measures) of an arm of the comparison; None if it is none."""
        arm = Arm(strategy, self.question.conditions)
        if arm not in self.results.arms:
            return None
        return np.stack([self.results.column(arm, name)[: self.pairs] for name in self.names], axis=1)


class LeverResult(NamedTuple):
    """The arms that were played, and the levers that were left out."""

    arms: tuple[LeverArm, ...] = ()
    left_out: tuple[LeftOutLever, ...] = ()
    is_interrupted: bool = False


class _Candidate(NamedTuple):
    """A lever, the strategy that it is added to, by id, and the arm in which it is pulled."""

    lever: StatedLever
    strategy: str
    arm: CustomArm


def play_levers(player: LeverPlayer) -> LeverResult:
    """All levers that cost nothing and change something here. Progress counts chunks."""
    question, left_out = player.question, list[LeftOutLever]()
    emergency, candidates = _add_arms(player, left_out)
    if not candidates:
        return LeverResult((), tuple(left_out))
    first, total = math.ceil(SELECTION_PAIRS / CHUNK), math.ceil(player.pairs / CHUNK)
    best = _choose_best(player, emergency, candidates, player.execution.count_from(0, first + total))
    if best is None:
        return LeverResult((), tuple(left_out), is_interrupted=True)
    app_too = None
    if best and question.app is not None:
        app_too = _name_arm(best[0].lever, question, question.app, is_added=True)
        emergency = add_arm(emergency, app_too)
    added = [candidate.arm.id for candidate in candidates] + ([app_too.id] if app_too else [])
    execution = player.execution.count_from(first, first + total)
    values = _play_pairs(player, emergency, [each.strategy for each in candidates], added, execution)
    if values is None:
        return LeverResult((), tuple(left_out), is_interrupted=True)
    arms = (_build_arm(player, candidate, values, best, app_too) for candidate in candidates)
    return LeverResult(tuple(arms), tuple(left_out))


# ---- which levers, and added to what ------------------------------------------------------------


def _is_of_the_pa(lever: StatedLever) -> bool:
    """Whether all that it changes is how the PA is used."""
    return not lever.switches and all(change.name.startswith("pa.") for change in lever.inputs)


def _add_arms(player: LeverPlayer, left_out: list[LeftOutLever]) -> tuple[Emergency, list[_Candidate]]:
    """The emergency with an arm for each lever that costs nothing. What cannot be played goes to `left_out`."""
    question = player.question
    strategies = [question.today] if question.app is None else [question.today, question.app]
    reads = {name: player.find_read_inputs(name) for name in strategies}
    emergency, candidates = question.emergency, list[_Candidate]()
    levers = {name: list_levers(emergency, [name]) for name in strategies}
    for lever in {**levers[strategies[-1]], **levers[question.today]}.values():
        if lever.cost != "none":
            continue
        if is_pulled(emergency, lever):
            left_out.append(LeftOutLever(lever.id, lever.says, "already", "it is so already"))
            continue
        if _is_of_the_pa(lever) and "pa-failed" in question.conditions:
            left_out.append(LeftOutLever(lever.id, lever.says, "not used", CONDITIONS["pa-failed"]))
            continue
        having = [name for name in strategies if lever.id in levers[name]]
        read = {name: _count_read(player, lever, name, reads[name]) for name in having}
        strategy = max(having, key=lambda name: read[name])  # the first of several
        if not read[strategy]:
            why = "nothing in this emergency depends on it"
            left_out.append(LeftOutLever(lever.id, lever.says, "not used", why))
            continue
        arm = _name_arm(lever, question, strategy)
        try:
            emergency = add_arm(emergency, arm)
        except SettingError as error:
            left_out.append(LeftOutLever(lever.id, lever.says, "impossible", str(error)))
        else:
            candidates.append(_Candidate(lever, strategy, arm))
    return emergency, sorted(candidates, key=lambda candidate: strategies.index(candidate.strategy))


def is_pulled(emergency: Emergency, lever: StatedLever) -> bool:
    """Whether all that a lever changes is so already."""
    fields = list_fields(emergency) if lever.switches else {}
    return all(fields.get(name) == format_switch(to) for name, to in lever.switches) and all(
        _is_there(emergency, change) for change in lever.inputs
    )


def _is_there(emergency: Emergency, change: LeverInput) -> bool:
    """Whether an input is where its lever would bring it, or beyond: a lever goes to the end of the range that it is nearer to."""
    span = change.source.evidence.range
    own = emergency.overrides.get(change.name, find_own_value(change.source))
    if span is None or math.isclose(own, change.to):
        return True
    goes_down = change.to - span.low < span.high - change.to
    return own < change.to if goes_down else own > change.to


def _count_read(player: LeverPlayer, lever: StatedLever, strategy: str, read: set[str]) -> int:
    """How much of what a lever changes this arm reads."""
    inputs = sum(change.name in read for change in lever.inputs)
    if not lever.switches:
        return inputs
    emergency, conditions = player.question.emergency, player.question.conditions
    arm = CustomArm(lever.says, strategy, (), (lever.id,), "lever")
    try:
        changed = build_arm_tables(add_arm(emergency, arm), Arm("lever", conditions))
    except SettingError:
        return inputs
    before = build_arm_tables(emergency, Arm(strategy, conditions))
    return inputs + (replace(changed, strategy=strategy) != before)


def _name_arm(lever: StatedLever, question: LeverQuestion, strategy: str, is_added: bool = False) -> CustomArm:
    """The arm of a lever. is_added: the app is added to it, so its title names the lever first."""
    says = _say_within(lever)
    if strategy == question.today:
        return CustomArm(f"{TODAY}, {says}", strategy, (), (lever.id,), f"{TODAY}+{lever.id}")
    title = f"{TODAY}, {says}, app" if is_added else f"{TODAY}, app, {says}"
    return CustomArm(title, strategy, (), (lever.id,), f"{strategy}+{lever.id}")


def _say_within(lever: StatedLever) -> str:
    """The change as a piece of a sentence: `microphone within 20 s`, `AED place known to all`."""
    return lever.says if lever.says[1:2].isupper() else f"{lever.says[:1].lower()}{lever.says[1:]}"


# ---- which is best ------------------------------------------------------------------------------


def _choose_best(
    player: LeverPlayer, emergency: Emergency, candidates: Sequence[_Candidate], execution: Execution
) -> list[_Candidate] | None:
    """The best change to present practice, and those within two standard errors of it; none where present practice is so, too.

    None if that was interrupted.
    """
    question = player.question
    of_today = [candidate for candidate in candidates if candidate.strategy == question.today]
    if not of_today:
        return []
    replications = range(SELECTION_FIRST, SELECTION_FIRST + SELECTION_PAIRS)
    strategies = [question.today, *(candidate.arm.id for candidate in of_today)]
    values = player.play(emergency, strategies, replications, execution)
    if values is None:
        return None
    measure = next(iter(question.deltas))
    today, *others = (restrict_to_horizon(measure, values[strategy][:, 0], question.horizon) for strategy in strategies)
    gains = [measure.sign * (today - other) for other in others]
    return [of_today[place] for place in select_best(gains, NEGLIGIBLE * question.deltas[measure])]


def select_best(gains: Sequence[Array], least: float) -> list[int]:
    """The places of the best gains, the very best first; none if it is no better than no gain, or below the least that counts.

    gains: (n,) each, pair by pair.
    """
    order = sorted(range(len(gains)), key=lambda place: -float(gains[place].mean()))
    top = gains[order[0]]
    if top.mean() < least or _is_near(top, np.zeros_like(top)):
        return []
    return [place for place in order if place == order[0] or _is_near(top, gains[place])]


def _is_near(best: Array, other: Array) -> bool:
    """Whether the mean of the other lies within two standard errors of the difference below that of the best."""
    differences = best - other
    return bool(differences.mean() <= NEAR * differences.std(ddof=1) / math.sqrt(len(differences)))


# ---- what each brings ---------------------------------------------------------------------------


def _play_pairs(
    player: LeverPlayer, emergency: Emergency, bases: Sequence[str], added: Sequence[str], execution: Execution
) -> dict[str, Array] | None:
    """(pairs, measures) by strategy: those that levers are added to, as far as they were not played, and those with levers."""
    known = {strategy: player.find_played(strategy) for strategy in bases}
    missing = [strategy for strategy, values in known.items() if values is None]
    played = player.play(emergency, [*missing, *added], range(player.pairs), execution)
    if played is None:
        return None
    return {strategy: values for strategy, values in known.items() if values is not None} | played


def _build_arm(
    player: LeverPlayer,
    candidate: _Candidate,
    values: Mapping[str, Array],
    best: Sequence[_Candidate],
    app_too: CustomArm | None,
) -> LeverArm:
    lever, arm, base = candidate.lever, candidate.arm, candidate.strategy
    together = None
    if best and candidate == best[0] and app_too is not None:
        contrasts = _contrast(player, base, app_too.id, values)
        together = AppToo(app_too.id, app_too.title, contrasts)
    return LeverArm(
        arm.id,
        lever.id,
        arm.title,
        _say_within(lever),
        lever.cost,
        lever.kept,
        tuple(_list_changes(player.question.emergency, lever)),
        _contrast(player, base, arm.id, values),
        is_best=candidate in best,
        app_too=together,
    )


def _contrast(player: LeverPlayer, base: str, strategy: str, values: Mapping[str, Array]) -> tuple[Contrast, ...]:
    """In each primary measure."""
    question, resamples = player.question, Resamples(player.question.seed, player.pairs)
    pairing = Pairing(base, strategy, question.conditions)
    contrasts = (
        contrast_pair(pairing, measure, values[base][:, m], values[strategy][:, m], question.horizon, resamples)
        for m, measure in enumerate(question.deltas)
    )
    return tuple(
        replace(contrast, delta=delta) for contrast, delta in zip(contrasts, question.deltas.values(), strict=True)
    )


def _list_changes(emergency: Emergency, lever: StatedLever) -> Iterator[LeverChange]:
    for name, source, to in lever.inputs:
        own = emergency.overrides.get(name, find_own_value(source))
        yield LeverChange(name, format_value(source, to), show_value(source, own))
    fields = list_fields(emergency) if lever.switches else {}
    for name, on in lever.switches:
        yield LeverChange(name, format_switch(on), fields.get(name, ""))
