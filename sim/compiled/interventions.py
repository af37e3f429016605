"""What people decide, in compiled code. Both functions are called between two calls of `run_until`."""

from sim.compiled.arrays import Records, World
from sim.compiled.handlers import application__start_request, played_roles__return_role
from sim.compiled.jit import entry_point
from sim.model.interventions import Intervention, build_request
from sim.model.tables import Tables


def write_request(record: Records, tables: Tables, intervention: Intervention) -> None:
    """Fills the record of what is asked for. Raises UnknownName."""
    for name, value in build_request(tables, intervention)._asdict().items():
        record[name] = value


@entry_point
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


@entry_point
def return_to_simulation(w: World, person: int) -> None:
    """The model takes over this person; NOBODY: the office."""
    played_roles__return_role(w, person)
