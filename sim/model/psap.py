"""The 911 center: callers, one queue, a few call-takers, one dispatch.

Calls about other incidents began before onset, so the queue has a history. Callers wait in the order of arrival. A call-taker who
hangs up takes the next call in the same step. The first answered call about the emergency starts the processing that leads to dispatch.
"""

from enum import IntEnum

from sim.model import causes, units
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank
from sim.model.state import Call, World
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def start_calls(world: World) -> None:
    """Starts the calls about other incidents, and those of students and neighbors about this one."""
    psap = world.tables.psap
    if psap.end > psap.background:
        start_background_call(world, psap.background)
    if psap.background > psap.neighbors:
        world.start(generate_neighbor_calls(world), Rank.QUEUE, psap.neighbors, psap.past)


def start_background_call(world: World, caller: int) -> None:
    """Starts a call about another incident, some time after the one before."""
    psap = world.tables.psap
    seconds = world.draw(Purpose.BACKGROUND_EVERY, 0, caller - psap.background)
    world.start(handle_background_call(world, caller), Rank.QUEUE, caller, seconds)


def handle_background_call(world: World, caller: int) -> Process:
    """Handler: a call about another incident occupies a call-taker. The next one comes some time after it."""
    if caller + 1 == world.tables.psap.end:
        raise build_capacity_error(world, Excess.BACKGROUND_CALLS)
    start_background_call(world, caller + 1)
    yield from acquire_call_taker(world, Call(caller))
    seconds = world.draw(Purpose.PICK_UP, caller)
    if not world.is_for_measures:
        yield world.wait(seconds, Rank.QUEUE, caller)
        seconds = 0.0
    seconds += world.draw(Purpose.BACKGROUND_SERVICE, caller - world.tables.psap.background)
    yield world.wait(seconds, Rank.CALL_END, caller)
    release_call_taker(world)


def generate_neighbor_calls(world: World) -> Process:
    """Handler: students and neighbors recognize it too, then call about it for some minutes, the same in every arm."""
    psap, elapsed = world.tables.psap, 0.0
    begin = world.scale(world.draw_if_any(Purpose.NEIGHBORS_BEGIN, 0.0), world.recognition_factor)
    yield world.wait(begin + world.misread_until, Rank.QUEUE, psap.neighbors)
    for n in range(psap.background - psap.neighbors):
        caller = psap.neighbors + n
        seconds = world.draw(Purpose.NEIGHBOR_EVERY, 0, n)
        elapsed += seconds
        if elapsed > psap.neighbors_last:
            return
        yield world.wait(seconds, Rank.QUEUE, caller)
        world.start(call_911(world, caller, Channel.DIAL_911), Rank.QUEUE, caller)
    raise build_capacity_error(world, Excess.NEIGHBOR_CALLS)


class Excess(IntEnum):
    """Calls of which there are more than the tables have room for."""

    BACKGROUND_CALLS = 2
    NEIGHBOR_CALLS = 3


def build_capacity_error(world: World, what: Excess) -> RuntimeError:
    """The error for more calls than the tables have room for, which is six standard deviations above the mean."""
    return RuntimeError(describe_capacity_error(world.tables, what, world.now))


def describe_capacity_error(tables: Tables, what: Excess, now: float) -> str:
    """What is said of more calls than the tables have room for."""
    calls = "background calls" if what == Excess.BACKGROUND_CALLS else "calls from neighbors"
    return f"{tables.scenario}: more {calls} than the tables have room for by t = {now} s"


def call_911(world: World, caller: int, means: Channel, decided: bool = False) -> Process:
    """Handler: a call to 911 about the emergency: connect, wait in the queue, be answered, hang up."""
    psap, call = world.tables.psap, next_call(world, caller, decided)
    world.log_event(EventKind.CALLING, caller, means)
    if not world.cells_are_free and is_mobile(world, caller, means):
        yield from get_through(world, call)
    connect = Purpose.APP_CONNECT if means == Channel.APP else Purpose.CONNECT
    yield world.wait(world.draw(connect, caller, call.number), Rank.QUEUE, caller, connect, call.place)
    if psap.transfers and world.draw(Purpose.WRONG_PSAP, caller, call.number):
        seconds = world.draw(Purpose.TRANSFER, caller, call.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.TRANSFER, call.place)
    redials = 0
    while not (yield from wait_or_abandon(world, call)):
        world.log_event(EventKind.GAVE_UP, caller)
        if redials == psap.redials:
            return
        redials += 1
        seconds = world.draw(Purpose.REDIAL, caller, call.number)
        yield world.wait(seconds, Rank.QUEUE, caller, Purpose.REDIAL, call.place)
        call = next_call(world, caller, decided)
    yield from handle_call(world, call, means)


