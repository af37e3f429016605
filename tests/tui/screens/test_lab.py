"""The Lab: a question from its start to the export, by keys and by mouse, and how it looks."""

import csv
import math
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.worker import WorkerState

from scenarios.diagnostics import Problem, Problems
from scenarios.scenario import Structure
from sim.experiment.live_comparison import LiveAnswer
from tests.sim.exercise.exercises import known
from tests.sim.schools import small_school
from tests.tui.application import BOTH, SIZES, application, awaited, presses, rows_of, sized, text_of
from tests.tui.screens.steps import on_screen
from tui.app import Allcall
from tui.config import Config
from tui.lab_export import COMMAND_FILE
from tui.screens import lab as lab_module
from tui.screens.dialogs import Page
from tui.screens.lab import Lab
from tui.screens.library import Library
from tui.terminal.glyphs import ASCII_GLYPHS
from tui.widgets.question_row import QuestionRow
from tui.widgets.slider import Slider

Snap = Callable[..., bool]
STEPS = 20, 40
MOVED = "witnessing.recognition"


@pytest.fixture(autouse=True)
def _small_school(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_module, "open_emergency", lambda *_: small_school())


def lab(folder: Path, config: Config | None = None) -> Allcall:
    return application(folder, lambda: Lab("small", engine="simpy", steps=STEPS, folder=folder), config=config)


async def answered(pilot: Pilot[None]) -> None:
    """Nothing runs beside the screen any more, and all is drawn."""
    await pilot.pause()
    while any(worker.state in (WorkerState.PENDING, WorkerState.RUNNING) for worker in pilot.app.workers):
        await pilot.pause(0.01)
    await pilot.pause()


at_the_lab = on_screen(lab, ready=answered)


