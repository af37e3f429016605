"""A second terminal shows the cards of the briefing, and no card holds a secret."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reports.text.targets import describe_target
from sim.exercise.events import Setup
from sim.exercise.participants import Participant
from sim.exercise.room_frame import Card, Place, RoomFrame
from sim.exercise.room_view import add_card, build_participant_view
from tests.sim.exercise.exercises import known, opened
from tests.sim.exercise.secrets import LIMIT, SEED, as_sent, leaks
from tests.tui.application import BOTH, DAY, application, rows_of, sized, text_of
from tests.tui.screens.participant_frames import drawn_one_by_one
from tests.tui.screens.steps import on_screen, session_of
from tui.app import Allcall
from tui.screens.briefing import Briefing
from tui.session import start_session
from tui.web.server import read_frames

EXERCISES = ["active-assailant-45", "cardiac-arrest-20"]
ALL = "all of them"


def briefed(folder: Path, name: str = EXERCISES[0], played: Iterable[str] | None = None) -> Allcall:
    """An exercise in its briefing. played: all roles where nothing is said."""
    exercise = opened(name)
    roles = [role.id for role in exercise.exercise.roles] if played is None else played
    app = application(folder, Briefing)
    app.session = start_session(exercise, Setup(name, SEED, dict.fromkeys(roles, "")), folder, DAY)
    return app


def frame_of(app: Allcall) -> RoomFrame:
    return known(app._frame)


async def next_card(reads: AsyncIterator[RoomFrame]) -> Card:
    return known((await anext(reads)).card)


async def each_card(pilot: Pilot[Any], app: Allcall) -> list[RoomFrame]:
    found = [frame_of(app)]
    while (card := found[-1].card) and card.place.at < card.place.of:
        await pilot.press("space")
        found.append(frame_of(app))
    return found


@pytest.mark.parametrize("size", BOTH, ids=sized)
@pytest.mark.parametrize("name", EXERCISES[1:])
def test_every_card_is_on_the_face_whole_in_the_lines_that_it_has_on_the_first_screen(
    name: str, size: tuple[int, int], tmp_path: Path
) -> None:
    first: list[tuple[str, list[str], RoomFrame]] = []

    async def turns() -> None:
        app = briefed(tmp_path, name)
        async with app.run_test(size=size) as pilot:
            for _ in range(8):
                await pilot.pause()
                rows = [row.strip() for row in rows_of(app) if row.strip()]
                assert text_of(app, "#head") == rows[1]
                first.append((rows[1], rows[2 : rows.index(text_of(app, "#status"))], frame_of(app)))
                await pilot.press("space")

    asyncio.run(turns())
    faces = drawn_one_by_one([frame for _, _, frame in first], size)
    for number, ((title, rows, _), face) in enumerate(zip(first, faces, strict=True), 1):
        assert f" {title} " in face[2]
        assert f"card {number} of 8" in face[-2]
        shown = [row for row in (line.strip("│ ") for line in face[3:-2]) if row]
        assert shown == rows[: len(shown)]
        assert (rows != shown) is (number == 1), "only the first card has hints, for the facilitator alone"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "roles"), [*zip(EXERCISES, (ALL, 2), strict=True)])
def test_no_card_says_what_the_room_may_not_know(name: str, roles: str | int, tmp_path: Path) -> None:
    every = [role.id for role in opened(name).exercise.roles]
    app = briefed(tmp_path, name, every if roles == ALL else [every[int(roles)]])
    conductor, state = session_of(app).conductor, session_of(app).state
    conductor.set_participants([Participant(every[0], "Zoé Quist", "Quistville", "zq@example.org")])
    conductor.add_note("mark", text="the projector flickers")

    async def turns() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            for frame in await each_card(pilot, app):
                assert leaks(as_sent(frame), state, frozenset(state.played)) == []
                assert len(frame.to_json()) <= LIMIT

    asyncio.run(turns())


def test_whoever_puts_a_secret_on_a_card_is_caught(tmp_path: Path) -> None:
    app = briefed(tmp_path)
    state, roles = session_of(app).state, frozenset(session_of(app).state.played)
    exercise = state.exercise
    secrets = (
        exercise.injects[0].says, exercise.decisions[0].asks, exercise.decisions[0].expects, describe_target(exercise.objectives[0].target),
        exercise.objectives[0].tasks[0],
    )  # fmt: skip
    for secret in secrets:
        frame = add_card(build_participant_view(state, roles), "Rules", [secret], 3, 8)
        assert leaks(as_sent(frame), state, roles)
    session_of(app).close()


@on_screen(lambda folder: briefed(folder, "cardiac-arrest-20"))
async def test_a_second_terminal_turns_cards_goes_black_and_on_into_the_drill(app: Allcall, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    reads = read_frames(known(app.publisher).place)
    assert (await next_card(reads)).title == "Who is here"
    await pilot.press("2")
    assert "2 [ ]" in (await next_card(reads)).lines[0]
    await pilot.press("space")
    assert (await next_card(reads)).place.at == 2
    await pilot.press("left")
    assert (await next_card(reads)).place.at == 1
    await pilot.press("b")
    assert await anext(reads) == RoomFrame(black=True, agenda=Place(1, 20))
    assert (text_of(app, "#head"), text_of(app, "#body")) == ("minute 1 of 20", "")
    await pilot.press("b")
    assert (await next_card(reads)).place.at == 1
    await pilot.press(*["b", "space"], *["space"] * 7)
    last = await anext(reads)
    while last.card:
        last = await anext(reads)
    assert (last.black, last.status) == (False, "stopped")
    await reads.aclose()


@on_screen(lambda folder: briefed(folder, "cardiac-arrest-20"))
async def test_a_briefing_that_is_over_publishes_no_more_cards(
    app: Allcall, pilot: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock may beat once more before it is gone."""
    before = app.screen
    assert isinstance(before, Briefing)
    await pilot.press(*["space"] * 8)
    assert app.screen is not before
    published: list[object] = []
    monkeypatch.setattr(app, "publish", published.append)
    before.pass_time()
    assert not published
