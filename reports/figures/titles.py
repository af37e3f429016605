"""The finding as a title: every headline row in a few words, never one of them alone. It has two lines; the rest is said in the note."""

from __future__ import annotations

from collections.abc import Sequence

from reports.comparison.differences import (
    ComparisonIndex,
    describe_sign_disagreement,
    find_interval_direction,
    find_pairing,
    format_contrast,
    format_interval,
    sign_disagrees,
)
from reports.figures.style import does_title_fit, shorten_title
from reports.text.formatting import format_range
from reports.text.terms import (
    NO_CONDITIONS_LABEL,
    capitalize_first,
    join_list,
    label_conditions,
    label_strategy,
    name_measure,
    name_strategy,
)
from sim.experiment.comparison import Headline
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import INCONCLUSIVE, NO_PRACTICAL_DIFFERENCE, SENSITIVE_TO_ASSUMPTIONS

DIRECTION_WORDS = ("sooner", "later", "shorter", "longer", "fewer", "less", "more")
NO_RESOLVED_TEXT = "no settled difference"
STAR_NOTE = "* depends on what nobody has measured"


def write_finding(index: ComparisonIndex, *measures: str) -> str:
    """What the rows say about measures: "90 % of staff aware with the app: 24 s sooner than ..., ...".

    Several are said together, with a range over them for each row. A number whose verdict hangs on what nobody has
    measured has a star; `STAR_NOTE` explains it.
    """
    return _add_day(index, _write_clause(index, measures))


def write_title_and_note(index: ComparisonIndex, measures: Sequence[str]) -> tuple[str, str]:
    """What the rows say about several measures: as many as a title has room for, and a sentence for the note on all others.

    Every row is in the title, so it is measures that it leaves to the note, those without a difference first and what is worse last.
    """

    def rank(measure: str) -> int:
        found = _contrasts_in_rows(index, [measure])
        told = [one for one in found if not describe_briefly(one).startswith("no ")]
        worse = any(one.improvement < 0.0 or sign_disagrees(one) for one in told)
        return 0 if worse else 2 if _describe_no_difference(index, [measure]) else 1

    ordered = sorted(measures, key=rank)
    most = len(ordered)
    while most > 1 and not does_title_fit(_write_shortest(index, ordered[:most])):
        most -= 1
    title, more = shorten_title(_write_shortest(index, ordered[:most]))
    rest = _write_shortest(index, ordered[most:])
    return title, " ".join(filter(None, (more, f"{capitalize_first(rest)}." if rest else "")))


def _write_shortest(index: ComparisonIndex, measures: Sequence[str]) -> str:
    """What the rows say about these measures, as short as it can be.

    Measures of one unit that every row says the same kind of thing about stand together, those without a difference last.
    Rows are never put into one range, which would read like an interval; nor are sooner and later.
    """
    together: dict[object, list[str]] = {}
    for measure in measures:
        if contrasts := _contrasts_in_rows(index, [measure]):
            kinds = tuple((find_pairing(one), _find_kind(one)) for one in contrasts)
            together.setdefault((contrasts[0].unit, kinds), []).append(measure)
    differing = [
        _write_clause(index, names)
        for names in together.values()
        if not _describe_no_difference(index, names)
    ]
    without = [
        f"{said} in {_join_measures(names)}"
        for names in together.values()
        if (said := _describe_no_difference(index, names))
    ]
    strategy = index.find_common_strategy()
    if without and not differing and strategy is not None:
        without[0] = f"with {name_strategy(strategy, index.comparison.present_practice)}: {without[0]}"
    return _add_day(index, "; ".join(differing + without))


def _add_day(index: ComparisonIndex, said: str) -> str:
    always = find_common_day(index)
    return f"{always}: {said}" if always and said else said


def _write_clause(index: ComparisonIndex, measures: Sequence[str]) -> str:
    """Measures, strategy by strategy: what it is sooner than, day by day."""
    today = index.comparison.present_practice
    by_pair: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in index.list_headlines():
        if contrasts := _contrasts_in_rows(index, measures, [row]):
            days = by_pair.setdefault((row.strategy, row.baseline), {})
            days.setdefault(_describe_range(contrasts), []).append(label_conditions(row.conditions))
    return "; ".join(
        f"{_join_measures(measures)} with {name_strategy(strategy, today)}: "
        + ", ".join(
            _merge_days(
                days, "today" if baseline == today else label_strategy(baseline), not find_common_day(index)
            )
            for (one, baseline), days in by_pair.items()
            if one == strategy
        )
        for strategy in dict.fromkeys(strategy for strategy, _ in by_pair)
    )


