"""What is said about a comparison, as data without layout: the terminal prints it, figures and reports draw it.

Decided here is which words go with which number. A row is one of the questions that the scenario asks, and no row
stands for the whole: there is never one headline number, and a row on a day with something broken says so in its
first words. Each row says what got sooner and what got later, how sure that is, how many of 100 identical
emergencies went the other way, and how bad those were, because averages hide harm.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.about import about_assumptions, about_first_reports, about_play, about_stopping
from reports.alone import Alone, alone
from reports.answers import answer, costs
from reports.differences import (
    NOT_TOLD,
    Amount,
    Leaning,
    difference_in,
    first_pairs,
    inputs_of,
    interval_of,
    leaning_of,
    mean_in,
    neither_reached,
    none_in,
    verdict_of,
)
from reports.harm import each_way, exposure, slowest, worst
from reports.input_names import input_name
from reports.lookup import Lookup, pairing_of
from reports.names import capital, day, definition, emergencies, inside, label, listed, measure_name, on_a_day
from reports.quantities import HUNDRED, clock, size
from reports.survival import worth
from sim.comparison import Comparison, Headline
from sim.contrasts import Contrast

SURE = "95 % interval, simulation error only"
"""What stands over the intervals."""
FEWEST_TIMES, MOST_TIMES = 1.5, 1_000
"""As many emergencies as would have been needed without pairs: fewer say nothing of what pairs brought, more are not told."""
OFF_CAMPUS = ("first_unit_on_scene", "total_response")
ANYBODY = ("first_responder_on_scene", "intervention")
BOOTSTRAP = (
    "BCa bootstrap: from the pairs themselves, drawn again and again, and set right for a lopsided spread"
)
OVER_FIRST = (
    "The danger is often over by itself before anybody intervenes; the first intervention is then the first officer at the place where it "
    "was last."
)
PERSON_TIME = ("unprotected_person_minutes", "exposed_person_minutes")
ROUNDED = (
    "Each number is rounded by itself, to the digits that are known, so a difference may not be exactly that of the two "
    "numbers before it."
)
LENGTHS = (
    f"{capital(NOT_TOLD)}: a length of time that there was more often in one of the two. Where there was none, the whole time played "
    "counts, which is no length, so a difference would be one of counts and not of lengths."
)
"""Under a table that has such a line."""
ELSEWHERE = (
    "The report of an exercise counts it apart and has means of the emergencies in which both arms reached it, because a room is not "
    "told such a time as what its decisions cost; so the two may differ, even in which way they point."
)
"""How the other paper counts what was not reached, and why (docs/decisions/0003-exercises.md)."""


@dataclass(frozen=True)
class Line:
    """One measure of a row."""

    measure: str
    """Its id; `name` and `definition` are its words."""
    name: str
    definition: str
    primary: bool
    """One of those that the verdict is about. Everything else is exploratory."""
    without: Amount
    with_: Amount
    difference: str
    """"24 s sooner", "7 s later"."""
    interval: str
    """As `SURE` says; empty for a single pair."""
    of: str
    """What the next three count: "of 100 identical emergencies"; of fewer pairs "of the 40 emergencies played"."""
    better: str
    same: str
    worse: str
    """"92", "<1"."""
    worst: str
    """"in the worst 5 of 100 at least 31 s later"; empty where there is nothing to tell."""
    slowest: str
    """"in the slowest 10 of 100: 2:36 min or longer with the app, ..."; empty where that says nothing."""
    verdict: str
    inputs: str
    """Input range and the inputs that give its ends; empty where there is none."""
    pairing: str
    """How many times as many emergencies it would have taken without pairs: "2.4"; empty where unknown, or where that says nothing."""
    leaning: Leaning


@dataclass(frozen=True)
class Row:
    """One comparison: what is asked, and what came out."""

    says: str
    """What the row is about, in the words of the scenario; empty for a pairing that is no headline."""
    compared: str
    """A sentence: what is compared with what, and on what day."""
    day: str
    """"PA down", "campus as it is"."""
    without: str
    with_: str
    """Labels of the two strategies."""
    lines: tuple[Line, ...]
    """Primary measures first."""
    answer: tuple[str, ...]
    """A sentence for every primary measure."""
    costs: tuple[str, ...]
    """What is worse, to be read in the same breath."""
    exposure: str
    """Whether exposure rose in some pairs; empty where it is not measured."""
    cautions: tuple[str, ...]
    """What a reader of its lines may take for something else: chances of survival, an end that comes before the intervention."""
    warning: str
    """What a reader must not conclude; mostly empty."""

    @property
    def under_table(self) -> str:
        """What a reader has to know of a cell of the table; mostly empty."""
        return LENGTHS if any(line.difference.startswith(NOT_TOLD) for line in self.lines) else ""

    @property
    def primary(self) -> tuple[Line, ...]:
        """The lines that the verdict is about."""
        return tuple(line for line in self.lines if line.primary)


@dataclass(frozen=True)
class Findings:
    """Everything that is said about a comparison."""

    title: str
    played: str
    """How often and for how long, with which seed."""
    stopped: str
    """"stopped at 1,240 of 5,000 pairs"; empty where as many as asked for were played."""
    remarks: tuple[str, ...]
    """What is particular to this comparison: rows left out, conditions asked for."""
    rows: tuple[Row, ...]
    """The headline rows; of a comparison without any, all pairings."""
    others: tuple[Row, ...]
    """Pairings that are no headline row."""
    alone: tuple[Alone, ...]
    """A strategy that was played alone, on each day; empty where there is something to compare."""
    first_reports: tuple[str, ...]
    """How often the app was the first report, a sentence for each day."""
    assumed: str
    """The line on what is assumed."""
    notes: tuple[str, ...]
    """How to read the numbers."""


def findings(comparison: Comparison) -> Findings:
    """Everything that is said about a comparison."""
    lookup = Lookup(comparison)
    shown = lookup.rows()
    return Findings(
        title=f"{comparison.title} · {comparison.campus_title}",
        played=about_play(comparison),
        stopped=about_stopping(comparison),
        remarks=comparison.notes,
        rows=tuple(row_of(lookup, headline) for headline in shown),
        others=tuple(row_of(lookup, other) for other in lookup.others() if other not in shown),
        alone=alone(lookup),
        first_reports=about_first_reports(comparison),
        assumed=about_assumptions(lookup),
        notes=_notes(comparison),
    )


def row_of(lookup: Lookup, headline: Headline) -> Row:
    """What is said about a pairing."""
    today = lookup.comparison.present_practice
    contrasts = sorted(lookup.contrasts(headline.pairing), key=lambda one: one.exploratory)
    return Row(
        says=headline.says,
        compared=compared(headline, today),
        day=day(headline.conditions),
        without=label(headline.baseline, today),
        with_=label(headline.strategy, today),
        lines=tuple(line_of(lookup, one) for one in contrasts if one.measure != "app_was_first_report"),
        answer=tuple(answer(lookup, one) for one in contrasts if not one.exploratory),
        costs=costs(lookup, headline),
        exposure=exposure(lookup, headline),
        cautions=tuple(filter(None, (worth(lookup, headline.pairing), _over_first(lookup, headline)))),
        warning=_warning(lookup, headline),
    )


def compared(headline: Headline, today: str) -> str:
    """A sentence: what is compared with what, and on what day."""
    with_, without = inside(headline.strategy, today), inside(headline.baseline, today)
    return f"{capital(with_)} compared with {without}{on_a_day(headline.conditions)}."


def times_as_many(bought: float | None) -> str:
    """How many times as many: where nearly all pairs are the same, the number itself says nothing; nor does it where it is near 1."""
    if bought is None or bought < FEWEST_TIMES:
        return ""
    if bought >= MOST_TIMES:
        return f"more than {MOST_TIMES:,}"
    return f"{bought:,.0f}" if bought >= 10.0 else f"{bought:.1f}"


def line_of(lookup: Lookup, contrast: Contrast) -> Line:
    """What is said about one measure of a pairing."""
    before, after = (lookup.summary(arm, contrast.measure) for arm in pairing_of(contrast).arms)
    better, same, worse = each_way(contrast)
    return Line(
        measure=contrast.measure,
        name=measure_name(contrast.measure),
        definition=definition(contrast.measure),
        primary=not contrast.exploratory,
        without=mean_in(lookup, before),
        with_=mean_in(lookup, after),
        difference=difference_in(lookup, contrast),
        interval=interval_of(contrast),
        of="of 100 identical emergencies"
        if contrast.n >= HUNDRED
        else f"of the {emergencies(contrast.n)} played",
        better=better,
        same=same,
        worse=worse,
        worst=worst(contrast),
        slowest=slowest(lookup, contrast),
        verdict=verdict_of(
            contrast,
            none_in(lookup, contrast) or neither_reached(before, after),
            first_pairs(contrast, lookup.comparison.input_pairs),
        ),
        inputs=inputs_of(contrast, lookup.comparison.input_pairs),
        pairing=times_as_many(contrast.variance_reduction),
        leaning=leaning_of(contrast),
    )


def _over_first(lookup: Lookup, headline: Headline) -> str:
    """Why the danger is over before anybody intervenes, where the means say so; else empty."""
    for arm in headline.pairing.arms:
        over, met = (lookup.summary(arm, one) for one in ("hazard_over", "intervention"))
        if over is not None and met is not None and over.mean < met.mean:
            return OVER_FIRST
    return ""


def _warning(lookup: Lookup, headline: Headline) -> str:
    """A row without PA that stands without its row with PA is easily taken for the whole answer."""
    if "pa-failed" not in headline.conditions:
        return ""
    others = tuple(one for one in headline.conditions if one != "pa-failed")
    asked = headline.pairing._replace(conditions=others)
    if lookup.contrasts(asked):
        return ""
    return (
        "This is a day on which the PA is down. With a PA that works the difference can be many times smaller: "
        "do not quote it without the same comparison on the campus as it is."
    )


def _notes(comparison: Comparison) -> tuple[str, ...]:
    """How to read the numbers, as far as they are there to be read."""
    notes = _what_matters(comparison)
    methods = {one.method for one in comparison.contrasts or comparison.measures}
    how = [text for method, text in (("BCa", BOOTSTRAP), ("t", "Student's t")) if method in methods]
    if how:
        notes.append(
            f"Intervals ({listed(how)}) hold 95 % and are simulation error only: more replications narrow them, "
            "and they say nothing about inputs that are wrong."
        )
    if any(summary.not_reached for summary in comparison.measures):
        horizon = clock(comparison.horizon)
        notes.append(f"What was not reached by {horizon} counts as {horizon} in the means. {ELSEWHERE}")
    if comparison.input_pairs:
        notes.append(
            f"Input ranges move each assumed input alone to the ends of its plausible range, over the first "
            f"{comparison.input_pairs:,} pairs."
        )
    left_out = [input_name(one.name) for one in comparison.inputs_left_out]
    if left_out:
        notes.append(f"Not moved to their ends: {listed(left_out)}.")
    notes += _on_measures({summary.measure for summary in comparison.measures})
    if comparison.contrasts:
        notes += [ROUNDED, "What is not a primary measure is exploratory: it has no verdict."]
    return tuple(notes)


def _what_matters(comparison: Comparison) -> list[str]:
    """The smallest difference that matters of each primary measure: every verdict is held against it."""
    deltas = {one.measure: size(one.delta, one.unit) for one in comparison.contrasts if one.delta is not None}
    said = [f"{delta} in {measure_name(measure)}" for measure, delta in deltas.items()]
    return (
        [f"The smallest difference that matters, as the scenario states it: {listed(said)}."] if said else []
    )


def _on_measures(shown: set[str]) -> list[str]:
    """Who and what is counted, where a name alone may mislead."""
    notes = []
    off, anybody = ([measure_name(one) for one in names if one in shown] for names in (OFF_CAMPUS, ANYBODY))
    if off and anybody:
        notes.append(
            f"Only units from off campus count in: {listed(off)}. Officers and others on campus count too in: "
            f"{listed(anybody)}."
        )
    if any(measure in shown for measure in PERSON_TIME):
        notes.append("Person-minutes are people times minutes: three people for two minutes are six.")
    return notes
