"""What the alert brought and what the room brought, in words and numbers: plus is sooner or better, whatever the measure.

No row counts people exposed or gives anybody's chance of survival; those are not for a room. What an arm did not reach is never told as
time: a mean is of the emergencies in which both arms came to it, and beside it stands in how many each did not; in this play it is the
least that it can be.
"""

from collections.abc import Iterator, Sequence

from reports.names import MEASURE_NAMES
from reports.quantities import share_said
from reports.ruling import NOTHING_RULED, Ruling
from sim.drill.arms import AUTOPILOT, ROOM, TWIN
from sim.drill.course import NO_DECISIONS
from sim.drill.split import Effect, Fitting, Split, shown
from sim.drill.times import minutes
from sim.estimates import Interval

MISSED = (
    "Where what it answers never came up, a decision was not given, and whoever was to give it did nothing. What was then never reached "
    "is counted for the room, and is in no mean."
)
WHOLE_MINUTES = 600.0  # seconds; from here on seconds are not told
MARK = "†"
"""Behind a mean of only those emergencies in which both arms reached it."""
NOT_REACHED, AT_LEAST, NOT_KNOWN = "not reached", "at least", "n/a"
NEVER_BOTH, ALL_REACHED = "never in both", "none"

HERE = {
    AT_LEAST: "At least: one side had not come to it when this play ended.",
    NOT_REACHED: "Not reached: neither had.",
    NOT_KNOWN: "n/a: what came after the end would have changed it.",
}
"""What is said of values of this play that are no measured difference."""

OFTEN = 0.01
"""Of the emergencies: where the counts of two arms that did not reach something differ by so many, that matters."""
FEW = 1
"""Of the last digit that is told, a second or 1 %: what is no larger and not settled is no difference that shows."""
LEFT_OUT = (
    "No difference shows where all arms came to it equally often, the difference is not settled, and mean, interval and this play are "
    "within a second or 1 %. Such are"
)

BETWEEN = ((TWIN, AUTOPILOT), (AUTOPILOT, ROOM))
"""The arms between which the alert, and the room, made a difference."""

Row = tuple[Effect, ...]
"""A measure: what the alert brought, and what the room brought where it was asked anything."""


def rows(found: Split) -> list[Row]:
    """Every measure that is shown of an exercise."""
    both = zip(found.alert, found.room, strict=True) if found.room else ((alert,) for alert in found.alert)
    return [row for row in both if shown(row[0].measure)]


def moved(found: Split) -> list[Row]:
    """Those in which a difference shows: first where one is settled or how often it was reached differs, each in their order."""
    shows = [row for row in rows(found) if not all(map(unchanged, row))]
    return sorted(
        shows, key=lambda row: not any(settled(one) or matters(one, found.replications) for one in row)
    )


def same(found: Split) -> list[str]:
    """The names of those that are, and of what never came in any."""
    return [
        f"{MEASURE_NAMES[row[0].measure]}{' (never)' if row[0].improvement is None else ''}"
        for row in rows(found)
        if all(map(unchanged, row))
    ]


def unchanged(effect: Effect) -> bool:
    """Whether no difference shows: neither in time, nor in how often it was not reached."""
    before, after = effect.missed
    return before == after and no_time(effect)


def no_time(effect: Effect) -> bool:
    """Whether no time shows: none is settled, and mean, interval and this play are no larger than `FEW` as written; or there is none."""
    if effect.improvement is None:
        return effect.here.value is None
    limits = _limits(effect)
    written = [
        _written(value, effect.unit)
        for value in (effect.improvement, limits.low, limits.high, effect.here.value or 0.0)
    ]
    return not settled(effect) and max(map(abs, written)) <= FEW


def settled(effect: Effect) -> bool:
    """Whether the interval leaves zero out, as it is written."""
    low, high = (_written(value, effect.unit) for value in (_limits(effect).low, _limits(effect).high))
    return effect.improvement is not None and not low <= 0 <= high


def matters(effect: Effect, n: int) -> bool:
    """Whether the counts of those that did not reach it differ by enough, of n emergencies."""
    before, after = effect.missed
    return abs(before - after) >= OFTEN * n


def _limits(effect: Effect) -> Interval:
    """Of the mean; itself where it has no interval."""
    mean = effect.improvement or 0.0
    return effect.interval or Interval(mean, mean)


def _written(value: float, unit: str) -> int:
    """A value in the last digits that are told."""
    return round(value * {"s": 1.0, "share": 100.0}.get(unit, 10.0))


