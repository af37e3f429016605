"""The effect of the alert and the effect of team decisions in an exercise, in words and numbers: plus is sooner or better.

No row counts people exposed or gives a survival probability; those are not for participants. The numbers are those of a comparison, by the
same rule (`reports.comparison.distribution`): a mean with its median, or a median where an arm did not achieve the measure in more than 2%
of the replications. A difference in how often comes before a difference in time. `RulingMarks` marks what a facilitator's ruling may have
changed.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from rich.text import Text

from reports.comparison.differences import (
    AT_LEAST,
    MIN_PROPORTION_DIFFERENCE,
    NOT_KNOWN,
    NOT_REACHED_TEXT,
    EffectDirection,
    find_interval_direction,
)
from reports.comparison.distribution import (
    MEDIAN_WORDS,
    describe_difference,
    describe_percentiles,
    format_contrast,
    format_interval,
    format_median,
    format_shares_reached,
    is_yes_no,
)
from reports.text.formatting import (
    format_count,
    format_list,
    format_out_of,
    format_share_of,
    format_size,
    join_with_nbsp,
    wrap_columns,
)
from reports.text.formatting import format_difference as describe_reduction
from reports.text.terms import ARM_LABELS, label_arms, name_measure
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual, Effect, is_reported
from sim.exercise.labels import lower_initial
from sim.exercise.replay import NON_DECISION_PREFIXES
from sim.exercise.review import Review
from sim.exercise.state import State, find_first_ruling
from sim.measures import DURATION_MEASURES, MEASURES
from sim.statistics.estimators import Interval

RULING_MARK = "‡"
VARIATIONS = "variations"


@dataclass(frozen=True)
class RulingMarks:
    """since: T+ of the first ruling; of: the decisions that were ruled; observed_measures: of this exercise, by arm."""

    since: float = math.inf
    of: tuple[str, ...] = ()
    observed_measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def mark_after(self, words: str) -> str:
        """The words of a number that a ruling may have changed."""
        return f"{words}{RULING_MARK}" if self.of else words

    def mark_if_affected(self, words: str, measure: str, arms: Iterable[str]) -> str:
        """The words of an observed result, marked if these arms got there after the ruling. Amounts and durations count as of the end."""
        if not self.of:
            return words
        moment = MEASURES[measure].is_time and measure not in DURATION_MEASURES
        last = max(self.observed_measures[arm][measure] for arm in arms) if moment else math.inf
        return self.mark_after(words) if last >= self.since else words

    @property
    def note(self) -> str:
        """What the mark means; empty without rulings."""
        return f"{RULING_MARK} {self._description}." if self.of else ""

    @property
    def replications_note(self) -> str:
        """That the replications have the ruling too; empty without rulings."""
        return f"Every replication has the ruling too: {self._description}." if self.of else ""

    @property
    def _description(self) -> str:
        ruling = "ruling" if len(self.of) == 1 else "rulings"
        return f"from {format_t_plus(self.since)} on, after the facilitator's {ruling} of {format_list(self.of)}, in all arms"


NO_RULINGS = RulingMarks()


def find_rulings(review: Review) -> RulingMarks:
    """The rulings of an ended exercise."""
    since = find_first_ruling(review.state)
    if since is None:
        return NO_RULINGS
    ruled = (
        one.action.source_id
        for one in review.state.done
        if one.action.intervention.scope == "fiat" and one.outcome.began
    )
    return RulingMarks(since, tuple(dict.fromkeys(of.removeprefix("rule-") for of in ruled)), review.observed_measures)


NEVER_ASKED_NOTE = "Where a question was never asked, its role acted as modeled. This is not a failure of the team."
WHOLE_MINUTES = 600.0  # seconds; from here on in whole minutes
NOT_REACHED_MARK = "†"  # behind a median, where a mean would be made by the horizon
NEVER_BOTH, ALL_REACHED = "never in both", "none"
OBSERVED_NOTES = {
    AT_LEAST: "At least: one arm had not achieved it when the exercise ended.",
    NOT_REACHED_TEXT: "Not achieved: in neither arm.",
    NOT_KNOWN: "n/a: later events would have changed it.",
}
"""Notes on observed values that are no measured difference."""
NOT_KNOWN_TEXT = "not known at its end"
"""In a sentence, of what later events would have changed."""
NEGLIGIBLE_SECONDS = 1
"""In the last digit shown, a second or 1%: an effect that is no larger counts as unchanged."""
LEFT_OUT_NOTE = "Unaffected (achieved equally often; mean, interval and this exercise within a second or 1%)"
ARM_PAIRS = ((COMPARISON_ARM, BASELINE_ARM), (BASELINE_ARM, PLAYER_ARM))
"""The arms that the effect of the alert, and that of the team, compare."""
Row = tuple[Effect, ...]
"""Of one measure: the effect of the alert, and that of the team where it had decisions to make."""


def list_rows(counterfactual: Counterfactual) -> list[Row]:
    """Every measure that is shown of an exercise."""
    both = (
        zip(counterfactual.alert_effects, counterfactual.team_effects, strict=True)
        if counterfactual.team_effects
        else ((alert,) for alert in counterfactual.alert_effects)
    )
    return [row for row in both if is_reported(row[0].measure)]


def list_differing(counterfactual: Counterfactual) -> list[Row]:
    """Those that show a difference, the resolved and notable ones first."""
    shows = [row for row in list_rows(counterfactual) if not all(map(is_unchanged, row))]
    return sorted(
        shows,
        key=lambda row: (
            not any(
                find_direction(one) in ("better", "worse") or is_notable(one, counterfactual.replications)
                for one in row
            )
        ),
    )


def list_unchanged(counterfactual: Counterfactual) -> list[str]:
    """The names of the unaffected measures."""
    return [
        f"{name_measure(row[0].measure)}{' (never)' if row[0].is_never_reached else ''}"
        for row in list_rows(counterfactual)
        if all(map(is_unchanged, row))
    ]


def is_unchanged(effect: Effect) -> bool:
    """Whether no difference shows, neither in time nor in how often it was achieved."""
    before, after = effect.not_reached
    return before == after and _has_no_time_effect(effect)


def _has_no_time_effect(effect: Effect) -> bool:
    if effect.is_never_reached:
        return effect.observed.value is None
    if effect.improvement is None:
        return False
    limits = effect.interval or Interval(effect.improvement, effect.improvement)
    values = (effect.improvement, limits.low, limits.high, effect.observed.value or 0.0)
    return max(abs(_to_last_digit(value, effect.unit)) for value in values) <= NEGLIGIBLE_SECONDS


def is_notable(effect: Effect, n: int) -> bool:
    """Whether the arms differ enough in how often it was not achieved, of n replications."""
    before, after = effect.not_reached
    return abs(before - after) >= MIN_PROPORTION_DIFFERENCE * n


def _to_last_digit(value: float, unit: str) -> int:
    return round(value * {"s": 1.0, "share": 100.0}.get(unit, 10.0))


def format_difference(effect: Effect) -> str:
    """`+2:12 (+2:01 to +2:23)`, `+10 min † (+7 to +14)`; no interval where it would show as a point."""
    if effect.is_never_reached:
        return NEVER_BOTH
    if effect.improvement is None:
        return MEDIAN_WORDS[effect.contrast.median_word]
    limits = [effect.interval.low, effect.interval.high] if effect.interval else []
    (mean, *ends), unit = _format_values([effect.improvement, *limits], effect.unit)
    mark = f" {NOT_REACHED_MARK}" if effect.contrast.statistic == "median" else ""
    said = f"{mean}{unit}{mark}"
    return f"{said} ({' to '.join(ends)})" if {*ends} - {mean} else said


def format_distribution(effect: Effect) -> str:
    """What stands beside it: `median +1:40, <1 s 12%`; beside a median the mean where both achieved it. Empty where nothing differs."""
    contrast = effect.contrast
    if contrast.same_share == 1.0 or effect.improvement is None or is_yes_no(contrast):
        return ""
    sign = 1.0 if contrast.direction == "lower" else -1.0
    under = contrast.under_1s_share
    close = "" if under is None else f", <1 s {format_out_of(round(under * contrast.n), contrast.n)}"
    if contrast.statistic == "median":
        both = contrast.both_reduction
        mean = "" if both is None else f"mean where both {format_amount(sign * both, effect.unit)}"
        return f"{mean}{close}".removeprefix(", ")
    if contrast.median_reduction is None:
        return f"{MEDIAN_WORDS[contrast.median_word]}{close}"
    return f"median {format_amount(sign * contrast.median_reduction, effect.unit)}{close}"


def format_whole(effect: Effect) -> str:
    """Both, for a cell: `+2:12 (+2:01 to +2:23); median +1:40, <1 s 12%`."""
    return "; ".join(filter(None, (format_difference(effect), format_distribution(effect))))


def count_not_reached(row: Row) -> dict[str, int]:
    """By arm, in how many replications a measure was not achieved; the comparison arm first."""
    return {
        arm: count
        for effect, arms in zip(row, ARM_PAIRS, strict=False)
        for arm, count in zip(arms, effect.not_reached, strict=True)
    }


def format_not_reached(row: Row) -> str:
    """The same for a cell: `22, 21, 62`; "none" where there are none."""
    counts = count_not_reached(row).values()
    return ", ".join(f"{count:,}" for count in counts) if any(counts) else ALL_REACHED


def _describe_not_reached(row: Row, labels: Mapping[str, str]) -> str:
    counts = count_not_reached(row)
    return (
        ", ".join(f"{labels[arm]} {count:,}" for arm, count in counts.items()) if any(counts.values()) else ALL_REACHED
    )


def format_observed(effect: Effect) -> str:
    """The effect in this exercise; where one arm did not achieve it, a lower bound."""
    here = effect.observed
    if here.is_reached:
        return format_amount(here.value, effect.unit)
    return NOT_REACHED_TEXT if here.value is None else f"{AT_LEAST} {format_amount(here.value, effect.unit)}"


def list_observed(row: Row, ruling: RulingMarks = NO_RULINGS) -> list[str]:
    """The effects in this exercise, marked after a ruling."""
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


UNIT_SUFFIXES = {"days": " days", "hours": " h"}
"""What stands behind a number of the table; elsewhere the name of the measure says what is counted."""


def _format_values(values: Sequence[float], unit: str) -> tuple[list[str], str]:
    if unit == "share":
        return [_format_signed(value, f"{abs(100 * value):.0f}") for value in values], "%"
    if unit != "s":
        return [f"{value:+.1f}" for value in values], UNIT_SUFFIXES.get(unit, "")
    if max(map(abs, values)) >= WHOLE_MINUTES:
        return [_format_signed(value, f"{abs(value) / 60:.0f}") for value in values], " min"
    return [_format_signed(value, format_minutes(abs(value))) for value in values], ""


def _format_signed(value: float, size: str) -> str:
    return "0" if size in ("0", "0:00") else f"{'+' if value > 0 else '-'}{size}"


def explain_marks(told: Sequence[Row], ruling: RulingMarks = NO_RULINGS) -> str:
    """What the marks in a table mean, as far as it has them."""
    said = []
    if any(NOT_REACHED_MARK in format_difference(effect) for row in told for effect in row):
        said.append(f"{NOT_REACHED_MARK} median; an arm did not achieve it in more than 2% of the replications.")
    said += filter(None, (ruling.note,))
    here = {format_observed(effect) for row in told for effect in row}
    said += [words for how, words in OBSERVED_NOTES.items() if any(one.startswith(how) for one in here)]
    return " ".join(said)


def describe_times_applied(counterfactual: Counterfactual) -> str:
    """How often each decision was made and each inject with effects delivered."""
    decisions, injects = (dict(_iterate_applied(counterfactual, "")), dict(_iterate_applied(counterfactual, "inject-")))
    said = f"Replications in which each decision was made: {_format_counts(decisions) or 'none'}."
    if injects:
        said += f" Replications in which each inject with effects was delivered: {_format_counts(injects)}."
    missed = any(count < counterfactual.replications for count in decisions.values())
    return f"{said} {NEVER_ASKED_NOTE}" if missed else said


def _iterate_applied(counterfactual: Counterfactual, kind: str) -> Iterator[tuple[str, int]]:
    for name, count in counterfactual.times_applied.items():
        if kind and name.startswith(kind):
            yield name.removeprefix(kind), count
        elif not kind and not name.startswith(NON_DECISION_PREFIXES):
            yield name, count


def _format_counts(applied: dict[str, int]) -> str:
    return ", ".join(f"{name} in {count:,}" for name, count in applied.items())


def describe_selection(counterfactual: Counterfactual) -> list[str]:
    """How this emergency was selected, and what share of variations match."""
    selection, n = counterfactual.seed_selection, counterfactual.replications
    if not selection:
        return []
    share = format_share_of(selection.proportion, n, VARIATIONS)
    said = [
        f"This emergency was selected: {share} match the exercise."
        if selection.is_fit
        else f"This emergency does not match the exercise; {share} do."
    ]
    needs = [need.says for need in selection.needs]
    if len(selection.proportion_by_need) > 1:
        shares = (format_out_of(round(n * one), n) for one in selection.proportion_by_need)
        needs = [f"{says} ({share})" for says, share in zip(needs, shares, strict=True)]
    said.append(f"Conditions: {'; '.join(needs)}.")
    if selection.proportion_longer is not None:
        said.append(f"It lasts longer than {format_share_of(selection.proportion_longer, n, VARIATIONS)}.")
    return [" ".join(said)]


MAIN_MEASURES = (
    *("collapse_to_cpr", "collapse_to_shock", "rset", "last_out", "closed_in_t90", "sheltered_t90", "helper_arrives"),
    *("found", "zones_searched_t90", "aware_t90", "protected_t90", "days_to_team", "days_to_plan", "days_to_support"),
    *("released_t90", "parent_wait_p90", "blocked_calls"),
)
"""Measures of the title and of the summary, as far as the emergency has them."""
FALSE_ALARM_MEASURE = "hazard_over"
IN_SUMMARY = 2
"""Of them in the lines of a report."""
UNRESOLVED_TEXT = "inconclusive"
NO_DIFFERENCE_TEXT = "no difference"
EFFECT_PHRASES = ("Effect of the alert", "Effect of team decisions")


def name_effects(state: State) -> tuple[str, str]:
    """What the two effects are called. Where no one has to learn of it no alert is compared, but another strategy."""
    return EFFECT_PHRASES if state.has_alert else ("Effect of the strategy", EFFECT_PHRASES[1])


def find_direction(effect: Effect) -> EffectDirection:
    """Which way the interval points, as in a comparison; the same also where no difference shows."""
    return "same" if _has_no_time_effect(effect) else find_interval_direction(effect.contrast)


def describe_mean(effect: Effect) -> str:
    """The headline effect as in a comparison: "32 s sooner", "32 s sooner (median)"."""
    if effect.is_never_reached:
        return NEVER_BOTH
    words = {"same": NO_DIFFERENCE_TEXT, "open": UNRESOLVED_TEXT}
    return words.get(find_direction(effect)) or format_contrast(effect.contrast)


def describe_reached(effect: Effect, n: int) -> str:
    """How often it was achieved, where that differs notably: "achieved: 82% without, 94% with"; else empty."""
    if not is_notable(effect, n):
        return ""
    return f"achieved: {format_shares_reached(n, *effect.not_reached)}"


def select_main(told: Sequence[Row]) -> list[Row]:
    """Those of `MAIN_MEASURES` that the emergency has, in that order. A false alarm has none of them: when it was over."""
    by_name = {row[0].measure: row for row in told}
    found = [by_name[name] for name in MAIN_MEASURES if name in by_name]
    return found or [row for name, row in by_name.items() if name == FALSE_ALARM_MEASURE]


def _describe_practical(effect: Effect, smallest: Mapping[str, float]) -> str:
    """That an effect is smaller than the difference that matters: "mean less than the 15 s that matter"; else empty."""
    least, size = smallest.get(effect.measure), effect.improvement
    if least is None or size is None or find_direction(effect) not in ("better", "worse"):
        return ""
    return (
        f"{effect.contrast.statistic} less than the {format_size(least, effect.unit)} that matter"
        if abs(size) < least
        else ""
    )


ALERT, TEAM = 0, 1
"""The places of the two effects in a row, in `LINE_NAMES` and in `ARM_PAIRS`."""
LINE_NAMES = ("Alert", "Team decisions")


def name_lines(state: State) -> tuple[str, str]:
    """What the lines of the two effects are called."""
    return LINE_NAMES if state.has_alert else ("Strategy", LINE_NAMES[1])


def list_effect_lines(
    place: int,
    counterfactual: Counterfactual,
    smallest: Mapping[str, float],
    ruling: RulingMarks = NO_RULINGS,
    names: Sequence[str] = LINE_NAMES,
) -> Iterator[tuple[str, str]]:
    """A line for each of the first main measures, with its distribution and this exercise. place: ALERT or TEAM, among the names."""
    n = counterfactual.replications
    for row in select_main(list_rows(counterfactual))[:IN_SUMMARY]:
        for effect in row[place : place + 1]:
            here = ruling.mark_if_affected(_describe_observed(effect), effect.measure, ARM_PAIRS[place])
            name = f"{names[place]}, {name_measure(effect.measure)}"
            said = filter(None, (_describe_distribution(effect, n), _describe_practical(effect, smallest)))
            yield name, f"{'; '.join(said)}. This exercise: {here}."


def tell_missed(counterfactual: Counterfactual) -> tuple[str, str]:
    """The line on what was missed more often."""
    missed = describe_missed(counterfactual)
    return "Achieved less often", missed or f"no measure, by {MIN_PROPORTION_DIFFERENCE:.0%} or more."


def _describe_distribution(effect: Effect, n: int) -> str:
    """The mean with its interval, the median, and where 90% of the variations lie; of a median, how often it was achieved."""
    contrast = effect.contrast
    if contrast.statistic == "median" or contrast.same_share == 1.0 or is_yes_no(contrast):
        return _describe_effect(effect, n)
    interval = format_interval(contrast)
    parts = (
        describe_reached(effect, n),
        f"{format_contrast(contrast)} on average{f' (95% CI {interval})' if interval else ''}",
        f"median {format_median(contrast)}",
        describe_percentiles(contrast),
    )
    return ", ".join(filter(None, parts))


def _describe_observed(effect: Effect) -> str:
    """The difference in this exercise, in words."""
    here = effect.observed
    if here.value is None:
        return NOT_KNOWN_TEXT if here.is_reached else NOT_REACHED_TEXT
    at_least = "" if here.is_reached else f"{AT_LEAST} "
    reduction = here.value if effect.contrast.direction == "lower" else -here.value
    return f"{at_least}{describe_reduction(reduction, effect.measure, effect.unit, 1.0)}"


def describe_missed(counterfactual: Counterfactual) -> str:
    """The measure whose share achieved fell most with each; empty where none fell."""
    columns = (
        [one for one in effects if is_reported(one.measure)]
        for effects in (counterfactual.alert_effects, counterfactual.team_effects)
    )
    said = [
        f"{lower_initial(with_)}: {missed}"
        for with_, effects in zip(EFFECT_PHRASES, columns, strict=False)
        for missed in _describe_most_missed(effects, counterfactual.replications)
    ]
    return f"{'; '.join(said)}." if said else ""


def describe_injects(counterfactual: Counterfactual) -> str:
    """Which injects changed what works, in all arms; empty without any."""
    n = counterfactual.replications
    injects = [
        f"{name.removeprefix('inject-')}{'' if count == n else f' (in {format_out_of(count, n)})'}"
        for name, count in counterfactual.times_applied.items()
        if name.startswith("inject-")
    ]
    if not injects:
        return ""
    noun = "inject" if len(injects) == 1 else "injects"
    return f"In all arms, {noun} {format_list(injects)} changed what works, as in the exercise."


def _describe_most_missed(effects: Sequence[Effect], n: int) -> Iterator[str]:
    worse = [one for one in effects if is_notable(one, n) and one.not_reached[1] > one.not_reached[0]]
    if worse:
        most = max(worse, key=lambda one: one.not_reached[1] - one.not_reached[0])
        more = f", {format_count(len(worse) - 1, 'other measure')} less often too" if len(worse) > 1 else ""
        yield f"{name_measure(most.measure)} {describe_reached(most, n)}{_describe_never_asked(most)}{more}"


def _describe_never_asked(effect: Effect) -> str:
    _, after = effect.not_reached
    often = f"{effect.never_asked:,} of" if effect.never_asked < after else "all"
    return f" (in {often} the {after:,} that did not, a question was never asked)" if effect.never_asked else ""


def _describe_effect(effect: Effect, n: int) -> str:
    less = is_notable(effect, n) and effect.not_reached[1] > effect.not_reached[0]
    unasked = _describe_never_asked(effect) if less else ""
    if find_direction(effect) == "same" or effect.is_never_reached:
        reached = describe_reached(effect, n)
        said = f"{reached}, {describe_mean(effect)} in time" if reached else describe_mean(effect)
    elif effect.contrast.statistic == "median":
        said = describe_difference(effect.contrast)
    else:
        said = ", ".join(filter(None, (describe_reached(effect, n), describe_difference(effect.contrast))))
    return f"{said}{unasked}"


WIDE, WIDEST_NAME, COLUMN_GAP, INDENT = 100, 40, 3, 2
"""Columns: of a wide screen, of the longest name, beside the table, and of an indent."""
EFFECT_COLUMNS, HERE_COLUMNS = 20, 10  # columns of a difference with its interval, and of one value
HEAD = ("", "alert effect", "team effect", NOT_REACHED_TEXT, "alert, this run", "team, this run")
ALERT_HEADINGS = ("", "alert effect", NOT_REACHED_TEXT, "alert, this run")
"""Where the team had no decisions to make."""


class Compared(NamedTuple):
    """What the two strategies of an exercise differ in, and the labels of the arms."""

    what: str
    labels: Mapping[str, str]


OF_ALERT = Compared("alert", ARM_LABELS)


def name_compared(state: State) -> Compared:
    """Where no one has to learn of the emergency, no alert."""
    return Compared("alert" if state.has_alert else "strategy", label_arms(state.hazard))


def render_effect_rows(
    counterfactual: Counterfactual, width: int, ruling: RulingMarks = NO_RULINGS, compared: Compared = OF_ALERT
) -> list[Text]:
    """Measure by measure: both effects, over all replications and in this exercise. width: columns of the screen."""
    each, here = (EFFECT_COLUMNS, HERE_COLUMNS) if width < WIDE else (EFFECT_COLUMNS + 6, HERE_COLUMNS + 9)
    name = min(WIDEST_NAME, width - COLUMN_GAP - 2 * each - 2 * here)
    many = 2 if counterfactual.team_effects else 1
    reached = 1 + many
    columns = ((name, "<"), *((each, ">"),) * many, *((here, ">"),) * many)
    head, *told = build_effects_table(counterfactual, ruling, compared)
    rows = [Text(line, "bold", no_wrap=True) for line in _wrap_row((*head[:reached], *head[reached + 1 :]), columns)]
    for row in told:
        rows += [Text(line, no_wrap=True) for line in _wrap_row((*row[:reached], *row[reached + 1 :]), columns)]
        if row[reached] != ALL_REACHED:
            rows.append(Text(f"{' ' * INDENT}{head[reached]}: {row[reached]}", no_wrap=True))
    whole = sum(wide for wide, _ in columns)
    return [*rows, *(Text(line) for line in wrap_columns(_describe_unchanged(counterfactual), whole))]


def _wrap_row(row: Sequence[str], columns: Sequence[tuple[int, str]]) -> list[str]:
    cells = [
        wrap_columns(_keep_interval_together(cell), wide - 1) or [""]
        for cell, (wide, _) in zip(row, columns, strict=True)
    ]
    return [
        "".join(f"{cell:{side}{wide}}" for cell, (wide, side) in zip(line, columns, strict=True)).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def _keep_interval_together(cell: str) -> str:
    return re.sub(r"\(.*?\)", lambda found: join_with_nbsp(found[0]), cell)


def build_effects_table(
    counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS, compared: Compared = OF_ALERT
) -> list[tuple[str, ...]]:
    """The head, then each affected measure: both effects, how often each arm did not achieve it, and both effects in this exercise.

    ruling: marks every mean, and the observed values after it.
    """
    words = HEAD if counterfactual.team_effects else ALERT_HEADINGS
    name, *heads = (head.replace("alert", compared.what) for head in words)
    effects = heads.index(NOT_REACHED_TEXT)
    return [
        (name, *map(ruling.mark_after, heads[:effects]), *heads[effects:]),
        *(
            (
                name_measure(row[0].measure),
                *map(format_whole, row),
                _describe_not_reached(row, compared.labels),
                *list_observed(row, ruling),
            )
            for row in list_differing(counterfactual)
        ),
    ]


def _describe_unchanged(counterfactual: Counterfactual) -> str:
    alike = list_unchanged(counterfactual)
    return f"{LEFT_OUT_NOTE}: {', '.join(alike)}." if alike else ""


def describe_effects(counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS) -> list[str]:
    """Notes to the table: its numbers, how often each decision was made, rulings, how this emergency was selected."""
    marks = explain_marks(list_differing(counterfactual), ruling)
    words = [
        f"{counterfactual.replications:,} replications. + is sooner, shorter or better; 95% CI in parentheses (Monte Carlo error only). "
        "Median, and <1 s: the share that differs by less than a second. "
        f"Here: in this exercise.{f' {marks}' if marks else ''}",
        describe_times_applied(counterfactual)
        if counterfactual.team_effects
        else "The team had no decisions to make, so it had no effect.",
    ]
    if counterfactual.is_interrupted:
        words.insert(0, "Interrupted.")
    return [*words, *filter(None, (ruling.replications_note,)), *describe_selection(counterfactual)]
