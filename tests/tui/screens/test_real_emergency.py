"""A real emergency stops the exercise on every screen. After reopening only the hot wash is available."""

import asyncio
import json
import os
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from reports.after_action.data import ReportData
from sim.exercise import evaluation
from sim.exercise.clock import format_t_plus, format_time_of_day
from sim.exercise.conductor import CommandRejected
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.facilitator import start_debrief
from sim.exercise.journal import Entry, FileJournal, JournalError
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from sim.exercise.room_frame import ClockStatus, RoomFrame
from sim.exercise.sessions import build_header, build_session_path, find_latest_session, list_sessions
from tests.reports.reports import print_to_text
from tests.sim.exercise.exercises import ASSAILANT, SEED, conducted, known, opened, to_a_question
from tests.tui.application import BOTH, DAY, application, awaited, presses, rows_of, sized, text_of
from tests.tui.facilitator import NEVER, AtTheDesk, at_the_desk
from tests.tui.hot_wash import entries, washed
from tests.tui.screens.participant_frames import drawn
from tests.tui.screens.steps import on_screen, session_of
from tui.app import Allcall, create_screen
from tui.screens.briefing import Briefing
from tui.screens.dialogs import Ask
from tui.screens.exercise import ExerciseScreen
from tui.screens.hot_wash import HotWash
from tui.screens.library import Library
from tui.screens.notices import StopScreen
from tui.screens.report import Report
from tui.session import Session, resume_session, start_session
from tui.web.room_client import ParticipantApp
from tui.web.server import Publisher
from tui.widgets.inputs import CheckList
from tui.widgets.room_view import ParticipantView


def written(app: Allcall) -> list[str]:
    """Kinds of the entries since the exercise stood in its hot wash."""
    return [one.kind for one in session_of(app).conductor.journal.entries()][len(entries("active-assailant")) - 1 :]


async def tells(pilot: Pilot[Any]) -> None:
    await pilot.press("exclamation_mark", "escape")
    assert not isinstance(pilot.app.screen, StopScreen)
    await presses(pilot, "exclamation_mark", "exclamation_mark", "enter")
    assert isinstance(pilot.app.screen, StopScreen)


def at_the_briefing(folder: Path) -> Allcall:
    app = application(folder, Briefing)
    app.session = start_session(opened(ASSAILANT), Setup(ASSAILANT, SEED, {}), folder, DAY)
    return app


@on_screen(lambda _: washed())
async def test_in_the_hot_wash(app: Allcall, pilot: Pilot[None]) -> None:
    await tells(pilot)
    assert written(app) == ["freeze"]


def at_the_report(folder: Path) -> Allcall:
    app = washed(screen=Report(), ended=True)
    app.folder = folder
    return app


@on_screen(at_the_report)
async def test_after_the_end_at_the_report_and_a_projector_keeps_stop(app: Allcall, pilot: Pilot[None]) -> None:
    """The exercise is over and stands still already; the screens say STOP all the same, also once it is closed."""
    await tells(pilot)
    assert written(app) == ["end"]
    frame = known(app._frame)
    publisher = Publisher(app.folder / "x.journal")
    await publisher.open()
    room = ParticipantApp(lambda: publisher.place, app.signs, again=NEVER)
    async with room.run_test(size=(80, 24)) as other:
        publisher.publish(frame)
        async with asyncio.timeout(10.0):
            while room.query_one(ParticipantView).frame is None:
                await other.pause()
        await publisher.close()
        await other.pause(0.1)
        assert "STOP: REAL EMERGENCY" in "\n".join(rows_of(room))


@on_screen(at_the_briefing)
async def test_in_the_briefing(app: Allcall, pilot: Pilot[None]) -> None:
    await tells(pilot)
    assert session_of(app).state.frozen
    assert known(app._frame).stop


