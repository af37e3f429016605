"""The room's face at both sizes: what a frame says is on it, and nothing is cut that must not be."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.exercise import facilitator
from sim.exercise.messages import list_unread
from sim.exercise.room_frame import Impact, Milestone, Option
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import conducted
from tests.tui.application import BOTH, rows_of
from tests.tui.facilitator import AtTheDesk
from tests.tui.screens.participant_frames import PLAYED, OneFace, a_frame, drawn, drawn_one_by_one
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS
from tui.web.room_client import ParticipantApp
from tui.web.server import Publisher
from tui.widgets.room_view import format_messages_title

SIZES = [(80, 24), pytest.param((120, 40), marks=pytest.mark.slow)]
Snapshot = Callable[..., bool]


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("name", ["question", "running", "black", "stop"])
def test_the_face_looks_as_it_did(snap_compare: Snapshot, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(OneFace(a_frame(name)), terminal_size=size)


@pytest.mark.parametrize("size", SIZES)
def test_the_question_and_every_answer_are_on_it_whole(size: tuple[int, int]) -> None:
    frame = a_frame("question")
    text = "\n".join(drawn(frame, size))
    plain = " ".join(text.replace("┃", " ").split())
    assert "Secretary" in plain
    assert frame.question is not None
    assert frame.question.asks in plain
    for option in frame.question.options:
        first, _, last = option.says.rpartition(" ")
        assert first[:24] in plain
        assert last in plain
    assert text.count("EXERCISE EXERCISE EXERCISE") == 1
    assert "█" in text or "aware: you 29%" in text or "y your team" in text


@pytest.mark.slow
def test_at_120_columns_there_are_the_plan_the_race_and_large_digits() -> None:
    """Every room has its mark on the plan, both arms have a curve, and what is compared is told once per measure."""
    milestone = Milestone("aware", 50, {"room": 48.0, "twin": 100.0})
    frame = a_frame("question")
    assert frame.race is not None
    frame = replace(frame, race=replace(frame.race, milestones=(milestone,)))
    face = drawn(frame, (120, 40))
    marks = "".join(floor.marks for floor in frame.plan)
    text = "\n".join(face)
    assert text.count("✓") == marks.count("+") + 1  # and the legend
    assert text.count("50% aware: you 0:52 sooner") == 1
    assert "in this run" in text
    assert frame.time not in text
    for low in drawn(frame, (80, 22)), drawn(frame, (120, 40), ASCII_GLYPHS):
        assert frame.time in low[1]


@pytest.mark.slow
def test_the_impact_is_shown_once_it_is_counted_large_while_no_question_is_open() -> None:
    """Before, the decisions are shown in its place."""
    frame = replace(a_frame("running"), question=None)
    counted = Impact("D1", reached=27, sooner=48, at_least=False, cost=11)
    for impact, card in ((counted, True), (None, False)):
        text = "\n".join(drawn(replace(frame, impact=impact), (120, 40)))
        assert ("staff reached first" in text) is card
        assert "Impact of D1: " not in text
        assert "decided: " in text
    small = drawn(replace(frame, impact=counted), (80, 24))
    assert small[-2].strip().startswith("Impact of D1: 27 staff reached first · 0:48 sooner")


@pytest.mark.slow
def test_a_terminal_without_utf_8_gets_ascii() -> None:
    faces = drawn_one_by_one([a_frame("question"), a_frame("stop")], (80, 24), ASCII_GLYPHS)
    assert [sign for face in faces for row in face for sign in row if not sign.isascii()] == []
    assert "EXERCISE EXERCISE" not in "\n".join(faces[1])


def test_a_struck_option_keeps_its_words_and_gives_its_reason() -> None:
    frame = a_frame("question")
    assert frame.question is not None
    question = replace(frame.question, options=(Option("Send the officer", "officer: away today"),) * 2)
    assert "1 Send the officer (officer: away today)" in "\n".join(drawn(replace(frame, question=question), (80, 24)))


@pytest.mark.slow
def test_a_second_terminal_waits_shows_frames_waits_again_and_finds_the_next(tmp_path: Path) -> None:
    """No exercise, one that is published, its end, and another one."""

    async def until(pilot: Any, words: str) -> None:
        while words not in "\n".join(rows_of(pilot.app)):
            await pilot.pause()

    async def plays() -> None:
        publishers: list[Publisher] = []
        app = ParticipantApp(lambda: publishers[-1].place if publishers else None, UTF8_GLYPHS, again=0.0)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, "Waiting for the exercise")
            for name, words in (("question", "What does 911 hear"), ("running", "What happened since")):
                publisher = Publisher(tmp_path / f"{name}.journal", pause=0.0)
                await publisher.open()
                publisher.publish(a_frame(name))
                publishers.append(publisher)
                await until(pilot, words)
                publisher.publish(a_frame("black"))
                await until(pilot, "minute 3 of 45")
                await publisher.close()
                await until(pilot, "The exercise is not running")

    asyncio.run(asyncio.wait_for(plays(), 120.0))


@pytest.mark.slow
def test_without_color_the_race_is_drawn_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots have segments that Textual's filter for NO_COLOR cannot do with."""
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(desk: AtTheDesk, pilot: Any) -> None:
        await pilot.pause()
        assert "in this run" in desk.shows()

    AtTheDesk(tmp_path, stops=2, is_participant_view=True).run(steps, (120, 40))


def test_what_was_heard_before_the_story_jumped_is_not_just_in() -> None:

    def title() -> str:
        return format_messages_title(build_participant_view(conductor.state, PLAYED))

    conductor = conducted(PLAYED)
    conductor.jump()
    conductor.play()
    assert (title(), list_unread(conductor.state)) == ("New message", [])
    while conductor.segment.kind == "played":
        conductor.next_segment()
    assert title() == "Last message"
    facilitator.improvise_inject(conductor, "A parent", ["principal"], "phone", "What is going on?")
    assert title() == "New message"
