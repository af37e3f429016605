"""What Python has done in compiled code. What people decide is started between two calls of `execute`."""

from sim.compiled.arrays import World
from sim.compiled.beginning import begin
from sim.compiled.bits import Word
from sim.compiled.commands import Command
from sim.compiled.dispatch import run_events
from sim.compiled.filling import fill_block
from sim.compiled.handlers import application__start_request, played_roles__return_role
from sim.compiled.measures import measure
from sim.compiled.rows import play_rows


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


def intervene(w: World) -> bool:
    """Starts the intervention in `request` now. Returns whether it begins."""
    asked = w.request[0]
    return application__start_request(
        w,
        asked.act,
        asked.person,
        asked.other,
        asked.zone,
        asked.instruction,
        asked.area,
        asked.exit,
        asked.plain,
        asked.unit,
        asked.channel,
        asked.works,
        asked.gas,
        asked.seconds,
        asked.post,
        asked.adults,
    )


def return_to_simulation(w: World, person: int) -> None:
    """The model takes over this person; NOBODY: the office."""
    played_roles__return_role(w, person)
