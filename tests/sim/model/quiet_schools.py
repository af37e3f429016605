"""Old names of helpers that are in `tests.sim` now."""

from typing import Any

from sim.model.interventions import Outcome
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim import plays
from tests.sim.model.acts import ONE_OF_EACH
from tests.sim.plays import Act
from tests.sim.schools import SLOW_WITNESS, quiet, with_an_office

__all__ = ["Act", "played", "quiet", "with_an_office", "SLOW_WITNESS", "ONE_OF_EACH"]


def played(tables: Tables, *acts: Act, **given: Any) -> tuple[list[Event], list[Outcome]]:
    events, outcomes, _ = plays.played(tables, *acts, **given)
    return events, outcomes
