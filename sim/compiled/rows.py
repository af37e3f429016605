"""A chunk of replications in one call: the measures of each, and how many people know and are protected over time, in a row."""

import math

from sim.compiled.arrays import Finality, World
from sim.compiled.beginning import begin
from sim.compiled.bits import Word
from sim.compiled.dispatch import run_events
from sim.compiled.handlers import read_measure, trace_reader__exposure_end
from sim.compiled.memory import whole_numbers_at
from sim.compiled.readings import measure, read_trace


def play_rows(w: World, seed: Word, replications: int, rows: int, number: int) -> int:
    """Plays so many replications. Returns how many; fewer where there was a problem in the next.

    replications: the address of their numbers. rows: the address of their rows among those whose draws were made in advance.
    """
    for row in range(number):
        w.state[0].filled_row = whole_numbers_at(w, rows)[row]
        begin(w, seed, whole_numbers_at(w, replications)[row])
        run_to_end(w)
        if w.state[0].error != 0:
            return row
        keep_row(w, row)
    return number


def run_to_end(w: World) -> None:
    """To the end, or until no later event can change what is asked for, where that is enough; then reads the measures."""
    s, sizes = w.state[0], w.sizes[0]
    if s.ends_early:
        for check in range(sizes.checks):
            run_events(w, w.check_times[check])
            if s.error != 0 or is_all_known(w):
                break
        else:
            run_events(w, sizes.horizon)
    else:
        run_events(w, sizes.horizon)
    if s.error == 0:
        measure(w)


def is_all_known(w: World) -> bool:
    """Whether no event from now on can change a measure that is asked for."""
    s = w.state[0]
    if w.play[0].over:
        return True
    read_trace(w)
    for place in range(s.asked):
        if w.finality[place] == Finality.ONCE_REACHED and read_measure(w, w.asked[place]) > s.now:
            return False
        if w.finality[place] == Finality.AFTER_DANGER and trace_reader__exposure_end(w) > s.now:
            return False
    return True


def keep_row(w: World, row: int) -> None:
    s, sizes, play = w.state[0], w.sizes[0], w.play[0]
    w.row_staff[row] = play.reading_staff
    w.row_heads[row] = play.reading_occupants
    for place in range(s.asked):
        w.row_values[row * sizes.measures + place] = w.values[place]
    for purpose in range(sizes.purposes):
        w.row_drawn[row * sizes.purposes + purpose] = w.draws[purpose] > 0
    keep_aware_times(w, row * sizes.staff)
    count_aware(w, row * sizes.moments)
    count_protected(w, row * sizes.moments)


def keep_aware_times(w: World, place: int) -> None:
    for number in range(w.sizes[0].staff):
        w.row_aware_times[place + number] = (
            w.reading_aware[number] if number < w.play[0].reading_aware_size else math.inf
        )


def count_aware(w: World, place: int) -> None:
    """Staff who are aware at each of the moments, those who become so at that instant included."""
    aware = 0
    for moment in range(w.sizes[0].moments):
        while aware < w.play[0].reading_aware_size and w.reading_aware[aware] <= w.moments[moment]:
            aware += 1
        w.row_aware[place + moment] = aware


def count_protected(w: World, place: int) -> None:
    """Heads that are protected at each of the moments."""
    number, heads = 0, 0
    for moment in range(w.sizes[0].moments):
        while number < w.play[0].reading_protected_size and w.reading_protected[number].time <= w.moments[moment]:
            heads += w.reading_protected[number].heads
            number += 1
        w.row_protected[place + moment] = heads
