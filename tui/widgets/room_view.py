"""The participant view: draws a frame and nothing else, so it can show only what the frame holds.

At 80 x 24 every pane has its least height; with more rows panes grow. The newest message, the question and its answers come first; where
they need more, the map shrinks, then the bars become a line of text, then the map shrinks again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Digits, Static

from reports.text.formatting import join_with_nbsp, wrap_columns
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.floor_blocks import CHECKED_IN, NO_ROOM, NOT_HEARD, REPORTED
from sim.exercise.race import STEPS as RACE_STEPS
from sim.exercise.room_frame import (
    Card,
    ClockStatus,
    Debrief,
    Message,
    Milestone,
    Question,
    Race,
    RoomFrame,
    RoomRow,
    StageDates,
)
from sim.exercise.room_view import MAX_MESSAGES
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS, Glyphs, to_ascii
from tui.widgets import base
from tui.widgets.base import format_card, label_arms, set_text, truncate
from tui.widgets.chart import DATE, STAGE, Chart, Curves
from tui.widgets.floor_plan import DrawnFloor, DrawnZone, build_palette, draw_plan
from tui.widgets.impact_card import Part, format_impact, list_parts

GROUP = 8
"""Rooms in a group on the map."""

GAP = 2
"""Columns between the map and the facts."""

AGE_PATTERN = re.compile(r"\S+( min)? ago$")
"""An age, kept on one line."""

REAL_WORLD_HINT = "Real emergency? Say REAL WORLD"

EXERCISE_NOTE = "EXERCISE: make no real outside calls"


def render_header(frame: RoomFrame, width: int, signs: Glyphs) -> Text:
    """T+, time of day, status, and the school."""
    word, colon, rest = describe_clock(frame).partition(":")
    said = f"{choose_sign(frame, signs)} {word.upper()}{colon}{rest}"
    day = frame.day
    for near, far, shown in ((4, 6, day), (2, 3, day), (2, 2, day), (2, 2, day[:3])):
        left = f" {frame.time}{' ' * near}{shown} {frame.clock[:5]}{' ' * far}{said}"
        room = width - len(left) - 3
        if len(frame.school) <= room:
            break
    school = shorten_school_name(frame.school, room)
    return Text(f"{left}  {school:>{max(0, room)}}", style="bold", no_wrap=True)


def describe_clock(frame: RoomFrame) -> str:
    """`stopped: discuss`, `running ×4`."""
    return f"{frame.status} ×{frame.speed}" if frame.status == ClockStatus.RUNNING else frame.status


def choose_sign(frame: RoomFrame, signs: Glyphs) -> str:
    return signs.running if frame.status.is_running else signs.stopped


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


def format_minute(frame: RoomFrame) -> str:
    """The only text of a blacked-out view."""
    return f"minute {frame.agenda.at} of {frame.agenda.of}"


def format_messages_title(frame: RoomFrame) -> str:
    reading = frame.reading
    if frame.past:
        return "Last message"
    return f"New message {reading.at} of {reading.of}" if reading and reading.of > 1 else "New message"


def render_messages(frame: RoomFrame, width: int, height: int, most: int = MAX_MESSAGES) -> list[Text]:
    """The current message, whole if it fits, and others, at most so many, while there is room."""
    lines: list[Text] = []
    for number, message in enumerate(frame.messages[:most]):
        pieces = wrap_message(message, width)
        if number and len(lines) + len(pieces) > height:
            break
        style = "bold" if number == 0 else ""
        lines += [Text(piece, style=style) for piece in shorten(pieces, height, width)]
    return lines or [Text("No messages yet.")]


PRIVATE = "a message for you, on your phone or card."
"""In place of words that are for one role alone."""


def wrap_message(message: Message, width: int) -> list[str]:
    """Time, sender, mode, recipients and text."""
    unsaid = message.mode.lower() not in message.sender.lower()
    means = f", {message.mode}" if message.mode and unsaid else ""
    sender = f" {message.sender}{means}," if message.sender else ""
    heading = f"{message.at}{sender} to {', '.join(message.to)}: "
    return wrap(heading + (PRIVATE if message.is_withheld else message.says), width)


def count_message_lines(frame: RoomFrame, width: int) -> int:
    """Lines that the current message needs."""
    return max([1, *(len(wrap_message(message, width)) for message in frame.messages[:1])])


def shorten(lines: list[str], height: int, width: int) -> list[str]:
    """At most so many lines, with an ellipsis."""
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], f"{lines[height - 1][: width - 1]}…"]


def format_room_marks(row: RoomRow, signs: Glyphs, named: bool = True) -> str:
    """`✓✓?✓ … GYM ?`."""
    plain = row.marks if named else row.marks + "".join(mark for _, mark in row.named)
    groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
    if named:
        groups += [f"{name} {mark}" for name, mark in row.named]
    return " ".join(groups).replace("+", signs.checked_in).replace("?", signs.not_reached)


def merge_floors(floors: Sequence[RoomRow], height: int) -> list[RoomRow]:
    """At most so many rows: the two neighboring floors with the fewest rooms are merged first."""
    rows = [*floors]
    while len(rows) > max(1, height):
        pairs = [
            (rows[at].building != rows[at + 1].building, count_rooms(rows[at]) + count_rooms(rows[at + 1]), at)
            for at in range(len(rows) - 1)
        ]
        other, _, at = min(pairs)
        upper, lower = rows[at], rows.pop(at + 1)
        names = f"{upper.building} {lower.building}" if other else upper.building
        rows[at] = RoomRow(names, "", upper.marks + lower.marks, (*upper.named, *lower.named))
    return rows


def count_rooms(row: RoomRow) -> int:
    return len(row.marks) + len(row.named)


def render_plan(frame: RoomFrame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Rooms by building and floor, a sign each where that fits."""
    rows = merge_floors(frame.rooms, height)
    labels = [f"{row.building} {row.floor}".strip() for row in rows]
    longest = max(map(len, labels), default=0)
    drawn = [format_room_marks(row, signs) for row in rows]
    for wide in (max(6, longest) + 2, longest + 2, longest + 1):
        if all(wide + len(one) <= width for one in drawn):
            return [f"{label:{wide}}{one}" for label, one in zip(labels, drawn, strict=True)]
    return [
        format_plan_row(label, row, longest + 1, width, signs) or format_row_count(label, row, width, signs)
        for label, row in zip(labels, rows, strict=True)
    ]


