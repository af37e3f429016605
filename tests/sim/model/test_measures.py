"""Measures against logs worked out by hand: short traces written down here, and what a reader with a pencil makes of them."""

import math

import pytest

from sim.measures import compute_measures, list_measures
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Row, Trace
from tests.sim.model.trace_rows import row
from tests.sim.worlds import Plain, adult, assailant, group_in, row_of_rooms, tables_of, zone

HALL, R0, R1, R2, R3 = range(5)  # zones
T0, T1, T2, T3, SRO, CLASS = range(6)  # people, then a group
NEVER = math.inf


def school() -> Tables:
    """Four rooms on a hall that sees r01; four teachers, an officer who goes to the hazard, a class of 20 in r01. One hour."""
    rooms = row_of_rooms(4)
    rooms["zones"][0] = zone("hall", "hall", None, sees=["r01"])
    rooms["roster"].append(adult("sro", "hall", "sro"))
    group = group_in("r01", 20, "staff@r01", name="class")
    scenario = Plain.scenario(hazard=assailant(), responding=[{"role": "sro", "intervenes": True}])
    return tables_of(Plain.campus(**rooms, groups=[group]), scenario)


TABLES = school()


def measured(*rows: Row) -> dict[str, float]:
    """All measures of a trace with these rows, after onset in the hall."""
    trace = Trace(TABLES)
    trace.rows = [row(0, EventKind.ONSET, place=HALL), row(0, EventKind.HAZARD_ENTERS, place=HALL), *rows]
    return compute_measures(trace, TABLES)


def test_nothing_happens_and_a_reference_hazard_has_no_end_and_no_reach() -> None:
    result = measured(row(3600, EventKind.END))
    amounts = {"acknowledgement_rate": 0.0, "app_was_first_report": 0.0, "hang_ups": 0.0, "siege": 0.0}
    amounts |= {"aware_when_over": 0.0, "protected_when_over": 0.0}
    amounts["unprotected_person_minutes"] = 24 * 60.0  # the officer is not counted
    amounts["exposed_person_minutes"] = 21 * 60.0  # r01 is in sight of the hall
    amounts |= dict.fromkeys(("unaware_time", "unaware_time_bound", "unaware_time_same_span"), 3600.0)
    assert result == {name: amounts.get(name, NEVER) for name in list_measures("assailant")}
    names = list_measures("notice")
    assert not {"hazard_over", "exposed_person_minutes", "unprotected_person_minutes", "intervention"} & set(names)
    assert {"aware_t90", "protected_t90", "first_unit_on_scene"} <= set(names)


def test_the_chain_of_a_response() -> None:
    call = TABLES.psap.neighbors  # a pupil
    result = measured(
        row(5, EventKind.RECOGNIZED, CLASS, place=R1),
        row(6, EventKind.CALLING, call, Channel.DIAL_911),
        row(8, EventKind.QUEUED, call),
        row(9, EventKind.CALLING, T0, Channel.DIAL_911),
        row(12, EventKind.QUEUED, T0),
        row(15, EventKind.ANSWERED, T0),
        row(18, EventKind.PRESSED, T1, place=R1),
        row(19, EventKind.SENT, T1, Channel.PUSH),
        row(45, EventKind.DISPATCHED, T0, value=30),
        row(100, EventKind.RESPONDER_ON_SCENE, SRO, place=HALL),
        row(100, EventKind.CONTACT_MADE, NOBODY, SRO, HALL),
        row(100, EventKind.HAZARD_ENDS, place=HALL, value=1),
        row(300, EventKind.ON_SCENE, 0, place=HALL),
        row(380, EventKind.CONTACT_MADE, 0, place=HALL),
    )
    expected = {"recognition": 5, "call_answered": 15, "processing": 30, "dispatched": 45, "travel": 255}
    expected |= {"first_report": 12, "app_was_first_report": 0, "first_campus_alert": 19}  # of the school, in the queue
    expected |= {"first_unit_on_scene": 300, "first_responder_on_scene": 100, "intervention": 100, "hazard_over": 100}
    expected |= {"total_response": 372}  # from the pupil's call to contact by a unit
    assert {name: result[name] for name in expected} == expected


