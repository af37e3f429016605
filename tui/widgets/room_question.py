"""The question on the room's face: who is asked and what, and every answer whole, in as many columns and lines as that takes."""

from collections.abc import Iterator
from textwrap import wrap

from rich.text import Text

from tui.widgets.room_words import Frame, shorten

AnswerLine = tuple[str, str]
"""What is said, with its number; and why it is struck out, or nothing."""


MARK = ">"
"""Behind the number of the answer that is looked at."""


def format_question_title(frame: Frame, width: int) -> str:
    """Who is asked, and what where it fits."""
    question = frame["question"]
    whole = f"{question['role']}: {question['asks']}"
    return whole if len(whole) <= width else f"{question['role']}, you are asked"


def render_question(frame: Frame, width: int, height: int, marked: int = 0) -> list[Text]:
    """The question where the title has no room for it, the answers that may be given, and what time does meanwhile.

    marked: the answer that is looked at, from 1.
    """
    lines = [Text(line, style="bold") for line in wrap_question(frame, width)]
    pressed = bool(frame["question"]["pressed"])
    keeps = pressed and height > count_question_lines(frame, width)
    lines += lay_out_answers(list_answers(frame, marked), width, max(1, height - len(lines) - keeps))
    told = _describe_clock(frame)
    return [*lines, *([Text(told, style="bold" if pressed else "")] if len(lines) < height else [])]


def _describe_clock(frame: Frame) -> str:
    """Whether it runs while the room decides."""
    if not frame["question"]["pressed"]:
        return "The incident is stopped while you talk."
    if frame["status"] == "stopped: answered":
        return "Stopped while your answer is written down."
    if str(frame["status"]).startswith("stopped"):
        return "Stopped. When it goes on, time runs until you decide."
    return "Time is running: decide now."


def wrap_question(frame: Frame, width: int) -> list[str]:
    """What is asked, where the title has no room for it."""
    asks = str(frame["question"]["asks"])
    return [] if format_question_title(frame, width - 2).endswith(asks) else wrap(asks, width)


def list_answers(frame: Frame, marked: int = 0) -> list[AnswerLine]:
    """Each answer with its number, and why it is struck out. What is written in and what is only talked about are something else."""
    options = [(str(one["says"]), str(one["struck"])) for one in frame["question"]["options"]]
    answers = [*options, ("Something else", "")]
    place = min(marked, len(answers))
    return [
        (f"{number}{MARK if number == place else ' '}{says}", struck)
        for number, (says, struck) in enumerate(answers, 1)
    ]


def count_question_lines(frame: Frame, width: int) -> int:
    """The fewest lines in which what is asked is whole."""
    if not frame["question"]:
        return 1
    ways = [*iterate_whole_layouts(list_answers(frame), width, plenty=False)]
    return len(wrap_question(frame, width)) + min(map(len, ways))


def lay_out_answers(options: list[AnswerLine], width: int, height: int) -> list[Text]:
    """An answer to a line where there is plenty of room, else down each column first, in as many columns as nothing is cut.

    What is too long for a column goes on below. Only where there is no room for that, it is cut, and a cut is seen.
    """
    for lines in iterate_whole_layouts(options, width, plenty=height >= len(options) + 3):
        if len(lines) <= height:
            return lines
    return lay_out_columns(options, 2 if len(options) <= 2 * height else 3, width, 1)[:height]


def iterate_whole_layouts(options: list[AnswerLine], width: int, plenty: bool) -> Iterator[list[Text]]:
    """Every way in which nothing is cut, the best first."""
    longest = max(len(format_answer(one)) for one in options)
    yield from (
        lay_out_columns(options, columns, width, 1)
        for columns in ((1, 2, 3) if plenty else (3, 2, 1))
        if longest < width // columns
    )
    yield from (lay_out_columns(options, columns, width, longest) for columns in (2, 1))  # a word a line would do


def lay_out_columns(options: list[AnswerLine], columns: int, width: int, most: int) -> list[Text]:
    """Down each column first, each answer on at most so many lines."""
    rows = -(-len(options) // columns)
    return [line for row in range(rows) for line in _lay_out_row(options[row::rows], width // columns, most)]


def _lay_out_row(options: list[AnswerLine], each: int, most: int) -> list[Text]:
    """A row of answers, on as many lines as the longer one needs."""
    drawn = [wrap_answer(one, each, most) for one in options]
    deep = max(map(len, drawn))
    return [_join_columns([one[at] if at < len(one) else Text() for one in drawn], each) for at in range(deep)]


def _join_columns(parts: list[Text], each: int) -> Text:
    """Texts in columns."""
    line = Text(no_wrap=True)
    for part in parts:
        line.append_text(part)
        line.append(" " * max(0, each - len(part)))
    line.rstrip()
    return line


def format_answer(option: AnswerLine) -> str:
    """An answer with its reason, if it is struck out."""
    said, struck = option
    return f"{said} ({struck})" if struck else said


def wrap_answer(option: AnswerLine, width: int, most: int) -> list[Text]:
    """An answer on at most so many lines. One that is struck out keeps its words, and the reason stands behind them."""
    _, struck = option
    words = format_answer(option)
    pieces = shorten(wrap(words, width - 1, subsequent_indent="  "), most, width - 1)
    if not struck:
        return [Text(piece) for piece in pieces]
    reason = words.index(f"({struck})")
    lines, at = [], 0
    for piece in pieces:
        lines.append(Text(piece))
        lines[-1].stylize("strike", 0, max(0, min(len(piece), reason - at)))
        at += len(piece)
    return lines
