"""Releases to families with single values changed, and their traces read by family."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

from scenarios.decided_acts import DecidedActs
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.model.tables import Tables
from sim.tabulation import tabulate
from tests.sim.plays import plays

STRATEGIES = ("parents-text", "parents-email", "parents-phone-tree", "parents-none")
PLAIN = {"hazard.sibling": "0", "hazard.no_id": "0", "hazard.late": "0", "protocol.unavailable": "0"}
"""Families of one student who come once, and posts with someone at them."""
ALL_HEAR = {"hazard.hears": "1", "hazard.happened": "0 s", "hazard.calls": "0"}
"""Everyone knows at the decision, and no one calls: arrivals are the draws of the way alone."""
AT_ONCE = {"protocol.finds": "{fixed: 0 s}", "protocol.walks": "1000 m/s", "protocol.runners": "1000"}
"""Runners who are never waited for."""
releases = partial(plays, seed=1)


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