def difference(effect: Effect) -> str:
    """`+2:12 (+2:01 to +2:23)`, `+10 min † (+7 to +14)`: one notation for all three; the interval where one sees that it is no point."""
    if effect.improvement is None:
        return NEVER_BOTH
    limits = [effect.interval.low, effect.interval.high] if effect.interval else []
    (mean, *ends), unit = _told([effect.improvement, *limits], effect.unit)
    said = f"{mean}{unit}{f' {MARK}' if any(effect.missed) else ''}"
    return f"{said} ({' to '.join(ends)})" if {*ends} - {mean} else said


def missed_by(row: Row) -> dict[str, int]:
    """By arm, in how many emergencies a measure was not reached; the twin first."""
    return {
        arm: count
        for effect, arms in zip(row, BETWEEN, strict=False)
        for arm, count in zip(arms, effect.missed, strict=True)
    }


def missed_in_row(row: Row) -> str:
    """The same for a cell: `22, 21, 62`; or that there is nothing to count."""
    counts = missed_by(row).values()
    return ", ".join(f"{count:,}" for count in counts) if any(counts) else ALL_REACHED


def missed_in_words(row: Row) -> str:
    """The same as words: `twin 22, autopilot 21, room 62`."""
    counts = missed_by(row)
    return (
        ", ".join(f"{arm} {count:,}" for arm, count in counts.items())
        if any(counts.values())
        else ALL_REACHED
    )


def in_this_play(effect: Effect) -> str:
    """What was brought in the one play; where a side was not reached, the least that it can be."""
    here = effect.here
    if here.reached:
        return amount(here.value, effect.unit)
    return NOT_REACHED if here.value is None else f"{AT_LEAST} {amount(here.value, effect.unit)}"


def here_in_row(row: Row, ruling: Ruling = NOTHING_RULED) -> list[str]:
    """What each brought in the one play, marked after a ruling."""
    return [
        in_this_play(effect)
        if effect.here.value is None
        else ruling.marked(in_this_play(effect), effect.measure, arms)
        for effect, arms in zip(row, BETWEEN, strict=False)
    ]


def amount(value: float | None, unit: str) -> str:
    """One value with its unit; a plus is sooner or better."""
    if value is None:
        return NOT_KNOWN
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


def marks_in_words(told: Sequence[Row], ruling: Ruling = NOTHING_RULED) -> str:
    """What the marks of a table mean, as far as it has them."""
    said = []
    if any(any(effect.missed) for row in told for effect in row):
        said.append(
            f"{MARK} only of the emergencies in which both arms reached it; not reaching it is counted, and is no time."
        )
    said += filter(None, (ruling.note,))
    here = {in_this_play(effect) for row in told for effect in row}
    said += [words for how, words in HERE.items() if any(one.startswith(how) for one in here)]
    return " ".join(said)


def applied_in_words(found: Split) -> str:
    """How often each decision could be given, and each inject that does something delivered."""
    decisions, injects = dict(_applied(found, "")), dict(_applied(found, "inject-"))
    said = f"In how many of these emergencies each decision was given: {_counted(decisions) or 'none'}."
    if injects:
        said += f" In how many each inject that changes something was delivered: {_counted(injects)}."
    missed = any(count < found.replications for count in decisions.values())
    return f"{said} {MISSED}" if missed else said


def _applied(found: Split, kind: str) -> Iterator[tuple[str, int]]:
    """How often what is of a kind was applied, by the number or the id that people know; without a kind decisions."""
    for name, count in found.applied.items():
        if kind and name.startswith(kind):
            yield name.removeprefix(kind), count
        elif not kind and not name.startswith(NO_DECISIONS):
            yield name, count


def _counted(applied: dict[str, int]) -> str:
    return ", ".join(f"{name} in {count:,}" for name, count in applied.items())


def chosen_in_words(found: Split) -> list[str]:
    """That this emergency was chosen, out of how many, and by what."""
    return [" ".join(_chosen(found.fitting, found.replications))] if found.fitting else []


def _chosen(fitting: Fitting, n: int) -> Iterator[str]:
    so_many = share_said(fitting.share, n)
    if fitting.here:
        yield f"This emergency was chosen: {so_many} in the model fit the story of the exercise."
    else:
        yield f"This emergency does not fit the story of the exercise; {so_many} in the model do."
    each = [(need.says, share_said(one, n)) for need, one in zip(fitting.needs, fitting.by_need, strict=True)]
    if len(each) == 1:
        yield f"What the story needs: {each[0][0]}."
    else:
        yield f"What the story needs, and in how many that is so: {'; '.join(f'{says} ({so})' for says, so in each)}."
    if fitting.longer is not None:
        yield f"This one lasts longer than {share_said(fitting.longer, n)}."
