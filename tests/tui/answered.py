"""Exercises that have ended, taken through the hot wash to every document and every export."""

import asyncio
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from functools import cache
from pathlib import Path

import pytest
from textual.widgets import OptionList

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.after_action.summary import build_summary
from reports.counterfactual import describe_effects, find_rulings, name_compared, render_effect_rows
from reports.exports import export_files
from reports.figures.export import write_exercise_figures
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import Counterfactual, build_replication_task, run_counterfactual
from sim.exercise.evaluation import iterate_evaluation_rows
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from sim.exercise.sessions import SUFFIX
from sim.sampling.streams import DrawBlock
from tests.reports.reports import check_decisions_without_effect
from tests.reports.used_inputs import found_once
from tests.tui.application import application, session_in_memory, settled
from tui.app import Allcall
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.widgets import hot_wash_lists
from tui.widgets.chart import HotWashData, arms_over_time, render_values
from tui.widgets.hot_wash_lists import PANE_TITLES

REPLICATIONS = 2
WIDTH = 80
REPORTS = {"after.docx", "after.pdf", "after.html", "after-replay.html"}
EXPORTS = {".jsonl", ".csv", ".xes"}
"""Endings; a CAP alert is there only where there was one."""


@contextmanager
def shared() -> Iterator[None]:
    """What is the same in all plays of an exercise is made once: the draws of its replications, and which inputs it uses."""
    with found_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.exercise.counterfactual.DrawBlock", cache(DrawBlock))
        yield


def look_back(conductor: Conductor) -> Review:
    """All that the hot wash shows, and the report before it is written."""
    review = Review(conductor)
    found = run_counterfactual(build_replication_task(review.state), review.observed_play, REPLICATIONS, workers=1)
    assert found is not None
    show_hot_wash(review, found)
    check_decisions_without_effect(build_after_action_report(ReportData("after", review, found)))
    return review


def write_everything(conductor: Conductor, folder: Path) -> None:
    """What is looked back at by code and by keys, every export, and by keys the report in every format, its page and the figures."""
    write_exports(look_back(conductor), folder)
    walk_screens(conductor, folder)


def write_exports(review: Review, folder: Path) -> None:
    assert {path.suffix for path in export_files(review, "after", folder).paths} >= EXPORTS


def list_reports(conductor: Conductor) -> set[str]:
    """The files of a report. Where no one has to learn of it no one is on a map, and there is no page that replays it."""
    return REPORTS - (set() if conductor.state.has_alert else {"after-replay.html"})


def show_hot_wash(review: Review, found: Counterfactual) -> None:
    """Each pane of the hot wash, and the summary after it."""
    wash = HotWashData(review, [*narrate(review.state)], utf8=True)
    arms_over_time(wash)
    render_values(wash, WIDTH)
    for line in wash.lines:
        hot_wash_lists.format_log_line(line)
    for row in iterate_evaluation_rows(review.state):
        hot_wash_lists.format_rating(row)
    for choice in hot_wash_lists.iterate_options(wash):
        hot_wash_lists.describe_choice(choice, wash)
    rulings = find_rulings(review)
    render_effect_rows(found, WIDTH, rulings, name_compared(review.state))
    describe_effects(found, rulings)
    build_summary(review, Path(f"after{SUFFIX}"), found)


def walk_screens(conductor: Conductor, folder: Path) -> None:
    """All of the hot wash by keys, with another answer tried; the report in every format, and the figures as files."""
    entries = [*conductor.journal.entries()][:-1]  # it has not ended yet
    app = application(folder, lambda: HotWash(replications=REPLICATIONS, processes=1, at_once=False))
    path = folder / f"after{SUFFIX}"
    app.session = session_in_memory(conductor.opened, conductor.journal.header.seed, entries, path)
    with chdir(folder):
        review = asyncio.run(_press_keys(app))
    assert {path.name for path in (folder / "allcall-output").iterdir()} >= list_reports(conductor)
    assert write_exercise_figures(review, None, folder)


async def _press_keys(app: Allcall) -> Review:
    async with app.run_test(size=(WIDTH, 24)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        for _ in PANE_TITLES:
            await pilot.press("tab", "down")
            wash = app.screen
            assert isinstance(wash, HotWash)
            if wash.pane == "what-if":
                choices = hot_wash_lists.iterate_options(wash.wash)
                first = next(place for place, (_, option, _) in enumerate(choices) if option)
                wash.query_one("#what-if", OptionList).highlighted = first
                await pilot.press("enter")
                await settled(pilot)
                assert wash.wash.what_if is not None
        await pilot.press("g")
        await pilot.pause()
        report = app.screen
        assert isinstance(report, Report)
        assert report.found is not None
        await pilot.press("s")
        await settled(pilot)
        return report.review
