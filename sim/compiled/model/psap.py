"""The 911 center in compiled code, as `sim.model.psap`."""

from sim.compiled.arrays import Problem, World
from sim.compiled.draws import draw, draw_if_any
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware
from sim.compiled.scheduler import (
    Flow,
    Frame,
    call,
    end,
    frame_of,
    log,
    new,
    place_of,
    priority,
    schedule,
    start,
    suspend,
    wait,
)
from sim.compiled.state import record_school_report, scale
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def generate_background_calls(w: World, frame: Frame) -> Flow:
    psap = w.psap[0]
    if frame.step == 1:
        caller = psap.background + frame.count
        start_background_call(w, caller)
        frame.count += 1
    if frame.count == psap.end - psap.background:
        w.state[0].error = Problem.BACKGROUND_CALLS
        return end(w)
    seconds = draw(w, Purpose.BACKGROUND_EVERY, 0, frame.count)
    return wait(w, frame, 1, seconds, Rank.QUEUE, psap.background + frame.count)


@compiled
def start_background_call(w: World, caller: int) -> None:
    """Starts HANDLE_BACKGROUND_CALL. Its first step comes next in this instant in any case, so it is done here."""
    s = w.state[0]
    generator, s.current = s.current, new(w, Handler.HANDLE_BACKGROUND_CALL, caller)
    frame = frame_of(w, s.current)
    if acquire_call_taker(w, caller, 0, False):
        answer_background_call(w, frame)
    else:
        frame.step = 1
    s.current = generator


@compiled
def answer_background_call(w: World, frame: Frame) -> Flow:
    """Waits until the call is picked up. In a play for its measures, until it ends, because nothing is read off before."""
    caller = frame.who
    seconds = draw(w, Purpose.PICK_UP, caller)
    if w.state[0].is_for_measures:
        return wait(w, frame, 3, seconds + draw_background_service(w, caller), Rank.CALL_END, caller)
    return wait(w, frame, 2, seconds, Rank.QUEUE, caller)


@compiled
def handle_background_call(w: World, frame: Frame) -> Flow:
    caller = frame.who
    if frame.step == 1:
        return answer_background_call(w, frame)
    if frame.step == 2:
        return wait(w, frame, 3, draw_background_service(w, caller), Rank.CALL_END, caller)
    release_call_taker(w)
    return end(w)


@compiled
def draw_background_service(w: World, caller: int) -> float:
    return draw(w, Purpose.BACKGROUND_SERVICE, caller - w.psap[0].background)


@compiled
def generate_neighbor_calls(w: World, frame: Frame) -> Flow:
    """seconds: since the first could call."""
    s, psap = w.state[0], w.psap[0]
    if frame.step == 0:
        begins = draw_if_any(w, Purpose.NEIGHBORS_BEGIN, 0.0, 0)
        seconds = scale(begins, s.recognition_factor) + s.misread_until
        return wait(w, frame, 1, seconds, Rank.QUEUE, psap.neighbors)
    if frame.step == 2:
        caller = psap.neighbors + frame.count
        start(w, new(w, Handler.CALL_911, caller, Channel.DIAL_911), Rank.QUEUE, caller)
        frame.count += 1
    if frame.count == psap.background - psap.neighbors:
        s.error = Problem.NEIGHBOR_CALLS
        return end(w)
    seconds = draw(w, Purpose.NEIGHBOR_EVERY, 0, frame.count)
    frame.seconds += seconds
    if frame.seconds > psap.neighbors_last:
        return end(w)
    return wait(w, frame, 2, seconds, Rank.QUEUE, psap.neighbors + frame.count)


