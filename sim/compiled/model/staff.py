"""What staff do once they are aware in compiled code, as `sim.model.staff`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import inform_office
from sim.compiled.model.duty import start_duty
from sim.compiled.model.word_of_mouth import inform_room
from sim.compiled.scheduler import Flow, Frame, call, end, log, new, start, wait
from sim.compiled.state import scale
from sim.model.environment import Rank
from sim.model.staff import MOST_TRIES
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def respond_as_staff(w: World, frame: Frame) -> Flow:
    person = frame.who
    u = w.units[person]
    if frame.step == 0:
        witness = u.told_by_channel == Channel.HAZARD
        if not (witness or u.sure or draw(w, Purpose.ACTS_AT_ONCE, person) != 0.0):
            u.doubting = True
            log(w, EventKind.DOUBTS, person)
            return wait(w, frame, 1, draw(w, Purpose.DOUBT, person), Rank.REACTION, person, Purpose.DOUBT)
    if not u.acting:
        start_response(w, person)
    return end(w)


@compiled
def resolve_doubt(w: World, frame: Frame) -> Flow:
    if not w.units[frame.who].acting:
        start_response(w, frame.who)
    return end(w)


@compiled
def start_response(w: World, person: int) -> None:
    u, p = w.units[person], w.people[person]
    u.acting = True
    u.doubting = False
    log(w, EventKind.ACTS, person, NOBODY, u.zone)
    if not (p.played or p.has_called):
        call_for_help(w, person)
    if w.staff[person].office and (w.state[0].office_played or not p.played):
        inform_office(w, NOBODY, Channel.VOICE)
    if p.played or not is_a_witness(w, person) or w.protocol[0].witness_protects_at_once:
        protect_group(w, person)


@compiled
def is_a_witness(w: World, person: int) -> bool:
    return w.units[person].told_by_channel == Channel.HAZARD


@compiled
def call_for_help(w: World, person: int) -> None:
    if is_a_witness(w, person):
        start(w, new(w, Handler.REPORT_AS_WITNESS, person), Rank.ACT, person, 0.0, Purpose.DECISION)
    elif draw(w, Purpose.TOLD_CALLS, person) != 0.0:
        start(w, new(w, Handler.REPORT_AS_TOLD, person), Rank.ACT, person, 0.0, Purpose.TOLD_CALLS)


@compiled
def protect_group(w: World, person: int) -> None:
    w.units[person].protecting = True
    if w.people[person].on_errand:
        return
    start_duty(w, person)
    if w.staff[person].is_responder or w.people[person].sent:
        return
    if may_tell(w, person):
        start(w, new(w, Handler.SPREAD_WORD, person), Rank.ACT, person, 0.0, Purpose.TELL_WHOM)
    inform_room(w, person)


@compiled
def may_tell(w: World, person: int) -> bool:
    return w.protocol[0].tells and (is_a_witness(w, person) or not w.protocol[0].only_witnesses_tell)


@compiled
def draw_decision_time(w: World, person: int) -> float:
    patience = w.protocol[0].patience
    for index in range(MOST_TRIES):
        seconds = scale(draw(w, Purpose.DECISION, person, index), w.state[0].decision_factor)
        if seconds <= patience:
            return seconds
    return patience


@compiled
def report_as_witness(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        return wait(w, frame, 1, draw_decision_time(w, person), Rank.REACTION, person, Purpose.DECISION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.REPORT_BY_FIRST_MEANS, person)
    if frame.step == 2:
        used = w.state[0].result
        if not (w.protocol[0].witness_protects_at_once or w.units[person].protecting):
            protect_group(w, person)
        return call(w, frame, 3, Handler.NOTIFY_OTHERS, person, used)
    return end(w)
