"""Simulated phones do what a phone's page allows, when it allows it; no screen tells the facilitator so, and no arm notices."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from reports.after_action.data import ReportData
from reports.after_action.participants import is_attended
from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.room.decision_cards import build_scale
from reports.room.guesses import CardStage, Comparison, Guesses
from sim.exercise import facilitator
from sim.exercise.conductor import mark_all_read
from sim.exercise.events import SOMETHING_ELSE, Setup, SplitShown, VoteCast
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.review import Review
from sim.exercise.room_stage import Stage
from sim.exercise.room_view import build_participant_view
from sim.exercise.sessions import list_sessions
from tests.sim.exercise.exercises import ASSAILANT, SEED, known, opened
from tests.tui.application import DAY, application, awaited
from tests.tui.web.room_clients import at_the_question, make_place
from tui.commands.exercise import session_lines
from tui.report_builder import check_final_facts
from tui.screens.briefing import Briefing
from tui.screens.room import describe_room
from tui.session import start_session
from tui.terminal.console import CommandError
from tui.web import simulated_phones
from tui.web.live_room import LiveRoom
from tui.web.simulated_phones import Crowd

PHONES = 5
AWAKE = {1, 4}
"""Seats of phones that are not locked while people talk."""


def at_once(low: float, high: float) -> float:
    return 0.0


@asynccontextmanager
async def crowded(folder: Path, draw: Callable[[float, float], float] = at_once) -> AsyncIterator[LiveRoom]:
    """A room at a question that is voted on, with phones at the door."""
    place = make_place()
    live = LiveRoom(at_the_question(), PhoneRecords(folder / "x.journal"), place)
    mark_all_read(live.conductor)
    publish(live)
    task = asyncio.ensure_future(Crowd(live, PHONES, draw).run())
    for _ in range(10):
        await asyncio.sleep(0.0)
    assert live.door.waiting == {}
    live.open_door()
    await until(lambda: len(live.door.waiting) == PHONES)
    assert live.connected == frozenset()
    live.let_in()
    await until(lambda: live.connected == AWAKE)
    yield live
    task.cancel()
    place.close()


def publish(live: LiveRoom) -> None:
    state = live.conductor.state
    live.publish(build_participant_view(state, state.player_roles, live.conductor.clock))


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20.0):
        while not is_true():
            await asyncio.sleep(0.0)


def list_votes(live: LiveRoom) -> list[VoteCast]:
    return [one.event for one in live.conductor.journal.entries() if isinstance(one.event, VoteCast)]


@awaited
async def test_each_votes_once_for_an_answer_of_the_question_and_the_last_one_shows_the_split(tmp_path: Path) -> None:
    async with crowded(tmp_path) as live:
        assert list_votes(live) == []
        while live.stage != Stage.VOTES:
            live.step()
        await until(lambda: live.stage == Stage.SPLIT)
        votes, asking = list_votes(live), live.conductor.state.ballots.askings[-1]
        assert Counter(vote.seat for vote in votes) == Counter(range(1, PHONES + 1))
        assert {vote.option for vote in votes} <= {*asking.options} - {SOMETHING_ELSE}
        assert not any(vote.late for vote in votes)
        events = [one.event for one in live.conductor.journal.entries()]
        assert [one.by for one in events if isinstance(one, SplitShown)] == ["all"]
        assert live.list_reasons() == ["Simulated reason 1.", "Simulated reason 2."]
        live.ask_votes()
        await until(lambda: len(list_votes(live)) == 2 * PHONES)
        live.begin(live.conductor, live.records)
        assert live.connected == frozenset()
        again = asyncio.ensure_future(Crowd(live, PHONES, at_once).run())
        await until(lambda: live.connected == AWAKE)
        again.cancel()


@awaited
async def test_the_seats_have_the_played_roles_in_turn(tmp_path: Path) -> None:
    async with crowded(tmp_path) as live:
        played = [role.id for role in live.conductor.state.exercise.roles if role.id in live.conductor.state.played]
        wanted = Counter([*played, ""][n % (len(played) + 1)] for n in range(PHONES))
        assert Counter("".join(seat.roles) for seat in live.conductor.state.seats.taken) == wanted


@awaited
async def test_a_vote_that_the_facilitator_cuts_short_is_not_sent(tmp_path: Path) -> None:
    def slow_to_vote(low: float, high: float) -> float:
        return 0.0 if high != 120.0 else 3600.0

    async with crowded(tmp_path, slow_to_vote) as live:
        while live.stage != Stage.VOTES:
            live.step()
        await until(lambda: len(list_votes(live)) == PHONES - 1)
        known(live.conductor.state.ballots.open)
        live.step()
        assert live.conductor.state.ballots.open is None
        await asyncio.sleep(0.0)
        assert len(list_votes(live)) == PHONES - 1


@awaited
async def test_each_that_is_awake_shows_stop_and_all_guess_in_the_hot_wash(tmp_path: Path) -> None:
    async with crowded(tmp_path) as live:
        live.conductor.freeze()
        publish(live)
        await until(lambda: live.without_stop == (2, 3, 5))
        facilitator.start_debrief(live.conductor)
        publish(live)
        live.set_guesses(Guesses(Comparison("", build_scale("aware_t50"), 40), stage=CardStage.OPEN))
        await until(lambda: live.guesses is not None and len(live.guesses.by_seat) == PHONES)


@awaited
async def test_a_rehearsal_has_phones_at_its_door_no_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_phones, "ARRIVAL", (0.0, 0.0))
    app = application(tmp_path, Briefing)
    setup = Setup(ASSAILANT, SEED, {"principal": ""}, rehearsal=True)
    app.session = start_session(opened(ASSAILANT), setup, tmp_path, DAY)
    app.place = make_place()
    async with app.run_test() as pilot:
        while app.room is None or len(app.room.door.waiting) < simulated_phones.PHONES:
            await pilot.pause()
        assert describe_room(app.room).startswith("Simulated phones: 0 in, 12 at the door")
        app.session.conductor.next_segment()
        facts = ReportData("x", Review(app.session.conductor))
    (line,) = session_lines([*list_sessions(tmp_path)])
    assert "rehearsal, saved at" in line
    assert facts.state.is_scripted
    assert not is_attended(facts)
    with pytest.raises(CommandError, match="this was a rehearsal and no one attended"):
        check_final_facts(facts, "2026-11-24")
    assert "rehearsal with simulated phones" in write_markdown(build_after_action_report(facts))
