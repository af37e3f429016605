"""Every measure a second time, slowly, straight from the named events: what a patient reader with a ruler would do.

Nothing is shared with `sim.model.trace_reader` and `sim.model.trace_reader`. Person-time is added up over the pieces
between events: in each piece everybody is
somewhere, protected or not, and in reach of the hazard or not.
"""

import math
from collections.abc import Iterable, Sequence

from sim.model.tables import Tables
from sim.model.trace import Event

SECOND = 1.0 / 60.0  # minutes


class Story:
    """The events of one play, and who is in it."""

    def __init__(self, tables: Tables, events: Sequence[Event]) -> None:
        self.tables, self.events = tables, list(events)
        self.away = {event.subject for event in events if event.kind == "absent"}
        staff = [f"staff/{name}" for name in tables.staff.ids]
        self.staff = [person for person in staff if person not in self.away]
        helpers = {person for person, responds in zip(staff, tables.staff.is_responder, strict=True) if responds}
        self.heads = {person: 1 for person in self.staff if person not in helpers}
        groups = tables.groups
        self.heads |= {f"group/{name}": heads for name, heads in zip(groups.ids, groups.occupants, strict=True)}
        names = (*staff, *(f"group/{name}" for name in groups.ids))
        zones = tables.layout.zones
        self.start = {name: zones[z] for name, z in zip(names, tables.staff.zone + groups.zone, strict=True)}
        self.start |= {e.subject: e.place for e in events if e.kind == "enters" and e.time == 0.0}  # of the office
        self.sees = {zones[z]: {zones[n] for n in tables.layout.in_sight[z]} for z in range(len(zones))}
        if tables.hazard.kind == "fire":
            self.sees = {}  # its reach is its zone

    def first(self, kind: str, by: str = "") -> float:
        """Time of the first event of a kind, by somebody whose name begins like this."""
        return min((e.time for e in self.events if e.kind == kind and e.subject.startswith(by)), default=math.inf)

    def window(self) -> float:
        """The hazard's end, at most the horizon."""
        return min(self.first("hazard_ends"), self.tables.horizon)


def is_of_the_school(event: Event) -> bool:
    """A caller who is on the roster, or the office itself."""
    return not event.subject.startswith(("neighbor/", "background/"))


def hang_ups(story: Story) -> float:
    """Calls of the school that nobody answered, before units were sent."""
    sent = [n for n, event in enumerate(story.events) if event.kind == "dispatched"]
    before = story.events[: sent[0]] if sent else story.events
    return float(sum(event.kind == "gave_up" and is_of_the_school(event) for event in before))


def quantile(times: Iterable[float], share: float, of: int) -> float:
    """When at least this share is reached: the ⌈share × of⌉-th time."""
    wanted, ordered = math.ceil(share * of), sorted(times)
    return ordered[wanted - 1] if 0 < wanted <= len(ordered) else math.inf


def aware(story: Story, share: float) -> float:
    """Staff on campus who were ever aware."""
    times = [e.time for e in story.events if e.kind == "aware" and e.subject in story.staff]
    return quantile(times, share, len(story.staff))


def protected(story: Story, share: float) -> float:
    times = [e.time for e in story.events if e.kind == "protected" for _ in range(story.heads.get(e.subject, 0))]
    return quantile(times, share, sum(story.heads.values()))


def person_minutes(story: Story, only_in_reach: bool) -> float:
    """Heads × minutes not protected (and in reach), piece by piece between events up to the hazard's end."""
    zone, unprotected, locked, hazard = dict(story.start), set(story.heads), set[str](), ""
    end, total = story.window(), 0.0
    for n, event in enumerate(story.events):
        if event.kind in ("locked", "locked_before"):
            locked.add(event.place)
        elif event.kind == "enters":
            zone[event.subject] = event.place
        elif event.kind == "protected":
            unprotected.discard(event.subject)
        elif event.kind == "hazard_enters":
            hazard = event.place
        until = story.events[n + 1].time if n + 1 < len(story.events) else end
        seconds = min(until, end) - min(event.time, end)
        if seconds > 0.0:
            reach = {hazard} | {seen for seen in story.sees.get(hazard, set()) if seen not in locked}
            caught = [p for p in unprotected if not only_in_reach or zone[p] in reach]
            total += seconds * sum(story.heads[p] for p in caught)
    return total * SECOND


