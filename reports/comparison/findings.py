"""Sentences about a comparison as a whole: how it was played, who reported first, what is assumed.

A strategy that was played alone, on a day: its measures, with nothing to compare them with.

What is said about a comparison, as data without layout: the terminal prints it, figures and reports draw it.

Decided here is which words go with which number. A row is one of the questions that the scenario asks, and no row
stands for the whole: there is never one headline number, and a row on a day with something broken says so in its
first words. Each row says what got sooner and what got later, how sure that is, how many of 100 identical
emergencies went the other way, and how bad those were, because averages hide harm.

What a chance of survival in a comparison is worth: two published formulas, what they leave out, and the evidence that they rest on.

The numbers are those of `sim.medical_measures`. Whoever reads them has to know, where they stand, that schools saw more, that one of
them is not verified, and why they may point opposite ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.comparison.differences import (
    NOT_REACHED_TEXT,
    NOT_REPORTED_TEXT,
    Amount,
    ComparisonIndex,
    EffectDirection,
    describe_adverse_effects,
    describe_exposure,
    describe_inputs,
    describe_neither_reached,
    describe_slowest,
    describe_uneven,
    describe_verdict,
    describe_worst,
    explain_sensitivity_sample,
    find_pairing,
    find_verdict_direction,
    format_difference_in,
    format_interval,
    format_mean,
    format_mean_in,
    format_outcome_percentages,
    write_summary_statement,
)
from reports.text.formatting import (
    HUNDRED,
    find_unit_step,
    format_amount,
    format_clock,
    format_share,
    format_size,
)
from reports.text.terms import (
    capitalize_first,
    count_emergencies,
    define_measure,
    describe_conditions,
    join_list,
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from scenarios.library import list_shipped
from sim.experiment.comparison import RANGES_CUT_SHORT_NOTE, Comparison, FirstReport, Headline
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Summary
from sim.statistics.verdicts import MIN_PAIRS

MAX_NAMED = 3
"""Inputs that the line on assumptions names for each row of the answer."""


def describe_replications(comparison: Comparison) -> str:
    """How often and for how long, with which seed, and whether that is enough to settle anything."""
    few = f" So few settle nothing: play at least {MIN_PAIRS}." if comparison.replications < MIN_PAIRS else ""
    each = "each " if comparison.replications > 1 else ""
    luck = (
        f"{each}played under every strategy with the same luck"
        if len(comparison.strategies) > 1
        else f"{each}played once"
    )
    return (
        f"{count_emergencies(comparison.replications)}, {luck} and followed for {format_clock(comparison.horizon)} from onset "
        f"(seed {comparison.seed}).{few}"
    )


def describe_stopping(comparison: Comparison) -> str:
    """Why there are not as many pairs as were asked for, or whether the precision was reached; may be empty."""
    played, asked = f"{comparison.replications:,}", comparison.asked
    if comparison.stopped == "":
        return ""
    if comparison.stopped == "interrupted":
        if RANGES_CUT_SHORT_NOTE in comparison.notes:
            return f"stopped after all {played} pairs, while the input ranges were played"
        if isinstance(asked, int):
            return f"stopped at {played} of {asked:,} pairs"
        return f"stopped at {played} pairs, before the precision of {asked} was reached"
    outcome = "reached" if comparison.stopped == "precision reached" else "not reached"
    return f"precision of {asked} {outcome} with {played} pairs"


def describe_first_notifications(comparison: Comparison) -> tuple[str, ...]:
    """How often the app was the first report; strategies for which that is the same share a sentence."""
    together: dict[tuple[tuple[str, ...], float], list[FirstReport]] = {}
    for one in comparison.app_first_report:
        together.setdefault((one.conditions, one.share), []).append(one)
    return tuple(
        _describe_first_notification(comparison, conditions, share, [one.strategy for one in same])
        for (conditions, share), same in together.items()
    )


def _describe_first_notification(
    comparison: Comparison, conditions: tuple[str, ...], share: float, strategies: list[str]
) -> str:
    who = join_list([label_strategy(one, comparison.present_practice) for one in strategies])
    rest = "" if share == 1.0 else "; otherwise a call, or word to the office, was out sooner"
    said = f"A press of the app was the first report in {format_share(share, comparison.replications)} emergencies{describe_conditions(conditions)}"
    return f"{said} ({who}){rest}."


def describe_assumptions(index: ComparisonIndex) -> str:
    """The line on what nobody has measured, and which of it moves the answer most."""
    comparison = index.comparison
    count = len(comparison.assumed)
    if not count:
        return "No input is assumed."
    said = f"{count} of the inputs that this emergency makes use of are assumed: nobody has measured them."
    said += _describe_perturbed_count(comparison) + _describe_main_drivers(index)
    is_shipped = comparison.scenario in list_shipped("scenario")
    shown = f"`allcall show {comparison.scenario}`" if is_shipped else "`allcall show` with its file"
    return f"{said} {shown} lists them, beside any that play no part."


def _describe_perturbed_count(comparison: Comparison) -> str:
    """How many of the assumed ones were moved, where those are fewer; else empty."""
    moved, count = len({effect.name for effect in comparison.input_effects}), len(comparison.assumed)
    if not moved or moved == count:
        return ""
    were = "was" if count - moved == 1 else "were"
    return f" {moved} of them state a range and were moved to its ends; the other {count - moved} {were} not."


def _describe_main_drivers(index: ComparisonIndex) -> str:
    """Which inputs move each row of the answer most; a row is named by its number where there are several."""
    rows = index.list_headlines()
    named = [
        (
            f"Answer {number}" if len(rows) > 1 else "The answer",
            join_list([f'"{name_input(one)}"' for one in most]),
        )
        for number, row in enumerate(rows, 1)
        if (most := find_main_drivers(index, row.pairing))
    ]
    if not named:
        return ""
    (first, inputs), *rest = named
    others = "".join(f"; {row[0].lower()}{row[1:]} by {on}" for row, on in rest)
    return f" {first} comes to the ends of its range by {inputs}{others}."


def find_main_drivers(index: ComparisonIndex, pairing: Pairing) -> list[str]:
    """The inputs that move the primary differences of a pairing to the ends of their ranges, as its verdicts name them; widest range first.

    Only of ranges that are at least as wide as the smallest difference that matters.
    """
    wide: list[tuple[float, str]] = []
    for contrast in index.list_contrasts(pairing):
        low, high = contrast.input_low, contrast.input_high
        if contrast.delta and low is not None and high is not None and high - low >= contrast.delta:
            wide.append(((low - high) / contrast.delta, contrast.input_named or ""))
    named = [name for _, names in sorted(wide) for name in names.split(", ") if name]
    return list(dict.fromkeys(named))[:MAX_NAMED]


APP_FIRST = "app_was_first_report"


@dataclass(frozen=True)
class MeasuredLine:
    """One measure of a strategy."""

    measure: str
    """Its id; `name` and `define_measure` are its words."""
    name: str
    definition: str
    mean: str
    p50: str
    """What half of the emergencies did not exceed."""
    p90: str
    """What nine in ten did not exceed; "not reached" where more than one in ten were."""
    not_reached: str
    """In how many it was not reached: "33 of 100"; empty for none."""


@dataclass(frozen=True)
class SingleArm:
    """Everything that was measured of a strategy on a day."""

    question: str
    """"The app when the PA is down and nobody knows it"."""
    label: str
    lines: tuple[MeasuredLine, ...]


def describe_single_arms(index: ComparisonIndex) -> tuple[SingleArm, ...]:
    """Each arm of a comparison in which nothing is compared; else empty."""
    comparison = index.comparison
    if comparison.contrasts:
        return ()
    today = comparison.present_practice
    return tuple(
        SingleArm(
            question=capitalize_first(
                f"{name_strategy(arm.strategy, today)}{describe_conditions(arm.conditions)}"
            ),
            label=label_strategy(arm.strategy, today),
            lines=tuple(
                describe_measure(one)
                for one in comparison.measures
                if (one.strategy, one.conditions) == arm and one.measure != APP_FIRST
            ),
        )
        for arm in index.list_arms()
    )


def describe_measure(summary: Summary) -> MeasuredLine:
    """One measure in words."""
    return MeasuredLine(
        measure=summary.measure,
        name=name_measure(summary.measure),
        definition=define_measure(summary.measure),
        mean=format_mean(summary).text,
        p50=_format_quantile(summary, summary.p50, summary.p50_low, summary.p50_high),
        p90=_format_quantile(summary, summary.p90, summary.p90_low, summary.p90_high),
        not_reached=format_share(summary.not_reached / summary.n, summary.n) if summary.not_reached else "",
    )


def _format_quantile(summary: Summary, value: float | None, low: float | None, high: float | None) -> str:
    """A quantile to as many digits as are known; one that is none is not reached."""
    if value is None:
        return NOT_REACHED_TEXT
    return format_amount(value, summary.unit, max(1.0, find_unit_step(summary.unit, low, high)))


INTERVAL_NOTE = "95 % interval, simulation error only"
"""What stands over the intervals."""

FEWEST_TIMES, MOST_TIMES = 1.5, 1_000
"""As many emergencies as would have been needed without pairs: fewer say nothing of what pairs brought, more are not told."""

OFF_CAMPUS_MEASURES = ("first_unit_on_scene", "total_response")

ANY_RESPONDER_MEASURES = ("first_responder_on_scene", "intervention")

BOOTSTRAP_NOTE = (
    "BCa bootstrap: from the pairs themselves, drawn again and again, and set right for a lopsided spread"
)

OVER_BEFORE_INTERVENTION = (
    "The danger is often over by itself before anybody intervenes; the first intervention is then the first officer at the place where it "
    "was last."
)

PERSON_TIME_MEASURES = ("unprotected_person_minutes", "exposed_person_minutes")

ROUNDING_NOTE = (
    "Each number is rounded by itself, to the digits that are known, so a difference may not be exactly that of the two "
    "numbers before it."
)

DURATIONS_NOTE = (
    f"{capitalize_first(NOT_REPORTED_TEXT)}: a length of time that there was more often in one of the two. Where there was none, the whole time played "
    "counts, which is no length, so a difference would be one of counts and not of lengths."
)
"""Under a table that has such a line."""

EXERCISE_NOTE = (
    "The report of an exercise counts it apart and has means of the emergencies in which both arms reached it, because a room is not "
    "told such a time as what its decisions cost; so the two may differ, even in which way they point."
)
"""How the other paper counts what was not reached, and why (docs/decisions/0003-exercises.md)."""


@dataclass(frozen=True)
class FindingLine:
    """One measure of a row."""

    measure: str
    """Its id; `name` and `define_measure` are its words."""
    name: str
    definition: str
    is_primary: bool
    """One of those that the verdict is about. Everything else is exploratory."""
    without: Amount
    with_: Amount
    difference: str
    """"24 s sooner", "7 s later"."""
    interval: str
    """As `INTERVAL_NOTE` says; empty for a single pair."""
    percentages: str
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
    direction: EffectDirection


@dataclass(frozen=True)
class FindingRow:
    """One comparison: what is asked, and what came out."""

    question: str
    """What the row is about, in the words of the scenario; empty for a pairing that is no headline."""
    compared: str
    """A sentence: what is compared with what, and on what day."""
    day: str
    """"PA down", "campus as it is"."""
    without: str
    with_: str
    """Labels of the two strategies."""
    lines: tuple[FindingLine, ...]
    """Primary measures first."""
    summary_statements: tuple[str, ...]
    """A sentence for every primary measure."""
    adverse_effects: tuple[str, ...]
    """What is worse, to be read in the same breath."""
    exposure: str
    """Whether exposure rose in some pairs; empty where it is not measured."""
    cautions: tuple[str, ...]
    """What a reader of its lines may take for something else: chances of survival, an end that comes before the intervention."""
    warning: str
    """What a reader must not conclude; mostly empty."""

    @property
    def table_note(self) -> str:
        """What a reader has to know of a cell of the table; mostly empty."""
        return (
            DURATIONS_NOTE
            if any(line.difference.startswith(NOT_REPORTED_TEXT) for line in self.lines)
            else ""
        )

    @property
    def primary_lines(self) -> tuple[FindingLine, ...]:
        """The lines that the verdict is about."""
        return tuple(line for line in self.lines if line.is_primary)


@dataclass(frozen=True)
class Findings:
    """Everything that is said about a comparison."""

    title: str
    run_description: str
    """How often and for how long, with which seed."""
    stop_description: str
    """"stopped at 1,240 of 5,000 pairs"; empty where as many as asked for were played."""
    remarks: tuple[str, ...]
    """What is particular to this comparison: rows left out, conditions asked for."""
    rows: tuple[FindingRow, ...]
    """The headline rows; of a comparison without any, all pairings."""
    others: tuple[FindingRow, ...]
    """Pairings that are no headline row."""
    single_arms: tuple[SingleArm, ...]
    """A strategy that was played alone, on each day; empty where there is something to compare."""
    first_reports: tuple[str, ...]
    """How often the app was the first report, a sentence for each day."""
    assumed: str
    """The line on what is assumed."""
    notes: tuple[str, ...]
    """How to read the numbers."""


def build_findings(comparison: Comparison) -> Findings:
    """Everything that is said about a comparison."""
    lookup = ComparisonIndex(comparison)
    shown = lookup.list_headlines()
    return Findings(
        title=f"{comparison.title} · {comparison.campus_title}",
        run_description=describe_replications(comparison),
        stop_description=describe_stopping(comparison),
        remarks=comparison.notes,
        rows=tuple(build_row(lookup, headline) for headline in shown),
        others=tuple(
            build_row(lookup, other) for other in lookup.list_other_pairings() if other not in shown
        ),
        single_arms=describe_single_arms(lookup),
        first_reports=describe_first_notifications(comparison),
        assumed=describe_assumptions(lookup),
        notes=_list_notes(comparison),
    )


def build_row(index: ComparisonIndex, headline: Headline) -> FindingRow:
    """What is said about a pairing."""
    today = index.comparison.present_practice
    contrasts = sorted(index.list_contrasts(headline.pairing), key=lambda one: one.exploratory)
    return FindingRow(
        question=headline.says,
        compared=describe_comparison(headline, today),
        day=label_conditions(headline.conditions),
        without=label_strategy(headline.baseline, today),
        with_=label_strategy(headline.strategy, today),
        lines=tuple(build_line(index, one) for one in contrasts if one.measure != "app_was_first_report"),
        summary_statements=tuple(
            write_summary_statement(index, one) for one in contrasts if not one.exploratory
        ),
        adverse_effects=describe_adverse_effects(index, headline),
        exposure=describe_exposure(index, headline),
        cautions=tuple(
            filter(None, (describe_survival(index, headline.pairing), _explain_over_first(index, headline)))
        ),
        warning=_write_warning(index, headline),
    )


def describe_comparison(headline: Headline, today: str) -> str:
    """A sentence: what is compared with what, and on what day."""
    with_, without = name_strategy(headline.strategy, today), name_strategy(headline.baseline, today)
    return f"{capitalize_first(with_)} compared with {without}{describe_conditions(headline.conditions)}."


def describe_variance_reduction(bought: float | None) -> str:
    """How many times as many: where nearly all pairs are the same, the number itself says nothing; nor does it where it is near 1."""
    if bought is None or bought < FEWEST_TIMES:
        return ""
    if bought >= MOST_TIMES:
        return f"more than {MOST_TIMES:,}"
    return f"{bought:,.0f}" if bought >= 10.0 else f"{bought:.1f}"


def build_line(index: ComparisonIndex, contrast: Contrast) -> FindingLine:
    """What is said about one measure of a pairing."""
    before, after = (index.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
    better, same, worse = format_outcome_percentages(contrast)
    return FindingLine(
        measure=contrast.measure,
        name=name_measure(contrast.measure),
        definition=define_measure(contrast.measure),
        is_primary=not contrast.exploratory,
        without=format_mean_in(index, before),
        with_=format_mean_in(index, after),
        difference=format_difference_in(index, contrast),
        interval=format_interval(contrast),
        percentages="of 100 identical emergencies"
        if contrast.n >= HUNDRED
        else f"of the {count_emergencies(contrast.n)} played",
        better=better,
        same=same,
        worse=worse,
        worst=describe_worst(contrast),
        slowest=describe_slowest(index, contrast),
        verdict=describe_verdict(
            contrast,
            describe_uneven(index, contrast) or describe_neither_reached(before, after),
            explain_sensitivity_sample(contrast, index.comparison.input_pairs),
        ),
        inputs=describe_inputs(contrast, index.comparison.input_pairs),
        pairing=describe_variance_reduction(contrast.variance_reduction),
        direction=find_verdict_direction(contrast),
    )


def _explain_over_first(index: ComparisonIndex, headline: Headline) -> str:
    """Why the danger is over before anybody intervenes, where the means say so; else empty."""
    for arm in headline.pairing.arms:
        over, met = (index.find_summary(arm, one) for one in ("hazard_over", "intervention"))
        if over is not None and met is not None and over.mean < met.mean:
            return OVER_BEFORE_INTERVENTION
    return ""


def _write_warning(index: ComparisonIndex, headline: Headline) -> str:
    """A row without PA that stands without its row with PA is easily taken for the whole answer."""
    if "pa-failed" not in headline.conditions:
        return ""
    others = tuple(one for one in headline.conditions if one != "pa-failed")
    asked = headline.pairing._replace(conditions=others)
    if index.list_contrasts(asked):
        return ""
    return (
        "This is a day on which the PA is down. With a PA that works the difference can be many times smaller: "
        "do not quote it without the same comparison on the campus as it is."
    )


def _list_notes(comparison: Comparison) -> tuple[str, ...]:
    """How to read the numbers, as far as they are there to be read."""
    notes = _describe_thresholds(comparison)
    methods = {one.method for one in comparison.contrasts or comparison.measures}
    how = [text for method, text in (("BCa", BOOTSTRAP_NOTE), ("t", "Student's t")) if method in methods]
    if how:
        notes.append(
            f"Intervals ({join_list(how)}) hold 95 % and are simulation error only: more replications narrow them, "
            "and they say nothing about inputs that are wrong."
        )
    if any(summary.not_reached for summary in comparison.measures):
        horizon = format_clock(comparison.horizon)
        notes.append(f"What was not reached by {horizon} counts as {horizon} in the means. {EXERCISE_NOTE}")
    if comparison.input_pairs:
        notes.append(
            f"Input ranges move each assumed input alone to the ends of its plausible range, over the first "
            f"{comparison.input_pairs:,} pairs."
        )
    left_out = [name_input(one.name) for one in comparison.inputs_left_out]
    if left_out:
        notes.append(f"Not moved to their ends: {join_list(left_out)}.")
    notes += _describe_measures({summary.measure for summary in comparison.measures})
    if comparison.contrasts:
        notes += [ROUNDING_NOTE, "What is not a primary measure is exploratory: it has no verdict."]
    return tuple(notes)


def _describe_thresholds(comparison: Comparison) -> list[str]:
    """The smallest difference that matters of each primary measure: every verdict is held against it."""
    deltas = {
        one.measure: format_size(one.delta, one.unit) for one in comparison.contrasts if one.delta is not None
    }
    said = [f"{delta} in {name_measure(measure)}" for measure, delta in deltas.items()]
    return (
        [f"The smallest difference that matters, as the scenario states it: {join_list(said)}."]
        if said
        else []
    )


def _describe_measures(shown: set[str]) -> list[str]:
    """Who and what is counted, where a name alone may mislead."""
    notes = []
    off, anybody = (
        [name_measure(one) for one in names if one in shown]
        for names in (OFF_CAMPUS_MEASURES, ANY_RESPONDER_MEASURES)
    )
    if off and anybody:
        notes.append(
            f"Only units from off campus count in: {join_list(off)}. Officers and others on campus count too in: "
            f"{join_list(anybody)}."
        )
    if any(measure in shown for measure in PERSON_TIME_MEASURES):
        notes.append("Person-minutes are people times minutes: three people for two minutes are six.")
    return notes


LARSEN, VALENZUELA = "survival_larsen", "survival_valenzuela"

EVIDENCE_ROW = 25
"""Of the table of evidence: both formulas, and what schools saw."""

MIN_WASTE = (
    "Survival: two published formulas for a collapse that is seen and a heart that a shock can help, Larsen's line and Valenzuela's curve "
    f"(row {EVIDENCE_ROW} of the evidence). Both give less than schools with an AED programme saw (64 to 71 %), and the second is "
    "unverified."
)

OPPOSED_NOTE = "Here they point opposite ways: Larsen counts CPR, shock and the ambulance crew; Valenzuela counts CPR and shock and no crew."

LIMIT_NOTE = (
    "A chance of survival is that of one cardiac arrest by one of two published formulas, left as they were published: both give less than "
    "schools with an AED programme saw, and the second (Valenzuela) is unverified. It is no forecast for a school, and says nothing about "
    "casualties of an attack."
)


def has_survival(measures: Iterable[str]) -> bool:
    """Whether one of these is a chance of survival."""
    return not {LARSEN, VALENZUELA}.isdisjoint(measures)


def describe_survival(index: ComparisonIndex, pairing: Pairing) -> str:
    """What the chances of survival in a table are worth; empty where it has none."""
    found = {one.measure: one.reduction for one in index.list_contrasts(pairing)}
    if not has_survival(found):
        return ""
    opposed = found.get(LARSEN, 0.0) * found.get(VALENZUELA, 0.0) < 0.0
    return f"{MIN_WASTE} {OPPOSED_NOTE}" if opposed else MIN_WASTE
