"""Pairs of plays that read equal numbers."""

import math
from collections.abc import Sequence

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.model.trace import EventKind, Row, Trace
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.model.random_campuses import Played

SEED = 77
OF_THE_STRATEGY = {
    *(Purpose.PRESS, Purpose.PRESS_WORKS, Purpose.PSAP_LEG_FAILS, Purpose.STAFF_LEG_FAILS),
    *(Purpose.INSTALLED, Purpose.ON_ROSTER, Purpose.PUSH_DELIVERED, Purpose.PUSH_DELAY),
    *(Purpose.TEXT_LOST, Purpose.TEXT_DELAY, Purpose.EMAIL_DELAY, Purpose.EMAIL_NOTICE),
    *(Purpose.PHONE_NOTICE, Purpose.ACKNOWLEDGES),
    *(Purpose.APP_CONNECT, Purpose.APP_SERVICE, Purpose.OFFICE_SERVICE),
    Purpose.MICROPHONE,
    *(purpose for purpose in Purpose if Purpose.BADGE_WORN <= purpose <= Purpose.RUNNER_TELLS),
}
"""Purposes whose distribution stands in the strategy file; two invented strategies need not agree on them."""


def agree(first: DrawLog, second: DrawLog, own: set[Purpose] | None = None) -> int:
    """How many numbers both have read; all are equal, but for purposes that may differ."""
    shared = [key for key in first.keys() & second.keys() if key[0] not in (own or set())]
    different = [(Purpose(key[0]).name, first[key], second[key]) for key in shared if first[key] != second[key]]
    assert not different
    return len(shared)


def played(
    emergency: Emergency, strategy: str, conditions: Sequence[str], replication: int, block: DrawBlock
) -> tuple[DrawLog, Trace]:
    """One play, and all the numbers it read."""
    log: DrawLog = {}
    return log, SimpyEngine(tabulate(emergency, strategy, conditions), SEED, replication, block, log).run()


def parting(first: Sequence[Row], second: Sequence[Row]) -> int:
    """The place of the first event in which two traces differ."""
    pairs = zip(first, second, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def first(rows: Sequence[Row], kind: EventKind, what: int | None = None) -> float:
    """Time of the first event of a kind, maybe by one channel."""
    return next((row[0] for row in rows if row[1] == kind and what in (None, row[3])), math.inf)


def time_at(rows: Sequence[Row], place: int) -> float:
    """Time of the event there; for ever after the last."""
    return rows[place][0] if place < len(rows) else math.inf


def part_when_somebody_acts(pair: Played) -> None:
    """Two arms read equal numbers, but for those of the strategy, and what happens is the same until somebody acts."""
    logs: list[DrawLog] = [{}, {}]
    rows = [pair.engine(name, log).run().rows for name, log in zip(("s0", "s1"), logs, strict=True)]
    agree(logs[0], logs[1], OF_THE_STRATEGY)
    n = parting(*rows)
    assert min(time_at(r, n) for r in rows) >= min(first(r, EventKind.ACTS) for r in rows) or rows[0] == rows[1]
