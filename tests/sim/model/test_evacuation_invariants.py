"""Leaving any building: what has to be true of every evacuation, on campuses that nobody thought of.

A campus is a tree of zones with a few more links, so that everybody can get out unless the fire is in the way. Some zones are outdoors.
"""

from collections import defaultdict
from functools import partial
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.tables import NOBODY, Tables
from sim.model.trace import EventKind, Row, Trace
from tests.sim.inputs import Data, always, chance, lognormal, share
from tests.sim.model.event_orders import backwards, rows_with
from tests.sim.schools import burning, fire_campus, fire_scenario, horns, leaving
from tests.sim.worlds import Plain, adult, door, group_in, outside, tables_of, teacher, zone

SLACK = 1e-4  # seconds, heads: times are rounded to the grid
SPEED = {
    "truncated": {"of": {"normal": {"mean": "1.2 m/s", "sd": "0.3 m/s"}}, "low": "0.5 m/s", "high": "2 m/s"},
    "varies": "person",
    "evidence": always(0)["evidence"],
}


@st.composite
def buildings(draw: st.DrawFn) -> tuple[Data, Data]:
    """A campus, and a fire in one of its rooms."""
    n = draw(st.integers(2, 9))
    rooms = [f"r{i:02}" for i in range(n)]
    floors = [{"floor": draw(st.integers(1, 2))} for _ in rooms]
    zones = [zone(room, "classroom" if i else "hall") | floors[i] for i, room in enumerate(rooms)]
    meters, width = st.integers(1, 40), st.sampled_from([0.9, 1.0, 1.8, 3.0])
    kind = st.sampled_from(["door", "stair", "corridor"])
    links = [
        door(rooms[i], rooms[draw(st.integers(0, i - 1))], draw(meters), draw(width), draw(kind)) for i in range(1, n)
    ]
    for _ in range(draw(st.integers(0, 3))):
        a, b = draw(st.lists(st.sampled_from(rooms), min_size=2, max_size=2, unique=True))
        links.append(door(a, b, draw(meters), draw(width), draw(kind)))
    links.append(door(rooms[0], "yard", draw(meters), draw(width)))
    if draw(st.booleans()):
        links.append(door(draw(st.sampled_from(rooms)), "front", draw(meters), draw(width)))
    links.append(door("front", "yard", 60, 5, "path"))
    with_class = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    groups = [
        group_in(room, draw(st.integers(1, 60)), f"staff@{room}" if draw(st.booleans()) else None)
        for room, some in zip(rooms, with_class, strict=True)
        if some
    ]
    campus = fire_campus(
        [*zones, outside("front")],
        links,
        roster=[*map(teacher, rooms), adult("guard", "yard", "guard")],
        groups=groups,
        fire_alarm=horns(
            heard=[{"kinds": ["classroom", "hall"], "heard": chance(draw(st.sampled_from([0.5, 1])), "zone")}]
        ),
        walking={"adult": SPEED, "responder": always("2 m/s"), "stairs": share(0.77)},
    )
    return campus, burning(where=[{"zones": [draw(st.sampled_from(rooms))]}], growth=share(0.05))


def tables_for(campus: Data, hazard: Data, takes: Data | None = None) -> Tables:
    """An evacuation in which everybody needs some time to set out and to be counted: drawn, or the same for all."""
    ready = leaving(
        pre_movement=dict.fromkeys(leaving()["pre_movement"], takes or lognormal(30, 0.6, "person")),
        roll_call=takes or lognormal(20, 0.5, "person"),
    )
    return tables_of(campus, fire_scenario(hazard, ready), Plain.strategy())


def played(campus: Data, hazard: Data, replication: int) -> tuple[Trace, Tables]:
    tables = tables_for(campus, hazard)
    return SimpyEngine(tables, 11, replication).run(), tables


def of_kind(trace: Trace, *kinds: EventKind) -> list[Row]:
    return [row for row in trace.rows if row[1] in kinds]


