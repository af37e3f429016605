"""Any release on any campus keeps the rules, and front and plume are the same in all arms."""

import math

from sim.hazards.release_outside import SPAN
from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.random_campuses import Played

REPORTS = ("app", "badge", "dial_911", "desk_phone", "radio")


class Watcher:
    """Where everyone is by the events, and the rules that were broken, in words."""

    def __init__(self, tables: Tables) -> None:
        layout, self.tables = tables.layout, tables
        self.number = {name: number for number, name in enumerate(layout.zones)}
        names = [f"staff/{name}" for name in tables.staff.ids]
        self.people, self.groups = names, [f"group/{name}" for name in tables.groups.ids]
        self.everybody = [*self.people, *self.groups]
        homes = tables.staff.zone + tables.groups.zone
        self.here = dict(zip(self.everybody, homes, strict=True))
        pairs = zip(self.groups, tables.groups.adult, strict=True)
        self.adult = {group: names[adult] for group, adult in pairs if adult >= 0}
        self.stepped = dict.fromkeys(self.everybody, 0.0)
        self.present = set(self.everybody)
        self.broken: list[str] = []

    def see(self, event: Event) -> None:
        """One event: people go from zone to neighboring zone."""
        who = event.subject
        if event.kind == "absent":
            self.present.discard(who)
        elif event.kind == "enters":
            place = self.number[event.place]
            if event.time > 0.0 and place not in self.tables.layout.neighbors[self.here[who]]:
                self.broken.append(f"no way: {event}")
            self.here[who] = place
        if event.kind in ("enters", "sets_out"):
            self.stepped[who] = event.time
        if event.kind == "protected" and self.number[event.place] != self.here[who]:
            self.broken.append(f"is elsewhere: {event}")


class LeakWatcher(Watcher):
    """Of a release in a building."""

    def __init__(self, tables: Tables, is_silent: bool) -> None:
        super().__init__(tables)
        self.is_silent, self.is_over = is_silent, False
        self.reached: dict[int, float] = {}
        self.cut_off = set[str]()

    def see(self, event: Event) -> None:
        who, outdoors = event.subject, self.tables.layout.outdoors
        if event.kind == "enters" and event.time > 0.0:
            begun = self.reached.get(self.number[event.place], math.inf)
            has_said = {who, self.adult.get(who, "")} & self.cut_off
            if begun <= self.stepped[who] and not has_said:
                self.broken.append(f"goes into the front: {event}")
        super().see(event)
        if event.kind == "hazard_enters":
            self.come(event)
        elif event.kind == "hazard_ends":
            self.is_over = True
        elif event.kind == "cut_off":
            self.cut_off.add(who)
        elif event.kind == "reports" and event.object in REPORTS and self.is_silent and not self.is_over:
            if self.here[who] in self.reached:
                self.broken.append(f"reports in the front: {event}")
        elif event.kind == "protected" and not outdoors[self.here[who]]:
            self.broken.append(f"is inside: {event}")

    def come(self, event: Event) -> None:
        """By a zone next to it that was reached before, within the building."""
        zone, layout = self.number[event.place], self.tables.layout
        nearby = [begun for before, begun in self.reached.items() if before in layout.neighbors[zone]]
        if self.reached and min(nearby, default=math.inf) > event.time:
            self.broken.append(f"by no way: {event}")
        if layout.outdoors[zone] or zone in self.reached:
            self.broken.append(f"not there: {event}")
        if self.reached and layout.building[zone] != layout.building[next(iter(self.reached))]:
            self.broken.append(f"another building: {event}")
        self.reached[zone] = event.time


class PlumeWatcher(Watcher):
    """Of a release outside."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.shut = set[int]()
        self.rates: dict[int, list[float]] = {}
        self.is_said = False

    def see(self, event: Event) -> None:
        super().see(event)
        if event.kind in ("calling", "dispatched"):
            self.broken.append(f"calls 911: {event}")
        elif event.kind == "protected":
            self.shut.add(self.number[event.place])
            if self.tables.layout.outdoors[self.number[event.place]]:
                self.broken.append(f"is outdoors: {event}")
        elif event.kind == "out_and_air":
            self.is_said = True
        elif event.kind == "air_changes":
            self.change(event)

    def change(self, event: Event) -> None:
        """Open, then closed at most once and only while nobody is in an open room, then aired."""
        layout = self.tables.layout
        building = layout.building[self.number[event.place]]
        rates = self.rates.setdefault(building, [])
        rates.append(event.value)
        if len(rates) == 2 and not self.is_said:
            there = [self.here[who] for who in self.present if layout.building[self.here[who]] == building]
            if any(zone not in self.shut and not layout.outdoors[zone] for zone in there):
                self.broken.append(f"somebody is in an open room: {event}")
        if len(rates) > 3:
            self.broken.append(f"changes too often: {event}")


def leak_keeps_the_rules(played: Played) -> None:
    fronts = []
    for strategy in ("s0", "s1"):
        tables = played.tables(strategy)
        trace = played.engine(strategy).run()
        events = list(trace.events())
        watcher = LeakWatcher(tables, tables.hazard.silences)
        for event in events:
            watcher.see(event)
        assert watcher.broken == []
        measured = compute_measures(trace, tables)
        assert measured["exposed_person_minutes"] <= measured["unprotected_person_minutes"] + 1e-9
        assert measured["last_out"] <= tables.horizon or measured["last_out"] == math.inf
        fronts.append([(event.time, event.place) for event in events if event.kind == "hazard_enters"])
    shorter, longer = sorted(fronts, key=len)
    assert longer[: len(shorter)] == shorter


def plume_keeps_the_rules(played: Played) -> None:
    passing = []
    for strategy in ("s0", "s1"):
        tables = played.tables(strategy)
        trace = played.engine(strategy).run()
        events, watcher = list(trace.events()), PlumeWatcher(tables)
        for event in events:
            watcher.see(event)
        assert watcher.broken == []
        heads = len(tables.staff.ids) + sum(tables.groups.occupants)
        exposed = 60.0 * compute_measures(trace, tables)["outdoor_equivalent_person_minutes"]
        assert 0.0 <= exposed <= heads * SPAN
        passing.append([event for event in events if event.kind in ("onset", "plume_arrives", "plume_passes")])
    assert passing[0] == passing[1]
