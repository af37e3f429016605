"""The 911 center beside a second simulation of it: an event list as in a textbook, fed with the numbers that the model draws."""

from heapq import heappop, heappush
from pathlib import Path

import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.tabulation import tabulate
from tests.scenarios.broken_files import CAMPUS, SCENARIO, Break, sound_copy
from tests.sim.inputs import Data, chance, exponential, share, uniform
from tests.sim.worlds import Plain, tables_of, witness

TAKERS, REDIALS, PAST, LASTS, HORIZON = 3, 1, 600.0, 180.0, 900.0
GRID = 1e-4
Log = list[tuple[EventKind, int, float]]
SOME_CALLS = "utilization: {fixed: 0.4, varies: site, evidence: {basis: assumed, range: 0.2 to 0.8}}"
NO_CALLS = "utilization: {fixed: 0, evidence: {basis: assumed, note: invented}}"


class Center:
    """Neighbors and callers about other incidents in one line; neighbors hang up when they lose patience, and call again."""

    def __init__(self, world: World) -> None:
        self.world, self.psap, self.log, self.free = world, world.tables.psap, Log(), TAKERS
        self.line: list[tuple[int, int, int]] = []
        self.todo: list[tuple[float, str, tuple[int, int, int]]] = []
        self.sent = False
        time = -PAST
        for n in range(10_000):
            time += world.peek(Purpose.BACKGROUND_EVERY, 0, n)
            if time > HORIZON:
                break
            heappush(self.todo, (time, "joins", (self.psap.background + n, 0, 0)))
        time = 0.0
        for n in range(10_000):
            time += world.peek(Purpose.NEIGHBOR_EVERY, 0, n)
            if time > LASTS:
                break
            caller = self.psap.neighbors + n
            connects = time + world.peek(Purpose.CONNECT, caller, 0)
            if world.peek(Purpose.WRONG_PSAP, caller, 0):
                connects += world.peek(Purpose.TRANSFER, caller, 0)
            heappush(self.todo, (connects, "joins", (caller, 0, 0)))

    def run(self) -> Log:
        while self.todo and self.todo[0][0] <= HORIZON:
            time, what, call = heappop(self.todo)
            getattr(self, what)(time, call)
        return self.log

    def joins(self, time: float, call: tuple[int, int, int]) -> None:
        is_neighbor = call[0] < self.psap.background
        if is_neighbor:
            self.log.append((EventKind.QUEUED, call[0], time))
        if self.free:
            self.free -= 1
            self.taken(time, call)
            return
        self.line.append(call)
        if is_neighbor:
            heappush(self.todo, (time + self.world.peek(Purpose.PATIENCE, *call[:2]), "leaves", call))

    def leaves(self, time: float, call: tuple[int, int, int]) -> None:
        if call not in self.line:
            return
        self.line.remove(call)
        caller, number, redials = call
        self.log.append((EventKind.GAVE_UP, caller, time))
        if redials < REDIALS:
            again = time + self.world.peek(Purpose.REDIAL, caller, number)
            heappush(self.todo, (again, "joins", (caller, number + 1, redials + 1)))

    def taken(self, time: float, call: tuple[int, int, int]) -> None:
        heappush(self.todo, (time + self.world.peek(Purpose.PICK_UP, *call[:2]), "answered", call))

    def answered(self, time: float, call: tuple[int, int, int]) -> None:
        caller, number, _ = call
        if caller >= self.psap.background:
            seconds = self.world.peek(Purpose.BACKGROUND_SERVICE, caller - self.psap.background)
        else:
            self.log.append((EventKind.ANSWERED, caller, time))
            seconds = self.world.peek(Purpose.SERVICE, caller, number)
            if not self.sent:
                self.sent = True
                processing = self.world.peek(Purpose.PROCESSING, 0)
                self.log.append((EventKind.DISPATCHED, caller, time + processing))
                seconds = max(seconds, processing)
        heappush(self.todo, (time + seconds, "ended", call))

    def ended(self, time: float, call: tuple[int, int, int]) -> None:
        if call[0] < self.psap.background:
            self.log.append((EventKind.CALL_ENDED, call[0], time))
        if self.line:
            self.taken(time, self.line.pop(0))
        else:
            self.free += 1


def test_calls_wait_hang_up_and_are_answered_as_in_a_simulation_of_its_own() -> None:
    """Erlang's waits follow from it. Two neighbors in five seconds; three in ten calls reach the wrong center."""
    psap: Data = Plain.psap(
        takers=4,
        staffed=share(0.75),
        background={"utilization": share(0.7), "service": exponential(70), "past": f"{PAST} s"},
        neighbors={"rate": share(8), "lasts": f"{LASTS} s"},
        patience={"waits": exponential(40), "redials_after": uniform(5, 20), "redials": REDIALS},
        transfer={"wrong": chance(0.3, "event"), "takes": uniform(20, 60)},
        connect=uniform(2, 9),
        pick_up=uniform(1, 6),
        service=exponential(60),
        processing=uniform(20, 90, "replication"),
    )
    scenario = Plain.scenario(witnessing=witness(3000), horizon=f"{HORIZON} s")
    tables, gave_up, waited = tables_of(Plain.campus(psap=psap), scenario), 0, 0
    for replication in range(3):
        engine = SimpyEngine(tables, 6, replication)
        expected = sorted(each for each in Center(engine.world).run() if each[2] <= HORIZON)
        kinds = {kind for kind, _, _ in expected}
        found = sorted((EventKind(row[1]), row[2], row[0]) for row in engine.run().rows if row[1] in kinds)
        assert [each[:2] for each in found] == [each[:2] for each in expected]
        assert [each[2] for each in found] == pytest.approx([each[2] for each in expected], abs=GRID)
        gave_up += sum(kind == EventKind.GAVE_UP for kind, _, _ in found)
        waited += len(kinds)
    assert (gave_up > 12, waited) == (True, 3 * 5)


def test_takers_are_the_seats_that_are_staffed() -> None:
    for seats, staffed, takers in ((4, 0.75, 3), (4, 1.0, 4), (1, 0.2, 1), (10, 0.62, 6)):
        psap = Plain.psap(takers=seats, staffed=share(staffed))
        assert tables_of(Plain.campus(psap=psap), Plain.scenario()).psap.call_takers == takers


@pytest.mark.parametrize("overrides", [None, {"psap.background.utilization": 0.0}])
def test_a_center_without_other_calls_is_simulated(overrides: dict[str, float] | None, tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    if overrides is None:
        Break("", CAMPUS, SOME_CALLS, NO_CALLS, "").apply(folder / CAMPUS)
    psap = tabulate(open_emergency(str(folder / SCENARIO)), "small-app", (), overrides).psap
    assert psap.end == psap.background
