"""Keys at random on each screen of the facilitator and in its menus, while phones come, wait and vote: no error, and nothing is lost."""

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.events import Key
from textual.keys import key_to_character
from textual.pilot import Pilot

from sim.exercise.events import SeatKind, Setup, VoteCast
from sim.exercise.journal import Entry
from sim.exercise.journal_replay import replay_journal
from tests.sim.exercise.exercises import ASSAILANT, SEED, asked, begun, known, opened
from tests.tui import hot_wash
from tests.tui.application import SIZES, Wall, application, session_in_memory
from tests.tui.web.room_clients import make_place
from tui.app import Allcall, create_screen
from tui.keymap import DEFAULT_KEYS
from tui.screens import exercise
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.web.door import Guest
from tui.web.live_room import LiveRoom, Stream

NEVER = 1e6  # seconds
SLOW, FULL = 20, 300
"""Sequences that .ci/run and .ci/full play."""
PLAYED = "principal", "assistant-principal", "secretary", "nurse", "teacher"


@cache
def entries(start: str) -> tuple[Entry, ...]:
    """The journal of an exercise that stands there."""
    match start:
        case "briefing":
            conductor = begun(Setup(ASSAILANT, SEED, dict.fromkeys(PLAYED, "")))
        case "hot wash":
            return hot_wash.entries("active-assailant")[:-1]
        case "report":
            return hot_wash.entries("active-assailant")
        case _:
            conductor = asked(start)
    return tuple(conductor.journal.entries())


STARTS = "briefing", "D1", "D3", "hot wash", "report"
MENUS: list[list[str]] = [
    [],
    *([key] for key in ("j", "w", "question_mark", "ctrl+p", "a")),
    *(["v", "enter", *keys] for keys in ([], ["i"], ["a"], ["c"], ["R"], ["E"], ["d"], ["p"], ["z"])),
    *(["j", *["up"] * place, *["enter"] * times] for place in range(6) for times in (1, 2)),
    ["guest", "let in", "j", "up", "enter", "enter"],
    ["n", "n", "n", "n", "guest", "let in", "votes"],
    ["exclamation_mark", "y"],
]
"""What opens one, from the participant view or from the facilitator's."""
KEYS = sorted({key for keys, _ in DEFAULT_KEYS.values() for key in keys.split(",")} - {"s"})
MOVES = ["enter", "escape", "up", "down", "tab", "space", "n", "backspace", *"12345679bx"]
PHONES = ["guest", "let in", "votes", "removed", "time"]
PRESSES = st.one_of(*map(st.sampled_from, (MOVES, KEYS, PHONES)))
BURSTS = st.lists(st.lists(PRESSES, min_size=1, max_size=3), max_size=16)


def act(app: Allcall, live: LiveRoom, what: str) -> None:
    """What phones do, and the clock."""
    if what == "time":
        app.wall.now += 5.0  # type: ignore[attr-defined]
    else:
        act_on_phones(live, what)
    for screen in filter(lambda one: one.is_mounted, app.screen_stack):
        for refresh in ("tick", "pass_time", "show_page"):
            getattr(screen, refresh, lambda: None)()


def act_on_phones(live: LiveRoom, what: str) -> None:
    state = live.conductor.state
    match what:
        case "guest":
            live.door.waiting[f"token-{len(live.door.waiting)}-{live.clock()}"] = Guest(SeatKind.PARTICIPANT)
        case "let in" if not state.frozen and not state.ended:
            live.let_in()
        case "removed" if state.seats.taken and not state.frozen and not state.ended:
            live.remove(state.seats.taken[0].number)
        case "votes" if state.ballots.open is not None:
            asking = state.ballots.open
            for seat in [one for one in state.seats.taken if one.can_vote]:
                live.streams[str(seat.number)] = Stream(str(seat.number), "page")
                if not asking.is_closed:
                    live.vote(VoteCast(asking.id, f"{seat.number:032x}", seat.number, asking.options[0], 1))


async def press(pilot: Pilot[None], live: LiveRoom, burst: list[str]) -> None:
    """Keys that come before the screen has dealt with the one before."""
    for key in burst:
        if key in PHONES:
            act(pilot.app, live, key)  # type: ignore[arg-type]
        else:
            pilot.app.post_message(Key(key, key if len(key) == 1 else key_to_character(key)))
    await pilot.pause()


async def play(folder: Path, start: str, size: tuple[int, int], bursts: list[list[str]]) -> None:
    app = application(folder, lambda: create_screen(app.session), Wall())  # type: ignore[arg-type]
    app.place = make_place()
    app.session = session_in_memory(opened(ASSAILANT), SEED, entries(start), folder / "x.journal")
    async with app.run_test(size=size) as pilot:
        await app.open_participant_server()
        for burst in bursts:
            await press(pilot, known(app.room), burst)
        assert app.is_running
        conductor = app.session.conductor
        assert replay_journal(conductor.opened, conductor.journal).log == conductor.state.log


def play_all(start: st.SearchStrategy[str], count: int) -> Callable[[], None]:
    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(start, st.sampled_from(SIZES), st.sampled_from(MENUS), BURSTS)
    def run(begins: str, size: tuple[int, int], menu: list[str], bursts: list[list[str]]) -> None:
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(exercise, "TICK_SECONDS", NEVER)
            patch.setattr(Report, "write_in_thread", lambda *_: None)
            patch.setattr(HotWash, "run_replications", lambda *_: None)
            asyncio.run(play(Path(folder), begins, size, [*([key] for key in menu), *bursts]))

    return run


@pytest.mark.slow
def test_no_keys_end_an_exercise_with_a_room() -> None:
    play_all(st.sampled_from(STARTS), SLOW)()


@pytest.mark.full(step="fuzz")
@pytest.mark.parametrize("start", STARTS)
def test_no_keys_end_an_exercise_with_a_room_from_each_screen(start: str) -> None:
    play_all(st.just(start), FULL // len(STARTS))()
