"""Lockdown: who is protected behind a locked door, who is taken in from the hall, and locks that do not hold though nobody notices."""

import math

import pytest

from sim.model.trace import EventKind
from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, plays, times
from tests.sim.schools import SLOW_WITNESS
from tests.sim.worlds import Plain, adult, app_strategy, assailant, bolt, group_in, link, row_of_rooms, tables_of, zone

SWEEPS = Plain.protocol(reaction=always(9), sweep=always(5))
SEEN = {"perception": {"same_zone": chance(1, "event")}, "recognition": always(0), "decision": always(0)}
SCENARIO = Plain.scenario(witnessing=SEEN, horizon="5 min")


def school(*roster: Data, **changes: object) -> Data:
    """A hall and the room r00, whose door is locked already, with a teacher and others."""
    rooms = row_of_rooms(1)
    rooms["roster"] += roster
    return Plain.campus(**rooms, locked_already=chance(1, "zone"), **changes)


def test_students_are_protected_once_one_adult_is_ready_but_not_those_who_pass_through_the_room() -> None:
    """The aide notices the alert 20 s after the teacher."""
    aide = adult("aide", "r00", "aide")
    group = group_in("r00", 20, "staff@r00", name="class")
    tables = tables_of(school(aide, groups=[group]), Plain.scenario(protocol=SWEEPS), app_strategy(notice=always(20)))
    events = play(tables)
    assert times(events, "protected", "staff/staff@r00") == [14.0]
    assert (times(events, "protected", "group/class"), times(events, "protected", "staff/aide")) == ([14.0], [34.0])
    # The guard is ready at 14; the teacher notices the alert at 3, and looks into the hall at 3 + 9 + 5.
    guard = adult("guard", "hall", "guard")
    scenario = Plain.scenario(protocol=SWEEPS, hazard={"kind": "notice", "witness": "guard"})
    events = play(tables_of(school(guard), scenario, app_strategy(notice=always(3))))
    assert [(event.time, event.place) for event in events if event.kind == "enters"] == [(17.0, "r00")]
    assert times(events, "protected") == [17.0, 17.0]
    # They hear the PA in the hall at 0, set out at 9, and are in `front` from 11 to 31; its teacher has locked it at 9 + 8.
    campus = Plain.campus(
        zones=[zone("hall", "hall", None), zone("front"), zone("back")],
        links=[link("hall", "front", 2), link("front", "back", 20)],
        roster=[adult("teacher", "front", office=True)],
        groups=[group_in("back", 5, name="late") | {"elsewhere": [{"during": "any", "place": "hall"}]}],
        office="front",
        pa=Plain.pa(),
        locks=[bolt(8)],
        agencies=[{"id": "police", "kind": "police", "travel": always(300), "enters": "hall"}],
    )
    hazard = {"kind": "notice", "witness": "teacher"}
    scenario = Plain.scenario(hazard=hazard, protocol=Plain.protocol(reaction=always(9)))
    events = play(tables_of(campus, scenario, Plain.strategy(report=["tell-office"], everyday=["pa"])))
    assert times(events, "protected", "staff/teacher") == [17.0]
    assert [(e.time, e.place) for e in events if e.kind == "enters"] == [(11.0, "front"), (31.0, "back")]
    assert not times(events, "protected", "group/late")


def with_bad_locks(unnoticed: float, locked_already: float = 0.0) -> dict[str, object]:
    """Three rooms whose locks fail unseen with this probability."""
    lock = {"id": "bolt", "secure": always(8), "fails": chance(0, "event"), "unnoticed": chance(unnoticed, "zone")}
    return Plain.campus(**row_of_rooms(3), locks=[lock], locked_already=chance(locked_already, "zone"))


def test_a_room_believed_to_be_locked_protects_nobody_whether_tried_once_or_closed_already() -> None:
    events = play(tables_of(with_bad_locks(1), SCENARIO))
    assert times(events, "lock_unnoticed") == [8.0]
    assert times(events, "locked") == times(events, "protected") == []
    events = play(tables_of(with_bad_locks(1, locked_already=1), SCENARIO))
    assert times(events, "lock_unnoticed") == [0.0, 0.0, 0.0]
    assert times(events, "locked_before") == times(events, "protected") == []


def test_the_hazard_enters_a_room_that_only_seems_locked_by_one_draw_the_same_in_every_arm() -> None:
    threat = Plain.scenario(hazard=assailant(stays=always(5)), witnessing=SLOW_WITNESS, horizon="10 min")
    events = play(tables_of(with_bad_locks(1, locked_already=1), threat))
    entered = {e.place for e in events if e.kind == "hazard_enters"}
    assert len(entered) > 2
    shut = {e.place for e in play(tables_of(with_bad_locks(0, locked_already=1), threat)) if e.kind == "hazard_enters"}
    assert shut == {"r00", "hall"}
    # Of 1,800 rooms, within three standard errors.
    failed = [
        [[row[4] for row in trace.rows if row[1] == EventKind.LOCK_UNNOTICED] for trace in plays(tables, 600)]
        for tables in (tables_of(with_bad_locks(0.3, 1), SCENARIO, arm) for arm in (Plain.strategy(), app_strategy()))
    ]
    assert failed[0] == failed[1]
    assert sum(map(len, failed[0])) / 1_800 == pytest.approx(0.3, abs=3 * math.sqrt(0.21 / 1_800))
