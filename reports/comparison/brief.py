"""The first page of a comparison: the answer, how often it holds, what it costs, what else would help, and how sure it is.

It is about one pair of arms, the comparison with what the campus does today if there is one; a condition that holds in every arm does not
change the pair. Everything that is left out stands on the full page. Fields of the comparison decide what is claimed; words come last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.comparison.answer import describe_contrast_size, describe_main_size, write_answer
from reports.comparison.break_even import format_crossing
from reports.comparison.differences import (
    ComparisonIndex,
    EffectDirection,
    describe_input_range,
    describe_joint_range,
    find_adverse_contrasts,
    find_interval_direction,
    find_pairing,
    format_difference_in,
    format_quantile,
    headline_improvement,
)
from reports.comparison.distribution import (
    find_step,
    format_contrast,
    format_gain_interval,
    format_interval,
    format_shares_apart,
    join_interval,
    shorten_interval,
)
from reports.comparison.findings import describe_comparison, describe_stopping
from reports.comparison.period_table import MATTERS, contrast_in_period, describe_centers
from reports.comparison.structure_table import describe_settings, state_facts
from reports.text.formatting import (
    DISPLAY_FACTORS,
    find_unit_step,
    format_amount,
    format_count,
    format_difference,
    format_input_amount,
    format_number,
    format_size,
    name_directions,
    to_percentages,
)
from reports.text.terms import (
    capitalize_first,
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from scenarios.scenario import ADDED_APP, Emergency
from sim.experiment.comparison import Comparison, Headline, InputBreakEven, choose_main_pairing, rank_effects
from sim.experiment.levers import NEGLIGIBLE
from sim.hazards import HAZARDS
from sim.measures import MEASURES, UNJUDGED_COSTS
from sim.model.channels import list_channels, list_groups
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Contrast
from sim.statistics.summaries import Arm, Summary
from sim.statistics.unaware_time import UnawareTime
from sim.statistics.verdicts import AHEAD, BEHIND, Verdict

MAX_ADVERSE = 3
MAX_DRIVERS = 2
WORSE_MARGIN = 0.01
"""From such a difference of shares on, a fire that is untenable too soon more often is named."""
MAX_OTHERS, MAX_LEVERS = 3, 3
"""Of each kind on the page; the full page has all."""

SHARE_DIGITS = 9
"""Of a share: finer than one of all replications, and coarser than binary rounding, which would make "<1" of none."""
WITHIN = "within"
"""Neither better nor worse by enough."""
TABLE_NOTE = "95% CI: Monte Carlo error only. Means, but (median) where an arm misses it in over 2% of runs."
MAX_FACTS = 2
"""Questions whose answers change how often the difference matters that a page names."""
NOT_ANSWERED = "No casualties, no cost, no product."
UNTURNED = {
    Crossing.ONCE: "",
    Crossing.NEVER: "same answer at any value",
    Crossing.SEVERAL: "at several values",
    Crossing.UNRESOLVED: "inconclusive",
}
"""Where no one value turns the answer."""
SURE_WORDS = {
    Verdict.NO_PRACTICAL_DIFFERENCE: "no",
    Verdict.MIXED: "mixed",
    Verdict.INCONCLUSIVE: "unclear",
    **dict.fromkeys(AHEAD, "yes"),
    **dict.fromkeys(BEHIND, "yes, worse"),
}
"""Whether a difference matters in the base case; any other verdict leaves it unclear."""


@dataclass(frozen=True)
class BriefLine:
    """A measure of the pair: cells of a table."""

    measure: str
    """Its id."""
    name: str
    baseline: str
    strategy: str
    difference: str
    interval: str
    matters: str
    direction: EffectDirection
    asks: str = ""
    """What is worse, by what may be asked about it: a question, its answer, and the difference then."""

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of `Brief.headings`."""
        return (
            self.name,
            self.baseline,
            self.strategy,
            join_interval(self.difference, self.interval).replace("\n", " "),
            self.matters,
        )


@dataclass(frozen=True)
class ChanceLine:
    """How many of 100 emergencies: "10 s better or more", "18"; part: 0 to 1, for a bar."""

    label: str
    of_100: str
    part: float


