"""Verdicts: what may be claimed about a difference, judged against the smallest practical difference and never from a p-value alone.

The family is the primary measures times the contrasts. Holm's order gives each member a level, and the interval of the *improvement* at
that level is read against delta, the smallest practical difference. Sensitivity comes first: if the range over the inputs contains zero
or delta, more replications cannot help, and the verdict names the inputs. That range is the joint one where it was played and is
resolvable, else the one-way range. A joint range need not hold the base case: where it lies wholly on another side of delta, the verdict
depends on the inputs as well. One exception: if the reading is "no practical difference" and the whole range lies within
delta too, the reading stands.

A difference has a direction only where Holm rejects that there is none. With few pairs and a heavy tail the BCa interval can be too narrow,
so an interval that excludes zero without a rejection is inconclusive. Fewer than MIN_PAIRS pairs have no verdict: an
event seen in none of n
pairs may still occur in 3 of n (the rule of three). A measure that neither arm reached in any pair is inconclusive as well.

What is read is the headline statistic. Where an arm misses a time in more than 2% of the replications, that is first the share that
achieves it, whose smallest practical difference is REACHED_DELTA, and then the median. A difference beyond delta is *mixed* if more pairs
go the other way, or if share and median disagree.

Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.model.measure import Measure
from sim.statistics.estimators import Interval

ALPHA = 0.05
"""Of the family as a whole."""
REACHED_DELTA = 0.05
"""Of the replications: the smallest practical difference of shares that achieve a time."""
MIN_PAIRS = 20
"""Below which there is no verdict."""


class Verdict(StrEnum):
    """What may be claimed about a difference. Values are the text in result files; see `Contrast.verdict`."""

    EXPLORATORY = "exploratory"
    NO_PRACTICAL_DIFFERENCE = "no practical difference"
    INCONCLUSIVE = "inconclusive; add replications"
    MIXED = "mixed"
    SENSITIVE = "sensitive to assumptions"
    SOONER = "sooner; practically significant"
    LATER = "later; practically significant"
    BETTER = "better; practically significant"
    WORSE = "worse; practically significant"
    SOONER_UNRESOLVED = "sooner; practical significance unresolved"
    LATER_UNRESOLVED = "later; practical significance unresolved"
    BETTER_UNRESOLVED = "better; practical significance unresolved"
    WORSE_UNRESOLVED = "worse; practical significance unresolved"


NO_PRACTICAL_DIFFERENCE = Verdict.NO_PRACTICAL_DIFFERENCE.value
INCONCLUSIVE = Verdict.INCONCLUSIVE.value
"""The texts of these verdicts in result files."""


class Side(StrEnum):
    """Of the smallest difference that matters: better by more, less than that either way, worse by more."""

    OVER = "over"
    WITHIN = "within"
    UNDER = "under"


@dataclass(frozen=True)
class HolmRank:
    """What Holm's order says about one member of a family."""

    adjusted: float | None
    """Adjusted p-value; None where there is no p-value."""
    level: float
    """Of the interval that the verdict reads."""
    is_rejected: bool
    """Whether Holm rejects that there is no difference."""


@dataclass(frozen=True)
class Reading:
    """What a verdict reads of one difference, at the level of its rank; positive is better."""

    improvement: Interval | None
    """Of the headline statistic."""
    reached: Interval | None = None
    """Of the share that achieves it; None where the headline is the mean."""
    better: float = 0.0
    worse: float = 0.0
    """Shares of pairs."""


@dataclass(frozen=True)
class InputRange:
    """Lowest and highest headline value of `reduction` as each ranged input alone moves to its bounds.

    It spans the headline itself and every bound whose shift is resolved; infinite where such a median is.
    """

    low: float
    high: float
    main_driver: str | None
    """The inputs at the two ends: one name, or "NAME of low, NAME of high"; None if no input moves it."""

    @classmethod
    def span(cls, ends: Mapping[str, Sequence[float]], headline: float) -> InputRange:
        """The range, from the values at the resolved bounds of each input, none for an input without. Ties: first name."""
        reaching = {name: values for name, values in ends.items() if values}
        lowest = min(reaching, key=lambda name: (min(reaching[name]), name), default=None)
        highest = max(sorted(reaching), key=lambda name: max(reaching[name]), default=None)
        low = min([headline, *reaching.get(lowest or "", ())])
        high = max([headline, *reaching.get(highest or "", ())])
        moving = [name for name, end in ((lowest, low), (highest, high)) if name and end != headline]
        return cls(low, high, ", ".join(dict.fromkeys(moving)) or None)


def adjust_holm(p_values: Sequence[float | None]) -> list[HolmRank]:
    """Adjusted p-values and levels in the order given; ties rank in that order, no p-value ranks as 1.

    Level of rank k of m: 1 - ALPHA / (m - k + 1); after the first that is not rejected, that one's level.
    """
    size = len(p_values)
    filled = [1.0 if p is None else p for p in p_values]
    ranked: dict[int, HolmRank] = {}
    highest, steps, rejecting = 0.0, size, True
    for rank, at in enumerate(sorted(range(size), key=filled.__getitem__)):
        if rejecting:
            steps = size - rank
            rejecting = filled[at] <= ALPHA / steps
        highest = max(highest, min(1.0, (size - rank) * filled[at]))
        ranked[at] = HolmRank(None if p_values[at] is None else highest, 1 - ALPHA / steps, rejecting)
    return [ranked[at] for at in range(size)]