def is_mobile(world: World, caller: int, means: Channel) -> bool:
    """Whether a call goes over a mobile network: by the app, from who is nearby, or from where no phone stands."""
    psap = world.tables.psap
    if means == Channel.APP or caller >= psap.neighbors:
        return True
    return caller < psap.office and not causes.has_room_phone(world, world.zone[caller])


def get_through(world: World, call: Call) -> Process:
    """A busy mobile network may block a call, which is tried again after some seconds."""
    if world.draw(Purpose.CELL_BLOCKED, call.caller, call.number):
        seconds = world.draw(Purpose.CELL_RETRIED, call.caller, call.number)
        yield world.wait(seconds, Rank.QUEUE, call.caller, Purpose.CELL_RETRIED, call.place)


def next_call(world: World, caller: int, decided: bool) -> Call:
    """A caller's next call."""
    return Call(caller, world.calls_made.next(caller, decided), decided)


def wait_or_abandon(world: World, call: Call) -> Process:
    """Waits for a call-taker. Returns False if the caller lost patience and hung up first."""
    if world.tables.psap.redials != NOBODY and world.takers_free == 0:
        seconds = world.draw(Purpose.PATIENCE, call.caller, call.number)
        world.start(abandon_after_patience(world, call), Rank.QUEUE, call.caller, seconds, Purpose.PATIENCE, call.place)
    return (yield from acquire_call_taker(world, call))


def handle_call(world: World, call: Call, means: Channel) -> Process:
    """A call-taker answers the call, and starts the dispatch if this is the first one answered."""
    caller, seconds = call.caller, world.draw(Purpose.PICK_UP, call.caller, call.number)
    yield world.wait(seconds, Rank.QUEUE, caller, Purpose.PICK_UP, call.place)
    world.log_event(EventKind.ANSWERED, caller)
    world.answered += 1
    located = means == Channel.APP and world.tables.means.gives_room
    if located:
        report_room(world, caller, world.zone[caller], world.seen_in[caller] != NOBODY)
    if caller <= world.tables.psap.office and means != Channel.ALARM:
        relay_room(world, call)
    seconds = draw_service_time(world, caller, call.number, means)
    if not world.tables.psap.dispatch_at_call_end:
        seconds = max(seconds, begin_processing(world, caller, located))
    yield world.wait(seconds, Rank.CALL_END, caller, Purpose.SERVICE, call.place)
    world.log_event(EventKind.CALL_ENDED, caller)
    release_call_taker(world)
    if world.tables.psap.dispatch_at_call_end:
        dispatch_at_once(world, caller)


def begin_processing(world: World, caller: int, located: bool) -> float:
    """The first report with a location begins the processing that leads to dispatch. Returns how long that takes, 0 s if it had begun."""
    if world.processing_began:
        return 0.0
    world.processing_began = True
    processing = draw_processing_time(world, located)
    world.start(dispatch_units(world, caller, processing), Rank.DISPATCH, 0, processing)
    return processing


def report_by_police_radio(world: World, person: int) -> Process:
    """Handler: an officer on campus tells the dispatcher, who has no queue for that. It counts as an answered report with a location."""
    seconds = world.draw(Purpose.OFFICER_REPORTS, person)
    world.log_event(EventKind.REPORTS, person, Channel.POLICE_RADIO, world.zone[person])
    yield world.wait(seconds, Rank.QUEUE, person, Purpose.OFFICER_REPORTS)
    world.record_school_report()
    world.log_event(EventKind.RADIOED, person, Channel.POLICE_RADIO)
    world.log_event(EventKind.ANSWERED, person)
    world.answered += 1
    if world.seen_in[person] != NOBODY:
        report_room(world, person, world.seen_in[person], seen=True)
    if world.tables.psap.dispatch_at_call_end:
        dispatch_at_once(world, person)
    else:
        begin_processing(world, person, located=False)


def dispatch_at_once(world: World, caller: int) -> None:
    """Where no processing is modeled, the end of the first call, or an officer's report, is the dispatch."""
    if not world.processing_began:
        world.processing_began = True
        world.start(dispatch_units(world, caller, 0.0), Rank.DISPATCH, 0)


