"""What stops several channels at once: the campus network, the power, the mobile networks. And what each of them leaves.

A cause is drawn once a replication, the same in every arm, or holds for certain where a world condition says so.
"""

from sim.model.state import World
from sim.sampling.keyed_rng import Purpose


def draw_causes(world: World) -> None:
    """Before onset: which of the causes hold in this replication."""
    means = world.tables.means
    if not means.causes:
        return
    world.network_works = not (means.network_down or world.draw(Purpose.NETWORK_DOWN, 0))
    world.power_works = not (means.power_out or world.draw(Purpose.POWER_OUT, 0))
    world.cells_are_free = not (means.cells_busy or world.draw(Purpose.CELLS_BUSY, 0))


def is_on_network(world: World) -> bool:
    """Whether the campus network works, which needs power or a battery."""
    if not world.network_works:
        return False
    return world.power_works or bool(world.draw(Purpose.WIFI_ON_BATTERY, 0))


def can_pa_speak(world: World) -> bool:
    """Whether the PA works, has power or a battery, and does not lack the network."""
    if not world.pa_works or (world.tables.means.network_carries_pa and not world.network_works):
        return False
    return world.power_works or bool(world.draw(Purpose.PA_ON_BATTERY, 0))


def has_room_phone(world: World, zone: int) -> bool:
    """Whether there is a desk phone in a zone that works."""
    if not world.tables.layout.has_phone[zone]:
        return False
    return not world.tables.means.network_carries_room_phones or is_on_network(world)


def do_badges_work(world: World) -> bool:
    """Whether the gateways of the badges have power or a battery. They have a network of their own."""
    return world.power_works or bool(world.draw(Purpose.BADGES_ON_BATTERY, 0))


def do_screens_work(world: World) -> bool:
    """Whether screens and computers have power, and the network that carries an alert to them."""
    return world.power_works and world.network_works


def is_phone_cut_off(world: World, person: int) -> bool:
    """Whether no network reaches a phone: the campus's is down and there is no other, or the alert is lost in a busy one."""
    if not world.tables.means.causes:
        return False
    if not is_on_network(world) and world.draw(Purpose.ON_WIFI, person):
        return True
    return not world.cells_are_free and bool(world.draw(Purpose.CELL_LOST, person))


def slow_down(world: World, person: int, seconds: float) -> float:
    """How long an alert takes to a phone, in a network that may be busy."""
    return seconds if world.cells_are_free else world.scale(seconds, world.draw(Purpose.CELL_SLOWED, person))
