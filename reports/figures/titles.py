"""The finding as a title: every headline row in a few words, never one of them alone. It has two lines; the rest is said in the note."""

from __future__ import annotations

from collections.abc import Sequence

from reports.differences import difference_of, direction_of, interval_of
from reports.figures.looks import fits_title, short_title
from reports.harm import goes_against, often_against
from reports.lookup import Lookup, pairing_of
from reports.names import AS_IT_IS, capital, day, inside, label, listed, measure_name
from reports.quantities import from_to
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.verdicts import NOBODY_MEASURED, NOT_SETTLED, NOTHING_THAT_MATTERS

ENDINGS = ("sooner", "later", "shorter", "longer", "fewer", "less", "more")
NO_SETTLED = "no settled difference"
STARRED = "* depends on what nobody has measured"


def finding(lookup: Lookup, *measures: str) -> str:
    """What the rows say about measures: "90 % of staff aware with the app: 24 s sooner than ..., ...".

    Several are said together, with a range over them for each row. A number whose verdict hangs on what nobody has
    measured has a star; `STARRED` explains it.
    """
    return _on_its_day(lookup, _clause(lookup, measures))


def over_rows(lookup: Lookup, measures: Sequence[str]) -> tuple[str, str]:
    """What the rows say about several measures: as many as a title has room for, and a sentence for the note on all others.

    Every row is in the title, so it is measures that it leaves to the note, those without a difference first and what is worse last.
    """

    def rank(measure: str) -> int:
        found = _in_rows(lookup, [measure])
        told = [one for one in found if not few_words(one).startswith("no ")]
        worse = any(one.improvement < 0.0 or goes_against(one) for one in told)
        return 0 if worse else 2 if _nothing(lookup, [measure]) else 1

    ordered = sorted(measures, key=rank)
    most = len(ordered)
    while most > 1 and not fits_title(_over_rows(lookup, ordered[:most])):
        most -= 1
    title, more = short_title(_over_rows(lookup, ordered[:most]))
    rest = _over_rows(lookup, ordered[most:])
    return title, " ".join(filter(None, (more, f"{capital(rest)}." if rest else "")))


def _over_rows(lookup: Lookup, measures: Sequence[str]) -> str:
    """What the rows say about these measures, as short as it can be.

    Measures of one unit that every row says the same kind of thing about stand together, those without a difference last.
    Rows are never put into one range, which would read like an interval; nor are sooner and later.
    """
    together: dict[object, list[str]] = {}
    for measure in measures:
        if contrasts := _in_rows(lookup, [measure]):
            kinds = tuple((pairing_of(one), _kind(one)) for one in contrasts)
            together.setdefault((contrasts[0].unit, kinds), []).append(measure)
    differing = [_clause(lookup, names) for names in together.values() if not _nothing(lookup, names)]
    without = [
        f"{said} in {_named(names)}" for names in together.values() if (said := _nothing(lookup, names))
    ]
    strategy = lookup.one_strategy()
    if without and not differing and strategy is not None:
        without[0] = f"with {inside(strategy, lookup.comparison.present_practice)}: {without[0]}"
    return _on_its_day(lookup, "; ".join(differing + without))


def _on_its_day(lookup: Lookup, said: str) -> str:
    always = on_every_day(lookup)
    return f"{always}: {said}" if always and said else said


def _clause(lookup: Lookup, measures: Sequence[str]) -> str:
    """Measures, strategy by strategy: what it is sooner than, day by day."""
    today = lookup.comparison.present_practice
    by_pair: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in lookup.rows():
        if contrasts := _in_rows(lookup, measures, [row]):
            days = by_pair.setdefault((row.strategy, row.baseline), {})
            days.setdefault(_range(contrasts), []).append(day(row.conditions))
    return "; ".join(
        f"{_named(measures)} with {inside(strategy, today)}: "
        + ", ".join(
            _of_one_pair(days, "today" if baseline == today else label(baseline), not on_every_day(lookup))
            for (one, baseline), days in by_pair.items()
            if one == strategy
        )
        for strategy in dict.fromkeys(strategy for strategy, _ in by_pair)
    )


def _of_one_pair(days: dict[str, list[str]], other: str, names_days: bool) -> str:
    """The first day, and the others in brackets, those of which the same is said together. days: by what is said."""
    (first, on), *further = days.items()
    begun = f"{on[0]}: " if on[0] != AS_IT_IS and names_days else ""
    rest = [f"{' or '.join(on[1:])}: the same"] if on[1:] else []
    rest += [f"{' or '.join(on)}: {words}" for words, on in further]
    said = f"{begun}{_than(first, other)}"
    return f"{said} ({', '.join(rest)})" if rest else said


def _in_rows(
    lookup: Lookup, measures: Sequence[str], rows: Sequence[Headline] | None = None
) -> list[Contrast]:
    """These measures in the rows of the answer, or in some of them."""
    found = [lookup.contrast(row.pairing, one) for row in rows or lookup.rows() for one in measures]
    return [contrast for contrast in found if contrast is not None]


def _kind(contrast: Contrast) -> str:
    """What kind of thing is said: "sooner", or that there is no difference."""
    words = few_words(contrast).removesuffix("*")
    plain = direction_of(contrast) != "open" and not goes_against(contrast)
    return words.rpartition(" ")[2] if words.endswith(ENDINGS) and plain else words


def _nothing(lookup: Lookup, measures: Sequence[str]) -> str:
    """What is said of measures that differ in no row, where that is the same in all; else nothing."""
    kinds = {_kind(one) for one in _in_rows(lookup, measures)}
    return min(kinds) if len(kinds) == 1 and min(kinds).startswith("no ") else ""


def _named(measures: Sequence[str]) -> str:
    return listed([measure_name(one) for one in measures])


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


def few_words(contrast: Contrast) -> str:
    """A difference as a title can say it: "24 s sooner", "24 s sooner*", "no difference that matters".

    As in the answer, an interval that takes in zero is told whole: "3 s later to 22 s sooner*". Where most go the other way: "later in 76
    of 100, mean 2:50 min sooner".
    """
    if contrast.verdict == NOTHING_THAT_MATTERS:
        return contrast.verdict
    if contrast.verdict == NOT_SETTLED or (contrast.exploratory and direction_of(contrast) == "open"):
        return NO_SETTLED
    against_it = goes_against(contrast)
    whole = direction_of(contrast) == "open" and not against_it
    said = interval_of(contrast) if whole else difference_of(contrast)
    said += "*" if contrast.verdict.startswith(NOBODY_MEASURED) else ""
    return f"{often_against(contrast)}, mean {said}" if against_it else said


def _than(words: str, other: str) -> str:
    """A difference and what it is a difference to; how often comes behind that: "later than today in 76 of 100"."""
    way, in_, often = words.partition(" in ")
    if in_ and way in ENDINGS:
        return f"{way} than {other}{in_}{often}"
    return f"{words} {_joint(words)} {other}"


def _joint(words: str) -> str:
    return "than" if words.rstrip("*").endswith(ENDINGS) else "to"


def _range(contrasts: Sequence[Contrast]) -> str:
    """The smallest and the largest, all of one kind; person-minutes are named by their measure."""
    words = dict.fromkeys(few_words(contrast) for contrast in contrasts)
    ends = sorted(contrasts, key=lambda one: abs(one.reduction))
    said = next(iter(words))
    if len(words) > 1:
        said = from_to(difference_of(ends[0]), difference_of(ends[-1]))
        said += "*" if any("*" in one for one in words) else ""
    if all(measure_name(one.measure).startswith("person-minutes") for one in contrasts):
        return said.replace(" person-min", "")
    return said
