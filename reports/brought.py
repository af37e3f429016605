"""What the alert brought and what the room brought, in words and numbers: plus is sooner or better, whatever the measure.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

from collections.abc import Sequence

from scenarios.exercise import Exercise
from sim.drill.seeds import ALONE
from sim.drill.split import Effect, Split, shown
from sim.drill.times import minutes
from sim.estimates import Interval

MISSED = (
    "Where a cue never came, the decision was not given, and whoever was to give it did nothing; such emergencies are in the means, and a "
    "few of them can outweigh all others."
)
WHOLE_MINUTES = 600.0  # seconds; from here on seconds are not told


def is_told(effect: Effect) -> bool:
    """Whether a measure is shown of an exercise."""
    return shown(effect.measure)


def unchanged(effect: Effect) -> bool:
    """Whether it is the same in both arms of every replication, as far as anybody can see."""
    limits = effect.interval or Interval(effect.improvement, effect.improvement)
    return all(
        amount(value, effect.unit) == amount(0.0, effect.unit)
        for value in (limits.low, limits.high, effect.here or 0.0)
    )


def difference(effect: Effect) -> str:
    """`+2:12 (+2:01 +2:23)`, `+10 min (+7 +14)`: one notation for all three; the interval where it is more than a point."""
    values = [effect.improvement]
    if effect.interval and effect.interval.low != effect.interval.high:
        values += [effect.interval.low, effect.interval.high]
    (mean, *limits), unit = _told(values, effect.unit)
    return f"{mean}{unit} ({' '.join(limits)})" if limits else f"{mean}{unit}"


def in_this_play(effect: Effect) -> str:
    """What was brought in the one play."""
    return amount(effect.here, effect.unit)


def amount(value: float | None, unit: str) -> str:
    """One value with its unit; a plus is sooner or better."""
    if value is None:
        return "n/a"
    (number,), said = _told([value], unit)
    return f"{number}{said}"


def _told(values: Sequence[float], unit: str) -> tuple[list[str], str]:
    """Numbers and what stands behind them: seconds as `m:ss`, or as minutes where one of them has ten or more; shares as per cent."""
    if unit == "share":
        return [_signed(value, f"{abs(100 * value):.0f}") for value in values], " %"
    if unit != "s":
        return [f"{value:+.1f}" for value in values], ""
    if max(map(abs, values)) >= WHOLE_MINUTES:
        return [_signed(value, f"{abs(value) / 60:.0f}") for value in values], " min"
    return [_signed(value, minutes(abs(value))) for value in values], ""


def _signed(value: float, size: str) -> str:
    """A number with its sign; nothing is 0."""
    return "0" if size in ("0", "0:00") else f"{'+' if value > 0 else '-'}{size}"


def applied_in_words(found: Split) -> str:
    """How often each decision could be given."""
    given = ", ".join(f"{name} in {count:,}" for name, count in found.applied.items() if _decided(name))
    said = f"Decisions given at the same cue and cost: {given or 'none'}."
    some_missed = any(count < found.replications for name, count in found.applied.items() if _decided(name))
    return f"{said} {MISSED}" if some_missed else said


def _decided(name: str) -> bool:
    """Whether a thing that was applied is one that people decided."""
    return not name.startswith("hand-back")


def chosen_in_words(found: Split, exercise: Exercise) -> list[str]:
    """That this emergency was chosen: which part of all of them has less of what its story needs."""
    if found.chosen is None:
        return []
    need = exercise.needs[0]
    more = "longer than" if need.measure == ALONE else "more of it than in"
    return [f"This emergency was chosen: {more} {found.chosen:.0%} of those in the model ({need.says})."]