async def asks(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await answered(pilot)


def screen_of(app: Allcall) -> Lab:
    [screen] = [one for one in app.screen_stack if isinstance(one, Lab)]
    return screen


def slider(app: Allcall, name: str) -> Slider:
    [found] = [one for one in screen_of(app).query(Slider) if one.shown.name == name]
    return found


def level(answer: LiveAnswer) -> float:
    return known(answer.levels["B", "aware_t90"])


def shown(app: Allcall) -> str:
    return "\n".join(rows_of(app))


@pytest.mark.full(step="pages")
@awaited
async def test_a_question_is_played_from_its_start_to_the_export(tmp_path: Path) -> None:
    app = lab(tmp_path)
    async with app.run_test(size=SIZES[1]) as pilot:
        await answered(pilot)
        screen = screen_of(app)
        assert screen.answer is not None
        assert screen.answer.pairs == STEPS[-1]
        before = screen.answer
        slider(app, MOVED).focus()
        await asks(pilot, "end", *["left"] * 7)
        moved = slider(app, MOVED).value
        assert 20.0 <= moved <= 25.0
        assert screen.answer.arms == tuple(arm.move(MOVED, moved) for arm in before.arms)
        assert level(screen.answer) > level(before)
        await asks(pilot, "p", "home")
        assert screen.answer.arms == (before.arms[1].move(MOVED, moved), before.arms[1].move(MOVED, 5.0))
        assert "pinned: " in shown(app)
        pinned = screen.answer.primary("B")[0]
        assert pinned.reduction > 0
        await asks(pilot, "b")
        assert isinstance(app.screen, Page)
        assert "break-even at" in shown(app)
        assert slider(app, MOVED).break_even == pytest.approx(moved, rel=0.1)
        await asks(pilot, "escape")
        await asks(pilot, "e")
        assert isinstance(app.screen, Page)
    [folder] = tmp_path.glob("lab-*")
    assert {"heard.svg", "gains.svg"} <= {path.name for path in folder.iterdir()}
    words = shlex.split((folder / COMMAND_FILE).read_text())
    assert words[:3] == ["allcall", "compare", "small"]
    assert [words[n + 1] for n, word in enumerate(words) if word == "--arm"] == [
        f"pinned: alerts, {MOVED}={moved:g} s",
        f"changed: alerts, {MOVED}=5 s",
    ]
    with (folder / "contrasts.csv").open(encoding="utf-8") as file:
        written = {(row["baseline"], row["strategy"], row["measure"]): row for row in csv.DictReader(file)}
    contrast = written["pinned", "changed", pinned.measure]
    assert math.isclose(float(contrast["reduction"]), pinned.reduction, rel_tol=1e-8)
    assert math.isclose(float(contrast["ci_low"]), pinned.ci_low or 0.0, rel_tol=1e-8)
    assert (folder / "aware.svg").exists()


@pytest.mark.slow
@awaited
async def test_a_key_asks_under_each_structure_then_under_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs stay moved, conditions come and go with their structure, and one that this school cannot have is passed over."""
    tells = {"protocol.tell.most": 0}
    declared = [
        {"id": "few", "title": "no one tells others", "asks": "Is it so?", "then": "If not", "settings": tells},
        {
            "id": "mail",
            "title": "mail is slow",
            "asks": "Is it so?",
            "then": "If not",
            "settings": {"app.email.delay": "9 s"},
        },
        {
            "id": "day",
            "title": "nor on such a day",
            "asks": "Is it so?",
            "then": "If not",
            "settings": tells,
            "conditions": ["pa-failed"],
        },
    ]
    school = small_school()
    structures = [Structure.model_validate(one) for one in declared]
    scenario = school.scenario.model_copy(update={"structures": structures})
    monkeypatch.setattr(lab_module, "open_emergency", lambda *_: replace(school, scenario=scenario))
    app = lab(tmp_path)
    async with app.run_test(size=SIZES[1]) as pilot:
        await answered(pilot)
        screen = screen_of(app)
        slider(app, MOVED).focus()
        await asks(pilot, "end")
        plain, seen = screen.answer, []
        for _ in range(3):
            await asks(pilot, "s")
            assert screen.question is not None
            assert slider(app, MOVED).value == screen.values[MOVED] == slider(app, MOVED).shown.ranged.high
            under = screen.question.emergency.structure
            seen.append(("" if under is None else under.id, screen.question.conditions, known(screen.answer) == plain))
            assert ("no one tells others" in shown(app)) == (seen[-1][0] == "few")
        assert seen == [("few", (), False), ("day", ("pa-failed",), False), ("", (), True)]


@at_the_lab
async def test_the_mouse_moves_a_slider_and_checks_a_condition(app: Allcall, pilot: Pilot[None]) -> None:
    first = next(iter(screen_of(app).query(Slider)))
    start, length = first._find_bar()
    await pilot.click(first, offset=Offset(start + length - 1, 1))
    assert first.value == first.shown.ranged.high
    await pilot.mouse_down(first, offset=Offset(start + length - 1, 1))
    await pilot.hover(first, offset=Offset(start, 1))
    await pilot.pause()
    await pilot.mouse_up(first, offset=Offset(start, 1))
    assert first.value == first.shown.ranged.low
    row = next(one for one in screen_of(app).query(QuestionRow) if one.name_ == "pa-failed")
    await pilot.click(row)
    await answered(pilot)
    answer = known(screen_of(app).answer)
    assert [arm.conditions for arm in answer.arms] == [("pa-failed",)] * 2
    assert answer.arms[0].values == ((first.shown.name, first.shown.ranged.low),)


@at_the_lab
async def test_a_typed_value_must_lie_in_the_range_and_have_its_unit(app: Allcall, pilot: Pilot[None]) -> None:
    slider(app, MOVED).focus()
    for typed, said in (("2 min", "5 s to 45 s"), ("20", "unit")):
        await pilot.press("enter", *["backspace"] * 10, *typed, "enter")
        assert said in text_of(app, "#status")
        assert not slider(app, MOVED).is_moved
    await pilot.press("enter", *["backspace"] * 10, *"20 s", "enter")
    assert slider(app, MOVED).value == 20.0
    await answered(pilot)
    await pilot.press("backspace")
    assert not slider(app, MOVED).is_moved
    assert not screen_of(app).values
    await answered(pilot)


@at_the_lab
async def test_another_strategy_is_chosen_and_equal_arms_are_not_exported(app: Allcall, pilot: Pilot[None]) -> None:
    question = known(screen_of(app).question)
    row = next(one for one in screen_of(app).query(QuestionRow) if one.name_ == "strategy")
    row.focus()
    await pilot.press("enter")
    names = list(question.emergency.strategies)
    await asks(pilot, str(names.index(question.strategies[0]) + 1))
    answer = known(screen_of(app).answer)
    assert answer.arms[0] == answer.arms[1]
    await asks(pilot, "e")
    assert "A and B are the same" in text_of(app, "#status")
    assert not [*app.folder.glob("lab-*")]


@pytest.mark.slow
@awaited
async def test_a_campus_that_does_not_fit_is_told_on_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Problems([Problem("mine.yaml", 3, 1, "there is no office", "name a zone")])

    monkeypatch.setattr(lab_module, "open_emergency", refuse)
    app = lab(tmp_path)
    async with app.run_test(size=SIZES[0]) as pilot:
        await answered(pilot)
        assert "mine.yaml:3:1" in text_of(app, "#status")
        await pilot.press("e", "b", "p", "a", "z", "down", "enter", "question_mark")
        assert isinstance(app.screen, Page)


@on_screen(lambda folder: application(folder, lambda: Library(folder)))
async def test_the_library_opens_the_lab_and_esc_leads_back(
    app: Allcall, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_module, "prepare_engine", lambda *_: False)
    await presses(pilot, "l")
    assert isinstance(app.screen, Lab)
    await presses(pilot, "escape")
    assert isinstance(app.screen, Library)
    await answered(pilot)


# how it looks


async def asked(pilot: Pilot[None]) -> None:
    """An answer with an arm pinned and an input moved."""
    await answered(pilot)
    app = pilot.app
    assert isinstance(app, Allcall)
    slider(app, MOVED).focus()
    await asks(pilot, "p", "end")


@pytest.mark.parametrize("size", BOTH, ids=sized)
def test_the_lab_looks_as_it_did(size: tuple[int, int], tmp_path: Path, snap_compare: Snap) -> None:
    assert snap_compare(lab(tmp_path), terminal_size=size, run_before=asked)


@pytest.mark.slow
def test_the_lab_in_ascii_looks_as_it_did(tmp_path: Path, snap_compare: Snap) -> None:
    app = lab(tmp_path, Config(ascii=True))
    app.signs = ASCII_GLYPHS
    assert snap_compare(app, terminal_size=SIZES[0], run_before=asked)
