"""The participant view: draws a frame and nothing else, so it can show only what the frame holds.

At 80 x 24 every pane has its least height; with more rows panes grow. The newest message, the question and its answers come first; where
they need more, the map shrinks, then the bars become a line of text, then the map shrinks again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from reports.text.formatting import join_with_nbsp, wrap_columns
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS, Glyphs, to_ascii
from tui.widgets import base
from tui.widgets.base import ARM_LABELS, format_card, truncate
from tui.widgets.chart import Chart, Curves

Frame = Mapping[str, Any]

GROUP = 8
"""Rooms in a group on the map."""

GAP = 2
"""Columns between the map and the facts."""

AGE_PATTERN = re.compile(r"\S+( min)? ago$")
"""An age, kept on one line."""

REAL_WORLD_HINT = "Real emergency? Say REAL WORLD"

EXERCISE_NOTE = "EXERCISE: make no real outside calls"


def render_header(frame: Frame, width: int, signs: Glyphs) -> Text:
    """T+, time of day, status, and the school."""
    status = str(frame["status"])
    sign = signs.running if status.startswith(("running", "decide")) else signs.stopped
    word, _, rest = status.partition(" ") if ":" in status else (status, "", "")
    said = f"{sign} {word.upper()} {rest}".rstrip()
    day = str(frame["day"])
    for near, far, shown in ((4, 6, day), (2, 3, day), (2, 2, day), (2, 2, day[:3])):
        left = f" {frame['time']}{' ' * near}{shown} {frame['clock'][:5]}{' ' * far}{said}"
        room = width - len(left) - 3
        if len(frame["school"]) <= room:
            break
    school = shorten_school_name(str(frame["school"]), room)
    return Text(f"{left}  {school:>{max(0, room)}}", style="bold", no_wrap=True)


def shorten_school_name(name: str, width: int) -> str:
    """The name cut to a width; "(fictional)" is kept."""
    if len(name) <= width:
        return name
    first, bracket, last = name.rpartition(" (")
    tail = bracket + last if first else ""
    room = max(1, width - len(tail) - 1)
    kept = first or last
    whole = kept[: room + 1].rpartition(" ")[0] if len(kept) > room else kept
    return f"{whole or kept[:room]}…{tail}"


def format_minute(frame: Frame) -> str:
    """The only text of a blacked-out view."""
    return f"minute {frame['agenda']['minute']} of {frame['agenda']['of']}"


def format_messages_title(frame: Frame) -> str:
    reading = frame["reading"]
    if frame["past"]:
        return "Last message"
    return f"New message {reading['at']} of {reading['of']}" if reading else "New message"


def render_messages(frame: Frame, width: int, height: int) -> list[Text]:
    """The current message, whole if it fits, and others while there is room."""
    lines: list[Text] = []
    for number, message in enumerate(frame["just_in"]):
        pieces = wrap_message(message, width)
        if number and len(lines) + len(pieces) > height:
            break
        style = "bold" if number == 0 else ""
        lines += [Text(piece, style=style) for piece in shorten(pieces, height, width)]
    return lines or [Text("No messages yet.")]


def wrap_message(message: Frame, width: int) -> list[str]:
    """Time, sender, mode, recipients and text."""
    unsaid = message["mode"].lower() not in message["from"].lower()
    means = f", {message['mode']}" if message["mode"] and unsaid else ""
    heading = f"{message['at']} {message['from']}{means}, to {', '.join(message['to'])}: "
    return wrap(heading + message["says"], width)


def count_message_lines(frame: Frame, width: int) -> int:
    """Lines that the current message needs."""
    return max([1, *(len(wrap_message(message, width)) for message in frame["just_in"][:1])])


def shorten(lines: list[str], height: int, width: int) -> list[str]:
    """At most so many lines, with an ellipsis."""
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], f"{lines[height - 1][: width - 1]}…"]


def format_room_marks(row: Frame, signs: Glyphs, named: bool = True) -> str:
    """`✓✓?✓ … GYM ?`."""
    plain = row["marks"] if named else row["marks"] + "".join(mark for _, mark in row["named"])
    groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
    if named:
        groups += [f"{name} {mark}" for name, mark in row["named"]]
    return " ".join(groups).replace("+", signs.checked_in).replace("?", signs.not_reached)


def merge_floors(rows: list[dict[str, Any]], height: int) -> list[dict[str, Any]]:
    """At most so many rows: the two neighboring floors with the fewest rooms are merged first."""
    rows = [dict(row) for row in rows]
    while len(rows) > max(1, height):
        pairs = [
            (
                rows[at]["building"] != rows[at + 1]["building"],
                count_rooms(rows[at]) + count_rooms(rows[at + 1]),
                at,
            )
            for at in range(len(rows) - 1)
        ]
        other, _, at = min(pairs)
        upper, lower = rows[at], rows.pop(at + 1)
        names = f"{upper['building']} {lower['building']}" if other else upper["building"]
        rows[at] = {
            "building": names,
            "floor": "",
            "marks": upper["marks"] + lower["marks"],
            "named": [*upper["named"], *lower["named"]],
        }
    return rows


def count_rooms(row: Frame) -> int:
    return len(row["marks"]) + len(row["named"])


def render_plan(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Rooms by building and floor, a sign each where that fits."""
    rows = merge_floors(frame["rooms"], height)
    labels = [f"{row['building']} {row['floor']}".strip() for row in rows]
    longest = max(map(len, labels), default=0)
    drawn = [format_room_marks(row, signs) for row in rows]
    for wide in (max(6, longest) + 2, longest + 2, longest + 1):
        if all(wide + len(one) <= width for one in drawn):
            return [f"{label:{wide}}{one}" for label, one in zip(labels, drawn, strict=True)]
    return [
        format_plan_row(label, row, longest + 1, width, signs) or format_row_count(label, row, width, signs)
        for label, row in zip(labels, rows, strict=True)
    ]


