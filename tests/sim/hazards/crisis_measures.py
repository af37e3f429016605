"""Measures of a storm, of staff assist and of a search a second time, straight from the named events."""

import math
from collections.abc import Sequence

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
        case "agitated-person":
            return assist_measures(story)
        case "missing-student":
            return search_measures(story)
    return {}


def storm_measures(story: Story) -> dict[str, float]:
    horizon, everyone = story.tables.horizon, sum(story.heads.values())
    arrives = min(story.first("storm_arrives"), horizon)
    signs = {"protected": 1, "unprotected": -1}
    changes = [
        (e.time, signs[e.kind] * story.heads.get(e.subject, 0)) for e in story.events if e.kind in signs
    ]
    sheltered = sum(heads for time, heads in changes if time <= arrives)
    most = next(
        (
            time
            for n, (time, _) in enumerate(changes)
            if sum(heads for _, heads in changes[: n + 1]) >= math.ceil(0.9 * everyone)
        ),
        math.inf,
    )
    end = min(story.first("all_clear"), horizon)
    return {
        "pa_speaks": min(
            (e.time for e in story.events if e.kind == "sent" and e.object == "pa"), default=math.inf
        ),
        "sheltered_when_it_arrives": sheltered / everyone,
        "sheltered_t90": most,
        "shelter_margin": arrives - min(most, horizon),
        "interrupted_person_minutes": sum(heads * (end - event.time) for event, heads in leaves(story))
        / 60.0,
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
    company = [
        event.time
        for event in story.events
        if event.kind in ("responder_on_scene", "steps_aside")
        or (
            event.kind == "aware"
            and event.subject.startswith("staff/")
            and event.object != "hazard"
            and event.place == place
        )
    ]
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
