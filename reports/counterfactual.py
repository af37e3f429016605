"""What the alert brought and what the room brought, in words and numbers: plus is sooner or better, whatever the measure.

No row counts people exposed or gives anybody's chance of survival; those are not for a room. What an arm did not reach is never told as
time: a mean is of the emergencies in which both arms came to it, and beside it stands in how many each did not; in this play it is the
least that it can be.

What the alert and the room brought, in words: in the summary, in the text beside the table and in the title of the figure.

Where an arm came to something clearly more often than the other, that is the finding and stands first; how much sooner is of those
emergencies in which both came to it. Numbers are those of the table (`reports.counterfactual`), rounded as there.

What the facilitator ruled, in tables: a sign at every number that came after it, and the line under the table that says what it means.

Figures say it in a sentence (`sim.exercise.state`); a table has numbers from before and after side by side.

What the alert brought and what the room brought, as a table, and in words what the numbers are.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from rich.text import Text

from reports.comparison.differences import (
    AT_LEAST,
    MIN_PROPORTION_DIFFERENCE,
    NOT_KNOWN,
    NOT_REACHED,
    EffectDirection,
)
from reports.text.formatting import (
    format_count,
    format_difference_range,
    format_list,
    format_out_of,
    format_share,
    join_with_nbsp,
    wrap_columns,
)
from reports.text.formatting import format_difference as quantities_format_difference
from reports.text.terms import MEASURE_NAMES, capitalize_first, join_list, name_measure
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual, Effect, SeedSelection, is_reported
from sim.exercise.replay import NON_DECISION_PREFIXES
from sim.exercise.review import Review
from sim.exercise.state import find_first_ruling
from sim.measures import DURATION_MEASURES, MEASURES
from sim.statistics.estimators import Interval

RULING_MARK = "‡"


@dataclass(frozen=True)
class RulingMarks:
    """since: T+ of the first thing that was ruled; of: the questions that were ruled, first come first, none where nothing was.

    observed_measures: the measures of this play, by arm, as far as it was played.
    """

    since: float = math.inf
    of: tuple[str, ...] = ()
    observed_measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def mark_after(self, words: str) -> str:
        """Words of a number that came after it."""
        return f"{words}{RULING_MARK}" if self.of else words

    def mark_if_affected(self, words: str, measure: str, arms: Iterable[str]) -> str:
        """Words of what these arms came to in this play. What is no moment (an amount, a duration) is known at the end."""
        if not self.of:
            return words
        moment = MEASURES[measure].is_time and measure not in DURATION_MEASURES
        last = max(self.observed_measures[arm][measure] for arm in arms) if moment else math.inf
        return self.mark_after(words) if last >= self.since else words

    @property
    def note(self) -> str:
        """What the sign means; empty where nothing was ruled."""
        return f"{RULING_MARK} {self._description}." if self.of else ""

    @property
    def replications_note(self) -> str:
        """That other emergencies with the decisions of this one have it too; empty where nothing was ruled."""
        return f"Each of the emergencies has the ruling too: {self._description}." if self.of else ""

    @property
    def _description(self) -> str:
        ruling = "ruling" if len(self.of) == 1 else "rulings"
        return f"from {format_t_plus(self.since)} on, after the facilitator's {ruling} of {format_list(self.of)}, in all arms"


NO_RULINGS = RulingMarks()


def find_rulings(review: Review) -> RulingMarks:
    """Of an exercise that is looked back at."""
    since = find_first_ruling(review.state)
    if since is None:
        return NO_RULINGS
    ruled = (
        one.action.source_id
        for one in review.state.done
        if one.action.intervention.scope == "fiat" and one.outcome.began
    )
    return RulingMarks(
        since, tuple(dict.fromkeys(of.removeprefix("rule-") for of in ruled)), review.observed_measures
    )


NEVER_ASKED_NOTE = (
    "Where what it answers never came up, a decision was not given, and whoever was to give it did nothing. What was then never reached "
    "is counted for the room, and is in no mean."
)

WHOLE_MINUTES = 600.0  # seconds; from here on seconds are not told

NOT_REACHED_MARK = "†"
"""Behind a mean of only those emergencies in which both arms reached it."""

NEVER_BOTH, ALL_REACHED = "never in both", "none"

OBSERVED_NOTES = {
    AT_LEAST: "At least: one side had not come to it when this play ended.",
    NOT_REACHED: "Not reached: neither had.",
    NOT_KNOWN: "n/a: what came after the end would have changed it.",
}
"""What is said of values of this play that are no measured difference."""

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
    both = (
        zip(counterfactual.alert_effects, counterfactual.team_effects, strict=True)
        if counterfactual.team_effects
        else ((alert,) for alert in counterfactual.alert_effects)
    )
    return [row for row in both if is_reported(row[0].measure)]


def list_differing(counterfactual: Counterfactual) -> list[Row]:
    """Those in which a difference shows: first where one is settled or how often it was reached differs, each in their order."""
    shows = [row for row in list_effects(counterfactual) if not all(map(is_unchanged, row))]
    return sorted(
        shows,
        key=lambda row: (
            not any(is_resolved(one) or is_notable(one, counterfactual.replications) for one in row)
        ),
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
    low, high = (
        _to_last_digit(value, effect.unit)
        for value in (_interval_or_point(effect).low, _interval_or_point(effect).high)
    )
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
    decisions, injects = (
        dict(_iterate_applied(counterfactual, "")),
        dict(_iterate_applied(counterfactual, "inject-")),
    )
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
    return (
        [" ".join(_describe_fit(counterfactual.seed_selection, counterfactual.replications))]
        if counterfactual.seed_selection
        else []
    )


def _describe_fit(fitting: SeedSelection, n: int) -> Iterator[str]:
    so_many = format_share(fitting.proportion, n)
    if fitting.is_fit:
        yield f"This emergency was chosen: {so_many} in the model fit the story of the exercise."
    else:
        yield f"This emergency does not fit the story of the exercise; {so_many} in the model do."
    each = [
        (need.says, format_share(one, n))
        for need, one in zip(fitting.needs, fitting.proportion_by_need, strict=True)
    ]
    if len(each) == 1:
        yield f"What the story needs: {each[0][0]}."
    else:
        yield f"What the story needs, and in how many that is so: {'; '.join(f'{says} ({so})' for says, so in each)}."
    if fitting.proportion_longer is not None:
        yield f"This one lasts longer than {format_share(fitting.proportion_longer, n)}."


MAIN_MEASURES = ("aware_t90", "protected_t90", "collapse_to_shock", "rset")
"""Measures of the title and of the summary: what an exercise is most about, as far as its emergency has it."""

UNRESOLVED_TEXT = "no settled difference"

NO_DIFFERENCE_TEXT = "no difference"

EFFECT_NAMES = ("alert", "room")

EFFECT_PHRASES = ("With the alert", "With the room")

WHERE_BOTH_TEXT = "where both arms reached it"


def find_direction(effect: Effect) -> EffectDirection:
    """Which way the interval points, as the table prints it: in whole seconds."""
    if has_no_time_effect(effect):
        return "same"
    if not is_resolved(effect):
        return "open"
    return "better" if (effect.improvement or 0.0) > 0.0 else "worse"


def describe_mean(effect: Effect) -> str:
    """The mean of a time in words, rounded as in the table: "32 s sooner"."""
    if effect.improvement is None:
        return NEVER_BOTH
    pointing = find_direction(effect)
    if pointing in ("same", "open"):
        return NO_DIFFERENCE_TEXT if pointing == "same" else UNRESOLVED_TEXT
    return quantities_format_difference(effect.improvement, effect.measure, "s", _rounding_step(effect))


def describe_mean_with_interval(effect: Effect) -> str:
    """The same with its interval where one sees that it is no point: "32 s sooner (27 to 40 s sooner)"."""
    said = describe_mean(effect)
    if effect.interval is None or said in (NEVER_BOTH, NO_DIFFERENCE_TEXT):
        return said
    limits = format_difference_range(
        effect.interval.low, effect.interval.high, effect.measure, "s", _rounding_step(effect)
    )
    return said if limits == said else f"{said} ({limits})"


def _rounding_step(effect: Effect) -> float:
    mean = effect.improvement or 0.0
    limits = effect.interval or Interval(mean, mean)
    return 60.0 if max(map(abs, (mean, limits.low, limits.high))) >= WHOLE_MINUTES else 1.0


def describe_reached(effect: Effect, n: int) -> str:
    """How often it was reached, of n, where that differs so that it matters: "reached in 945 of 1,000 instead of 821"; else empty."""
    before, after = effect.not_reached
    return (
        f"reached in {format_out_of(n - after, n)} instead of {n - before:,}" if is_notable(effect, n) else ""
    )


def describe_reached_counts(counterfactual: Counterfactual) -> list[str]:
    """A sentence for the rows in which the counts differ so that it matters; those with the same counts share one."""
    together: dict[str, list[str]] = {}
    for row in list_effects(counterfactual):
        said = [
            f"{with_[:1].lower()}{with_[1:]} it was {often}"
            for with_, effect in zip(EFFECT_PHRASES, row, strict=False)
            if (often := describe_reached(effect, counterfactual.replications))
        ]
        if said:
            together.setdefault(", ".join(said), []).append(name_measure(row[0].measure))
    return [f"{capitalize_first(join_list(names))}: {said}." for said, names in together.items()]


def select_main(told: Sequence[Row]) -> list[Row]:
    """Those of `MAIN_MEASURES` that the emergency has, in that order."""
    by_name = {row[0].measure: row for row in told}
    return [by_name[name] for name in MAIN_MEASURES if name in by_name]


def summarize_effects(counterfactual: Counterfactual) -> Iterator[str]:
    """A sentence for what the alert changed, and one for what the room changed where it was asked anything.

    Of other measures it has the one that was reached less often by most, if any was: no summary leaves that out.
    """
    told, n = select_main(list_effects(counterfactual)), counterfactual.replications
    for place, with_ in enumerate(EFFECT_PHRASES):
        effects = [row[place] for row in told if place < len(row)]
        if effects:
            others = [row[place] for row in list_effects(counterfactual) if row not in told]
            said = "; ".join(
                [*(_describe_effect(one, n) for one in effects), *_describe_most_missed(others, n)]
            )
            yield f"{with_}, over {counterfactual.replications:,} emergencies of this kind (95 % intervals, simulation error only): {said}."
    if changed := describe_injects(counterfactual):
        yield changed


def describe_hidden(counterfactual: Counterfactual) -> str:
    """What the title of a figure hides, as a sentence for the note under it: the step that each made be reached less often by most.

    Empty where neither did. Of its own measures too: a title says them in their own words, or leaves them out.
    """
    columns = (
        [one for one in effects if is_reported(one.measure)]
        for effects in (counterfactual.alert_effects, counterfactual.team_effects)
    )
    said = [
        f"{with_[:1].lower()}{with_[1:]} {missed}"
        for with_, effects in zip(EFFECT_PHRASES, columns, strict=False)
        for missed in _describe_most_missed(effects, counterfactual.replications)
    ]
    return f"But {'; '.join(said)}." if said else ""


def describe_injects(counterfactual: Counterfactual) -> str:
    """That these are no ordinary days, where an inject did something to the world in every arm; else empty."""
    n = counterfactual.replications
    injects = [
        f"{name.removeprefix('inject-')}{'' if count == n else f' (in {format_out_of(count, n)})'}"
        for name, count in counterfactual.times_applied.items()
        if name.startswith("inject-")
    ]
    if not injects:
        return ""
    noun = "inject" if len(injects) == 1 else "injects"
    return f"In all arms of these emergencies {noun} {join_list(injects)} changed what works, as in the exercise: they are no ordinary days."


def _describe_most_missed(effects: Sequence[Effect], n: int) -> Iterator[str]:
    """Of measures that were reached less often, the one by most, and how many more there are."""
    worse = [one for one in effects if is_notable(one, n) and one.not_reached[1] > one.not_reached[0]]
    if worse:
        most = max(worse, key=lambda one: one.not_reached[1] - one.not_reached[0])
        more = f", and {format_count(len(worse) - 1, 'other step')} less often too" if len(worse) > 1 else ""
        yield f"{name_measure(most.measure)} {describe_reached(most, n)}{_describe_never_asked(most)}{more}"


def _describe_never_asked(effect: Effect) -> str:
    """That nobody decided it so: in how many of those in which it was not reached a decision never came up."""
    _, after = effect.not_reached
    often = (
        f"in {effect.never_asked:,} of the {after:,} without it"
        if effect.never_asked < after
        else f"in all {after:,} without it"
    )
    return (
        f" ({often} a decision never came up, and whoever waits for it does nothing)"
        if effect.never_asked
        else ""
    )


def _describe_effect(effect: Effect, n: int) -> str:
    less = is_notable(effect, n) and effect.not_reached[1] > effect.not_reached[0]
    parts: Sequence[str] = [
        f"{describe_reached(effect, n)}{_describe_never_asked(effect) if less else ''}",
        describe_mean_with_interval(effect),
    ]
    said = ", ".join(part for part in parts if part)
    before, after = effect.not_reached
    if not (before or after) or effect.improvement is None:
        return f"{name_measure(effect.measure)} {said}"
    counts = "" if describe_reached(effect, n) else f"; not reached in {before:,} without, in {after:,} with"
    return f"{name_measure(effect.measure)} {said} {WHERE_BOTH_TEXT}{counts}"


WIDE, WIDEST_NAME, BESIDE, INDENT = 100, 40, 3, 2
"""Columns of the screen from which there is more room for each, of a name, of what stands beside the table, before a line under a row."""

BROUGHT, HERE = 20, 10
"""Columns of a difference with its interval, and of one value."""

HEAD = ("", "alert brought", "room brought", "not reached", "alert, here", "room, here")

ALERT_HEADINGS = ("", "alert brought", "not reached", "alert, here")
"""Where nobody was asked anything."""


def render_effect_rows(
    counterfactual: Counterfactual, width: int, ruling: RulingMarks = NO_RULINGS
) -> list[Text]:
    """Measure by measure: what the alert and the room brought, over all replications and in this play. width: columns there are."""
    each, here = (BROUGHT, HERE) if width < WIDE else (BROUGHT + 6, HERE + 9)
    name = min(WIDEST_NAME, width - BESIDE - 2 * each - 2 * here)
    many = 2 if counterfactual.team_effects else 1
    reached = 1 + many
    columns = ((name, "<"), *((each, ">"),) * many, *((here, ">"),) * many)
    head, *told = build_effects_table(counterfactual, ruling)
    rows = [
        Text(line, "bold", no_wrap=True)
        for line in wrap_row((*head[:reached], *head[reached + 1 :]), columns)
    ]
    for row in told:
        rows += [
            Text(line, no_wrap=True) for line in wrap_row((*row[:reached], *row[reached + 1 :]), columns)
        ]
        if row[reached] != ALL_REACHED:
            rows.append(Text(f"{' ' * INDENT}{head[reached]}: {row[reached]}", no_wrap=True))
    whole = sum(wide for wide, _ in columns)
    return [*rows, *(Text(line) for line in wrap_columns(describe_unchanged(counterfactual), whole))]


def wrap_row(row: Sequence[str], columns: Sequence[tuple[int, str]]) -> list[str]:
    """A row of a table; what is too long for its column goes on in the next line."""
    cells = [
        wrap_columns(_keep_interval_together(cell), wide - 1) or [""]
        for cell, (wide, _) in zip(row, columns, strict=True)
    ]
    return [
        "".join(f"{cell:{side}{wide}}" for cell, (wide, side) in zip(line, columns, strict=True)).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def _keep_interval_together(cell: str) -> str:
    """An interval stays in one line."""
    return re.sub(r"\(.*?\)", lambda found: join_with_nbsp(found[0]), cell)


def build_effects_table(
    counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS
) -> list[tuple[str, ...]]:
    """The head, then what is not the same in every arm: the measure, what the alert and the room brought, and each in this play.

    Between them, in how many emergencies each arm did not reach it. ruling: marks every mean, and what came after it in this play.
    """
    name, *heads = HEAD if counterfactual.team_effects else ALERT_HEADINGS
    brought = heads.index(NOT_REACHED)
    return [
        (name, *map(ruling.mark_after, heads[:brought]), *heads[brought:]),
        *(
            (
                name_measure(row[0].measure),
                *map(format_difference, row),
                describe_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in list_differing(counterfactual)
        ),
    ]


def describe_unchanged(counterfactual: Counterfactual) -> str:
    """What neither brought anything to that shows; empty where there is no such measure."""
    alike = list_unchanged(counterfactual)
    return f"{LEFT_OUT_NOTE}: {', '.join(alike)}." if alike else ""


def describe_effects(counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS) -> list[str]:
    """What it is about, how often each decision could be given, what was ruled, and how this emergency was chosen."""
    marks = explain_marks(list_differing(counterfactual), ruling)
    words = [
        f"{counterfactual.replications:,} emergencies of this kind, which need not fit the story. + is sooner, shorter or better; in brackets the "
        f"95 % interval, simulation error only. Here: in this play, up to its end.{f' {marks}' if marks else ''}",
        describe_times_applied(counterfactual)
        if counterfactual.team_effects
        else "Nobody was asked anything, so the room changed nothing.",
    ]
    if counterfactual.is_interrupted:
        words.insert(0, "Stopped before the end.")
    return [*words, *filter(None, (ruling.replications_note,)), *describe_selection(counterfactual)]
