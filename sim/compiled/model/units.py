"""Units from off campus in compiled code, as `sim.model.units`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.jit import compiled
from sim.compiled.model.duty import return_to_duty
from sim.compiled.scheduler import Flow, Frame, call, end, log, wait
from sim.compiled.state import scale
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def respond_as_unit(w: World, frame: Frame) -> Flow:
    unit = frame.who
    table = w.fleet[unit]
    if frame.step == 0 and table.turnout:
        seconds = draw(w, Purpose.TURNOUT, table.first)
        return wait(w, frame, 1, seconds, Rank.DISPATCH, unit, Purpose.TURNOUT)
    if frame.step <= 1:
        record_status(w, unit, EventKind.EN_ROUTE, NOBODY)
        later = 0.0
        for other in range(table.first + 1, unit + 1):
            later += draw(w, Purpose.NEXT_UNIT, other)
        travel = (draw(w, Purpose.TRAVEL, table.first) + w.vehicles[unit].delay) + later
        w.vehicles[unit].due = w.state[0].now + travel
        return wait(w, frame, 2, travel, Rank.DISPATCH, unit, Purpose.TRAVEL)
    if frame.step == 2:
        record_status(w, unit, EventKind.ON_SCENE, table.enters)
        greet(w, unit)
        return call(w, frame, 3, w.hazard[0].unit_on_scene, unit)
    return end(w)


@compiled
def record_status(w: World, unit: int, doing: EventKind, place: int) -> None:
    w.vehicles[unit].doing = doing
    log(w, doing, unit, NOBODY, place)


@compiled
def draw_locate_time(w: World, unit: int) -> float:
    first = w.fleet[unit].first
    seconds = draw(w, Purpose.LOCATE, first)
    if w.state[0].room_known and w.fleet[unit].location_gain:
        seconds = scale(seconds, draw(w, Purpose.LOCATED, first))
    greeter = w.vehicles[unit].met_by
    if greeter != NOBODY:
        share = Purpose.MET if w.staff[greeter].keys else Purpose.MET_WITHOUT_KEYS
        seconds = scale(seconds, draw(w, share, first))
    if w.state[0].horns_are_silent:
        seconds = scale(seconds, draw(w, Purpose.QUIET, first))
    return seconds


@compiled
def greet(w: World, unit: int) -> None:
    door = w.fleet[unit].enters
    place = door
    for link in range(w.first_neighbor[door], w.first_neighbor[door + 1]):
        if w.rooms[place].greeter == NOBODY:
            place = w.neighbors[link]
    person = w.rooms[place].greeter
    if person == NOBODY:
        return
    w.rooms[place].greeter = NOBODY
    w.vehicles[unit].met_by = person
    log(w, EventKind.UNIT_MET, unit, person, place, 1.0 if w.staff[person].keys else 0.0)
    return_to_duty(w, person)
