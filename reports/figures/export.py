"""Which figures a comparison and an exercise have, as files and for documents, and why one is missing.

Figures of an exercise never show survival, counts of people exposed, percentiles of a person, or names of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.decision_ledger import build_ledger
from reports.figures.case_years import build_cases, draw_cases
from reports.figures.first_channels import build_channels_of_comparison, build_channels_of_exercise, draw_channels
from reports.figures.gain_dots import FEWEST, build_dots_of_comparison, build_dots_of_exercise, draw_dots
from reports.figures.ledger_plot import build_ledger_plot, draw_ledger_plot
from reports.figures.spread_map import build_spread_map, draw_spread_map
from reports.figures.style import Drawing, RenderedFigure, render_figures, write_drawings
from reports.figures.time_curves import CURVE_FORMATS, build_curves, build_shares, draw_panels
from reports.figures.timeline import build_timeline, draw_timeline
from reports.figures.titles import find_main_pairing
from reports.figures.tornado_plot import build_tornados, draw_tornado
from scenarios.hazards import Assessment
from scenarios.scenario import Emergency
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.decision_effects import DecisionEffects
from sim.exercise.review import Review
from sim.exercise.transcript import NEEDS_REPLAY, Transcript
from sim.experiment.case_years import CaseYears, play_case_years
from sim.experiment.comparison import Comparison
from sim.experiment.first_channels import TRACED_REPLICATIONS, FirstChannels, play_first_channels
from sim.experiment.raw_results import RawResults
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING_PLAYED = "the exercise was stopped before anything happened"
MISSING_EXERCISE_REASONS = dict.fromkeys(("timeline", "maps", "shares", "heard", "gains"), NOTHING_PLAYED)
"""Reasons for figures that a reader may miss."""
FOR_PHONES = {"decisions", "maps", "shares", "heard", "gains"}
"""Figures of an exercise that are drawn for a phone, too."""
NOTHING_CHANGED = "neither the alert nor team decisions changed a main measure"
IN_DAYS = "an exercise in days has a table of dates instead"
NO_ALERT = "no one has to learn of this emergency"
NOT_PLAYED = "its replications were not run"
FEW_PLAYED = f"fewer than {FEWEST} replications were run"


def iterate_exercise_drawings(
    review: Review | Transcript, counterfactual: Counterfactual | None = None, effects: DecisionEffects | None = None
) -> Iterator[Drawing]:
    """The figures of an exercise, in the order of a report. counterfactual, effects: if they were computed."""
    if effects is not None:
        rows = build_ledger(effects, review.state)
        yield from _draw("decisions", build_ledger_plot(rows), draw_ledger_plot)
    if isinstance(review, Transcript):
        return
    if review.state.has_alert:
        yield from _draw("timeline", build_timeline(review), draw_timeline)
        yield from _draw("maps", build_spread_map(review), draw_spread_map)
    if not review.exercise.in_days:
        yield from _draw("shares", build_shares(review), draw_panels)
    if review.state.has_alert:
        yield from _draw("heard", build_channels_of_exercise(review), draw_channels)
    if counterfactual is not None:
        yield from _draw("gains", build_dots_of_exercise(review, counterfactual), draw_dots)


def _draw(name: str, data: Any, draw: Callable[[Any], Figure]) -> Iterator[Drawing]:
    """The drawing of the contents of a figure; nothing for None."""
    if data is not None:
        yield Drawing(name, data.title, data.alt, partial(draw, data), name in FOR_PHONES)


def draw_exercise_figures(
    review: Review | Transcript, counterfactual: Counterfactual | None = None, effects: DecisionEffects | None = None
) -> list[RenderedFigure]:
    """Draws them, as SVG and PNG."""
    return render_figures(iterate_exercise_drawings(review, counterfactual, effects))


def explain_missing_figures(review: Review | Transcript, counterfactual: Counterfactual | None = None) -> list[str]:
    """The missing figures with their reasons."""
    names = {drawing.name for drawing in iterate_exercise_drawings(review, counterfactual)}
    missing = dict(MISSING_EXERCISE_REASONS)
    if isinstance(review, Transcript):
        missing = dict.fromkeys(missing, NEEDS_REPLAY)
    elif review.stopped > 0.0:
        if not review.state.has_alert:
            missing = dict.fromkeys(missing, IN_DAYS if review.exercise.in_days else NO_ALERT)
        missing["gains"] = _explain_missing_gains(counterfactual)
    return [f"{name}: {why}" for name, why in missing.items() if name not in names]


def _explain_missing_gains(counterfactual: Counterfactual | None) -> str:
    if counterfactual is None:
        return NOT_PLAYED
    return FEW_PLAYED if counterfactual.replications < FEWEST else NOTHING_CHANGED


def write_exercise_figures(
    review: Review | Transcript, counterfactual: Counterfactual | None, folder: Path
) -> list[Path]:
    """Writes all of them as SVG, PDF and PNG, with their alt texts. Returns the files. Raises OSError."""
    return write_drawings(iterate_exercise_drawings(review, counterfactual), folder)


MISSING_COMPARISON_REASONS = {
    "protected": "this emergency has no protective action",
    "tornado": "no assumed input moves a primary difference",
}
"""Reasons for figures that a reader may miss."""


@dataclass(frozen=True)
class Evidence:
    """What some figures of a comparison need besides its summary.

    pairing: the main one; raw: the measures of every replication; heard: how staff first heard, or cases: of a school year; traced: over so
    many replications.
    """

    pairing: Pairing
    raw: RawResults
    heard: Mapping[Arm, FirstChannels]
    cases: Mapping[Arm, CaseYears]
    traced: int


def collect_evidence(comparison: Comparison, emergency: Emergency, raw: RawResults | None) -> Evidence | None:
    """Plays the first replications of the main pairing once more, with traces; None where nothing is compared."""
    pairing = find_main_pairing(comparison)
    if pairing is None or raw is None:
        return None
    traced = min(TRACED_REPLICATIONS, comparison.replications)
    asked = emergency, pairing.arms, comparison.seed, traced
    if emergency.scenario.hazard.is_witnessed:
        return Evidence(pairing, raw, play_first_channels(*asked), {}, traced)
    is_year = isinstance(emergency.scenario.protocol, Assessment)
    return Evidence(pairing, raw, {}, play_case_years(*asked) if is_year else {}, traced)


def iterate_evidence_drawings(comparison: Comparison, evidence: Evidence) -> Iterator[Drawing]:
    """The figures that need single replications."""
    if evidence.heard:
        heard = build_channels_of_comparison(comparison, evidence.pairing, evidence.heard, evidence.traced)
        yield from _draw("heard", heard, draw_channels)
    if evidence.cases:
        cases = build_cases(comparison, evidence.pairing, evidence.cases, evidence.traced)
        yield from _draw("cases", cases, draw_cases)
    yield from _draw("gains", build_dots_of_comparison(comparison, evidence.pairing, evidence.raw), draw_dots)


def iterate_comparison_drawings(comparison: Comparison, evidence: Evidence | None = None) -> Iterator[Drawing]:
    """The figures that a comparison has, without those that lack evidence."""
    if evidence is not None:
        yield from iterate_evidence_drawings(comparison, evidence)
    for what in CURVE_FORMATS:
        yield from _draw(what, build_curves(comparison, what), draw_panels)
    for number, tornado in enumerate(build_tornados(comparison), 1):
        yield from _draw("tornado" if number == 1 else f"tornado-{number}", tornado, draw_tornado)


def explain_missing(comparison: Comparison) -> list[str]:
    """The missing figures with their reasons: "forest: nothing is compared"."""
    names = {drawing.name for drawing in iterate_comparison_drawings(comparison)}
    return [f"{name}: {why}" for name, why in MISSING_COMPARISON_REASONS.items() if name not in names]


def write_figures(comparison: Comparison, folder: Path, evidence: Evidence | None = None) -> list[Path]:
    """Writes all figures of a comparison and their alt texts into a folder, made if missing. Returns the files. Raises OSError."""
    return write_drawings(iterate_comparison_drawings(comparison, evidence), folder)