@dataclass(frozen=True)
class HeardTable:
    """Members of staff by the channel by which they first became aware, on average: a row for each arm, of `staff`."""

    channels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    staff: str


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
    """The conditions that hold in every arm; mostly empty."""
    answer: tuple[str, ...]
    """At most three sentences of one claim each."""
    chances: tuple[ChanceLine, ...]
    many: str
    """What the chances are of."""
    arms: tuple[str, str]
    """The names of the two arms, which head the columns."""
    lines: tuple[BriefLine, ...]
    periods: tuple[BriefLine, ...]
    """The first line in each period of a school day."""
    depends: tuple[str, ...]
    """On which inputs a line depends, a sentence for each that does."""
    beside: tuple[str, ...]
    """What stands beside the lines, a sentence each."""
    adverse: tuple[BriefLine, ...]
    """What is worse, or may be."""
    heard: HeardTable | None
    levers: tuple[tuple[str, str], ...]
    """What else helps against today: each change that costs nothing, with its difference in the first primary measure."""
    helps: tuple[tuple[str, str], ...]
    """The other comparisons: each with its difference in the first primary measure."""
    helped_measure: str
    sure: tuple[str, ...]
    measure_first: tuple[tuple[str, str, str], ...]
    """The inputs that decide: name, value in the files, and from where on the strategy matters."""
    rests_on: str
    more: tuple[str, ...]

    @property
    def bottom_line(self) -> str:
        """The answer in one paragraph."""
        return " ".join(self.answer)

    @property
    def cautions(self) -> tuple[str, ...]:
        """How the run ended, what was set, and conditions, as far as there is any."""
        return tuple(filter(None, (self.stopped, self.settings, self.warning)))

    @property
    def rows(self) -> tuple[BriefLine, ...]:
        """The lines, with the periods below the first."""
        return *self.lines[:1], *self.periods, *self.lines[1:]

    @property
    def headings(self) -> tuple[str, ...]:
        """Of the cells of a line."""
        return "", *self.arms, "Difference (95% CI)", "Matters?"

    @property
    def table_note(self) -> str:
        """What stands under the table."""
        return TABLE_NOTE

    @property
    def adverse_heading(self) -> str:
        """Above what is worse."""
        return f"May be worse: {self.arms[1].lower()}"


def build_brief(comparison: Comparison, emergency: Emergency, scenario: str) -> Brief:
    """The page. scenario: what was played, as words of a command line. The comparison has at least one pairing."""
    index = ComparisonIndex(comparison)
    main = find_main_row(comparison, index.list_headlines())
    primary = _sort_primaries(index, main, emergency)
    today, first = comparison.present_practice, primary[0]
    answer = write_answer(index, first)
    return Brief(
        title=comparison.title,
        campus=comparison.campus_title,
        compared=describe_arms(main, today),
        run=(
            f"{emergency.place.occupants:,} people, {len(emergency.place.staff)} staff; {comparison.replications:,} matched runs; "
            f"model {comparison.model_version}, seed {comparison.seed}"
        ),
        stopped=describe_stopping(comparison),
        settings=_describe_settings(comparison),
        warning=" ".join(_list_warnings(main, emergency)),
        answer=answer,
        chances=tuple(_list_chances(index, first)),
        many=HAZARDS[emergency.scenario.hazard.kind].words.many,
        arms=(name_arm(main.baseline, today), name_arm(main.strategy, today)),
        lines=tuple(build_line(index, contrast) for contrast in primary),
        periods=tuple(_list_periods(index, first)),
        depends=tuple(_list_dependence(index, primary)),
        beside=tuple(_list_beside(index, main, first)),
        adverse=tuple(_list_adverse(index, main)),
        heard=_count_heard(comparison, main),
        levers=tuple(_list_levers(comparison, first)),
        helps=tuple(_list_helps(index, main)),
        helped_measure=name_measure(first.measure),
        sure=tuple(_describe_sureness(index, first, answer)),
        measure_first=tuple(_list_measured_first(index, main, first)),
        rests_on=_describe_basis(comparison),
        more=tuple(_list_commands(scenario, index, main, first)),
    )


