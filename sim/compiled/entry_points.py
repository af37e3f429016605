"""What Python has done in compiled code."""

from sim.compiled.arrays import World
from sim.compiled.beginning import begin
from sim.compiled.commands import Command
from sim.compiled.dispatch import run_events
from sim.compiled.filling import fill_blocks
from sim.compiled.handlers import application__start_request, played_roles__return_role
from sim.compiled.readings import measure
from sim.compiled.rows import play_rows


def execute(w: World) -> None:
    """Does what `task` says.

    replications: the number of one to begin, or the address of the numbers of several. number: how many, or a person. time: seconds from
    onset. address: of the rows in which the draws of several stand.
    """
    task, seed = w.task[0], w.seed[0]
    if task.command == Command.BEGIN:
        begin(w, seed, task.replications)
    elif task.command == Command.RUN:
        run_events(w, task.time)
    elif task.command == Command.MEASURE:
        measure(w)
    elif task.command == Command.FILL:
        fill_blocks(w, seed, task.replications, task.number)
    elif task.command == Command.INTERVENE:
        task.result = intervene(w)
    elif task.command == Command.RETURN:
        played_roles__return_role(w, task.number)
    else:
        task.result = play_rows(w, seed, task.replications, task.address, task.number)


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
