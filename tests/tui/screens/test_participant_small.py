"""The participant view at 80 x 24: message, question and answers stay whole."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from textual.widgets import Static

from sim.exercise.room_frame import Bars, ClockStatus, Message, Option, Question, RoomFrame, RoomRow
from tests.sim.exercise.exercises import SHIPPED, opened
from tests.tui.application import awaited
from tests.tui.screens.participant_frames import OneFace, a_frame, drawn
from tui.widgets.room_view import (
    BESIDE,
    ParticipantView,
    count_plan_lines,
    count_question_lines,
    divide_height,
    find_map_width,
    render_large,
    render_plan,
)

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
        assert count_question_lines(question, 80 - BESIDE) - 1 <= 6, decision.id
        for columns in (120, 200):
            lines = [line for line in render_large(frame, columns - BESIDE) if line.plain]
            assert len(lines) - 1 <= 6, decision.id


def test_a_room_on_the_map_keeps_its_sign_while_the_bars_can_be_told_in_a_line() -> None:
    signs, frame = OneFace(RoomFrame()).signs, a_frame("question")
    width = find_map_width(76)
    whole = count_plan_lines(frame, width)
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
