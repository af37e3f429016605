"""Who is played waits for a decision; a decision reads its counterpart's numbers and uses up nobody's; and a preview changes nothing."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import exercise
from sim.engine import SimpyEngine
from sim.model import interventions as do
from sim.model.state import Call
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.sampling.elementary import GRID
from sim.sampling.keyed_rng import Purpose, entity_key
from sim.sampling.streams import DrawLog
from tests.sim.inputs import always, chance, uniform
from tests.sim.model.invariants import broken_rules
from tests.sim.model.random_campuses import Played, emergencies
from tests.sim.plays import Act, played, times
from tests.sim.schools import SLOW_WITNESS, quiet, with_an_office
from tests.sim.worlds import Plain, adult, app_strategy, row_of_rooms, tables_of, witness

REPORTING = {"reports", "pressed", "calling", "sent", "silent", "office_told"}


def test_the_list_is_that_of_exercise_files() -> None:
    written = {
        kind: set(model.model_fields) - {"kind"}
        for union in (exercise.PlayerAction, exercise.WorldAction)
        for model in get_args(get_args(union)[0])
        for kind in get_args(model.model_fields["kind"].annotation)
    }
    assert written == {name: {field.name for field in fields(kind)} for name, kind in do.KINDS.items()}


def witnessed(**changes: Any) -> Tables:
    """The teacher of r00 understands it at once, and has an app; the clerk is in r01, which is the office."""
    rooms = row_of_rooms(3)
    rooms["roster"] += [adult("clerk", "r01", "clerk", office=True)]
    pa = Plain.pa(reach_microphone=always(20))
    campus = Plain.campus(**rooms, pa=pa, psap=Plain.psap(service=always(60)), **{"office": "r01"} | changes)
    strategy = app_strategy("plain", ["pa"], notice=always(6)) | {"then": ["tell-office"]}
    strategy |= {"office": {"calls_911": True, "announces": "at-once"}}
    return tables_of(campus, Plain.scenario(told_calls_911=chance(1, "person")), strategy)


def test_a_witness_who_is_played_protects_the_class_at_once_and_calls_nobody() -> None:
    """Also one who would report before protecting."""
    events, _, _ = played(witnessed(), by_people=("staff@r00",))
    assert not REPORTING & {event.kind for event in events}
    assert times(events, "acts") == times(events, "protected") == [0.0]
    assert times(played(witnessed())[0], "pressed") == [0.0]
    witnessing = witness(decision=60) | {"protects": "after-report"}
    tables = tables_of(Plain.campus(**row_of_rooms(2)), Plain.scenario(witnessing=witnessing))
    assert times(played(tables)[0], "protected") == [60.0]
    assert times(played(tables, by_people=["staff@r00"])[0], "protected") == [0.0]


def test_who_is_told_and_played_makes_no_call_and_is_on_the_roster() -> None:
    act = (10.0, do.Inform("staff@r01"))
    assert not times(played(quiet(), act)[0], "calling")  # nobody in a quiet school
    events, _, _ = played(witnessed(), act, by_people=("staff@r00", "staff@r01", "staff@r02", "clerk"))
    assert (times(events, "acts", "staff/staff@r01"), times(events, "calling")) == ([10.0], [])
    events, _, _ = played(witnessed(), act, by_people=("staff@r00",))
    assert times(events, "calling", "staff/staff@r01") == [10.0]
    with pytest.raises(do.UnknownName, match="'principal' is not on the roster of plain"):
        SimpyEngine(quiet(), 5, 0, played={"principal", "office"})


def test_the_office_that_is_played_says_nothing_and_who_speaks_for_it_speaks_as_the_office() -> None:
    """Somebody of it who is played, in r03, has to tell it, unless they speak for it."""
    tell = (10.0, do.Tell("staff@r02", "clerk"))
    events, _, _ = played(with_an_office(), tell, by_people={"office"})
    assert (times(events, "office_told"), times(events, "sent"), times(events, "calling")) == ([10.0], [], [])
    events, _, _ = played(with_an_office(), tell)
    assert (times(events, "sent"), times(events, "calling", "office")) == ([30.0], [10.0])
    for by_people, told in ((set[str](), [10.0]), ({"boss"}, []), ({"boss", "office"}, [10.0])):
        events, _, _ = played(with_an_office(), (10.0, do.Inform("boss")), by_people=by_people)
        assert times(events, "office_told") == told
    acts: list[Act] = [(10.0, do.Inform("boss")), (10.0, do.Call911("boss")), (10.0, do.Announce("boss"))]
    for by_people, first, who in (({"boss", "office"}, 0, "office"), ({"boss"}, 1, "staff/boss")):
        events, _, _ = played(with_an_office(), *acts[first:], by_people=by_people)
        assert (times(events, "calling", who), times(events, "sent", who)) == ([10.0], [30.0])


@pytest.mark.slow
@given(emergencies(), st.integers(0, 120 << 20))
def test_who_is_played_keeps_the_rules_and_handed_back_before_onset_was_never(emergency: Played, time: int) -> None:
    tables = emergency.tables()
    staff = zip(tables.staff.ids, tables.staff.office, strict=True)
    of_the_office = {f"staff/{name}" for name, is_so in staff if is_so}
    everybody = {*tables.staff.ids, "office"}
    engine = SimpyEngine(emergency.tables(), emergency.seed, emergency.replication, played=everybody)
    engine.run_until(time * GRID)
    reporting = {event.subject for event in engine.trace.events() if event.kind in ("reports", "pressed")}
    assert reporting <= of_the_office  # who speaks for the office reaches it by phone
    assert broken_rules(emergency.tables(), list(engine.run().events())) == []
    engine = SimpyEngine(emergency.tables(), emergency.seed, emergency.replication, played=everybody)
    assert all(engine.return_to_simulation(name) == do.Outcome(True) for name in sorted(everybody))
    assert engine.run().rows == emergency.engine().run().rows


def handed_back(tables: Tables, name: str, by_people: set[str], *acts: tuple[float, do.Intervention]) -> list[Event]:
    """The acts at their times; the role handed back at T+01:40."""
    engine = SimpyEngine(tables, 5, 0, played=by_people)
    for time, act in acts:
        engine.run_until(time)
        assert engine.apply(act).began
    engine.run_until(100.0)
    assert engine.return_to_simulation(name) == do.Outcome(True)
    assert not engine.return_to_simulation(name).began
    engine.run_until(600.0)
    return list(engine.trace.events())


def test_who_knows_begins_when_handed_back_unless_they_have_called_somebody_in_doubt_too() -> None:
    events = handed_back(witnessed(), "staff@r00", {"staff@r00"})
    assert times(events, "pressed") == times(events, "office_told") == [100.0]  # and then tells the office
    assert times(events, "protected", "staff/staff@r00") == [0.0]
    events = handed_back(witnessed(), "staff@r00", {"staff@r00"}, (50.0, do.Call911("staff@r00")))
    assert (times(events, "calling", "staff/staff@r00"), times(events, "pressed")) == ([50.0], [])
    belief = {"at_once": chance(0, "person"), "doubt": always(200)}
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, belief=belief, told_calls_911=chance(1, "person"))
    tables = tables_of(Plain.campus(**row_of_rooms(2)), scenario)
    tell, call = (10.0, do.Inform("staff@r01")), (20.0, do.Call911("staff@r01"))
    events = handed_back(tables, "staff@r01", {"staff@r01"}, tell, call)
    assert (times(events, "acts"), times(events, "calling")) == ([210.0], [20.0])
    events = handed_back(tables, "staff@r01", {"staff@r01"}, tell)
    assert (times(events, "acts"), times(events, "calling")) == ([210.0], [210.0])


def test_the_office_begins_when_handed_back_with_what_was_not_decided() -> None:
    tell, call, announce = do.Tell("staff@r02", "clerk"), (20.0, do.Call911("clerk")), (30.0, do.Announce("clerk"))
    decided: list[tuple[list[Act], float, float]] = [
        ([], 100.0, 120.0),
        ([call], 20.0, 120.0),
        ([announce], 100.0, 50.0),
    ]
    for acts, calling, sent in decided:
        events = handed_back(with_an_office(), "office", {"office"}, (10.0, tell), *acts)
        assert (times(events, "calling", "office"), times(events, "sent")) == ([calling], [sent])


def lucky(**changes: Any) -> Tables:
    """An office, radios and locks whose every number is drawn; nobody understands the PA or hears a radio."""
    drawn: dict[str, Any] = {
        "locks": [{"id": "bolt", "secure": uniform(5, 9), "fails": chance(1, "event")}],
        "pa": Plain.pa(reach_microphone=uniform(10, 30), understood=chance(0, "event")),
        "radio": {"talk": uniform(3, 5), "received": chance(0, "event")},
        "psap": Plain.psap(connect=uniform(2, 4), pick_up=uniform(1, 3), service=uniform(20, 60)),
    }
    return with_an_office(radios=True, **drawn | changes)


def log_of(tables: Tables, *acts: tuple[float, do.Intervention], until: float = 200.0) -> DrawLog:
    """Every number that was read."""
    log: DrawLog = {}
    engine = SimpyEngine(tables, 5, 0, log=log)
    for time, act in acts:
        engine.run_until(time)
        assert engine.apply(act).began
    engine.run_until(until)
    return log


CALLS = {Purpose.CONNECT, Purpose.PICK_UP, Purpose.SERVICE}
EXTRA: dict[str, tuple[do.Intervention, do.Intervention, set[Purpose]]] = {
    "announcement": (do.Announce("staff@r01"), do.Tell("staff@r02", "clerk"), {Purpose.PA_HEARD}),
    "call": (do.Call911("boss"), do.Tell("staff@r02", "clerk"), CALLS),
    "lock": (do.Lock("staff@r01"), do.Inform("staff@r01"), {Purpose.LOCKING, Purpose.LOCK_FAILS}),
}


@pytest.mark.parametrize("name", EXTRA)
def test_the_models_own_numbers_are_the_same_after_a_decision(name: str) -> None:
    extra, own, purposes = EXTRA[name]
    alone, both = log_of(lucky(), (90.0, own)), log_of(lucky(), (10.0, extra), (90.0, own))
    only = log_of(lucky(), (10.0, extra))
    assert alone.keys() <= both.keys()
    assert all(both[key] == value for key, value in alone.items())
    assert min(key[2] for key in only if key[0] in purposes) == 0, "the counterpart's own number"


def test_the_models_own_call_on_the_radio_reads_the_same_numbers_after_a_decided_one() -> None:
    rooms = row_of_rooms(2)
    rooms["roster"] += [adult(f"guard-{n}", "hall", "guard", radio=True) for n in (1, 2)]
    campus = Plain.campus(**rooms) | {"radio": {"talk": uniform(3, 5), "received": chance(0, "event")}}
    scenario = Plain.scenario(hazard={"kind": "notice", "witness": "guard-1"})
    scenario["witnessing"] |= {"recognition": always(90)}
    tables = tables_of(campus, scenario, Plain.strategy(report=["tell-office"], everyday=["radio"]))
    alone, both = log_of(tables), log_of(tables, (10.0, do.Radio("guard-2")))
    assert alone.keys() <= both.keys()
    own, purpose = entity_key("staff/guard-2"), Purpose.RADIO_RECEIVED
    assert (purpose, own, 0) in alone
    assert (purpose, own, 1) not in both


def test_a_decided_call_and_the_models_own_stand_in_one_queue() -> None:
    busy = Plain.psap(takers=1, service=uniform(40, 60))
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, told_calls_911=chance(1, "person"))
    tables = tables_of(Plain.campus(**row_of_rooms(3), psap=busy), scenario)
    acts: list[Act] = [(1.0, do.Call911("staff@r02")), (2.0, do.Call911("staff@r01")), (2.0, do.Inform("staff@r01"))]
    log = log_of(tables, *acts, until=600.0)
    events, _, _ = played(tables, *acts)
    _, second, third = times(events, "answered")
    assert times(events, "answered", "staff/staff@r01") == [second, third]
    assert third - second == log[Purpose.SERVICE, entity_key("staff/staff@r01"), 0]
    assert Call(1, 0).place != Call(1, 0, decided=True).place


def test_thinking_is_the_time_that_the_model_would_have_drawn_and_is_not_used_up() -> None:
    witnessing = witness() | {"decision": uniform(2, 90, "person")}
    tables = tables_of(Plain.campus(), Plain.scenario(witnessing=witnessing))
    log: DrawLog = {}
    engine = SimpyEngine(tables, 5, 0, log=log)
    seconds = engine.decision_delay("staff@r00")
    assert not any(key[0] == Purpose.DECISION for key in log)
    assert times(list(engine.run().events()), "reports") == [seconds]
    with pytest.raises(do.UnknownName, match="'nobody' is not on the roster"):
        engine.decision_delay("nobody")


def test_the_second_decision_reads_the_next_number_and_one_at_once_is_what_the_office_would_have_done() -> None:
    announce = do.Announce("staff@r01")
    log = log_of(lucky(), (10.0, announce), (50.0, announce))
    assert {key[2] for key in log if key[0] == Purpose.PA_HEARD} == {0, 1}
    calls = log_of(lucky(), (10.0, do.Call911("boss")), (11.0, do.Call911("boss")))
    assert {key[2] for key in calls if key[0] == Purpose.SERVICE} == {0, 1}
    tables = lucky(pa=Plain.pa(reach_microphone=uniform(10, 30), understood=chance(0.5, "event")))
    tell = (10.0, do.Tell("staff@r02", "clerk"))
    modeled, _, _ = played(tables, tell)
    dials, announces = (10.0, do.Call911("clerk")), (10.0, do.Announce("clerk"))
    decided, _, _ = played(tables, tell, dials, announces, by_people={"office"})
    for kind in ("sent", "answered", "aware", "dispatched", "locked"):
        assert times(decided, kind) == times(modeled, kind), kind


def state(world: Any) -> Mapping[str, str]:
    """Whatever a preview could have changed."""
    plain = {name: repr(value) for name, value in vars(world).items() if isinstance(value, list | dict | int)}
    own = {name: repr(vars(getattr(world, name))) for name in ("calls_made", "tries", "announcements", "patient")}
    return plain | own | {"clock": repr((world.now, len(world.clock._queue))), "rows": repr(world.trace.rows)}


@pytest.mark.slow
@given(emergencies(), st.lists(st.integers(0, 200 << 20), min_size=1, max_size=3), st.integers(0, 8))
def test_a_preview_says_what_an_act_would_and_changes_nothing(emergency: Played, stops: list[int], which: int) -> None:
    roster = [line["id"] for line in emergency.campus["roster"]]
    first, last = roster[0], roster[-1]
    acts: list[do.Intervention] = [
        *(kind(first) for kind in (do.Press, do.Call911, do.Announce, do.Radio, do.Lock, do.Inform)),
        *(kind(first, last) for kind in (do.Tell, do.Send)),
        do.AllClear(),
    ]
    log: DrawLog = {}
    engine = emergency.engine(log=log)
    for stop in sorted(stops):
        engine.run_until(stop * GRID)
        before, read = state(engine.world), dict(log)
        outcomes = [engine.preview(act) for act in acts]
        assert state(engine.world) == before
        assert log == read
    assert engine.run().rows == emergency.engine().run().rows
    engine = emergency.engine()
    engine.run_until(max(stops) * GRID)
    assert engine.apply(acts[which]) == outcomes[which]
