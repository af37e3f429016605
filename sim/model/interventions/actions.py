"""What the actions of one person have in common: who acts, what is at hand, and that they are busy until it is done."""

from dataclasses import dataclass
from typing import ClassVar

from sim.model.environment import Process, Rank
from sim.model.interventions.base import Intervention, Scope, find_person
from sim.model.interventions.request import Request
from sim.model.movement import find_accompanying_groups
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class PersonalAction(Intervention):
    """An action of one person in the participants' arm. by: their id on the roster."""

    scope: ClassVar[Scope] = "players"
    by: str

    def ask(self, tables: Tables) -> Request:
        return Request(NOBODY, person=find_person(tables, self.by))


def speaks_for_the_office(world: World, person: int) -> bool:
    """Whether this person acts for an office that is played."""
    return world.office_played and world.tables.staff.office[person]


def count_students_with(world: World, person: int) -> int:
    """Heads of the groups that this person supervises and is with."""
    return sum(world.occupants[group] for group in find_accompanying_groups(world, person))


def is_at_scene(world: World, person: int) -> bool:
    """Whether a person is in the zone of the hazard or the patient."""
    return world.hazard_zone != NOBODY and world.zone[person] == world.hazard_zone


def is_sure(world: World, person: int) -> bool:
    """Whether a person is aware and does not doubt."""
    return world.aware[person] and not world.doubting[person]


def has_phone(world: World, person: int) -> bool:
    """Whether there is a desk phone in the zone, or they have their own phone at hand. Uses up no random number."""
    return world.tables.layout.has_phone[world.zone[person]] or bool(world.peek(Purpose.PHONE_ON_PERSON, person))


def start_decided(world: World, steps: Process, person: int) -> None:
    """Starts a decided call or message, before the model's own events of this instant, and records that they have called."""
    world.has_called[person] = world.has_called[person] or world.played[person]
    start_action(world, steps, person)


def start_action(world: World, steps: Process, person: int) -> None:
    """Starts a decided action; the person is busy until it is done."""
    world.busy[person] += 1
    world.start(run_until_done(world, steps, person), Rank.INTERVENTION, person, count=world.interventions)


def run_until_done(world: World, steps: Process, person: int) -> Process:
    """Handler: runs the steps; then the person is free again."""
    yield from steps
    world.busy[person] -= 1
    world.report_news()
