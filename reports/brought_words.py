"""What the alert and the room brought, in words: in the summary, in the text beside the table and in the title of the figure.

Where an arm came to something clearly more often than the other, that is the finding and stands first; how much sooner is of those
emergencies in which both came to it. Numbers are those of the table (`reports.brought`), rounded as there.
"""

from collections.abc import Iterator, Sequence

from reports.brought import NEVER_BOTH, WHOLE_MINUTES, Row, matters, no_time, rows, settled
from reports.differences import Leaning
from reports.input_words import counted
from reports.names import capital, listed, measure_name
from reports.quantities import between, difference, out_of
from sim.drill.split import Effect, Split, shown
from sim.estimates import Interval

MAIN = ("aware_t90", "protected_t90", "collapse_to_shock", "rset")
"""Measures of the title and of the summary: what an exercise is most about, as far as its emergency has it."""
NOT_SETTLED = "no settled difference"
SAME = "no difference"
WHO = ("alert", "room")
WITH = ("With the alert", "With the room")
WHERE_BOTH = "where both arms reached it"


def leaning(effect: Effect) -> Leaning:
    """Which way the interval points, as the table prints it: in whole seconds."""
    if no_time(effect):
        return "same"
    if not settled(effect):
        return "open"
    return "better" if (effect.improvement or 0.0) > 0.0 else "worse"


def sooner(effect: Effect) -> str:
    """The mean of a time in words, rounded as in the table: "32 s sooner"."""
    if effect.improvement is None:
        return NEVER_BOTH
    pointing = leaning(effect)
    if pointing in ("same", "open"):
        return SAME if pointing == "same" else NOT_SETTLED
    return difference(effect.improvement, effect.measure, "s", _step(effect))


def sooner_with_interval(effect: Effect) -> str:
    """The same with its interval where one sees that it is no point: "32 s sooner (27 to 40 s sooner)"."""
    said = sooner(effect)
    if effect.interval is None or said in (NEVER_BOTH, SAME):
        return said
    limits = between(effect.interval.low, effect.interval.high, effect.measure, "s", _step(effect))
    return said if limits == said else f"{said} ({limits})"


def _step(effect: Effect) -> float:
    mean = effect.improvement or 0.0
    limits = effect.interval or Interval(mean, mean)
    return 60.0 if max(map(abs, (mean, limits.low, limits.high))) >= WHOLE_MINUTES else 1.0


def reached(effect: Effect, n: int) -> str:
    """How often it was reached, of n, where that differs so that it matters: "reached in 945 of 1,000 instead of 821"; else empty."""
    before, after = effect.missed
    return f"reached in {out_of(n - after, n)} instead of {n - before:,}" if matters(effect, n) else ""


def reached_in_words(found: Split) -> list[str]:
    """A sentence for the rows in which the counts differ so that it matters; those with the same counts share one."""
    together: dict[str, list[str]] = {}
    for row in rows(found):
        said = [
            f"{with_[:1].lower()}{with_[1:]} it was {often}"
            for with_, effect in zip(WITH, row, strict=False)
            if (often := reached(effect, found.replications))
        ]
        if said:
            together.setdefault(", ".join(said), []).append(measure_name(row[0].measure))
    return [f"{capital(listed(names))}: {said}." for said, names in together.items()]


def main_rows(told: Sequence[Row]) -> list[Row]:
    """Those of `MAIN` that the emergency has, in that order."""
    by_name = {row[0].measure: row for row in told}
    return [by_name[name] for name in MAIN if name in by_name]


def summary(found: Split) -> Iterator[str]:
    """A sentence for what the alert changed, and one for what the room changed where it was asked anything.

    Of other measures it has the one that was reached less often by most, if any was: no summary leaves that out.
    """
    told, n = main_rows(rows(found)), found.replications
    for place, with_ in enumerate(WITH):
        effects = [row[place] for row in told if place < len(row)]
        if effects:
            others = [row[place] for row in rows(found) if row not in told]
            said = "; ".join([*(_in_summary(one, n) for one in effects), *_most_missed(others, n)])
            yield f"{with_}, over {found.replications:,} emergencies of this kind (95 % intervals, simulation error only): {said}."
    if changed := injects_in_words(found):
        yield changed


def hidden(found: Split) -> str:
    """What the title of a figure hides, as a sentence for the note under it: the step that each made be reached less often by most.

    Empty where neither did. Of its own measures too: a title says them in their own words, or leaves them out.
    """
    columns = ([one for one in effects if shown(one.measure)] for effects in (found.alert, found.room))
    said = [
        f"{with_[:1].lower()}{with_[1:]} {missed}"
        for with_, effects in zip(WITH, columns, strict=False)
        for missed in _most_missed(effects, found.replications)
    ]
    return f"But {'; '.join(said)}." if said else ""


def injects_in_words(found: Split) -> str:
    """That these are no ordinary days, where an inject did something to the world in every arm; else empty."""
    n = found.replications
    injects = [
        f"{name.removeprefix('inject-')}{'' if count == n else f' (in {out_of(count, n)})'}"
        for name, count in found.applied.items()
        if name.startswith("inject-")
    ]
    if not injects:
        return ""
    noun = "inject" if len(injects) == 1 else "injects"
    return f"In all arms of these emergencies {noun} {listed(injects)} changed what works, as in the exercise: they are no ordinary days."


def _most_missed(effects: Sequence[Effect], n: int) -> Iterator[str]:
    """Of measures that were reached less often, the one by most, and how many more there are."""
    worse = [one for one in effects if matters(one, n) and one.missed[1] > one.missed[0]]
    if worse:
        most = max(worse, key=lambda one: one.missed[1] - one.missed[0])
        more = f", and {counted(len(worse) - 1, 'other step')} less often too" if len(worse) > 1 else ""
        yield f"{measure_name(most.measure)} {reached(most, n)}{_unasked(most)}{more}"


def _unasked(effect: Effect) -> str:
    """That nobody decided it so: in how many of those in which it was not reached a decision never came up."""
    _, after = effect.missed
    often = (
        f"in {effect.unasked:,} of the {after:,} without it"
        if effect.unasked < after
        else f"in all {after:,} without it"
    )
    return (
        f" ({often} a decision never came up, and whoever waits for it does nothing)"
        if effect.unasked
        else ""
    )


def _in_summary(effect: Effect, n: int) -> str:
    less = matters(effect, n) and effect.missed[1] > effect.missed[0]
    parts: Sequence[str] = [
        f"{reached(effect, n)}{_unasked(effect) if less else ''}",
        sooner_with_interval(effect),
    ]
    said = ", ".join(part for part in parts if part)
    before, after = effect.missed
    if not (before or after) or effect.improvement is None:
        return f"{measure_name(effect.measure)} {said}"
    counts = "" if reached(effect, n) else f"; not reached in {before:,} without, in {after:,} with"
    return f"{measure_name(effect.measure)} {said} {WHERE_BOTH}{counts}"