def relay_room(world: World, call: Call) -> None:
    """A caller who decided to give the room does, and one who saw the hazard may say where. The units hear it some seconds later."""
    caller, room = call.caller, find_seen_room(world, call.caller)
    if world.gives_room[caller]:
        room = world.hazard_zone
    elif room == NOBODY or not world.draw_if_any(Purpose.SAYS_ROOM, 0.0, caller, call.number):
        return
    seconds = world.draw(Purpose.ROOM_RELAYED, caller, call.number)
    relay = receive_room(world, caller, room)
    world.start(relay, Rank.DISPATCH, caller, seconds, Purpose.ROOM_RELAYED, call.place)


def find_seen_room(world: World, caller: int) -> int:
    """Where a caller saw the hazard, or whoever told the office; NOBODY if they did not."""
    return world.office_saw if caller == world.tables.psap.office else world.seen_in[caller]


def receive_room(world: World, caller: int, room: int) -> Process:
    """Handler: the units know the room that a caller gave 911."""
    report_room(world, caller, room, seen=True)
    yield from ()


def report_room(world: World, reporter: int, room: int, seen: bool) -> None:
    """The units know the room of a report. The latest counts, but where somebody saw the hazard, no report by who did not see it."""
    if not seen and (world.room_was_seen or not world.tables.hazard.unseen_room_counts):
        return
    world.room_was_seen = seen
    if room != world.reported_room:
        world.reported_room = room
        world.log_event(EventKind.ROOM_KNOWN, reporter, place=room)


def draw_service_time(world: World, caller: int, number: int, means: Channel) -> float:
    """Seconds that a call-taker is busy with a call about the emergency."""
    if means == Channel.APP and world.tables.means.app_service:
        return world.draw(Purpose.APP_SERVICE, caller, number)
    if caller == world.tables.psap.office and means != Channel.ALARM and world.tables.means.office_service:
        return world.draw(Purpose.OFFICE_SERVICE, caller, number)
    return world.draw(Purpose.SERVICE, caller, number)


def draw_processing_time(world: World, located: bool) -> float:
    """Seconds from answer to dispatch, drawn once per incident; location data shortens them."""
    seconds = world.draw(Purpose.PROCESSING, 0)
    if not (located and world.tables.psap.location_saves):
        return seconds
    return min(seconds, max(world.tables.psap.least_processing, seconds - world.draw(Purpose.LOCATION_SAVES, 0)))


def dispatch_units(world: World, caller: int, processing: float) -> Process:
    """Handler: units are dispatched. An officer on campus hears it on the police radio."""
    world.dispatched = True
    world.log_event(EventKind.DISPATCHED, caller, value=processing)
    for unit in range(len(world.tables.units.ids)):
        world.start(units.respond_as_unit(world, unit), Rank.DISPATCH, unit)
    if not world.tables.units.police_radio:
        return
    for person in world.people:
        if world.tables.staff.police_radio[person] and world.present[person]:
            delay = world.draw(Purpose.POLICE_RADIO, person)
            world.start(receive_police_radio(world, person), Rank.DELIVERY, person, delay, Purpose.POLICE_RADIO)
    yield from ()


def receive_police_radio(world: World, person: int) -> Process:
    """Handler: an officer on campus hears the dispatcher."""
    become_aware(world, person, Channel.POLICE_RADIO)
    yield from ()


# the queue


def acquire_call_taker(world: World, call: Call) -> Process:
    """Waits in the queue. Returns True when a call-taker is free, False if the caller hung up first."""
    if call.caller < world.tables.psap.background:
        world.log_event(EventKind.QUEUED, call.caller, value=len(world.line))
    if call.caller <= world.tables.psap.office:
        world.record_school_report()
    if world.takers_free > 0:
        world.takers_free -= 1
        return True
    yield world.line.wait(call)
    return world.line.is_granted(call)


def release_call_taker(world: World) -> None:
    """A call has ended: the call-taker takes the first call in the queue, or becomes free."""
    if len(world.line) == 0:
        world.takers_free += 1
    else:
        world.line.grant_first()


def abandon_after_patience(world: World, call: Call) -> Process:
    """Handler: the caller has lost patience, and hangs up if the call is still in the queue."""
    world.line.leave(call)
    yield from ()
