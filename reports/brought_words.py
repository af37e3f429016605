"""What the alert and the room brought, in words: in the summary, in the text beside the table and in the title of the figure.

Where an arm came to something clearly more often than the other, that is the finding and stands first; how much sooner is of those
emergencies in which both came to it. Numbers are those of the table (`reports.brought`), rounded as there.
"""

from collections.abc import Iterator, Sequence

from reports.brought import NEVER_BOTH, WHOLE_MINUTES, Row, is_notable, has_no_time_effect, list_effects, is_resolved
from reports.differences import EffectDirection
from reports.input_words import format_count
from reports.names import capitalize_first, join_list, name_measure
from reports.quantities import format_difference_range, format_difference, format_out_of
from sim.drill.split import Effect, Counterfactual, is_reported
from sim.estimates import Interval

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
    return format_difference(effect.improvement, effect.measure, "s", _rounding_step(effect))


def describe_mean_with_interval(effect: Effect) -> str:
    """The same with its interval where one sees that it is no point: "32 s sooner (27 to 40 s sooner)"."""
    said = describe_mean(effect)
    if effect.interval is None or said in (NEVER_BOTH, NO_DIFFERENCE_TEXT):
        return said
    limits = format_difference_range(effect.interval.low, effect.interval.high, effect.measure, "s", _rounding_step(effect))
    return said if limits == said else f"{said} ({limits})"


def _rounding_step(effect: Effect) -> float:
    mean = effect.improvement or 0.0
    limits = effect.interval or Interval(mean, mean)
    return 60.0 if max(map(abs, (mean, limits.low, limits.high))) >= WHOLE_MINUTES else 1.0


def describe_reached(effect: Effect, n: int) -> str:
    """How often it was reached, of n, where that differs so that it matters: "reached in 945 of 1,000 instead of 821"; else empty."""
    before, after = effect.not_reached
    return f"reached in {format_out_of(n - after, n)} instead of {n - before:,}" if is_notable(effect, n) else ""


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
            said = "; ".join([*(_describe_effect(one, n) for one in effects), *_describe_most_missed(others, n)])
            yield f"{with_}, over {counterfactual.replications:,} emergencies of this kind (95 % intervals, simulation error only): {said}."
    if changed := describe_injects(counterfactual):
        yield changed


def describe_hidden(counterfactual: Counterfactual) -> str:
    """What the title of a figure hides, as a sentence for the note under it: the step that each made be reached less often by most.

    Empty where neither did. Of its own measures too: a title says them in their own words, or leaves them out.
    """
    columns = ([one for one in effects if is_reported(one.measure)] for effects in (counterfactual.alert_effects, counterfactual.team_effects))
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
