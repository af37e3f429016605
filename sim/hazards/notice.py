"""A reference hazard: one named person has something to recognize, and nothing more happens. It tests machinery."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from scenarios.campus_expansion import Place
from scenarios.diagnostics import Finding, is_suppressed, quote
from scenarios.hazards import HazardModel
from scenarios.scenario import Emergency
from scenarios.validation.limits import check_known
from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import Fact, Hazard, locate, record_initial_conditions
from sim.model.awareness import record_perception
from sim.model.environment import Process
from sim.model.state import World
from sim.model.tables import Tables
from sim.model.trace import EventKind
from sim.sampling.streams import StreamBuilder


class Notice(HazardModel):
    """A reference hazard: it touches one named person and does nothing more. It tests machinery."""

    goes_with = "lockdown"
    measures = (
        "recognition",
        "first_report",
        "call_answered",
        "dispatched",
        "first_unit_on_scene",
        "first_campus_alert",
        "aware_t50",
        "aware_t90",
        "aware_t100",
        "protected_t50",
        "protected_t90",
        "protected_t100",
    )  # it has no end and no reach

    kind: Literal["notice"]
    witness: str

    def check_on(self, place: Place) -> Iterator[Finding]:
        """The witness is on the roster, and there."""
        where = ("hazard", "witness")
        roster = {member.id: member for member in place.staff}
        if not is_suppressed(self.witness, place.suppressed_staff):
            where_listed = f"on the roster of campus {quote(place.campus.campus)}"
            yield from check_known(where, self.witness, where_listed, roster)
        if self.witness in roster and place.campus.roster[roster[self.witness].line].on_site is not None:
            yield Finding(where, f"{quote(self.witness)} may be absent (on_site); the witness must be there")


def tables(tables: Tables, emergency: Emergency, _streams: StreamBuilder) -> Tables:
    """With the witness."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Notice)
    return replace(tables, hazard=replace(tables.hazard, witness=tables.staff.ids.index(hazard.witness)))


def run_reference_hazard(world: World) -> Process:
    """Handler: onset of a reference hazard. One named person has something to recognize."""
    record_initial_conditions(world)
    world.log_event(EventKind.ONSET)
    record_perception(world, world.tables.hazard.witness, 0)
    yield from ()


def is_everyone_safe(world: World) -> bool:
    """Police are there, all staff are aware, and everyone who can be is protected."""
    return world.unit_there and not world.unaware_staff and not world.unprotected


def unit_arrives(world: World, unit: int) -> Process:
    """A unit on scene locates the witness."""
    yield from locate(world, unit)
    world.check_all_clear()


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Notice)
    witness = next(member for member in emergency.place.staff if member.id == hazard.witness)
    yield "Hazard", ("a notice to ", witness, " alone, with no further effect")


NOTICE = Hazard(
    model=Notice,
    playbook=ASSAILANT.playbook._replace(
        onset=run_reference_hazard, unit_on_scene=unit_arrives, all_clear=is_everyone_safe
    ),
    tables=tables,
    facts=list_facts,
)