def _sort_primaries(index: ComparisonIndex, row: Headline, emergency: Emergency) -> list[Contrast]:
    """In the order of the scenario, whose first measure the page leads with; what it does not name comes first."""
    found = [contrast for contrast in index.list_contrasts(row.pairing) if not contrast.exploratory]
    order = [primary.measure for primary in emergency.scenario.primary]
    return sorted(found, key=lambda one: order.index(one.measure) if one.measure in order else -1)


def find_main_row(comparison: Comparison, rows: Sequence[Headline]) -> Headline:
    """The row that the page is about."""
    pairings = [row.pairing for row in rows]
    main = choose_main_pairing(comparison.headlines, pairings, comparison.present_practice)
    return rows[pairings.index(main)]


def name_arm(strategy: str, today: str) -> str:
    """An arm as the head of a column: "Today", "With app"."""
    if strategy == today:
        return "Today"
    return "With app" if strategy == ADDED_APP else capitalize_first(label_strategy(strategy))


def describe_arms(row: Headline, today: str) -> str:
    """What the heads of the columns mean: "Today: the office with the PA. With app: the same, plus the app, not on the PA."."""
    heads = name_arm(row.baseline, today), name_arm(row.strategy, today)
    said = [name_strategy(row.baseline), name_strategy(row.strategy)]
    if row.strategy == ADDED_APP and row.baseline == today:
        said[1] = "the same, plus the app, not on the PA"
    parts = [
        f"{head}: {text}." if head.lower() != text.lower() else f"{head}."
        for head, text in zip(heads, said, strict=True)
    ]
    return " ".join(parts)


def _describe_settings(comparison: Comparison) -> str:
    parts = []
    for setting in comparison.settings:
        before = f", {setting.before} in the file" if setting.before else ""
        note = f"; {setting.note}" if setting.note else ""
        arm = f"{label_strategy(setting.strategy)}: " if setting.strategy else ""
        parts.append(f"{arm}{setting.name} {setting.value} ({(before + note).lstrip(',; ')})".replace(" ()", ""))
    return f"Set: {'; '.join(parts)}." if parts else ""


def _list_chances(index: ComparisonIndex, contrast: Contrast) -> Iterator[ChanceLine]:
    """Of the first measure, by its smallest difference that matters; none for a yes or no."""
    chance = index.find_chance(contrast)
    if chance is None:
        return
    better, worse = chance.better_by_delta, chance.worse_by_delta
    between = max(0.0, round(1.0 - better - worse, SHARE_DIGITS))
    size = format_size(chance.delta, contrast.unit)
    labels = f"{size} better or more", f"{WITHIN} {size}", f"{size} worse or more"
    shares = better, between, worse
    for label, number, share in zip(labels, to_percentages(*shares), shares, strict=True):
        yield ChanceLine(label, number, share)


def build_line(index: ComparisonIndex, contrast: Contrast) -> BriefLine:
    """A measure of the pair, by its own statistic."""
    if difference := format_shares_apart(contrast):
        interval = format_gain_interval(contrast).removeprefix("95% CI ")
    else:
        difference = format_difference_in(index, contrast).removesuffix(" (median)").replace(" person-min", "")
        interval = _format_limits(contrast, difference)
    matters = "depends" if contrast.finding is Verdict.SENSITIVE else SURE_WORDS.get(contrast.base_finding, "unclear")
    size = f", {format_size(contrast.delta, contrast.unit)}" if contrast.delta else ""
    is_median = contrast.statistic == "median"
    return BriefLine(
        measure=contrast.measure,
        name=capitalize_first(name_measure(contrast.measure)) + (" (median)" if is_median else ""),
        **dict(zip(("baseline", "strategy"), _format_arms(index, contrast), strict=True)),
        difference=difference,
        interval=interval,
        matters="" if contrast.exploratory else f"{matters}{size}".removesuffix(" person-min"),
        direction=find_interval_direction(contrast),
    )


def _list_dependence(index: ComparisonIndex, primary: Sequence[Contrast]) -> Iterator[str]:
    """The inputs that reach farthest alone, and how far all do; how far the first measure reaches, the answer says."""
    for contrast in primary:
        if contrast.finding is not Verdict.SENSITIVE:
            continue
        names = (contrast.input_named or "").split(", ") if contrast.input_named else []
        said = " and ".join(map(name_input, names)) or "several inputs together"
        joint = index.find_joint(find_pairing(contrast), contrast.measure)
        reach = "" if joint is None else describe_joint_range(contrast, joint)
        around = "" if reach and contrast is primary[0] else f" ({reach or describe_input_range(index, contrast)})"
        yield f"{capitalize_first(name_measure(contrast.measure))} depends on {said}{around}.".replace(" ()", "")


