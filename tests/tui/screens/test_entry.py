"""The way in: library, Prepare, briefing, played by keys."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import ContentSwitcher

from reports.handouts.briefing_cards import write_purpose
from scenarios import library
from sim.exercise.events import Setup
from sim.exercise.seed_search import SeedFit, try_seeds
from sim.exercise.sessions import find_latest_session
from tests.sim.exercise.exercises import OWN, TEAM, known, opened
from tests.tui.application import BOTH, DAY, SIZES, application, awaited, presses, rows_of, settled, sized, text_of
from tests.tui.screens.steps import on_screen, session_of
from tui.app import Allcall, create_screen
from tui.screens import briefing
from tui.screens import prepare as prepare_module
from tui.screens.briefing import Briefing
from tui.screens.dialogs import Page
from tui.screens.library import Library
from tui.screens.prepare import Prepare, SeedTried
from tui.screens.report import Report
from tui.session import Session, resume_session, start_session
from tui.widgets.inputs import CheckList

ARREST = "cardiac-arrest-20"
FITS = 4  # the first seed that its story fits, of those that the tests try
LIMIT = 10
SHELF = [
    (25, "Collapse at the game"),
    (30, "Smoke in the kitchen"),
    (45, "A storm at dismissal"),
    (45, "Strangers"),
    (90, "A long day"),
]
Snap = Callable[..., bool]


@cache
def known_fits() -> list[SeedFit]:
    return [*try_seeds(opened(TEAM), iter(range(1, LIMIT + 1)))]


@pytest.fixture(autouse=True)
def seeds_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variation is played once in all tests."""
    monkeypatch.setattr(prepare_module, "try_seeds", lambda *_: iter(known_fits()))


def prepare() -> Prepare:
    return Prepare(opened(TEAM), limit=LIMIT)


def begun(folder: Path, name: str = ARREST) -> Session:
    roles = dict.fromkeys(["principal", "nurse"], "")
    return start_session(opened(name), Setup(name, FITS, roles), folder, DAY)


def at_briefing(folder: Path) -> Allcall:
    app = application(folder, Briefing)
    app.session = begun(folder, TEAM)
    return app


def setup_of(app: Allcall) -> Setup:
    return known(session_of(app).state.setup)


def library_in(folder: Path) -> Allcall:
    return application(folder, lambda: Library(folder))


in_library = on_screen(library_in)
at_prepare = on_screen(lambda folder: application(folder, prepare))


@pytest.fixture
def small_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the shipped exercises, which are more with each edition."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    shutil.copy(OWN / "exercises" / f"{TEAM}.yaml", shelf)
    for number, (minutes, title) in enumerate(SHELF):
        own = f"exercise: other-{number}\nlike: {TEAM}\ntitle: {title}\nminutes: {minutes}\n"
        (shelf / f"other-{number}.yaml").write_text(own, encoding="utf-8")
    monkeypatch.setitem(library.FOLDERS, "exercise", str(shelf))


