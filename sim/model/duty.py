"""The duty of an adult: to protect their group, or to respond to the hazard; and what a group without an adult does.

A decision may call a person away from it; afterwards they return to it.
"""

from sim.model.environment import Rank
from sim.model.instructions import follow_order
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


def start_duty(world: World, unit: int, after: float = 0.0) -> None:
    """Starts to respond, if that is their task, else to follow the latest instruction, else to do what the plan for this hazard says."""
    is_adult, order = unit < len(world.people), world.order[unit]
    if is_adult and (world.tables.staff.is_responder[unit] or world.sent[unit]):
        respond = world.playbook.responder(world, unit)
        duty = world.start(respond, Rank.ACT, unit, after, Purpose.RUN_SPEED)
    elif order != NOBODY:
        duty = world.start(follow_order(world, unit, order), Rank.ACT, unit, after, Purpose.REACTION)
    elif is_adult and world.is_for_measures and world.playbook.once_reacted is not None:
        rest = world.playbook.once_reacted(world, unit)
        seconds = after + world.draw(Purpose.REACTION, unit)
        duty = world.start(rest, Rank.REACTION, unit, seconds, Purpose.REACTION)
    elif is_adult:
        protect = world.playbook.protocol(world, unit)
        duty = world.start(protect, Rank.ACT, unit, after, Purpose.REACTION)
    else:
        duty = world.start(world.playbook.group_knows(world, unit), Rank.ACT, unit, after)
    world.add_duty(unit, duty)


def drop_duty(world: World, unit: int) -> None:
    """Stops what the model has them do. A person between two zones is back in the one they left."""
    world.drop_duties(unit)
    world.walking[unit] = False


def return_to_duty(world: World, person: int) -> None:
    """An errand is done. The person resumes their duty once they act, unless they have been counted outside."""
    world.on_errand[person] = False
    if world.acting[person] and not world.counted[person]:
        world.protecting[person] = True
        start_duty(world, person)