def _list_periods(index: ComparisonIndex, first: Contrast) -> Iterator[BriefLine]:
    """Of the first measure, in the order of the day."""
    for one in index.list_periods(find_pairing(first)):
        alone = contrast_in_period(one, first)
        difference = format_contrast(alone).removesuffix(" (median)").replace(" person-min", "")
        before, after = describe_centers(one, first)
        yield BriefLine(
            measure=first.measure,
            name=f" {one.period}, {one.share:.0%} of runs",
            baseline=before,
            strategy=after,
            difference=difference,
            interval=_format_limits(alone, difference),
            matters=MATTERS[one.side],
            direction=find_interval_direction(alone),
        )


def _format_limits(contrast: Contrast, difference: str) -> str:
    """The interval without the words that the difference has; signed where its ends point opposite ways: "−0.2 to 1.9"."""
    around = contrast.headline_interval
    if around is None or contrast.same_share == 1.0:
        return ""
    if not around.low < 0.0 < around.high:
        return shorten_interval(format_interval(contrast).replace(" person-min", ""), difference)
    sign = 1.0 if (contrast.headline or 0.0) >= 0.0 else -1.0
    step = find_unit_step(contrast.unit, around.low, around.high)
    low, high = (
        format_number(DISPLAY_FACTORS.get(contrast.unit, 1.0) * end, step)
        for end in (around.times(sign).low, around.times(sign).high)
    )
    return f"{low.replace('-', '−')} to {high}"


def _format_arms(index: ComparisonIndex, contrast: Contrast) -> tuple[str, str]:
    """The two arms by the statistic of their difference."""
    before, after = (_format_center(index, arm, contrast.statistic == "median") for arm in index.find_arms(contrast))
    return before, after


def _format_center(index: ComparisonIndex, summary: Summary | None, is_median: bool) -> str:
    if summary is None:
        return ""
    if is_median:
        return format_quantile(summary, summary.p50, index)
    step = find_step(summary.mean, summary.unit, 0.0, 0.0) if summary.unit in ("count", "hours") else 1.0
    return format_amount(summary.mean, summary.unit, step)


def _list_beside(index: ComparisonIndex, row: Headline, first: Contrast) -> Iterator[str]:
    """What an assailant's unaware time is made of; how often the margin of a fire was negative."""
    if found := index.find_unaware_time(row.pairing):
        yield from _describe_unaware_time(index, row, first, found)
    margins = [arm for arm in map(index.find_negative_margin, row.pairing.arms) if arm is not None]
    if margins and margins[-1] - margins[0] >= WORSE_MARGIN:
        shares = " vs ".join(f"{share:.0%}" for share in margins)
        yield f"The building on fire became untenable before its last person was out in {shares} of runs."


def _describe_unaware_time(index: ComparisonIndex, row: Headline, first: Contrast, found: UnawareTime) -> Iterator[str]:
    half, most, speaks = (
        " / ".join(_format_median(index, arm, name) for arm in row.pairing.arms)
        for name in ("aware_t50", "aware_t90", "pa_speaks")
    )
    yield f"Half aware {half}, 90% {most}, PA speaks {speaks} (medians)."
    before, after = (f"{share:.0%}" for share in found.over_before_90)
    bound = f"At best {format_size(found.bound, 's')}" if found.bound > 0 else "Nothing"
    yield f"Danger over before 90% knew: {before} / {after} of runs. {bound} could be gained."
    strata = [
        f"{name}: {format_difference(stratum.gain.reduction, first.measure, 's', 1.0)}"
        for name, stratum in zip(("Attack under 2 min", "2 to 5 min", "over 5 min"), found.strata, strict=True)
        if stratum.gain is not None
    ]
    yield f"{', '.join(strata)}."
    sooner, ends = (format_size(part.reduction, "s", 1.0) for part in (found.knowing_sooner, found.danger_ends_sooner))
    yield f"Knowing sooner makes {sooner} of it, an earlier end of the danger {ends}."


