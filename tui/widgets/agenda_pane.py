"""The agenda in full, for screens of 80 columns: each segment with its minutes, and what may be dropped."""

from rich.text import Text

from sim.drill.agenda import build_agenda
from sim.drill.times import format_minutes
from tui.widgets.agenda_bar import suggest_action, format_short
from tui.widgets.desk import FacilitatorView
from tui.widgets.pane import Pane, render_bar, truncate, join_lines, to_percent

TITLE = 40  # columns
BESIDE = TITLE + 20  # columns that are not bar


class AgendaPane(Pane):
    """The pane."""

    tab_title = "Agenda"
    heading = "Agenda  {drill.agenda} end module, leave out"
    help_text = "Minutes of the slot. {drill.agenda} ends the module or leaves something out. The hot wash is kept whole."

    def draw(self, desk: FacilitatorView, width: int) -> Text:
        """A line for each segment."""
        now = build_agenda(desk.state, desk.conductor.clock.exercise_time)
        lines: list[Text | str] = []
        for part in now.segments:
            length = part.end - part.start
            drawn = render_bar(min(100, to_percent(part.spent, length)), max(5, width - BESIDE), desk.glyphs)
            mark = desk.glyphs.chosen if part.id == now.current else " "
            lines.append(
                f"{mark} {truncate(part.title, TITLE):{TITLE}} {drawn} {format_minutes(part.spent)} of {format_minutes(length)}"
            )
        dropped = ", ".join(format_short(item) for item in now.droppable) or "nothing"
        return join_lines([*lines, "", suggest_action(now, desk), f"may be dropped to end in time: {dropped}"])
