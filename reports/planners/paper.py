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
    with_code,
)
from reports.evidence import evidence_blocks
from reports.findings import Findings, findings
from reports.names import capital, label
from reports.planners.results import answers, results
from reports.planners.sensitivity import sensitivity
from reports.survival import EVIDENCE_ROW, LIMIT, shows_survival
from scenarios.emergency import Emergency
from sim.comparison import Comparison
from sim.drill.setup import MODEL

LIMITS = (
    "It is a model. It shows how intervals hang together, and not what will happen in a school.",
    "Most inputs about how people behave are assumed. The input ranges say how far the answer moves with each of them alone, "
    "not with several at once.",
    "The campus is the one described in its file. Another campus, another roster or another 911 centre is another answer.",
    "It counts time, and person-time in reach of a hazard. It says nothing about casualties of an attack, and nothing about cost.",
    "A difference on a day with something broken is no answer for a day on which it works.",
)


@dataclass(frozen=True)
class Asked:
    """What a report is made from. command: what was typed, to make it again; pictures: figures by name."""

    comparison: Comparison
    emergency: Emergency
    command: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def planners_report(asked: Asked) -> Paper:
    """The whole report."""
    comparison, found = asked.comparison, findings(asked.comparison)
    sections = (
        Section("question", "The question", tuple(_question(asked, found))),
        Section("answer", "The answer", answers(found)),
        Section("method", "How it was played", tuple(_method(found))),
        Section("results", "Results", tuple(results(found, asked.pictures))),
        Section(
            "inputs",
            "If what nobody has measured is otherwise",
            tuple(sensitivity(comparison, asked.pictures)),
        ),
        Section("limits", "What not to conclude", (Bullets(_limits(comparison)),)),
        Section("evidence", "Inputs and evidence", tuple(_evidence(asked))),
        Section("again", "How this comes out again", tuple(_again(asked))),
    )
    return Paper(
        kind="Comparison of alert strategies",
        title=comparison.title,
        about=(
            ("Campus", comparison.campus_title),
            (
                "Strategies",
                ", ".join(label(one, comparison.present_practice) for one in comparison.strategies),
            ),
            ("Played", f"{comparison.replications:,} pairs, seed {comparison.seed}"),
        ),
        sections=sections,
    )


def _question(asked: Asked, found: Findings) -> list[Block]:
    """What is compared with what, and what the strategies are."""
    comparison = asked.comparison
    asks = tuple(capital(row.says or row.compared) for row in found.rows)
    return [
        Paragraph(asked.emergency.scenario.summary.strip()),
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
                    capital(label(name, comparison.present_practice)),
                    asked.emergency.strategy(name).summary.strip(),
                )
                for name in comparison.strategies
            ),
        ),
    ]


def _method(found: Findings) -> list[Block]:
    """How often, with what luck, and what the numbers are."""
    said = [found.played, found.stopped, *found.first_reports, found.assumed]
    return [
        *(Paragraph(with_code(one)) for one in said if one),
        Paragraph(
            "Pairs: each emergency is played once under every strategy with the same luck, so that a difference is made by the "
            "strategy and by nothing else. A verdict holds the difference against the smallest one that matters, and the family of "
            "primary measures together (Holm's order: the more is asked at once, the surer each of the answers has to be)."
        ),
        Bullets((*found.remarks, *found.notes)),
    ]


def _limits(comparison: Comparison) -> tuple[str, ...]:
    return (*LIMITS, LIMIT) if _has_survival(comparison) else LIMITS


def _has_survival(comparison: Comparison) -> bool:
    return shows_survival(summary.measure for summary in comparison.measures)


def _evidence(asked: Asked) -> Iterator[Block]:
    comparison = asked.comparison
    formulas = (EVIDENCE_ROW,) if _has_survival(comparison) else ()
    return evidence_blocks(asked.emergency, comparison.strategies, *comparison.conditions, formulas=formulas)


def _again(asked: Asked) -> list[Block]:
    comparison = asked.comparison
    return [
        Paragraph(
            f"Allcall {version('allcall')}, version {MODEL} of the model, seed {comparison.seed}. The same command gives the same numbers, "
            "on any machine and any number of processes."
        ),
        Code(asked.command),
        Paragraph(
            (
                Run("allcall show", "code"),
                " prints the scenario, the campus and each strategy with the evidence behind every number.",
            )
        ),
    ]
