"""The processes of the model and all that they call, made from their source.

A name here is a function of the program: `lockdown__run_lockdown` is a process, and `new_lockdown__run_lockdown` makes its frame.
"""

from typing import Any, NamedTuple

from sim.compiled import draws, kinds, scheduler, state
from sim.hazards.base import HAZARDS, start_hazard
from sim.hazards.installed import KINDS
from sim.model import psap
from sim.model.interventions import application, played_roles
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.translate.program import Program

ROOTS: tuple[Any, ...] = (
    *(World.draw_conditions, start_hazard, psap.start_calls),
    *(application.start_request, played_roles.return_role),
)
"""What is called from elsewhere: at the beginning of a play, and by decisions."""
ALL_CLEAR = int(EventKind.ALL_CLEAR)
HEAD = """import math


def check_all_clear(w):
    play = w.play[0]
    if not play.over and playbook__all_clear(w):
        play.over = True
        log(w, ALL_CLEAR, NOBODY, NOBODY, NOBODY, 0.0)
"""


class Translation(NamedTuple):
    """text: of the program. playbooks: by kind of hazard, its number, and the handlers of its processes."""

    text: str
    playbooks: dict[str, dict[str, int]]


def translate(program: Program) -> Translation:
    """The whole program. Raises Refused for a process that has no translation."""
    playbooks = {kind: program.add_playbook(HAZARDS[kind].playbook) for kind in KINDS}
    program.add_devices()
    program.add_acts()
    for root in ROOTS:
        program.translate(root)
    return Translation(program.write([HEAD]), playbooks)


TEXT, PLAYBOOKS = translate(Program())
FILE = "<processes of the model>"
NAMES: dict[str, Any] = {
    name: value for module in (draws, state, kinds, scheduler) for name, value in vars(module).items()
}
NAMES |= {"ALL_CLEAR": ALL_CLEAR, "NOBODY": NOBODY, "__name__": __name__}
exec(compile(TEXT, FILE, "exec"), NAMES)


def __getattr__(name: str) -> Any:
    try:
        return NAMES[name]
    except KeyError:
        raise AttributeError(name) from None
