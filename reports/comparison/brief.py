"""The first page of a comparison: the answer, how sure it is, what it costs, and what it rests on, in at most 45 lines.

It is about one row, the comparison with what the campus does today if there is one; the other rows get a line each. Everything that is
left out stands on the full page. Numbers and words are those of `reports.comparison.findings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.comparison.differences import (
    NONE_FOUND,
    ComparisonIndex,
    EffectDirection,
    describe_adverse,
    describe_joint,
    describe_joint_range,
    describe_neither_reached,
    describe_slowest,
    describe_verdict,
    explain_sensitivity_sample,
    find_adverse_contrasts,
    find_pairing,
    find_verdict_direction,
    format_difference_in,
    format_mean,
    format_outcome_percentages,
    format_quantile,
    format_run_share,
)
from reports.comparison.distribution import (
    format_contrast,
    format_interval,
    format_median,
    is_about_zero,
    join_interval,
    shorten_interval,
)
from reports.comparison.findings import describe_comparison, describe_stopping
from reports.text.formatting import (
    format_input_amount,
    format_list,
    format_range,
    format_size,
    name_directions,
)
from reports.text.terms import capitalize_first, label_conditions, label_strategy, name_input, name_measure
from scenarios.scenario import Emergency
from sim.experiment.comparison import (
    Comparison,
    Headline,
    InputBreakEven,
    InputEffect,
    choose_main_pairing,
    rank_effects,
)
from sim.measures import MEASURES
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Contrast
from sim.statistics.sensitivity import NO_EFFECT_PART
from sim.statistics.summaries import Summary
from sim.statistics.verdicts import Verdict

FIRST_UNIT = "first_unit_on_scene"
SENDERS = {"police": "Police arrive", "fire": "The fire department arrives", "ems": "The ambulance arrives"}
MAX_ADVERSE = 3
MAX_STARTS = 4
MAX_DRIVERS = 2
MAX_OTHERS = 4
"""Of each kind on the page; the full page has all."""

BREAK_EVEN_WORDS = {
    Crossing.NEVER: "none within the range of",
    Crossing.SEVERAL: "several within the range of",
    Crossing.UNRESOLVED: "none clear within the range of",
}

CENSORED_NOTE = "* median, as not every run achieves it."
TABLE_NOTE = "95% CI: Monte Carlo error only. 90th percentile: without / with."
HEADINGS = ("", "Without", "With", "Difference (95% CI)", "Median difference", "90th percentile")
"""Of the cells of a line."""

SMALLEST_START = 0.02
"""Of all onsets: a smaller share is not named."""


@dataclass(frozen=True)
class BriefLine:
    """A primary measure of the row: cells of a table."""

    name: str
    without: str
    with_: str
    difference: str
    interval: str
    median: str
    slowest: str
    """The 90th percentile without and with."""
    direction: EffectDirection

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of `HEADINGS`."""
        difference = join_interval(self.difference, self.interval)
        return self.name, self.without, self.with_, difference, self.median, self.slowest


@dataclass(frozen=True)
class Brief:
    """The page; every text is a sentence or a part of a table."""

    title: str
    campus: str
    compared: str
    run: str
    stopped: str
    settings: str
    warning: str
    """Against a row under conditions that is read alone; mostly empty."""
    bottom_line: str
    lines: tuple[BriefLine, ...]
    adverse: tuple[str, ...]
    sensitivity: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    """The other rows: what is compared, and the difference in the first primary measure."""
    other_measure: str
    assumptions: tuple[str, ...]
    not_answered: str
    more: tuple[str, ...]

    @property
    def cautions(self) -> tuple[str, ...]:
        """How the run ended, what was set, and a warning, as far as there is any."""
        return tuple(filter(None, (self.stopped, self.settings, self.warning)))

    @property
    def has_medians(self) -> bool:
        """Whether a median stands for an arm, which `CENSORED_NOTE` explains."""
        return any("*" in line.without + line.with_ for line in self.lines)

    @property
    def table_note(self) -> str:
        """What stands under the table."""
        return f"{CENSORED_NOTE} {TABLE_NOTE}" if self.has_medians else TABLE_NOTE


