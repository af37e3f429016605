"""What a superintendent reads before the annexes is two pages: the answer with its figure, then its costs and the recommendation."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports.comparison.report import ReportRequest, build_planner_report
from reports.documents.pdf_writer import write_pdf
from reports.figures.export import iterate_comparison_drawings
from reports.figures.style import render_figures
from reports.figures.titles import find_main_pairing
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.experiment import Experiment
from tests.reports.drawn_lines import present
from tests.reports.pictures import to_picture
from tests.sim.experiment.comparisons import joint_range, made
from tests.sim.experiment.questions import ALONE

PAGES = 2


def lengthen(comparison: Comparison) -> Comparison:
    """With a joint range and effects made by hand, which take longer to play, and stopped early, which the brief says."""
    main = present(find_main_pairing(comparison))
    measure = next(one.measure for one in comparison.contrasts if not one.exploratory)
    effects = tuple(replace(one, pairing=main, measure=measure) for one in made().input_effects)
    stopped = replace(comparison, stopped="interrupted", asked=5000)
    return replace(stopped, joint=(joint_range(main, measure),), input_effects=effects)


@pytest.mark.slow  # an emergency is compared, and the figures are drawn
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest"])
def test_the_brief_has_two_pages_before_its_annexes(name: str) -> None:
    emergency = open_emergency(name)
    comparison = lengthen(compare(Experiment(emergency), ALONE, replications=20, input_pairs=0, joint=0))
    pictures = {one.name: to_picture(one) for one in render_figures(iterate_comparison_drawings(comparison))}
    paper = build_planner_report(ReportRequest(comparison, emergency, f"allcall compare {name}", pictures))
    words = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(write_pdf(paper))).pages]
    assert next(number for number, text in enumerate(words) if "Annex A: Method" in text) == PAGES
    assert "Answer" in words[0]
    assert "Figure 1" in words[0]
    assert "for the planning team to complete" in words[1]
