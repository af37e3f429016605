"""What the alert brought and what the room brought, in words and numbers: plus is sooner or better, whatever the measure.

No row counts people exposed or gives anybody's chance of survival; those are not for a room. What an arm did not reach is never told as
time: a mean is of the emergencies in which both arms came to it, and beside it stands in how many each did not; in this play it is the
least that it can be.
"""

from collections.abc import Iterator, Sequence

from reports.names import MEASURE_NAMES
from reports.quantities import format_share
from reports.ruling import NO_RULINGS, RulingMarks
from sim.drill.arms import BASELINE_ARM, PLAYER_ARM, COMPARISON_ARM
from sim.drill.course import NON_DECISION_PREFIXES
from sim.drill.split import Effect, SeedSelection, Counterfactual, is_reported
from sim.drill.times import format_minutes
from sim.estimates import Interval

NEVER_ASKED_NOTE = (
    "Where what it answers never came up, a decision was not given, and whoever was to give it did nothing. What was then never reached "
    "is counted for the room, and is in no mean."
)
WHOLE_MINUTES = 600.0  # seconds; from here on seconds are not told
NOT_REACHED_MARK = "†"
"""Behind a mean of only those emergencies in which both arms reached it."""
NOT_REACHED, AT_LEAST, NOT_KNOWN = "not reached", "at least", "n/a"
NEVER_BOTH, ALL_REACHED = "never in both", "none"

OBSERVED_NOTES = {
    AT_LEAST: "At least: one side had not come to it when this play ended.",
    NOT_REACHED: "Not reached: neither had.",
    NOT_KNOWN: "n/a: what came after the end would have changed it.",
}
"""What is said of values of this play that are no measured difference."""

MIN_PROPORTION_DIFFERENCE = 0.01
"""Of the emergencies: where the counts of two arms that did not reach something differ by so many, that matters."""
NEGLIGIBLE_SECONDS = 1
"""Of the last digit that is told, a second or 1 %: what is no larger and not settled is no difference that shows."""
LEFT_OUT_NOTE = (
    "No difference shows where all arms came to it equally often, the difference is not settled, and mean, interval and this play are "
    "within a second or 1 %. Such are"
)

ARM_PAIRS = ((COMPARISON_ARM, BASELINE_ARM), (BASELINE_ARM, PLAYER_ARM))
"""The arms between which the alert, and the room, made a difference."""

Row = tuple[Effect, ...]
"""A measure: what the alert brought, and what the room brought where it was asked anything."""


def list_effects(counterfactual: Counterfactual) -> list[Row]:
    """Every measure that is shown of an exercise."""
    both = zip(counterfactual.alert_effects, counterfactual.team_effects, strict=True) if counterfactual.team_effects else ((alert,) for alert in counterfactual.alert_effects)
    return [row for row in both if is_reported(row[0].measure)]


def list_differing(counterfactual: Counterfactual) -> list[Row]:
    """Those in which a difference shows: first where one is settled or how often it was reached differs, each in their order."""
    shows = [row for row in list_effects(counterfactual) if not all(map(is_unchanged, row))]
    return sorted(
        shows, key=lambda row: not any(is_resolved(one) or is_notable(one, counterfactual.replications) for one in row)
    )


def list_unchanged(counterfactual: Counterfactual) -> list[str]:
    """The names of those that are, and of what never came in any."""
    return [
        f"{MEASURE_NAMES[row[0].measure]}{' (never)' if row[0].improvement is None else ''}"
        for row in list_effects(counterfactual)
        if all(map(is_unchanged, row))
    ]


def is_unchanged(effect: Effect) -> bool:
    """Whether no difference shows: neither in time, nor in how often it was not reached."""
    before, after = effect.not_reached
    return before == after and has_no_time_effect(effect)


def has_no_time_effect(effect: Effect) -> bool:
    """Whether no time shows: none is settled, and mean, interval and this play are no larger than `NEGLIGIBLE_SECONDS` as written; or there is none."""
    if effect.improvement is None:
        return effect.observed.value is None
    limits = _interval_or_point(effect)
    written = [
        _to_last_digit(value, effect.unit)
        for value in (effect.improvement, limits.low, limits.high, effect.observed.value or 0.0)
    ]
    return not is_resolved(effect) and max(map(abs, written)) <= NEGLIGIBLE_SECONDS


def is_resolved(effect: Effect) -> bool:
    """Whether the interval leaves zero out, as it is written."""
    low, high = (_to_last_digit(value, effect.unit) for value in (_interval_or_point(effect).low, _interval_or_point(effect).high))
    return effect.improvement is not None and not low <= 0 <= high


def is_notable(effect: Effect, n: int) -> bool:
    """Whether the counts of those that did not reach it differ by enough, of n emergencies."""
    before, after = effect.not_reached
    return abs(before - after) >= MIN_PROPORTION_DIFFERENCE * n


def _interval_or_point(effect: Effect) -> Interval:
    """Of the mean; itself where it has no interval."""
    mean = effect.improvement or 0.0
    return effect.interval or Interval(mean, mean)


def _to_last_digit(value: float, unit: str) -> int:
    """A value in the last digits that are told."""
    return round(value * {"s": 1.0, "share": 100.0}.get(unit, 10.0))


def format_difference(effect: Effect) -> str:
    """`+2:12 (+2:01 to +2:23)`, `+10 min † (+7 to +14)`: one notation for all three; the interval where one sees that it is no point."""
    if effect.improvement is None:
        return NEVER_BOTH
    limits = [effect.interval.low, effect.interval.high] if effect.interval else []
    (mean, *ends), unit = _format_values([effect.improvement, *limits], effect.unit)
    said = f"{mean}{unit}{f' {NOT_REACHED_MARK}' if any(effect.not_reached) else ''}"
    return f"{said} ({' to '.join(ends)})" if {*ends} - {mean} else said


