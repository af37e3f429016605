"""Frames of the participant view, drawn without a room."""

import asyncio
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult

from sim.exercise.decisions import DecisionResponse
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import conducted, to_a_question
from tests.tui.application import rows_of
from tui.terminal.glyphs import UTF8_GLYPHS, Glyphs
from tui.widgets.room_view import ParticipantView

PLAYED = frozenset(["principal", "assistant-principal", "secretary", "nurse", "teacher"])


@cache
def a_frame(name: str) -> RoomFrame:
    """Frames of the shipped exercise: a question is open, it runs after two answers, black, a real emergency."""
    conductor = conducted(PLAYED)
    to_a_question(conductor)
    conductor.submit_decision("D1", DecisionResponse(option="1"))
    to_a_question(conductor)
    question = build_participant_view(conductor.state, PLAYED)
    conductor.pass_room_time(112.0)
    conductor.submit_decision("D2", DecisionResponse(option="1"))
    conductor.play(4)
    for _ in range(18):
        conductor.tick(1.0)
    running = build_participant_view(conductor.state, PLAYED)
    stop = replace(running, stop=True)
    return {"question": question, "running": running, "black": running.blank(), "stop": stop}[name]


class OneFace(App[None]):
    """A frame on its own."""

    CSS_PATH: ClassVar[list[str]] = [str(Path(__file__).parents[3] / "tui" / "room.tcss")]  # type: ignore[assignment]

    def __init__(self, frame: RoomFrame, signs: Glyphs = UTF8_GLYPHS) -> None:
        super().__init__()
        self.frame, self.signs = frame, signs

    def compose(self) -> ComposeResult:
        yield ParticipantView(self.signs)

    def on_mount(self) -> None:
        self.query_one(ParticipantView).show_frame(self.frame)


def drawn_one_by_one(frames: list[RoomFrame], size: tuple[int, int], signs: Glyphs = UTF8_GLYPHS) -> list[list[str]]:

    async def draws() -> list[list[str]]:
        app, screens = OneFace(frames[0], signs), []
        async with app.run_test(size=size) as pilot:
            for frame in frames:
                app.query_one(ParticipantView).show_frame(frame)
                await pilot.pause()
                screens.append(rows_of(app))
        return screens

    return asyncio.run(draws())


def drawn(frame: RoomFrame, size: tuple[int, int], signs: Glyphs = UTF8_GLYPHS) -> list[str]:
    return drawn_one_by_one([frame], size, signs)[0]