@compiled
def call_911(w: World, frame: Frame) -> Flow:
    """who: the caller. other: the channel. number: of the call. count: redials."""
    psap, caller, decided = w.psap[0], frame.who, frame.decided
    connect = Purpose.APP_CONNECT if frame.other == Channel.APP else Purpose.CONNECT
    if frame.step == 0:
        frame.number = next_call(w, caller, decided)
        log(w, EventKind.CALLING, caller, frame.other)
        seconds = draw(w, connect, caller, frame.number)
        return wait(w, frame, 1, seconds, Rank.QUEUE, caller, connect, place_of(frame.number, decided))
    if frame.step == 1 and psap.transfers and draw(w, Purpose.WRONG_PSAP, caller, frame.number) != 0.0:
        seconds = draw(w, Purpose.TRANSFER, caller, frame.number)
        place = place_of(frame.number, decided)
        return wait(w, frame, 2, seconds, Rank.QUEUE, caller, Purpose.TRANSFER, place)
    if frame.step == 4:
        frame.number = next_call(w, caller, decided)
    if frame.step == 1 or frame.step == 2 or frame.step == 4:
        if not wait_or_abandon(w, caller, frame.number, decided):
            return suspend(frame, 3)
    elif frame.step == 3 and not w.activities[w.state[0].current].granted:
        log(w, EventKind.GAVE_UP, caller)
        if frame.count == psap.redials:
            return end(w)
        frame.count += 1
        seconds = draw(w, Purpose.REDIAL, caller, frame.number)
        place = place_of(frame.number, decided)
        return wait(w, frame, 4, seconds, Rank.QUEUE, caller, Purpose.REDIAL, place)
    elif frame.step == 5:
        return end(w)
    number = frame.number
    flow = call(w, frame, 5, Handler.HANDLE_CALL, caller, frame.other, decided)
    frame_of(w, w.state[0].current).number = number
    return flow


@compiled
def next_call(w: World, caller: int, decided: bool) -> int:
    counter = w.callers[caller]
    number = counter.own + counter.decided
    if decided:
        counter.decided += 1
        return number
    counter.own += 1
    return counter.own - 1


@compiled
def wait_or_abandon(w: World, caller: int, number: int, decided: bool) -> bool:
    """Whether a call-taker is free; else the current activity waits in the queue."""
    if w.psap[0].redials != NOBODY and w.state[0].takers_free == 0:
        activity = new(w, Handler.ABANDON_AFTER_PATIENCE, caller, NOBODY, decided)
        frame_of(w, activity).number = number
        seconds = draw(w, Purpose.PATIENCE, caller, number)
        start(w, activity, Rank.QUEUE, caller, seconds, Purpose.PATIENCE, place_of(number, decided))
    return acquire_call_taker(w, caller, number, decided)


@compiled
def handle_call(w: World, frame: Frame) -> Flow:
    """other: the channel."""
    s, psap, caller, number = w.state[0], w.psap[0], frame.who, frame.number
    place = place_of(number, frame.decided)
    if frame.step == 0:
        seconds = draw(w, Purpose.PICK_UP, caller, number)
        return wait(w, frame, 1, seconds, Rank.QUEUE, caller, Purpose.PICK_UP, place)
    if frame.step == 1:
        log(w, EventKind.ANSWERED, caller)
        located = frame.other == Channel.APP and w.means[0].gives_room
        s.room_known = s.room_known or located
        if caller <= psap.office and w.callers[caller].gives_room:
            seconds = draw(w, Purpose.ROOM_RELAYED, caller, number)
            relay = new(w, Handler.RELAY_ROOM, caller)
            start(w, relay, Rank.DISPATCH, caller, seconds, Purpose.ROOM_RELAYED, place)
        seconds = draw_service_time(w, caller, number, frame.other)
        if not s.processing_began and not psap.dispatch_at_call_end:
            s.processing_began = True
            processing = draw_processing_time(w, located)
            start_dispatch(w, caller, processing)
            seconds = max(seconds, processing)
        return wait(w, frame, 2, seconds, Rank.CALL_END, caller, Purpose.SERVICE, place)
    log(w, EventKind.CALL_ENDED, caller)
    release_call_taker(w)
    if psap.dispatch_at_call_end and not s.processing_began:
        s.processing_began = True
        start_dispatch(w, caller, 0.0)
    return end(w)


@compiled
def relay_room(w: World, frame: Frame) -> Flow:
    if not w.state[0].room_known:
        w.state[0].room_known = True
        log(w, EventKind.ROOM_KNOWN, frame.who)
    return end(w)


