"""A chunk of replications in one call: the measures of each, and how many people know and are protected over time, in a row."""

import math

from sim.compiled.arrays import Finality, World
from sim.compiled.beginning import begin
from sim.compiled.bits import Word
from sim.compiled.dispatch import run_events
from sim.compiled.measures import measure
from sim.compiled.memory import whole_numbers_at


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
            if s.error == 0:
                measure(w, times_only=True)
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
    for number in range(w.sizes[0].measures):
        if w.finality[number] == Finality.ONCE_REACHED and w.values[number] > s.now:
            return False
        if w.finality[number] == Finality.AFTER_DANGER and w.reading[0].end > s.now:
            return False
    return True


def keep_row(w: World, row: int) -> None:
    sizes, reading = w.sizes[0], w.reading[0]
    w.row_staff[row] = reading.staff
    w.row_heads[row] = reading.heads
    for number in range(sizes.measures):
        w.row_values[row * sizes.measures + number] = w.values[number]
    for purpose in range(sizes.purposes):
        w.row_drawn[row * sizes.purposes + purpose] = w.draws[purpose] > 0
    keep_aware_times(w, row * sizes.staff)
    count_aware(w, row * sizes.moments)
    count_protected(w, row * sizes.moments)


def keep_aware_times(w: World, place: int) -> None:
    for number in range(w.sizes[0].staff):
        w.row_aware_times[place + number] = w.aware_times[number] if number < w.reading[0].aware else math.inf


def count_aware(w: World, place: int) -> None:
    """Staff who are aware at each of the moments, those who become so at that instant included."""
    aware = 0
    for moment in range(w.sizes[0].moments):
        while aware < w.reading[0].aware and w.aware_times[aware] <= w.moments[moment]:
            aware += 1
        w.row_aware[place + moment] = aware


def count_protected(w: World, place: int) -> None:
    """Heads that are protected at each of the moments."""
    number, heads = 0, 0
    for moment in range(w.sizes[0].moments):
        while number < w.reading[0].protected and w.protected_times[number] <= w.moments[moment]:
            heads += w.protected_heads[number]
            number += 1
        w.row_protected[place + moment] = heads
