"""A phone tree: the office calls a few people, each of whom calls as many more, in the order of the roster.

A caller calls one after the other. Who does not pick up is called once more after the others. If that is in vain too, their own branch is
lost, or their caller calls it in their place.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.model.awareness import become_aware
from sim.model.channels import PHONE, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder

TRIES = 2


class PhoneTree(ChannelModel):
    """In a strategy file. fan_out: people whom each one calls. call, in_vain: how long a call takes.

    answered: a person picks up. recalled: who calls somebody in vain calls that person's branch in their place.
    """

    kind: Literal["phone-tree"]
    fan_out: int = Field(strict=True, ge=1, le=10)
    answered: Annotated[ChanceInput, AllowedScales("event", "person", "site")]
    call: Annotated[DurationInput, AllowedScales("person", "event", "site")]
    in_vain: Annotated[DurationInput, AllowedScales("event", "site")]
    recalled: Annotated[ChanceInput, AllowedScales("person", "site")]


@dataclass(frozen=True)
class PhoneTreeTable:
    """The people whom each person calls, and whom the office does at the end, in order."""

    called: list[list[int]] = field(default_factory=list)


def add_streams(streams: StreamBuilder, tree: PhoneTree, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_values(Purpose.TREE_ANSWERED, tree.answered, keys.staff, TRIES)
    streams.add_times(Purpose.TREE_CALL, tree.call, keys.staff)
    streams.add_times(Purpose.TREE_IN_VAIN, tree.in_vain, keys.staff, TRIES)
    streams.add_values(Purpose.TREE_RECALLED, tree.recalled, keys.staff)


def build_table(tree: PhoneTree, tables: Tables, _emergency: Emergency) -> PhoneTreeTable:
    """Those outside the office, in the order of the roster: the first few are the office's, the next theirs, and so on."""
    outside = [person for person, is_office in enumerate(tables.staff.office) if not is_office]
    called: list[list[int]] = [[] for _ in range(tables.staff_count + 1)]
    for place, person in enumerate(outside):
        caller = tables.staff_count if place < tree.fan_out else outside[place // tree.fan_out - 1]
        called[caller].append(person)
    return PhoneTreeTable(called)


def start_tree(world: World, office: int) -> None:
    world.log_event(EventKind.SENT, office, Channel.PHONE_TREE)
    first = world.tables.staff_count
    world.start(call_branch(world, first), Rank.ACT, office, purpose=Purpose.TREE_CALL)


def call_branch(world: World, caller: int) -> Process:
    """Handler: calls everyone below a caller, one after the other, and then those again who did not pick up."""
    for person in world.tables.of(PhoneTreeTable).called[caller]:
        yield from call_person(world, person, 0)
    for person in world.tables.of(PhoneTreeTable).called[caller]:
        if not picks_up(world, person, 0):
            yield from call_person(world, person, 1)
    for person in world.tables.of(PhoneTreeTable).called[caller]:
        if is_lost(world, person) and world.draw(Purpose.TREE_RECALLED, person):
            world.start(call_branch(world, person), Rank.ACT, person, purpose=Purpose.TREE_CALL)


def call_person(world: World, person: int, number: int) -> Process:
    """One call. Who picks up knows at its end, and begins to call in turn."""
    if not picks_up(world, person, number):
        seconds = world.draw(Purpose.TREE_IN_VAIN, person, number)
        yield world.wait(seconds, Rank.DELIVERY, person, Purpose.TREE_IN_VAIN)
        return
    yield world.wait(world.draw(Purpose.TREE_CALL, person), Rank.DELIVERY, person, Purpose.TREE_CALL)
    become_aware(world, person, Channel.PHONE_TREE)
    world.start(call_branch(world, person), Rank.ACT, person, purpose=Purpose.TREE_CALL)


def picks_up(world: World, person: int, number: int) -> bool:
    """Whether a person on campus answers this try."""
    return world.present[person] and bool(world.draw(Purpose.TREE_ANSWERED, person, number))


def is_lost(world: World, person: int) -> bool:
    """Whether a person answered neither try."""
    return not picks_up(world, person, 0) and not picks_up(world, person, 1)


def describe(tree: PhoneTree) -> tuple[str | Input, ...]:
    return (f"each calls {tree.fan_out}; answered: ", tree.answered, ", in ", tree.call, ", in vain ", tree.in_vain)


PHONE_TREE = ChannelRecord(
    Channel.PHONE_TREE,
    PHONE,
    "phone tree",
    device=Device(
        PhoneTree, describe, add_streams, by_office=start_tree, build_table=build_table, table=PhoneTreeTable
    ),
)
