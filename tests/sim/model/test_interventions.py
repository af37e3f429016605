"""What people at the desk or in the room can do to a running play: what its counterpart in the model would do, or it says why not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import SimpyEngine
from sim.model import interventions as do
from sim.sampling.elementary import GRID
from sim.sampling.streams import DrawLog
from tests.sim.inputs import always, chance
from tests.sim.model.acts import ONE_OF_EACH
from tests.sim.model.invariants import broken_rules
from tests.sim.model.random_campuses import Played, emergencies, fewer
from tests.sim.plays import played, times
from tests.sim.schools import SLOW_WITNESS, quiet, with_an_office
from tests.sim.worlds import Plain, adult, assailant, row_of_rooms, tables_of


@pytest.mark.parametrize("intervention", ONE_OF_EACH, ids=str)
def test_an_intervention_comes_back_from_its_json(intervention: do.Intervention) -> None:
    assert do.from_json(json.loads(json.dumps(do.to_json(intervention)))) == intervention


def test_every_kind_is_in_the_closed_list_with_its_scope() -> None:
    assert {type(intervention) for intervention in ONE_OF_EACH} == set(do.KINDS.values())
    fiat, world = ["all-clear", "inform"], ["channel", "delay-unit"]
    assert [name for name, kind in sorted(do.KINDS.items()) if kind.scope == "fiat"] == fiat
    assert [name for name, kind in sorted(do.KINDS.items()) if kind.scope == "world"] == world
    assert {kind.scope for name, kind in do.KINDS.items() if name not in fiat + world} == {"players"}


WRONG = {
    '"press"': "must be a mapping",
    '{"by": "a"}': "intervention None: there is press, call-911",
    '{"kind": ["press"], "by": "a"}': "there is press",
    '{"kind": "tell", "who": "a"}': "tell: there is no 'who'; it has kind, by, whom, instruction",
    '{"kind": "tell", "by": "a"}': "tell: whom is missing",
    '{"kind": "press", "by": 5}': "press: by = 5; it must be a name",
    '{"kind": "press", "by": ""}': "press: by = ''; it must be a name",
    '{"kind": "shut-off", "by": "a", "what": "water"}': "shut-off: what = 'water'; it must be gas or power",
    '{"kind": "add-posts", "by": "a", "post": "desk", "count": 2}': "it must be table or runner or line",
    '{"kind": "add-posts", "by": "a", "post": "line", "count": 21}': "count = 21; it must be a whole number from 1 to 20",
    '{"kind": "radio", "by": "a", "instruction": "run"}': "instruction = 'run'; it must be one of lockdown, secure",
    '{"kind": "radio", "by": "a", "instruction": "hold", "words": "old"}': "it must be plain or coded",
    '{"kind": "radio", "by": "a", "place": "A"}': "place, exit and words belong to an instruction",
    '{"kind": "radio", "by": "a", "instruction": "hold", "exit": "A"}': "an exit belongs to evacuate",
    '{"kind": "channel", "channel": "app", "works": true}': "channel: channel = 'app'; it must be pa or radio",
    '{"kind": "channel", "channel": "pa", "works": 1}': "channel: works = 1; it must be true or false",
    '{"kind": "delay-unit", "unit": "police-1", "seconds": "30 s"}': "it must be a number of seconds",
    '{"kind": "delay-unit", "unit": "police-1", "seconds": true}': "it must be a number of seconds",
    '{"kind": "delay-unit", "unit": "police-1", "seconds": -1}': "finite and at least 0",
}


def test_what_is_no_intervention_and_names_that_nobody_has_are_refused() -> None:
    with pytest.raises(do.UnknownName, match="there is press, call-911"):
        do.from_json({"kind": "evacuate"})
    for data, words in WRONG.items():
        with pytest.raises(ValueError, match=words):
            do.from_json(json.loads(data))
    for seconds in (-1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="finite and at least 0"):
            do.DelayUnit("police-1", seconds)
    engine = SimpyEngine(quiet(), 5, 0)
    unknown = [kind("x") for kind in (do.Press, do.Call911, do.Lock, do.Inform)]
    for intervention in (*unknown, do.Tell("staff@r00", "x"), do.Tell("x", "staff@r01"), do.DelayUnit("x", 1)):
        with pytest.raises(do.UnknownName, match="x"):
            engine.apply(intervention)


def test_a_press_calls_911_and_alerts_the_staff_and_a_call_takes_its_time_and_a_taker() -> None:
    events, outcomes, _ = played(quiet(), (10.0, do.Press("staff@r01")))
    assert outcomes == [do.Outcome(True, "", already_aware=0, still_unaware=4)]
    assert times(events, "pressed") == times(events, "sent") == [10.0]
    assert times(events, "aware") == [16.0] * 3  # everybody else
    assert times(events, "answered", "staff/staff@r01") == [12.0]
    events, _, _ = played(quiet(), (10.0, do.Call911("staff@r02")))
    assert (times(events, "queued"), times(events, "answered"), times(events, "dispatched")) == ([13.0], [15.0], [45.0])
    _, outcomes, _ = played(quiet(), (10.0, do.Call911("staff@r02")), (50.0, do.Call911("staff@r01")))
    assert outcomes == [do.Outcome(True), do.Outcome(True, "911 notified at T+00:15")]


def test_one_person_may_make_two_calls_at_once_and_patience_ends_the_one_that_it_is_about() -> None:
    busy = Plain.psap(takers=1, service=always(100))
    acts = [(1.0, do.Call911("staff@r03")), (2.0, do.Call911("staff@r01")), (3.0, do.Call911("staff@r01"))]
    events, _, _ = played(quiet(psap=busy), *acts)
    assert times(events, "answered", "staff/staff@r01") == [101.0, 201.0]
    # The first call was answered in time; its patience runs out at 71, while the second waits.
    patience = {"waits": always(70), "redials_after": always(0), "redials": 0}
    tables = quiet(psap=Plain.psap(takers=1, service=always(30), patience=patience))
    calls = {0.0: "staff@r03", 1.0: "staff@r01", 31.0: "staff@r02", 62.0: "staff@r01"}
    acts = [(time, do.Call911(caller)) for time, caller in calls.items()]
    events, _, _ = played(tables, *acts)
    assert not times(events, "gave_up")
    assert times(events, "answered", "staff/staff@r01") == [30.0, 90.0]


def test_an_announcement_walks_to_the_microphone_and_is_no_second_message_when_it_comes_again() -> None:
    events, _, _ = played(quiet(), (10.0, do.Announce("staff@r00")))
    assert (times(events, "sent"), times(events, "aware")) == ([30.0], [30.0] * 4)
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, belief={"at_once": chance(0, "person"), "doubt": always(200)})
    campus = Plain.campus(**row_of_rooms(4), pa=Plain.pa(reach_microphone=always(20)))
    tables = tables_of(campus, scenario, Plain.strategy(everyday=["pa"]))
    again, _, _ = played(tables, (10.0, do.Announce("staff@r00")), (50.0, do.Announce("staff@r00")))
    assert times(again, "acts") == [30.0 + 200.0] * 4
    told = (50.0, do.Tell("staff@r00", "staff@r01")), (60.0, do.Inform("staff@r02"))
    by_hand, _, _ = played(tables, (10.0, do.Announce("staff@r00")), *told)
    assert times(by_hand, "acts") == [50.0, 60.0, 230.0, 230.0]  # somebody else's word is one


def test_telling_somebody_takes_as_long_as_reaching_the_office_or_as_in_a_room_and_may_tell_the_office() -> None:
    tables = quiet(office_reached={"by_phone": always(7)})
    tell = do.Tell("staff@r02", "staff@r01")
    events, outcomes, _ = played(tables, (10.0, tell), (11.0, tell), (20.0, tell))
    assert outcomes == [do.Outcome(True), do.Outcome(True), do.Outcome(False, "staff@r01 already knew")]
    aware = next(event for event in events if event.kind == "aware")
    assert (aware.time, aware.subject, aware.object, aware.value) == (17.0, "staff/staff@r01", "desk_phone", 2)
    assert times(events, "locked") == times(events, "protected") == [25.0]
    assert not times(events, "office_told")
    rooms = row_of_rooms(3)
    rooms["roster"] += [adult("aide", "r02", "aide")]
    telling = {"when": "never", "whom": "roster-ring", "most": 0, "contact": always(0), "same_room": always(3)}
    scenario = Plain.scenario(witnessing=SLOW_WITNESS, protocol=Plain.protocol(tell=telling))
    events, _, _ = played(tables_of(Plain.campus(**rooms), scenario), (10.0, do.Tell("staff@r02", "aide")))
    aware = next(event for event in events if event.kind == "aware")
    assert (aware.time, aware.subject, aware.object) == (13.0, "staff/aide", "voice")
    events, _, _ = played(quiet(), (10.0, do.Tell("staff@r02", "staff@r00")))
    assert not times(events, "office_told")  # nobody works in it
    events, _, _ = played(with_an_office(), (10.0, do.Tell("staff@r02", "clerk")))
    assert times(events, "office_told") == [10.0]
    assert times(events, "sent") == [30.0]  # and speaks on the PA


def test_a_door_that_is_locked_by_decision_protects_whoever_knows_later() -> None:
    events, outcomes, _ = played(
        quiet(), (10.0, do.Lock("staff@r01")), (30.0, do.Lock("staff@r01")), (40.0, do.Inform("staff@r01"))
    )
    assert outcomes[1] == do.Outcome(False, "the door is already locked")
    assert (times(events, "locked"), times(events, "protected")) == ([18.0], [40.0])


def test_a_channel_fails_and_works_again_and_a_unit_is_late_only_while_it_has_not_begun() -> None:
    acts: list[tuple[float, do.Intervention]] = [
        (5.0, do.SetChannel("pa", False)),
        (6.0, do.SetChannel("pa", False)),
        (10.0, do.Announce("staff@r00")),
        (40.0, do.SetChannel("pa", True)),
        (50.0, do.Announce("staff@r00")),
    ]
    events, outcomes, _ = played(quiet(), *acts)
    assert outcomes[1] == do.Outcome(False, "the pa is down already")
    assert (times(events, "silent"), times(events, "sent")) == ([30.0], [70.0])
    assert [(event.time, event.subject, event.value) for event in events if event.kind == "condition"] == [
        (5.0, "pa", 0.0),
        (40.0, "pa", 1.0),
    ]
    late = (1.0, do.DelayUnit("police-1", 30.5)), (2.0, do.DelayUnit("police-1", 10.0))
    events, _, _ = played(quiet(), *late, (10.0, do.Call911("staff@r02")))
    assert times(events, "on_scene") == [45.0 + 300.0 + 40.5]
    _, outcomes, _ = played(quiet(), (10.0, do.Call911("staff@r02")), (46.0, do.DelayUnit("police-1", 30.0)))
    assert outcomes[1] == do.Outcome(False, "police-1 is already en route")


def test_after_all_clear_or_the_horizon_nothing_happens() -> None:
    engine = SimpyEngine(quiet(), 5, 0)
    engine.run_until(10.0)
    engine.apply(do.Inform("staff@r01"))
    engine.run_until(11.0)
    engine.apply(do.AllClear())
    assert engine.apply(do.Inform("staff@r02")) == do.Outcome(False, "over at T+00:11")
    assert [event.kind for event in engine.run().events()][-2:] == ["all_clear", "end"]
    assert list(engine.trace.events())[-1].time == 11.0
    engine = SimpyEngine(quiet("5 min"), 5, 0)
    rows = len(engine.run())
    for intervention in ONE_OF_EACH:
        assert engine.apply(intervention) == do.Outcome(False, "over at T+05:00")
    assert len(engine.run()) == rows


def test_what_cannot_be_done_says_why_and_changes_nothing() -> None:
    """No app, no PA; a person in the hall; somebody who is away."""
    rooms = row_of_rooms(3)
    rooms["roster"] += [adult("guard", "hall", "guard"), adult("sro", "hall", "sro")]
    tables = tables_of(Plain.campus(**rooms), Plain.scenario(witnessing=SLOW_WITNESS), Plain.strategy(), "sro-away")
    reasons: dict[do.Intervention, str] = {
        do.Press("guard"): "this strategy has no app",
        do.Announce("staff@r00"): "the PA is not used under this strategy",
        do.Lock("guard"): "guard is not in a room that can be locked",
        do.Lock("sro"): "sro is not on campus",
        do.Radio("staff@r00"): "radios are not used under this strategy",
        do.Tell("staff@r00", "sro"): "sro is not on campus",
        do.Inform("sro"): "sro is not on campus",
        do.Call911("sro"): "sro is not on campus",
        do.SetChannel("pa", True): "the pa works already",
    }
    engine = SimpyEngine(tables, 5, 0)
    for intervention, reason in reasons.items():
        assert engine.apply(intervention) == do.Outcome(False, reason)
    assert engine.run().rows == SimpyEngine(tables, 5, 0).run().rows


def test_interventions_come_in_their_order_before_the_models_own_events_of_their_instant() -> None:
    campus = Plain.campus(**row_of_rooms(3), pa=Plain.pa(reach_microphone=always(10)))
    strategy = Plain.strategy(report=["tell-office"], everyday=["pa"])
    engine = SimpyEngine(tables_of(campus, Plain.scenario(hazard=assailant(lasts=always(10))), strategy), 5, 0)
    engine.run_until(10.0)
    assert not times(list(engine.trace.events()), "hazard_ends")
    engine.apply(do.Inform("staff@r01"))
    engine.run_until(11.0)
    at_ten = [(event.kind, event.object) for event in engine.trace.events() if event.time == 10.0]
    assert at_ten[:2] == [("aware", "desk"), ("hazard_ends", "")]
    assert at_ten.index(("sent", "pa")) < at_ten.index(("acts", "")), "who was told acts in the turn of those who act"
    acts: list[tuple[float, do.Intervention]] = [(10.0, do.SetChannel("pa", works)) for works in (False, True)]
    events, outcomes, _ = played(quiet(), *acts, (10.0, do.Announce("staff@r01")))
    assert [intervention.began for intervention in outcomes] == [True] * 3
    assert times(events, "sent") == [30.0]


def interventions_for(emergency: Played) -> list[do.Intervention]:
    """Some that can be done in any emergency."""
    first, last = emergency.campus["roster"][0]["id"], emergency.campus["roster"][-1]["id"]
    acts: list[do.Intervention] = [
        *(kind(first) for kind in (do.Call911, do.Inform, do.Radio)),
        do.Tell(first, last),
        do.Send(last, first),
    ]
    acts += [*(kind(last) for kind in (do.Lock, do.Press, do.Announce)), do.SetChannel("pa", False)]
    return [*acts, do.DelayUnit("police-1", 7)]


@fewer
@given(emergencies(), st.lists(st.tuples(st.integers(1, 120 << 20), st.integers(0, 9)), min_size=1, max_size=5))
def test_interventions_keep_the_rules_and_use_no_others_numbers(emergency: Played, acts: list[tuple[int, int]]) -> None:
    logs: list[DrawLog] = [{}, {}]
    emergency.engine(log=logs[0]).run()
    engine = emergency.engine(log=logs[1])
    for time, which in sorted(acts):
        engine.run_until(time * GRID)
        engine.apply(interventions_for(emergency)[which])
    events = list(engine.run().events())
    shared = logs[0].keys() & logs[1].keys()
    assert all(logs[0][key] == logs[1][key] for key in shared)
    assert [rule for rule in broken_rules(emergency.tables(), events) if not rule.startswith(BY_DECISION)] == []


BY_DECISION = (
    "does something before being aware",  # somebody in the room decided it for them
    "does something before acting",
    "nothing was delivered",  # the one who pressed by decision
    "told by somebody who does not act",
    "there was no contact",
    "an odd channel",
    "the office was not told",  # told by phone, and not of the office
    "nobody of the office knew",  # told by somebody without a name
)
