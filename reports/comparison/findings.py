"""Everything a comparison says, as data without layout: the terminal prints it, the planner's report and the figures draw it.

A row is one question of the scenario. There is never one headline number, a row on a day with something broken says so first, and each
row states its adverse effects, its uncertainty and how often a replication went the other way, because averages hide harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.comparison.differences import (
    APP_FIRST,
    NOT_KNOWN,
    NOT_REPORTED_TEXT,
    Amount,
    ComparisonIndex,
    EffectDirection,
    describe_adverse_effects,
    describe_exposure,
    describe_inputs,
    describe_joint,
    describe_neither_reached,
    describe_slowest,
    describe_uneven,
    describe_verdict,
    describe_worst,
    explain_sensitivity_sample,
    find_center,
    find_pairing,
    find_verdict_direction,
    format_difference_in,
    format_mean,
    format_outcome_percentages,
    format_quantile,
)
from reports.comparison.distribution import (
    describe_difference,
    describe_reached,
    describe_restricted_mean,
    describe_spread,
    describe_where_both,
    format_interval,
    is_about_zero,
    join_interval,
)
from reports.comparison.period_table import PeriodRow, list_periods
from reports.comparison.structure_table import StructureRow, list_structures
from reports.documents.model import Column, Table
from reports.text.formatting import (
    HUNDRED,
    describe_margin,
    format_clock,
    format_count,
    format_list,
    format_share,
    format_size,
    round_to_digits,
)
from reports.text.terms import (
    capitalize_first,
    describe_conditions,
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from scenarios.library import list_shipped
from sim.experiment.comparison import RANGES_CUT_SHORT_NOTE, Comparison, Headline
from sim.measures import MEASURES
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Summary
from sim.statistics.verdicts import MIN_PAIRS

SINGLE_ARM_HEADINGS = ("Mean", "Median", "90th percentile", "Not achieved")


def _describe_replications(comparison: Comparison) -> str:
    few = f" Too few for a verdict: run at least {MIN_PAIRS}." if comparison.replications < MIN_PAIRS else ""
    matched = " per strategy, matched by common random numbers" if len(comparison.strategies) > 1 else ""
    return (
        f"{format_count(comparison.replications, 'replication')}{matched}, {format_clock(comparison.horizon)} from onset each "
        f"(seed {comparison.seed}).{few}"
    )


def describe_stopping(comparison: Comparison) -> str:
    """How a run ended that did not simply play what was asked for; else empty."""
    played, asked = f"{comparison.replications:,}", comparison.asked
    if comparison.stopped == "":
        return ""
    if comparison.stopped == "interrupted":
        if RANGES_CUT_SHORT_NOTE in comparison.notes:
            return f"stopped after all {played} pairs, during the sensitivity runs"
        if isinstance(asked, int):
            return f"stopped at {played} of {asked:,} pairs"
        return f"stopped at {played} pairs, before the precision of {asked} was reached"
    outcome = "reached" if comparison.stopped == "precision reached" else "not reached"
    return f"precision of {asked} {outcome} with {played} pairs"


def _describe_first_notifications(comparison: Comparison) -> Iterator[str]:
    together: dict[tuple[tuple[str, ...], float], list[str]] = {}
    for one in comparison.app_first_report:
        name = label_strategy(one.strategy, comparison.present_practice)
        together.setdefault((one.conditions, one.share), []).append(name)
    for (conditions, share), names in together.items():
        rest = "" if share == 1.0 else "; otherwise a call or a message to the office came first"
        often = f"{format_share(share, comparison.replications)}{describe_conditions(conditions)}"
        yield f"The app was the first notification in {often} ({format_list(names)}){rest}."


def _describe_assumptions(comparison: Comparison) -> str:
    count = len(comparison.assumed)
    if not count:
        return "No input is assumed."
    said = f"{count} of the inputs that this emergency uses are assumed (no published data)."
    said += _describe_perturbed_count(comparison)
    is_shipped = comparison.scenario in list_shipped("scenario")
    shown = f"`allcall show {comparison.scenario}`" if is_shipped else "`allcall show` with its file"
    return f"{said} {shown} lists them."


def _describe_perturbed_count(comparison: Comparison) -> str:
    moved = {effect.name for effect in comparison.input_effects}
    if not moved:
        return ""
    assumed = len(moved & set(comparison.assumed))
    return f" {format_count(len(moved), 'input')} with a stated range, {assumed} of them assumed, were varied."


def _measure_single_arms(index: ComparisonIndex) -> Iterator[Table]:
    """Everything that was measured of each strategy on each day, where there is nothing to compare."""
    comparison = index.comparison
    columns = (Column("", 0.36), *(Column(head, 0.16, "right") for head in SINGLE_ARM_HEADINGS))
    note = SURVIVAL_NOTE if has_survival(one.measure for one in comparison.measures) else ""
    for arm in index.list_arms() if not comparison.contrasts else ():
        name = name_strategy(arm.strategy, comparison.present_practice)
        rows = (
            _describe_measure(index, one)
            for one in comparison.measures
            if (one.strategy, one.conditions) == arm and one.measure != APP_FIRST
        )
        caption = capitalize_first(f"{name}{describe_conditions(arm.conditions)}, with no comparison")
        yield Table(caption, columns, tuple(rows), note)


def _describe_measure(index: ComparisonIndex, summary: Summary) -> tuple[str, ...]:
    return (
        capitalize_first(name_measure(summary.measure)),
        format_mean(summary).text if summary.has_mean else NOT_KNOWN,
        format_quantile(summary, summary.p50, index),
        format_quantile(summary, summary.p90, index),
        format_share(summary.not_reached / summary.n, summary.n) if summary.not_reached else "",
    )


INTERVAL_NOTE = "95% CI"  # heading of the intervals; `BOOTSTRAP_NOTE` explains them
FEWEST_TIMES, MOST_TIMES = 1.5, 1_000
"""Variance reduction factors: below the first none is stated, above the second only that it is more."""
OFF_CAMPUS_MEASURES = ("first_unit_on_scene", "total_response")
ANY_RESPONDER_MEASURES = ("first_responder_on_scene", "intervention")
BOOTSTRAP_NOTE = "BCa bootstrap: resampled pairs, bias-corrected and accelerated"
OVER_BEFORE_INTERVENTION = (
    "The hazard is often over before the first intervention, which is then the first officer at its last place."
)
MARGIN = "aset_margin"
MARGIN_NOTE = (
    "Where the fire is out before that limit, all the rest of the time simulated counts as time to spare, so a few such runs "
    "can make its mean, and a mean difference."
)
PERSON_TIME_MEASURES = ("unprotected_person_minutes", "exposed_person_minutes")
ROUNDING_NOTE = "Each number is rounded separately, so a difference may not equal that of the two rounded means."
DURATIONS_NOTE = (
    f"{capitalize_first(NOT_REPORTED_TEXT)}: a duration that has a value more often under one strategy. Without a value the horizon "
    "counts, so the difference would compare counts, not durations."
)
UNREACHED_NOTE = (
    "Where either arm does not achieve a measure in more than 2% of the replications, a mean would be made by the horizon. The share that "
    "achieved it comes first, then the median difference (not achieved is later than any time), then the mean over the pairs in which both "
    "arms achieved it. Both arms then show their median. After-action reports use the same rule."
)


@dataclass(frozen=True)
class FindingLine:
    """One measure of a row."""

    measure: str
    name: str
    is_primary: bool  # one of those that the verdict is about. Everything else is exploratory.
    without: Amount
    with_: Amount
    difference: str  # "24 s sooner", "7 s later"
    is_compared: bool  # False of a duration without a difference
    is_about_zero: bool  # a difference below the digits that are printed
    interval: str  # empty for a single pair
    distribution: (
        str  # "median 7 s sooner, under 1 s in 43%"; "achieved in 74% without, 100% with; ..." beside a median
    )
    footnote: str  # the restricted mean of a measure whose headline is a median; mostly empty
    shares: str  # how many pairs went which way, and how bad the worst were
    slowest: str  # 90th percentile without and with: "4:28 / 4:02"; may be empty
    verdict: str
    inputs: str  # sensitivity range and its main drivers; empty where there is none
    joint: str  # "joint sensitivity: 5% to 95% of input combinations: ..."; empty where it was not played
    pairing: str  # variance reduction factor: "2.4"; empty where unknown or near 1.
    direction: EffectDirection

    @property
    def full_difference(self) -> str:
        """The difference with its interval."""
        return join_interval(self.difference, self.interval)


@dataclass(frozen=True)
class FindingRow:
    """One comparison: the question and its results."""

    question: str  # in the words of the scenario; empty for a pairing that is no headline
    compared: str  # A sentence: the two strategies and the conditions
    day: str  # "PA down", "campus as it is"
    without: str
    with_: str  # labels of the two strategies
    lines: tuple[FindingLine, ...]  # primary measures first
    adverse_effects: tuple[str, ...]  # what is worse
    exposure: str  # whether exposure rose in some pairs; empty where it is not measured
    cautions: tuple[str, ...]
    """Measures that are easily misread: survival, a hazard that ends before the intervention."""
    warning: str  # against quoting this row alone; mostly empty

    @property
    def table_note(self) -> str:
        """Notes under the table; mostly empty."""
        censored = [f"{line.name}, {line.footnote}" for line in self.primary_lines if line.footnote]
        notes = [] if all(line.is_compared for line in self.lines) else [DURATIONS_NOTE]
        return " ".join([*notes, *([f"{capitalize_first('; '.join(censored))}."] if censored else [])])

    @property
    def primary_lines(self) -> tuple[FindingLine, ...]:
        """The lines that the verdict is about."""
        return tuple(line for line in self.lines if line.is_primary)


@dataclass(frozen=True)
class Findings:
    """All statements about a comparison."""

    title: str
    run: tuple[str, ...]  # what was run, how it ended, rows left out, first notifications, and assumed inputs
    rows: tuple[FindingRow, ...]  # the headline rows; of a comparison without any, all pairings
    others: tuple[FindingRow, ...]  # pairings that are no headline row
    structures: tuple[StructureRow, ...]
    periods: tuple[PeriodRow, ...]  # of an emergency over a school day
    single_arms: tuple[Table, ...]  # each arm, where there is nothing to compare; else empty
    notes: tuple[str, ...]  # how to read the numbers


def build_findings(comparison: Comparison) -> Findings:
    """All statements about a comparison."""
    lookup = ComparisonIndex(comparison)
    shown = lookup.list_headlines()
    return Findings(
        title=f"{comparison.title} · {comparison.campus_title}",
        run=tuple(filter(None, _describe_run(comparison))),
        rows=tuple(_build_row(lookup, headline) for headline in shown),
        others=tuple(_build_row(lookup, other) for other in lookup.list_other_pairings() if other not in shown),
        structures=tuple(list_structures(lookup)),
        periods=tuple(list_periods(lookup)),
        single_arms=tuple(_measure_single_arms(lookup)),
        notes=_list_notes(comparison),
    )


def _describe_run(comparison: Comparison) -> Iterator[str]:
    yield _describe_replications(comparison)
    yield describe_stopping(comparison)
    yield from comparison.notes
    yield from _describe_first_notifications(comparison)
    yield _describe_assumptions(comparison)


def _build_row(index: ComparisonIndex, headline: Headline) -> FindingRow:
    today = index.comparison.present_practice
    contrasts = sorted(index.list_contrasts(headline.pairing), key=lambda one: one.exploratory)
    return FindingRow(
        question=headline.says,
        compared=describe_comparison(headline, today),
        day=label_conditions(headline.conditions),
        without=label_strategy(headline.baseline, today),
        with_=label_strategy(headline.strategy, today),
        lines=tuple(_build_line(index, one) for one in contrasts if one.measure != APP_FIRST),
        adverse_effects=describe_adverse_effects(index, headline.pairing),
        exposure=describe_exposure(index, headline),
        cautions=tuple(
            filter(
                None,
                (
                    _describe_survival(index, headline.pairing),
                    *_describe_unjudged(index, headline.pairing),
                    _describe_negative_margin(index, headline),
                    _explain_over_first(index, headline),
                ),
            )
        ),
        warning=_write_warning(index, headline),
    )


def describe_comparison(headline: Headline, today: str) -> str:
    """A sentence: the two strategies and the conditions."""
    with_, without = name_strategy(headline.strategy, today), name_strategy(headline.baseline, today)
    return f"{capitalize_first(with_)} compared with {without}{describe_conditions(headline.conditions)}."


def list_differences(headlines: Sequence[Headline], contrasts: Iterable[Contrast], today: str) -> list[str]:
    """A line for each of these contrasts of the headline rows, in their order and with their numbers; without rows, of all pairings."""
    known = list(contrasts)
    rows = headlines or [Headline("", *pairing) for pairing in dict.fromkeys(map(find_pairing, known))]
    return [
        f"{number}. {capitalize_first(row.says or describe_comparison(row, today)).removesuffix('.')}: "
        f"{name_measure(contrast.measure)}: {describe_difference(contrast)}"
        for number, row in enumerate(rows, 1)
        for contrast in known
        if find_pairing(contrast) == row.pairing
    ]


def describe_variance_reduction(bought: float | None) -> str:
    """The variance reduction factor, where it is worth stating."""
    if bought is None or bought < FEWEST_TIMES:
        return ""
    if bought >= MOST_TIMES:
        return f"more than {MOST_TIMES:,}"
    return f"{bought:,.0f}" if bought >= 10.0 else f"{bought:.1f}"


def _build_line(index: ComparisonIndex, contrast: Contrast) -> FindingLine:
    before, after = (index.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
    is_median = contrast.statistic == "median"
    return FindingLine(
        measure=contrast.measure,
        name=name_measure(contrast.measure),
        is_primary=not contrast.exploratory,
        without=format_mean(before, is_median),
        with_=format_mean(after, is_median),
        difference=format_difference_in(index, contrast),
        is_compared=not index.is_uneven(contrast),
        is_about_zero=is_about_zero(contrast),
        interval=format_interval(contrast),
        distribution=_describe_distribution(index, contrast),
        footnote=describe_restricted_mean(contrast, format_clock(index.comparison.horizon)),
        shares=_describe_shares(contrast),
        slowest=describe_slowest(index, contrast),
        verdict=describe_verdict(
            contrast,
            describe_uneven(index, contrast) or describe_neither_reached(before, after),
            explain_sensitivity_sample(contrast, index.comparison.input_pairs),
        ),
        inputs=describe_inputs(index, contrast),
        joint=describe_joint(index, contrast),
        pairing=describe_variance_reduction(contrast.variance_reduction),
        direction=find_verdict_direction(contrast),
    )


def _describe_shares(contrast: Contrast) -> str:
    """`matched runs: 33% better, 59% unaffected, 8% worse; worst 5%: at least 6 s later`."""
    of, unit = ("", "%") if contrast.n >= HUNDRED else (f"of {contrast.n} ", "")
    outcomes = zip(format_outcome_percentages(contrast), ("better", "unaffected", "worse"), strict=True)
    said = f"{of}matched runs: {', '.join(f'{number}{unit} {word}' for number, word in outcomes)}"
    return "; ".join(filter(None, (said, describe_worst(contrast))))


def _describe_negative_margin(index: ComparisonIndex, headline: Headline) -> str:
    """Each arm in whose median run conditions were past the limit before everyone was out, and why the mean can hide it."""
    today = index.comparison.present_practice
    said = [
        f"With {name_strategy(arm.strategy, today)}, {describe_margin(summary.p50)} in the median run."
        for arm in headline.pairing.arms
        if (summary := index.find_summary(arm, MARGIN)) is not None and summary.p50 is not None and summary.p50 < 0.0
    ]
    return " ".join([*said, MARGIN_NOTE] if said else said)


def _describe_distribution(index: ComparisonIndex, contrast: Contrast) -> str:
    """What stands beside the headline; empty where there is nothing to tell."""
    if index.is_uneven(contrast) or contrast.same_share == 1.0:
        return ""
    if contrast.statistic == "median":
        return f"{describe_reached(contrast)}; {describe_where_both(contrast)}"
    return describe_spread(contrast)


def _explain_over_first(index: ComparisonIndex, headline: Headline) -> str:
    for arm in headline.pairing.arms:
        over, met = (index.find_summary(arm, one) for one in ("hazard_over", "intervention"))
        horizon = index.comparison.horizon
        if over is not None and met is not None and find_center(over, horizon) < find_center(met, horizon):
            return OVER_BEFORE_INTERVENTION
    return ""


def _write_warning(index: ComparisonIndex, headline: Headline) -> str:
    if "pa-failed" not in headline.conditions:
        return ""
    others = tuple(one for one in headline.conditions if one != "pa-failed")
    asked = headline.pairing._replace(conditions=others)
    if index.list_contrasts(asked):
        return ""
    return (
        "These results are for a day on which the PA is down. With a working PA the difference can be many times smaller. "
        "Do not quote them without the comparison on the campus as it is."
    )


def _list_notes(comparison: Comparison) -> tuple[str, ...]:
    notes = _describe_thresholds(comparison)
    methods = {one.method for one in comparison.contrasts or comparison.measures}
    how = [text for method, text in (("BCa", BOOTSTRAP_NOTE), ("t", "Student's t")) if method in methods]
    if how:
        notes.append(
            f"95% CI ({format_list(how)}): Monte Carlo error only. More replications narrow it; it says nothing about wrong inputs."
        )
    if any(summary.not_reached for summary in comparison.measures):
        notes.append(UNREACHED_NOTE)
    if comparison.input_pairs:
        notes.append(_explain_sensitivity(comparison))
    left_out = [name_input(one.name) for one in comparison.inputs_left_out]
    if left_out:
        notes.append(f"Not varied: {format_list(left_out)}.")
    notes += _describe_measures({summary.measure for summary in comparison.measures})
    if comparison.contrasts:
        notes += [ROUNDING_NOTE, "Measures that are not primary are exploratory and have no verdict."]
    return tuple(notes)


def _explain_sensitivity(comparison: Comparison) -> str:
    return (
        "Sensitivity to assumptions: each input with a stated range alone at both bounds, over the first "
        f"{comparison.input_pairs:,} pairs. A shift within two standard errors is not resolved and widens no range."
    )


def _describe_thresholds(comparison: Comparison) -> list[str]:
    deltas = {one.measure: format_size(one.delta, one.unit) for one in comparison.contrasts if one.delta is not None}
    said = [f"{delta} in {name_measure(measure)}" for measure, delta in deltas.items()]
    return [f"Smallest difference that matters, as the scenario states it: {format_list(said)}."] if said else []


def _describe_measures(shown: set[str]) -> list[str]:
    notes = []
    off, any_responder = (
        [name_measure(one) for one in names if one in shown] for names in (OFF_CAMPUS_MEASURES, ANY_RESPONDER_MEASURES)
    )
    if off and any_responder:
        notes.append(
            f"Only units from off campus count in: {format_list(off)}. Responders on campus also count in: {format_list(any_responder)}."
        )
    if any(measure in shown for measure in PERSON_TIME_MEASURES):
        notes.append("Person-minutes are people times minutes.")
    return notes


LARSEN, VALENZUELA = "survival_larsen", "survival_valenzuela"
EVIDENCE_ROW = 25  # row of the evidence: both formulas, and survival observed in schools
SURVIVAL_NOTE = (
    f"Survival: two published formulas for a witnessed, shockable arrest, Larsen and Valenzuela (row {EVIDENCE_ROW} of the evidence). "
    "Both give less than schools with an AED program report (64 to 71%), and the second is unverified."
)
OPPOSED_NOTE = "They point opposite ways: Larsen counts CPR, shock and the ambulance crew; Valenzuela counts CPR and shock and no crew."
LIMIT_NOTE = (
    "Survival is that of one cardiac arrest by one of two published formulas. Both give less than schools with an AED program report, and "
    "the second (Valenzuela) is unverified. It is no forecast for a school and says nothing about casualties of an attack."
)


def has_survival(measures: Iterable[str]) -> bool:
    """Whether one of these measures is a survival probability."""
    return not {LARSEN, VALENZUELA}.isdisjoint(measures)


def _describe_unjudged(index: ComparisonIndex, pairing: Pairing) -> Iterator[str]:
    """Measures that are proportional to an assumed input, each with how many times the input a difference would take."""
    for contrast in index.list_contrasts(pairing):
        measure, around = MEASURES[contrast.measure], contrast.headline_interval
        if not measure.proportional_to:
            continue
        name, source = capitalize_first(name_measure(measure.name)), name_input(measure.proportional_to)
        said = f"{name}: no verdict, because it is proportional to an assumed input ({source})."
        if around is None or around.low <= 0.0 <= around.high:
            yield f"{said} There is no difference beyond chance, whatever that input is."
        else:
            times = f"{round_to_digits(measure.matters / abs(contrast.reduction), 2):g}"
            size = format_size(measure.matters, measure.unit)
            yield f"{said} A difference of {size} would take {times} times its value."


def _describe_survival(index: ComparisonIndex, pairing: Pairing) -> str:
    found = {one.measure: one.reduction for one in index.list_contrasts(pairing)}
    if not has_survival(found):
        return ""
    opposed = found.get(LARSEN, 0.0) * found.get(VALENZUELA, 0.0) < 0.0
    return f"{SURVIVAL_NOTE} {OPPOSED_NOTE}" if opposed else SURVIVAL_NOTE
