"""What has happened so far in an arm, read off its trace as it grows: the moments that exercises wait for."""

from sim.model.replication import Engine
from sim.tables import Tables
from sim.trace import Channel, EventKind, Row

_BY_KIND: dict[int, str] = {
    EventKind.PERCEIVED: "hazard-noticed",
    EventKind.PRESSED: "app-pressed",
    EventKind.ANSWERED: "call-answered",
    EventKind.DISPATCHED: "dispatched",
    EventKind.EN_ROUTE: "unit-on-the-way",
    EventKind.ON_SCENE: "unit-on-scene",
    EventKind.CONTACT_MADE: "contact",
    EventKind.HAZARD_LEAVES: "hazard-moved",
    EventKind.HAZARD_ENDS: "hazard-over",
    EventKind.OFFICE_TOLD: "office-told",
    EventKind.CPR_BEGINS: "cpr-begun",
    EventKind.AED_THERE: "aed-at-patient",
    EventKind.SHOCK: "shock",
    EventKind.PATIENT_REACHED: "crew-at-patient",
    EventKind.UNTENABLE: "untenable",
    EventKind.ALL_CLEAR: "all-clear",
}
_SENT: dict[int, str] = {
    Channel.PUSH: "alert-sent",
    Channel.PA: "announced",
    Channel.ALARM: "alarm-sounds",
}


class MilestoneTracker:
    """The first time of each moment in an arm, kept up to date. Seconds from onset."""

    def __init__(self, engine: Engine | None = None) -> None:
        """engine: none before the exercise has begun, when nothing has happened."""
        self.engine = engine
        self.first: dict[str, float] = {}
        self.silent: list[tuple[float, Channel]] = []  # alerts that reached nobody
        self.messages: list[Row] = []  # to many: sent, silent, or pressed
        self.aware: dict[str, float] = {}  # by roster id
        self.told: dict[
            str, tuple[float, Channel, str]
        ] = {}  # by roster id: when, how, and by whom if by somebody
        self.checked_in: dict[str, float] = {}  # by roster id: acknowledged in the app
        self.answered: dict[str, float] = {}  # by roster id, or `office`: when 911 first answered their call
        self.reporter = self.presser = self.pressed_in = ""
        self._read = 0

    def update(self) -> None:
        """Reads what is new."""
        if self.engine is None:
            return
        rows, tables = self.engine.trace.rows, self.engine.tables
        for row in rows[self._read :]:
            for name in self._milestone_names(row, tables):
                self.first.setdefault(name, row[0])
            self._record(row, tables)
        self._read = len(rows)

    def _record(self, row: Row, tables: Tables) -> None:
        """Who learned, reported and pressed."""
        time, kind, subject, what, place, value = row
        if kind == EventKind.SILENT:
            self.silent.append((time, Channel(what)))
        if kind in (EventKind.SENT, EventKind.SILENT, EventKind.PRESSED):
            self.messages.append(row)
        if kind == EventKind.ANSWERED and subject == tables.psap.office:
            self.answered.setdefault("office", time)
        if not 0 <= subject < len(tables.staff.ids):
            return
        person = tables.staff.ids[subject]
        if kind == EventKind.AWARE:
            self.aware.setdefault(person, time)
            teller = tables.staff.ids[int(value)] if 0 <= value < len(tables.staff.ids) else ""
            self.told.setdefault(person, (time, Channel(what), teller))
        elif kind == EventKind.ANSWERED:
            self.answered.setdefault(person, time)
        elif kind == EventKind.ACKNOWLEDGED:
            self.checked_in.setdefault(person, time)
        elif kind == EventKind.PRESSED and not self.presser:
            self.presser, self.pressed_in = person, tables.layout.zones[place]
        if kind in (EventKind.PRESSED, EventKind.OFFICE_TOLD, EventKind.QUEUED) and not self.reporter:
            self.reporter = person

    def _milestone_names(self, row: Row, tables: Tables) -> tuple[str, ...]:
        """What moments an event is."""
        _, kind, subject, what, _, _ = row
        of_the_school = subject < tables.psap.neighbours
        if kind in (EventKind.PRESSED, EventKind.OFFICE_TOLD) or (kind == EventKind.QUEUED and of_the_school):
            own = _BY_KIND.get(kind)
            return ("first-report", own) if own else ("first-report",)
        name = _SENT.get(what) if kind == EventKind.SENT else _BY_KIND.get(kind)
        return (name,) if name else ()
