"""Interventions at random, for hypothesis: what participants and facilitators do in any emergency, and plans that wait for anything."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

from hypothesis import strategies as st

from scenarios.exercise import Condition, Milestone
from sim.exercise.replay import PlannedAction
from sim.exercise.triggers import Trigger
from sim.model import interventions as do
from sim.model.state import OFFICE
from sim.model.tables import Tables

Draw = Callable[[st.SearchStrategy[Any]], Any]
Step = tuple[float, do.Intervention | str]
"""Seconds from onset, and an intervention, or the role that is returned to the model."""
LATEST = 250
MILESTONES = get_args(Milestone)


def people_of(tables: Tables) -> st.SearchStrategy[str]:
    return st.sampled_from(tables.staff.ids)


def roles_of(tables: Tables) -> st.SearchStrategy[str]:
    return st.sampled_from([*tables.staff.ids, OFFICE])


def doors_of(tables: Tables) -> list[str]:
    """Where units come in, and other zones."""
    zones = tables.layout.zones
    return [*(zones[zone] for zone in tables.units.enters), *zones]


def times() -> st.SearchStrategy[float]:
    """Whole seconds, on which much falls, and between them."""
    return st.one_of(st.integers(0, LATEST).map(float), st.integers(0, LATEST * 64).map(lambda ticks: ticks / 64))


def interventions_in(tables: Tables) -> st.SearchStrategy[do.Intervention]:
    """Of every kind, by and about anyone on the roster; the all clear is rare, because it ends everything."""
    person = people_of(tables)
    everyday = do.Press, do.Call911, do.Announce, do.Radio, do.Lock, do.Inform
    own = *everyday, do.TellRoom, do.OpenDoor, do.RollCall, do.SecureDoors
    alone: list[st.SearchStrategy[Any]] = [st.builds(kind, person) for kind in own]
    about: list[st.SearchStrategy[Any]] = [st.builds(kind, person, person) for kind in (do.Tell, do.Send)]
    about += [st.builds(kind, person, st.sampled_from(tables.layout.zones)) for kind in (do.Look, do.Move)]
    about += [*orders_in(tables)] * 2
    about.append(st.builds(do.MeetResponders, person, st.sampled_from(doors_of(tables))))
    if tables.hazard.kind == "cardiac-arrest":
        kinds = do.ClearWay, do.StartCpr, do.FetchAed, do.CallForAed, do.AssignTasks
        alone += [st.builds(kind, person) for kind in kinds]
        about.append(st.builds(do.SendAed, person, person))
    if tables.hazard.kind == "fire":
        alone.append(st.builds(do.StopHorns, person))
        about.append(st.builds(do.ShutOff, person, st.sampled_from(["gas", "power"])))
    about += random_crisis_acts(tables)
    world: list[st.SearchStrategy[Any]] = [st.builds(do.SetChannel, st.sampled_from(["pa", "radio"]), st.booleans())]
    if tables.units.ids:
        seconds = st.sampled_from([0.0, 30.0, 1.0 / 3.0])
        world.append(st.builds(do.DelayUnit, st.sampled_from(tables.units.ids), seconds))
    common: st.SearchStrategy[do.Intervention] = st.one_of(*alone, *about, *world)
    return st.one_of(*[common] * 11, st.just(do.AllClear()))


def random_crisis_acts(tables: Tables) -> list[st.SearchStrategy[Any]]:
    """What is decided in a storm, in a plume, about a person who is agitated, or about a child who is missing."""
    person, zone = people_of(tables), st.sampled_from(tables.layout.zones)
    sent = st.one_of(st.none(), person)
    area = st.sampled_from([*tables.layout.buildings, *tables.layout.zones])
    acts: dict[str, list[st.SearchStrategy[Any]]] = {
        "tornado": [st.builds(do.TakeShelter, person)],
        "release-outside": [
            *(st.builds(kind, person) for kind in (do.CloseIn, do.AirOut)),
            st.builds(do.StopVentilation, person, st.sampled_from([None, *tables.layout.buildings])),
        ],
        "agitated-person": [
            *(st.builds(kind, person) for kind in (do.CallTeam, do.Engage)),
            st.builds(do.StepAside, person, zone),
        ],
        "missing-student": [
            st.builds(do.SearchArea, person, sent, place=area),
            st.builds(do.WatchExit, person, sent, at=zone),
        ],
    }
    return acts.get(tables.hazard.kind, []) * 2


def orders_in(tables: Tables) -> list[st.SearchStrategy[do.Intervention]]:
    """Messages that ask for something, somewhere."""
    person, layout = people_of(tables), tables.layout
    area = st.sampled_from([None, None, *layout.buildings, *layout.zones])
    common = {"place": area, "words": st.sampled_from(["plain", "plain", "coded"])}
    stays = common | {"instruction": st.sampled_from(["lockdown", "secure", "hold", "shelter"])}
    door = st.sampled_from([None, *layout.zones])
    leaves = common | {"instruction": st.just("evacuate"), "exit": door}
    return [
        *(st.builds(kind, person, **asks) for kind in (do.Press, do.Announce, do.Radio) for asks in (stays, leaves)),
        *(st.builds(do.Tell, person, person, **asks) for asks in (stays, leaves)),
    ]


@st.composite
def steps_in(draw: Draw, tables: Tables, at: st.SearchStrategy[float] | None = None) -> list[Step]:
    """What is done, in order of time."""
    action = st.one_of(*[interventions_in(tables)] * 5, roles_of(tables))
    steps: list[Step] = draw(st.lists(st.tuples(times() if at is None else at, action), max_size=8))
    return sorted(steps, key=lambda step: step[0])


def played_in(tables: Tables) -> st.SearchStrategy[set[str]]:
    """The roles that are played: often all of them."""
    everybody = {*tables.staff.ids, OFFICE}
    return st.one_of(st.just(everybody), st.sets(roles_of(tables)))


def conditions_in(tables: Tables, names: list[str]) -> st.SearchStrategy[Condition]:
    """Of every kind. names: ids of the planned actions."""
    shares = st.sampled_from([0.2, 0.5, 1.0])
    fields: dict[str, st.SearchStrategy[Any]] = {
        "happened": st.sampled_from(MILESTONES),
        "aware": people_of(tables),
        "decided": st.sampled_from(names),
        "delivered": st.integers(1, 3),
        "hazard_in": st.lists(st.sampled_from([*tables.layout.zones, "r*"]), min_size=1, max_size=2),
        "aware_share": shares,
        "protected_share": shares,
        "world": st.sampled_from(["pa-failed", "radio-failed"]),
        "played": roles_of(tables),
    }
    return st.one_of(*(st.builds(Condition, **{name: values}) for name, values in fields.items()))


@st.composite
def plans_in(draw: Draw, tables: Tables) -> list[PlannedAction]:
    """Decisions, injects and returned roles that wait for times, for people, for what happens, and for each other."""
    number = draw(st.integers(1, 5))
    names = [draw(st.sampled_from([f"D{n}", f"D{n}", f"inject-{n}", "hand-back-office"])) for n in range(number)]
    names = list(dict.fromkeys(names))
    condition = conditions_in(tables, names)
    few = st.lists(condition, max_size=2).map(tuple)
    rare = st.one_of(st.just(()), st.just(()), few)
    nobody = st.just("")
    triggers = st.builds(
        Trigger,
        at=st.one_of(st.just(0.0), times()),
        after=few,
        when=rare,
        unless=rare,
        owner=st.one_of(nobody, people_of(tables)),
        role=st.one_of(nobody, nobody, roles_of(tables)),
    )
    seconds = st.one_of(st.just(0.0), st.integers(0, 60).map(float), st.floats(0.0, 60.0))
    actions = st.lists(interventions_in(tables).map(do.to_json), max_size=3).map(tuple)
    returned = st.lists(roles_of(tables), max_size=1).map(tuple)
    rest: Any = {"decided_after": seconds, "actions": actions, "returned_roles": returned}
    plan = st.builds(PlannedAction, st.just(""), triggers, cost=seconds, **rest)
    return [replace(draw(plan), id=name) for name in names]
