"""The room's face: draws a frame, and nothing else. It asks nobody for anything, and shows nothing that is not in the frame.

At 80 columns and 24 rows it is the sketch in full. With more room the panes grow: whole messages,
every floor in a row of its own, an answer to a line.
"""

from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tui.glyphs import ASCII_GLYPHS, UTF8_GLYPHS, Glyphs
from tui.only_ascii import to_ascii
from tui.widgets import room_words as words
from tui.widgets import stop_sign
from tui.widgets.card import format_card
from tui.widgets.room_layout import divide_height
from tui.widgets.room_question import render_question, format_question_title
from tui.widgets.room_wash import render_charts
from tui.widgets.room_words import Frame

BANNER = "EXERCISE EXERCISE EXERCISE"
WIDE, LOWEST = 80, 22
"""Columns and rows; with fewer than the 24 rows of the sketch, the map has a line or two less."""
BESIDE = 4
"""Columns of a pane that are border and margin."""
PANES = ("just-in", "known", "bars", "question")
LIFTED, CARD = "lifted", "card"
"""The pane of the hot wash and that of the briefing, each in place of all others."""
FIXED_ROWS = 6
"""Rows of the face that are not inside it: banner, header, its border, what was decided (not in the briefing), the foot."""


class ViewFooter(NamedTuple):
    """What a screen that has keys adds to the room's face. keys: said in its lower edge. marked: the answer that is looked at, from 1."""

    keys: str = ""
    marked: int = 0


