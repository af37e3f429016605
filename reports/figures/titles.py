"""The finding as a title: every headline row in a few words, never one of them alone."""

from __future__ import annotations

from collections.abc import Sequence

from reports.differences import difference_of
from reports.lookup import Lookup
from reports.names import day, inside, label, listed, measure_name
from reports.quantities import from_to
from sim.contrasts import Contrast
from sim.verdicts import NOBODY_MEASURED, NOT_SETTLED, NOTHING_THAT_MATTERS

ENDINGS = ("sooner", "later", "shorter", "longer", "fewer", "more")
NO_SETTLED = "no settled difference"
STARRED = "* depends on what nobody has measured"


def finding(lookup: Lookup, measure: str) -> str:
    """What the rows say about a measure: "90 % of staff aware with the app: 24 s sooner than ..., ...".

    A number whose verdict hangs on what nobody has measured has a star; `STARRED` explains it.
    """
    today, always = lookup.comparison.present_practice, on_every_day(lookup)
    by_pair: dict[tuple[str, str], list[str]] = {}
    for row in lookup.rows():
        contrast = lookup.contrast(row.pairing, measure)
        if contrast is not None:
            parts = by_pair.setdefault((row.strategy, row.baseline), [])
            other = "" if parts else "today" if row.baseline == today else label(row.baseline)
            parts.append(_part(contrast, other, "" if always else day(row.conditions)))
    beginning = f"{always}: " if always and by_pair else ""
    return beginning + "; ".join(
        f"{measure_name(measure)} with {inside(strategy, today)}: "
        + ", ".join(_of_one_pair(parts) for (one, _), parts in by_pair.items() if one == strategy)
        for strategy in dict.fromkeys(strategy for strategy, _ in by_pair)
    )


def _of_one_pair(parts: Sequence[str]) -> str:
    """The first day, and the others in brackets."""
    return parts[0] if len(parts) == 1 else f"{parts[0]} ({', '.join(parts[1:])})"


def on_every_day(lookup: Lookup) -> str:
    """The day, where all that was played is one day with something broken: "PA down"; else nothing."""
    days = lookup.comparison.conditions
    return day(days[0]) if len(days) == 1 and days[0] else ""


def caution(lookup: Lookup) -> str:
    """The end of a note where nothing was played with a PA that works; it is easily taken for the whole answer."""
    broken = ["pa-failed" in conditions for conditions in lookup.comparison.conditions]
    return " With a PA that works, differences can be many times smaller." if all(broken) and broken else ""


def against(baseline: str, today: str) -> str:
    """What a row compares with, in a few words."""
    return "today's practice" if baseline == today else label(baseline)


def _part(contrast: Contrast, other: str, on: str) -> str:
    """One row. other: what it is compared with, on: the day, each empty where that has been said."""
    words = few_words(contrast)
    beginning = f"{on}: " if contrast.conditions and on else ""
    return f"{beginning}{_than(words, other) if other else words}"


def few_words(contrast: Contrast) -> str:
    """A difference as a title can say it: "24 s sooner", "24 s sooner*", "no difference that matters"."""
    if contrast.verdict == NOTHING_THAT_MATTERS:
        return contrast.verdict
    if contrast.verdict == NOT_SETTLED:
        return NO_SETTLED
    return difference_of(contrast) + ("*" if contrast.verdict.startswith(NOBODY_MEASURED) else "")


def over_rows(lookup: Lookup) -> str:
    """What the rows say of the primary measures, day by day: "90 % of staff aware 28 s sooner than the app without its staff leg, ...".

    Rows of different days or against different baselines are never put into one range, which would read like an
    interval. On a further day only what differs is said, all measures together.
    A day that all rows are about is not named.
    """
    days = list(dict.fromkeys(row.conditions for row in lookup.rows()))
    said = [_of_first_day(lookup, conditions) for conditions in days[:1]]
    said += [_of_further_day(lookup, conditions) for conditions in days[1:]]
    named = zip(days, said, strict=True)
    return "; ".join(
        f"{day(conditions)}: {words}" if conditions and len(days) > 1 else words
        for conditions, words in named
        if words
    )


def _of_first_day(lookup: Lookup, conditions: tuple[str, ...]) -> str:
    """Measures of which the same is said stand together, those without a difference last."""
    together: dict[str, list[str]] = {}
    for measure in lookup.primaries():
        if contrasts := _on(lookup, conditions, measure):
            together.setdefault(_over(lookup, contrasts), []).append(measure_name(measure))
    ordered = sorted(together.items(), key=lambda one: one[0].startswith("no "))
    between = "; " if any(", " in words for words in together) else ", "
    return between.join(
        f"{words} in {listed(names)}"
        if words in (NO_SETTLED, NOTHING_THAT_MATTERS, "no difference")
        else f"{listed(names)} {words}"
        for words, names in ordered
    )


def _of_further_day(lookup: Lookup, conditions: tuple[str, ...]) -> str:
    """The differences of this day together; measure by measure where they are not of one unit or baseline."""
    found = [one for measure in lookup.primaries() for one in _on(lookup, conditions, measure)]
    differ = [one for one in found if not few_words(one).startswith("no ")]
    if len({(one.unit, one.baseline, one.strategy) for one in differ}) == 1:
        return _over(lookup, differ)
    return _of_first_day(lookup, conditions)


def _on(lookup: Lookup, conditions: tuple[str, ...], measure: str) -> list[Contrast]:
    """A measure in the rows of one day."""
    rows = [row for row in lookup.rows() if row.conditions == conditions]
    found = [lookup.contrast(row.pairing, measure) for row in rows]
    return [contrast for contrast in found if contrast is not None]


def _over(lookup: Lookup, contrasts: Sequence[Contrast]) -> str:
    """What the contrasts say, each against its baseline; the baseline is named where the rows have several."""
    by_arms: dict[tuple[str, str], list[Contrast]] = {}
    for one in contrasts:
        by_arms.setdefault((one.baseline, one.strategy), []).append(one)
    words = {few_words(one) for one in contrasts}
    if len(words) == 1 and min(words).startswith("no "):
        return words.pop()
    if len({(row.baseline, row.strategy) for row in lookup.rows()}) == 1:
        return _from_to(contrasts)
    return ", ".join(_between(lookup, arms, _from_to(ones)) for arms, ones in by_arms.items())


def _between(lookup: Lookup, arms: tuple[str, str], words: str) -> str:
    """A difference, and of what; the strategy too where the rows have several."""
    today = lookup.comparison.present_practice
    baseline, strategy = arms
    with_ = "" if lookup.one_strategy() else f" with {inside(strategy, today)}"
    other = "today's practice" if baseline == today else inside(baseline, today)
    return f"{words}{with_} {_joint(words)} {other}"


def _than(words: str, other: str) -> str:
    """A difference and what it is a difference to."""
    return f"{words} {_joint(words)} {other}"


def _joint(words: str) -> str:
    return "than" if words.rstrip("*").endswith(ENDINGS) else "to"


def _from_to(contrasts: Sequence[Contrast]) -> str:
    """The smallest and the largest."""
    words = dict.fromkeys(few_words(contrast) for contrast in contrasts)
    if len(words) == 1:
        return next(iter(words))
    low, high = min(contrasts, key=_reduction), max(contrasts, key=_reduction)
    said = from_to(difference_of(low), difference_of(high))
    said += "*" if any("*" in one for one in words) else ""
    return f"{said} (not all settled)" if NO_SETTLED in words else said


def _reduction(contrast: Contrast) -> float:
    return contrast.reduction
