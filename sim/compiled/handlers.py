"""The processes of the model and all that they call, made from their source.

A name here is a function of the program: `lockdown__run_lockdown` is a process, and `new_lockdown__run_lockdown` makes its frame.
"""

from typing import Any, NamedTuple

from scenarios.hazards import MEASURE_NAMES
from sim.compiled import draws, kinds, scheduler, state
from sim.compiled.contents import Contents
from sim.hazards.base import HAZARDS, start_hazard
from sim.hazards.installed import KINDS
from sim.model import psap
from sim.model.interventions import application, played_roles
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.elementary import exp
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
    """text: of the program. contents: what else is known of it."""

    text: str
    contents: Contents


def translate(program: Program) -> Translation:
    """The whole program. Raises Refused for a process that has no translation."""
    playbooks = {kind: program.add_playbook(HAZARDS[kind].playbook) for kind in KINDS}
    program.add_devices()
    program.add_acts()
    for root in ROOTS:
        program.translate(root)
    names = dict.fromkeys(name for kind in KINDS for name in MEASURE_NAMES[kind])
    program.add_measures({name: [find_reader(kind, name) for kind in KINDS] for name in names})
    events = sorted(int(event) for event in program.events)
    return Translation(program.write([HEAD]), Contents(playbooks, program.measures, program.of_packages, events))


def find_reader(kind: str, name: str) -> Any:
    """The function that reads a measure of a kind of hazard; None where it has no such measure, or what reads it came later."""
    from sim.measures import READERS, READERS_OF_PACKAGES  # `sim` has it, so mypy would see a circle at the top

    if name not in MEASURE_NAMES[kind]:
        return None
    own = {measure.name: reader for measure, reader in HAZARDS[kind].measures.items()}
    return own.get(name) or READERS_OF_PACKAGES.get(name) or READERS.get(name)


TEXT, CONTENTS = translate(Program())
FILE = "<processes of the model>"
NAMES: dict[str, Any] = {
    name: value for module in (draws, state, kinds, scheduler) for name, value in vars(module).items()
}
NAMES |= {"exp": exp, "ALL_CLEAR": ALL_CLEAR, "NOBODY": NOBODY, "__name__": __name__}
exec(compile(TEXT, FILE, "exec"), NAMES)


def __getattr__(name: str) -> Any:
    try:
        return NAMES[name]
    except KeyError:
        raise AttributeError(name) from None
