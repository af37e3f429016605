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
    elif is_adult:
        protect = world.playbook.protocol(world, unit)
        duty = world.start(protect, Rank.ACT, unit, after, Purpose.REACTION)
    else:
        duty = world.start(world.playbook.group_knows(world, unit), Rank.ACT, unit, after)
    world.duties[unit].append(duty)


def drop_duty(world: World, unit: int) -> None:
    """Stops what the model has them do. A person between two zones is back in the one they left."""
    for duty in world.duties[unit]:
        duty.drop()
    world.duties[unit].clear()
    world.walking[unit] = False


def return_to_duty(world: World, person: int) -> None:
    """An errand is done. The person resumes their duty once they act, unless they have been counted outside."""
    world.on_errand[person] = False
    if world.acting[person] and not world.counted[person]:
        start_duty(world, person)
