"""Measures of the crises against logs written down here, worked out with a pencil: a row is time, kind, subject, what, place, value."""

import math
from collections.abc import Mapping, Sequence

import pytest

from sim.measures import compute_measures
from sim.model.close_in import CloseInTable
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Row, Trace
from tests.sim import schools
from tests.sim.hazards.indoor_air import solve
from tests.sim.inputs import always
from tests.sim.model.trace_rows import row
from tests.sim.worlds import adult, group_in, tables_of, teacher, zone

K = EventKind
NEVER = math.inf
Log = list[Row]


def read(tables: Tables, rows: Sequence[Row]) -> dict[str, float]:
    trace = Trace(tables)
    trace.rows = sorted(rows, key=lambda each: each[0])
    return compute_measures(trace, tables)


def agrees(found: Mapping[str, float], expected: Mapping[str, float]) -> None:
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def protected(unit: int, time: float, heads: int = 1) -> Row:
    return row(time, K.PROTECTED, unit, value=heads)


# a storm: 31 heads, of whom 28 are 90%

GROUPS = [group_in("r01", 23, "staff@r01"), group_in("hall", 3), group_in("r02", 2, "staff@r02")]
STORM = tables_of(schools.storm_campus(groups=GROUPS), schools.storm_scenario())
SHELTERED: Log = [protected(3, 50, 23), protected(4, 55, 3), protected(0, 61), row(65, K.UNPROTECTED, 4, value=3)]
SHELTERED += [protected(1, 70), protected(2, 72), protected(5, 75, 2)]


@pytest.mark.parametrize(
    ("arrives", "log", "share", "t90"),
    [
        (61.0, SHELTERED, 27 / 31, 75.0),  # at that very moment the 27th is down
        (60.0, SHELTERED, 26 / 31, 75.0),
        (69.0, SHELTERED, 24 / 31, 75.0),
        (NEVER, SHELTERED, 28 / 31, 75.0),
        (61.0, SHELTERED[:-1], 27 / 31, NEVER),
        (61.0, [*SHELTERED[:-1], protected(5, 75, 1)], 27 / 31, NEVER),
    ],
)
def test_shelter_in_time_is_of_heads_down_at_the_arrival(arrives: float, log: Log, share: float, t90: float) -> None:
    """The margin counts each up to the horizon of two hours."""
    storm = [] if arrives == NEVER else [row(arrives, K.STORM_ARRIVES)]
    margin = min(arrives, 7200.0) - min(t90, 7200.0)
    expected = {"sheltered_when_it_arrives": share, "sheltered_t90": t90, "shelter_margin": margin}
    agrees(read(STORM, [*log, *storm]), expected)


@pytest.mark.parametrize(("clear", "end"), [(130.0, 130.0), (9000.0, 7200.0), (NEVER, 7200.0)])
def test_people_are_interrupted_from_acting_to_the_all_clear_or_the_horizon(clear: float, end: float) -> None:
    """The teacher of 23 acts at 30 s, the one of 2 at 40 s, the clerk at 20 s; three by themselves know at 45 s."""
    log = [row(20, K.ACTS, 0), row(30, K.ACTS, 1), row(40, K.ACTS, 2), row(45, K.AWARE, 4), row(10, K.AWARE, 1)]
    log += [] if clear == NEVER else [row(clear, K.ALL_CLEAR)]
    lost = (end - 20) + 24 * (end - 30) + 3 * (end - 40) + 3 * (end - 45)
    agrees(read(STORM, log), {"interrupted_person_minutes": lost / 60})


# a hoax: 29 heads; the other teacher, in the hall, is absent today

HOAX_ROSTER = [line | ({"post": "hall"} if line["id"] == "other" else {}) for line in schools.hoax_school()["roster"]]
HOAX_GROUPS = [line | ({"heads": 7} if line["id"] == "alone" else {}) for line in schools.hoax_school()["groups"]]
HOAX = tables_of(schools.hoax_school(roster=HOAX_ROSTER, groups=HOAX_GROUPS), schools.hoax_scenario())
OFFICE, R01, R02, HALL, FRONT, YARD = range(6)
AWAY = row(0, K.ABSENT, 2)


