"""What participants and facilitators do is the same in both engines, to the last bit: it begins or not, and does the same."""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.compiled.play import CompiledPlay
from sim.engine import SimpyEngine, View
from sim.model.interventions import AddPosts, DelayUnit, Inform, Intervention, Send, Tell, TextFamilies, UnknownName
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace import EventKind, News, Trace
from sim.sampling.streams import DrawLog
from sim.tabulation import tabulate
from tests.sim.compiled.engine_comparison import describe_play, find_measure_difference, find_trace_difference
from tests.sim.compiled.random_interventions import Step, played_in, steps_in
from tests.sim.compiled.rare_options import KINDS as RANDOM
from tests.sim.compiled.rare_options import rare_emergencies
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW
from tests.sim.inputs import always, chance
from tests.sim.model.acts import ONE_OF_EACH
from tests.sim.model.random_campuses import Played
from tests.sim.schools import quiet, with_an_office
from tests.sim.worlds import Plain, app_strategy, row_of_rooms, tables_of, telling, witness

SCHOOLS = {"quiet": quiet(), "with an office": with_an_office(), "with radios": with_an_office(radios=True)}
VIEWED = [name for name in vars(View) if not name.startswith("_")]
"""What conditions ask of the state."""


def assert_equal_under_interventions(
    tables: Tables, steps: Iterable[Step], played: Collection[str] = (), seed: int = 5, replication: int = 0
) -> None:
    """Both engines, step by step: outcomes, clocks, what conditions see, who is busy, what was drawn for, traces and measures."""
    log: DrawLog = {}
    engine = CompiledEngine(tables, seed)
    model = SimpyEngine(tables, seed, replication, log=log, played=played)
    play = CompiledPlay(engine, replication, played)
    for time, action in steps:
        model.run_until(time)
        play.run_until(time)
        assert (play.now, play.is_ended) == (model.now, model.is_ended)
        for name in VIEWED:
            assert getattr(play.view(), name) == getattr(model.view(), name), name
        if isinstance(action, str):
            assert play.return_to_simulation(action).began == model.return_to_simulation(action).began, action
        else:
            assert play.is_busy(action) == model.is_busy(action), action
            assert play.apply(action).began == model.apply(action).began, action
    expected = model.run()
    difference = find_trace_difference(expected, play.run()) or find_measure_difference(expected, engine)
    assert not difference, describe_play(tables, seed, replication) + difference
    assert {int(purpose) for purpose in np.flatnonzero(engine.drawn)} == {purpose for purpose, _, _ in log}


@pytest.mark.slow
@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("act", ONE_OF_EACH, ids=lambda act: act.kind)
def test_each_kind_is_the_same_in_a_quiet_school(school: str, act: Intervention) -> None:
    """Before onset, twice at one instant, while the person is busy, by a role that was returned, after the end."""
    tables = SCHOOLS[school]
    times = (-1.0, 0.0, 3.0, 3.0, 50.25, 400.0, 3700.0)
    for played in ((), ("staff@r01", OFFICE), tuple(tables.staff.ids)):
        returned: list[Step] = [(60.0, name) for name in played]
        steps: list[Step] = sorted([*((time, act) for time in times), *returned], key=lambda step: step[0])
        assert_equal_under_interventions(tables, steps, played)