def count_plan_lines(frame: Frame, width: int, signs: Glyphs = UTF8_GLYPHS) -> int:
    """The fewest lines in which each room has its sign. width: of the map."""
    for height in range(1, len(frame["rooms"])):
        rows = merge_floors(frame["rooms"], height)
        labels = [f"{row['building']} {row['floor']}".strip() for row in rows]
        longest = max(map(len, labels), default=0)
        if all(
            format_plan_row(one, row, longest + 1, width, signs)
            for one, row in zip(labels, rows, strict=True)
        ):
            return height
    return max(1, len(frame["rooms"]))


def format_plan_row(label: str, row: Frame, wide: int, width: int, signs: Glyphs) -> str:
    """A row without room names if needed; empty if it is still too long."""
    whole, plain = format_room_marks(row, signs), format_room_marks(row, signs, named=False)
    ways = (f"{label:{wide}}{whole}", f"{label}  {whole}", f"{label:{wide}}{plain}", f"{label}  {plain}")
    return next((line for line in ways if len(line) <= width), "")


def format_row_count(label: str, row: Frame, width: int, signs: Glyphs) -> str:
    """The number of rooms checked in, where signs do not fit."""
    plain = format_room_marks(row, signs, named=False)
    line = f"{label}: {plain.count(signs.checked_in)} of {count_rooms(row)}"
    said = f"{line} checked in"
    return said if len(said) <= width else truncate(f"{line} {signs.checked_in}", width)


