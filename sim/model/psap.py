"""The 911 centre: callers, one queue, a few takers, one dispatch.

The centre has a past: everybody else's calls began before onset. Callers wait in the order of their arrival; a taker who hangs up takes
the next one in the same step. The first call about the emergency that is answered starts the processing, and dispatch follows it.
"""

from sim.model import responders
from sim.model.awareness import learns
from sim.model.order import Rank, priority
from sim.model.world import Call, Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind


def background_calls(world: World) -> Process:
    """Handler: everybody else calls the same centre, one after the other."""
    psap = world.tables.psap
    for n in range(psap.end - psap.background):
        caller = psap.background + n
        yield world.wait(world.draw(Purpose.BACKGROUND_EVERY, 0, n), Rank.QUEUE, caller)
        world.start(another_call(world, caller), Rank.QUEUE, caller)
    raise too_few(world, "background calls")


def another_call(world: World, caller: int) -> Process:
    """Handler: a call about something else takes a taker for its time."""
    yield from wait_for_a_taker(world, Call(caller))
    yield world.wait(world.draw(Purpose.PICK_UP, caller), Rank.QUEUE, caller)
    seconds = world.draw(Purpose.BACKGROUND_SERVICE, caller - world.tables.psap.background)
    yield world.wait(seconds, Rank.CALL_END, caller)
    a_taker_is_free(world)


def calls_of_neighbours(world: World) -> Process:
    """Handler: pupils and people nearby call about the emergency for some minutes, the same in every arm."""
    psap, elapsed = world.tables.psap, 0.0
    for n in range(psap.background - psap.neighbours):
        caller = psap.neighbours + n
        seconds = world.draw(Purpose.NEIGHBOUR_EVERY, 0, n)
        elapsed += seconds
        if elapsed > psap.neighbours_last:
            return
        yield world.wait(seconds, Rank.QUEUE, caller)
        world.start(call(world, caller, Channel.DIAL_911), Rank.QUEUE, caller)
    raise too_few(world, "calls of neighbours")


def too_few(world: World, what: str) -> RuntimeError:
    """More calls than the tables have room for: six standard deviations above what was to be expected."""
    return RuntimeError(
        f"{world.tables.scenario}: more {what} than the tables have room for by t = {world.now} s"
    )


def call(world: World, caller: int, means: Channel, decided: bool = False) -> Process:
    """Handler: somebody calls 911 about the emergency: connect, wait, be picked up, be heard, hang up."""
    psap, one = world.tables.psap, next_call(world, caller, decided)
    world.tell(Kind.CALLING, caller, means)
    connect = Purpose.APP_CONNECT if means == Channel.APP else Purpose.CONNECT
    yield world.wait(world.draw(connect, caller, one.number), Rank.QUEUE, caller, connect, one.place)
    if psap.transfers and world.draw(Purpose.WRONG_PSAP, caller, one.number):
        seconds = world.draw(Purpose.TRANSFER, caller, one.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.TRANSFER, one.place)
    redials = 0
    while not (yield from a_taker_or_enough(world, one)):
        world.tell(Kind.GAVE_UP, caller)
        if redials == psap.redials:
            return
        redials += 1
        seconds = world.draw(Purpose.REDIAL, caller, one.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.REDIAL, one.place)
        one = next_call(world, caller, decided)
    yield from talk(world, one, means)


def next_call(world: World, caller: int, decided: bool) -> Call:
    """A caller's next call."""
    return Call(caller, world.calls_made.next(caller, decided), decided)


def a_taker_or_enough(world: World, one: Call) -> Process:
    """Wait for a taker; where callers lose patience, hang up after a while. False: hung up."""
    if world.tables.psap.redials != NOBODY and world.takers_free == 0:
        seconds = world.draw(Purpose.PATIENCE, one.caller, one.number)
        world.start(patience(world, one), Rank.QUEUE, one.caller, seconds, Purpose.PATIENCE, one.place)
    return (yield from wait_for_a_taker(world, one))


