"""What is said about a comparison, as data without layout: the terminal prints it, figures and reports draw it.

Decided here is which words go with which number. A row is one of the questions that the scenario asks, and no row
stands for the whole: there is never one headline number, and a row on a day with something broken says so in its
first words. Each row says what got sooner and what got later, how sure that is, how many of 100 identical
emergencies went the other way, and how bad those were, because averages hide harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.about import about_assumptions, about_first_reports, about_play, about_stopping
from reports.harm import exposure, out_of_100, tail
from reports.input_names import input_name
from reports.lookup import Lookup
from reports.names import capital, day, definition, inside, label, listed, measure_name, on_a_day
from reports.quantities import amount, between, clock, difference, out_of, step_for
from sim.comparison import Comparison, Headline
from sim.contrasts import Contrast
from sim.summaries import Summary
from sim.verdicts import NOBODY_MEASURED, NOT_SETTLED, NOTHING_THAT_MATTERS

SURE = "95 % interval, simulation error only"
"""What stands over the intervals."""
OF_100 = "of 100 identical emergencies: better, same, worse"
INPUTS = "if what nobody has measured is otherwise"
"""What stands over the input ranges."""

NOT_REACHED = "not reached"

Leaning = Literal["better", "worse", "same", "open"]
"""Which way a line points, for colours. "open": neither way for certain."""


@dataclass(frozen=True)
class Amount:
    """A mean, and how often there was nothing to average."""

    text: str
    missed: str = ""
    """"not reached in 33 of 100", or empty. What was not reached counts as the horizon."""


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
    better: str
    same: str
    worse: str
    """As `OF_100` says: "92", "<1"."""
    verdict: str
    inputs: str
    """Input range and the inputs that give its ends; empty where there is none."""
    pairing: str
    """How many times as many emergencies it would have taken without pairs: "2.4"; empty where unknown."""
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
    answer: str
    """A sentence for every primary measure."""
    tail: tuple[str, ...]
    """Sentences on those who were worse off, and on the slowest tenth."""
    exposure: str
    """Whether exposure rose in some pairs; empty where it is not measured."""
    warning: str
    """What a reader must not conclude; mostly empty."""

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
    rows: tuple[Row, ...]
    """The headline rows; of a comparison without any, all pairings."""
    others: tuple[Row, ...]
    """Pairings that are no headline row."""
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
        rows=tuple(row_of(lookup, headline) for headline in shown),
        others=tuple(row_of(lookup, other) for other in lookup.others() if other not in shown),
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
        answer=" ".join(answer(one) for one in contrasts if not one.exploratory),
        tail=tail(lookup, headline),
        exposure=exposure(lookup, headline),
        warning=_warning(lookup, headline),
    )


def compared(headline: Headline, today: str) -> str:
    """A sentence: what is compared with what, and on what day."""
    with_, without = inside(headline.strategy, today), inside(headline.baseline, today)
    return f"{capital(with_)} compared with {without}{on_a_day(headline.conditions)}."


def line_of(lookup: Lookup, contrast: Contrast) -> Line:
    """What is said about one measure of a pairing."""
    before, after = (
        lookup.summary(arm, contrast.measure)
        for arm in Headline("", contrast.baseline, contrast.strategy, contrast.conditions).pairing.arms
    )
    bought = contrast.variance_reduction
    better, same, worse = out_of_100(contrast)
    return Line(
        measure=contrast.measure,
        name=measure_name(contrast.measure),
        definition=definition(contrast.measure),
        primary=not contrast.exploratory,
        without=mean_of(before),
        with_=mean_of(after),
        difference=difference_of(contrast),
        interval=interval_of(contrast),
        better=better,
        same=same,
        worse=worse,
        verdict=verdict_of(contrast),
        inputs=inputs_of(contrast, lookup.comparison.input_pairs),
        pairing="" if bought is None else f"{bought:,.0f}" if bought >= 10.0 else f"{bought:.1f}",
        leaning=leaning_of(contrast),
    )


def mean_of(summary: Summary | None) -> Amount:
    """The mean of an arm, to as many digits as are known."""
    if summary is None:
        return Amount("not played")
    step = step_for(summary.unit, summary.ci_low, summary.ci_high)
    if summary.unit == "s" and summary.mean >= 10.0:
        step = max(step, 1.0)
    if not summary.not_reached:
        return Amount(amount(summary.mean, summary.unit, step))
    missed = f"{NOT_REACHED} in {out_of(summary.not_reached, summary.n)}"
    if summary.not_reached == summary.n:
        return Amount(NOT_REACHED, missed)
    return Amount(amount(summary.mean, summary.unit, step), missed)


def difference_of(contrast: Contrast) -> str:
    """How much sooner, or later."""
    if contrast.same_share == 1.0:
        return "no difference"
    step = step_for(contrast.unit, contrast.ci_low, contrast.ci_high)
    return difference(contrast.reduction, contrast.measure, contrast.unit, step)


def interval_of(contrast: Contrast) -> str:
    """How sure that is; empty for a single pair."""
    if contrast.ci_low is None or contrast.ci_high is None:
        return ""
    if contrast.same_share == 1.0:
        return "the same in every pair"
    step = step_for(contrast.unit, contrast.ci_low, contrast.ci_high)
    return between(contrast.ci_low, contrast.ci_high, contrast.measure, contrast.unit, step)


def verdict_of(contrast: Contrast) -> str:
    """The verdict with the inputs in words."""
    head, colon, named = contrast.verdict.partition(": ")
    return f"{head} ({_named(named)})" if head == NOBODY_MEASURED and colon else contrast.verdict


def answer(contrast: Contrast) -> str:
    """A sentence on one primary measure: "90 % of staff aware: 24 s sooner."."""
    return f"{capital(measure_name(contrast.measure))}: {said_of(contrast)}."


def said_of(contrast: Contrast) -> str:
    """What may be said of a difference in a few words, by its verdict: "24 s sooner"."""
    if contrast.verdict in (NOTHING_THAT_MATTERS, NOT_SETTLED):
        return contrast.verdict.partition(":")[0]
    said = difference_of(contrast)
    if contrast.verdict.startswith(NOBODY_MEASURED):
        return f"{said}, but that {NOBODY_MEASURED}"
    _, comma, little = contrast.verdict.partition(", ")
    return f"{said}{comma}{little}"


def inputs_of(contrast: Contrast, pairs: int) -> str:
    """The input range and the inputs that give its ends, no finer than the pairs it rests on."""
    low, high = contrast.input_low, contrast.input_high
    if low is None or high is None or contrast.input_named is None:
        return ""
    if low == high:
        return "no input moves it"
    widened = (contrast.n / max(pairs, 1)) ** 0.5
    half = widened * ((contrast.ci_high or 0.0) - (contrast.ci_low or 0.0)) / 2.0
    step = min(max(1.0, step_for(contrast.unit, -half, half)), 10.0)
    return f"{between(low, high, contrast.measure, contrast.unit, step)} ({_named(contrast.input_named)})"


def leaning_of(contrast: Contrast) -> Leaning:
    """Which way a line points: by the verdict where there is one, else by the interval."""
    if contrast.verdict == NOTHING_THAT_MATTERS:
        return "same"
    if contrast.verdict == NOT_SETTLED or contrast.verdict.startswith(NOBODY_MEASURED):
        return "open"
    return direction_of(contrast)


def direction_of(contrast: Contrast) -> Leaning:
    """Which way the simulation interval points, whatever the verdict."""
    if contrast.same_share == 1.0:
        return "same"
    if contrast.ci_low is None or contrast.ci_high is None or contrast.ci_low <= 0.0 <= contrast.ci_high:
        return "open"
    return "better" if contrast.improvement > 0 else "worse"


def _named(inputs: str) -> str:
    """Names of inputs, as `Contrast.input_named` has them, in words."""
    return "; ".join(input_name(name) for name in inputs.split(", "))


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
    notes = [*comparison.notes]
    methods = {contrast.method for contrast in comparison.contrasts}
    how = [text for method, text in (("BCa", "BCa bootstrap"), ("t", "Student's t")) if method in methods]
    if how:
        notes.append(
            f"Intervals ({listed(how)}) hold 95 % and are simulation error only: more replications narrow them, "
            "and they say nothing about inputs that are wrong."
        )
    if any(summary.not_reached for summary in comparison.measures):
        horizon = clock(comparison.horizon)
        notes.append(f"What was not reached by {horizon} counts as {horizon} in the means.")
    if comparison.input_pairs:
        notes.append(
            f"Input ranges move each assumed input alone to the ends of its plausible range, over the first "
            f"{comparison.input_pairs:,} pairs."
        )
    left_out = [input_name(one.name) for one in comparison.inputs_left_out]
    if left_out:
        notes.append(f"Not moved to their ends: {listed(left_out)}.")
    notes.append("What is not a primary measure is exploratory: it has no verdict.")
    return tuple(notes)