def count_not_reached(row: Row) -> dict[str, int]:
    """By arm, in how many emergencies a measure was not reached; the twin first."""
    return {
        arm: count
        for effect, arms in zip(row, ARM_PAIRS, strict=False)
        for arm, count in zip(arms, effect.not_reached, strict=True)
    }


def format_not_reached(row: Row) -> str:
    """The same for a cell: `22, 21, 62`; or that there is nothing to count."""
    counts = count_not_reached(row).values()
    return ", ".join(f"{count:,}" for count in counts) if any(counts) else ALL_REACHED


def describe_not_reached(row: Row) -> str:
    """The same as words: `twin 22, autopilot 21, room 62`."""
    counts = count_not_reached(row)
    return (
        ", ".join(f"{arm} {count:,}" for arm, count in counts.items())
        if any(counts.values())
        else ALL_REACHED
    )


def format_observed(effect: Effect) -> str:
    """What was brought in the one play; where a side was not reached, the least that it can be."""
    here = effect.observed
    if here.is_reached:
        return format_amount(here.value, effect.unit)
    return NOT_REACHED if here.value is None else f"{AT_LEAST} {format_amount(here.value, effect.unit)}"


def list_observed(row: Row, ruling: RulingMarks = NO_RULINGS) -> list[str]:
    """What each brought in the one play, marked after a ruling."""
    return [
        format_observed(effect)
        if effect.observed.value is None
        else ruling.mark_if_affected(format_observed(effect), effect.measure, arms)
        for effect, arms in zip(row, ARM_PAIRS, strict=False)
    ]


def format_amount(value: float | None, unit: str) -> str:
    """One value with its unit; a plus is sooner or better."""
    if value is None:
        return NOT_KNOWN
    (number,), said = _format_values([value], unit)
    return f"{number}{said}"


def _format_values(values: Sequence[float], unit: str) -> tuple[list[str], str]:
    """Numbers and what stands behind them: seconds as `m:ss`, or as minutes where one of them has ten or more; shares as per cent."""
    if unit == "share":
        return [_format_signed(value, f"{abs(100 * value):.0f}") for value in values], " %"
    if unit != "s":
        return [f"{value:+.1f}" for value in values], ""
    if max(map(abs, values)) >= WHOLE_MINUTES:
        return [_format_signed(value, f"{abs(value) / 60:.0f}") for value in values], " min"
    return [_format_signed(value, format_minutes(abs(value))) for value in values], ""


def _format_signed(value: float, size: str) -> str:
    """A number with its sign; nothing is 0."""
    return "0" if size in ("0", "0:00") else f"{'+' if value > 0 else '-'}{size}"


def explain_marks(told: Sequence[Row], ruling: RulingMarks = NO_RULINGS) -> str:
    """What the marks of a table mean, as far as it has them."""
    said = []
    if any(any(effect.not_reached) for row in told for effect in row):
        said.append(
            f"{NOT_REACHED_MARK} only of the emergencies in which both arms reached it; not reaching it is counted, and is no time."
        )
    said += filter(None, (ruling.note,))
    here = {format_observed(effect) for row in told for effect in row}
    said += [words for how, words in OBSERVED_NOTES.items() if any(one.startswith(how) for one in here)]
    return " ".join(said)


def describe_times_applied(counterfactual: Counterfactual) -> str:
    """How often each decision could be given, and each inject that does something delivered."""
    decisions, injects = dict(_iterate_applied(counterfactual, "")), dict(_iterate_applied(counterfactual, "inject-"))
    said = f"In how many of these emergencies each decision was given: {_format_counts(decisions) or 'none'}."
    if injects:
        said += f" In how many each inject that changes something was delivered: {_format_counts(injects)}."
    missed = any(count < counterfactual.replications for count in decisions.values())
    return f"{said} {NEVER_ASKED_NOTE}" if missed else said


def _iterate_applied(counterfactual: Counterfactual, kind: str) -> Iterator[tuple[str, int]]:
    """How often what is of a kind was applied, by the number or the id that people know; without a kind decisions."""
    for name, count in counterfactual.times_applied.items():
        if kind and name.startswith(kind):
            yield name.removeprefix(kind), count
        elif not kind and not name.startswith(NON_DECISION_PREFIXES):
            yield name, count


def _format_counts(applied: dict[str, int]) -> str:
    return ", ".join(f"{name} in {count:,}" for name, count in applied.items())


def describe_selection(counterfactual: Counterfactual) -> list[str]:
    """That this emergency was chosen, out of how many, and by what."""
    return [" ".join(_describe_fit(counterfactual.seed_selection, counterfactual.replications))] if counterfactual.seed_selection else []


def _describe_fit(fitting: SeedSelection, n: int) -> Iterator[str]:
    so_many = format_share(fitting.proportion, n)
    if fitting.is_fit:
        yield f"This emergency was chosen: {so_many} in the model fit the story of the exercise."
    else:
        yield f"This emergency does not fit the story of the exercise; {so_many} in the model do."
    each = [(need.says, format_share(one, n)) for need, one in zip(fitting.needs, fitting.proportion_by_need, strict=True)]
    if len(each) == 1:
        yield f"What the story needs: {each[0][0]}."
    else:
        yield f"What the story needs, and in how many that is so: {'; '.join(f'{says} ({so})' for says, so in each)}."
    if fitting.proportion_longer is not None:
        yield f"This one lasts longer than {format_share(fitting.proportion_longer, n)}."
