"""The facilitator view: header, tabs, panes and the agenda line. With little room it shows one pane at a time."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from reports.decision_ledger import describe_row
from reports.text.terms import capitalize_first
from sim.exercise.impact import build_impact
from sim.exercise.modules import describe_queue
from tui.terminal.glyphs import Glyphs
from tui.widgets.agenda import AgendaPane, is_behind, render_agenda_bar, render_header
from tui.widgets.arm_comparison import ArmsPane
from tui.widgets.base import FacilitatorData, Pane, click_style, set_text, to_glyphs, truncate
from tui.widgets.campus_map import CampusMap
from tui.widgets.decision_panel import DecisionPane
from tui.widgets.event_log import LogPane
from tui.widgets.impact_card import format_impact
from tui.widgets.inject_list import InjectList

PANE_ORDER = ("decide", "next", "map", "arms", "log")


class FacilitatorView(Container):
    """The view. current: the pane that has the focus, or had it last."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="desk")
        self.glyphs = glyphs
        self.is_compact = False
        self._current: Pane | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="tabs")
        with Container(id="panes"):
            yield CampusMap("map")
            yield InjectList("next")
            yield ArmsPane("arms")
            yield DecisionPane("decide")
            yield LogPane("log")
            yield AgendaPane("agenda")
        yield Static(id="impact", markup=False)
        yield Static(id="bar")

    @property
    def current(self) -> Pane:
        """The pane that keys go to; the question until another one has been focused."""
        return self._current or self.query_one(DecisionPane)

    @current.setter
    def current(self, pane: Pane) -> None:
        self._current = pane

    def pane(self, name: str) -> Pane:
        """A pane by its id."""
        return self.query_one(f"#{name}", Pane)

    def list_panes(self) -> list[Pane]:
        """Panes in the order of the tabs. The agenda is a tab of its own only in the compact layout."""
        return [self.pane(name) for name in (*PANE_ORDER, *(("agenda",) if self.is_compact else ()))]

    def find_neighbor(self, step: int) -> Pane:
        """The pane so many tabs further on."""
        panes = self.list_panes()
        place = panes.index(self.current) if self.current in panes else 0
        return panes[(place + step) % len(panes)]

    def arrange_panes(self, is_compact: bool) -> None:
        """Shows the panes that fit."""
        self.is_compact = is_compact
        panes, decision = self.query_one("#panes"), self.pane("decide")
        following = self.pane("next" if is_compact else "log")  # the grid is filled row by row
        if panes.children.index(following) != panes.children.index(decision) + 1:
            panes.move_child(decision, before=following)
        shown = {"decide", "next", "arms"} if self.current.id == "decide" else {self.current.id}
        for pane in self.query(Pane):
            pane.display = pane.id in shown if is_compact else pane.id != "agenda"

    def show(self, data: FacilitatorData) -> None:
        """Redraws the parts that changed."""
        width = self.screen.size.width  # its own is not known while it is hidden
        self._set_line("#header", render_header(data, width))
        self._set_line("#tabs", self._render_tabs(data))
        self._set_line("#bar", render_agenda_bar(data, width))
        self._show_status(data)
        self._show_impact(data)
        for pane in self.query(Pane):
            if pane.display:
                pane.show(data)

    def _show_status(self, data: FacilitatorData) -> None:
        """Running, stopped and behind differ by the color of a whole row, besides their words and glyphs."""
        header, bar = self.query_one("#header"), self.query_one("#bar")
        header.set_class(data.conductor.clock.is_running, "running")
        bar.set_class(is_behind(data), "behind")

    def _show_impact(self, data: FacilitatorData) -> None:
        queue = describe_queue(data.state, data.conductor.clock.exercise_time)
        words = ". ".join(filter(None, [capitalize_first(queue), self._describe_impact(data)]))
        row = self.query_one("#impact", Static)
        row.display = bool(words) and (not self.is_compact or data.current_decision is None)
        self._set_line("#impact", Text(truncate(f" {words}", self.screen.size.width), "bold", no_wrap=True))

    def _describe_impact(self, data: FacilitatorData) -> str:
        """What the last decision did in this run, and once it has been measured what it does in many: with its interval where that fits."""
        if data.effect is not None:
            whole = describe_row(data.effect)
            return whole if len(whole) < self.screen.size.width else describe_row(data.effect, has_interval=False)
        impact = build_impact(data.state, data.conductor.clock.exercise_time)
        return "" if impact is None else format_impact(impact)

    def _set_line(self, selector: str, text: Text) -> None:
        set_text(self.query_one(selector, Static), to_glyphs(text, self.glyphs), layout=False)

    def _render_tabs(self, data: FacilitatorData) -> Text:
        line = Text(" ", no_wrap=True)
        for pane in self.list_panes():
            name = f"[{pane.tab_title}]" if pane is self.current else f" {pane.tab_title} "
            line.append(name, click_style(f"screen.to_tab('{pane.id}')")).append(" ")
        return line.append(f" {data.keymap['drill.tab']} next pane   FACILITATOR ONLY")