@pytest.mark.parametrize(
    ("police", "before", "heads"),
    [(150, [AWAY], 19 + 1), (110, [AWAY], 19 + 7), (99, [AWAY], 7), (NEVER, [AWAY], 1 + 1), (150, [], 19 + 1 + 1)],
)
def test_heads_in_halls_are_those_there_as_the_first_unit_comes_in(police: float, before: Log, heads: int) -> None:
    """The class is in the hall from 100 to 150 s, the others until 120 s; the clerk comes to the entrance at 130 s."""
    moves = [(100, 3, HALL), (120, 4, R02), (130, 0, FRONT)]
    log = [*before, *(row(time, K.ENTERS, unit, place=place) for time, unit, place in moves)]
    log += [] if police == NEVER else [row(police, K.ON_SCENE, 0), row(police + 300, K.ON_SCENE, 1)]
    log += [row(150, K.ENTERS, 3, place=R01), row(150, K.ENTERS, 1, place=HALL), row(151, K.ENTERS, 4, place=YARD)]
    share = read(HOAX, log)["heads_in_halls_when_police_enter"]
    assert share == pytest.approx(heads / (28 if before else 29), rel=1e-12)


@pytest.mark.parametrize(
    ("log", "told", "seconds", "is_first"),
    [
        ([AWAY], 140, 170 - 140, 1.0),
        ([AWAY], 150, 170 - 150, 0.0),  # at the same moment as the police
        ([AWAY], 200, 0.0, 0.0),
        ([], 140, NEVER, 1.0),  # of three, 90% are three
        ([row(180, K.AWARE, 2)], 140, 180 - 140, 1.0),
    ],
)
def test_staff_are_aware_so_long_after_the_office_knows(log: Log, told: float, seconds: float, is_first: float) -> None:
    rows = [*log, row(90, K.AWARE, 0), row(160, K.AWARE, 4), row(170, K.AWARE, 1), row(150, K.ON_SCENE, 0)]
    found = read(HOAX, [*rows, row(told, K.OFFICE_TOLD, NOBODY, Channel.CENTER)])
    agrees(found, {"office_to_aware_t90": seconds, "office_knew_before_police": is_first})


def test_of_ten_the_last_who_becomes_aware_is_not_waited_for() -> None:
    """One each ten seconds, from 10 s on, in a school of ten adults; the office knows at 5 s."""
    roster = [*HOAX_ROSTER, *(adult(f"t{n}", "r01") for n in range(7))]
    tables = tables_of(schools.hoax_school(roster=roster), schools.hoax_scenario())
    log = [row(10 * (unit + 1), K.AWARE, unit) for unit in range(10)]
    agrees(read(tables, [*log, row(5, K.OFFICE_TOLD, NOBODY, Channel.CENTER)]), {"office_to_aware_t90": 90 - 5})


@pytest.mark.parametrize(
    ("full", "lost"), [(1.0, 20 * 150 + 7 * 90), (0.0, 20 * 120 + 7 * 90), (None, 20 * 120 + 7 * 90)]
)
def test_a_full_response_costs_to_the_all_clear_any_other_two_minutes_at_most(full: float | None, lost: float) -> None:
    log = [row(200, K.ACTS, 1), row(260, K.AWARE, 4), row(350, K.ALL_CLEAR)]
    log += [] if full is None else [row(100, K.ORDERED, value=full)]
    agrees(read(HOAX, log), {"false_alert_person_minutes": lost / 60})


# a person who is agitated: five adults; the teacher has 20 students, the other one 30

PERSON = tables_of(schools.assist_school(), schools.visit())
SHORT = tables_of(schools.assist_school(), schools.visit(horizon="1 min"))
HALL_, ROOM, CLINIC, STORE, OTHER, DESK = range(6)
TEACHER, OTHER_TEACHER, CLERK, NURSE, CUSTODIAN = range(5)


def told(who: int, place: int, time: float) -> Row:
    return row(time, K.AWARE, who, Channel.PUSH, place)


FACED: Log = [
    row(0, K.HAZARD_ENTERS, place=ROOM),
    row(1, K.AWARE, TEACHER, Channel.HAZARD, ROOM),
    row(1, K.ACTS, TEACHER, place=ROOM),
    told(NURSE, CLINIC, 4),
    row(4, K.ACTS, NURSE, place=CLINIC),
    row(4, K.COMES, NURSE),
    row(10, K.ACTS, OTHER_TEACHER, place=OTHER),
    row(13, K.ACTS, CUSTODIAN, place=STORE),
    row(50, K.ACTS, CLERK, place=ROOM),  # as it ends
]


