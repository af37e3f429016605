"""What may be said about a difference: never from a p-value, always against the difference that matters.

The family is the scenario's primary measures times the contrasts. Holm's order gives every member of it a
level; the interval of the *improvement* at that level is read against delta, the smallest difference that
matters. What nobody has measured comes before what the simulation settled: if the range over the assumed
inputs takes in zero or delta, more replications cannot help, and the verdict names the inputs.

One exception, because otherwise "no difference that matters" could never be said: where that is the reading
and the whole input range lies inside delta as well, no input changes the answer, and the reading stands
although the range takes in zero. Where no input moves the mean at all, there is nothing to name, and the
reading stands too.

A difference has a direction only where Holm rejects that there is none. Interval and p-value can disagree: the
interval is BCa up to 2,000 pairs, the p-value that of a t test, and with few pairs and a heavy tail (most pairs
alike, a few far apart) the bootstrap interval is too narrow, because it knows no other large differences than
those it has seen. The family as a whole keeps its 5 % by Holm's order of the p-values; an interval that leaves
zero out where Holm does not reject is not covered by that, and settles nothing. Above 2,000 pairs both are of
the same t distribution and cannot disagree.

Few pairs give no verdict but "not settled: run more". An interval from a handful of pairs may be a point, or
nearly one, because the few that were played happened to be alike; it stays what it is, but it settles nothing.
What happened in none of n pairs may still happen in 3 of n (the rule of three), so 20 pairs that are all alike
leave room for one emergency in seven that is not; with fewer nobody should be told "never". From FEWEST_PAIRS
on, a difference that is zero in every pair is "no difference that matters"; not so where it is zero because
what was waited for came under neither strategy in any pair: that is not knowing, and not settled.

Source: Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.model.measure import Measure
from sim.statistics.estimators import Interval

ALPHA = 0.05
"""Of the family as a whole."""
MIN_PAIRS = 20
"""Below which there is no verdict."""

EXPLORATORY = "exploratory"
NO_PRACTICAL_DIFFERENCE = "no difference that matters"
INCONCLUSIVE = "not settled: run more"
SENSITIVE_TO_ASSUMPTIONS = "depends on what nobody has measured"


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
class InputRange:
    """Lowest and highest paired mean of `reduction` as each assumed input alone goes to its ends."""

    low: float
    high: float
    main_driver: str | None
    """The inputs that give the two ends: one name, or "that of low, that of high"; None if no input moves it."""

    @classmethod
    def span(cls, ends: Mapping[str, Sequence[float]], unmoved: float) -> InputRange | None:
        """From each input's paired means at the ends of its range; None without inputs. Ties: first name.

        unmoved: the paired mean with every input at its own value. An end that is just that has no name.
        """
        if not ends:
            return None
        lowest = min(ends, key=lambda name: (min(ends[name]), name))
        highest = max(sorted(ends), key=lambda name: max(ends[name]))
        low, high = min(ends[lowest]), max(ends[highest])
        moving = [name for name, end in ((lowest, low), (highest, high)) if end != unmoved]
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
    improvement: Interval | None,
    delta: float,
    inputs: InputRange | None,
    pairs: int,
    never_reached: bool = False,
    rejected: bool = True,
) -> str:
    """In plain words, from the adjusted interval of the improvement and the input range of the *reduction*.

    pairs: how many the interval rests on. never_reached: by neither arm in any of them. rejected: whether Holm rejects
    that there is no difference.
    Raises ValueError for a negative or infinite delta (unit of the measure).
    """
    if not 0 <= delta < float("inf"):
        raise ValueError(f"{measure.name}: smallest difference that matters is {delta}; it must be 0 or more")
    if pairs < MIN_PAIRS:
        return INCONCLUSIVE
    said = judge_simulation_only(measure, improvement, delta)
    if not rejected and said != NO_PRACTICAL_DIFFERENCE:
        said = INCONCLUSIVE
    settled = INCONCLUSIVE if never_reached else said
    if inputs is None or inputs.main_driver is None:
        return settled
    if not _is_sensitive(Interval(inputs.low, inputs.high).times(measure.sign), delta, said):
        return settled
    return f"{SENSITIVE_TO_ASSUMPTIONS}: {inputs.main_driver}"


def judge_simulation_only(measure: Measure, improvement: Interval | None, delta: float) -> str:
    """What the simulation alone says; positive is better."""
    is_sooner = measure.is_time and measure.direction == "lower"
    ahead, behind = ("sooner", "later") if is_sooner else ("better", "worse")
    if improvement is None:
        return INCONCLUSIVE
    if improvement.high < 0:
        return _judge_one_sided(behind, improvement.times(-1.0), delta)
    return _judge_one_sided(ahead, improvement, delta)


def _judge_one_sided(word: str, size: Interval, delta: float) -> str:
    """The reading of an interval whose positive side is called `word`."""
    if size.low > delta:
        return f"{word} by enough to matter"
    if -delta <= size.low and size.high <= delta:
        return NO_PRACTICAL_DIFFERENCE
    return f"{word}, perhaps too little to matter" if size.low > 0 else INCONCLUSIVE


def _is_sensitive(improvement: Interval, delta: float, said: str) -> bool:
    """Whether the input range takes in a number at which the verdict would change."""
    if said == NO_PRACTICAL_DIFFERENCE and -delta < improvement.low and improvement.high < delta:
        return False
    return any(improvement.low <= edge <= improvement.high for edge in (-delta, 0.0, delta))
