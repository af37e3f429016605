"""What the model keeps beside numbers, in compiled code: lists, those who wait, searches, duties, instructions."""

from typing import Any

from sim.compiled.arrays import LISTS_OF_FRAME, Problem, World
from sim.compiled.bits import Word, trailing_zeros
from sim.compiled.draws import draw
from sim.compiled.memory import check_index
from sim.compiled.scheduler import Flow, Frame, priority, resume
from sim.compiled.state import read_inside
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.waiting import DECIDED_OFFSET
from sim.sampling.keyed_rng import Purpose

Numbers = Any
"""A table of numbers."""

# ---- lists -----------------------------------------------------------------------------------------


def push(w: World, item: int) -> None:
    """Appends a number to the list that is being made."""
    s = w.state[0]
    if s.scratch_size == w.sizes[0].scratch:
        s.error = Problem.FULL
        return
    w.scratch[s.scratch_size] = item
    s.scratch_size += 1


def push_all(w: World, table: Numbers, first: int, size: int) -> None:
    for place in range(first, first + size):
        push(w, table[place])


def give_list(w: World, base: int, first: int, size: int) -> tuple[int, int]:
    """Returns a list to the caller, and frees all others that were made since."""
    for place in range(size):
        w.scratch[base + place] = w.scratch[first + place]
    w.state[0].scratch_size = base + size
    return base, size


def keep_list(w: World, frame: Frame, number: int, table: Numbers, first: int, size: int) -> int:
    """Copies a list to where a process keeps it. Returns where it begins there."""
    room = w.sizes[0].company
    if size > room:
        w.state[0].error = Problem.FULL
        size = room
    begin = (frame.index * LISTS_OF_FRAME + number) * room
    for place in range(size):
        w.kept[begin + place] = table[first + place]
    return begin


def has_item(table: Numbers, first: int, size: int, item: int) -> bool:
    return find_item(table, first, size, item) != NOBODY


def find_item(table: Numbers, first: int, size: int, item: int) -> int:
    """Its place in a list that has it."""
    for place in range(size):
        if table[first + place] == item:
            return place
    return NOBODY


def select(numbers: Numbers, first: int, size: int, rank: int) -> float:
    """The number of this rank in a list, from 0, by Hoare's selection; changes their order."""
    low, high, rank = first, first + size - 1, first + rank
    while low < high:
        pivot, left, right = numbers[(low + high) // 2], low, high
        while left <= right:
            while numbers[left] < pivot:
                left += 1
            while numbers[right] > pivot:
                right -= 1
            if left <= right:
                numbers[left], numbers[right] = numbers[right], numbers[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            return float(numbers[rank])
    return float(numbers[low])


def find_length(w: World, start: int, end: int) -> float:
    """Meters between two linked zones."""
    first = w.layout_neighbors_first[start]
    size = w.layout_neighbors_first[start + 1] - first
    return w.layout_meters[first + check_index(find_item(w.layout_neighbors, first, size, end), size)]


def list_units_in(w: World, zone: int) -> None:
    """Appends the people and groups in a zone."""
    _list_inside(w, zone, False)


def list_unaware_in(w: World, zone: int) -> None:
    """Appends those of them who are not aware."""
    _list_inside(w, zone, True)


def _list_inside(w: World, zone: int, unaware: bool) -> None:
    s = w.state[0]
    size = s.scratch_size
    if size + w.sizes[0].units > w.sizes[0].scratch:
        s.error = Problem.FULL
        return
    for number in range(w.sizes[0].words):
        word = read_inside(w, zone, number, unaware)
        while word != 0:
            w.scratch[size] = (number << 6) + trailing_zeros(word)
            size += 1
            word &= word - ONE
    s.scratch_size = size


ONE = Word(1)


# ---- those who wait ----------------------------------------------------------------------------------


def wait_in_line(w: World, frame: Frame, step: int, caller: int, number: int, decided: bool) -> Flow:
    """Waits until a call-taker is free, or the caller leaves."""
    s = w.state[0]
    frame.step = step
    if s.line_size == w.sizes[0].processes:
        s.error = Problem.FULL
        return Flow.WAITS
    entry = w.line[s.line_size]
    entry.caller, entry.number, entry.decided, entry.activity = caller, number, decided, s.current
    s.line_size += 1
    return Flow.WAITS


def is_granted(w: World, _caller: int, _number: int, _decided: bool) -> bool:
    """After the wait: whether a call-taker takes the call."""
    return w.activities[w.state[0].current].granted


def grant_first(w: World) -> None:
    """A call-taker takes the first call."""
    _leave_line(w, 0, True)


def leave_line(w: World, caller: int, number: int, decided: bool) -> None:
    """The caller hangs up, if still waiting."""
    for place in range(w.state[0].line_size):
        entry = w.line[place]
        if entry.caller == caller and entry.number == number and entry.decided == decided:
            _leave_line(w, place, False)
            break


def _leave_line(w: World, place: int, granted: bool) -> None:
    s, entry = w.state[0], w.line[place]
    w.activities[entry.activity].granted = granted
    count = entry.number + DECIDED_OFFSET * entry.decided
    resume(w, entry.activity, priority(Rank.QUEUE, entry.caller, 0, count))
    s.line_size -= 1
    for later in range(place, s.line_size):
        here, behind = w.line[later], w.line[later + 1]
        here.caller, here.number, here.decided = behind.caller, behind.number, behind.decided
        here.activity = behind.activity


def open_search(w: World, declarer: int, by: int, decided: bool) -> int:
    """Begins a search for somebody with authority, and returns its number."""
    s = w.state[0]
    if s.search_count == w.sizes[0].processes:
        s.error = Problem.FULL
        return 0
    search = w.searches[s.search_count]
    search.declarer, search.by, search.decided, search.is_open = declarer, by, decided, False
    s.search_count += 1
    return s.search_count - 1


def wait_for_search(w: World, frame: Frame, step: int, search: int) -> Flow:
    """Waits until it ends."""
    frame.step = step
    w.searches[search].is_open = True
    w.searches[search].activity = w.state[0].current
    return Flow.WAITS


def is_search_open(w: World, search: int) -> bool:
    return w.searches[search].is_open


def end_search(w: World, number: int) -> None:
    """The declarer goes on, once."""
    search = w.searches[number]
    if search.is_open:
        search.is_open = False
        count = DECIDED_OFFSET * search.decided
        resume(w, search.activity, priority(Rank.REACTION, search.declarer, Purpose.AUTHORITY_TAKES, count))


# ---- duties, instructions, draws -----------------------------------------------------------------------


def add_duty(w: World, unit: int, activity: int) -> None:
    w.activities[activity].duty_of = unit


def drop_duties(w: World, unit: int) -> None:
    for number in range(w.state[0].activities_used):
        if w.activities[number].duty_of == unit:
            w.activities[number].is_dropped = True
            w.activities[number].duty_of = NOBODY


def add_order(w: World, instruction: int, area: int, door: int, plain: bool) -> int:
    """The number of an instruction that a message will carry."""
    s = w.state[0]
    if s.orders == w.sizes[0].processes:
        s.error = Problem.FULL
        return NOBODY
    order = w.orders[s.orders]
    order.instruction, order.area, order.exit, order.plain = instruction, area, door, plain
    s.orders += 1
    return s.orders - 1


def peek(w: World, purpose: Purpose, entity: int, index: int) -> float:
    """The draw, which does not count as drawn."""
    draws = w.draws[purpose]
    value = draw(w, purpose, entity, index)
    w.draws[purpose] = draws
    return value