def one_of_each_by(tables: Tables, first: str, second: str) -> list[Intervention]:
    """The kinds that one person does to another, and the rest, in this emergency."""
    door = tables.layout.zones[tables.units.enters[0]]
    names = {"staff@r00": first, "staff@r01": second, "police-1": tables.units.ids[0], "r00": door}
    names |= {"r01": tables.layout.zones[0], "r03": tables.layout.zones[-1]}
    acts = []
    for act in ONE_OF_EACH[:-1]:
        fields = {name: names.get(value, value) for name, value in vars(act).items()}
        acts.append(type(act)(**fields))
    return [*acts, Send(second, first)]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_each_kind_is_the_same_in_a_shipped_scenario(scenario: str) -> None:
    """By people who do much at the same time, at instants at which much happens."""
    emergency = open_emergency(scenario)
    tables = tabulate(emergency, list(emergency.strategies)[-1])
    instants = sorted({row[0] for row in SimpyEngine(tables, 5, 1).run().rows if row[0] > 0.0})
    people = [*tables.staff.ids, *tables.staff.ids]
    for number, time in enumerate(instants[:: max(len(instants) // 6, 1)]):
        acts = one_of_each_by(tables, people[number], people[number + 1])
        steps: list[Step] = [(time + later, act) for later in (0.0, 20.5) for act in acts]
        played = people[:6:2] if number % 2 else (*tables.staff.ids, OFFICE)
        assert_equal_under_interventions(tables, steps, played, replication=number)


def crowded(**strategy: Any) -> Tables:
    """Two rooms and an office full of people with radios, in which everything takes five seconds. strategy: what is otherwise."""
    five = always(5)
    rooms = row_of_rooms(3)
    rooms["roster"] += [
        {"id": f"{name}-{room}", "role": name, "post": room, "radio": True, "office": name == "clerk"}
        for name, room in (("aide", "r01"), ("coach", "r01"), ("clerk", "r00"), ("guard", "r02"), ("nurse", "r02"))
    ]
    campus = Plain.campus(
        **rooms,
        pa=Plain.pa(reach_microphone=five),
        psap=Plain.psap(takers=1, connect=five, pick_up=five, service=five, processing=five),
        radio={"talk": five, "received": chance(1, "event")},
        office_reached={"by_phone": five},
        locks=[{"id": "bolt", "secure": five, "fails": chance(0, "event")}],
    )
    scenario = Plain.scenario(
        protocol=telling("roster-ring", 3, five, same_room=five) | {"reaction": five},
        witnessing=witness(recognition=10, decision=5),
        belief={"at_once": chance(0, "person"), "doubt": five},
    )
    office = {"office": {"calls_911": True, "announces": "at-once"}}
    return tables_of(campus, scenario, app_strategy("plain", ["pa", "radio"], notice=five) | office | strategy)


CROWDED = crowded()
ROOM = [(2.0, Inform("coach-r01")), (7.0, Tell("staff@r01", "aide-r01"))]
"""The coach acts after five seconds of doubt, and tells the room when the teacher does."""
PHONE = [(15.0, Tell("staff@r00", "staff@r02"))]
"""The witness phones somebody, when the model has them phone the office."""


@pytest.mark.parametrize("steps", [ROOM, PHONE], ids=["room", "phone"])
def test_a_decided_message_comes_after_the_models_own_of_the_same_instant(steps: list[Step]) -> None:
    assert_equal_under_interventions(crowded(report=["tell-office"]), steps)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=3 * settings().max_examples)
def test_what_falls_on_one_instant_keeps_its_order(data: st.DataObject) -> None:
    """All that people decide, and nearly all that the model does, at multiples of five seconds."""
    at = st.integers(0, 8).map(lambda number: 5.0 * number)
    steps, played = data.draw(steps_in(CROWDED, at)), data.draw(played_in(CROWDED))
    assert_equal_under_interventions(CROWDED, steps, played)


@pytest.mark.full(step="engines")
@pytest.mark.parametrize("kind", RANDOM)
def test_many_random_interventions_are_the_same(kind: str) -> None:
    @given(st.data(), rare_emergencies(kind))
    @settings(max_examples=90)
    def plays_the_same(data: st.DataObject, emergency: Played) -> None:
        assert_equal_in(data, emergency)

    plays_the_same()


def assert_equal_in(data: st.DataObject, emergency: Played) -> None:
    tables = emergency.tables()
    steps, played = data.draw(steps_in(tables)), data.draw(played_in(tables))
    assert_equal_under_interventions(tables, steps, played, emergency.seed, emergency.replication)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["parents-email", "parents-none"])
def test_acts_during_a_release_are_the_same(strategy: str) -> None:
    """A text, and posts of each kind, more than there can be."""
    posts = [AddPosts("principal", post, count) for post in ("table", "runner", "line") for count in (2, 20)]
    acts = [AddPosts("principal", "table", 4), TextFamilies("secretary-1"), *posts, TextFamilies("principal")]
    steps = [(300.0 + 900.0 * number, act) for number, act in enumerate(acts)]
    assert_equal_under_interventions(tabulate(open_emergency("reunification"), strategy), steps)


def do_one_of_each(engine: SimpyEngine | CompiledPlay) -> Trace:
    """With a look ahead after each, and roles that are returned."""
    names = engine.tables.staff.ids
    engine.watch(News(frozenset(EventKind), frozenset(names), 0.5))
    for number, act in enumerate(ONE_OF_EACH[:-1]):
        engine.run_until(5.0 * number)
        engine.apply(act)
        engine.return_to_simulation(names[number % 3])
        engine.next_change(5.0 * number + 3.0)
    return engine.run()


def test_a_play_without_enough_room_begins_again_with_the_same_interventions() -> None:
    """Wherever the room runs out: at an intervention, or on the way to news."""
    tables = SCHOOLS["with radios"]
    expected = do_one_of_each(SimpyEngine(tables, 5, 0, played=tables.staff.ids))
    enough = CompiledEngine(tables, 5)
    assert not find_trace_difference(expected, do_one_of_each(CompiledPlay(enough, 0, tables.staff.ids)))
    needed = int(enough.world.state[0].activities_used)
    for room in range(1, needed):
        engine = CompiledEngine(tables, 5)
        engine.world.sizes[0].processes = room
        assert not find_trace_difference(expected, do_one_of_each(CompiledPlay(engine, 0, tables.staff.ids)))
        assert engine.capacity == 2


def test_names_that_are_not_there_are_refused() -> None:
    engine = CompiledEngine(SCHOOLS["quiet"], 5)
    with pytest.raises(UnknownName, match="'principal' is not on the roster of plain"):
        CompiledPlay(engine, 0, {"principal"})
    play = CompiledPlay(engine, 0)
    for act in (Send("staff@r00", "principal"), DelayUnit("ambulance-9", 1.0)):
        with pytest.raises(UnknownName):
            play.apply(act)
