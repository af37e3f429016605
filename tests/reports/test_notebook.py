"""Results in a notebook: the page of each kind of result, and figures that can be shown and saved."""

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from scenarios.library import open_emergency
from sim.analysis import compare, rank, sweep
from sim.experiment.comparison import Comparison
from sim.result import Result
from tests.sim.experiment.comparisons import made
from tests.sim.schools import small_school


def result(**changes: object) -> Result[Comparison]:
    return Result(replace(made(), **changes), open_emergency("active-assailant"))  # type: ignore[arg-type]


def test_a_comparison_shows_the_bottom_line_and_a_row_for_each_primary_measure() -> None:
    page = result()._repr_html_()
    primary = {contrast.measure for contrast in made().contrasts if not contrast.exploratory}
    assert page.count("Answer.") == 1
    assert page.count('<th scope="row"') == len(primary)


def test_names_in_files_are_text_and_no_html() -> None:
    page = result(title="<script>alert(1)</script>")._repr_html_()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_comparison_without_its_emergency_shows_all_that_it_has() -> None:
    assert Result(made())._repr_html_().startswith("<pre")


def test_a_sweep_and_a_ranking_show_the_page_of_their_command() -> None:
    swept = sweep(small_school(), {"psap.service": "30 s..120 s:2"}, pairs=5, workers=1)
    assert "psap.service" in swept._repr_html_()
    assert len(swept.figures) > 0
    ranked = rank(small_school(), max_pairs=20, joint=0, workers=1)
    assert "Best" in ranked._repr_html_()
    assert ranked.plot("ranking").title.startswith("90% of staff aware: ")


@pytest.mark.slow
def test_a_figure_is_drawn_by_its_name_and_the_names_are_said() -> None:
    assert result().plot().drawing.name == result().figures[0]
    assert result().plot("protected").drawing.name == "protected"
    with pytest.raises(ValueError, match=r"protect: not known; there is aware, protected"):
        result().plot("protect")


@pytest.mark.slow
def test_a_comparison_that_kept_its_replications_has_the_figures_that_need_them() -> None:
    kept, without = (
        compare(small_school(), pairs=20, input_pairs=0, joint=0, workers=1, keep_raw=keep_raw)
        for keep_raw in (True, False)
    )
    assert kept.figures == [*without.figures, "heard", "gains"]


@pytest.mark.slow
def test_a_figure_shows_itself_with_its_words_and_can_be_changed_and_saved(tmp_path: Path) -> None:
    plot = result().plot("protected")
    assert f"<desc>{escape(plot.alt)}</desc>" in plot._repr_svg_()
    plot.figure.suptitle("Another title")
    assert plot.save(tmp_path / "times.png").read_bytes().startswith(b"\x89PNG")
    assert plot.save(str(tmp_path / "times.pdf")).read_bytes().startswith(b"%PDF")
    with pytest.raises(ValueError, match=r"use \.svg"):
        plot.save(tmp_path / "times.jpg")
