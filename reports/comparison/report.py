"""The planner's report on a comparison: answers first, then the tables behind them, sensitivity, limits and evidence.

Every word and number on differences comes from `reports.comparison.findings`; only the arrangement is decided here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import islice
from typing import Literal

from reports.comparison.differences import (
    ComparisonIndex,
    find_input_step,
    format_base_case,
    format_bound,
)
from reports.comparison.distribution import format_contrast
from reports.comparison.findings import (
    EVIDENCE_ROW,
    INTERVAL_NOTE,
    LIMIT_NOTE,
    SURVIVAL_NOTE,
    FindingLine,
    FindingRow,
    Findings,
    SingleArm,
    build_findings,
    describe_comparison,
    has_survival,
)
from reports.documents.model import (
    Block,
    Bullets,
    Cell,
    Code,
    Column,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    parse_code,
)
from reports.text.evidence import build_evidence
from reports.text.formatting import format_size
from reports.text.terms import (
    capitalize_first,
    describe_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
    register_strategies,
)
from scenarios.scenario import Emergency
from sim.exercise.events import MODEL_VERSION
from sim.experiment.comparison import Comparison, Headline, InputEffect, find_shift
from sim.statistics.paired import Contrast

LIMITS = (
    "This is a model. It shows how delays depend on each other, not what will happen in a school.",
    "Most inputs on behavior are assumed. Sensitivity is one-way: each input alone, not several at once.",
    "Results hold for the campus in its file. Another campus, roster or 911 center gives other results.",
    "It counts time and person-time within reach of a hazard, not casualties of an attack and not cost.",
    "A difference on a day with something broken does not hold for a day on which it works.",
)


@dataclass(frozen=True)
class ReportRequest:
    """Contents of a report. command: reproduces it; pictures: figures by name."""

    comparison: Comparison
    emergency: Emergency
    command: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def build_planner_report(request: ReportRequest) -> Paper:
    """The whole report."""
    register_strategies(request.emergency.strategies.values())
    comparison, found = request.comparison, build_findings(request.comparison)
    sections = (
        Section("question", "The question", tuple(_build_question(request, found))),
        Section("answer", "The answer", _build_answers(found)),
        Section("method", "Method", tuple(_build_method(found))),
        Section("results", "Results", tuple(_build_results(found, request.pictures))),
        Section(
            "inputs",
            "Sensitivity to assumptions",
            tuple(_build_sensitivity(comparison, request.pictures)),
        ),
        Section("limits", "Limits", (Bullets(_list_limits(comparison)),)),
        Section("evidence", "Inputs and evidence", tuple(_build_evidence(request))),
        Section("again", "Reproducing this report", tuple(_build_reproduction(request))),
    )
    return Paper(
        kind="Comparison of alert strategies",
        title=comparison.title,
        about=(
            ("Campus", comparison.campus_title),
            (
                "Strategies",
                ", ".join(label_strategy(one, comparison.present_practice) for one in comparison.strategies),
            ),
            ("Replications", f"{comparison.replications:,} matched pairs, seed {comparison.seed}"),
        ),
        sections=sections,
    )


def _build_question(request: ReportRequest, findings: Findings) -> list[Block]:
    comparison = request.comparison
    asks = tuple(capitalize_first(row.question or row.compared) for row in findings.rows)
    return [
        Paragraph(request.emergency.scenario.summary.strip()),
        Paragraph(
            "How much sooner do the right people act, and are there adverse effects?"
            if asks
            else "How soon do people act?"
        ),
        *([Bullets(asks, "number")] if asks else []),
        Table(
            "The strategies",
            (Column("Strategy", 0.26), Column("Description", 0.74)),
            tuple(
                (
                    capitalize_first(label_strategy(name, comparison.present_practice)),
                    request.emergency.strategy(name).summary.strip(),
                )
                for name in comparison.strategies
            ),
        ),
    ]


def _build_method(findings: Findings) -> list[Block]:
    said = [findings.run_description, findings.stop_description, *findings.first_reports, findings.assumed]
    return [
        *(Paragraph(parse_code(one)) for one in said if one),
        Paragraph(
            "Each replication is run under every strategy with common random numbers, so only the strategy makes a difference. "
            "A verdict compares the difference with the smallest one that matters, adjusted for multiplicity over all primary "
            "measures (Holm)."
        ),
        Bullets((*findings.remarks, *findings.notes)),
    ]


def _list_limits(comparison: Comparison) -> tuple[str, ...]:
    return (*LIMITS, LIMIT_NOTE) if _has_survival(comparison) else LIMITS


def _has_survival(comparison: Comparison) -> bool:
    return has_survival(summary.measure for summary in comparison.measures)


def _build_evidence(request: ReportRequest) -> Iterator[Block]:
    comparison = request.comparison
    formulas = (EVIDENCE_ROW,) if _has_survival(comparison) else ()
    return build_evidence(request.emergency, comparison.strategies, *comparison.conditions, formulas=formulas)


def _build_reproduction(request: ReportRequest) -> list[Block]:
    comparison = request.comparison
    return [
        Paragraph(
            f"Allcall {version('allcall')}, model version {MODEL_VERSION}, seed {comparison.seed}. The same command gives the same numbers "
            "on any machine, with any number of processes."
        ),
        Code(request.command),
        Paragraph(
            (
                Run("allcall show", "code"),
                " prints the scenario, the campus and each strategy with the evidence behind every number.",
            )
        ),
    ]


FIGURES = {
    "heard": "How staff first heard:",
    "gains": "How much sooner, in single emergencies:",
    "aware": "Staff aware over time:",
    "protected": "People protected over time:",
    "shocked": "First shock delivered over time:",
    "times": "Primary measures with and without:",
    "chain": "Response timeline:",
}
"""Figures of all questions together, and the words that lead to each."""
OVERVIEW_TITLE = "All questions in one view"


def _build_answers(findings: Findings) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph((Run(warning, "strong"),)) for warning in _list_warnings(findings)]
    for row in findings.rows:
        blocks.append(Heading(capitalize_first(row.question or row.compared)))
        blocks.append(Bullets(tuple(map(capitalize_first, (*row.summary_statements, *row.adverse_effects)))))
    blocks += [Paragraph(f"{one.question}, with no comparison.") for one in findings.single_arms]
    return tuple(blocks)


def _list_warnings(findings: Findings) -> list[str]:
    return list(dict.fromkeys(row.warning for row in findings.rows if row.warning))


def _build_results(findings: Findings, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    shown = [name for name in FIGURES if name in pictures]
    if shown:
        yield Heading(OVERVIEW_TITLE)
    for name in shown:
        yield Paragraph(FIGURES[name])
        yield pictures[name]
    for row in findings.rows:
        yield Heading(capitalize_first(row.question or row.compared))
        yield from _build_row(row)
    for row in findings.others:
        yield Heading(row.compared.removesuffix("."))
        yield _build_table_results(row, row.primary_lines)
        if row.adverse_effects:
            yield Bullets(row.adverse_effects)
    for one in findings.single_arms:
        yield Heading(one.question)
        yield _build_single_arm_table(one)


def _build_row(row: FindingRow) -> Iterator[Block]:
    if row.question:
        yield Paragraph(row.compared)
    yield _build_table_results(row, row.lines, row.cautions)
    for line in row.primary_lines:
        yield Paragraph((Run(f"{capitalize_first(line.name)}: ", "strong"), line.verdict))
        yield Bullets(tuple(map(capitalize_first, _describe_details(line))))
    if bought := next((line for line in row.primary_lines if line.pairing), None):
        yield Paragraph(
            f"Common random numbers: independent runs would need {bought.pairing} times as many replications for the same "
            f"precision in {bought.name}."
        )
    if row.exposure:
        yield Paragraph(row.exposure)


def _describe_details(line: FindingLine) -> Iterator[str]:
    yield line.shares
    if line.slowest:
        yield line.slowest
    if line.inputs:
        yield f"sensitivity to assumptions: {line.inputs}"
    if line.joint:
        yield line.joint


def _build_table_results(
    row: FindingRow, lines: Sequence[FindingLine], cautions: Sequence[str] = ()
) -> Table:
    columns = (
        Column("", 0.22), Column(capitalize_first(row.without), 0.14), Column(capitalize_first(row.with_), 0.14),
        Column("Difference", 0.14), Column(INTERVAL_NOTE, 0.16), Column("Distribution", 0.20),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            (Run(capitalize_first(line.name), "strong" if line.is_primary else ""),),
            line.without.as_sentence,
            line.with_.as_sentence,
            line.difference,
            line.interval,
            line.distribution,
        )
        for line in lines
    ]
    return Table(
        f"{capitalize_first(row.with_)} and {row.without}: {row.day}",
        columns,
        tuple(rows),
        " ".join(
            filter(None, ("Primary measures in bold; all others are exploratory.", row.table_note, *cautions))
        ),
    )


def _build_single_arm_table(one: SingleArm) -> Table:
    heads = ("Mean", "Median", "90th percentile", "Not achieved")
    columns = (Column("", 0.36), *(Column(head, 0.16, "right") for head in heads))
    rows = tuple(
        (capitalize_first(line.name), line.mean, line.p50, line.p90, line.not_reached) for line in one.lines
    )
    note = SURVIVAL_NOTE if has_survival(line.measure for line in one.lines) else ""
    return Table(f"{capitalize_first(one.label)}, played alone", columns, rows, note)


MAX_INPUTS = 8  # inputs in a table: those that move the difference most
INTRO_TEXT = "Main drivers of this answer:"
NONE_TEXT = "No sensitivity runs were made."


def _build_sensitivity(comparison: Comparison, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    if not comparison.input_effects:
        yield Paragraph(NONE_TEXT)
        return
    yield Paragraph(
        f"One-way sensitivity: each input with a stated range alone at both bounds, {comparison.input_pairs:,} pairs at each; "
        "± is the standard error of the shift against the base case. A shift within two of them is not resolved. "
        "Where a range includes zero or the smallest difference that matters, measuring that input helps and more replications do not."
    )
    figures = (picture for name, picture in pictures.items() if name.startswith("tornado"))
    lookup = ComparisonIndex(comparison)
    for headline in lookup.list_headlines():
        yield Heading(
            capitalize_first(
                headline.says or describe_comparison(headline, comparison.present_practice)
            ).removesuffix(".")
        )
        if any(find_shift(one) > 0.0 for one in _primary_effects(lookup, headline)):
            for picture in islice(figures, 1):
                yield Paragraph(INTRO_TEXT)
                yield picture
        for measure in lookup.list_primaries():
            if effects := lookup.list_effects(headline.pairing, measure):
                yield _build_measure_block(lookup, headline, measure, effects)


def _primary_effects(index: ComparisonIndex, headline: Headline) -> Iterator[InputEffect]:
    for measure in index.list_primaries():
        yield from index.list_effects(headline.pairing, measure)


def _build_measure_block(
    index: ComparisonIndex, headline: Headline, measure: str, effects: Sequence[InputEffect]
) -> Block:
    if any(find_shift(one) > 0.0 for one in effects):
        return _build_table_sensitivity(index, headline, measure, effects)
    count = "The one input" if len(effects) == 1 else f"None of the {len(effects)} inputs"
    moves = "does not move it" if len(effects) == 1 else "moves it"
    said = Run(f"{_name_table(index, headline, measure)}: ", "strong")
    contrast = index.find_contrast(headline.pairing, measure)
    base = format_base_case(contrast, index.comparison.input_pairs) if contrast else ""
    rests = f" Base case (n = {index.comparison.input_pairs:,}): {base}." if base else ""
    return Paragraph((said, f"{count} with a range {moves}.{rests}"))


def _name_table(index: ComparisonIndex, headline: Headline, measure: str) -> str:
    today = index.comparison.present_practice
    arms = f"{name_strategy(headline.strategy, today)} and {name_strategy(headline.baseline, today)}"
    return f"{capitalize_first(name_measure(measure))}: {arms}{describe_conditions(headline.conditions)}"


def _build_table_sensitivity(
    index: ComparisonIndex, headline: Headline, measure: str, effects: Sequence[InputEffect]
) -> Table:
    contrast = index.find_contrast(headline.pairing, measure)
    moving = sorted(
        (one for one in effects if find_shift(one) > 0.0), key=lambda one: (-find_shift(one), one.name)
    )
    pairs = index.comparison.input_pairs
    step = find_input_step(contrast, pairs) if contrast else 1.0
    rows = tuple(
        (
            capitalize_first(name_input(one.name)),
            *(_format_end(contrast, one, end, step) for end in ("low", "high")),
        )
        for one in moving[:MAX_INPUTS]
        if contrast
    )
    return Table(
        _name_table(index, headline, measure),
        (
            Column("Input", 0.4),
            Column("Lower bound", 0.3, "right"),
            Column("Upper bound", 0.3, "right"),
        ),
        rows,
        " ".join(_list_notes(contrast, pairs, len(effects) - len(rows))),
    )


def _list_notes(contrast: Contrast | None, pairs: int, others: int) -> Iterator[str]:
    if contrast and (base := format_base_case(contrast, pairs)):
        yield f"Base case: {base} (n = {pairs:,}); {format_contrast(contrast)} in all {contrast.n:,} pairs."
    if others:
        yield f"The other {others} inputs with a range have less effect or none."


def _format_end(contrast: Contrast, effect: InputEffect, end: Literal["low", "high"], step: float) -> str:
    """The difference at one bound, its standard error, and whether it is resolved: "12 s sooner ± 3 s, not resolved"."""
    reduction, error, reading, word = (
        (effect.low_reduction, effect.low_se, effect.low_reading, effect.low_word)
        if end == "low"
        else (effect.high_reduction, effect.high_se, effect.high_reading, effect.high_word)
    )
    said = format_bound(contrast, reduction, word, effect.pairs)
    around = f" ± {format_size(error, contrast.unit, step)}" if error else ""
    return f"{said}{around}{'' if reading == 'resolved' else f', {reading}'}"
