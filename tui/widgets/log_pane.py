"""What happened, line by line, newest last: from the entries of the journal, in words."""

from rich.text import Text

from sim.drill.said import scenario_jump_of
from sim.drill.state import State
from sim.drill.stretches import is_stop
from sim.drill.times import format_time_of_day, scenario_time_at, format_t_plus
from sim.seams import Entry
from tui.in_words import SILENT_KINDS, describe_entry, describe_interval
from tui.widgets.desk import FacilitatorView
from tui.widgets.pane import Pane, truncate, join_lines, wrap

MAX_LINES = 200  # lines
TIME_WIDTH = 18  # columns of the two times


class LogPane(Pane):
    """The pane. It reads only what is new."""

    tab_title = "Log"
    heading = "Log  {drill.mark} mark  {drill.observe} observe  {drill.correct} correct  {drill.take_back} take back"
    help_text = (
        "{drill.mark} stamps a mark, its text can come later. {drill.observe} writes an observation. {drill.correct} corrects words and "
        "ratings, {drill.take_back} takes back the last decision or inject."
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._of: State | None = None
        self._read = 0
        self._since = 0.0
        self._jumped = 0.0
        self._lines: list[str] = []

    def draw(self, desk: FacilitatorView, width: int) -> Text:
        """The last lines: the newest whole, all of them while somebody reads here."""
        self._read_new(desk.state)
        kept = self._lines[-MAX_LINES:]
        whole = 0 if self.has_focus else len(kept) - 1
        return join_lines(
            piece
            for place, line in enumerate(kept)
            for piece in (wrap(line, width, then=" " * TIME_WIDTH) if place >= whole else [truncate(line, width)])
        )

    def show(self, desk: FacilitatorView) -> None:
        """The newest line is in sight, unless somebody is reading further up: keys scroll here only while they go to this pane."""
        follows = not self.has_focus or self.scroll_offset.y >= self.max_scroll_y - 1
        super().show(desk)
        if follows:
            self.scroll_end(animate=False)

    def _read_new(self, state: State) -> None:
        """What is new. After something was taken back, or words were corrected, everything is read again."""
        new = state.log[self._read :] if state is self._of else state.log
        if state is not self._of or any(entry.kind == "correct" for entry in new):
            self._of, self._read, self._since, self._jumped, self._lines = state, 0, 0.0, 0.0, []
        for entry in state.log[self._read :]:
            self._add_entry(entry, state)
        self._read = len(state.log)

    def _add_entry(self, entry: Entry, state: State) -> None:
        self._jumped = max(self._jumped, scenario_jump_of(entry, state))
        if entry.kind in SILENT_KINDS:
            return
        said = describe_entry(entry, state)
        if said:
            story = scenario_time_at(entry.incident_time, self._jumped)
            when = f"{format_time_of_day(state.exercise, story)} {format_t_plus(entry.incident_time)}"
            self._lines.append(f"{when} {said}")
        if is_stop(entry) and entry.incident_time > self._since:
            self._lines += [
                f"{'':{TIME_WIDTH}}{line}" for line in describe_interval(state, self._since, entry.incident_time)
            ]
            self._since = entry.incident_time