def _format_median(index: ComparisonIndex, arm: Arm, measure: str) -> str:
    summary = index.find_summary(arm, measure)
    return "–" if summary is None else format_quantile(summary, summary.p50, index)


def _list_adverse(index: ComparisonIndex, row: Headline) -> Iterator[BriefLine]:
    """With its joint range where that was played; what is a primary measure stands above already. Then what a strategy costs."""
    adverse = [one for one in find_adverse_contrasts(index, row.pairing) if one.exploratory]
    for contrast in [*adverse, *_iterate_costs(index, row)][:MAX_ADVERSE]:
        line, joint = build_line(index, contrast), index.find_joint(row.pairing, contrast.measure)
        reach = "" if joint is None else describe_joint_range(contrast, joint)
        asks = " ".join(state_facts(index, contrast)[:1])
        yield replace(line, interval=f"by assumptions {reach}" if reach else line.interval, asks=asks)


def _iterate_costs(index: ComparisonIndex, row: Headline) -> Iterator[Contrast]:
    """Measures without a verdict of which there is surely more."""
    for measure in UNJUDGED_COSTS:
        contrast = index.find_contrast(row.pairing, measure)
        if contrast is not None and contrast.exploratory and find_interval_direction(contrast) == "worse":
            yield contrast


def _count_heard(comparison: Comparison, row: Headline) -> HeardTable | None:
    """None where no channels were counted, or only one was used."""
    today = comparison.present_practice
    counts = {
        arm: {heard.channel: heard.staff for heard in comparison.first_heard if heard[:2] == arm}
        for arm in row.pairing.arms
    }
    groups = [(group.label, {channel.name.lower() for channel in list_channels(group)}) for group in list_groups()]
    groups.append(("never", {""}))
    sums = {
        label: [sum(n for channel, n in counts[arm].items() if channel in names) for arm in counts]
        for label, names in groups
    }
    shown = {label: numbers for label, numbers in sums.items() if any(round(n) for n in numbers)}
    if len(shown) < 2:
        return None
    rows = tuple(
        (name_arm(arm.strategy, today), tuple(f"{numbers[place]:.0f}" for numbers in shown.values()))
        for place, arm in enumerate(counts)
    )
    staff = sum(numbers[0] for numbers in sums.values())
    return HeardTable(tuple(shown), rows, f"{staff:.0f}")


def _list_levers(comparison: Comparison, first: Contrast) -> Iterator[tuple[str, str]]:
    """Changes to today's practice that cost nothing and bring something, the best first and marked, and that one with the app.

    Below one that brings less than matters: the other primary measures in which it brings enough.
    """
    measure, least = first.measure, NEGLIGIBLE * (first.delta or 0.0)
    arms = [
        (contrast, arm)
        for arm in comparison.levers
        for contrast in arm.contrasts
        if contrast.measure == measure and contrast.baseline == comparison.present_practice
        if arm.is_best or contrast.improvement >= least
    ]
    for contrast, arm in sorted(arms, key=lambda pair: -pair[0].improvement)[:MAX_LEVERS]:
        best = ", best" if arm.is_best else ""
        yield f"{capitalize_first(arm.says)} (free{best})", describe_contrast_size(contrast)
        if arm.app_too is not None:
            together = next(one for one in arm.app_too.contrasts if one.measure == measure)
            yield "The same with the app", describe_contrast_size(together)
        if headline_improvement(contrast) < (contrast.delta or 0.0):
            for other in arm.contrasts:
                if other.delta and headline_improvement(other) >= other.delta:
                    yield f" {name_measure(other.measure)}", describe_contrast_size(other)


def _list_helps(index: ComparisonIndex, row: Headline) -> Iterator[tuple[str, str]]:
    """The other headline rows, and what else is compared with the main row's baseline, in the first primary measure."""
    today = index.comparison.present_practice
    beside = [other for other in index.list_other_pairings() if other.baseline == row.baseline]
    others = [other for other in dict.fromkeys([*index.list_headlines(), *beside]) if other != row]
    for other in others[:MAX_OTHERS]:
        primary = [contrast for contrast in index.list_contrasts(other.pairing) if not contrast.exploratory]
        if primary:
            named = other.says or describe_comparison(other, today).removesuffix(".")
            day = f" ({label_conditions(other.conditions)})" if other.conditions and not other.says else ""
            yield capitalize_first(named) + day, describe_main_size(index, primary[0])


