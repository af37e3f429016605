"""Releases to families with single values changed, and their traces read by family."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from scenarios.decided_acts import DecidedActs
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.engine import SimpyEngine
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

STRATEGIES = ("parents-text", "parents-email", "parents-phone-tree", "parents-none")
PLAIN = {"hazard.sibling": "0", "hazard.no_id": "0", "hazard.late": "0", "protocol.unavailable": "0"}
"""Families of one student who come once, and posts with someone at them."""
ALL_HEAR = {"hazard.hears": "1", "hazard.happened": "0 s", "hazard.calls": "0"}
"""Everyone knows at the decision, and no one calls: arrivals are the draws of the way alone."""
AT_ONCE = {"protocol.finds": "{fixed: 0 s}", "protocol.walks": "1000 m/s", "protocol.runners": "1000"}
"""Runners who are never waited for."""


@cache
def opened(scenario: str = "reunification") -> Emergency:
    return open_emergency(scenario)


def tables_of(
    settings: Mapping[str, str] = {},
    strategy: str = "parents-none",
    scenario: str = "reunification",
    acts: DecidedActs | None = None,
) -> Tables:
    changed = [parse_setting(f"{name}={value}") for name, value in settings.items()]
    emergency = apply_settings(opened(scenario), changed)
    decided = emergency.scenario.model_copy(update={"acts": acts})
    return tabulate(replace(emergency, scenario=decided), strategy)


def releases(tables: Tables, count: int, seed: int = 1) -> Iterator[Trace]:
    block = DrawBlock(seed, range(count))
    for replication in block.replications:
        yield SimpyEngine(tables, seed, replication, block).run()


def times_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    """Seconds from the decision, by family."""
    return {row[2]: row[0] for row in trace.rows if row[1] == kind}


def values_of(trace: Trace, kind: EventKind) -> dict[int, float]:
    return {row[2]: row[5] for row in trace.rows if row[1] == kind}
