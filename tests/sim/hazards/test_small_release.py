"""A release of 13 students beside a second, independent simulation of its lines, as in a textbook and without the processes of the model.

Two tables, three runners, two lines of the office. Each number that the model draws is read off it; what follows from them is worked out
here, by the recursion of Kiefer and Wolfowitz for queues and by a list of calls for the lines.
"""

import math
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import pytest

from sim.engine import SimpyEngine
from sim.hazards.reunification import FamilyDraw, FamilyTime, NoticeDraw, PostDraw
from sim.measures import compute_measures
from sim.model.state import World
from sim.model.tables import Tables
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import EVIDENCE, Data, always, chance, share, uniform
from tests.sim.plays import times_of, values_of
from tests.sim.worlds import Plain, group_in, link, outside, tables_of, teacher, zone

STUDENTS, TABLES, RUNNERS, LINES, REDIALS = 13, 2, 3, 2, 1
HAPPENED, LATE_BY, EVERY, AT_ONCE = 300.0, 1000.0, 40.0, 2
RATES = {"uniform": {"low": 0.4, "high": 1.1}, "varies": "event", "evidence": EVIDENCE}
WALK = 2 * 30 / 1.2
OFF_SITE_WALK, MOVES = 2 * 45 / 1.2, 700.0
GRID, HORIZON = 1e-4, 1900.0


def small(notice: bool, off_site: bool) -> Tables:
    """Nine teenagers and four children, 30 m from the office."""
    happens = {"hears": 0.5, "late": 0.3, "sibling": 0.5, "no_id": 0.3, "calls": 0.9}
    between = {"rumor": (200, 900), "travel": (0, 500), "no_id_takes": (100, 300), "calls_after": (250, 320)}
    hazard: Data = {name: chance(share_of, "event") for name, share_of in happens.items()}
    hazard |= {name: uniform(*ends) for name, ends in (between | {"redial_after": (20, 60)}).items()}
    hazard |= {"kind": "reunification", "happened": always(HAPPENED), "late_by": always(LATE_BY), "redials": REDIALS}
    protocol: Data = {"kind": "reunify", "tables": share(150), "rate": RATES, "runners": share(230)}
    protocol |= {"walks": always("1.2 m/s"), "unavailable": chance(0.5, "event"), "finds": uniform(60, 200)}
    protocol |= {"others_come": uniform(100, 600), "call": uniform(50, 150), "lines": share(LINES)}
    protocol |= {"off_site": {"moves": always(MOVES), "walk": always("45 m")}} if off_site else {}
    message: Data = {"kind": "parent-notice", "id": "text"}
    message |= {"reaches": chance(0.6, "event"), "sent": always(60), "every": always(EVERY)} if notice else {}
    message |= {"at_once": AT_ONCE, "read": uniform(10, 400)} if notice else {}
    campus = Plain.campus(
        zones=[zone("r00"), outside()],
        links=[link("r00", "yard", 30)],
        roster=[teacher("r00")],
        groups=[
            group_in("r00", 9, "staff@r00", name="teens"),
            group_in("yard", 4, age="child", name="kids"),
            group_in("yard", 5, age="adult", name="visitors"),
        ],
        assembly="yard",
    )
    scenario = Plain.scenario(hazard=hazard, protocol=protocol, horizon=f"{HORIZON} s")
    scenario["primary"] = [{"measure": "released_t90", "smallest_difference": 300}]
    for name in ("witnessing", "belief", "told_calls_911"):
        del scenario[name]
    return tables_of(campus, scenario, Plain.strategy(channels=[message]))


class Family(NamedTuple):
    number: int
    heads: int
    heard: float
    read: float
    arrives: float