def steps(trace: Trace, tables: Tables) -> list[tuple[int, int, int, float, float]]:
    """Every step that somebody made: who, from, to, when they came into the first or set out, when into the second."""
    where = dict(enumerate(tables.staff.zone + tables.groups.zone))
    since: dict[int, float] = {}
    made = []
    for time, kind, unit, _, zone_, _ in of_kind(trace, EventKind.SETS_OUT, EventKind.ENTERS):
        if kind == EventKind.ENTERS:
            made.append((unit, where[unit], zone_, since[unit], time))
        where[unit], since[unit] = zone_, time
    return made


@given(buildings(), st.integers(0, 5))
def test_any_evacuation_keeps_the_rules(building: tuple[Data, Data], replication: int) -> None:
    trace, tables = played(*building, replication)
    nobody_walks_through_a_wall_or_faster_than_they_can(trace, tables, replication)
    nobody_enters_the_zone_of_the_fire_or_goes_back_in(trace, tables)
    all_who_left_are_counted_and_nobody_else(trace, tables)
    no_door_lets_more_people_through_than_it_can(trace, tables)


def nobody_walks_through_a_wall_or_faster_than_they_can(trace: Trace, tables: Tables, replication: int) -> None:
    engine = SimpyEngine(tables, 11, replication)
    for unit, here, there, start, end in steps(trace, tables):
        assert there in tables.layout.neighbors[here]
        assert end - start >= tables.layout.length(here, there) / engine.world.draw(27, unit) - SLACK


def nobody_enters_the_zone_of_the_fire_or_goes_back_in(trace: Trace, tables: Tables) -> None:
    [burns] = [row[4] for row in of_kind(trace, EventKind.ONSET)]
    for _, here, there, _, _ in steps(trace, tables):
        assert there != burns
        assert tables.fire.outdoors[there] or not tables.fire.outdoors[here]


def all_who_left_are_counted_and_nobody_else(trace: Trace, tables: Tables) -> None:
    """At the assembly point: everybody on campus at onset but for those who are cut off or never knew."""
    heads = [1] * tables.staff_count + tables.groups.occupants
    counted = [row[2] for row in of_kind(trace, EventKind.COUNTED)]
    assert len(set(counted)) == len(counted)
    assert {row[4] for row in of_kind(trace, EventKind.COUNTED)} <= {tables.fire.assembly}
    cut_off = {row[2] for row in of_kind(trace, EventKind.NO_WAY_OUT)}
    knew = {row[2] for row in of_kind(trace, EventKind.AWARE)}
    adults = enumerate(tables.groups.adult)
    follow = {tables.staff_count + g for g, adult in adults if adult != NOBODY and adult in knew}
    left = (knew | follow) - cut_off
    assert sum(heads[unit] for unit in counted) == sum(heads[unit] for unit in left)
    protected = {row[2] for row in of_kind(trace, EventKind.PROTECTED)}
    assert protected - {tables.staff_count - 1} == left - {tables.staff_count - 1}  # the guard is out from the start
    measured = compute_measures(trace, tables)
    if not cut_off and len(left) == len(heads):
        assert measured["rset"] <= measured["accountability_complete"] < float("inf")


def no_door_lets_more_people_through_than_it_can(trace: Trace, tables: Tables) -> None:
    """Over any window from one column's last head to another's, the heads that passed in between are at most flow × window."""
    heads = [1] * tables.staff_count + tables.groups.occupants
    passed: dict[tuple[int, int], dict[float, int]] = defaultdict(lambda: defaultdict(int))
    for unit, here, there, _, end in steps(trace, tables):
        passed[here, there][end] += heads[unit]
    for (here, there), columns in passed.items():
        flow = tables.fire.flow[here][tables.layout.neighbors[here].index(there)]
        times = sorted(columns)
        for i, start in enumerate(times):
            through = 0
            for time in times[i + 1 :]:
                through += columns[time]
                assert through <= flow * (time - start) + SLACK


@given(buildings(), st.sampled_from([0, 8]))
def test_simpys_counter_decides_nothing(building: tuple[Data, Data], seconds: int) -> None:
    """All set out at the same moment at the same speed, so that many are at a door at once."""
    campus, hazard = building
    campus["walking"]["adult"] = always("1 m/s")
    engine = partial(SimpyEngine, tables_for(campus, hazard, always(seconds)), 11, 0)
    assert rows_with(engine, backwards) == rows_with(engine, count)
