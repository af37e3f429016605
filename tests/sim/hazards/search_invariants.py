"""Any missing student on any campus keeps the rules, and walks the same way in all arms."""

import math
from itertools import pairwise

from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.invariants import broken_rules
from tests.sim.model.random_campuses import Played
from tests.sim.plays import first


def find_walk(events: list[Event]) -> list[tuple[float, str, str]]:
    kinds = ("hazard_enters", "left_campus")
    return [(event.time, event.kind, event.place) for event in events if event.kind in kinds]


def broken_search_rules(tables: Tables, events: list[Event]) -> list[str]:
    """Only an adult who acts finds, searches or watches; nobody acts before the child is missed; what is found is where it was last."""
    broken, acting = [], set()
    missed, walk = first(events, "missed"), find_walk(events)
    for event in events:
        if event.kind == "acts":
            acting.add(event.subject)
        if event.kind == "aware" and event.time < missed:
            broken.append(f"knows before the child is missed: {event}")
        if event.kind in ("found", "searched", "watches") and event.subject and event.subject not in acting:
            broken.append(f"does not know, and yet: {event}")
        if event.kind == "found" and (event.place or "off campus") != (
            "off campus" if walk[-1][1] == "left_campus" else walk[-1][2]
        ):
            broken.append(f"was not there: {event}")
        if event.kind in ("calling", "dispatched") and event.time < missed and event.subject == "office":
            broken.append(f"calls before: {event}")
    ways = {(a, b) for a, near in enumerate(tables.layout.neighbors) for b in near}
    zones = {zone: number for number, zone in enumerate(tables.layout.zones)}
    steps = pairwise(place for _, kind, place in walk if kind == "hazard_enters")
    broken += [f"jumps from {a} to {b}" for a, b in steps if (zones[a], zones[b]) not in ways]
    return broken


def search_keeps_the_rules(played: Played) -> None:
    tables = played.tables()
    trace = played.engine().run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    assert broken_search_rules(tables, events) == []
    measured = compute_measures(trace, tables)
    searched = {event.place for event in events if event.kind == "searched"}
    assert measured["zones_searched_t90"] <= measured["found"]
    assert (measured["found"] < math.inf) == (first(events, "all_clear") < math.inf)
    if measured["zones_searched_t90"] < measured["found"]:
        assert len(searched) >= 0.9 * len(tables.layout.zones)


def child_walks_the_same_way_in_both_arms(pair: Played) -> None:
    """Until it is found in one."""
    walks = [find_walk(list(pair.engine(arm).run().events())) for arm in ("s0", "s1")]
    shorter, longer = sorted(walks, key=len)
    assert longer[: len(shorter)] == shorter
