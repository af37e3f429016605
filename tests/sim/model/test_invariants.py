"""What must be true of any play, on random campuses, emergencies, strategies and conditions."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.measures import MEASURES, compute_measures
from sim.model.snapshot import WorldView
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.sampling.elementary import GRID
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.model.invariants import broken_rules
from tests.sim.model.random_campuses import Played, emergencies, fewer
from tests.sim.model.reference_measures import measure_slowly

STEPS = st.lists(st.integers(1, 60 << 20), max_size=12)  # of the time grid: up to a minute each
SHIPPED = ("active-assailant-class", "active-assailant-lunch", "active-assailant-passing")
STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")


@pytest.mark.slow
@given(emergencies())
@settings(max_examples=500)
def test_no_play_of_very_many_breaks_a_rule(played: Played) -> None:
    keeps_the_rules(played.engine())


def keeps_the_rules(engine: SimpyEngine) -> None:
    """Plays it, and looks at events, measures and the last picture."""
    tables, trace = engine.tables, engine.run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    slow, measured = measure_slowly(tables, events), compute_measures(trace, tables)
    for name, value in measured.items():
        same = value == slow[name] if MEASURES[name].is_time else math.isclose(value, slow[name], abs_tol=1e-9)
        assert same, f"{name}: {value}, slowly {slow[name]}"
    if tables.hazard.kind != "notice":
        exposes_no_more_than_there_are(measured, tables)
    nothing_is_lost(engine, events)


def exposes_no_more_than_there_are(measured: dict[str, float], tables: Tables) -> None:
    """Exposed is at most unprotected is at most everybody for the whole time."""
    window = min(measured["hazard_over"], tables.horizon) / 60.0
    heads = tables.staff_count + sum(tables.groups.occupants)
    assert 0.0 <= measured["exposed_person_minutes"] <= measured["unprotected_person_minutes"] + 1e-9
    assert measured["unprotected_person_minutes"] <= heads * window + 1e-9


def nothing_is_lost(engine: SimpyEngine, events: list[Event]) -> None:
    """At the end every call was answered, was given up, waits or is being picked up; whoever could be protected is."""
    view, world = engine.view(), engine.world
    count = Counter(event.kind for event in events)
    waiting = count["queued"] + count["radioed"] - count["answered"] - count["gave_up"]
    background = view.calls.call_takers - view.calls.free + view.calls.waiting
    assert 0 <= waiting <= background
    assert view.calls.answered == count["answered"]
    for zone, name in enumerate(engine.tables.layout.zones):
        if name in view.locked and not (view.is_hazard_active and view.hazard == name):
            here = world.list_units_in(zone)
            ready = [unit for unit in here if world.ready[unit]]
            assert all(world.protected[unit] for unit in ready)
            assert not ready or all(world.protected[unit] for unit in here if unit >= engine.tables.staff_count)


@fewer
@given(emergencies(), STEPS)
def test_no_play_breaks_a_rule_and_small_steps_give_the_same_trace_as_one_run_and_sound_pictures_between(
    played: Played, steps: list[int]
) -> None:
    engine, time, before = played.engine(), 0, played.engine().view()
    for step in steps:
        time += step
        engine.run_until(time * GRID)
        now = engine.view()
        stands(now, played.tables())
        follows(before, now)
        before = now
    keeps_the_rules(engine)
    engine.run_until(10 * played.tables().horizon)
    assert engine.is_ended
    assert engine.run().rows == played.engine().run().rows


def stands(view: WorldView, tables: Tables) -> None:
    """What is true of every picture."""
    parties = view.people + view.groups
    assert all(party.zone in tables.layout.zones for party in parties if party.is_present)
    assert all(not party.zone for party in parties if not party.is_present)
    assert [party.occupants for party in parties] == [1] * tables.staff_count + tables.groups.occupants
    assert all(party.zone in view.locked for party in parties if party.is_protected)
    assert all(party.is_aware for party in view.people if party.is_acting or party.is_protected)
    assert all(party.is_aware == bool(party.told_by) for party in parties)
    assert not (view.is_hazard_active and view.hazard in view.locked)
    assert 0 <= view.calls.free <= view.calls.call_takers
    assert view.calls.free == 0 or view.calls.waiting == 0


def follows(before: WorldView, now: WorldView) -> None:
    """What is true of two pictures in a row: nothing is forgotten, unlocked or unprotected."""
    assert before.time <= now.time
    if before.time > 0.0:  # the door of the place of onset is open
        assert set(before.locked) <= set(now.locked)
        assert before.is_hazard_active >= now.is_hazard_active
    assert before.calls.dispatched <= now.calls.dispatched
    for old, new in zip(before.people + before.groups, now.people + now.groups, strict=True):
        assert (old.id, old.is_present) == (new.id, new.is_present)
        assert old.is_aware <= new.is_aware
        assert old.is_acting <= new.is_acting
        assert old.is_protected <= new.is_protected
        assert old.told_by in ("", new.told_by)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["reference-r1", *SHIPPED])
def test_shipped_emergencies_keep_the_rules(scenario: str) -> None:
    emergency = open_emergency(scenario)
    for strategy in list(emergency.strategies)[-2:]:
        keeps_the_rules(SimpyEngine(tabulate(emergency, strategy), 31, 0))


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SHIPPED)
@pytest.mark.parametrize("conditions", [(), ("pa-failed",), ("radio-failed", "sro-away")])
def test_shipped_emergencies_keep_the_rules_in_many_replications(scenario: str, conditions: tuple[str, ...]) -> None:
    emergency, block = open_emergency(scenario, strategies=STRATEGIES), DrawBlock(32, range(4))
    for strategy in STRATEGIES:
        tables = tabulate(emergency, strategy, conditions)
        for replication in range(4):
            keeps_the_rules(SimpyEngine(tables, 32, replication, block))
