"""What the alert brought and what the room brought, in words and numbers: plus is sooner or better, whatever the measure.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

from scenarios.exercise import Exercise
from sim.drill.seeds import ALONE
from sim.drill.split import Effect, Split, shown
from sim.drill.times import minutes
from sim.estimates import Interval

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
    """`+2:12 (+2:01 +2:23)`."""
    low_high = between(effect.interval, effect.unit) if effect.interval else ""
    return f"{amount(effect.improvement, effect.unit)}{low_high}"


def in_this_play(alert: Effect, room: Effect) -> str:
    """What the alert and what the room brought in the one play."""
    return f"{amount(alert.here, alert.unit)} {amount(room.here, room.unit)}"


def between(interval: Interval, unit: str) -> str:
    """The interval, where it is more than a point."""
    if interval.low == interval.high:
        return ""
    return f" ({amount(interval.low, unit)} {amount(interval.high, unit)})"


def amount(value: float | None, unit: str) -> str:
    """Seconds as minutes, from ten on without seconds, shares as per cent; a plus is sooner or better."""
    if value is None:
        return "n/a"
    if unit == "s":
        text = f"{abs(value) / 60:.0f}m" if abs(value) >= WHOLE_MINUTES else minutes(abs(value))
        return "0" if text == "0:00" else f"{'+' if value > 0 else '-'}{text}"
    if unit == "share":
        text = f"{abs(100 * value):.0f}"
        return "0 %" if text == "0" else f"{'+' if value > 0 else '-'}{text} %"
    return f"{value:+.1f}"


def applied_in_words(found: Split) -> str:
    """How often each decision could be given."""
    given = ", ".join(f"{name} in {count:,}" for name, count in found.applied.items() if _decided(name))
    return f"Decisions given at the same cue and cost: {given or 'none'}."


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
