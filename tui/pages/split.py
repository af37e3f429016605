"""What the alert brought and what the room brought, as a table, and in words what the numbers are.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

from textwrap import wrap

from rich.text import Text

from reports.names import DURATIONS, MEASURE_NAMES
from sim.drill.after import After
from sim.drill.split import Effect, Split, shown
from sim.drill.times import minutes
from sim.estimates import Interval

WHOLE_MINUTES = 600.0  # seconds; from here on seconds are not told


def split_rows(found: Split, width: int) -> list[Text]:
    """Measure by measure: what the alert and the room brought, over all replications and in this play."""
    name, each, play = (25, 20, 12) if width < 100 else (38, 26, 20)
    rows = [
        Text(f"{label[: name - 1]:{name}}{alert:>{each}}{room:>{each}}{here:>{play}}", no_wrap=True)
        for label, alert, room, here in split_table(found)
    ]
    rows[0].stylize("bold")
    return [*rows, *(Text(line) for line in wrap(same_in_every_arm(found), name + 2 * each + play))]


def split_table(found: Split) -> list[tuple[str, str, str, str]]:
    """The head, then what is not the same in every arm: the measure, what the alert and the room brought, and this play."""
    rows = [("", "alert brought", "room brought", "this play")]
    for alert, room in zip(found.alert, found.room, strict=True):
        if shown(alert.measure) and not (unchanged(alert) and unchanged(room)):
            here = f"{amount(alert.here, alert.unit)} {amount(room.here, room.unit)}"
            rows.append((name_of(alert), difference(alert), difference(room), here))
    return rows


def same_in_every_arm(found: Split) -> str:
    """What neither brought anything to; empty where there is no such measure."""
    both = zip(found.alert, found.room, strict=True)
    same = [name_of(one) for one, room in both if shown(one.measure) and unchanged(one) and unchanged(room)]
    return f"The same in every arm: {', '.join(same)}." if same else ""


def name_of(effect: Effect) -> str:
    """Of a measure; a star where it is a duration."""
    label = MEASURE_NAMES.get(effect.measure, effect.measure.replace("_", " "))
    return f"{label} *" if effect.measure in DURATIONS else label


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


def split_in_words(found: Split, after: After) -> list[str]:
    """What it is about, how often each decision could be given, and how far this emergency was chosen."""
    words = [
        f"{found.replications:,} emergencies of this kind, drawn without what the story needs. + is sooner or better; in brackets the 95 % "
        "interval, simulation error only. * a duration: + is shorter. This play: alert, then room.",
        "Decisions given at the same cue and cost: "
        + (
            ", ".join(f"{name} in {count:,}" for name, count in found.applied.items() if count_me(name))
            or "none"
        ),
    ]
    if found.interrupted:
        words.insert(0, "Stopped before the end.")
    return [*words, *chosen(found, after)]


def count_me(name: str) -> bool:
    """Whether a thing that was applied is one that people decided."""
    return not name.startswith("hand-back")


def chosen(found: Split, after: After) -> list[str]:
    """That this emergency was chosen: which part of all of them has less of what its story needs."""
    if found.chosen is None:
        return []
    need = after.exercise.needs[0]
    long = need.measure == "hazard_lasts_alone"
    more = "longer than" if long else "more of it than in"
    return [f"This emergency was chosen: {more} {found.chosen:.0%} of those in the model ({need.says})."]
