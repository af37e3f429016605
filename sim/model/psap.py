"""The 911 centre: callers, one queue, a few takers, one dispatch.

The centre has a past: everybody else's calls began before onset. Callers wait in the order of their arrival; a taker who hangs up takes
the next one in the same step. The first call about the emergency that is answered starts the processing, and dispatch follows it.
"""

from sim.model import movement
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank, priority
from sim.model.state import Call, World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def generate_background_calls(world: World) -> Process:
    """Handler: everybody else calls the same centre, one after the other."""
    psap = world.tables.psap
    for n in range(psap.end - psap.background):
        caller = psap.background + n
        yield world.wait(world.draw(Purpose.BACKGROUND_EVERY, 0, n), Rank.QUEUE, caller)
        world.start(handle_background_call(world, caller), Rank.QUEUE, caller)
    raise build_capacity_error(world, "background calls")


def handle_background_call(world: World, caller: int) -> Process:
    """Handler: a call about something else takes a taker for its time."""
    yield from acquire_call_taker(world, Call(caller))
    yield world.wait(world.draw(Purpose.PICK_UP, caller), Rank.QUEUE, caller)
    seconds = world.draw(Purpose.BACKGROUND_SERVICE, caller - world.tables.psap.background)
    yield world.wait(seconds, Rank.CALL_END, caller)
    release_call_taker(world)


def generate_neighbor_calls(world: World) -> Process:
    """Handler: pupils and people nearby call about the emergency for some minutes, the same in every arm."""
    psap, elapsed = world.tables.psap, 0.0
    for n in range(psap.background - psap.neighbours):
        caller = psap.neighbours + n
        seconds = world.draw(Purpose.NEIGHBOUR_EVERY, 0, n)
        elapsed += seconds
        if elapsed > psap.neighbours_last:
            return
        yield world.wait(seconds, Rank.QUEUE, caller)
        world.start(call_911(world, caller, Channel.DIAL_911), Rank.QUEUE, caller)
    raise build_capacity_error(world, "calls of neighbours")


def build_capacity_error(world: World, what: str) -> RuntimeError:
    """More calls than the tables have room for: six standard deviations above what was to be expected."""
    return RuntimeError(
        f"{world.tables.scenario}: more {what} than the tables have room for by t = {world.now} s"
    )


def call_911(world: World, caller: int, means: Channel, decided: bool = False) -> Process:
    """Handler: somebody calls 911 about the emergency: connect, wait, be picked up, be heard, hang up."""
    psap, one = world.tables.psap, next_call(world, caller, decided)
    world.log_event(EventKind.CALLING, caller, means)
    connect = Purpose.APP_CONNECT if means == Channel.APP else Purpose.CONNECT
    yield world.wait(world.draw(connect, caller, one.number), Rank.QUEUE, caller, connect, one.place)
    if psap.transfers and world.draw(Purpose.WRONG_PSAP, caller, one.number):
        seconds = world.draw(Purpose.TRANSFER, caller, one.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.TRANSFER, one.place)
    redials = 0
    while not (yield from wait_or_abandon(world, one)):
        world.log_event(EventKind.GAVE_UP, caller)
        if redials == psap.redials:
            return
        redials += 1
        seconds = world.draw(Purpose.REDIAL, caller, one.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.REDIAL, one.place)
        one = next_call(world, caller, decided)
    yield from handle_call(world, one, means)


def next_call(world: World, caller: int, decided: bool) -> Call:
    """A caller's next call."""
    return Call(caller, world.calls_made.next(caller, decided), decided)


def wait_or_abandon(world: World, one: Call) -> Process:
    """Wait for a taker; where callers lose patience, hang up after a while. False: hung up."""
    if world.tables.psap.redials != NOBODY and world.takers_free == 0:
        seconds = world.draw(Purpose.PATIENCE, one.caller, one.number)
        world.start(
            abandon_after_patience(world, one), Rank.QUEUE, one.caller, seconds, Purpose.PATIENCE, one.place
        )
    return (yield from acquire_call_taker(world, one))


