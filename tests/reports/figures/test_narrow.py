"""Figures for a phone: their texts are inside and apart, and a page of 390 pixels shows them, with text of 11 pixels or more."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from reports.documents import write_paper
from reports.documents.model import Paper, Section
from reports.figures.export import FOR_PHONES, draw_exercise_figures, iterate_exercise_drawings
from reports.figures.style import lay_out_figure, use_style
from tests.chromium import needs_chromium, open_page
from tests.reports.after_action.ledgers import with_ledger
from tests.reports.drawn_lines import check_texts_apart
from tests.reports.pictures import to_picture
from tests.sim.exercise.exercises import EACH_SLOW

TEXT, LEAST = 10.0, 11.0  # points of text in a figure, and the pixels that it has on a phone


@pytest.mark.parametrize("name", EACH_SLOW)
def test_every_text_is_inside_and_none_lies_on_another(name: str) -> None:
    one, drawn = with_ledger(name), set[str]()
    with use_style(narrow=True):
        for drawing in iterate_exercise_drawings(one.review, one.counterfactual, one.decision_effects):
            if not drawing.has_narrow:
                continue
            figure = lay_out_figure(drawing)
            drawn.add(drawing.name)
            check_texts_apart(figure)
    of_alert = {"maps", "heard"} if not one.state.has_alert else set()
    assert drawn == FOR_PHONES - of_alert - ({"shares"} if one.exercise.in_days else set())


@pytest.mark.slow
@needs_chromium
def test_a_phone_shows_the_narrow_figures_alone_and_a_desk_the_broad_ones(browser: Browser, tmp_path: Path) -> None:
    one = with_ledger("cardiac-arrest")
    drawn = draw_exercise_figures(one.review, one.counterfactual, one.decision_effects)
    pictures = tuple(to_picture(figure) for figure in drawn if figure.narrow)
    (page_file,) = write_paper(Paper("", "", (), (Section("x", "x", pictures),)), tmp_path, "x", ("html",))
    for width, shown in ((390, ".narrow svg"), (1200, ".broad svg")):
        page = open_page(browser, page_file.as_uri(), width)
        seen = [one for one in page.locator("figure svg").all() if one.is_visible()]
        assert len(seen) == page.locator(shown).count() == len(FOR_PHONES)
        for svg in seen:
            box, across = svg.bounding_box(), float((svg.get_attribute("viewBox") or "").split()[2])
            assert box is not None
            assert TEXT * box["width"] / across >= LEAST
            assert box["x"] + box["width"] <= width
        page.close()
