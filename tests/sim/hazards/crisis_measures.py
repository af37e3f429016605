"""Measures of a storm, of a plume, of staff assist and of a search a second time, straight from the named events."""

import math
from collections.abc import Sequence
from itertools import pairwise

from sim.hazards.agitated_person import AgitatedTable
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.reference_measures import Story


def crisis_measures(tables: Tables, events: Sequence[Event]) -> dict[str, float]:
    """By name; none of another hazard."""
    story = Story(tables, events)
    match tables.hazard.kind:
        case "tornado":
            return storm_measures(story)
        case "release-outside":
            return plume_measures(story)
        case "agitated-person":
            return assist_measures(story)
        case "missing-student":
            return search_measures(story)
    return {}


def storm_measures(story: Story) -> dict[str, float]:
    horizon, everyone = story.tables.horizon, sum(story.heads.values())
    arrives = min(story.first("storm_arrives"), horizon)
    changes = list_protected(story)
    sheltered = sum(heads for time, heads in changes if time <= arrives)
    most = find_most_protected(story)
    return {
        "pa_speaks": find_announced(story),
        "sheltered_when_it_arrives": sheltered / everyone,
        "sheltered_t90": most,
        "shelter_margin": arrives - min(most, horizon),
        "interrupted_person_minutes": interrupted_minutes(story),
    }


def list_protected(story: Story) -> list[tuple[float, int]]:
    """When so many heads become protected, or lose it again."""
    signs = {"protected": 1, "unprotected": -1}
    return [(e.time, signs[e.kind] * story.heads.get(e.subject, 0)) for e in story.events if e.kind in signs]


def find_most_protected(story: Story) -> float:
    """When 90% of all heads are protected for the first time."""
    changes, wanted = list_protected(story), math.ceil(0.9 * sum(story.heads.values()))
    reached = (time for n, (time, _) in enumerate(changes) if sum(heads for _, heads in changes[: n + 1]) >= wanted)
    return next(reached, math.inf)


def find_announced(story: Story) -> float:
    return min((e.time for e in story.events if e.kind == "sent" and e.object == "pa"), default=math.inf)


def interrupted_minutes(story: Story) -> float:
    end = min(story.first("all_clear"), story.tables.horizon)
    return sum(heads * (end - event.time) for event, heads in leaves(story)) / 60.0


def plume_measures(story: Story) -> dict[str, float]:
    """Piece by piece between events: in each piece everyone is somewhere, and air changes in each building as often as before."""
    layout, horizon = story.tables.layout, story.tables.horizon
    zones = {name: zone for zone, name in enumerate(layout.zones)}
    arrives, passes = story.first("plume_arrives"), story.first("plume_passes")
    last = arrives + 6 * 3600.0
    cuts = sorted({e.time for e in story.events} | {t for t in (last, horizon) if t < math.inf})
    place = {name: zones[story.start[name]] for name in story.heads}
    share, rate = [0.0] * len(layout.building_zones), [0.0] * len(layout.building_zones)
    plume, late = 0.0, 0.0
    events = iter(story.events)
    ahead = next(events, None)
    for begin, end in pairwise(cuts):
        while ahead is not None and ahead.time <= begin:
            if ahead.kind == "enters" and ahead.subject in place:
                place[ahead.subject] = zones[ahead.place]
            elif ahead.kind == "air_changes":
                rate[layout.building[zones[ahead.place]]] = ahead.value / 3600.0
            ahead = next(events, None)
        outdoors, seconds = float(arrives <= begin < passes), end - begin
        falls = [math.exp(-each * seconds) for each in rate]
        had = [
            outdoors * seconds + (share[b] - outdoors) * ((1.0 - falls[b]) / rate[b] if rate[b] else seconds)
            for b in range(len(share))
        ]
        share = [outdoors + (share[b] - outdoors) * falls[b] for b in range(len(share))]
        for name, heads in story.heads.items():
            is_out = layout.outdoors[place[name]]
            if arrives <= begin < last:
                plume += heads * (outdoors * seconds if is_out else had[layout.building[place[name]]])
            if passes <= begin < horizon and not is_out:
                late += heads * seconds
    return {
        "pa_speaks": find_announced(story),
        "closed_in_t90": find_most_protected(story),
        "outdoor_equivalent_person_minutes": plume / 60.0,
        "late_out_person_minutes": late / 60.0,
        "interrupted_person_minutes": interrupted_minutes(story),
    }


def leaves(story: Story) -> list[tuple[Event, int]]:
    """Each adult who begins to act with the groups with them, and each group without an adult that knows."""
    groups, found = story.tables.groups, []
    names = [f"staff/{name}" for name in story.tables.staff.ids]
    for event in story.events:
        if event.kind == "acts":
            adult = names.index(event.subject)
            own = [n for who, n in zip(groups.adult, groups.occupants, strict=True) if who == adult]
            found.append((event, 1 + sum(own)))
        elif event.kind == "aware" and event.subject.startswith("group/"):
            found.append((event, groups.occupants[groups.ids.index(event.subject.removeprefix("group/"))]))
    return found


def assist_measures(story: Story) -> dict[str, float]:
    table, horizon = story.tables.of(AgitatedTable), story.tables.horizon
    over = min(story.window(), story.first("all_clear"))
    place = next((e.place for e in story.events if e.kind == "hazard_enters"), None)
    told = [one for one in story.events if one.kind == "aware" and one.subject.startswith("staff/")]
    company = [event.time for event in told if event.object != "hazard" and event.place == place]
    company += [event.time for event in story.events if event.kind in ("responder_on_scene", "steps_aside")]
    coming = {event.subject for event in story.events if event.kind == "comes"}
    interrupted = 0.0
    for event, heads in leaves(story):
        stays = event.place == place or event.subject in coming
        until = over if stays else min(event.time + table.interrupts, horizon)
        interrupted += heads * max(0.0, until - event.time)
    calmed = math.isfinite(story.first("engages"))
    return {
        "helper_arrives": min(story.first("responder_on_scene"), story.first("contact_made")),
        "escalated": table.escalates * (table.calms if calmed else 1.0),
        "alone_seconds": min([*company, over]),
        "interrupted_person_minutes": interrupted / 60.0,
    }


def search_measures(story: Story) -> dict[str, float]:
    missed, found = story.first("missed"), story.first("found")
    times = sorted(event.time for event in story.events if event.kind == "searched")
    wanted = math.ceil(0.9 * len(story.tables.layout.zones))
    searched = min(found, times[wanted - 1] if len(times) >= wanted else math.inf)

    def since(time: float) -> float:
        return time - missed if math.isfinite(time) and math.isfinite(missed) else math.inf

    return {
        "found": since(found),
        "left_campus": float(math.isfinite(story.first("left_campus"))),
        "zones_searched_t90": since(searched),
        "call_911": float(math.isfinite(story.first("queued"))),
    }
