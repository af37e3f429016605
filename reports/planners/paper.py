"""A comparison as a paper. Every word and number on differences comes from `reports.findings`; decided here is only where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

from reports.documents.blocks import (
    Block,
    Bullets,
    Code,
    Column,
    Paper,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    parse_code,
)
from reports.evidence import build_evidence
from reports.findings import Findings, build_findings
from reports.names import capitalize_first, label_strategy
from reports.planners.results import build_answers, build_results
from reports.planners.sensitivity import build_sensitivity
from reports.survival import EVIDENCE_ROW, LIMIT_NOTE, has_survival
from scenarios.emergency import Emergency
from sim.comparison import Comparison
from sim.drill.setup import MODEL_VERSION

LIMITS = (
    "It is a model. It shows how intervals hang together, and not what will happen in a school.",
    "Most inputs about how people behave are assumed. The input ranges say how far the answer moves with each of them alone, "
    "not with several at once.",
    "The campus is the one described in its file. Another campus, another roster or another 911 centre is another answer.",
    "It counts time, and person-time in reach of a hazard. It says nothing about casualties of an attack, and nothing about cost.",
    "A difference on a day with something broken is no answer for a day on which it works.",
)


@dataclass(frozen=True)
class ReportRequest:
    """What a report is made from. command: what was typed, to make it again; pictures: figures by name."""

    comparison: Comparison
    emergency: Emergency
    command: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def build_planner_report(request: ReportRequest) -> Paper:
    """The whole report."""
    comparison, found = request.comparison, build_findings(request.comparison)
    sections = (
        Section("question", "The question", tuple(_build_question(request, found))),
        Section("answer", "The answer", build_answers(found)),
        Section("method", "How it was played", tuple(_build_method(found))),
        Section("results", "Results", tuple(build_results(found, request.pictures))),
        Section(
            "inputs",
            "If what nobody has measured is otherwise",
            tuple(build_sensitivity(comparison, request.pictures)),
        ),
        Section("limits", "What not to conclude", (Bullets(_list_limits(comparison)),)),
        Section("evidence", "Inputs and evidence", tuple(_build_evidence(request))),
        Section("again", "How this comes out again", tuple(_build_reproduction(request))),
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
            ("Played", f"{comparison.replications:,} pairs, seed {comparison.seed}"),
        ),
        sections=sections,
    )


def _build_question(request: ReportRequest, findings: Findings) -> list[Block]:
    """What is compared with what, and what the strategies are."""
    comparison = request.comparison
    asks = tuple(capitalize_first(row.question or row.compared) for row in findings.rows)
    return [
        Paragraph(request.emergency.scenario.summary.strip()),
        Paragraph(
            "How much sooner do the right people act, and is anything worse?"
            if asks
            else "How soon do people act?"
        ),
        *([Bullets(asks, "number")] if asks else []),
        Table(
            "The strategies",
            (Column("Strategy", 0.26), Column("What it is", 0.74)),
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
    """How often, with what luck, and what the numbers are."""
    said = [findings.run_description, findings.stop_description, *findings.first_reports, findings.assumed]
    return [
        *(Paragraph(parse_code(one)) for one in said if one),
        Paragraph(
            "Pairs: each emergency is played once under every strategy with the same luck, so that a difference is made by the "
            "strategy and by nothing else. A verdict holds the difference against the smallest one that matters, and the family of "
            "primary measures together (Holm's order: the more is asked at once, the surer each of the answers has to be)."
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
            f"Allcall {version('allcall')}, version {MODEL_VERSION} of the model, seed {comparison.seed}. The same command gives the same numbers, "
            "on any machine and any number of processes."
        ),
        Code(request.command),
        Paragraph(
            (
                Run("allcall show", "code"),
                " prints the scenario, the campus and each strategy with the evidence behind every number.",
            )
        ),
    ]