@awaited
async def test_an_exclamation_mark_in_a_text_field_is_text(tmp_path: Path) -> None:
    app = at_the_briefing(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        field = Input()
        await app.screen.mount(field)
        field.focus()
        await pilot.press("exclamation_mark")
        assert field.value == "!"
        assert isinstance(app.screen, Briefing)
        field.disabled = True
        await pilot.press("exclamation_mark")
        assert isinstance(app.screen, Ask)


@at_the_desk(stops=2)
async def test_over_a_small_screen_but_not_where_letters_are_text(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """A choice is open; in a field an exclamation mark is one; and no key leads back."""
    await pilot.press("o", *"no", "exclamation_mark", "enter")
    assert [note.text for note in desk.conduct.state.notes.values()] == ["no!"]
    await pilot.press("i")
    await tells(pilot)
    assert desk.conduct.state.frozen
    before = desk.conduct.state.time, dict(desk.conduct.state.notes)
    await pilot.press("escape", "space", "n", "m")
    desk.passes(5.0)
    assert (desk.conduct.state.time, desk.conduct.state.notes) == before
    assert isinstance(desk.app.screen, StopScreen)


@at_the_desk()
async def test_where_the_journal_cannot_be_written(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """Nothing runs any more, and both faces say STOP, beat after beat."""
    await pilot.press("space")

    def full(*_: object) -> None:
        raise JournalError("database or disk is full")

    desk.conduct.journal.append = full  # type: ignore[method-assign,assignment]
    await tells(pilot)
    stood = desk.conduct.state.time
    desk.passes(5.0)
    assert desk.conduct.state.time == stood
    assert known(desk.app._frame).stop


@pytest.mark.slow
@pytest.mark.parametrize("place", ["briefing", "played", "hot-wash"])
def test_an_exercise_that_was_stopped_is_opened_again_at_stop(tmp_path: Path, place: str) -> None:
    session = start_session(opened(ASSAILANT), Setup(ASSAILANT, SEED, {"principal": ""}), tmp_path, DAY)
    while session.state.segment is None or session.state.segment.kind != place:
        session.conductor.next_segment()
    screens = {"briefing": Briefing, "played": ExerciseScreen, "hot-wash": HotWash}
    assert isinstance(create_screen(session), screens[place])
    session.conductor.freeze()
    session.close()
    again = resume_session(session.path)
    assert isinstance(create_screen(again), StopScreen)
    again.close()


@cache
def stopped_entries() -> tuple[Entry, ...]:
    """One question was answered and the next is open when a real emergency comes."""
    conductor = conducted([role.id for role in opened().exercise.roles])
    to_a_question(conductor)
    conductor.submit_decision("D1", DecisionResponse(option="pa"))
    to_a_question(conductor)
    conductor.add_note("mark")
    conductor.freeze()
    return tuple(conductor.journal.entries())


def stopped(folder: Path) -> Path:
    path = build_session_path(folder, ASSAILANT, DAY)
    with closing(FileJournal.create(path, build_header(opened(), SEED))) as journal:
        for entry in stopped_entries():
            journal.append(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
    return path


def opened_at(session: Session, folder: Path) -> Allcall:
    """The application at an exercise that is opened again; the thousand are not played."""
    app = application(folder, lambda: create_screen(session))
    app.session = session
    return app


async def says_it_is_over(pilot: Pilot[Any]) -> None:
    assert "n opens the hot wash" in text_of(pilot.app, "#stop")  # type: ignore[arg-type]
    await pilot.press("n", "escape")
    assert isinstance(pilot.app.screen, StopScreen)
    await pilot.press("n")
    assert isinstance(pilot.app.screen, Ask)
    await presses(pilot, "enter")


@pytest.mark.parametrize("size", BOTH, ids=sized)
def test_once_it_is_over_there_is_the_hot_wash_of_what_was_played(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rated, a mark filled in, an improvement written down, the report; until then STOP on every screen, then that it was stopped."""
    monkeypatch.setattr(HotWash, "start_replications", lambda _: None)
    path = stopped(tmp_path)
    session = resume_session(path)
    stood, said = session.state.time, [line.text for line in narrate(session.state)]

    seen: list[RoomFrame] = []

    @awaited
    async def steps() -> None:
        app = opened_at(session, tmp_path)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            assert app._frame is not None
            assert app._frame.stop
            await says_it_is_over(pilot)
            assert isinstance(app.screen, HotWash)
            assert "real emergency" in text_of(app, "#head")
            frame = session.build_frame()
            assert app._frame == frame
            assert (frame.stop, frame.frozen, frame.status) == (False, True, ClockStatus.HOT_WASH)
            # no module has jumped
            assert frame.clock == format_time_of_day(session.state.exercise, stood)
            assert known(frame.debrief).stopped == stood
            seen.append(frame)
            await presses(pilot, "plus", "x", *["enter"] * 5)
            evaluation.propose_rating(session.conductor, session.state.exercise.objectives[0].id, "S")
            evaluation.complete_note(session.conductor, "mark-1", text="nobody asked")
            await presses(pilot, "g")
            assert isinstance(app.screen, Report)
            assert f"stopped at {format_t_plus(stood)} for a real emergency" in print_to_text(app.screen.paper)

    steps()
    assert "the exercise until it was stopped for a real emergency" in "\n".join(drawn(seen[0], size))
    again = resume_session(path)
    state = again.state
    assert (state.time, state.frozen, state.ended) == (stood, True, True)
    assert [line.text for line in narrate(state)][: len(said) - 2] == said[:-2]  # but for the mark, and what was frozen
    assert state.notes["mark-1"].text == "nobody asked"
    assert [note.text for note in evaluation.list_improvements(state)] == ["x"]
    assert state.decision_points["D2"].state == "open"  # nobody has left it without an answer
    assert ReportData("x", Review(again.conductor)).describe_end.endswith("for a real emergency")
    assert isinstance(create_screen(again), Report)
    again.close()


def test_nothing_of_the_exercise_goes_on_in_that_hot_wash(tmp_path: Path) -> None:
    session = resume_session(stopped(tmp_path))
    conductor, stood = session.conductor, session.state.time
    deliveries = {**conductor.state.deliveries}
    start_debrief(conductor)
    for refused in (
        conductor.play,
        conductor.jump,
        conductor.next_segment,
        conductor.undo_last,
        lambda: conductor.submit_decision("D2", DecisionResponse(option="call")),
        lambda: conductor.dispose_inject(1, "delivered"),
        lambda: start_debrief(conductor),
    ):
        with pytest.raises(CommandRejected, match="real emergency"):
            refused()
    conductor.tick(30.0)
    conductor.end()
    assert conductor.state.time == stood
    assert conductor.state.deliveries == deliveries
    session.close()


def test_an_older_exercise_is_named_and_not_opened_in_its_place(tmp_path: Path) -> None:
    older = start_session(opened(ASSAILANT), Setup(ASSAILANT, SEED, {}), tmp_path, DAY)
    older.close()
    os.utime(older.path, (0, 0))
    path = stopped(tmp_path)
    assert path != older.path
    named = rf"resume {path.stem} opens its hot wash; allcall resume {older.path.stem} continues"
    with pytest.raises(JournalError, match=named):
        find_latest_session(tmp_path)


@pytest.mark.slow
@awaited
async def test_it_is_found_in_the_library_and_never_goes_on_by_itself(tmp_path: Path) -> None:
    path = stopped(tmp_path)
    assert [(one.is_frozen, one.is_ended) for one in list_sessions(tmp_path)] == [(True, False)]
    with pytest.raises(JournalError, match=r"stopped at T.* real emergency .* resume .* opens its hot wash$"):
        find_latest_session(tmp_path)
    app = application(tmp_path, lambda: Library(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        choices = app.screen.query_one(CheckList)
        assert choices.chosen_id == f"session {path.stem}"
        assert "Hot wash: Lockdown" in "\n".join(rows_of(app))
        await presses(pilot, "enter")
        assert isinstance(app.screen, StopScreen)
