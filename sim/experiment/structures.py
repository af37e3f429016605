"""The structures of a scenario that can hold on the day that is asked about, each with the emergency under it.

Joint sensitivity plays them together with the inputs (`sim.experiment.joint`). What this campus cannot have, what changes nothing in the
arms that are compared, and what is about a day with conditions of its own is left out with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.scenario import Emergency, Structure
from scenarios.settings import AbsentError
from scenarios.structures import apply_structure
from sim.experiment.comparison import LeftOutStructure
from sim.experiment.runner import build_arm_tables
from sim.statistics.summaries import Arm

NO_CHANGE = "it changes nothing in the arms that are compared"
ANOTHER_DAY = "it is about another day; ask for the conditions of that day"


@dataclass(frozen=True)
class Alternatives:
    """By the id of a structure, what it is, and the emergency under it; then what is left out."""

    structures: Mapping[str, Structure] = field(default_factory=dict)
    emergencies: Mapping[str, Emergency] = field(default_factory=dict)
    left_out: tuple[LeftOutStructure, ...] = ()


def find_alternatives(emergency: Emergency, arms: Sequence[Arm]) -> Alternatives:
    """In the order of the scenario; none of an emergency that is under one already. Raises SettingError for an impossible value."""
    if emergency.structure is not None or not emergency.scenario.structures:
        return Alternatives()
    as_it_is = [build_arm_tables(emergency, arm) for arm in arms]
    structures: dict[str, Structure] = {}
    emergencies: dict[str, Emergency] = {}
    left_out: list[LeftOutStructure] = []
    for structure in emergency.scenario.structures:
        why = ""
        try:
            under = apply_structure(emergency, structure)
        except AbsentError as error:
            why = str(error)
        else:
            if structure.conditions:
                why = ANOTHER_DAY
            elif all(build_arm_tables(under, arm) == before for arm, before in zip(arms, as_it_is, strict=True)):
                why = NO_CHANGE
        if why:
            left_out.append(LeftOutStructure(structure.id, structure.title, why))
        else:
            structures[structure.id], emergencies[structure.id] = structure, under
    return Alternatives(structures, emergencies, tuple(left_out))
