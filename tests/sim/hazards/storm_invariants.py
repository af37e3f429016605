"""Any tornado on any campus keeps the rules, and arrives at the same moment in all arms."""

from collections import Counter

from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.random_campuses import Played

WARNINGS = {"weather_radio", "wireless_alert", "student_phone", "outdoor_siren", "parent"}


class StormWatcher:
    """The picture that events draw, and the rules they broke, in words."""

    def __init__(self, tables: Tables) -> None:
        zones = tables.layout.zones
        self.room = dict(zip(zones, tables.shelter.capacity, strict=True))
        names = [f"staff/{name}" for name in tables.staff.ids] + [f"group/{name}" for name in tables.groups.ids]
        homes = (zones[zone] for zone in tables.staff.zone + tables.groups.zone)
        self.here = dict(zip(names, homes, strict=True))
        neighbors = zip(zones, tables.layout.neighbors, strict=True)
        self.ways = {(zone, zones[other]) for zone, others in neighbors for other in others}
        self.is_unwarned = "unwarned" in tables.conditions
        self.held, self.acting = Counter[str](), set[str]()
        self.broken: list[str] = []

    def see(self, event: Event) -> None:
        """One event."""
        if event.kind == "enters":
            self.enter(event)
        elif event.kind == "protected":
            self.shelter(event)
        elif event.kind == "unprotected":
            self.held[event.place] -= int(event.value)
        elif event.kind == "acts":
            self.acting.add(event.subject)
        elif event.kind in ("calling", "dispatched"):
            self.broken.append(f"{event.subject} calls 911")
        elif event.kind == "aware" and event.object in WARNINGS and self.is_unwarned:
            self.broken.append(f"{event.subject} hears of no warning")

    def enter(self, event: Event) -> None:
        if event.time > 0.0 and (self.here[event.subject], event.place) not in self.ways:
            self.broken.append(f"{event.subject} is in {event.place} by no way")
        self.here[event.subject] = event.place

    def shelter(self, event: Event) -> None:
        self.held[event.place] += int(event.value)
        if self.held[event.place] > self.room[event.place]:
            self.broken.append(f"{self.held[event.place]} people shelter in {event.place}")
        if event.subject.startswith("staff/") and event.subject not in self.acting:
            self.broken.append(f"{event.subject} is sheltered and does not act")
        if self.here[event.subject] != event.place:
            self.broken.append(f"{event.subject} is not in {event.place}")


def broken_storm_rules(tables: Tables, events: list[Event]) -> list[str]:
    """Every rule that a play broke, in words."""
    watcher = StormWatcher(tables)
    for event in events:
        watcher.see(event)
    arrivals, ends = ([event.time for event in events if event.kind == kind] for kind in ("storm_arrives", "all_clear"))
    if arrivals and ends and arrivals[0] > ends[0]:
        watcher.broken.append("all clear before the storm")
    return watcher.broken


def storm_keeps_the_rules(played: Played) -> None:
    arrivals = set()
    for strategy in ("s0", "s1"):
        tables = played.tables(strategy)
        events = list(played.engine(strategy).run().events())
        assert broken_storm_rules(tables, events) == []
        arrivals.add(tuple(event for event in events if event.kind in ("onset", "storm_arrives", "all_clear")))
    assert len(arrivals) == 1