def _describe_sureness(index: ComparisonIndex, first: Contrast, answer: Sequence[str]) -> Iterator[str]:
    """The joint range, what changes how often it matters that the answer does not say, and other smallest differences."""
    joint = index.find_joint(find_pairing(first), first.measure)
    if joint is not None:
        moved = _name_moved(index, first)
        reach = describe_joint_range(first, joint)
        if reach:
            often = describe_settings(first, joint)
            yield f"{moved} moved together: {reach} in 90% of {joint.points} settings; {often}."
        else:
            yield f"{moved} moved together: {joint.points} settings differ by no more than chance."
    yield from [fact for fact in state_facts(index, first)[:MAX_FACTS] if fact not in answer]
    if others := index.find_other_chances(first):
        size = abs(first.headline or 0.0)
        reached, missed = (
            " and ".join(format_size(delta, first.unit) for delta in others if (size > delta) is part)
            for part in (True, False)
        )
        if not reached:
            yield f"It would not matter against {missed} either."
        else:
            yield f"It would matter against {reached}{f', not against {missed}' if missed else ''}."


def _name_moved(index: ComparisonIndex, first: Contrast) -> str:
    """What was moved: "98 inputs and 9 structures"."""
    inputs = len({effect.name for effect in index.comparison.input_effects})
    structures = len(index.list_structures(first)) - 1
    said = format_count(inputs, "input")
    return f"{said} and {format_count(structures, 'structure')}" if structures > 0 else said


def _list_warnings(main: Headline, emergency: Emergency) -> Iterator[str]:
    """What holds in every arm."""
    if holds := HAZARDS[emergency.scenario.hazard.kind].words.holds:
        yield holds
    if main.conditions:
        yield f"On a day with: {label_conditions(main.conditions)}."
    if emergency.structure is not None:
        yield f"Structure {emergency.structure.id}: {emergency.structure.title}."


def _list_measured_first(index: ComparisonIndex, row: Headline, first: Contrast) -> Iterator[tuple[str, str, str]]:
    """The inputs that move the first measure most, the value in the files, and from where on the difference matters."""
    effects = index.list_effects(row.pairing, first.measure)
    known = {entry.name: entry for entry in index.comparison.break_evens}
    for effect in rank_effects(effects, row.pairing, first.measure)[:MAX_DRIVERS]:
        entry = known.get(effect.name)
        base = None if entry is None else entry.base
        own = "" if base is None else format_input_amount(base, effect.unit)
        yield name_input(effect.name), own, "" if entry is None else describe_turn(entry)


def describe_turn(entry: InputBreakEven) -> str:
    """From where on it matters, else where the difference is zero: "matters above 1:14 min (95% CI 1:10 to 1:18)"; may be empty."""
    matters, found = entry.matters_from, entry.found
    if matters is not None and matters.crossing is Crossing.ONCE:
        is_above = matters.rises is (matters.threshold > 0)
        return f"matters {'above' if is_above else 'below'} {format_crossing(entry, matters)}"
    if found.crossing is not Crossing.ONCE:
        return UNTURNED[found.crossing if matters is None else matters.crossing]
    reduced, _ = name_directions(entry.measure, MEASURES[entry.measure].unit)
    return f"{reduced} {'above' if found.rises else 'below'} {format_crossing(entry, found)}"


def _describe_basis(comparison: Comparison) -> str:
    moved = {effect.name for effect in comparison.input_effects}
    of = f" of {len(moved | set(comparison.assumed))}" if moved else ""
    return f"{len(comparison.assumed)}{of} inputs are assumed, none is measured at this school. Checked, not validated. {NOT_ANSWERED}"


def _list_commands(scenario: str, index: ComparisonIndex, row: Headline, first: Contrast) -> Iterator[str]:
    yield f"allcall compare {scenario} --full"
    ranked = rank_effects(index.comparison.input_effects, row.pairing, first.measure)
    for strongest in ranked[:1]:
        yield f"allcall sweep {scenario} --over {strongest.name}"
    yield f"allcall lab {scenario}"