def test_the_app_is_the_first_report_if_it_is_and_shares_of_the_staff_do_not_count_the_absent() -> None:
    pressed, told = (row(4, EventKind.PRESSED, T0, place=R0), row(4, EventKind.OFFICE_TOLD, T1, Channel.DESK_PHONE))
    assert measured(pressed, told)["app_was_first_report"] == 1
    assert measured(told, pressed)["app_was_first_report"] == 0
    assert measured(told, pressed)["first_report"] == 4
    by_itself = row(2, EventKind.OFFICE_TOLD, NOBODY, Channel.VOICE)  # somebody of the office saw it
    assert measured(by_itself, pressed)["first_report"] == 4

    def aware(*people: int) -> list[Row]:
        return [row(10.0 * (n + 1), EventKind.AWARE, person, Channel.PA, R0) for n, person in enumerate(people)]

    result = measured(*aware(T0, T1, CLASS, T2, T3, SRO))
    assert (result["aware_t50"], result["aware_t90"], result["aware_t100"]) == (40, 60, 60)  # 3rd, 5th, 5th of five
    result = measured(row(0, EventKind.ABSENT, SRO), *aware(T0, T1, T2))
    assert (result["aware_t50"], result["aware_t90"]) == (20, NEVER)  # 2nd, 4th of four
    result = measured(row(0, EventKind.ABSENT, T3), *aware(T0), row(50, EventKind.ACKNOWLEDGED, T0))
    assert result["acknowledgement_rate"] == 1 / 4


def test_heads_are_protected_group_by_group_without_an_absent_officer() -> None:
    """24 heads: four teachers and twenty pupils. Half are 12, nine tenths 22."""
    result = measured(
        row(30, EventKind.PROTECTED, T0, place=R0, value=1),
        row(40, EventKind.PROTECTED, T1, place=R1, value=1),
        row(40, EventKind.PROTECTED, CLASS, place=R1, value=20),
        row(70, EventKind.PROTECTED, T2, place=R2, value=1),
    )
    assert (result["protected_t50"], result["protected_t90"], result["protected_t100"]) == (40, 40, NEVER)
    all_but_one_away = measured(row(0, EventKind.ABSENT, T3), row(9, EventKind.PROTECTED, CLASS, place=R1, value=20))
    assert all_but_one_away["protected_t90"] == NEVER  # ⌈0.9 · 23⌉ = 21
    one_more = [
        row(9, EventKind.PROTECTED, CLASS, place=R1, value=20),
        row(12, EventKind.PROTECTED, T0, place=R0, value=1),
    ]
    assert measured(row(0, EventKind.ABSENT, T3), *one_more)["protected_t90"] == 12
    # 24 heads without the officer, whether there is one today or not: with 22 of them protected, nine tenths are.
    away = row(0, EventKind.ABSENT, SRO)
    protected = [
        row(10, EventKind.PROTECTED, CLASS, place=R1, value=20),
        row(20, EventKind.PROTECTED, T0, place=R0, value=1),
        row(30, EventKind.PROTECTED, T1, place=R1, value=1),
        row(40, EventKind.PROTECTED, T2, place=R2, value=1),
    ]
    for rows in ([away, *protected], protected):
        result = measured(*rows)
        assert (result["protected_t90"], result["protected_t100"]) == (30, NEVER)
        over = measured(*rows, row(100, EventKind.HAZARD_ENDS, place=HALL))
        assert over["protected_when_over"] == pytest.approx(23 / 24)


def exposed(*rows: Row) -> tuple[float, float]:
    """Person-seconds unprotected and exposed; the hazard ends at 100."""
    result = measured(*sorted((*rows, row(100, EventKind.HAZARD_ENDS, place=HALL)), key=lambda r: r[0]))
    return result["unprotected_person_minutes"] * 60, result["exposed_person_minutes"] * 60


