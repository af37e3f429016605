"""What Python has done in compiled code: one function, because each entry point is a program of its own, with all handlers in it."""

from enum import IntEnum

from sim.compiled.arrays import World
from sim.compiled.beginning import begin
from sim.compiled.bits import Word
from sim.compiled.dispatch import run_events
from sim.compiled.filling import fill_block
from sim.compiled.jit import entry_point
from sim.compiled.measures import measure
from sim.compiled.rows import play_rows


class Command(IntEnum):
    """What `execute` does."""

    BEGIN = 0
    """A replication, before its first event."""
    RUN = 1
    """All events before a time."""
    MEASURE = 2
    """Reads the measures off the trace."""
    PLAY_ROWS = 3
    """Plays several replications; the result says how many."""
    FILL = 4
    """Draws in advance, for one purpose."""


@entry_point
def execute(
    w: World, command: Command, seed: Word, replications: int, number: int, time: float, purpose: int, address: int
) -> int:
    """seed: the state after the seed. replications: the number of one to begin, or the address of the numbers of several.

    number: how many. time: seconds from onset. address: of draws to fill in, or of the rows in which the draws of several stand.
    """
    if command == Command.BEGIN:
        begin(w, seed, replications)
    elif command == Command.RUN:
        run_events(w, time)
    elif command == Command.MEASURE:
        measure(w)
    elif command == Command.FILL:
        fill_block(w, seed, purpose, replications, number, address)
    else:
        return play_rows(w, seed, replications, address, number)
    return 0