def build_brief(comparison: Comparison, emergency: Emergency, scenario: str) -> Brief:
    """The page. scenario: what was played, as words of a command line. The comparison has at least one pairing."""
    index = ComparisonIndex(comparison)
    rows = index.list_headlines()
    main = find_main_row(comparison, rows)
    contrasts = index.list_contrasts(main.pairing)
    order = [primary.measure for primary in emergency.scenario.primary]
    primary = sorted((one for one in contrasts if not one.exploratory), key=lambda one: _place(one, order))
    today = comparison.present_practice
    return Brief(
        title=comparison.title,
        campus=comparison.campus_title,
        compared=describe_comparison(main, today),
        run=f"{emergency.place.occupants:,} people; {comparison.replications:,} matched runs, seed {comparison.seed}",
        stopped=describe_stopping(comparison),
        settings=_describe_settings(comparison),
        warning=_describe_day(main),
        bottom_line=_write_bottom_line(index, main, primary, emergency),
        lines=tuple(_build_line(index, contrast) for contrast in primary),
        adverse=tuple(_list_adverse(index, main)),
        sensitivity=tuple(_describe_sensitivity(index, main, primary)),
        others=tuple(_list_others(index, _find_other_rows(index, main))),
        other_measure=capitalize_first(name_measure(primary[0].measure)) if primary else "",
        assumptions=tuple(_list_assumptions(comparison, emergency, main)),
        not_answered="Casualties, cost, and which product to buy.",
        more=tuple(_list_commands(scenario, index, main, primary)),
    )


def _place(contrast: Contrast, order: list[str]) -> int:
    """In the order of the scenario, whose first measure the page leads with."""
    return order.index(contrast.measure) if contrast.measure in order else len(order)


def find_main_row(comparison: Comparison, rows: Sequence[Headline]) -> Headline:
    """The row that the page is about."""
    pairings = [row.pairing for row in rows]
    main = choose_main_pairing(comparison.headlines, pairings, comparison.present_practice)
    return rows[pairings.index(main)]


def _find_other_rows(index: ComparisonIndex, main: Headline) -> list[Headline]:
    """The other headline rows, and what else is compared with the main row's baseline."""
    beside = [row for row in index.list_other_pairings() if row.baseline == main.baseline]
    rows = dict.fromkeys([*index.list_headlines(), *beside])
    return [row for row in rows if row != main]


def _describe_settings(comparison: Comparison) -> str:
    parts = []
    for setting in comparison.settings:
        before = f", {setting.before} in the file" if setting.before else ""
        note = f"; {setting.note}" if setting.note else ""
        arm = f"{label_strategy(setting.strategy)}: " if setting.strategy else ""
        parts.append(
            f"{arm}{setting.name} {setting.value} ({(before + note).lstrip(',; ')})".replace(" ()", "")
        )
    return f"Set: {'; '.join(parts)}." if parts else ""


def _describe_day(row: Headline) -> str:
    return f"On a day with: {label_conditions(row.conditions)}." if row.conditions else ""


def _write_bottom_line(
    index: ComparisonIndex, row: Headline, primary: list[Contrast], emergency: Emergency
) -> str:
    first = primary[0]
    verdict = _describe_verdict(index, first)
    sentences = [
        f"{capitalize_first(name_measure(first.measure))}: {_describe_size(index, first)}; {verdict}."
    ]
    adverse = find_adverse_contrasts(index, row.pairing)
    if adverse:
        worst = adverse[0]
        sentences.append(
            f"At the cost of {name_measure(worst.measure)}: {format_difference_in(index, worst)}."
        )
    unit = index.find_contrast(row.pairing, FIRST_UNIT)
    if unit is not None and unit is not first:
        sentences.append(_describe_unit(unit, emergency))
    return " ".join(sentences)


