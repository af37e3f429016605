"""The question on the room's face: who is asked and what, and every answer whole, in as many columns and lines as that takes."""

from collections.abc import Iterator
from textwrap import wrap

from rich.text import Text

from tui.widgets.room_words import Frame, shortened

Answer = tuple[str, str]
"""What is said, with its number; and why it is struck out, or nothing."""


MARK = ">"
"""Behind the number of the answer that is looked at."""


def question_title(frame: Frame, width: int) -> str:
    """Who is asked, and what where it fits."""
    question = frame["question"]
    whole = f"{question['role']}: {question['asks']}"
    return whole if len(whole) <= width else f"{question['role']}, you are asked"


def asked(frame: Frame, width: int, height: int, marked: int = 0) -> list[Text]:
    """The question where the title has no room for it, the answers that may be given, and what time does meanwhile.

    marked: the answer that is looked at, from 1.
    """
    lines = [Text(line, style="bold") for line in words_of_question(frame, width)]
    pressed = bool(frame["question"]["pressed"])
    keeps = pressed and height > lines_of_question(frame, width)
    lines += in_columns(answers_of(frame, marked), width, max(1, height - len(lines) - keeps))
    told = _what_time_does(frame)
    return [*lines, *([Text(told, style="bold" if pressed else "")] if len(lines) < height else [])]


def _what_time_does(frame: Frame) -> str:
    """Whether it runs while the room decides."""
    if not frame["question"]["pressed"]:
        return "The incident is stopped while you talk."
    if frame["status"] == "stopped: answered":
        return "Stopped while your answer is written down."
    if str(frame["status"]).startswith("stopped"):
        return "Stopped. When it goes on, time runs until you decide."
    return "Time is running: decide now."


def words_of_question(frame: Frame, width: int) -> list[str]:
    """What is asked, where the title has no room for it."""
    asks = str(frame["question"]["asks"])
    return [] if question_title(frame, width - 2).endswith(asks) else wrap(asks, width)


def answers_of(frame: Frame, marked: int = 0) -> list[Answer]:
    """Each answer with its number, and why it is struck out. What is written in and what is only talked about are something else."""
    options = [(str(one["says"]), str(one["struck"])) for one in frame["question"]["options"]]
    answers = [*options, ("Something else", "")]
    place = min(marked, len(answers))
    return [
        (f"{number}{MARK if number == place else ' '}{says}", struck)
        for number, (says, struck) in enumerate(answers, 1)
    ]


def lines_of_question(frame: Frame, width: int) -> int:
    """The fewest lines in which what is asked is whole."""
    if not frame["question"]:
        return 1
    ways = [*whole_answers(answers_of(frame), width, plenty=False)]
    return len(words_of_question(frame, width)) + min(map(len, ways))


def in_columns(options: list[Answer], width: int, height: int) -> list[Text]:
    """An answer to a line where there is plenty of room, else down each column first, in as many columns as nothing is cut.

    What is too long for a column goes on below. Only where there is no room for that, it is cut, and a cut is seen.
    """
    for lines in whole_answers(options, width, plenty=height >= len(options) + 3):
        if len(lines) <= height:
            return lines
    return in_rows(options, 2 if len(options) <= 2 * height else 3, width, 1)[:height]


def whole_answers(options: list[Answer], width: int, plenty: bool) -> Iterator[list[Text]]:
    """Every way in which nothing is cut, the best first."""
    longest = max(len(whole(one)) for one in options)
    yield from (
        in_rows(options, columns, width, 1)
        for columns in ((1, 2, 3) if plenty else (3, 2, 1))
        if longest < width // columns
    )
    yield from (in_rows(options, columns, width, longest) for columns in (2, 1))  # a word a line would do


def in_rows(options: list[Answer], columns: int, width: int, most: int) -> list[Text]:
    """Down each column first, each answer on at most so many lines."""
    rows = -(-len(options) // columns)
    return [line for row in range(rows) for line in _row(options[row::rows], width // columns, most)]


def _row(options: list[Answer], each: int, most: int) -> list[Text]:
    """A row of answers, on as many lines as the longer one needs."""
    drawn = [cells(one, each, most) for one in options]
    deep = max(map(len, drawn))
    return [_beside([one[at] if at < len(one) else Text() for one in drawn], each) for at in range(deep)]


def _beside(parts: list[Text], each: int) -> Text:
    """Texts in columns."""
    line = Text(no_wrap=True)
    for part in parts:
        line.append_text(part)
        line.append(" " * max(0, each - len(part)))
    line.rstrip()
    return line


def whole(option: Answer) -> str:
    """An answer with its reason, if it is struck out."""
    said, struck = option
    return f"{said} ({struck})" if struck else said


def cells(option: Answer, width: int, most: int) -> list[Text]:
    """An answer on at most so many lines. One that is struck out keeps its words, and the reason stands behind them."""
    _, struck = option
    words = whole(option)
    pieces = shortened(wrap(words, width - 1, subsequent_indent="  "), most, width - 1)
    if not struck:
        return [Text(piece) for piece in pieces]
    reason = words.index(f"({struck})")
    lines, at = [], 0
    for piece in pieces:
        lines.append(Text(piece))
        lines[-1].stylize("strike", 0, max(0, min(len(piece), reason - at)))
        at += len(piece)
    return lines
