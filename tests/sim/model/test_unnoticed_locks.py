"""A lock that does not hold and nobody notices: the room counts as open, and nobody tries again."""

import math

import pytest

from sim.model.trace import EventKind
from tests.sim.inputs import always, chance
from tests.sim.plays import play, plays, times
from tests.sim.schools import SLOW_WITNESS
from tests.sim.worlds import Plain, app_strategy, assailant, row_of_rooms, tables_of


def campus(unnoticed: float, locked_already: float = 0.0) -> dict[str, object]:
    """Three rooms whose locks fail unseen with this probability."""
    lock = {"id": "bolt", "secure": always(8), "fails": chance(0, "event"), "unnoticed": chance(unnoticed, "zone")}
    return Plain.campus(**row_of_rooms(3), locks=[lock], locked_already=chance(locked_already, "zone"))


SEEN = {"perception": {"same_zone": chance(1, "event")}, "recognition": always(0), "decision": always(0)}
SCENARIO = Plain.scenario(witnessing=SEEN, horizon="5 min")


def test_a_room_believed_to_be_locked_protects_nobody_whether_tried_once_or_closed_already() -> None:
    events = play(tables_of(campus(1), SCENARIO))
    assert times(events, "lock_unnoticed") == [8.0]
    assert times(events, "locked") == times(events, "protected") == []
    events = play(tables_of(campus(1, locked_already=1), SCENARIO))
    assert times(events, "lock_unnoticed") == [0.0, 0.0, 0.0]
    assert times(events, "locked_before") == times(events, "protected") == []


def test_the_hazard_enters_a_room_that_only_seems_locked() -> None:
    threat = Plain.scenario(hazard=assailant(stays=always(5)), witnessing=SLOW_WITNESS, horizon="10 min")
    entered = {e.place for e in play(tables_of(campus(1, locked_already=1), threat)) if e.kind == "hazard_enters"}
    assert len(entered) > 2
    shut = {e.place for e in play(tables_of(campus(0, locked_already=1), threat)) if e.kind == "hazard_enters"}
    assert shut == {"r00", "hall"}


def test_one_draw_per_room_at_its_chance_and_the_same_in_every_arm() -> None:
    """Of 1,800 rooms, within three standard errors."""
    failed = [
        [[row[4] for row in trace.rows if row[1] == EventKind.LOCK_UNNOTICED] for trace in plays(tables, 600)]
        for tables in (tables_of(campus(0.3, 1), SCENARIO, arm) for arm in (Plain.strategy(), app_strategy()))
    ]
    assert failed[0] == failed[1]
    assert sum(map(len, failed[0])) / 1_800 == pytest.approx(0.3, abs=3 * math.sqrt(0.21 / 1_800))
