"""Who may declare an alert in compiled code, as `sim.model.authority`."""

from sim.compiled.arrays import Problem, World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Flow, Frame, end, new, place_of, priority, schedule, start, suspend
from sim.compiled.state import next_inside
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@compiled
def find_authority(w: World, frame: Frame) -> Flow:
    """who: the declarer. other: who decided it."""
    s, declarer = w.state[0], frame.who
    if frame.step == 1 or not w.means[0].authority or may_declare(w, declarer, frame.other):
        return end(w)
    if draw(w, Purpose.AUTHORITY_NEEDED, declarer) == 0.0:
        return end(w)
    if s.search_count == w.sizes[0].processes:
        s.error = Problem.FULL
        return end(w)
    search = w.searches[s.search_count]
    search.declarer, search.by, search.decided = declarer, frame.other, frame.decided
    search.activity, search.is_open = s.current, True
    start(
        w,
        new(w, Handler.RUN_OUT, s.search_count),
        Rank.REACTION,
        declarer,
        draw(w, Purpose.AUTHORITY_TAKES, declarer),
        Purpose.AUTHORITY_TAKES,
        place_of(0, frame.decided),
    )
    s.search_count += 1
    return suspend(frame, 1)


@compiled
def has_authority(w: World, person: int) -> bool:
    """Whether the model's table of authority says so; False for anyone who is not staff."""
    return 0 <= person < w.sizes[0].staff and w.staff[person].authority


@compiled
def may_declare(w: World, declarer: int, by: int) -> bool:
    people, office = w.sizes[0].staff, w.psap[0].office
    if has_authority(w, declarer) or has_authority(w, by):
        return True
    place = w.means[0].office_zone if declarer == office else w.units[declarer].zone
    if place == NOBODY:
        return False
    person = next_inside(w, place)
    while person != NOBODY and person < people:
        table = w.staff[person]
        if table.authority and (w.units[person].aware or (declarer == office and table.office)):
            return True
        person = next_inside(w, place, person)
    return False


@compiled
def run_out(w: World, frame: Frame) -> Flow:
    """who: the number of the search."""
    end_search(w, frame.who)
    return end(w)


@compiled
def end_searches(w: World) -> None:
    for number in range(w.state[0].search_count):
        search = w.searches[number]
        if search.is_open and may_declare(w, search.declarer, search.by):
            end_search(w, number)


@compiled
def end_search(w: World, number: int) -> None:
    search = w.searches[number]
    if search.is_open:
        search.is_open = False
        place = priority(Rank.REACTION, search.declarer, Purpose.AUTHORITY_TAKES, place_of(0, search.decided))
        schedule(w, search.activity, w.state[0].now, place)
