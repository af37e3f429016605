"""The agenda in full, for screens of 80 columns: each segment with its minutes, and what may be dropped."""

from rich.text import Text

from sim.drill.agenda import agenda
from sim.drill.times import minutes
from tui.widgets.agenda_bar import advice, short
from tui.widgets.desk import Desk
from tui.widgets.pane import Pane, bar, cut, joined, share

TITLE = 40  # columns
BESIDE = TITLE + 20  # columns that are not bar


class AgendaPane(Pane):
    """The pane."""

    name_of_tab = "Agenda"
    heading = "Agenda  {drill.agenda} end module, leave out"
    help_text = "Minutes of the slot. {drill.agenda} ends the module or leaves something out. The hot wash is kept whole."

    def draw(self, desk: Desk, width: int) -> Text:
        """A line for each segment."""
        now = agenda(desk.state, desk.conduct.clock.room)
        lines: list[Text | str] = []
        for part in now.parts:
            length = part.ends - part.starts
            drawn = bar(min(100, share(part.spent, length)), max(5, width - BESIDE), desk.signs)
            mark = desk.signs.chosen if part.id == now.now else " "
            lines.append(
                f"{mark} {cut(part.title, TITLE):{TITLE}} {drawn} {minutes(part.spent)} of {minutes(length)}"
            )
        dropped = ", ".join(short(item) for item in now.drop) or "nothing"
        return joined([*lines, "", advice(now, desk), f"may be dropped to end in time: {dropped}"])
