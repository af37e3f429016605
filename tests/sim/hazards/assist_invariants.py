"""Any agitated person, and any weapon that was seen, on any campus keeps the rules, and all arms of it have the same luck."""

from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.model.invariants import broken_rules
from tests.sim.model.random_campuses import Played
from tests.sim.plays import first, times


def is_of_the_school(event: Event) -> bool:
    return event.subject.startswith("staff/") or event.subject == "office"


def broken_assist_rules(tables: Tables, events: list[Event]) -> list[str]:
    """Who comes is to come and was told; nothing sounds; 911 is called only once it has escalated."""
    staff, broken = tables.staff, []
    team = {f"staff/{name}" for name, comes in zip(staff.ids, staff.is_responder, strict=True) if comes}
    aware = {event.subject: event.time for event in events if event.kind == "aware"}
    faced = next((event.subject for event in events if event.kind == "perceived"), "")
    escalates = first(events, "escalates")
    for event in events:
        who = event.subject
        if event.kind == "comes":
            is_right = who in team and who != faced and aware[who] <= event.time
            broken += [] if is_right else [f"comes, and should not: {event}"]
        if event.kind in ("calling", "dispatched", "locked") and event.time < escalates and is_of_the_school(event):
            broken.append(f"calls or locks before it has escalated: {event}")
        if event.kind == "all_clear" and first(events, "responder_on_scene", "on_scene") > event.time:
            broken.append("no one came")
        if event.kind == "sent" and event.object not in ("push", "radio", "badge", "desk_phone"):
            broken.append(f"sounds: {event}")
    perceived = [event for event in events if event.kind == "perceived"]
    return broken + (["more than one adult faces the person"] if len(perceived) > 1 else [])


def visit_keeps_the_rules(played: Played) -> None:
    tables = played.tables()
    trace = played.engine().run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    measured = compute_measures(trace, tables)
    assert measured["helper_arrives"] == first(events, "responder_on_scene", "contact_made")
    assert measured["interrupted_person_minutes"] >= 0.0
    if tables.hazard.kind == "agitated-person":
        assert broken_assist_rules(tables, events) == []
        over = min(first(events, "hazard_ends"), tables.horizon)
        assert 0.0 <= measured["alone_seconds"] <= over
        assert measured["alone_seconds"] <= measured["helper_arrives"]
        assert len(times(events, "engages")) <= 1
    else:
        assert measured["hazard_over"] <= first(events, "contact_made", "all_clear")