@pytest.mark.parametrize(
    ("log", "helper", "alone", "chance"),
    [
        ([], NEVER, 50.0, 0.25),
        ([told(CLERK, ROOM, 20)], NEVER, 20.0, 0.25),  # a colleague who is told there
        ([told(CLERK, DESK, 20), row(21, K.AWARE, CLERK, Channel.HAZARD, ROOM)], NEVER, 50.0, 0.25),
        ([row(22, K.AWARE, 5, Channel.PUSH, ROOM), row(30, K.STEPS_ASIDE, TEACHER)], NEVER, 30.0, 0.25),
        ([row(45, K.RESPONDER_ON_SCENE, NURSE), row(46, K.ENGAGES, NURSE)], 45.0, 45.0, 0.125),
        ([row(60, K.RESPONDER_ON_SCENE, NURSE)], 60.0, 50.0, 0.25),
        ([row(40, K.CONTACT_MADE, 0), row(45, K.RESPONDER_ON_SCENE, NURSE)], 40.0, 45.0, 0.25),
    ],
)
def test_an_adult_is_alone_until_another_knows_or_the_end(log: Log, helper: float, alone: float, chance: float) -> None:
    found = read(PERSON, [*FACED, *log, row(50, K.HAZARD_ENDS, place=ROOM)])
    agrees(found, {"helper_arrives": helper, "alone_seconds": alone, "escalated": chance})


def test_who_is_there_or_comes_is_interrupted_to_the_end_and_others_for_a_glance() -> None:
    """Class and teacher from 1 s, the nurse from 4 s, each to 50 s; 31 and the custodian for 64 s, or to the horizon at 60 s."""
    end = row(50, K.HAZARD_ENDS, place=ROOM)
    ends = 21 * 49 + 46
    agrees(read(PERSON, [*FACED, end]), {"interrupted_person_minutes": (ends + 31 * 64 + 64) / 60})
    agrees(read(SHORT, [*FACED, end]), {"interrupted_person_minutes": (ends + 31 * 50 + 47) / 60})


# a missing student, and six zones, of which all are 90%

SEARCH = tables_of(schools.search_school(), schools.missing())


@pytest.mark.parametrize(
    ("zones", "missed", "found", "expected"),
    [
        (6, 50, 700, (650, 550)),
        (6, 50, 550, (500, 500)),
        (5, 50, 700, (650, 650)),
        (6, 50, NEVER, (NEVER, 550)),
        (5, 50, NEVER, (NEVER, NEVER)),
        (6, NEVER, 700, (NEVER, NEVER)),
    ],
)
def test_a_search_is_timed_from_a_miss(zones: int, missed: float, found: float, expected: tuple[float, float]) -> None:
    """A zone each 100 s."""
    log = [row(100.0 * (n + 1), K.SEARCHED, 3, place=n) for n in range(zones)]
    log += [row(time, kind) for time, kind in ((missed, K.MISSED), (found, K.FOUND)) if time < NEVER]
    times = {"found": expected[0], "zones_searched_t90": expected[1]}
    agrees(read(SEARCH, log), {**times, "left_campus": 0, "call_911": 0})
    told_or_gone = read(SEARCH, [*log, row(90, K.LEFT_CAMPUS, place=1), row(95, K.CALLING, 0), row(95, K.QUEUED, 0)])
    agrees(told_or_gone, {"left_campus": 1, "call_911": 1})


# a plume, over two buildings and a yard


def two_buildings() -> Tables:
    campus = schools.plume_school()
    campus["zones"].append(zone("a1", building="annex"))
    campus["links"].append({"start": "a1", "end": "yard", "length": "5 m", "width": "2 m"})
    campus["roster"].append(adult("aide", "r01", "aide"))
    return tables_of(campus, schools.plume_scenario(schools.release(air=schools.air(2, 0.5, 6))))