def handle_call(world: World, one: Call, means: Channel) -> Process:
    """A taker picks up, hears the caller, and sends help if nobody has been heard before."""
    caller, seconds = one.caller, world.draw(Purpose.PICK_UP, one.caller, one.number)
    yield world.wait(seconds, Rank.QUEUE, caller, Purpose.PICK_UP, one.place)
    world.log_event(EventKind.ANSWERED, caller)
    world.answered += 1
    located = means == Channel.APP and world.tables.means.gives_room
    world.room_known = world.room_known or located
    seconds = draw_service_time(world, caller, one.number, means)
    if not world.processing_began and not world.tables.psap.dispatch_at_call_end:
        world.processing_began = True
        processing = draw_processing_time(world, located)
        world.start(dispatch_units(world, caller, processing), Rank.DISPATCH, 0, processing)
        seconds = max(seconds, processing)
    yield world.wait(seconds, Rank.CALL_END, caller, Purpose.SERVICE, one.place)
    world.log_event(EventKind.CALL_ENDED, caller)
    release_call_taker(world)
    if world.tables.psap.dispatch_at_call_end and not world.processing_began:
        world.processing_began = True
        world.start(dispatch_units(world, caller, 0.0), Rank.DISPATCH, 0)


def draw_service_time(world: World, caller: int, number: int, means: Channel) -> float:
    """How long a taker is busy with a call about the emergency. Seconds."""
    if means == Channel.APP and world.tables.means.app_service:
        return world.draw(Purpose.APP_SERVICE, caller, number)
    if caller == world.tables.psap.office and world.tables.means.office_service:
        return world.draw(Purpose.OFFICE_SERVICE, caller, number)
    return world.draw(Purpose.SERVICE, caller, number)


def draw_processing_time(world: World, located: bool) -> float:
    """From answer to dispatch, once per incident; location data saves a part of it. Seconds."""
    seconds = world.draw(Purpose.PROCESSING, 0)
    if not (located and world.tables.psap.location_saves):
        return seconds
    return min(
        seconds, max(world.tables.psap.least_processing, seconds - world.draw(Purpose.LOCATION_SAVES, 0))
    )


def dispatch_units(world: World, caller: int, processing: float) -> Process:
    """Handler: help is sent. The officer on campus hears it on the police radio."""
    world.dispatched = True
    world.log_event(EventKind.DISPATCHED, caller, value=processing)
    for unit in range(len(world.tables.units.ids)):
        world.start(movement.respond_as_unit(world, unit), Rank.DISPATCH, unit)
    if not world.tables.units.police_radio:
        return
    for person in world.people:
        if world.tables.staff.police_radio[person] and world.present[person]:
            delay = world.draw(Purpose.POLICE_RADIO, person)
            world.start(
                receive_police_radio(world, person), Rank.DELIVERY, person, delay, Purpose.POLICE_RADIO
            )
    yield from ()


def receive_police_radio(world: World, person: int) -> Process:
    """Handler: an officer on campus hears the dispatcher."""
    become_aware(world, person, Channel.POLICE_RADIO)
    yield from ()


# the queue


def acquire_call_taker(world: World, one: Call) -> Process:
    """A place in the one queue. True when a taker is there, False when the caller hung up first."""
    if one.caller < world.tables.psap.background:
        world.log_event(EventKind.QUEUED, one.caller, value=len(world.line))
    if one.caller <= world.tables.psap.office:
        world.record_school_report()
    if world.takers_free > 0:
        world.takers_free -= 1
        return True
    world.line.append(one)
    world.places[one] = world.clock.current
    yield world.places[one]
    granted = one in world.places
    world.places.pop(one, None)
    return granted


def release_call_taker(world: World) -> None:
    """Somebody hung up: the first in the queue has the taker now, or the taker waits."""
    if not world.line:
        world.takers_free += 1
        return
    first = world.line.pop(0)
    world.clock.schedule_resume(world.places[first], priority(Rank.QUEUE, first.caller, count=first.place))


def abandon_after_patience(world: World, one: Call) -> Process:
    """Handler: a caller has waited long enough, and hangs up unless a taker came to this call."""
    if one in world.line:
        world.line.remove(one)
        world.clock.schedule_resume(world.places.pop(one), priority(Rank.QUEUE, one.caller, count=one.place))
    yield from ()