class ParticipantView(Vertical):
    """Shows a frame; without one, that it waits for the exercise."""

    help_text = (
        "What the room sees, and nothing that its roles have not been told: messages, who has checked in, what was reported, the question, "
        "and what was decided. Keys that would show more ask first. {drill.face} leads to the desk and its panes, {drill.black} makes the "
        "face black."
    )

    def __init__(self, signs: Glyphs = UTF8_GLYPHS, id: str | None = None) -> None:  # noqa: A002 - textual's own name
        super().__init__(id=id)
        self.signs = signs
        self.frame: Frame | None = None
        self.foot = ViewFooter()
        self.waits_for = "waiting for the exercise"

    def compose(self) -> ComposeResult:
        """All parts; what is not needed is hidden."""
        yield Static(BANNER, classes="banner")
        yield Static(id="room-header")
        for name in (*PANES, LIFTED, CARD):
            yield Static(id=f"room-{name}", classes="pane", markup=False)
        yield Static(id="room-decided", markup=False)
        yield Static(id="room-foot", markup=False)
        yield Static(id="cover", markup=False)

    def on_mount(self) -> None:
        """The signs of this terminal, and what there is to draw."""
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        self.redraw()

    def on_resize(self, _: Resize) -> None:
        """Everything anew."""
        self.redraw()

    def show_frame(self, frame: Frame | None, foot: ViewFooter | None = None) -> None:
        """Draws this frame; None: there is none."""
        if (frame, foot or ViewFooter()) != (self.frame, self.foot):
            self.frame, self.foot = frame, foot or ViewFooter()
            self.redraw()

    def show_waiting(self, words: str) -> None:
        """There is no frame; says what it waits for."""
        self.waits_for = words
        self.frame = None
        self.redraw()

    def redraw(self) -> None:
        """The frame as it is now, at the size that there is."""
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
            self._set_text("#room-header", words.render_header(frame, self.size.width, self.signs))
            if CARD in shown:
                self._draw_card(frame["card"])
            else:
                self._draw_debrief(frame) if LIFTED in shown else self._draw_panes(frame)
            self._set_text("#room-decided", Text(words.format_decisions(frame, self.size.width), no_wrap=True))
            self._set_text("#room-foot", Text(words.render_foot(self.size.width), no_wrap=True))

    def _find_cover(self) -> str | None:
        """What fills the whole face in place of the panes, if anything does."""
        frame, size = self.frame, self.size
        if frame is None:
            return self.waits_for
        if frame["stop"]:
            return self._render_stop()
        if frame["black"]:
            return words.format_minute(frame)
        if size.width < WIDE or size.height < LOWEST:
            return f"This window has {size.width} × {size.height};\nthe room's face needs {WIDE} × {LOWEST}."
        return None

    def _render_stop(self) -> str:
        """The word as large as it goes, and what to do."""
        room = self.size.width > stop_sign.WIDTH and self.size.height > stop_sign.HEIGHT + 11
        top = stop_sign.render_stop_sign(self.signs) if room else "STOP"
        return f"{top}\n\nSTOP: REAL EMERGENCY\n\nThis is real. The exercise is over.\nDo what your emergency plan says."

    def _draw_panes(self, frame: Frame) -> None:
        width, inner = self.size.width, self.size.width - BESIDE
        lines = divide_height(frame, inner, self.size.height)
        self._set_pane(
            "just-in", words.format_messages_title(frame), words.render_messages(frame, inner, lines.just_in), lines.just_in
        )
        self._set_pane("known", "What you know", words.render_known(frame, inner, lines.known, self.signs), lines.known)
        self.query_one("#room-bars").set_class(not lines.bars, "flat")
        if lines.bars:
            self._set_pane(
                "bars", words.format_bar_heading(frame, inner), words.render_bars(frame, inner, self.signs), lines.bars
            )
        else:
            self.query_one("#room-bars").styles.height = 1
            self._set_text("#room-bars", Text(words.format_bars(frame, width), no_wrap=True))
        question = frame["question"]
        said = (
            render_question(frame, inner, lines.asked, self.foot.marked)
            if question
            else words.render_interval(frame, inner, lines.asked)
        )
        title = format_question_title(frame, inner - 2) if question else self._format_heading(frame)
        self.query_one("#room-question").set_class(bool(question), "question")
        self._set_pane("question", title, said, lines.asked)
        self.query_one("#room-question", Static).border_subtitle = Content(self._to_glyphs(self.foot.keys))

    def _draw_debrief(self, frame: Frame) -> None:
        height = self.size.height - FIXED_ROWS
        title = "The exercise has ended" if frame["ended"] else "Hot wash: how it went"
        if frame["frozen"]:
            title = "Hot wash: how it went until it was stopped for a real emergency"
        self._set_pane(LIFTED, title, render_charts(frame, self.size.width - BESIDE, height, self.signs), height)

    def _draw_card(self, card: Frame) -> None:
        """As it is on the screen that turns it; what there is no room for is cut, and a cut is seen."""
        height = self.size.height - FIXED_ROWS + 1
        lines = words.shorten(format_card(card["lines"], *self.size), height, self.size.width - BESIDE)
        self._set_pane(CARD, card["title"], [Text(line) for line in lines], height)
        place = f"card {card['at']} of {card['of']}"
        self.query_one(f"#room-{CARD}", Static).border_subtitle = Content(place)

    def _format_heading(self, frame: Frame) -> str:
        """Of the pane where no question is."""
        return (
            "The exercise has ended"
            if frame["ended"]
            else f"What happened since {frame['since_when']}".rstrip()
        )

    def _set_pane(self, name: str, title: str, lines: list[Text], height: int) -> None:
        pane = self.query_one(f"#room-{name}", Static)
        longest = self.size.width - 6
        heading = title if len(title) <= longest else f"{title[: longest - 1]}…"
        pane.border_title = Content(self._to_glyphs(heading))
        pane.styles.height = height + 2
        self._set_text(f"#room-{name}", Text("\n").join(lines[:height]))

    def _set_text(self, selector: str, text: Text) -> None:
        text.plain = self._to_glyphs(text.plain)
        self.query_one(selector, Static).update(text)

    def _to_glyphs(self, text: str) -> str:
        """In a terminal without UTF-8 nothing but ASCII is drawn."""
        return to_ascii(text) if self.signs is ASCII_GLYPHS else text
