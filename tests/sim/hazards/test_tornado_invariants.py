"""Any tornado on any campus keeps the rules, and arrives at the same moment in all arms."""

from collections import Counter

import pytest
from hypothesis import given, settings

from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.random_campuses import Played
from tests.sim.model.storm_emergencies import storms

WARNINGS = {"weather_radio", "wireless_alert", "student_phone", "outdoor_siren", "parent"}


def broken_storm_rules(tables: Tables, events: list[Event]) -> list[str]:
    """Every rule that a play broke, in words."""
    room = dict(zip(tables.layout.zones, tables.shelter.capacity, strict=True))
    parties = [f"staff/{name}" for name in tables.staff.ids] + [f"group/{name}" for name in tables.groups.ids]
    homes = (tables.layout.zones[zone] for zone in tables.staff.zone + tables.groups.zone)
    here, held, acting = dict(zip(parties, homes, strict=True)), Counter[str](), set[str]()
    ways = {
        (zone, tables.layout.zones[other])
        for zone, others in zip(tables.layout.zones, tables.layout.neighbors, strict=True)
        for other in others
    }
    broken = []
    for event in events:
        if event.kind == "enters":
            if event.time > 0.0 and (here[event.subject], event.place) not in ways:
                broken.append(f"{event.subject} is in {event.place} by no way")
            here[event.subject] = event.place
        elif event.kind == "protected":
            held[event.place] += int(event.value)
            if held[event.place] > room[event.place]:
                broken.append(
                    f"{held[event.place]} people shelter in {event.place}, which holds {room[event.place]}"
                )
            if event.subject.startswith("staff/") and event.subject not in acting:
                broken.append(f"{event.subject} is sheltered and does not act")
            if here[event.subject] != event.place:
                broken.append(f"{event.subject} is not in {event.place}")
        elif event.kind == "unprotected":
            held[event.place] -= int(event.value)
        elif event.kind in ("calling", "dispatched"):
            broken.append(f"{event.subject} calls 911")
        elif event.kind == "aware" and event.object in WARNINGS and "unwarned" in tables.conditions:
            broken.append(f"{event.subject} hears of no warning")
        elif event.kind == "acts":
            acting.add(event.subject)
    arrivals = [event.time for event in events if event.kind == "storm_arrives"]
    ends = [event.time for event in events if event.kind == "all_clear"]
    if arrivals and ends and arrivals[0] > ends[0]:
        broken.append("all clear before the storm")
    return broken


def keeps_the_rules(played: Played) -> None:
    arrivals = set()
    for strategy in ("s0", "s1"):
        tables = played.tables(strategy)
        events = list(played.engine(strategy).run().events())
        assert broken_storm_rules(tables, events) == []
        arrivals.add(
            tuple(event for event in events if event.kind in ("onset", "storm_arrives", "all_clear"))
        )
    assert len(arrivals) == 1


@given(storms(strategies=2))
@settings(max_examples=12)
def test_a_random_tornado_keeps_the_rules_and_is_the_same_in_both_arms(played: Played) -> None:
    keeps_the_rules(played)


@pytest.mark.slow
@given(storms(strategies=2))
@settings(max_examples=300)
def test_many_random_tornadoes_keep_the_rules(played: Played) -> None:
    keeps_the_rules(played)