@compiled
def start_dispatch(w: World, caller: int, processing: float) -> None:
    """Starts DISPATCH_UNITS in `processing` seconds."""
    activity = new(w, Handler.DISPATCH_UNITS, caller)
    frame_of(w, activity).seconds = processing
    start(w, activity, Rank.DISPATCH, 0, processing)


@compiled
def draw_service_time(w: World, caller: int, number: int, channel: int) -> float:
    if channel == Channel.APP and w.means[0].app_service:
        return draw(w, Purpose.APP_SERVICE, caller, number)
    if caller == w.psap[0].office and w.means[0].office_service:
        return draw(w, Purpose.OFFICE_SERVICE, caller, number)
    return draw(w, Purpose.SERVICE, caller, number)


@compiled
def draw_processing_time(w: World, located: bool) -> float:
    seconds = draw(w, Purpose.PROCESSING, 0)
    if not (located and w.psap[0].location_saves):
        return seconds
    saved = draw(w, Purpose.LOCATION_SAVES, 0)
    return min(seconds, max(w.psap[0].least_processing, seconds - saved))


@compiled
def dispatch_units(w: World, frame: Frame) -> Flow:
    w.state[0].dispatched = True
    log(w, EventKind.DISPATCHED, frame.who, NOBODY, NOBODY, frame.seconds)
    for unit in range(w.sizes[0].fleet):
        start(w, new(w, Handler.RESPOND_AS_UNIT, unit), Rank.DISPATCH, unit)
    if w.fire[0].police_radio:
        for person in range(w.sizes[0].staff):
            if w.staff[person].police_radio and w.people[person].present:
                delay = draw(w, Purpose.POLICE_RADIO, person)
                activity = new(w, Handler.RECEIVE_POLICE_RADIO, person)
                start(w, activity, Rank.DELIVERY, person, delay, Purpose.POLICE_RADIO)
    return end(w)


@compiled
def receive_police_radio(w: World, frame: Frame) -> Flow:
    become_aware(w, frame.who, Channel.POLICE_RADIO)
    return end(w)


@compiled
def acquire_call_taker(w: World, caller: int, number: int, decided: bool) -> bool:
    """Whether a call-taker is free; else the current activity waits in the queue."""
    s = w.state[0]
    if caller < w.psap[0].background:
        log(w, EventKind.QUEUED, caller, NOBODY, NOBODY, float(s.line_size))
    if caller <= w.psap[0].office:
        record_school_report(w)
    if s.takers_free > 0:
        s.takers_free -= 1
        return True
    if s.line_size == w.sizes[0].processes:
        s.error = Problem.FULL
        return True
    entry = w.line[s.line_size]
    entry.caller, entry.number, entry.decided, entry.activity = caller, number, decided, s.current
    s.line_size += 1
    return False


@compiled
def leave_line(w: World, place: int, granted: bool) -> None:
    """The call at this place of the queue is answered, or hangs up; its process goes on."""
    s, entry = w.state[0], w.line[place]
    w.activities[entry.activity].granted = granted
    order = priority(Rank.QUEUE, entry.caller, 0, place_of(entry.number, entry.decided))
    schedule(w, entry.activity, s.now, order)
    s.line_size -= 1
    for later in range(place, s.line_size):
        here, behind = w.line[later], w.line[later + 1]
        here.caller, here.number, here.decided, here.activity = (
            behind.caller,
            behind.number,
            behind.decided,
            behind.activity,
        )


@compiled
def release_call_taker(w: World) -> None:
    if w.state[0].line_size == 0:
        w.state[0].takers_free += 1
    else:
        leave_line(w, 0, True)


@compiled
def abandon_after_patience(w: World, frame: Frame) -> Flow:
    for place in range(w.state[0].line_size):
        entry = w.line[place]
        if entry.caller == frame.who and entry.number == frame.number and entry.decided == frame.decided:
            leave_line(w, place, False)
            break
    return end(w)
