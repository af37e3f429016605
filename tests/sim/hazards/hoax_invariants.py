"""Any hoax on any campus: the call, the police and the order are the same in all arms, and no one knows before somebody told them."""

from sim.measures import compute_measures
from sim.model.trace import Event
from tests.sim.model.random_campuses import Played
from tests.sim.plays import first

SAME = "onset", "on_scene", "hazard_ends", "all_clear", "ordered"


def listen(played: Played, strategy: str) -> list[Event]:
    """Plays one arm and checks its measures and its end."""
    tables = played.tables(strategy)
    trace = played.engine(strategy).run()
    events, values = list(trace.events()), compute_measures(trace, tables)
    heads = len(tables.staff.ids) + sum(tables.groups.occupants)
    assert 0.0 <= values["heads_in_halls_when_police_enter"] <= 1.0
    assert values["office_to_aware_t90"] >= 0.0
    assert 0.0 <= 60.0 * values["false_alert_person_minutes"] <= heads * tables.horizon
    assert first(events, "all_clear") == first(events, "hazard_ends")
    assert first(events, "on_scene") <= first(events, "all_clear")
    assert len([event for event in events if event.kind == "ordered"]) <= 1
    assert not [event for event in events if event.kind in ("perceived", "recognized")]
    return events


def hoax_keeps_the_rules(played: Played) -> None:
    """Whatever the arm: no one calls 911, and no one knows before the center, an officer or the police said so."""
    arms = [listen(played, strategy) for strategy in ("s0", "s1")]
    for events in arms:
        assert not [event for event in events if event.kind == "calling"]
        from_outside = [event for event in events if event.object in ("center", "police_radio")]
        told = min(first(from_outside, "delivered", "aware"), first(events, "on_scene"))
        assert first(events, "aware") >= told
    came = [[e for e in events if e.kind in SAME[:4]] for events in arms]
    assert came[0] == came[1]
    assert len({e.value for events in arms for e in events if e.kind == "ordered"}) <= 1


def bomb_threat_keeps_the_rules(played: Played) -> None:
    """Whatever the arm: only the office calls 911, and no one acts before it has decided."""
    arms = [listen(played, strategy) for strategy in ("s0", "s1")]
    for events in arms:
        assert {event.subject for event in events if event.kind == "calling"} <= {"office"}
        assert first(events, "acts") >= first(events, "ordered")
    assert len({e.value for events in arms for e in events if e.kind == "ordered"}) <= 1