def close(result: tuple[float, float], *expected: float) -> None:
    assert result == pytest.approx(expected, rel=1e-12)


def test_exposure_ends_with_the_hazard_the_all_clear_protection_or_behind_a_locked_door() -> None:
    """Whoever is away is exposed to nothing."""
    close(exposed(), 24 * 100, 21 * 100)
    close(exposed(row(120, EventKind.PROTECTED, CLASS, place=R1, value=20)), 24 * 100, 21 * 100)
    locked = [row(60, EventKind.LOCKED, T1, place=R1), row(60, EventKind.PROTECTED, CLASS, place=R1, value=20)]
    close(exposed(*locked), 4 * 100 + 20 * 60, 21 * 60)  # the teacher is not protected, but out of sight now
    close(exposed(row(25, EventKind.LOCKED, T1, place=R1)), 24 * 100, 21 * 25)
    close(exposed(row(0, EventKind.LOCKED_BEFORE, place=R1)), 24 * 100, 0)
    close(exposed(row(0, EventKind.ABSENT, T1)), 23 * 100, 20 * 100)
    rows = [row(0, EventKind.HAZARD_ENTERS, place=HALL), row(60, EventKind.ALL_CLEAR)]
    trace = Trace(TABLES)
    trace.rows = [row(0, EventKind.ONSET, place=HALL), *rows, row(100, EventKind.HAZARD_ENDS, place=HALL)]
    result = compute_measures(trace, TABLES)
    assert result["unprotected_person_minutes"] == pytest.approx(24 * 1.0)
    assert result["exposed_person_minutes"] == pytest.approx(21 * 1.0)


def test_reach_moves_with_the_hazard_and_people_who_walk_take_their_exposure_with_them() -> None:
    """From the hall at 10, in r02 from 20 to 50, back in the hall from 60. r02 sees nobody."""
    moves = [
        row(10, EventKind.HAZARD_LEAVES, place=HALL),
        row(20, EventKind.HAZARD_ENTERS, place=R2),
        row(50, EventKind.HAZARD_LEAVES, place=R2),
        row(60, EventKind.HAZARD_ENTERS, place=HALL),
    ]
    close(exposed(*moves), 24 * 100, 21 * 20 + 1 * 40 + 21 * 40)
    # The class leaves r01 for the hall at 30 (where the hazard is) and is in r03 at 70, out of sight.
    moves = [
        row(20, EventKind.SETS_OUT, CLASS, place=R1),
        row(30, EventKind.ENTERS, CLASS, place=HALL),
        row(70, EventKind.ENTERS, CLASS, place=R3),
    ]
    close(exposed(*moves), 24 * 100, 20 * 70 + 1 * 100)
    # The class is safe in r03 from 10 to 30 s, in the hall with the hazard from 50 s, and safe there from 90 s.
    moves = [row(5, EventKind.ENTERS, CLASS, place=R3), row(50, EventKind.ENTERS, CLASS, place=HALL)]
    safe = [row(time, EventKind.PROTECTED, CLASS, value=20) for time in (10, 90)]
    close(
        exposed(*moves, *safe, row(30, EventKind.UNPROTECTED, CLASS, value=20)),
        4 * 100 + 20 * 70,
        20 * 5 + 20 * 40 + 100,
    )


