"""The participant view: what a frame says is on it, and message, question and answers stay whole at 80 x 24."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from sim.exercise import facilitator
from sim.exercise.messages import list_unread
from sim.exercise.room_frame import Bars, ClockStatus, Impact, Message, Milestone, Option, Question, RoomFrame, RoomRow
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import SHIPPED, conducted, opened
from tests.tui.application import BOTH, awaited, rows_of
from tests.tui.facilitator import AtTheDesk
from tests.tui.screens.participant_frames import PLAYED, OneFace, a_frame, drawn, drawn_one_by_one
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS
from tui.web.room_client import ParticipantApp
from tui.web.server import Publisher
from tui.widgets import room_view
from tui.widgets.room_view import ParticipantView, divide_height, render_plan

Snapshot = Callable[..., bool]


@pytest.mark.parametrize("size", BOTH)
@pytest.mark.parametrize("name", ["question", "running", "black", "stop"])
def test_the_face_looks_as_it_did(snap_compare: Snapshot, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(OneFace(a_frame(name)), terminal_size=size)


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
        return room_view.format_messages_title(build_participant_view(conductor.state, PLAYED))

    conductor = conducted(PLAYED)
    conductor.jump()
    conductor.play()
    assert (title(), list_unread(conductor.state)) == ("New message", [])
    while conductor.segment.kind == "played":
        conductor.next_segment()
    assert title() == "Last message"
    facilitator.improvise_inject(conductor, "A parent", ["principal"], "phone", "What is going on?")
    assert title() == "New message"


EXERCISES = [name for name, _ in SHIPPED.values()][:2]


def message(says: str) -> Message:
    return Message("10:15:02", "Teacher in B112", ("Secretary",), "phone", says)


def questions(name: str) -> Iterator[RoomFrame]:
    """Every question of an exercise, with the longest message of it in, as a frame."""
    exercise = opened(name).exercise
    longest = max((one.says for one in exercise.injects), key=len)
    titles = {role.id: role.title for role in exercise.roles}
    for decision in exercise.decisions:
        options = [Option(one.says) for one in decision.options]
        if options:
            options[-1] = replace(options[-1], struck="officer: away today")
        question = Question(titles[decision.of], decision.asks, decision.kind == "pressed", tuple(options))
        yield replace(a_frame("question"), messages=(message(longest),), question=question)


def asked(frame: RoomFrame) -> Question:
    assert frame.question is not None
    return frame.question


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
@awaited
async def test_message_question_and_answers_are_whole_at_80_columns(name: str) -> None:
    frames = [*questions(name)]
    app = OneFace(frames[0])
    async with app.run_test(size=(80, 24)) as pilot:
        for frame in frames:
            app.query_one(ParticipantView).show_frame(frame)
            await pilot.pause()
            just_in, pane = (app.query_one(f"#room-{one}", Static) for one in ("just-in", "question"))
            assert frame.messages[0].says in " ".join(str(just_in.content).split())
            said = f"{pane.border_title} {pane.content}"
            assert "…" not in said
            words = said.split()
            for option in asked(frame).options:
                struck = f"({option.struck})" if option.struck else ""
                wanted = f"{option.says} {struck}".split()
                assert [word for word in wanted if words.count(word) < wanted.count(word)] == []
            for each in (just_in, pane):
                assert len(str(each.content).splitlines()) <= each.size.height
            assert app.query_one("#room-foot").region.bottom == 24


@pytest.mark.parametrize("name", [name for name, _ in SHIPPED.values()])
def test_a_question_and_its_answers_take_six_lines_at_most(name: str) -> None:
    """At 80 columns a question in the title takes none. The last line, with what is not on the list, is not counted."""
    for decision in opened(name).exercise.decisions:
        options = tuple(Option(one.says) for one in decision.options)
        question = Question("Principal", decision.asks, False, options)
        frame = replace(a_frame("question"), question=question)
        assert room_view.count_question_lines(question, 80 - room_view.BESIDE) - 1 <= 6, decision.id
        for columns in (120, 200):
            lines = [line for line in room_view.render_large(frame, columns - room_view.BESIDE) if line.plain]
            assert len(lines) - 1 <= 6, decision.id


def test_a_room_on_the_map_keeps_its_sign_while_the_bars_can_be_told_in_a_line() -> None:
    signs, frame = OneFace(RoomFrame()).signs, a_frame("question")
    width = room_view.find_map_width(76)
    whole = room_view.count_plan_lines(frame, width)
    assert not any(" of " in line for line in render_plan(frame, width, whole, signs))
    assert any("checked in" in line for line in render_plan(frame, width, whole - 1, signs))
    long = replace(frame, messages=(message("word " * 36),))
    found = divide_height(long, 76, 24)
    assert found.bars == 0
    assert found.known >= whole


def test_rows_are_never_more_than_there_are_and_the_map_gives_before_the_bars() -> None:
    frame = a_frame("question")
    none, one = Bars({}, {}), Bars({"room": "you"}, {"aware": {"room": 3}})
    for rows, bars in product((22, 24, 30, 40), (frame.bars, none, one)):
        for length in (10, 200, 480):
            messages = (message("word " * (length // 5)),)
            found = divide_height(replace(frame, bars=bars, messages=messages), 76, rows)
            assert found.bars in (0, len(bars.shares))
            fixed = 4 + 6 + (found.bars + 2 if found.bars else 1)
            assert found.just_in + found.known + found.asked + fixed == rows
            assert min(found.just_in, found.known, found.asked) >= 1
            assert found.known <= 4 or found.bars == 0 or rows > 24 or length == 10


@pytest.mark.slow
def test_a_long_name_of_a_school_says_that_it_is_fictional() -> None:
    school = "Maple Grove Elementary School (fictional)"
    frame = replace(a_frame("question"), school=school, status=ClockStatus.TIME_RUNS)
    header = drawn(frame, (80, 22))[1]
    assert header.rstrip().endswith("Maple Grove… (fictional)")
    beside = drawn(replace(frame, messages=(message("Is it over?"),)), (80, 24))[:3]
    assert "DECIDE NOW: TIME IS RUNNING" in beside[1]
    assert "(fictional)" in beside[2]


def test_names_of_buildings_are_whole_and_rooms_that_do_not_fit_are_counted() -> None:
    signs = OneFace(RoomFrame()).signs
    rows = (
        RoomRow("Wing A", "", "?" * 12, ()),
        RoomRow("Wing B", "", "?" * 8, ()),
        RoomRow("portables", "", "+???", ()),
        RoomRow("Core", "", "+" * 8, (("LIBR", "?"), ("GYM", "+"))),
    )
    frame = RoomFrame(rooms=rows)
    assert render_plan(frame, 41, 3, signs)[1] == "Wing B portables  ????????  ✓???".replace("  ✓", " ✓")
    assert render_plan(frame, 41, 3, signs)[2].split() == ["Core", "✓✓✓✓✓✓✓✓", "LIBR", "?", "GYM", "✓"]
    assert render_plan(frame, 41, 1, signs) == ["Wing A Wing B portables Core: 10 of 34 ✓"]


@pytest.mark.parametrize("size", [(40, 60), (120, 12)])
@awaited
async def test_on_a_phone_the_view_says_what_to_do(size: tuple[int, int]) -> None:
    app = OneFace(a_frame("question"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "hold it upright" in str(app.query_one("#cover", Static).content)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@awaited
async def test_answers_stay_in_their_columns_whatever_message_comes(size: tuple[int, int]) -> None:
    frames = [frame for frame in questions(EXERCISES[0]) if asked(frame).options]
    app = OneFace(frames[0])
    async with app.run_test(size=size) as pilot:
        for frame in frames:
            drawn_answers = set()
            for says in ("Short.", "A longer message, of two lines. " * 4):
                app.query_one(ParticipantView).show_frame(replace(frame, messages=(message(says),)))
                await pilot.pause()
                lines = str(app.query_one("#room-question", Static).content).splitlines()
                drawn_answers.add(next(line for line in lines if line.startswith("1")))
            assert len(drawn_answers) == 1
