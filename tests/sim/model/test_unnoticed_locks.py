"""A lock that does not hold and nobody notices: the room counts as open, and nobody tries again."""

import pytest

from tests.sim.model.emergencies import (
    always,
    assailant,
    chance,
    measured,
    plain_campus,
    plain_scenario,
    play,
    row_of_rooms,
    tables_of,
    times,
)
from tests.sim.model.quiet_schools import SLOW_WITNESS


def campus(unnoticed: float, locked_already: float = 0.0) -> dict[str, object]:
    """Three rooms whose locks fail unseen with this probability."""
    lock = {
        "id": "bolt",
        "secure": always(8),
        "fails": chance(0, "event"),
        "unnoticed": chance(unnoticed, "zone"),
    }
    already = chance(locked_already, "zone")
    return plain_campus(**row_of_rooms(3), locks=[lock], locked_already=already)


SEEN = {"perception": {"same_zone": chance(1, "event")}, "recognition": always(0), "decision": always(0)}
SCENARIO = plain_scenario(witnessing=SEEN, horizon="5 min")


def test_a_room_believed_to_be_locked_protects_nobody_and_is_tried_once() -> None:
    events = play(tables_of(campus(1), SCENARIO))
    assert times(events, "lock_unnoticed") == [8.0]
    assert times(events, "locked") == times(events, "protected") == []


def test_a_door_that_was_closed_already_may_not_hold_either() -> None:
    events = play(tables_of(campus(1, locked_already=1), SCENARIO))
    assert times(events, "lock_unnoticed") == [0.0, 0.0, 0.0]
    assert times(events, "locked_before") == times(events, "protected") == []


def test_the_hazard_enters_a_room_that_only_seems_locked() -> None:
    threat = plain_scenario(hazard=assailant(stays=always(5)), witnessing=SLOW_WITNESS, horizon="10 min")
    entered = {
        e.place for e in play(tables_of(campus(1, locked_already=1), threat)) if e.kind == "hazard_enters"
    }
    assert len(entered) > 2
    shut = {
        e.place for e in play(tables_of(campus(0, locked_already=1), threat)) if e.kind == "hazard_enters"
    }
    assert shut == {"r00", "hall"}


def test_one_draw_per_room() -> None:
    """The share of rooms that fail is the input, within three standard errors."""
    (shares,) = measured(tables_of(campus(0.3), SCENARIO), 600, "protected_t50")
    failed = sum(value == float("inf") for value in shares) / 600
    assert failed == pytest.approx(1.0, abs=0.001)  # one of three rooms acts, so half are never protected