def test_doors_that_open_and_close_and_protection_that_is_lost_and_found() -> None:
    """r01 is in sight, and open to 20 s and from 40 to 70 s; the second lock at 70 s and the door that opens after the end change nothing.

    The class is protected from 20 to 40 s and from 75 s on; its teacher from 22 to 40 s.
    """
    doors = [(20, EventKind.LOCKED), (40, EventKind.DOOR_OPENED), (70, EventKind.LOCKED), (80, EventKind.LOCKED)]
    safe = [(20, CLASS, 20), (22, T1, 1), (75, CLASS, 20)]
    rows = [row(time, kind, T1, place=R1) for time, kind in [*doors, (120, EventKind.DOOR_OPENED)]]
    rows += [row(time, EventKind.PROTECTED, unit, place=R1, value=heads) for time, unit, heads in safe]
    rows += [row(40, EventKind.UNPROTECTED, unit, place=R1, value=heads) for unit, heads in ((CLASS, 20), (T1, 1))]
    close(exposed(*rows), 3 * 100 + 20 * (20 + 35) + 22 + 60, 21 * (20 + 30))
    gone = [row(0, EventKind.LOCKED_BEFORE, place=R1), row(20, EventKind.HAZARD_ENTERS, place=R2), rows[1]]
    close(exposed(*gone), 24 * 100, 80)  # it is out of sight before the door opens
    at_once = [row(0, EventKind.LOCKED_BEFORE, place=R1), row(0, EventKind.DOOR_OPENED, place=R1)]
    close(exposed(*at_once), 24 * 100, 21 * 100)


def test_first_reports_hang_ups_and_contacts_are_those_of_the_school_until_help_is_sent() -> None:
    office, neighbor = TABLES.psap.office, TABLES.psap.neighbors
    calls = [(4, neighbor, EventKind.QUEUED), (10, T0, EventKind.GAVE_UP), (11, office, EventKind.GAVE_UP)]
    calls += [(12, neighbor, EventKind.GAVE_UP), (30, T1, EventKind.GAVE_UP)]
    rows = [row(time, kind, who) for time, who, kind in calls]
    rows += [row(20, EventKind.DISPATCHED, T0, value=8), row(25, EventKind.SENT, office, Channel.PA)]
    rows += [
        row(90, EventKind.CONTACT_MADE, NOBODY, SRO),
        *(row(80.0 + 90 * n, EventKind.SENT, what=Channel.PA) for n in (1, 2)),
    ]
    rows += [row(300 - 20 * n, EventKind.CONTACT_MADE, n) for n in (1, 0)]
    rows += [row(21, EventKind.SENT, office, Channel.PUSH), row(22, EventKind.SENT, what=Channel.RADIO)]
    for first, kind in ((office, EventKind.QUEUED), (SRO, EventKind.RADIOED), (T1, EventKind.BADGE_PRESSED)):
        more = row(7, kind, first), row(8, EventKind.PRESSED, T2)
        result = measured(*sorted([*rows, *more], key=lambda each: each[0]))
        expected = {"first_report": 7, "app_was_first_report": 0, "hang_ups": 2, "processing": 8, "pa_speaks": 25}
        expected |= {"intervention": 90, "total_response": 280 - 4, "first_campus_alert": 21}
        assert {name: result[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("report", "end", "mean", "bound"),
    [
        (25, 200, (10 + 30 + 200 + 200) / 4, (10 + 25 + 25 + 25) / 4),
        (250, 200, (10 + 30 + 200 + 200) / 4, (10 + 30 + 200 + 200) / 4),
        (25, 4000, (10 + 30 + 201 + 3600) / 4, (10 + 25 + 25 + 25) / 4),
    ],
)
def test_unaware_time_is_the_mean_over_staff_to_the_end(report: float, end: float, mean: float, bound: float) -> None:
    """One of five is absent, one never knows, and one knows a second after it is over."""
    aware = [(10, T0), (30, T1), (31, CLASS), (201, T2)]
    rows = [
        row(0, EventKind.ABSENT, T3),
        row(report, EventKind.PRESSED, T0),
        row(end, EventKind.HAZARD_ENDS, place=HALL),
    ]
    rows += [row(time, EventKind.AWARE, who, Channel.PA) for time, who in aware]
    rows += [row(end, EventKind.PROTECTED, T0, value=1), row(end + 1, EventKind.PROTECTED, CLASS, value=20)]
    result = measured(*sorted(rows, key=lambda each: each[0]))
    found = [result[name] for name in ("unaware_time", "unaware_time_same_span", "unaware_time_bound")]
    assert found == pytest.approx([mean, mean, bound], rel=1e-12)
    if end == 200:
        assert (result["aware_when_over"], result["protected_when_over"]) == (2 / 4, 1 / 23)