def list_families(world: World, notice: bool) -> list[Family]:
    """From what is drawn of each."""
    families: list[Family] = []
    while (left := STUDENTS - sum(family.heads for family in families)) > 0:
        n = len(families)

        def is_so(what: FamilyDraw, n: int = n) -> bool:
            return bool(world.peek(Purpose.FAMILY_IS, what, n))

        def takes(what: FamilyTime, n: int = n) -> float:
            return world.peek(Purpose.FAMILY_TAKES, what, n)

        heard = -HAPPENED if is_so(FamilyDraw.HEARS) else takes(FamilyTime.RUMOR)
        read = math.inf
        if notice and world.peek(Purpose.FAMILY_TOLD, NoticeDraw.REACHED, n):
            read = 60 + EVERY * (n // AT_ONCE) + world.peek(Purpose.FAMILY_TOLD, NoticeDraw.READ, n)
        late = LATE_BY if is_so(FamilyDraw.LATE) else 0.0
        arrives = max(0.0, min(heard, read) + takes(FamilyTime.TRAVEL) + late)
        heads = 2 if left > 1 and is_so(FamilyDraw.SIBLING) else 1
        families.append(Family(n, heads, heard, read, arrives))
    return families


def serve(
    arrivals: dict[int, float], seconds: dict[tuple[int, int], float], opens: dict[int, float]
) -> dict[int, tuple[float, int]]:
    """When each customer is done, and by which server: the one that has been free longest takes the first in line."""
    free, done = {**opens}, dict[int, tuple[float, int]]()
    for customer in sorted(arrivals, key=lambda each: (arrivals[each], each)):
        server = min(free, key=lambda each: (free[each], each))
        free[server] = max(arrivals[customer], free[server]) + seconds[customer, server]
        done[customer] = free[server], server
    return done


def list_calls(world: World, families: list[Family]) -> tuple[dict[int, float], dict[int, float]]:
    """When families first call, and when they give up."""
    first = {
        family.number: max(0.0, family.heard) + world.peek(Purpose.FAMILY_TAKES, FamilyTime.CALLS_AFTER, family.number)
        for family in families
        if world.peek(Purpose.FAMILY_IS, FamilyDraw.CALLS, family.number)
    }
    first = {number: time for number, time in first.items() if time < families[number].read}
    todo = [(time, number, 0) for number, time in first.items()]
    heapify(todo)
    busy, lost = list[float](), dict[int, float]()
    while todo:
        time, number, tries = heappop(todo)
        busy = [until for until in busy if until > time]
        if len(busy) < LINES:
            busy.append(time + world.peek(Purpose.FAMILY_TAKES, FamilyTime.CALL, number))
        elif tries == REDIALS:
            lost[number] = time
        else:
            wait = world.peek(Purpose.FAMILY_TAKES, FamilyTime.REDIAL, number * 3 + tries)
            heappush(todo, (time + wait, number, tries + 1))
    return first, lost


@pytest.mark.parametrize(("notice", "off_site"), [(False, False), (True, False), (True, True)])
def test_families_arrive_call_check_in_and_leave_as_in_a_simulation_of_its_own(notice: bool, off_site: bool) -> None:
    tables, seen = small(notice, off_site), {"lost": 0, "short": 0, "wait": 0}
    for replication in range(6):
        engine = SimpyEngine(tables, 8, replication)
        world, trace = engine.world, engine.run()
        families = list_families(world, notice)

        def takes(what: FamilyTime, child: int, world: World = world) -> float:
            return world.peek(Purpose.FAMILY_TAKES, what, child)

        arrives = {family.number: family.arrives for family in families}
        opens = {}
        for post in range(TABLES + RUNNERS):
            late = world.peek(Purpose.POST_IS, PostDraw.COMES, post)
            is_late = world.peek(Purpose.POST_IS, PostDraw.UNAVAILABLE, post)
            opens[post] = max(MOVES if off_site else 0.0, late if is_late else 0.0)
        at_desk, fetched = dict[tuple[int, int], float](), dict[tuple[int, int], float]()
        for n, heads, *_ in families:
            children = range(2 * n, 2 * n + heads)
            for post in range(TABLES):
                pace = world.peek(Purpose.POST_IS, PostDraw.RATE, post) / 60
                at_desk[n, post] = sum(takes(FamilyTime.DESK, child) for child in children) / pace
            finds = sum(takes(FamilyTime.FINDS, child) for child in children)
            fetched |= {(n, TABLES + post): (OFF_SITE_WALK if off_site else WALK) + finds for post in range(RUNNERS)}
        checked = serve(arrives, at_desk, {post: opens[post] for post in range(TABLES)})
        without = {n for n in checked if world.peek(Purpose.FAMILY_IS, FamilyDraw.NO_ID, n)}
        clear = {n: time + (takes(FamilyTime.NO_ID, n) if n in without else 0) for n, (time, _) in checked.items()}
        left = serve(clear, fetched, {post: opens[post] for post in range(TABLES, TABLES + RUNNERS)})
        until = {number: time for number, (time, _) in left.items() if time <= HORIZON}
        calls, lost = list_calls(world, families)

        came = [each for each in families if each.arrives <= HORIZON]
        assert values_of(trace, EventKind.FAMILY_ARRIVES) == {each.number: each.heads for each in came}
        assert times_of(trace, EventKind.FAMILY_ARRIVES) == pytest.approx({n: arrives[n] for n, *_ in came}, abs=GRID)
        assert times_of(trace, EventKind.CHECKED_IN) == pytest.approx(
            {n: time for n, (time, _) in checked.items() if time <= HORIZON}, abs=GRID
        )
        assert times_of(trace, EventKind.FAMILY_RELEASED) == pytest.approx(until, abs=GRID)
        runners = {row[2]: row[3] for row in trace.rows if row[1] == EventKind.FAMILY_RELEASED}
        assert runners == {n: left[n][1] for n in until}
        assert times_of(trace, EventKind.FAMILY_CALLS) == pytest.approx(calls, abs=GRID)
        assert times_of(trace, EventKind.CALL_BLOCKED) == pytest.approx(lost, abs=GRID)
        assert times_of(trace, EventKind.STUDENTS_MOVED) == ({-1: MOVES} if off_site else {})

        waits = sorted(until.get(each.number, HORIZON) - each.arrives for each in came)
        gone = sorted((time, families[number].heads) for number, time in until.items())
        reached = [time for n, (time, _) in enumerate(gone) if sum(heads for _, heads in gone[: n + 1]) >= 12]
        expected = {"released_t90": reached[0] if reached else math.inf, "blocked_calls": float(len(lost))}
        expected |= {"parent_wait_p90": waits[math.ceil(0.9 * len(waits)) - 1]}
        assert compute_measures(trace, tables) == pytest.approx(expected, abs=GRID)
        seen["lost"] += len(lost)
        seen["short"] += not reached
        seen["wait"] += len(came) > len(until)
    assert all(seen.values())