def processing(story: Story) -> float:
    """Answer of the dispatched call to its dispatch, by the clock."""
    sent = [event for event in story.events if event.kind == "dispatched"]
    if not sent:
        return math.inf
    if story.tables.psap.dispatch_at_call_end:
        return 0.0
    heard = [e.time for e in story.events if e.kind == "answered" and e.subject == sent[0].subject]
    return sent[0].time - min(heard)


def first_report(story: Story) -> Event | None:
    """The first of: app or badge pressed, a call of the school in the queue, an officer on the radio, the office told by somebody."""
    for event in story.events:
        told = event.kind == "office_told" and event.subject != ""
        if (
            event.kind in ("pressed", "badge_pressed", "radioed")
            or told
            or (event.kind == "queued" and is_of_the_school(event))
        ):
            return event
    return None


def between(start: float, end: float) -> float:
    return end - start if end < math.inf else math.inf


def unaware_times(story: "Story", first_report: float) -> dict[str, float]:
    """Person by person, an event at a time: the seconds before each knew, and the same if all had known at the first report."""
    over, known = story.window(), {e.subject: e.time for e in reversed(story.events) if e.kind == "aware"}
    waits = [min(known.get(person, math.inf), over) for person in story.staff]
    cut = [min(wait, first_report) for wait in waits]
    mean = sum(waits) / len(waits)
    return {"unaware_time": mean, "unaware_time_same_span": mean, "unaware_time_bound": sum(cut) / len(cut)}


def measure_slowly(tables: Tables, events: Sequence[Event]) -> dict[str, float]:
    """Every measure by name."""
    story = Story(tables, events)
    report = first_report(story)
    scene, contact = story.first("on_scene"), story.first("contact_made")
    by_unit = story.first("contact_made", by="unit/")
    found = {
        "recognition": story.first("recognized"),
        "first_report": math.inf if report is None else report.time,
        "call_answered": story.first("answered"),
        "processing": processing(story),
        "dispatched": story.first("dispatched"),
        "travel": between(story.first("dispatched"), scene),
        "first_unit_on_scene": scene,
        "first_responder_on_scene": min(scene, story.first("responder_on_scene")),
        "intervention": contact,
        "total_response": between(min(story.first("queued"), story.first("radioed")), by_unit),
        "hazard_over": story.first("hazard_ends"),
        "first_campus_alert": story.first("sent"),
        "acknowledgement_rate": sum(e.kind == "acknowledged" for e in story.events) / len(story.staff),
        "unprotected_person_minutes": person_minutes(story, only_in_reach=False),
        "exposed_person_minutes": person_minutes(story, only_in_reach=True),
        "app_was_first_report": float(report is not None and report.kind == "pressed"),
        "hang_ups": hang_ups(story),
    }
    for share, name in ((0.5, "t50"), (0.9, "t90"), (1.0, "t100")):
        found |= {f"aware_{name}": aware(story, share), f"protected_{name}": protected(story, share)}
    if tables.hazard.kind == "assailant":
        found["siege"] = float(any(event.kind == "siege_begins" for event in events))
        over = [event for event in events if event.time <= story.window()]
        knew = {e.subject for e in over if e.kind == "aware"} & set(story.staff)
        found["aware_when_over"] = len(knew) / len(story.staff)
        found |= unaware_times(story, found["first_report"])
        found["pa_speaks"] = min((e.time for e in events if e.kind == "sent" and e.object == "pa"), default=math.inf)
        safe = sum(story.heads.get(e.subject, 0) for e in over if e.kind == "protected")
        found["protected_when_over"] = safe / sum(story.heads.values())
    return found