def _merge_days(days: dict[str, list[str]], other: str, names_days: bool) -> str:
    """The first day, and the others in brackets, those of which the same is said together. days: by what is said."""
    (first, on), *further = days.items()
    begun = f"{on[0]}: " if on[0] != NO_CONDITIONS_LABEL and names_days else ""
    rest = [f"{' or '.join(on[1:])}: the same"] if on[1:] else []
    rest += [f"{' or '.join(on)}: {words}" for words, on in further]
    said = f"{begun}{_append_baseline(first, other)}"
    return f"{said} ({', '.join(rest)})" if rest else said


def _contrasts_in_rows(
    index: ComparisonIndex, measures: Sequence[str], rows: Sequence[Headline] | None = None
) -> list[Contrast]:
    """These measures in the rows of the answer, or in some of them."""
    found = [
        index.find_contrast(row.pairing, one) for row in rows or index.list_headlines() for one in measures
    ]
    return [contrast for contrast in found if contrast is not None]


def _find_kind(contrast: Contrast) -> str:
    """What kind of thing is said: "sooner", or that there is no difference."""
    words = describe_briefly(contrast).removesuffix("*")
    plain = find_interval_direction(contrast) != "open" and not sign_disagrees(contrast)
    return words.rpartition(" ")[2] if words.endswith(DIRECTION_WORDS) and plain else words


def _describe_no_difference(index: ComparisonIndex, measures: Sequence[str]) -> str:
    """What is said of measures that differ in no row, where that is the same in all; else nothing."""
    kinds = {_find_kind(one) for one in _contrasts_in_rows(index, measures)}
    return min(kinds) if len(kinds) == 1 and min(kinds).startswith("no ") else ""


def _join_measures(measures: Sequence[str]) -> str:
    return join_list([name_measure(one) for one in measures])


def find_common_day(index: ComparisonIndex) -> str:
    """The day, where all that was played is one day with something broken: "PA down"; else nothing."""
    days = index.comparison.conditions
    return label_conditions(days[0]) if len(days) == 1 and days[0] else ""


def write_caution(index: ComparisonIndex) -> str:
    """The end of a note where nothing was played with a PA that works; it is easily taken for the whole answer."""
    broken = ["pa-failed" in conditions for conditions in index.comparison.conditions]
    return " With a PA that works, differences can be many times smaller." if all(broken) and broken else ""


def describe_baseline(baseline: str, today: str) -> str:
    """What a row compares with, in a few words."""
    return "today's practice" if baseline == today else label_strategy(baseline)


def describe_briefly(contrast: Contrast) -> str:
    """A difference as a title can say it: "24 s sooner", "24 s sooner*", "no difference that matters".

    As in the answer, an interval that takes in zero is told whole: "3 s later to 22 s sooner*". Where most go the other way: "later in 76
    of 100, mean 2:50 min sooner".
    """
    if contrast.verdict == NO_PRACTICAL_DIFFERENCE:
        return contrast.verdict
    if contrast.verdict == INCONCLUSIVE or (
        contrast.exploratory and find_interval_direction(contrast) == "open"
    ):
        return NO_RESOLVED_TEXT
    against_it = sign_disagrees(contrast)
    whole = find_interval_direction(contrast) == "open" and not against_it
    said = format_interval(contrast) if whole else format_contrast(contrast)
    said += "*" if contrast.verdict.startswith(SENSITIVE_TO_ASSUMPTIONS) else ""
    return f"{describe_sign_disagreement(contrast)}, mean {said}" if against_it else said


def _append_baseline(words: str, other: str) -> str:
    """A difference and what it is a difference to; how often comes behind that: "later than today in 76 of 100"."""
    way, in_, often = words.partition(" in ")
    if in_ and way in DIRECTION_WORDS:
        return f"{way} than {other}{in_}{often}"
    return f"{words} {_format_joint(words)} {other}"


def _format_joint(words: str) -> str:
    return "than" if words.rstrip("*").endswith(DIRECTION_WORDS) else "to"


def _describe_range(contrasts: Sequence[Contrast]) -> str:
    """The smallest and the largest, all of one kind; person-minutes are named by their measure."""
    words = dict.fromkeys(describe_briefly(contrast) for contrast in contrasts)
    ends = sorted(contrasts, key=lambda one: abs(one.reduction))
    said = next(iter(words))
    if len(words) > 1:
        said = format_range(format_contrast(ends[0]), format_contrast(ends[-1]))
        said += "*" if any("*" in one for one in words) else ""
    if all(name_measure(one.measure).startswith("person-minutes") for one in contrasts):
        return said.replace(" person-min", "")
    return said