def count_plan_lines(frame: RoomFrame, width: int) -> int:
    """The fewest lines in which each room has its sign. width: of the map."""
    for height in range(1, len(frame.rooms)):
        rows = merge_floors(frame.rooms, height)
        labels = [f"{row.building} {row.floor}".strip() for row in rows]
        longest = max(map(len, labels), default=0)
        if all(
            format_plan_row(one, row, longest + 1, width, UTF8_GLYPHS) for one, row in zip(labels, rows, strict=True)
        ):
            return height
    return max(1, len(frame.rooms))


def format_plan_row(label: str, row: RoomRow, wide: int, width: int, signs: Glyphs) -> str:
    """A row without room names if needed; empty if it is still too long."""
    whole, plain = format_room_marks(row, signs), format_room_marks(row, signs, named=False)
    ways = (f"{label:{wide}}{whole}", f"{label}  {whole}", f"{label:{wide}}{plain}", f"{label}  {plain}")
    return next((line for line in ways if len(line) <= width), "")


def format_row_count(label: str, row: RoomRow, width: int, signs: Glyphs) -> str:
    """The number of rooms checked in, where signs do not fit."""
    plain = format_room_marks(row, signs, named=False)
    line = f"{label}: {plain.count(signs.checked_in)} of {count_rooms(row)}"
    said = f"{line} checked in"
    return said if len(said) <= width else truncate(f"{line} {signs.checked_in}", width)


