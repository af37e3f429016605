"""A fortnight of school by hand, and a world in which a wait passes at once, so that a process is run by a loop over it."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from sim.model.assessment import TeamState, ThreatTable, WayTable
from sim.model.environment import Process
from sim.model.school_calendar import SchoolCalendar
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.state.fields import Of

DAY, HOUR = 86_400.0, 3600.0
LASTS = 7 * HOUR
CALENDAR = SchoolCalendar(
    is_school=[one == "s" for one in "ss-ss---ssss--"],
    days_before=[0, 1, 2, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8],
    calendar_days=[0, 1, 3, 4, 8, 9, 10, 11, 14],
    opens=8 * HOUR,
    closes=15 * HOUR,
    day_lasts=LASTS,
    year_days=6,
)
"""From a Monday on, 8 to 15 hours. No school on the first Wednesday and the second Monday; the year ends on the second Wednesday, day 9."""


Drawn = Mapping[tuple[Purpose, int, int], float]


def at(day: int, hours: float) -> float:
    return day * DAY + hours * HOUR


class SchoolWorld:
    """drawn: by purpose, entity and index, else 0. logged: hour, kind, report and value. started: what begins when. orders: rank and entity
    of all that waits or begins.
    """

    def __init__(self, drawn: Drawn | None = None, now: float = 0.0, **way: Any) -> None:
        self.now, self.drawn, self.orders = now, drawn or {}, set[tuple[int, int]]()
        self.logged: list[tuple[float, EventKind, int, float]] = []
        self.started: list[tuple[float, Any]] = []
        self.team = TeamState(None, {Of.PLAY: 1})
        table = ThreatTable(report_gap=2.0 * LASTS, tip_gap=LASTS, team_share=0.4, suspended=0.25)
        parts = {SchoolCalendar: CALENDAR, ThreatTable: table, WayTable: WayTable(**way), TeamState: self.team}
        self.of: Callable[[type], Any] = parts.__getitem__
        self.tables = SimpleNamespace(of=self.of)

    def draw(self, purpose: Purpose, entity: int, index: int = 0) -> float:
        return self.drawn.get((purpose, entity, index), 0.0)

    def log_event(
        self, kind: EventKind, subject: int = -1, what: int = -1, place: int = -1, value: float = 0.0
    ) -> None:
        self.logged.append((self.now, kind, subject, value))

    def wait(self, seconds: float, rank: int, entity: int) -> None:
        assert seconds >= 0.0
        self.orders.add((rank, entity))
        self.now += seconds

    def start(self, process: Any, rank: int, entity: int, after: float = 0.0) -> None:
        self.orders.add((rank, entity))
        self.started.append((self.now + after, process))


def run(process: Process) -> None:
    for _ in process:
        pass
