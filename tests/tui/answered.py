"""Exercises in which given questions are answered, taken through the hot wash to every document and every export."""

import asyncio
import random
from collections.abc import Iterable, Mapping
from contextlib import chdir
from datetime import datetime
from functools import cache
from itertools import count, islice
from pathlib import Path

import pytest

from reports.exports import export_files
from reports.figures.export import write_exercise_figures
from scenarios.exercise import Exercise
from scenarios.library import ValidatedExercise
from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.review import Review
from sim.exercise.scripted import ScriptedRun
from sim.exercise.seed_search import find_fitting_seed
from sim.exercise.sessions import SUFFIX
from sim.sampling.streams import DrawBlock
from tests.sim.exercise.exercises import SHIPPED, prepared
from tests.tui.application import Wall, session_in_memory, settled
from tui.app import Allcall
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets.hot_wash_lists import PANE_TITLES

REPLICATIONS = 2
TRIED = 200
"""Emergencies, for the first that matches."""

Answer = str | Iterable[Mapping[str, str]]
"""The id of an option, or a write-in."""
Answers = Mapping[str, Answer]
"""By question. The others end without a decision."""


def share_draws(patch: pytest.MonkeyPatch) -> None:
    """Replications of the same seed draw their numbers once."""
    patch.setattr("sim.exercise.counterfactual.DrawBlock", cache(DrawBlock))


@cache
def find_seed(opened: ValidatedExercise) -> int:
    """An emergency that matches the exercise."""
    seed = dict(SHIPPED.values()).get(opened.exercise.exercise) or find_fitting_seed(
        opened, islice(count(1), TRIED)
    )
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
    """What else has to be decided for a question to come: nothing, or the first options of the questions before it."""
    decisions = opened.exercise.decisions
    (asked,) = (one for one in decisions if one.id == question)
    if is_decided(conduct(opened, {question: asked.options[0].id}), question):
        return {}
    return {one.id: one.options[0].id for one in decisions[: decisions.index(asked)] if one.options}


def choose_at_random(exercise: Exercise, chance: random.Random) -> Answers:
    """An option for every question that has any."""
    return {one.id: chance.choice(one.options).id for one in exercise.decisions if one.options}


def write_everything(conductor: Conductor, folder: Path, is_thorough: bool = False) -> None:
    """Hot wash, replications, report in every format, replay page and exports, in this folder.

    is_thorough: also plays what if for the first other answer, and writes the figures as files.
    """
    session = folder / f"after{SUFFIX}"
    entries = [*conductor.journal.entries()][:-1]  # it has not ended yet
    app = Allcall(
        folder,
        lambda: HotWash(replications=REPLICATIONS, processes=1, at_once=False),
        Wall(),
        lambda: datetime(2026, 3, 5, 9, 30),
        UTF8_GLYPHS,
    )
    app.session = session_in_memory(conductor.opened, conductor.journal.header.seed, entries, session)
    with chdir(folder):
        review = asyncio.run(_walk_hot_wash(app, is_thorough))
    written = {path.name for path in (folder / "allcall-output").iterdir()}
    assert {"after.docx", "after.pdf", "after.html", "after-replay.html"} <= written
    exported = {path.suffix for path in export_files(review, "after", folder / "exports").paths}
    assert {".jsonl", ".csv", ".xes"} <= exported
    if is_thorough:
        assert write_exercise_figures(review, None, folder / "figures")


async def _walk_hot_wash(app: Allcall, is_thorough: bool) -> Review:
    """Each pane with its second line, then the report. Returns what the report is about."""
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        for _ in PANE_TITLES:
            await pilot.press("tab", "down")
            wash = app.screen
            assert isinstance(wash, HotWash)
            if is_thorough and wash.pane == "what-if":
                await pilot.press("down", "enter")
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
