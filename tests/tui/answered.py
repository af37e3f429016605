"""Exercises in which given questions are answered, taken through the hot wash to every document and every export."""

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager
from datetime import datetime
from functools import cache
from itertools import count, islice
from pathlib import Path

import pytest
from textual.widgets import OptionList

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.after_action.summary import build_summary
from reports.counterfactual import describe_effects, find_rulings, name_compared, render_effect_rows
from reports.exports import export_files
from reports.figures.export import draw_exercise_figures, write_exercise_figures
from scenarios.exercise import Exercise
from scenarios.library import ValidatedExercise
from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import Counterfactual, build_replication_task, run_counterfactual
from sim.exercise.evaluation import iterate_evaluation_rows
from sim.exercise.events import Setup
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from sim.exercise.scripted import ScriptedRun
from sim.exercise.seed_search import find_fitting_seed
from sim.exercise.sessions import SUFFIX
from sim.sampling.streams import DrawBlock
from tests.reports.reports import check_decisions_without_effect
from tests.reports.used_inputs import found_once
from tests.sim.exercise.exercises import SHIPPED, prepared
from tests.tui.application import Wall, session_in_memory, settled
from tui.app import Allcall
from tui.report_builder import ReportOptions, to_picture, write_report_files
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets import hot_wash_lists
from tui.widgets.chart import HotWashData, arms_over_time, render_values
from tui.widgets.hot_wash_lists import PANE_TITLES

REPLICATIONS = 2
WIDTH = 80
REPORTS = {"after.docx", "after.pdf", "after.html", "after-replay.html"}
EXPORTS = {".jsonl", ".csv", ".xes"}
"""Endings; a CAP alert is there only where there was one."""
TRIED = 200
"""Emergencies, for the first that matches."""

Answer = str | Iterable[Mapping[str, str]]
"""The id of an option, or a write-in."""
Answers = Mapping[str, Answer]
"""By question. The others end without a decision."""


@contextmanager
def shared() -> Iterator[None]:
    """What is the same in all plays of an exercise is made once: the draws of its replications, and which inputs it uses."""
    with found_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.exercise.counterfactual.DrawBlock", cache(DrawBlock))
        yield


@cache
def find_seed(opened: ValidatedExercise) -> int:
    """An emergency that matches the exercise."""
    seed = dict(SHIPPED.values()).get(opened.exercise.exercise) or find_fitting_seed(opened, islice(count(1), TRIED))
    assert seed is not None
    return seed


def conduct(opened: ValidatedExercise, answers: Answers) -> Conductor:
    """The exercise with every role played, up to its end."""
    exercise, seed = opened.exercise, find_seed(opened)
    written = [
        {"decision": one.id, "talked": f"{one.limit / 2:g} s", **_write_answer(answers.get(one.id))}
        for one in exercise.decisions
    ]
    played = [role.id for role in exercise.roles]
    script = Script.model_validate(
        {"script": "answers", "exercise": exercise.exercise, "played": played, "answers": written}
    )
    conductor = prepared(opened, seed)
    ScriptedRun(conductor, script).play(Setup(exercise.exercise, seed, dict.fromkeys(played, "")))
    return conductor


def _write_answer(answer: Answer | None) -> dict[str, object]:
    if answer is None:
        return {"nothing": True}
    return {"option": answer} if isinstance(answer, str) else {"write_in": [dict(act) for act in answer]}


def is_decided(conductor: Conductor, question: str) -> bool:
    """Whether a question came, and its answer could be given."""
    return conductor.state.decision_points[question].state == "decided"


@cache
def find_earlier_answers(opened: ValidatedExercise, question: str) -> Answers:
    """What else has to be decided for a question to come: nothing, or options of the questions before it, the first that do."""
    decisions = opened.exercise.decisions
    (asked,) = (one for one in decisions if one.id == question)
    earlier = [one for one in decisions[: decisions.index(asked)] if one.options]
    options = range(max((len(one.options) for one in earlier), default=0))
    tried = ({one.id: one.options[min(place, len(one.options) - 1)].id for one in earlier} for place in options)
    return next(
        answers
        for answers in ({}, *tried)
        if is_decided(conduct(opened, {**answers, question: asked.options[0].id}), question)
    )


def choose_at_random(exercise: Exercise, chance: random.Random) -> Answers:
    """An option for every question that has any."""
    return {one.id: chance.choice(one.options).id for one in exercise.decisions if one.options}


def look_back(conductor: Conductor) -> tuple[Review, Counterfactual]:
    """All that the hot wash shows, and the report before it is written."""
    review = Review(conductor)
    found = run_counterfactual(build_replication_task(review.state), review.observed_play, REPLICATIONS, workers=1)
    assert found is not None
    show_hot_wash(review, found)
    check_decisions_without_effect(build_after_action_report(ReportData("after", review, found)))
    return review, found


def write_everything(conductor: Conductor, folder: Path, in_short: bool = False) -> None:
    """What is looked back at, the report in every format with its page, and every export, in this folder.

    in_short: of the formats HTML alone, without figures.
    """
    review, found = look_back(conductor)
    figures = () if in_short else draw_exercise_figures(review, found)
    pictures = {one.name: to_picture(one) for one in figures}
    facts = ReportData("after", review, found, pictures=pictures)
    options = ReportOptions(out=folder, formats=("html",)) if in_short else ReportOptions(out=folder)
    papers = write_report_files(facts, options).papers
    assert {path.name for path in papers} >= ({"after.html"} if in_short else list_reports(conductor))
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
    """The same by keys, with another answer tried, and the figures as files."""
    entries = [*conductor.journal.entries()][:-1]  # it has not ended yet
    app = Allcall(
        folder,
        lambda: HotWash(replications=REPLICATIONS, processes=1, at_once=False),
        Wall(),
        lambda: datetime(2026, 3, 5, 9, 30),
        UTF8_GLYPHS,
    )
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


def conduct_each_option(exercise: ValidatedExercise, question: str) -> Iterator[tuple[str, Conductor]]:
    """Each alone, but for what has to be decided before the question comes, with its id."""
    earlier = find_earlier_answers(exercise, question)
    (asked,) = (one for one in exercise.exercise.decisions if one.id == question)
    for option in asked.options:
        conductor = conduct(exercise, {**earlier, question: option.id})
        assert is_decided(conductor, question), option.id
        yield option.id, conductor


def conduct_at_random(exercise: ValidatedExercise, seed: str) -> Conductor:
    """With options of all questions chosen at random."""
    return conduct(exercise, choose_at_random(exercise.exercise, random.Random(seed)))