def judge(
    measure: Measure,
    reading: Reading,
    delta: float,
    inputs: InputRange | None,
    pairs: int,
    never_reached: bool = False,
    rejected: bool = True,
    joint: Interval | None = None,
) -> Verdict:
    """The verdict, from what is read at the adjusted level and the input range of the *reduction*.

    pairs: number of pairs. never_reached: by neither arm in any pair. rejected: whether Holm rejects that there is no
    difference. joint: the joint range of the reduction, which then decides instead of `inputs`.
    Raises ValueError for a negative or infinite delta (unit of the measure).
    """
    found = judge_base_case(measure, reading, delta, pairs, rejected)
    if pairs < MIN_PAIRS or found is Verdict.MIXED:
        return found
    deciding = joint
    if deciding is None and inputs is not None and inputs.main_driver is not None:
        deciding = Interval(inputs.low, inputs.high)
    if deciding is not None and _is_sensitive(deciding.times(measure.sign), delta, found, reading.improvement):
        return Verdict.SENSITIVE
    return Verdict.INCONCLUSIVE if never_reached else found


def judge_base_case(measure: Measure, reading: Reading, delta: float, pairs: int, rejected: bool = True) -> Verdict:
    """The verdict with every input at its own value; arguments and errors as for `judge`."""
    if not 0 <= delta < float("inf"):
        raise ValueError(f"{measure.name}: smallest difference that matters is {delta}; it must be 0 or more")
    if pairs < MIN_PAIRS:
        return Verdict.INCONCLUSIVE
    found = judge_simulation_only(measure, reading, delta)
    if not rejected and found != Verdict.NO_PRACTICAL_DIFFERENCE:
        return Verdict.INCONCLUSIVE
    return found


def is_turned(base: Interval, improvement: Interval, delta: float) -> bool:
    """Whether an interval lies wholly on a side of delta that the interval of the base case does not touch."""
    sides = list_sides(improvement, delta)
    return len(sides) == 1 and sides.isdisjoint(list_sides(base, delta))


def list_sides(improvement: Interval, delta: float) -> set[Side]:
    """The sides of delta that an interval touches. An end at delta itself is within."""
    touched = {
        Side.OVER: improvement.high > delta,
        Side.WITHIN: improvement.low <= delta and improvement.high >= -delta,
        Side.UNDER: improvement.low < -delta,
    }
    return {side for side, is_touched in touched.items() if is_touched}


AHEAD = frozenset({Verdict.SOONER, Verdict.BETTER})
BEHIND = frozenset({Verdict.LATER, Verdict.WORSE})
"""Practically significant, one way and the other."""


def judge_simulation_only(measure: Measure, reading: Reading, delta: float) -> Verdict:
    """The verdict of the simulation alone."""
    is_sooner = measure.is_time and measure.direction == "lower"
    found = _judge_size(("SOONER", "LATER") if is_sooner else ("BETTER", "WORSE"), reading.improvement, delta)
    if reading.reached is not None:
        found = _join(_judge_size(("BETTER", "WORSE"), reading.reached, REACHED_DELTA), found)
    is_contradicted = (found in AHEAD and reading.worse > reading.better) or (
        found in BEHIND and reading.better > reading.worse
    )
    return Verdict.MIXED if is_contradicted else found


def _join(by_share: Verdict, by_median: Verdict) -> Verdict:
    """The share that achieves it decides where it differs by enough; else the median does."""
    if by_share not in AHEAD | BEHIND:
        return by_median
    return Verdict.MIXED if by_median in (BEHIND if by_share in AHEAD else AHEAD) else by_share


def _judge_size(words: tuple[str, str], improvement: Interval | None, delta: float) -> Verdict:
    """The reading of an interval against delta. words: for its positive side, and for the other."""
    if improvement is None:
        return Verdict.INCONCLUSIVE
    if improvement.high < 0:
        return _judge_one_sided(words[1], improvement.times(-1.0), delta)
    return _judge_one_sided(words[0], improvement, delta)


def _judge_one_sided(word: str, size: Interval, delta: float) -> Verdict:
    """The reading of an interval whose positive side is called `word`."""
    if size.low > delta:
        return Verdict[word]
    if -delta <= size.low and size.high <= delta:
        return Verdict.NO_PRACTICAL_DIFFERENCE
    return Verdict[f"{word}_UNRESOLVED"] if size.low > 0 else Verdict.INCONCLUSIVE


def _is_sensitive(improvement: Interval, delta: float, reading: Verdict, base: Interval | None) -> bool:
    """Whether the input range contains a value at which the verdict would change, or lies wholly beyond one from the base case."""
    if reading == Verdict.NO_PRACTICAL_DIFFERENCE and -delta < improvement.low and improvement.high < delta:
        return False
    if base is not None and is_turned(base, improvement, delta):
        return True
    return any(improvement.low <= edge <= improvement.high for edge in (-delta, 0.0, delta))