def _describe_verdict(index: ComparisonIndex, contrast: Contrast) -> str:
    """The verdict; what it is sensitive to stands further down."""
    if contrast.finding is Verdict.SENSITIVE:
        joint = index.find_joint(find_pairing(contrast), contrast.measure)
        reach = "" if joint is None else describe_joint_range(contrast, joint)
        return f"{reach}, depending on assumptions" if reach else Verdict.SENSITIVE.value
    before, after = index.find_arms(contrast)
    unreached = describe_neither_reached(before, after)
    return describe_verdict(
        contrast, unreached, explain_sensitivity_sample(contrast, index.comparison.input_pairs)
    )


def _describe_size(index: ComparisonIndex, contrast: Contrast) -> str:
    """The difference and how reliably a run has it."""
    if contrast.same_share == 1.0:
        return "no difference in any run"
    better, same, worse = format_outcome_percentages(contrast)
    average = "" if contrast.statistic == "median" else " on average"
    reduced, increased = name_directions(contrast.measure, contrast.unit)
    up, down = (reduced, increased) if contrast.direction == "lower" else (increased, reduced)
    difference = format_difference_in(index, contrast)
    return (
        f"{difference}{average}; {up} in {format_run_share(contrast, better)}, the same in "
        f"{format_run_share(contrast, same)}, {down} in {format_run_share(contrast, worse)} of runs"
    )


def _describe_unit(contrast: Contrast, emergency: Emergency) -> str:
    arrival = f"{SENDERS[emergency.scenario.sends[0]]} at the same time"
    if contrast.same_share == 1.0:
        return f"{arrival} in every run."
    if contrast.headline is not None and (abs(contrast.headline) < 1.0 or is_about_zero(contrast)):
        often = "in the median" if contrast.statistic == "median" else "on average"
        return f"{arrival} {often} (less than 1 s apart)."
    return f"First unit on scene: {format_contrast(contrast)}."


def _build_line(index: ComparisonIndex, contrast: Contrast) -> BriefLine:
    before, after = index.find_arms(contrast)
    is_median = contrast.statistic == "median" or any(arm and arm.not_reached for arm in (before, after))
    return BriefLine(
        name=capitalize_first(name_measure(contrast.measure)),
        without=_format_center(index, before, is_median),
        with_=_format_center(index, after, is_median),
        difference=format_difference_in(index, contrast),
        interval=shorten_interval(format_interval(contrast), format_difference_in(index, contrast)),
        median=""
        if contrast.statistic == "median"
        else format_median(contrast).replace("no difference", "none"),
        slowest=describe_slowest(index, contrast),
        direction=find_verdict_direction(contrast),
    )


def _format_center(index: ComparisonIndex, summary: Summary | None, is_median: bool) -> str:
    if summary is None:
        return ""
    return f"{format_quantile(summary, summary.p50, index)}*" if is_median else format_mean(summary).text


def _list_adverse(index: ComparisonIndex, row: Headline) -> Iterator[str]:
    adverse = find_adverse_contrasts(index, row.pairing)
    yield from (describe_adverse(index, contrast) for contrast in adverse[:MAX_ADVERSE])
    if len(adverse) > MAX_ADVERSE:
        yield f"and {len(adverse) - MAX_ADVERSE} more in the full results"
    if not adverse:
        yield NONE_FOUND


def _describe_sensitivity(index: ComparisonIndex, row: Headline, primary: list[Contrast]) -> Iterator[str]:
    """Of the first primary measure: the joint range, what drives it, and the break-even of the strongest input."""
    first = primary[0]
    if joint := describe_joint(index, first):
        yield joint
    effects = index.list_effects(row.pairing, first.measure)
    strongest = rank_effects(effects, row.pairing, first.measure)[:MAX_DRIVERS]
    if strongest:
        yield f"It depends most on {' and '.join(quote_input(effect.name) for effect in strongest)}."
    elif effects:
        yield _describe_weak(effects, first)
    if index.comparison.break_even is not None:
        yield _describe_break_even(index.comparison.break_even)


