"""The planner's report on a comparison: a brief of two pages, and lettered annexes with the method, the results and the evidence.

The brief has the statements of the first page of `allcall compare` (`reports.comparison.brief`), the annexes those of `--full`. The
recommendation is left to people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from string import ascii_uppercase

from reports.comparison.brief import Brief, BriefLine, build_brief
from reports.comparison.differences import NONE_FOUND
from reports.comparison.findings import EVIDENCE_ROW, LIMIT_NOTE, Findings, build_findings, has_survival
from reports.comparison.results import build_results
from reports.comparison.validation import build_validation
from reports.documents.model import (
    Block,
    Bullets,
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
from reports.text.terms import capitalize_first, label_strategy, register_strategies
from scenarios.scenario import Emergency
from sim.experiment.comparison import Comparison
from sim.hazards import HAZARDS
from sim.model.version import MODEL_VERSION

CHAIN = (
    "A person perceives the emergency, recognizes it, decides, and reports it by the means of the strategy.",
    "A 911 call waits for a call taker, is answered and processed, and units are sent. They travel, arrive and find the place.",
    "Staff hear by app, PA, radio, phone, from a neighbor, or perceive the emergency themselves. A person is aware on having noticed "
    "the message and understood it, and then acts: locks a door, leaves the building, or brings aid.",
)
MODEL = (
    "Every delay, and every chance that a message does not reach a person, is drawn from a distribution (Annex D).",
    "Each emergency runs once under every strategy with common random numbers: the same people are in the same places, and the same step "
    "takes the same time. Only the strategy differs, and a result is a difference over these matched runs.",
    "A verdict compares the interval of the difference with the smallest difference that matters, adjusted for multiplicity over all "
    "primary measures (Holm).",
)
LIMITS = (
    "This is a model. It shows how delays depend on each other, not what will happen in a school.",
    "Most inputs on behavior are assumed.",
    "Results hold for the campus in its file. Another campus, roster or 911 center gives other results.",
    "It counts time and person-time within reach of a hazard, not casualties of an attack and not cost.",
    "A difference on a day with something broken does not hold for a day on which it works.",
)
BRIEF_FIGURES = ("shocked", "planned", "released", "aware")
"""The first of these that the comparison has stands in the brief; all others in the annex of results."""
FIGURE_SHARE, CAUTION_SHARE, PERIOD_SHARE = 0.62, 0.07, 0.03
"""Of the width of the page, and how much less for each caution and each period, so that the answer and its figure stand on the first."""
SHARES = (0.28, 0.1, 0.11, 0.36, 0.15)
"""Of the columns of the table of primary measures."""
TO_DECIDE = (
    "Recommendation",
    "Reasons",
    "Adverse effects accepted",
    "To settle first",
    "Date of the next review",
    "Decided by, and date",
)
"""Rows that the planning team fills in."""


@dataclass(frozen=True)
class ReportRequest:
    """Contents of a report. command: reproduces it; pictures: figures by name."""

    comparison: Comparison
    emergency: Emergency
    command: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def build_planner_report(request: ReportRequest) -> Paper:
    """The whole report. Without a pairing there is no brief, only what was measured."""
    register_strategies(request.emergency.strategies.values())
    comparison, findings = request.comparison, build_findings(request.comparison)
    brief = None
    if comparison.contrasts:
        brief = build_brief(comparison, request.emergency, request.command.removeprefix("allcall compare "))
    shown = next((name for name in BRIEF_FIGURES if brief and name in request.pictures), "")
    annexes = (
        Section("method", "Method", tuple(_build_method(request, findings)), starts_page=True),
        Section("validation", "Validation", tuple(build_validation())),
        Section("results", "All results", tuple(_build_results(request, findings, shown))),
        Section("evidence", "Inputs and evidence", tuple(_build_evidence(request))),
        Section("again", "Reproducing this report", tuple(_build_reproduction(request, brief))),
    )
    lettered = (
        replace(section, title=f"Annex {letter}: {section.title}")
        for letter, section in zip(ascii_uppercase, annexes, strict=False)
    )
    return Paper(
        kind="Comparison of alert strategies",
        title=comparison.title,
        about=(
            ("Question", " ".join(request.emergency.scenario.summary.split())),
            *([("Compared", brief.compared)] if brief else []),
            ("Campus", f"{comparison.campus_title}, {request.emergency.place.occupants:,} people"),
            ("Runs", f"{comparison.replications:,} matched runs, seed {comparison.seed}"),
        ),
        sections=(*_build_brief(request, brief, shown), *lettered),
        contents=False,
    )


def _build_brief(request: ReportRequest, brief: Brief | None, shown: str) -> Iterator[Section]:
    if brief is None:
        yield Section("answer", "Answer", (Paragraph("One strategy alone: nothing is compared."),))
        return
    yield Section("answer", "Answer", tuple(_build_answer(brief, request.pictures.get(shown))))
    columns = Column("", 0.34), Column("", 0.66)
    box = Table("Decision of the planning team", columns, tuple((name, "") for name in TO_DECIDE))
    yield Section("recommendation", "Recommendation: for the planning team to complete", (box,))


def _build_answer(brief: Brief, picture: Picture | None) -> Iterator[Block]:
    yield from (Paragraph((Run(capitalize_first(text), "strong"),)) for text in brief.cautions)
    yield Paragraph((Run(brief.bottom_line, "strong"),))
    yield _build_lines("Primary measures", brief, brief.rows, brief.table_note)
    yield Bullets((*_describe_chances(brief), *brief.depends, *brief.beside))
    if picture is not None:
        less = CAUTION_SHARE * len(brief.cautions) + PERIOD_SHARE * len(brief.periods)
        yield replace(picture, share=FIGURE_SHARE - less)
    yield Heading("Adverse effects")
    if brief.adverse:
        yield _build_lines(brief.adverse_heading, brief, brief.adverse)
        yield from (Paragraph(line.asks) for line in brief.adverse if line.asks)
    else:
        yield Paragraph(NONE_FOUND)
    if brief.levers or brief.helps:
        heads = Column("Compared", 0.7), Column(capitalize_first(brief.helped_measure), 0.3)
        yield Table("What else helps, and other comparisons", heads, (*brief.levers, *brief.helps))
    yield Heading("How sure")
    inputs = (f"{name}, {value or 'varied'}: {where}" for name, value, where in brief.measure_first if where)
    yield Bullets((*brief.sure, *map(capitalize_first, inputs), brief.rests_on))


def _describe_chances(brief: Brief) -> Iterator[str]:
    if brief.chances:
        yield f"Of 100 {brief.many}: {', '.join(f'{one.label} {one.of_100}' for one in brief.chances)}."


def _build_lines(caption: str, brief: Brief, lines: Sequence[BriefLine], note: str = "") -> Table:
    columns = tuple(Column(title, share) for title, share in zip(brief.headings, SHARES, strict=True))
    return Table(caption, columns, tuple(line.cells for line in lines), note)


def _build_method(request: ReportRequest, findings: Findings) -> Iterator[Block]:
    comparison = request.comparison
    yield from map(Paragraph, map(parse_code, findings.run))
    yield Heading("The model")
    yield Bullets((*(HAZARDS[request.emergency.scenario.hazard.kind].words.steps or CHAIN), *MODEL))
    yield Table(
        "The strategies",
        (Column("Strategy", 0.26), Column("Description", 0.74)),
        tuple(
            (
                capitalize_first(label_strategy(name, comparison.present_practice)),
                " ".join(request.emergency.strategy(name).summary.split()),
            )
            for name in comparison.strategies
        ),
    )
    yield Heading("Reading the numbers")
    yield Bullets(findings.notes)
    yield Heading("Limits")
    yield Bullets((*LIMITS, LIMIT_NOTE) if _has_survival(comparison) else LIMITS)


def _has_survival(comparison: Comparison) -> bool:
    return has_survival(summary.measure for summary in comparison.measures)


def _build_results(request: ReportRequest, findings: Findings, shown: str) -> Iterator[Block]:
    yield from build_results(findings)
    pictures = [picture for name, picture in request.pictures.items() if name != shown]
    if pictures:
        yield Heading("Figures")
    yield from pictures


def _build_evidence(request: ReportRequest) -> Iterator[Block]:
    comparison = request.comparison
    formulas = (EVIDENCE_ROW,) if _has_survival(comparison) else ()
    return build_evidence(request.emergency, comparison.strategies, *comparison.conditions, formulas=formulas)


def _build_reproduction(request: ReportRequest, brief: Brief | None) -> Iterator[Block]:
    yield Paragraph(
        f"Allcall {version('allcall')}, model version {MODEL_VERSION}, seed {request.comparison.seed}. The same command gives the same "
        "numbers on any machine, with any number of processes."
    )
    yield Code(request.command)
    if brief is not None:
        yield Paragraph("All results, the strongest input over its range, and a value of the district's own:")
        yield Code("\n".join(brief.more))
    yield Paragraph(
        (
            Run("allcall show", "code"),
            " prints the scenario, the campus and each strategy with the evidence behind every number.",
        )
    )
