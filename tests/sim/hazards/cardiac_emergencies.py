"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import arrests
from tests.sim.schools import (
    DECIDES,
    KNEELS,
    PUSH,
    REACTS,
    RECOGNIZES,
    SEARCHES,
    SHOCKS,
    TRAVEL,
    aid,
    arrest,
    collapse,
    with_luck,
)
from tests.sim.schools import GYM_TEACHER as TEACHER
from tests.sim.schools import SCHOOL_NURSE as NURSE
from tests.sim.schools import arrest_school as school
from tests.sim.schools import by_app as told_by_push
from tests.sim.worlds import NEVER

__all__ = [
    "RECOGNIZES",
    "DECIDES",
    "REACTS",
    "KNEELS",
    "SEARCHES",
    "SHOCKS",
    "PUSH",
    "TRAVEL",
    "aid",
    "collapse",
    "arrest",
    "TEACHER",
    "NURSE",
    "school",
    "told_by_push",
    "with_luck",
    "NEVER",
    "arrests",
]