@pytest.mark.usefixtures("small_library")
@in_library
async def test_from_the_library_to_t0_in_ten_keys_without_typing(
    app: Allcall, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class There(Screen[None]):
        pass

    monkeypatch.setattr(prepare_module, "MAX_SEEDS", LIMIT)
    monkeypatch.setattr(briefing, "create_screen", lambda _: There())
    await presses(pilot, "enter")
    await settled(pilot)
    keys = 1
    while not isinstance(app.screen, There):
        await presses(pilot, "enter")
        keys += 1
        assert keys <= 15
    assert keys == 10
    state = session_of(app).state
    assert (state.time, state.segment.kind if state.segment else "") == (0.0, "played")
    assert setup_of(app).seed == FITS
    assert state.played == {role.id for role in state.exercise.roles}


@pytest.mark.slow
@awaited
async def test_what_was_cut_off_stands_on_top_and_goes_on(tmp_path: Path) -> None:
    session = begun(tmp_path)
    session.close()
    app = library_in(tmp_path)
    async with app.run_test() as pilot:
        assert app.screen.query_one(CheckList).chosen_id == f"session {session.path.stem}"
        await presses(pilot, "enter")
        assert isinstance(app.screen, Briefing)
        assert session_of(app).path == session.path


@pytest.mark.slow
@awaited
async def test_an_open_session_and_a_broken_file_are_listed_and_cannot_be_chosen(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(f"exercise: mine\nlike: {ARREST}\ntitle: Mine\nminutes: lots\n")
    session = begun(tmp_path)
    app = library_in(tmp_path)
    async with app.run_test() as pilot:
        choices = app.screen.query_one(CheckList)
        assert choices.chosen_id == str(own)
        assert choices.get_option(f"session {session.path.stem}").disabled
        shown = "\n".join(rows_of(app))
        assert f"Resume: {session.state.exercise.title}" in shown
        assert str(session.path.parent) not in shown
        assert "is in use" in shown
        await presses(pilot, "enter")
        assert isinstance(app.screen, Library)
        assert f"{own}:4:" in text_of(app, "#status")
    session.close()


@at_prepare
async def test_objectives_are_left_out_and_a_pace_and_a_variation_are_chosen(app: Allcall, pilot: Pilot[None]) -> None:
    assert "Space" in text_of(app, "#without")
    await presses(pilot, "3", "3", "tab", "down", "space")
    assert "nject 1" in text_of(app, "#without")
    assert text_of(app, "#shown").endswith("×4")
    await presses(pilot, "tab", "down", "enter")
    state, setup = session_of(app).state, setup_of(app)
    assert (setup.left_out, setup.pace, setup.seed) == (("calls",), 4, 9)
    assert [*state.deliveries] == [1]
    await pilot.press("space")
    card = [str(line) for line in write_purpose(state)]
    assert len(card) == 3
    assert not any("911" in line for line in card)


@at_prepare
async def test_prepare_works_with_the_mouse(app: Allcall, pilot: Pilot[None]) -> None:
    await pilot.click("#shown", offset=(10, 2))
    await pilot.click("#tabs", offset=(12, 0))
    assert app.screen.query_one(ContentSwitcher).current == "objectives"
    await pilot.click("#aims", offset=(10, 0))
    await pilot.pause()
    assert "nject 5 and question D4" in text_of(app, "#without")
    [key] = [one for one in app.screen.query("FooterKey") if "Begin" in str(one.render())]
    await pilot.click(key)
    await pilot.pause()
    assert (setup_of(app).left_out, setup_of(app).pace) == (("team",), 2)


@at_prepare
async def test_enter_before_an_emergency_was_found_is_remembered(app: Allcall, pilot: Pilot[None]) -> None:
    screen = app.screen
    assert isinstance(screen, Prepare)
    fits, screen.fits = [*screen.fits], []
    screen.query_one("#seeds", CheckList).set_choices([])
    screen.searching = True
    await pilot.press("enter")
    assert "Searching for a matching variation" in text_of(app, "#status")
    for fit in fits:
        screen.post_message(SeedTried(fit))
    await pilot.pause()
    assert isinstance(app.screen, Briefing)


@on_screen(lambda folder: application(folder, lambda: Prepare(opened(TEAM), limit=LIMIT, is_rehearsal=True)))
async def test_a_rehearsal_with_phones_is_prepared_as_one(app: Allcall, pilot: Pilot[None]) -> None:
    assert "Prepare a rehearsal" in text_of(app, "#title")
    await presses(pilot, "enter")
    assert setup_of(app).rehearsal
    assert session_of(app).state.dates == []


@at_prepare
async def test_the_rehearsal_lists_what_would_not_come(app: Allcall, pilot: Pilot[None]) -> None:
    await pilot.press("down", "space", "r")
    await settled(pilot)
    said = text_of(app, "#played")
    assert "D3 (must)" in said
    assert "Nurse is modeled" in said


@awaited
async def test_a_role_that_nobody_plays_after_all_is_handed_back(tmp_path: Path) -> None:
    app = at_briefing(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("2")
        assert session_of(app).state.played == {"principal"}
        await pilot.press("2")
        assert isinstance(app.screen, Briefing)
        app.screen.pass_time()
        assert "not played" in text_of(app, "#status")  # until the next key, whatever the clock does
        await pilot.press("space")
        assert "not played" not in text_of(app, "#status")


@awaited
async def test_the_briefing_has_help_with_its_keys(tmp_path: Path) -> None:
    app = at_briefing(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        page = app.screen
        assert isinstance(page, Page)
        assert page.heading == "Help: briefing"
        assert {"Space", "Names", "Blackout"} <= set(page.words.split())


def test_a_briefing_that_was_cut_off_is_the_latest_and_resumes_there(tmp_path: Path) -> None:
    begun(tmp_path).close()
    session = resume_session(find_latest_session(tmp_path))
    assert isinstance(create_screen(session), Briefing)
    session.close()


# how they look


@pytest.mark.usefixtures("small_library")
@on_screen(library_in, (200, 80))
async def test_a_high_library_has_headings_and_says_what_an_empty_one_is_for(app: Allcall, pilot: Pilot[None]) -> None:
    assert any("Saved and ended exercises" in row for row in rows_of(app))
    assert app.screen.query_one(CheckList).chosen_id == TEAM  # and not its heading
    await pilot.resize_terminal(120, 40)
    await settled(pilot)
    assert not any("Saved and ended exercises" in row for row in rows_of(app))


@pytest.mark.usefixtures("small_library")
@pytest.mark.parametrize("size", BOTH, ids=sized)
def test_the_library_looks_as_it_did(size: tuple[int, int], tmp_path: Path, snap_compare: Snap) -> None:
    begun(tmp_path, TEAM).close()
    app = library_in(tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=settled)


@pytest.mark.slow
@awaited
async def test_an_ended_exercise_opens_its_report_and_tells_when_it_was_last_run(tmp_path: Path) -> None:
    session = begun(tmp_path)
    while session.conductor.segment.kind != "hot-wash":
        session.conductor.next_segment()
    session.conductor.end()
    session.close()
    app = library_in(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        choices = app.screen.query_one(CheckList)
        assert not choices.chosen_id.startswith("session")
        await settled(pilot)
        exercise = session.state.exercise
        while exercise.title not in (preview := text_of(app, "#preview")):
            await pilot.press("down")
            await settled(pilot)
        for words in (f"{DAY:%Y-%m-%d}", exercise.title, exercise.roles[0].title, "CAFE"):
            assert words in preview
        await pilot.press("down")
        await settled(pilot)
        await pilot.pause()
        assert exercise.title not in text_of(app, "#preview")
        assert "never" in text_of(app, "#preview")
        await presses(pilot, "end", "enter")
        assert isinstance(app.screen, Report)


@pytest.mark.parametrize(
    ("tabs", "size"),
    [
        *(pytest.param(tabs, SIZES[0], marks=pytest.mark.slow) for tabs in range(6)),
        pytest.param(0, SIZES[1], marks=pytest.mark.full(step="pages")),
    ],
    ids=sized,
)
def test_prepare_looks_as_it_did(size: tuple[int, int], tabs: int, tmp_path: Path, snap_compare: Snap) -> None:
    async def turned(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press(*["tab"] * tabs)
        await settled(pilot)

    assert snap_compare(application(tmp_path, prepare), terminal_size=size, run_before=turned)


@pytest.mark.parametrize("size", BOTH, ids=sized)
@pytest.mark.parametrize("card", [0, 6])
def test_the_briefing_looks_as_it_did(size: tuple[int, int], card: int, tmp_path: Path, snap_compare: Snap) -> None:
    async def on(pilot: Pilot[None]) -> None:
        await presses(pilot, *["space"] * card)

    app = at_briefing(tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=on)
