"""When much falls on one instant: the order is the written one, and SimPy's own counter decides nothing.

The written order: interventions, hazard, call ends, queue advances, dispatch and arrivals, deliveries (everyone reached is
marked first, then each acts), next contact picked, reactions, movement, protection; within a rank by entity, then purpose, then count.
"""

from functools import partial

import pytest
import simpy.core
from hypothesis import given
from hypothesis import strategies as st

from tests.sim import worlds
from tests.sim.inputs import always, chance
from tests.sim.model.event_orders import backwards, no_counter_changes
from tests.sim.model.random_campuses import Played, emergencies, fewer
from tests.sim.plays import play
from tests.sim.worlds import Plain, app_strategy, link, row_of_rooms, tables_of, telling, witness


@fewer
@given(emergencies(steady=True), st.integers(2, 2_147_483_646))
def test_simpys_counter_decides_nothing(played: Played, step: int) -> None:
    no_counter_changes(played, step)


def note(order: list[str], name: str, _event: simpy.Event) -> None:
    order.append(name)


def test_the_counter_that_is_turned_round_is_the_one_that_simpy_uses() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy.core, "count", backwards)
        env = simpy.Environment()
        order: list[str] = []
        for name in ("first", "second"):
            event = simpy.Event(env)
            event.callbacks.append(partial(note, order, name))
            event.succeed()
        env.run()
    assert order == ["second", "first"]


@fewer
@given(emergencies(steady=True))
def test_no_two_events_share_an_instant_and_a_place_in_its_order(played: Played) -> None:
    taken: set[tuple[float, int]] = set()
    schedule, step = simpy.core.Environment.schedule, simpy.core.Environment.step

    def schedules(env: simpy.Environment, event: simpy.Event, priority: int = 1, delay: float = 0) -> None:
        place = env.now + delay, priority
        assert place not in taken, f"two events at {place}"
        taken.add(place)
        schedule(env, event, priority, delay)  # type: ignore[arg-type]

    def steps(env: simpy.Environment) -> None:
        taken.discard(env._queue[0][:2])
        step(env)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy.core.Environment, "schedule", schedules)
        patch.setattr(simpy.core.Environment, "step", steps)
        played.engine().run()
    assert taken


@fewer
@given(emergencies(steady=True))
def test_a_room_that_nobody_can_reach_changes_nothing(played: Played) -> None:
    hazard = played.scenario["hazard"]
    if hazard["kind"] == "assailant" and hazard["where"] == [{"zones": ["*"]}]:
        return  # it might start there
    people = played.campus.get("office_people")
    if people and people["places"] == [{"zones": ["*"]}]:
        return  # somebody of the office might be there
    lonely = {**played.campus, "zones": [*played.campus["zones"], worlds.zone("z99", building="far away")]}
    more = played.changed(campus=lonely)
    before = played.engine().run().events()
    after = (event for event in more.engine().run().events() if event.place != "z99")  # locked before onset, perhaps
    assert list(after) == list(before)


def at_ten() -> list[str]:
    """One play in which an event of every rank falls on 10 s, each scheduled long before: kind, subject, object."""
    names = ["r00", "hall", "r01", "r02", "gym", "r03"]
    kinds = [name if name in ("hall", "gym") else "classroom" for name in names]
    both = zip(names, kinds, strict=True)
    rooms = [worlds.zone(name, kind, None if name == "hall" else "bolt") for name, kind in both]
    posts = {"coach": "gym", "aide": "gym", "far": "r03", "near": "r02"}
    walker = worlds.adult("walker", "r01", elsewhere=[{"during": "any", "place": "hall"}])
    staff = [worlds.adult("witness", "r00"), worlds.adult("secretary", "r00", "office", office=True), walker]
    staff += [worlds.adult(name, post, "aide" if name == "aide" else "teacher") for name, post in posts.items()]
    audible = [{"kinds": ["gym"], "heard": chance(1, "zone")}]
    campus = Plain.campus(
        zones=rooms,
        links=[link("hall", name, 7) for name in names if name != "hall"],
        roster=staff,
        locks=[worlds.bolt(7)],
        pa=Plain.pa(reach_microphone=always(4), reading="6 s", audible=audible),
        psap=Plain.psap(service=always(10), processing=always(5), takers=1),
        agencies=[{"id": "police", "kind": "police", "travel": always(5), "locate": always(99), "enters": "gym"}],
    )
    witnessing = witness(adjacent=chance(1, "event"))
    protocol = telling("roster-ring", 2, always(10)) | {"reaction": always(3)}
    scenario = Plain.scenario(hazard=worlds.assailant(lasts=always(10)), witnessing=witnessing, protocol=protocol)
    app = app_strategy("plain", ["pa", "word-of-mouth"], press=always(10), legs={"psap": "off", "staff": "off"})
    app |= {"report": ["app"], "office": {"calls_911": True, "announces": "at-once"}}
    events = play(tables_of(campus, scenario, app))
    then = [e for e in events if e.time == 10.0]
    return [f"{e.kind} {e.subject} {e.object}".replace("staff/", "").strip() for e in then]


def test_events_of_every_rank_at_one_instant_come_in_the_written_order() -> None:
    assert at_ten() == [
        *("hazard_ends", "call_ended office", "on_scene unit/police-1"),
        *("aware coach pa", "aware aide pa"),  # everyone reached is marked first
        "aware near voice",  # a contact ends, and who told it picks the next before the newly aware one acts
        *(f"contact_begins {one} far" for one in ("witness", "secretary", "walker")),
        # then each acts, by their place on the roster
        *(what for one in ("coach", "aide", "near") for what in (f"acts {one}", f"contact_begins {one} far")),
        *("pressed witness", "pressed secretary", "pressed walker"),  # reactions
        "enters walker",  # movement
        *("locked witness", "protected witness", "protected secretary"),  # protection, now that the hazard is gone
    ]


def test_a_call_that_ends_frees_its_taker_before_another_joins_and_before_help_is_sent() -> None:
    """One taker. The first call ends at 10, when a second caller waits and a third joins."""
    staff = [worlds.adult("staff@{zone}", {"each": "classroom"})]
    psap = Plain.psap(takers=1, service=always(10))
    campus = Plain.campus(**row_of_rooms(3) | {"roster": staff}, psap=psap)
    protocol = telling("roster-ring", 2, always(5))
    scenario = Plain.scenario(protocol=protocol, told_calls_911=chance(1, "person"))
    events = [e for e in play(tables_of(campus, scenario)) if e.time == 10.0]
    result = [(e.kind, e.subject.removeprefix("staff/staff@"), e.value) for e in events]
    assert [row for row in result if row[0] in ("call_ended", "answered", "dispatched", "queued")] == [
        ("call_ended", "r00", 0.0),
        ("answered", "r02", 0.0),
        ("dispatched", "r00", 0.0),
        ("queued", "r01", 0.0),  # told at 10; nobody waits before
    ]