def test_heads_breathe_the_share_of_the_building_where_they_are_while_they_are_there() -> None:
    """Main is closed at 300 s, the annex at 900 s. The custodian goes out to the annex, the class leaves late, the aide is absent."""
    tables = two_buildings()
    clerk, custodian, aide, group = 0, 2, 3, 4
    office, yard, annex = (tables.layout.zones.index(name) for name in ("r00", "yard", "a1"))
    changes = [(0, office, 2.0), (0, annex, 2.0), (300, office, 0.5), (900, annex, 0.5), (3001, annex, 0.5)]
    moves = [(1000, custodian, yard), (1500, custodian, annex), (3100, 1, yard), (3100, group, yard), (700, aide, yard)]
    log = [row(time, K.AIR_CHANGES, place=place, value=rate) for time, place, rate in changes]
    log += [row(time, K.ENTERS, unit, place=place) for time, unit, place in moves]
    log += [row(600, K.PLUME_ARRIVES), row(2400, K.PLUME_PASSES), row(3000, K.OUT_AND_AIR), row(0, K.ABSENT, aide)]
    assert clerk == tables.staff.ids.index("clerk")

    def had(slow: float, until: float) -> float:
        return solve(tables.of(CloseInTable), slow, 3000.0, 600.0, 2400.0, until)

    last = 600.0 + 6 * 3600
    outside = had(300, 1000) + 500 + had(900, last) - had(900, 1500)
    breathed = had(300, last) + outside + 20 * had(300, 3100)
    late = 2 * (8 * 3600 - 2400) + 20 * (3100 - 2400)
    found = read(tables, log)
    assert found["outdoor_equivalent_person_minutes"] == pytest.approx(breathed / 60, rel=1e-6)
    assert found["late_out_person_minutes"] == pytest.approx(late / 60, rel=1e-12)
    never = read(tables, [each for each in log if each[1] != K.PLUME_ARRIVES and each[1] != K.PLUME_PASSES])
    agrees(never, {"outdoor_equivalent_person_minutes": 0.0, "late_out_person_minutes": 0.0})


# a fire, and gas, in the main building, with an annex on the same fire panel

PANEL = schools.horns(panels=[{"id": "both", "buildings": ["main", "annex"]}])
LEAVERS = {
    "roster": [teacher("r00"), teacher("r01"), adult("clerk", "a1", "clerk"), teacher("a1")],
    "groups": [group_in("r00", 9, "staff@r00")],
}
BURNING = {name: part for name, part in schools.burning(aset=always(77)).items() if name != "untenable"}
FIRE = tables_of(schools.building(fire_alarm=PANEL, **LEAVERS), schools.fire_scenario(BURNING))
GAS = tables_of(schools.building(**LEAVERS), schools.gas_scenario())
OUT: Log = [
    row(0, K.HAZARD_ENTERS, place=0),
    row(0, K.ENTERS, 2, place=2),  # the clerk is in the hall of the main building at onset
    row(30, K.ENTERS, 3, place=2),  # who comes through later is of the annex
    protected(0, 20),
    protected(4, 21, 9),
    protected(1, 45),
    row(50, K.UNPROTECTED, 1, value=1),
    protected(2, 60),
    protected(1, 71),
    protected(3, 80),
    *(row(time, K.COUNTED, unit) for unit, time in ((0, 22), (1, 95), (2, 70), (3, 99), (4, 23))),
]


@pytest.mark.parametrize(
    ("log", "required", "others", "counted"),
    [
        (OUT, 71.0, 80.0, 99.0),
        ([*OUT, row(0, K.ABSENT, 3)], 71.0, 0.0, 95.0),
        ([each for each in OUT if each[0] != 71], NEVER, 80.0, 99.0),
        ([*(each for each in OUT if each[0] != 99), row(40, K.NO_WAY_OUT, 3)], 71.0, 80.0, 95.0),
        ([each for each in OUT if each[0] != 99], 71.0, 80.0, NEVER),
    ],
)
def test_the_last_out_of_a_building_and_of_its_panel(log: Log, required: float, others: float, counted: float) -> None:
    expected = {"rset": required, "rset_other_buildings": others, "accountability_complete": counted}
    agrees(read(FIRE, log), {**expected, "aset_margin": 3600.0 - min(required, 3600.0)})
    untenable = read(FIRE, [*log, row(90, K.UNTENABLE)])
    agrees(untenable, {**expected, "aset_margin": 90.0 - min(required, 3600.0)})
    agrees(read(GAS, log), {"last_out": required})