def find_map_width(width: int) -> int:
    return width - max(34, width // 3) - 1


def list_facts(frame: Frame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Legend, reports, responders, 911, and the hazard if it is revealed."""
    first = [one for one in frame["known"] if one.startswith("reported:")]
    rest = [one for one in frame["known"] if not one.startswith("reported:")]
    told = [f"{signs.hazard} {frame['hazard']} (revealed)"] if frame["hazard"] else []
    told += [*first[:1], *rest, *first[1:]]
    told = [AGE_PATTERN.sub(lambda age: join_with_nbsp(age[0]), shorten_floor(fact, width)) for fact in told]
    legend = [f"{signs.checked_in} checked in on the app", f"{signs.not_reached} no report"]
    short = [f"{signs.checked_in} checked in  {signs.not_reached} no report"]
    for meanings in (legend, short, [] if told else short):  # what was told before what signs mean
        lines = [piece for one in [*meanings, *told] for piece in wrap_columns(one, width, then="  ")]
        if len(lines) <= height:
            break
    return shorten(lines, height, width)


def shorten_floor(line: str, width: int) -> str:
    """A floor as `2nd` where the line would be too long."""
    return line if len(line) <= width else re.sub(r"(\d(?:st|nd|rd|th)) floor\b", r"\1", line)


def render_known(frame: Frame, width: int, height: int, signs: Glyphs) -> list[Text]:
    rows = render_plan(frame, find_map_width(width), height, signs)
    left = max(map(len, rows), default=0) + GAP  # what the map leaves, facts have
    said = list_facts(frame, width - left, height, signs)
    lines = max(len(rows), len(said))
    padded = zip([*rows, *[""] * (lines - len(rows))], [*said, *[""] * (lines - len(said))], strict=True)
    return [Text(f"{row:{left}}{fact}".rstrip()) for row, fact in padded]


def render_bars(frame: Frame, width: int, signs: Glyphs) -> list[Text]:
    """Both arms side by side."""
    shares = frame["bars"]
    if not shares:
        return []
    arms = [name for name in ("room", "twin") if name in shares]
    length = max(5, (width - 11) // 2 - 10)
    lines = []
    for measure in shares["room"]:
        drawn = [
            f"{render_bar(shares[arm][measure], length, signs)} {shares[arm][measure]:3}%" for arm in arms
        ]
        lines.append(Text(f"{measure:10} {'    '.join(drawn)}"))
    return lines


def format_bars(frame: Frame, width: int) -> str:
    """Both arms in one line of text."""
    shares = frame["bars"]
    arms = [name for name in ("room", "twin") if name in shares]
    said = []
    for number, measure in enumerate(shares.get("room", {})):
        names = [shares["names"][arm] + " " if number == 0 else "" for arm in arms]
        each = [f"{name}{shares[arm][measure]}%" for name, arm in zip(names, arms, strict=True)]
        said.append(f"{measure}: {', '.join(each)}")
    return truncate(f" {'   '.join(said)}", width)


def format_bar_heading(frame: Frame, width: int) -> str:
    names = frame["bars"].get("names", {})
    if "twin" not in frame["bars"]:
        return f"Staff aware: {names.get('room', '')}"
    second = 11 + max(5, (width - 11) // 2 - 10) + 10 - 1
    return f"{'Staff aware':22} {names['room']}".ljust(second) + truncate(str(names["twin"]), width - second)


def render_bar(percent: int, length: int, signs: Glyphs) -> str:
    full = max(0, min(length, round(length * percent / 100)))
    return signs.full * full + signs.empty * (length - full)


def render_interval(frame: Frame, width: int, height: int) -> list[Text]:
    """Events since the last stop, the newest first to get room."""
    nothing = "No new information." if frame["just_in"] else "No information yet."
    said = [wrap(one, width) for one in frame["since"] or [nothing]]
    spare = max(0, height - len(said))
    lines: list[Text] = []
    for one in reversed(said):
        more = min(len(one) - 1, spare)
        spare -= more
        lines[:0] = [Text(line) for line in shorten(one, 1 + more, width)]
    return lines


def format_decisions(frame: Frame, width: int) -> str:
    """The latest decisions that fit in a line."""
    kept: list[str] = []
    for one in reversed(frame["decided"]):
        if len(" decided: " + " · ".join([one, *kept])) > width and kept:
            break
        kept.insert(0, one)
    line = f" decided: {' · '.join(kept)}" if kept else " decided: none yet"
    return truncate(line, width)


def render_foot(width: int) -> str:
    return f" {REAL_WORLD_HINT}{EXERCISE_NOTE:>{max(0, width - len(REAL_WORLD_HINT) - 2)}}"


BANNER = "EXERCISE EXERCISE EXERCISE"

WIDE, LOWEST = 80, 22
"""Columns and rows; below 24 rows the map loses a line or two."""

BESIDE = 4
"""Columns of border and margin."""

PANES = ("just-in", "known", "bars", "question")

LIFTED, CARD = "lifted", "card"
"""The panes of the hot wash and of the briefing, each shown alone."""

FIXED_ROWS = 6
"""Rows outside a single pane: banner, header, border, decisions, foot."""


class ViewFooter(NamedTuple):
    """Hints of the screen around the view. keys: on the lower edge. marked: the selected answer, from 1."""

    keys: str = ""
    marked: int = 0


class ParticipantView(Vertical):
    """Shows a frame, or that it waits for the exercise."""

    help_text = (
        "What participants may see: messages to their roles, check-ins, reports, the question and the decisions so far. "
        "Keys that would reveal more ask first. {drill.face} opens the facilitator view. {drill.black} blacks out "
        "this view."
    )

    def __init__(self, signs: Glyphs = UTF8_GLYPHS, id: str | None = None) -> None:  # noqa: A002 - textual's own name
        super().__init__(id=id)
        self.signs = signs
        self.frame: Frame | None = None
        self.foot = ViewFooter()
        self.waits_for = "Waiting for the exercise"

    def compose(self) -> ComposeResult:
        yield Static(BANNER, classes="banner")
        yield Static(id="room-header")
        for name in (*PANES, CARD):
            yield Static(id=f"room-{name}", classes="pane", markup=False)
        yield Chart(id=f"room-{LIFTED}", classes="pane")
        yield Static(id="room-decided", markup=False)
        yield Static(id="room-foot", markup=False)
        yield Static(id="cover", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        self.redraw()

    def on_resize(self, _: Resize) -> None:
        self.redraw()

    def show_frame(self, frame: Frame | None, foot: ViewFooter | None = None) -> None:
        if (frame, foot or ViewFooter()) != (self.frame, self.foot):
            self.frame, self.foot = frame, foot or ViewFooter()
            self.redraw()

    def show_waiting(self, words: str) -> None:
        self.waits_for = words
        self.frame = None
        self.redraw()

    def redraw(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        frame = self.frame
        self.set_class(bool(frame and frame["stop"]), "stop")
        self.set_class(bool(frame and frame["black"] and not frame["stop"]), "black")
        cover = self._find_cover()
        for child in self.children:
            child.display = (cover is not None) == (child.id == "cover")
        self.query_one(".banner").display = not (frame and frame["stop"])
        if cover is not None:
            self._set_text("#cover", Text(cover))
        elif frame is not None:
            shown = {CARD} if frame["card"] else {LIFTED} if frame["lifted"] else {*PANES}
            for name in (*PANES, LIFTED, CARD):
                self.query_one(f"#room-{name}").display = name in shown
            self.query_one("#room-decided").display = CARD not in shown
            self._set_text("#room-header", render_header(frame, self.size.width, self.signs))
            if CARD in shown:
                self._draw_card(frame["card"])
            else:
                self._draw_debrief(frame) if LIFTED in shown else self._draw_panes(frame)
            self._set_text("#room-decided", Text(format_decisions(frame, self.size.width), no_wrap=True))
            self._set_text("#room-foot", Text(render_foot(self.size.width), no_wrap=True))

    def _find_cover(self) -> str | None:
        frame, size = self.frame, self.size
        if frame is None:
            return self.waits_for
        if frame["stop"]:
            return self._render_stop()
        if frame["black"]:
            return format_minute(frame)
        if size.width < WIDE or size.height < LOWEST:
            return (
                f"This window is {size.width} × {size.height}.\nThe participant view needs {WIDE} × {LOWEST}."
            )
        return None

    def _render_stop(self) -> str:
        room = self.size.width > base.WIDTH and self.size.height > base.HEIGHT + 11
        top = base.render_stop_sign(self.signs) if room else "STOP"
        return f"{top}\n\nSTOP: REAL EMERGENCY\n\nThis is real. The exercise is over.\nFollow your emergency plan."

    def _draw_panes(self, frame: Frame) -> None:
        width, inner = self.size.width, self.size.width - BESIDE
        lines = divide_height(frame, inner, self.size.height)
        self._set_pane(
            "just-in",
            format_messages_title(frame),
            render_messages(frame, inner, lines.just_in),
            lines.just_in,
        )
        self._set_pane(
            "known", "What you know", render_known(frame, inner, lines.known, self.signs), lines.known
        )
        self.query_one("#room-bars").set_class(not lines.bars, "flat")
        if lines.bars:
            self._set_pane(
                "bars", format_bar_heading(frame, inner), render_bars(frame, inner, self.signs), lines.bars
            )
        else:
            self.query_one("#room-bars").styles.height = 1
            self._set_text("#room-bars", Text(format_bars(frame, width), no_wrap=True))
        question = frame["question"]
        said = (
            render_question(frame, inner, lines.asked, self.foot.marked)
            if question
            else render_interval(frame, inner, lines.asked)
        )
        title = format_question_title(frame, inner - 2) if question else self._format_heading(frame)
        self.query_one("#room-question").set_class(bool(question), "question")
        self._set_pane("question", title, said, lines.asked)
        self.query_one("#room-question", Static).border_subtitle = Content(self._to_glyphs(self.foot.keys))

    def _draw_debrief(self, frame: Frame) -> None:
        title = "The exercise has ended" if frame["ended"] else "Hot wash: results"
        if frame["frozen"]:
            title = "Hot wash: the exercise until it was stopped for a real emergency"
        chart = self.query_one(Chart)
        chart.border_title = Content(self._to_glyphs(title))
        chart.styles.height = self.size.height - FIXED_ROWS + BORDER
        values = Text("\n").join(render_values(frame, self.size.width - BESIDE))
        chart.show(arms_over_time(frame), values, self.signs is not ASCII_GLYPHS)

    def _draw_card(self, card: Frame) -> None:
        height = self.size.height - FIXED_ROWS + 1
        lines = shorten(format_card(card["lines"], *self.size), height, self.size.width - BESIDE)
        self._set_pane(CARD, card["title"], [Text(line) for line in lines], height)
        place = f"card {card['at']} of {card['of']}"
        self.query_one(f"#room-{CARD}", Static).border_subtitle = Content(place)

    def _format_heading(self, frame: Frame) -> str:
        return (
            "The exercise has ended"
            if frame["ended"]
            else f"What happened since {frame['since_when']}".rstrip()
        )

    def _set_pane(self, name: str, title: str, lines: list[Text], height: int) -> None:
        pane = self.query_one(f"#room-{name}", Static)
        pane.border_title = Content(self._to_glyphs(truncate(title, self.size.width - 6)))
        pane.styles.height = height + 2
        self._set_text(f"#room-{name}", Text("\n").join(lines[:height]))

    def _set_text(self, selector: str, text: Text) -> None:
        text.plain = self._to_glyphs(text.plain)
        self.query_one(selector, Static).update(text)

    def _to_glyphs(self, text: str) -> str:
        return to_ascii(text) if self.signs is ASCII_GLYPHS else text


HIGH_ROWS = 24
"""Rows of the standard terminal."""

JUST_IN, KNOWN_AND_BARS, ASKED = 2, 7, 3
"""Lines of its panes. Each bar is a line, and the map has the rest."""

LEAST, LEAST_OF_ALL = 3, 1
"""Least lines of the map with bars, and without."""

BORDER = 2
"""Rows."""


class PaneHeights(NamedTuple):
    """Lines inside each pane. bars: 0 if they are one line of text."""

    just_in: int
    known: int
    bars: int
    asked: int


def divide_height(frame: Frame, width: int, rows: int) -> PaneHeights:
    """Lines of each pane at so many rows. width: columns inside a pane."""
    spare = max(0, rows - HIGH_ROWS)
    bars = len(frame["bars"].get("room", ()))
    won = bars + BORDER - 1  # rows, where bars and their border become a line
    known = KNOWN_AND_BARS - (bars or -won) + spare // 6 + min(0, rows - HIGH_ROWS)
    shares = {
        "just_in": JUST_IN + spare // 3,
        "known": known,
        "asked": ASKED + spare - spare // 3 - spare // 6,
    }
    answers, question = count_question_lines(frame, width), frame["question"]
    told = bool(question and question["pressed"])
    least = {"just_in": count_message_lines(frame, width), "asked": answers + told}
    lines = {**shares, "just_in": max(shares["just_in"], least["just_in"])}
    lines["asked"] = max(shares["asked"], answers + bool(question))
    over = sum(lines.values()) - sum(shares.values())
    rooms = max(LEAST, count_plan_lines(frame, find_map_width(width)))
    for name, keeps in {"known": rooms, **least}.items():
        over = _take_lines(lines, name, keeps, over)
    if over <= 0:
        return PaneHeights(bars=bars, **lines)
    over -= won if bars else 0
    for name, keeps in {"known": LEAST_OF_ALL, "asked": answers, "just_in": 1}.items():
        over = _take_lines(lines, name, keeps, over)
    lines["known"] -= min(0, over)
    return PaneHeights(bars=0, **lines)


def _take_lines(lines: dict[str, int], name: str, keeps: int, over: int) -> int:
    given = max(0, min(over, lines[name] - keeps))
    lines[name] -= given
    return over - given


AnswerLine = tuple[str, str]
"""Numbered text, and why it is struck out, or empty."""

MARK = ">"
"""Follows the number of the selected answer."""


def format_question_title(frame: Frame, width: int) -> str:
    """Role and question, or the role alone if that is too long."""
    question = frame["question"]
    whole = f"{question['role']}: {question['asks']}"
    return whole if len(whole) <= width else f"{question['role']}, your decision"


def render_question(frame: Frame, width: int, height: int, marked: int = 0) -> list[Text]:
    """The question if the title has no room, the answers, and what the clock does. marked: the selected answer, from 1."""
    lines = [Text(line, style="bold") for line in wrap_question(frame, width)]
    pressed = bool(frame["question"]["pressed"])
    keeps = pressed and height > count_question_lines(frame, width)
    lines += lay_out_answers(list_answers(frame, marked), width, max(1, height - len(lines) - keeps))
    told = _describe_clock(frame)
    return [*lines, *([Text(told, style="bold" if pressed else "")] if len(lines) < height else [])]


def _describe_clock(frame: Frame) -> str:
    if not frame["question"]["pressed"]:
        return "Scenario time is stopped while you talk."
    if frame["status"] == "stopped: decided":
        return "Stopped while your answer is recorded."
    if str(frame["status"]).startswith("stopped"):
        return "Stopped. When the clock starts, time runs until you decide."
    return "Time is running. Decide now."


def wrap_question(frame: Frame, width: int) -> list[str]:
    """The question, if the title has no room for it."""
    asks = str(frame["question"]["asks"])
    return [] if format_question_title(frame, width - 2).endswith(asks) else wrap(asks, width)


def list_answers(frame: Frame, marked: int = 0) -> list[AnswerLine]:
    """Each answer with its number, and why it is struck out."""
    options = [(str(one["says"]), str(one["struck"])) for one in frame["question"]["options"]]
    answers = [*options, ("Something else", "")]
    place = min(marked, len(answers))
    return [
        (f"{number}{MARK if number == place else ' '}{says}", struck)
        for number, (says, struck) in enumerate(answers, 1)
    ]


def count_question_lines(frame: Frame, width: int) -> int:
    """The fewest lines that show question and answers whole."""
    if not frame["question"]:
        return 1
    ways = [*iterate_whole_layouts(list_answers(frame), width, plenty=False)]
    return len(wrap_question(frame, width)) + min(map(len, ways))


def lay_out_answers(options: list[AnswerLine], width: int, height: int) -> list[Text]:
    """Answers in as few columns as fit; they wrap, and are cut only where even that does not fit."""
    for lines in iterate_whole_layouts(options, width, plenty=height >= len(options) + 3):
        if len(lines) <= height:
            return lines
    return lay_out_columns(options, 2 if len(options) <= 2 * height else 3, width, 1)[:height]


def iterate_whole_layouts(options: list[AnswerLine], width: int, plenty: bool) -> Iterator[list[Text]]:
    """Every layout that cuts nothing, best first."""
    longest = max(len(format_answer(option)) for option in options)
    yield from (
        lay_out_columns(options, columns, width, 1)
        for columns in ((1, 2, 3) if plenty else (3, 2, 1))
        if longest < width // columns
    )
    yield from (
        lay_out_columns(options, columns, width, longest) for columns in (2, 1)
    )  # a word a line would do


def lay_out_columns(options: list[AnswerLine], columns: int, width: int, most: int) -> list[Text]:
    """Filled down each column first, each answer on at most so many lines."""
    rows = -(-len(options) // columns)
    return [line for row in range(rows) for line in _lay_out_row(options[row::rows], width // columns, most)]


def _lay_out_row(options: list[AnswerLine], each: int, most: int) -> list[Text]:
    drawn = [wrap_answer(option, each, most) for option in options]
    deep = max(map(len, drawn))
    return [
        _join_columns([row[at] if at < len(row) else Text() for row in drawn], each) for at in range(deep)
    ]


def _join_columns(parts: list[Text], each: int) -> Text:
    line = Text(no_wrap=True)
    for part in parts:
        line.append_text(part)
        line.append(" " * max(0, each - len(part)))
    line.rstrip()
    return line


def format_answer(option: AnswerLine) -> str:
    said, struck = option
    return f"{said} ({struck})" if struck else said


def wrap_answer(option: AnswerLine, width: int, most: int) -> list[Text]:
    """An answer on at most so many lines; a struck-out one keeps its words and gives the reason."""
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


def arms_over_time(frame: Frame) -> Curves:
    debrief = frame["lifted"]
    shares = {
        kind: {arm: interpolate(percents, debrief["end"]) for arm, percents in arms.items()}
        for kind, arms in debrief["shares"].items()
    }
    return Curves(shares, debrief["end"], debrief["stopped"])


def interpolate(sampled: Sequence[int], end: float) -> Callable[[float], float]:
    """A share, 0 to 1, at a T+."""
    steps = len(sampled) - 1
    return lambda time: sampled[max(0, min(steps, int(time / end * steps)))] / 100


def render_values(frame: Frame, width: int) -> list[Text]:
    """The share of each arm when the exercise stopped."""
    then = frame["lifted"]["then"]
    names = [*next(iter(then.values()))]
    lines = [
        Text(f"at {frame['time']:15}" + "".join(f"{ARM_LABELS[name]:>17}" for name in names), style="bold")
    ]
    for kind, arms in then.items():
        lines.append(Text(f"{kind:18}" + "".join(f"{arms[name]:>16}%" for name in names)))
    legend = "Your team: your decisions. Fully simulated: all roles simulated."
    lines.append(Text(truncate(legend, width)))
    return lines
