"""School years of threat reports with single values changed, and their traces read by report."""

from collections.abc import Iterator, Mapping
from functools import cache

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.engine import SimpyEngine
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

DAY, HOUR = 86_400.0, 3600.0
STRATEGIES = (
    *("by-hand-occasional", "by-hand-monthly", "by-hand-weekly"),
    *("line-occasional", "line-monthly", "line-weekly"),
)
NOT_URGENT = {"hazard.life_safety": "0", "hazard.imminent": "0"}
IN_SCHOOL = {"hazard.outside": "0"}
AT_ONCE = {
    "protocol.transient.takes": "{fixed: 1 s}",
    "protocol.substantive.takes": "{fixed: 1 s}",
    "protocol.transient.over": "{fixed: 0 s}",
    "protocol.substantive.over": "{fixed: 0 s}",
}
"""An assessment that takes no time."""


@cache
def opened() -> Emergency:
    return open_emergency("threat-report")


def tables_of(strategy: str, settings: Mapping[str, str] = {}, followed: int | None = None) -> Tables:
    changed = [parse_setting(f"{name}={value}") for name, value in settings.items()]
    emergency = apply_settings(opened(), changed)
    return tabulate(emergency if followed is None else emergency.follow_from(followed), strategy)


def years(tables: Tables, count: int, seed: int = 1) -> Iterator[Trace]:
    block = DrawBlock(seed, range(count))
    for replication in block.replications:
        yield SimpyEngine(tables, seed, replication, block).run()


def times_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    """Seconds from the beginning of the year, by report."""
    return {row[2]: row[0] for row in trace.rows if row[1] == kind}


def values_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    return {row[2]: row[5] for row in trace.rows if row[1] == kind}