def _describe_weak(effects: Sequence[InputEffect], contrast: Contrast) -> str:
    """Of effects none of which is resolved. They may be beyond chance and still too small to matter."""
    readings = {reading for effect in effects for reading in (effect.low_reading, effect.high_reading)}
    if readings == {"no effect"} and contrast.delta is not None:
        size = format_size(NO_EFFECT_PART * contrast.delta, contrast.unit)
        return f"No input alone moves it by {size} or more."
    return "No input alone moves it by more than chance."


def _describe_break_even(entry: InputBreakEven) -> str:
    found, name = entry.found, quote_input(entry.name)
    if found.crossing is not Crossing.ONCE or found.value is None:
        return f"Break-even: {BREAK_EVEN_WORDS[found.crossing]} {name}."
    value, *limits = (
        "" if one is None else format_input_amount(one, entry.unit)
        for one in (found.value, found.low, found.high)
    )
    interval = f" (95% CI {format_range(*limits)})" if all(limits) else ""
    side = "above" if found.rises else "below"
    reduced, _ = name_directions(entry.measure, MEASURES[entry.measure].unit)
    return f"Break-even (zero difference) at {value}{interval} of {name}: {reduced} {side} it."


def quote_input(name: str) -> str:
    """An input within a sentence."""
    return f'"{name_input(name)}"'


def _list_others(index: ComparisonIndex, rows: list[Headline]) -> Iterator[tuple[str, str]]:
    today = index.comparison.present_practice
    for row in rows[:MAX_OTHERS]:
        primary = [contrast for contrast in index.list_contrasts(row.pairing) if not contrast.exploratory]
        if not primary:
            continue
        named = row.says or describe_comparison(row, today).removesuffix(".")
        day = f" ({label_conditions(row.conditions)})" if row.conditions and not row.says else ""
        yield capitalize_first(named) + day, format_difference_in(index, primary[0])


def _list_assumptions(comparison: Comparison, emergency: Emergency, row: Headline) -> Iterator[str]:
    today, strategy = comparison.present_practice, row.strategy
    for heading, name in (("Today", today), (capitalize_first(label_strategy(strategy)), strategy)):
        played = emergency.strategies.get(name)
        if played is not None and (name == today or strategy != today):
            yield f"{heading}: {' '.join(played.summary.split())}"
    weights = emergency.find_onset_weights()
    total = sum(weights)
    if total:
        kinds: dict[str, float] = {}
        for zone, weight in zip(emergency.place.zones, weights, strict=True):
            kinds[zone.kind] = kinds.get(zone.kind, 0.0) + weight / total
        common = sorted(kinds.items(), key=lambda item: -item[1])
        named = [f"{kind} {share:.0%}" for kind, share in common[:MAX_STARTS] if share >= SMALLEST_START]
        yield f"It starts in: {format_list(named)}."
    count = len(comparison.assumed)
    if count:
        yield f"{count} inputs are assumed; none is calibrated to this school."


def _list_commands(
    scenario: str, index: ComparisonIndex, row: Headline, primary: list[Contrast]
) -> Iterator[str]:
    yield f"allcall compare {scenario} --full"
    effects = index.comparison.input_effects
    ranked = rank_effects(effects, row.pairing, primary[0].measure) if primary else []
    for strongest in ranked[:1]:
        low, high = (
            format_input_value(value, strongest.unit) for value in (strongest.low_value, strongest.high_value)
        )
        yield f"allcall sweep {scenario} --over {strongest.name}={low}..{high}:7"
    yield f"allcall compare {scenario} --set NAME=VALUE"


def format_input_value(value: float, unit: str) -> str:
    """A value of an input as it is typed in a command, without a space."""
    return f"{100 * value:.6g}%" if unit == "share" else f"{value:.6g}{unit}"
