"""Word of mouth in compiled code, as `sim.model.word_of_mouth`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw, draw_order
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, next_unaware
from sim.compiled.scheduler import Flow, Frame, end, let_lapse, log, new, start, wait
from sim.compiled.state import is_unaware
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def spread_word(w: World, frame: Frame) -> Flow:
    """count: contacts so far. place: position of the candidate."""
    protocol, person = w.protocol[0], frame.who
    first = w.first_candidate[person]
    if frame.step == 0:
        frame.place = 0
    else:
        become_aware(w, w.candidates[first + frame.place], Channel.VOICE, person)
        frame.place = frame.place + 1 if protocol.tells_in_order else 0
        frame.count += 1
    if frame.count >= protocol.tells_at_most:
        return end(w)
    frame.place = choose_contact(w, person, frame.count, frame.place)
    if frame.place == NOBODY or (protocol.tells_until_locked and w.units[person].protected):
        return end(w)
    log(w, EventKind.CONTACT_BEGINS, person, w.candidates[first + frame.place])
    seconds = draw(w, Purpose.CONTACT, w.staff[person].pairs + frame.place)
    return wait(w, frame, 1, seconds, Rank.CONTACT, person, Purpose.CONTACT, frame.count)


@compiled
def choose_contact(w: World, person: int, contact: int, earliest: int) -> int:
    first = w.first_candidate[person]
    chosen, smallest = NOBODY, math.inf
    for place in range(earliest, w.first_candidate[person + 1] - first):
        candidate = w.candidates[first + place]
        if not (is_unaware(w, candidate) and w.people[candidate].present):
            continue
        if w.protocol[0].tells_in_order:
            return place
        order = draw_order(w, Purpose.TELL_WHOM, w.staff[person].pairs + place, contact)
        if order < smallest:
            chosen, smallest = place, order
    return chosen


@compiled
def inform_room(w: World, person: int) -> None:
    if not w.protocol[0].tells_room:
        return
    zone = w.units[person].zone
    other = next_unaware(w, zone)
    while other != NOBODY:
        delay = draw(w, Purpose.SAME_ROOM, other)
        message = new(w, Handler.HEAR_MESSAGE, other, person)
        let_lapse(w, message, other)
        start(w, message, Rank.CONTACT, other, delay, Purpose.SAME_ROOM, person)
        other = next_unaware(w, zone, other)


@compiled
def hear_message(w: World, frame: Frame) -> Flow:
    become_aware(w, frame.who, Channel.VOICE, frame.other)
    return end(w)
