"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import searches
from tests.sim.schools import (
    AT_EXIT,
    DECIDES,
    FIELD,
    IN_HALL,
    MISSED,
    OUTSIDE,
    PAUSES,
    PHONES,
    PUSH,
    REACTS,
    REPORTED,
    ROOM,
    SEEN,
    TO_EXIT,
    TO_HALL,
    by_app,
    by_phone,
    child,
    missing,
    searching,
)
from tests.sim.schools import STORE_TO_HALL as FROM_STORE
from tests.sim.schools import search_school as school
from tests.sim.worlds import NEVER

__all__ = [
    "DECIDES",
    "REACTS",
    "PHONES",
    "PUSH",
    "PAUSES",
    "MISSED",
    "REPORTED",
    "OUTSIDE",
    "ROOM",
    "FIELD",
    "TO_HALL",
    "TO_EXIT",
    "IN_HALL",
    "AT_EXIT",
    "FROM_STORE",
    "searching",
    "child",
    "missing",
    "school",
    "SEEN",
    "by_app",
    "by_phone",
    "NEVER",
    "searches",
]