def find_map_width(width: int) -> int:
    return width - max(34, width // 3) - 1


def list_facts(frame: RoomFrame, width: int, height: int, signs: Glyphs) -> list[str]:
    """Legend, reports, responders, 911, and the hazard if it is revealed."""
    told = [f"{signs.hazard} {frame.hazard} (revealed)"] if frame.hazard else []
    told += [*frame.reports[:1], *filter(None, [frame.queue]), *frame.responders, *frame.reports[1:]]
    told = [AGE_PATTERN.sub(lambda age: join_with_nbsp(age[0]), shorten_floor(fact, width)) for fact in told]
    legend = [f"{signs.checked_in} checked in on the app", f"{signs.not_reached} no report"]
    short = [f"{signs.checked_in} checked in  {signs.not_reached} no report"]
    for meanings in (
        (legend, short, [] if told else short) if frame.rooms else ([],)
    ):  # what was told before what signs mean
        lines = [piece for one in [*meanings, *told] for piece in wrap_columns(one, width, then="  ")]
        if len(lines) <= height:
            break
    return shorten(lines, height, width)


def shorten_floor(line: str, width: int) -> str:
    """A floor as `2nd` where the line would be too long."""
    return line if len(line) <= width else re.sub(r"(\d(?:st|nd|rd|th)) floor\b", r"\1", line)


def render_known(frame: RoomFrame, width: int, height: int, signs: Glyphs) -> list[Text]:
    rows = render_plan(frame, find_map_width(width), height, signs)
    left = max(map(len, rows), default=0) + GAP  # what the map leaves, facts have
    said = list_facts(frame, width - left, height, signs)
    lines = max(len(rows), len(said))
    padded = zip([*rows, *[""] * (lines - len(rows))], [*said, *[""] * (lines - len(said))], strict=True)
    return [Text(f"{row:{left}}{fact}".rstrip()) for row, fact in padded]


def render_bars(frame: RoomFrame, width: int, signs: Glyphs) -> list[Text]:
    """The arms side by side, a line for each kind of share."""
    length = max(5, (width - 11) // 2 - 10)
    lines = []
    for kind, shares in frame.bars.shares.items():
        drawn = [f"{render_bar(share, length, signs)} {share:3}%" for share in shares.values()]
        lines.append(Text(f"{kind:10} {'    '.join(drawn)}"))
    return lines


def format_bars(frame: RoomFrame, width: int) -> str:
    """The arms in one line of text."""
    said = []
    for number, (kind, shares) in enumerate(frame.bars.shares.items()):
        names = [f"{name} " if number == 0 else "" for name in frame.bars.names.values()]
        each = [f"{name}{share}%" for name, share in zip(names, shares.values(), strict=True)]
        said.append(f"{kind}: {', '.join(each)}")
    compared = [describe_milestone(one) for one in frame.race.milestones] if frame.race else []
    lines = [f" {'   '.join([*said, *more])}" for more in (compared, compared[-1:], [])]
    return truncate(next((line for line in lines if len(line) <= width), lines[-1]), width)


def format_bar_heading(frame: RoomFrame, width: int) -> str:
    names = frame.bars.names
    title = "Students released" if "released" in frame.bars.shares else "Staff aware"
    if COMPARISON_ARM not in names:
        return f"{title}: {names.get(PLAYER_ARM, '')}"
    second = 11 + max(5, (width - 11) // 2 - 10) + 10 - 1
    heading = f"{title:22} {names[PLAYER_ARM]}".ljust(second)
    return heading + truncate(names[COMPARISON_ARM], width - second)


def render_bar(percent: int, length: int, signs: Glyphs) -> str:
    full = max(0, min(length, round(length * percent / 100)))
    return signs.full * full + signs.empty * (length - full)


def render_interval(frame: RoomFrame, width: int, height: int) -> list[Text]:
    """Events since the last stop, the newest first to get room."""
    nothing = "No new information." if frame.messages else "No information yet."
    since = (frame.jump.says, *frame.since) if frame.jump else frame.since
    said = [wrap(one, width) for one in since or [nothing]]
    spare = max(0, height - len(said))
    lines: list[Text] = []
    for one in reversed(said):
        more = min(len(one) - 1, spare)
        spare -= more
        lines[:0] = [Text(line) for line in shorten(one, 1 + more, width)]
    return lines


def format_decisions(frame: RoomFrame, width: int) -> str:
    """The latest decisions that fit in a line."""
    kept: list[str] = []
    for one in reversed(frame.decisions):
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
        self.frame: RoomFrame | None = None
        self.foot = ViewFooter()
        self.area = Size(0, 0)  # that it is drawn for
        self.is_large = False  # whether T+ is in large digits
        self.waits_for = "Waiting for the exercise"
        self._parts: set[str] = set()  # displayed, by id
        self._race: object = None  # the curves that are drawn

    def compose(self) -> ComposeResult:
        yield Static(BANNER, id="banner", classes="banner")
        yield Static(id="room-header")
        with Horizontal(id="room-clock"):
            yield Digits(id="room-time")
            yield Static(id="room-status", markup=False)
            yield Static(id="room-left", markup=False)
            yield Digits(id="room-countdown")
        yield Static(id="room-just-in", classes="pane", markup=False)
        with Horizontal(id="room-pictures"):
            yield Static(id="room-known", classes="pane", markup=False)
            yield Chart(id="room-race", classes="pane")
        for name in ("bars", "question", CARD):
            yield Static(id=f"room-{name}", classes="pane", markup=False)
        yield Chart(id=f"room-{LIFTED}", classes="pane")
        with Horizontal(id="room-impact"):
            for number in range(MAX_PARTS):
                yield Digits(id=f"impact-{number}")
                yield Static(id=f"impact-words-{number}", markup=False)
        yield Static(id="room-decided", markup=False)
        yield Static(id="room-foot", markup=False)
        yield Static(id="cover", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        self.redraw()

    def on_resize(self, event: Resize) -> None:
        if event.size != self.area:
            self.area = event.size
            self.redraw()

    def show_frame(self, frame: RoomFrame | None, foot: ViewFooter | None = None, area: Size | None = None) -> None:
        """area: the size that it is about to have; by default the present one."""
        shown = frame, foot or ViewFooter(), area or self.area
        if shown != (self.frame, self.foot, self.area):
            self.frame, self.foot, self.area = shown
            self.redraw()

    def show_waiting(self, words: str) -> None:
        self.waits_for = words
        self.frame = None
        self.redraw()

    def redraw(self) -> None:
        if not self.is_mounted or not self.area.width:
            return
        frame = self.frame
        is_stop, is_black = bool(frame and frame.stop), bool(frame and frame.black)
        for name in ("#cover", "#banner"):  # the only parts seen then
            self.query_one(name).update_classes({"stop": is_stop, "black": is_black and not is_stop})
        cover = self._find_cover()
        self._parts = {"cover"}
        if cover is not None:
            self._set_text("#cover", Text(cover))
            self._parts |= set() if frame and frame.stop else {"banner"}
        elif frame is not None:
            self._draw_frame(frame)
        for child in self.children:
            child.display = child.id in self._parts

    def _draw_frame(self, frame: RoomFrame) -> None:
        is_live = not frame.card and not frame.debrief
        self._parts = {"room-foot"}
        self._draw_clock(frame, is_live)
        if frame.card:
            self._draw_card(frame.card)
        elif frame.debrief:
            self._draw_debrief(frame, frame.debrief)
        else:
            self._draw_panes(frame)
        if not frame.card:
            self._parts.add("room-decided")
        impact = self._format_impact(frame)
        words = impact or format_decisions(frame, self.area.width)
        self._set_text("#room-decided", Text(words, "bold" if impact else "", no_wrap=True))
        self._set_text("#room-foot", Text(render_foot(self.area.width), no_wrap=True))

    def _format_impact(self, frame: RoomFrame) -> str:
        """The impact of the last decision in a line; empty where large digits show it, or there is none."""
        if frame.card or frame.debrief or not frame.impact or "room-impact" in self._parts:
            return ""
        return truncate(f" {format_impact(frame.impact)}", self.area.width)

    def _find_cover(self) -> str | None:
        frame, size = self.frame, self.area
        if frame is None:
            return self.waits_for
        if frame.stop:
            return self._render_stop()
        if frame.black:
            return format_minute(frame)
        if size.width < WIDE or size.height < LOWEST:
            return (
                f"This window is {size.width} × {size.height}.\nThe participant view needs {WIDE} × {LOWEST}.\n"
                f"{base.ENLARGE_HINT}"
            )
        return None

    def _render_stop(self) -> str:
        room = self.area.width > base.WIDTH and self.area.height > base.HEIGHT + 11
        top = base.render_stop_sign(self.signs) if room else "STOP"
        return f"{top}\n\nSTOP: REAL EMERGENCY\n\nThis is real. The exercise is over.\nFollow your emergency plan."

    def _draw_clock(self, frame: RoomFrame, is_live: bool) -> None:
        """T+ and the countdown in large digits where they fit, else in the header line."""
        self.is_large = is_live and self.signs is not ASCII_GLYPHS and has_space_for_digits(frame, *self.area)
        self._parts |= {"room-clock"} if self.is_large else {"banner", "room-header"}
        if not self.is_large:
            self._set_text("#room-header", render_header(frame, self.area.width, self.signs))
            return
        countdown = frame.countdown
        left = format_minutes(countdown.seconds) if countdown else ""
        self.query_one("#room-time", Digits).update(frame.time)
        self.query_one("#room-countdown", Digits).update(left)
        columns = self.area.width - 2 - LEFT_COLUMNS - count_digit_columns(f"{frame.time}{left}")
        self._set_text("#room-left", Text(COUNTDOWN_WORDS[countdown.of] if countdown else ""))
        self._set_text("#room-status", render_status(frame, columns, self.signs))

    def _draw_panes(self, frame: RoomFrame) -> None:
        heights = divide_pictures(frame, self.area.width, self.area.height, 3 if self.is_large else 2)
        if self.has_class("pictures") != (heights is not None):
            self.set_class(heights is not None, "pictures")
            before = "#room-just-in" if heights else f"#room-{CARD}"
            self.move_child(self.query_one("#room-question"), before=self.query_one(before))
        if heights is None:
            self._draw_small_panes(frame)
        else:
            self._draw_pictures(frame, heights)

    def _draw_pictures(self, frame: RoomFrame, heights: "PictureHeights") -> None:
        """The question, the message, the floor plan beside the race, and the impact of the last decision."""
        width = self.area.width
        inner = width - BESIDE
        self._draw_question(frame, render_large(frame, inner, self.foot.marked), heights.asked, large=True)
        title = format_messages_title(frame)
        self._set_pane("just-in", title, render_messages(frame, inner, heights.just_in, most=1), heights.just_in)
        self._parts |= {"room-question", "room-just-in", "room-pictures"}
        self.query_one("#room-pictures").styles.height = heights.pictures
        self.query_one("#room-race").display = frame.race is not None
        beside = width * PLAN_SHARE // 100 if frame.race else width
        known = self.query_one("#room-known", Static)
        known.styles.width = beside
        lines = self._render_plan(frame, beside - BESIDE, heights.pictures - BORDER)
        self._set_pane("known", "What you know", lines, heights.pictures - BORDER)
        if frame.race:
            self._draw_race(frame, frame.race, width - beside - BESIDE)
        self._draw_impact(frame, heights.impact)

    def _render_plan(self, frame: RoomFrame, width: int, height: int) -> list[Text]:
        palette = build_palette(self.app.theme_variables, self.signs, PAPER, INK)
        facts = [
            Text(shorten_floor(fact, width), style="bold")
            for fact in (*filter(None, [frame.queue]), *frame.reports, *frame.responders)[:MAX_FACTS]
        ]
        legend = palette.legend(list_meanings(frame))
        plan = draw_plan(list_drawn_floors(frame), width, height - 1 - len(facts), palette)
        if not plan:
            return render_known(frame, width, height, self.signs)
        spare = [Text()] * max(0, height - len(plan) - 1 - len(facts))
        return [*plan, *spare, legend, *facts]

    def _draw_race(self, frame: RoomFrame, race: Race, width: int) -> None:
        """While it runs, the curves are drawn again when they are longer by a column."""
        is_running = frame.status == ClockStatus.RUNNING
        length = int(width * race.now / race.end) if is_running else race.now
        is_drawn, self._race = self._race == (length, is_running), (length, is_running)
        chart = self.query_one("#room-race", Chart)
        self._set_title(chart, format_race_title(frame, width))
        told = (truncate(describe_milestone(one), width) for one in race.milestones)
        values = Text("\n").join(Text(line, style="bold") for line in told)
        if is_drawn:
            chart.show_values(values)
        else:
            chart.show(race_over_time(race, label_arms(frame.kind)), values, self.signs is not ASCII_GLYPHS)

    def _draw_impact(self, frame: RoomFrame, rows: int) -> None:
        impact = frame.impact
        if not rows or impact is None:
            return
        self._parts.add("room-impact")
        parts = list_parts(impact)
        for number in range(MAX_PARTS):
            part = parts[number] if number < len(parts) else Part("", "")
            self.query_one(f"#impact-{number}", Digits).update(part.number)
            self._set_text(f"#impact-words-{number}", Text(f"\n{part.words}"))

    def _draw_question(self, frame: RoomFrame, lines: list[Text], height: int, large: bool = False) -> None:
        question, inner = frame.question, self.area.width - BESIDE
        title, role = self._format_heading(frame), ""
        if question:
            title = ask_role(question) if large else format_question_title(question, inner - 2)
            role = "" if question.role in title else f"{question.role} decides"
        self.query_one("#room-question").set_class(bool(question), "question")
        self._set_pane("question", title, lines, height)
        self._set_title(
            self.query_one("#room-question"), "   ".join(filter(None, (role, self.foot.keys))), "border_subtitle"
        )

    def _draw_small_panes(self, frame: RoomFrame) -> None:
        width, inner = self.area.width, self.area.width - BESIDE
        lines = divide_height(frame, inner, self.area.height - self.is_large)
        title = format_messages_title(frame)
        self._set_pane("just-in", title, render_messages(frame, inner, lines.just_in), lines.just_in)
        self._parts |= {"room-question", "room-just-in", "room-pictures", "room-bars"}
        self.query_one("#room-race").display = False
        self.query_one("#room-pictures").styles.height = lines.known + BORDER
        self.query_one("#room-known").styles.width = "1fr"
        known = render_known(frame, inner, lines.known, self.signs)
        self._set_pane("known", "What you know", known, lines.known)
        bars = self.query_one("#room-bars")
        bars.set_class(not lines.bars, "flat")
        if lines.bars:
            heading = format_bar_heading(frame, inner)
            self._set_pane("bars", heading, render_bars(frame, inner, self.signs), lines.bars)
        else:
            bars.styles.height = 1
            self._set_text("#room-bars", Text(format_bars(frame, width), no_wrap=True))
        asked = (
            render_question(frame.question, frame.status, inner, lines.asked, self.foot.marked)
            if frame.question
            else render_interval(frame, inner, lines.asked)
        )
        self._draw_question(frame, asked, lines.asked)

    def _draw_debrief(self, frame: RoomFrame, debrief: Debrief) -> None:
        title = "The exercise has ended" if frame.ended else "Hot wash: results"
        if frame.frozen:
            title = "Hot wash: the exercise until it was stopped for a real emergency"
        self._parts.add(f"room-{LIFTED}")
        chart = self.query_one(f"#room-{LIFTED}", Chart)
        self._set_title(chart, title)
        chart.styles.height = self.area.height - FIXED_ROWS + BORDER
        labels = label_arms(frame.kind)
        values = Text("\n").join(render_values(debrief, frame.time, self.area.width - BESIDE, labels))
        chart.show(arms_over_time(debrief, labels), values, self.signs is not ASCII_GLYPHS)

    def _draw_card(self, card: Card) -> None:
        self._parts.add(f"room-{CARD}")
        height = self.area.height - FIXED_ROWS + 1
        lines = shorten(format_card(card.lines, *self.area), height, self.area.width - BESIDE)
        self._set_pane(CARD, card.title, [Text(line) for line in lines], height)
        place = f"card {card.place.at} of {card.place.of}"
        self._set_title(self.query_one(f"#room-{CARD}"), place, "border_subtitle")

    def _format_heading(self, frame: RoomFrame) -> str:
        if frame.ended:
            return "The exercise has ended"
        jump = frame.jump
        return str(jump.title) if jump else f"What happened since {frame.since_when}".rstrip()

    def _set_pane(self, name: str, title: str, lines: list[Text], height: int) -> None:
        pane = self.query_one(f"#room-{name}", Static)
        self._set_title(pane, truncate(title, self.area.width - 6))
        pane.styles.height = height + 2
        self._set_text(f"#room-{name}", Text("\n").join(lines[:height]))

    def _set_title(self, pane: Widget, words: str, edge: str = "border_title") -> None:
        """Sets a title that has changed; any other would draw the pane again."""
        title = Content(self._to_glyphs(words))
        if getattr(pane, edge) != title.markup:
            setattr(pane, edge, title)

    def _set_text(self, selector: str, text: Text) -> None:
        text.plain = self._to_glyphs(text.plain)
        set_text(self.query_one(selector, Static), text, layout=False)

    def _to_glyphs(self, text: str) -> str:
        return to_ascii(text) if self.signs is ASCII_GLYPHS else text


PLAN_SHARE = 60
"""Percent of the width that the floor plan has beside the race."""

PAPER, INK = "#ffffff", "#101010"
"""Background and text of the participant view."""

MAX_FACTS = 2
"""Facts below the floor plan."""

MESSAGE_LINES, INTERVAL_LINES = 3, 3
"""Lines of text at most, of the message and of what happened, beside pictures."""

LEAST_PICTURES = 13
"""Rows of the floor plan and the race with their border; with fewer there are rows of marks and bars."""

LEAST_WIDTH = 100
"""Columns from which the floor plan and the race stand side by side."""

MAX_PARTS = 3
"""Numbers of an impact."""

LEFT_COLUMNS = 9
"""Columns of the words beside the countdown."""

COUNTDOWN_WORDS = {"discussion": "left to\ndiscuss", "timed": "left to\ndecide", "module": "left in\nmodule"}


class PictureHeights(NamedTuple):
    """Rows: asked and just_in without their borders; pictures with it; impact 0 or 3."""

    asked: int
    just_in: int
    pictures: int
    impact: int


def divide_pictures(frame: RoomFrame, columns: int, rows: int, clock: int) -> PictureHeights | None:
    """Rows of each part where there is space for pictures; None where not. clock: rows of the clock."""
    if columns < LEAST_WIDTH or not frame.plan:
        return None
    inner = columns - BESIDE
    asked = len(render_large(frame, inner))
    just_in = min(MESSAGE_LINES, count_message_lines(frame, inner))
    counted = frame.impact is not None and frame.impact.reached is not None
    impact = 3 if counted and not frame.question else 0
    pictures = rows - clock - 2 - asked - BORDER - just_in - BORDER - impact
    return PictureHeights(asked, just_in, pictures, impact) if pictures >= LEAST_PICTURES else None


def has_space_for_digits(frame: RoomFrame, columns: int, rows: int) -> bool:
    """Whether large digits, one row more than the header, leave message, question and answers whole."""
    inner = columns - BESIDE
    lines = divide_height(frame, inner, rows - 1)
    answers = count_question_lines(frame.question, inner)
    return rows >= HIGH_ROWS and lines.just_in >= count_message_lines(frame, inner) and lines.asked >= answers


def render_large(frame: RoomFrame, width: int, marked: int = 0) -> list[Text]:
    """The question by itself, its answers in as few lines as possible, and the last line; or what happened, in a few lines."""
    if not frame.question:
        said = [*dict.fromkeys(frame.since)][-INTERVAL_LINES:]
        if frame.jump:
            return [
                Text(frame.jump.says, "bold"),
                *(Text(truncate(line, width)) for line in said[1 - INTERVAL_LINES :]),
            ]
        return [Text(truncate(line, width)) for line in said] or render_interval(frame, width, 1)
    asks = [Text(f"  {line}", style="bold") for line in wrap(frame.question.asks, width - 4)]
    *options, last = list_answers(frame.question, marked)
    return [Text(), *asks, Text(), *lay_out_answers(options, width), render_last_line(frame.status, last, width)]


def render_status(frame: RoomFrame, width: int, signs: Glyphs) -> Text:
    """Three lines beside the digits: that it is an exercise, the status, time of day and the school."""
    when = f"{frame.day} {frame.clock[:5]}"
    if len(when) + 3 + len(frame.school) > width:
        when = f"{frame.day[:3]} {frame.clock[:5]}"
    school = shorten_school_name(frame.school, width - len(when) - 3)
    lines = (
        Text(BANNER, style="bold"),
        Text(f"{choose_sign(frame, signs)} {describe_clock(frame).upper()}", style="bold"),
        Text(f"{when}   {school}"),
    )
    return Text("\n", no_wrap=True).join(lines)


def count_digit_columns(text: str) -> int:
    """Columns that a text needs in large digits."""
    return sum(3 if letter.isdigit() or letter == "+" else 1 for letter in text)


PLAN_STATES = {CHECKED_IN: "checked_in", NOT_HEARD: "not_heard", REPORTED: "reported", NO_ROOM: "hall"}
"""By mark of a zone, how it is drawn."""


def list_drawn_floors(frame: RoomFrame) -> list[DrawnFloor]:
    """The floor plan of a frame."""
    return [
        DrawnFloor(
            floor.name,
            tuple(
                DrawnZone(outline, PLAN_STATES[mark], floor.names.get(number, ""), mark != NO_ROOM)
                for number, (outline, mark) in enumerate(zip(floor.outlines, floor.marks, strict=True))
            ),
        )
        for floor in frame.plan
    ]


def list_meanings(frame: RoomFrame) -> dict[str, str]:
    """What the marks on the plan mean."""
    reported = any(REPORTED in floor.marks for floor in frame.plan)
    meanings = {"checked_in": "checked in on the app", "not_heard": "no report"}
    return {**meanings, "reported": "reported here"} if reported else meanings


def race_over_time(race: Race, labels: Mapping[str, str]) -> Curves:
    """The curves of the race up to now."""
    shares = {
        kind: {arm: _interpolate_race(percents, race.end, race.now) for arm, percents in arms.items()}
        for kind, arms in race.shares.items()
    }
    return Curves(shares, race.end, race.now, until=race.now, labels=labels)


def _interpolate_race(sampled: Sequence[int], end: float, now: float) -> Callable[[float], float]:
    """A share, 0 to 1, at a T+. sampled: at equal steps, then now."""
    step = end / RACE_STEPS
    return lambda time: sampled[-1 if time >= now else min(len(sampled) - 1, int(time / step))] / 100


def format_race_title(frame: RoomFrame, width: int) -> str:
    """`Your team and no app alert to staff, in this run`."""
    other = frame.bars.names.get(COMPARISON_ARM)
    title = f"You and {other}, in this run" if other else "You, in this run"
    return truncate(title, width)


MILESTONES = {
    "aware": "aware",
    "protected": "protected",
    "released": "released",
    "counted": "counted outside",
    "cpr": "CPR",
    "shock": "First shock",
    "crew": "Crew at the patient",
}
"""What the arms are compared at, by code."""


def describe_milestone(milestone: Milestone) -> str:
    """`50% aware: you 0:48 sooner`, or who has not reached it."""
    words, percent = MILESTONES[milestone.of], milestone.percent
    name = f"{percent}% {words}" if percent else words
    team, other = milestone.times[PLAYER_ARM], milestone.times[COMPARISON_ARM]
    if team is None:
        return f"{name}: the other {format_t_plus(other or 0.0)}, you not yet"
    if other is None:
        return f"{name}: you {format_t_plus(team)}, the other not yet"
    ahead = round(other) - round(team)
    if not ahead:
        return f"{name}: both {format_t_plus(team)}"
    return f"{name}: you {format_minutes(abs(ahead))} {'sooner' if ahead > 0 else 'later'}"


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


def divide_height(frame: RoomFrame, width: int, rows: int) -> PaneHeights:
    """Lines of each pane at so many rows. width: columns inside a pane."""
    spare = max(0, rows - HIGH_ROWS)
    bars = len(frame.bars.shares)
    won = bars + BORDER - 1  # rows, where bars and their border become a line
    known = KNOWN_AND_BARS - (bars or -won) + spare // 6 + min(0, rows - HIGH_ROWS)
    shares = {"just_in": JUST_IN + spare // 3, "known": known, "asked": ASKED + spare - spare // 3 - spare // 6}
    answers = count_question_lines(frame.question, width)
    least = {"just_in": count_message_lines(frame, width), "asked": answers}
    lines = {name: max(shares[name], least.get(name, 0)) for name in shares}
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

COLUMNS = (1, 2, 3)
"""In how many columns answers may stand."""

LAST_GAP = 3
"""Columns between the answer that is not on the list and what the clock does."""


CLOCK_WORDS = {
    ClockStatus.DISCUSS: "Scenario time is stopped while you talk.",
    ClockStatus.DECIDED: "Stopped while your answer is recorded.",
    ClockStatus.TIME_WILL_RUN: "When the clock starts, time runs until you decide.",
    ClockStatus.TIME_RUNS: "Time is running. Decide now.",
}
"""What the clock does while a question is open."""


def ask_role(question: Question) -> str:
    return f"{question.role}, your decision"


def format_question_title(question: Question, width: int) -> str:
    """Role and question, the question alone, or the role alone, whichever is the first that fits."""
    ways = (f"{question.role}: {question.asks}", question.asks, ask_role(question))
    return next((title for title in ways if len(title) <= width), ways[-1])


def render_question(question: Question, status: ClockStatus, width: int, height: int, marked: int = 0) -> list[Text]:
    """The question if the title has no room, the answers, and the last line. marked: the selected answer, from 1."""
    lines = [Text(line, style="bold") for line in wrap_question(question, width)]
    *options, last = list_answers(question, marked)
    lines += lay_out_answers(options, width)[: max(1, height - len(lines) - 1)]
    return [*lines, render_last_line(status, last, width)]


def render_last_line(status: ClockStatus, answer: AnswerLine, width: int) -> Text:
    """The answer that is not on the list, and what the clock does."""
    line = Text(f"{format_answer(answer)}{' ' * LAST_GAP}", no_wrap=True)
    line.append(CLOCK_WORDS.get(status, ""), "" if status == ClockStatus.DISCUSS else "bold")
    line.truncate(width)
    return line


def wrap_question(question: Question, width: int) -> list[str]:
    """The question, if the title has no room for it."""
    is_in_title = format_question_title(question, width - 2).endswith(question.asks)
    return [] if is_in_title else wrap(question.asks, width)


def list_answers(question: Question, marked: int = 0) -> list[AnswerLine]:
    """Each answer with its number, and why it is struck out. The last one is not on the list of the exercise."""
    if not question.options:
        return [("Discussion", "")]
    answers = [*((one.says, one.struck) for one in question.options), ("Something else", "")]
    place = min(marked, len(answers))
    return [
        (f"{number}{MARK if number == place else ' '}{says}", struck)
        for number, (says, struck) in enumerate(answers, 1)
    ]


def count_question_lines(question: Question | None, width: int) -> int:
    """The fewest lines that show question, answers and the last line whole."""
    if question is None:
        return 1
    answers = lay_out_answers(list_answers(question)[:-1], width)
    return len(wrap_question(question, width)) + len(answers) + 1


def lay_out_answers(options: list[AnswerLine], width: int) -> list[Text]:
    """Answers whole on the fewest lines, in as few columns as that takes."""
    return min((lay_out_columns(options, columns, width) for columns in COLUMNS), key=len)


def lay_out_columns(options: list[AnswerLine], columns: int, width: int) -> list[Text]:
    """Filled down each column first. Each column wraps by itself."""
    each, rows = width // columns, -(-len(options) // columns)
    drawn = [
        [line for option in options[at : at + rows] for line in wrap_answer(option, each)]
        for at in range(0, len(options), rows or 1)
    ]
    return [_join_columns(parts, each) for parts in zip_longest(*drawn, fillvalue=Text())]


def _join_columns(parts: Sequence[Text], each: int) -> Text:
    line = Text(no_wrap=True)
    for part in parts:
        line.append_text(part)
        line.append(" " * max(0, each - len(part)))
    line.rstrip()
    return line


def format_answer(option: AnswerLine) -> str:
    said, struck = option
    return f"{said} ({struck})" if struck else said


def wrap_answer(option: AnswerLine, width: int) -> list[Text]:
    """The lines of an answer; a struck-out one keeps its words and gives the reason."""
    _, struck = option
    words = format_answer(option)
    pieces = wrap(words, width - 1, subsequent_indent="  ")
    if not struck:
        return [Text(piece) for piece in pieces]
    reason = words.index(f"({struck})")
    lines, at = [], 0
    for piece in pieces:
        lines.append(Text(piece))
        lines[-1].stylize("strike", 0, max(0, min(len(piece), reason - at)))
        at += len(piece)
    return lines


def arms_over_time(debrief: Debrief, labels: Mapping[str, str]) -> Curves:
    shares = {
        kind: {arm: interpolate(percents, debrief.end) for arm, percents in arms.items()}
        for kind, arms in debrief.shares.items()
    }
    return Curves(shares, debrief.end, debrief.stopped, labels=labels)


def interpolate(sampled: Sequence[int], end: float) -> Callable[[float], float]:
    """A share, 0 to 1, at a T+."""
    steps = len(sampled) - 1
    return lambda time: sampled[max(0, min(steps, int(time / end * steps)))] / 100


def render_values(debrief: Debrief, time: str, width: int, labels: Mapping[str, str]) -> list[Text]:
    """The share of each arm when the exercise stopped; in days its dates until then."""
    if debrief.dates:
        return list_dates(debrief.dates, labels)
    then = debrief.then
    names = [*next(iter(then.values()))]
    lines = [Text(f"at {time:15}" + "".join(f"{labels[name]:>17}" for name in names), style="bold")]
    for kind, arms in then.items():
        lines.append(Text(f"{kind:18}" + "".join(f"{arms[name]:>16}%" for name in names)))
    legend = "Your team: your decisions. Fully simulated: all roles simulated."
    lines.append(Text(truncate(legend, width)))
    return lines


def list_dates(stages: Sequence[StageDates], labels: Mapping[str, str]) -> list[Text]:
    """A line for each stage, and a column for each arm."""
    head = "".join(f"{labels[arm]:{DATE}}" for arm in stages[0].dates)
    lines = [Text(f"{'This report':{STAGE}}{head}", style="bold")]
    for stage in stages:
        dates = "".join(f"{date[4:] or 'not yet':{DATE}}" for date in stage.dates.values())
        lines.append(Text(f"{stage.name:{STAGE}}{dates}"))
    return [*lines, Text(), Text("Your team: your decisions. Fully simulated: all roles simulated.")]