def talk(world: World, one: Call, means: Channel) -> Process:
    """A taker picks up, hears the caller, and sends help if nobody has been heard before."""
    caller, seconds = one.caller, world.draw(Purpose.PICK_UP, one.caller, one.number)
    yield world.wait(seconds, Rank.QUEUE, caller, Purpose.PICK_UP, one.place)
    world.tell(Kind.ANSWERED, caller)
    world.answered += 1
    located = means == Channel.APP and world.tables.means.gives_room
    world.room_known = world.room_known or located
    seconds = service(world, caller, one.number, means)
    if not world.processing_began and not world.tables.psap.dispatch_at_call_end:
        world.processing_began = True
        processing = processing_time(world, located)
        world.start(dispatch(world, caller, processing), Rank.DISPATCH, 0, processing)
        seconds = max(seconds, processing)
    yield world.wait(seconds, Rank.CALL_END, caller, Purpose.SERVICE, one.place)
    world.tell(Kind.CALL_ENDED, caller)
    a_taker_is_free(world)
    if world.tables.psap.dispatch_at_call_end and not world.processing_began:
        world.processing_began = True
        world.start(dispatch(world, caller, 0.0), Rank.DISPATCH, 0)


def service(world: World, caller: int, number: int, means: Channel) -> float:
    """How long a taker is busy with a call about the emergency. Seconds."""
    if means == Channel.APP and world.tables.means.app_service:
        return world.draw(Purpose.APP_SERVICE, caller, number)
    if caller == world.tables.psap.office and world.tables.means.office_service:
        return world.draw(Purpose.OFFICE_SERVICE, caller, number)
    return world.draw(Purpose.SERVICE, caller, number)


def processing_time(world: World, located: bool) -> float:
    """From answer to dispatch, once per incident; location data saves a part of it. Seconds."""
    seconds = world.draw(Purpose.PROCESSING, 0)
    if not (located and world.tables.psap.location_saves):
        return seconds
    return min(
        seconds, max(world.tables.psap.least_processing, seconds - world.draw(Purpose.LOCATION_SAVES, 0))
    )


def dispatch(world: World, caller: int, processing: float) -> Process:
    """Handler: help is sent. The officer on campus hears it on the police radio."""
    world.dispatched = True
    world.tell(Kind.DISPATCHED, caller, value=processing)
    for unit in range(len(world.tables.units.ids)):
        world.start(responders.a_unit(world, unit), Rank.DISPATCH, unit)
    if not world.tables.units.police_radio:
        return
    for person in world.people:
        if world.tables.staff.police_radio[person] and world.present[person]:
            delay = world.draw(Purpose.POLICE_RADIO, person)
            world.start(
                on_the_police_radio(world, person), Rank.DELIVERY, person, delay, Purpose.POLICE_RADIO
            )
    yield from ()


def on_the_police_radio(world: World, person: int) -> Process:
    """Handler: an officer on campus hears the dispatcher."""
    learns(world, person, Channel.POLICE_RADIO)
    yield from ()


# the queue


def wait_for_a_taker(world: World, one: Call) -> Process:
    """A place in the one queue. True when a taker is there, False when the caller hung up first."""
    if one.caller < world.tables.psap.background:
        world.tell(Kind.QUEUED, one.caller, value=len(world.line))
    if one.caller <= world.tables.psap.office:
        world.school_reports()
    if world.takers_free > 0:
        world.takers_free -= 1
        return True
    world.line.append(one)
    world.places[one] = world.clock.going
    yield world.places[one]
    granted = one in world.places
    world.places.pop(one, None)
    return granted


def a_taker_is_free(world: World) -> None:
    """Somebody hung up: the first in the queue has the taker now, or the taker waits."""
    if not world.line:
        world.takers_free += 1
        return
    first = world.line.pop(0)
    world.clock.wake(world.places[first], priority(Rank.QUEUE, first.caller, count=first.place))


def patience(world: World, one: Call) -> Process:
    """Handler: a caller has waited long enough, and hangs up unless a taker came to this call."""
    if one in world.line:
        world.line.remove(one)
        world.clock.wake(world.places.pop(one), priority(Rank.QUEUE, one.caller, count=one.place))
    yield from ()
