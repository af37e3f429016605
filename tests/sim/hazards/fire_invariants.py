"""What must be true of any fire, and its measures a second time, said from the named events alone."""

import math
from collections.abc import Sequence

from sim.engine import SimpyEngine
from sim.measures import MEASURES, compute_measures
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.invariants import broken_rules
from tests.sim.model.reference_measures import Story, measure_slowly


def all_of(events: Sequence[Event], *kinds: str) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def broken_fire_rules(tables: Tables, events: Sequence[Event]) -> list[str]:
    """Every rule that was broken, in words."""
    return [rule.__doc__ or rule.__name__ for rule in RULES if not rule(tables, events)]


def outdoors(tables: Tables) -> set[str]:
    return {name for name, out in zip(tables.layout.zones, tables.fire.outdoors, strict=True) if out}


def nobody_walks_into_the_fire(tables: Tables, events: Sequence[Event]) -> bool:
    """Nobody enters the zone of the fire, unless it burns outdoors."""
    place = next(event.place for event in events if event.kind == "onset")
    # at onset the office's people are elsewhere
    later = [event for event in all_of(events, "enters") if event.time > 0.0]
    return place in outdoors(tables) or all(event.place != place for event in later)


def nobody_goes_back_in(tables: Tables, events: Sequence[Event]) -> bool:
    """Whoever is protected enters zones outdoors only, from then on."""
    out: set[str] = set()
    for event in all_of(events, "protected", "enters"):
        if event.kind == "protected":
            out.add(event.subject)
        elif event.subject in out and event.place not in outdoors(tables):
            return False
    return True


def counted_at_the_assembly_point(tables: Tables, events: Sequence[Event]) -> bool:
    """Who is counted is protected, at the assembly point, with all heads, once; who is cut off is not."""
    protected = {event.subject: event for event in all_of(events, "protected")}
    counted = all_of(events, "counted")
    cut_off = {event.subject for event in all_of(events, "no_way_out")}
    return len({event.subject for event in counted}) == len(counted) and all(
        event.subject in protected
        and event.subject not in cut_off
        and event.place == tables.layout.zones[tables.fire.assembly]
        and (event.value, True) == (protected[event.subject].value, protected[event.subject].time <= event.time)
        for event in counted
    )


def horns_follow_a_hand_or_a_detector(tables: Tables, events: Sequence[Event]) -> bool:
    """Horns sound after a station was pulled or a detector went off, and not at all where the alarm is out of order."""
    tripped = min((event.time for event in all_of(events, "pulled", "detected")), default=math.inf)
    sounded = [event for event in all_of(events, "sent") if event.object == "alarm"]
    return all(event.time >= tripped for event in sounded) and (tables.fire.alarm_works or not sounded)


def who_pulls_has_seen_it(_tables: Tables, events: Sequence[Event]) -> bool:
    """Only somebody who recognized the fire pulls a station."""
    recognized = {event.subject: event.time for event in all_of(events, "recognized")}
    return all(recognized.get(e.subject, math.inf) <= e.time for e in all_of(events, "pulled"))


def all_clear_when_those_who_must_leave_are_counted(tables: Tables, events: Sequence[Event]) -> bool:
    """At all clear whoever must leave has been counted."""
    counted = {event.subject for event in all_of(events, "counted")}
    return not all_of(events, "all_clear") or set(those_who_must_leave(tables, events)) <= counted


RULES = (
    nobody_walks_into_the_fire,
    nobody_goes_back_in,
    counted_at_the_assembly_point,
    horns_follow_a_hand_or_a_detector,
    who_pulls_has_seen_it,
    all_clear_when_those_who_must_leave_are_counted,
)


def fire_measures(tables: Tables, events: Sequence[Event]) -> dict[str, float]:
    """The measures of a fire, from sums over the heads of those who must leave."""
    heads = those_who_must_leave(tables, events)
    of_them = [event for event in events if event.subject in heads]
    everybody = sum(heads.values())
    cut_off = sum(event.value for event in all_of(of_them, "no_way_out"))
    near = {name: count for name, count in heads.items() if is_in_building_on_fire(tables, events, name)}
    out = all_of(of_them, "protected")
    rset = when([event for event in out if event.subject in near], sum(near.values()))
    others = when([event for event in out if event.subject not in near], everybody - sum(near.values()))
    too_strong = min((event.time for event in all_of(events, "untenable")), default=tables.horizon)
    return {
        "alarm_sounds": min((e.time for e in all_of(events, "sent") if e.object == "alarm"), default=math.inf),
        "rset": rset,
        "rset_other_buildings": others,
        "aset_margin": too_strong - min(rset, tables.horizon),
        "accountability_complete": when(all_of(of_them, "counted"), everybody - cut_off),
    }


def is_in_building_on_fire(tables: Tables, events: Sequence[Event], unit: str) -> bool:
    """By the name of the zone in which somebody was at onset."""
    building = dict(zip(tables.layout.zones, tables.layout.buildings, strict=True))
    burns = next(event.place for event in events if event.kind == "onset")
    return building[Story(tables, events).start[unit]] == building[burns]


def those_who_must_leave(tables: Tables, events: Sequence[Event]) -> dict[str, int]:
    """Heads by name: whoever was at onset in a building that this fire's panel empties, or in the one building without a panel."""
    burns = next(event.place for event in events if event.kind == "onset")
    building = dict(zip(tables.layout.zones, tables.layout.buildings, strict=True))
    panels = zip(tables.layout.buildings, tables.fire.panel, strict=True)
    wired: dict[str, int] = {name: panel for name, panel in panels if panel >= 0}
    emptied = {building[burns]}
    if building[burns] in wired:
        emptied = {name for name, panel in wired.items() if panel == wired[building[burns]]}
    story = Story(tables, events)
    return {name: heads for name, heads in story.heads.items() if building[story.start[name]] in emptied}


def when(events: Sequence[Event], heads: float) -> float:
    """When the last of so many heads is there; inf if they never are, 0 if there is nobody to wait for."""
    if heads == 0:
        return 0.0
    return events[-1].time if events and sum(event.value for event in events) == heads else math.inf


def fire_keeps_the_rules(engine: SimpyEngine) -> None:
    tables, trace = engine.tables, engine.run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    assert broken_fire_rules(tables, events) == []
    slow, measured = (measure_slowly(tables, events) | fire_measures(tables, events), compute_measures(trace, tables))
    for name, value in measured.items():
        same = value == slow[name] if MEASURES[name].is_time else math.isclose(value, slow[name], abs_tol=1e-9)
        assert same, f"{name}: {value}, slowly {slow[name]}"
