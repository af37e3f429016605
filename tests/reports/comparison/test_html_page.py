"""The page for people without a terminal: what it says read back by a parser, and what its script does in Chromium."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Screen

from reports.comparison.brief import build_brief
from reports.comparison.html_page import HtmlRequest, format_grid_value, write_html_page
from reports.text.formatting import format_difference, format_difference_range
from scenarios.library import open_emergency
from sim.experiment.comparison import Comparison
from sim.experiment.what_if import WhatIfGrid
from sim.statistics.paired import MedianWord
from tests.chromium import check_reading, needs_chromium, open_page
from tests.reports.comparison.what_if_grids import INPUTS, grid, reduce
from tests.reports.documents.html_pages import Page as Parsed
from tests.reports.documents.html_pages import check_fetches_nothing, check_headings, read_numbers
from tests.sim.experiment.comparisons import APP, ROWS, TODAY, joint_range, made

SCENARIO = "active-assailant"
HOSTILE = "A </script><b>school</b> & 'more' {{ 7 }}"


def write(comparison: Comparison, played: WhatIfGrid | None) -> bytes:
    command = "allcall compare active-assailant --seed 1"
    return write_html_page(HtmlRequest(comparison, open_emergency(SCENARIO), SCENARIO, command, played))


def full() -> Comparison:
    """With a joint range and titles that HTML obeys."""
    joint = tuple(joint_range(ROWS[1].pairing, measure) for measure in ("aware_t90", "protected_t90"))
    return made(campus_title=HOSTILE, joint=joint, joint_points=256)


@pytest.fixture(scope="module")
def page() -> Parsed:
    return Parsed(write(full(), grid()))


def test_nothing_is_fetched_from_anywhere(page: Parsed) -> None:
    check_fetches_nothing(page)


def test_titles_cannot_end_an_element(page: Parsed) -> None:
    assert HOSTILE in page.all("title")[0].text
    assert any(one.text == HOSTILE for one in page.all("p"))


def test_it_has_language_landmarks_and_headings_in_order(page: Parsed) -> None:
    assert page.all("html")[0].attributes["lang"] == "en-US"
    assert [len(page.all(landmark)) for landmark in ("header", "main", "footer")] == [1, 1, 1]
    check_headings(page)


def test_every_text_of_the_first_page_stands_in_it(page: Parsed) -> None:
    brief = build_brief(full(), open_emergency(SCENARIO), SCENARIO)
    shown = page.all("body")[0].text
    sentences = brief.title, brief.compared, brief.run, brief.bottom_line, brief.rests_on, *brief.depends, *brief.beside
    others = [text for row in (*brief.helps, *brief.measure_first) for text in row]
    columns = "name", "baseline", "strategy", "difference", "interval", "matters"
    cells = [getattr(line, column) for line in (*brief.lines, *brief.adverse) for column in columns]
    assert [text for text in (*sentences, *brief.sure, *others, *cells) if text not in shown] == []


def test_the_curves_are_those_of_the_comparison(page: Parsed) -> None:
    comparison = full()
    for drawn in read_numbers(page)["curves"]:
        for arm, strategy in zip(drawn["arms"], (TODAY, APP), strict=True):
            asked = (strategy, drawn["id"], ())
            (curve,) = (one for one in comparison.curves if (one.strategy, one.what, one.conditions) == asked)
            count = len(drawn["times"])
            assert drawn["times"] == list(curve.times[:count])
            assert arm["mean"] == pytest.approx(curve.mean[:count], abs=1e-4)
            assert arm["low"] == pytest.approx(curve.low[:count], abs=1e-4)
            assert arm["high"] == pytest.approx(curve.high[:count], abs=1e-4)


def test_differences_are_in_smallest_differences_that_matter(page: Parsed) -> None:
    aware = read_numbers(page)["differences"][0]
    assert (aware["name"], aware["text"], aware["delta"]) == ("90% of staff aware", "13 s sooner", "15 s")
    assert aware["at"] == pytest.approx(13.0 / 15.0)
    assert aware["limits"] == pytest.approx([6.0 / 15.0, 20.0 / 15.0])
    assert aware["joint"] == pytest.approx([-9.0 / 15.0, 40.0 / 15.0])


def test_the_tables_of_the_grid_move_one_input_and_keep_the_others(page: Parsed) -> None:
    (table,) = (one for one in page.all("table") if one.text.strip().startswith("App: staff who installed it"))
    for installed in INPUTS[0].values:
        value = reduce(installed, 10.0, 8.0)
        said = format_difference(value, "aware_t90", "s", 1.0)
        assert f"{installed:.0%}{said}" in table.text.replace("\n", "")


def test_without_a_grid_it_says_why() -> None:
    stopped = Parsed(write(made(), None)).all("main")[0].text
    unmoved = Parsed(write(made(), WhatIfGrid(ROWS[1].pairing))).all("main")[0].text
    assert "the run was stopped" in stopped
    assert "no input alone moves" in unmoved


def test_an_infinite_difference_and_a_comparison_without_curves_can_be_shown() -> None:
    comparison = made()
    lost = tuple(
        replace(one, statistic="median", median_reduction=None, median_word=MedianWord.ONLY_STRATEGY)
        for one in comparison.contrasts
    )
    page = Parsed(write(replace(comparison, contrasts=lost, curves=()), None))
    assert read_numbers(page)["curves"] == []
    assert {one["at"] for one in read_numbers(page)["differences"]} == {None}


# in a browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(write(full(), grid()))
    return path.as_uri()


@pytest.mark.slow
@needs_chromium
class TestInChromium:
    @pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light")])
    def test_axe_is_content_and_nothing_scrolls(self, browser: Browser, address: str, width: int, scheme: str) -> None:
        page = open_page(browser, address, width, scheme)
        check_reading(page, width)
        page.close()

    def test_without_javascript_the_numbers_are_in_tables(self, browser: Browser, address: str) -> None:
        page = open_page(browser, address, 390, java_script_enabled=False)
        assert not page.locator("#panel").is_visible()
        assert page.get_by_text("The sliders need JavaScript").is_visible()
        page.locator("summary").last.click()
        assert page.get_by_role("rowheader", name="80%").first.is_visible()
        page.close()

    def test_at_first_the_panel_says_what_the_comparison_says(self, screen: Screen) -> None:
        answer = screen.locator("[data-answer='0']")
        assert answer.locator(".size").text_content() == "13 s sooner"
        assert [one.text_content() for one in screen.locator(".input output").all()] == ["60%", "10 s", "8.0 s"]

    def test_keys_move_a_slider_and_so_the_answer(self, browser: Browser, address: str) -> None:
        page = open_page(browser, address, 390)
        slider = page.get_by_label("App: staff who installed it")
        slider.focus()
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
        answer = page.locator("[data-answer='0']")
        assert slider.get_attribute("aria-valuetext") == "56%"  # a fifth of the way from 60% to 40%
        assert answer.locator(".size").text_content() == "11 s sooner"  # 12 s less over the whole of it
        assert "Interpolated" in str(page.locator("#panel-source").text_content())
        page.keyboard.press("Home")
        assert answer.locator(".word").text_content() == "worse, perhaps too little to matter"  # 7 to 15 s
        page.get_by_role("button").click()
        assert answer.locator(".size").text_content() == "13 s sooner"
        page.close()

    @pytest.mark.parametrize("positions", [(0, 0, 0), (4, 2, 4), (3, 1, 0), (0.5, 0.25, 3.75), (2.35, 1.9, 1.05)])
    def test_what_lies_between_is_linear_in_a_share_and_in_the_logarithm_of_a_time(
        self, screen: Screen, positions: tuple[float, ...]
    ) -> None:
        read = "([n, at]) => valueAt(data.grid.inputs[n], at)"
        values = [screen.evaluate(read, [n, at]) for n, at in enumerate(positions)]
        between_them = "at => interpolate(data.grid.inputs, data.grid.answers[0].reduction, at)"
        between = screen.evaluate(between_them, list(positions))
        assert between == pytest.approx(reduce(*values))

    def test_a_combination_that_was_not_played_has_no_answer(self, screen: Screen) -> None:
        inputs = "[{ values: [1, 2] }, { values: [1, 2] }]"
        assert screen.evaluate(f"interpolate({inputs}, [1, 2, 3, null], [0.5, 0])") == 2.0
        assert screen.evaluate(f"interpolate({inputs}, [1, 2, 3, null], [0.5, 0.5])") is None

    @pytest.mark.parametrize("measure", ["aware_t90", "unprotected_person_minutes"])
    def test_it_writes_numbers_as_the_program_does(self, screen: Screen, measure: str) -> None:
        is_time = measure == "aware_t90"
        answer = {"isTime": is_time, "unit": "" if is_time else "person-min"}
        answer |= {"less": "sooner", "more": "later"} if is_time else {"less": "fewer", "more": "more"}
        unit: Any = "s" if is_time else "person-min"
        for low, value, high, step in (
            (12.2, 15.4, 18.3, 1.0),
            (-2.3, 1.6, 5.2, 1.0),
            (-1830.0, -1240.0, -655.0, 100.0),
            (-0.02, 0.01, 0.04, 0.1),
            (55.0, 61.0, 67.0, 1.0),
            (0.0, 0.0, 0.0, 0.1),
            (4010.0, 4300.0, 4655.0, 10.0),
        ):
            said = screen.evaluate(
                "([low, value, high, step, answer]) => "
                "[formatDifference(value, answer, step), formatRange(low, high, answer, step)]",
                [low, value, high, step, answer],
            )
            assert said == [
                format_difference(value, measure, unit, step),
                format_difference_range(low, high, measure, unit, step),
            ]

    def test_it_writes_values_of_inputs_as_the_tables_do(self, screen: Screen) -> None:
        for value, unit in ((0.425, "share"), (8.0, "s"), (25.4, "s"), (90.0, "s"), (1.375, "m/s"), (3.0, "")):
            said = screen.evaluate("([value, unit]) => formatValue(value, unit)", [value, unit])
            assert said == format_grid_value(value, unit)

    def test_the_time_under_a_curve_is_reached_by_keys_and_by_pointing(self, screen: Screen) -> None:
        figure = screen.locator("#figure-aware")
        shares = figure.locator(".share")
        figure.get_by_label("Time", exact=True).focus()
        screen.keyboard.press("Home")
        screen.keyboard.press("ArrowRight")
        at_one_minute = [shares.nth(n).text_content() for n in range(2)]
        assert at_one_minute == ["25% (15% to 35%)", "33% (23% to 43%)"]
        box = figure.locator("svg").bounding_box()
        assert box is not None
        screen.mouse.move(box["x"] + box["width"] - 14, box["y"] + 50)
        assert figure.locator(".at").text_content() == "4:00"

    def test_a_difference_tells_its_numbers_when_it_has_the_focus(self, browser: Browser, address: str) -> None:
        page = open_page(browser, address, 390)
        page.locator("#figure-differences .row").first.focus()
        said = page.locator("#figure-differences .readout").text_content()
        told = "13 s sooner; 95% CI 6 to 20 s sooner; if the inputs differ: 9 s later to 40 s sooner."
        assert said == f"90% of staff aware: {told}"
        page.close()
