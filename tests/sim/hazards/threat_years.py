"""School years of threat reports with single values changed, and their traces read by report."""

from collections.abc import Mapping
from functools import cache, partial

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from scenarios.settings import apply_settings, parse_setting
from sim.model.tables import Tables
from sim.tabulation import tabulate
from tests.sim.plays import plays

DAY, HOUR = 86_400.0, 3600.0
STRATEGIES = tuple(f"{how}-{often}" for how in ("by-hand", "line") for often in ("occasional", "monthly", "weekly"))
NOT_URGENT = {"hazard.life_safety": "0", "hazard.imminent": "0"}
IN_SCHOOL = {"hazard.outside": "0"}
KINDS = "transient", "substantive"
AT_ONCE = {f"protocol.{kind}.{what}": f"{{fixed: {s} s}}" for kind in KINDS for what, s in (("takes", 1), ("over", 0))}
"""An assessment that takes no time."""
years = partial(plays, seed=1)


@cache
def opened() -> Emergency:
    return open_emergency("threat-report")


def tables_of(strategy: str, settings: Mapping[str, str] = {}, followed: int | None = None) -> Tables:
    changed = [parse_setting(f"{name}={value}") for name, value in settings.items()]
    emergency = apply_settings(opened(), changed)
    return tabulate(emergency if followed is None else emergency.follow_from(followed), strategy)
