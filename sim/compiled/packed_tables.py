"""The tables of an emergency as arrays, for compiled code: what no play changes."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import (
    FIRE,
    FLEET_TABLE,
    GROUP_TABLE,
    HAZARD,
    KINDS,
    MEANS,
    MEANS_RECORD,
    PERSON_TABLE,
    PROTOCOL,
    PSAP,
    ZONE_TABLE,
    Records,
    records,
)
from sim.compiled.handler_names import Handler
from sim.compiled.packed_streams import PackedStreams
from sim.hazards.base import HAZARDS
from sim.model.geometry import Layout
from sim.model.state import Playbook
from sim.model.tables import (
    NOBODY,
    AidTable,
    FireTable,
    GroupTable,
    HazardTable,
    MeansTable,
    ProtocolTable,
    PsapTable,
    StaffTable,
    Tables,
    UnitsTable,
)

Arrays = dict[str, NDArray[Any]]
"""Of a `World`, by name."""


class PackedTables:
    """Tables as arrays. All worlds of the same tables share them, and worlds of similar tables most of them. Threads may share it."""

    def __init__(
        self, tables: Tables, similar: "PackedTables | None" = None, beside: "PackedTables | None" = None
    ) -> None:
        """similar, beside: other tables, whose arrays are used where they were made of the same objects."""
        self.tables = tables
        self._packed: dict[str, Arrays] = {}
        for pack, names in PACKERS.items():
            parts = [getattr(tables, name) for name in names]
            for other in (similar, beside):
                if other and all(
                    getattr(other.tables, n) is part for n, part in zip(names, parts, strict=True)
                ):
                    self._packed[pack.__name__] = other._packed[pack.__name__]
                    break
            else:
                self._packed[pack.__name__] = pack(*parts)
        self.streams: PackedStreams = PackedStreams(tables.streams, similar.streams if similar else None)
        self.arrays: Arrays = self.streams.arrays()
        for arrays in self._packed.values():
            self.arrays |= arrays


def pack_layout(layout: Layout) -> Arrays:
    return {
        **build_lists("first_neighbor", "neighbors", layout.neighbors),
        **build_lists("first_in_sight", "in_sight", layout.in_sight),
        **build_lists("first_refuge", "refuges", layout.refuges),
        **build_lists("first_of_building", "zones_of_building", layout.building_zones),
        "meters": np.array([meters for row in layout.meters for meters in row]),
        "distances": np.array(layout.distance).ravel(),
        "next_zones": np.array(layout.next_zone, np.int64).ravel(),
        "nearness": np.array(layout.nearness, np.int64).ravel(),
    }


def pack_people(staff: StaffTable, groups: GroupTable) -> Arrays:
    return {
        "groups": fill_columns(GROUP_TABLE, len(groups.ids), groups),
        **build_lists("first_supervised", "supervised", staff.groups),
        **build_lists("first_candidate", "candidates", staff.candidates),
        "unit_zone": whole(staff.zone + groups.zone),
    }


def pack_staff(staff: StaffTable, means: MeansTable) -> Arrays:
    return {"staff": fill_columns(PERSON_TABLE, len(staff.ids), staff, is_recipient=means.is_recipient)}


def pack_zones(layout: Layout, fire: FireTable, means: MeansTable, hazard: HazardTable) -> Arrays:
    own: dict[str, Sequence[Any]] = {"is_lockable": layout.is_lockable, "has_phone": layout.has_phone}
    own |= {"outdoors": layout.outdoors, "building": layout.building}
    zones = fill_columns(
        ZONE_TABLE, len(layout.zones), fire, **own, pa_chance=means.pa_chance, start=hazard.start
    )
    return {"zones": zones}


def pack_fire(layout: Layout, fire: FireTable, units: UnitsTable) -> Arrays:
    zones = len(layout.zones)
    return {
        "fire": fill(FIRE, fire, police_radio=units.police_radio),
        "fleet": fill_columns(
            FLEET_TABLE, len(units.ids), units, is_ambulance=[kind == "ems" for kind in units.kind]
        ),
        "flow": np.array([heads for row in fire.flow for heads in row] or [0.0]),
        "ways_out": spread_rows(fire.out, zones, NOBODY, np.dtype(np.int64)),
        "must_leave": spread_rows(fire.must_leave, zones, False, np.dtype(np.bool_)),
    }


def pack_hazard(hazard: HazardTable, aid: AidTable) -> Arrays:
    playbook = HAZARDS[hazard.kind].playbook
    record = fill(
        HAZARD,
        hazard,
        kind=KINDS[hazard.kind],
        crew_speed=aid.crew_speed,
        anyone_may_be_sent=playbook.anyone_may_be_sent,
        has_patient=playbook.start_cpr is not None,
        is_fire=playbook.shut_off is not None,
        **name_playbook(playbook),
    )
    return {
        "hazard": record,
        "onset_zones": whole(zone for zone, weight in enumerate(hazard.start) if weight > 0.0),
        "perception": np.array(hazard.perception),
        "aeds": whole(aid.aeds),
    }


def pack_means(means: MeansTable) -> Arrays:
    record = fill(
        MEANS_RECORD,
        means,
        tells_office="tell-office" in means.report + means.then,
        told_press_app="app" in means.told,
    )
    return {
        "means": record,
        "carrier_shares": np.array(means.carrier_shares or [1.0]),
        "report": whole(MEANS[step] for step in means.report),
        "then": whole(MEANS[step] for step in means.then),
        "told": whole(MEANS[step] for step in means.told),
    }


def pack_psap(psap: PsapTable) -> Arrays:
    return {"psap": fill(PSAP, psap)}


def pack_protocol(protocol: ProtocolTable) -> Arrays:
    return {"protocol": fill(PROTOCOL, protocol)}


PACKERS: dict[Callable[..., Arrays], tuple[str, ...]] = {
    pack_layout: ("layout",),
    pack_people: ("staff", "groups"),
    pack_staff: ("staff", "means"),
    pack_zones: ("layout", "fire", "means", "hazard"),
    pack_fire: ("layout", "fire", "units"),
    pack_hazard: ("hazard", "aid"),
    pack_means: ("means",),
    pack_psap: ("psap",),
    pack_protocol: ("protocol",),
}
"""What makes arrays, and of which of the `Tables`."""


def fill(form: np.dtype[np.void], source: object, /, **more: object) -> Records:
    """One record with the fields of an object of the same names."""
    made = records(form, 1)
    made[0] = tuple(more[name] if name in more else getattr(source, name) for name in form.names or ())
    return made


def fill_columns(form: np.dtype[np.void], size: int, source: object, /, **more: Sequence[Any]) -> Records:
    """Records with a column for each list of the same name. A list that is empty leaves its column at 0."""
    made = records(form, size)
    for name in form.names or ():
        column = more[name] if name in more else getattr(source, name)
        if len(column):
            made[name][:size] = column
    return made


def whole(numbers: Iterable[int]) -> NDArray[np.int64]:
    """An array of whole numbers."""
    return np.array(list(numbers), np.int64)


def build_lists(first: str, items: str, lists: Sequence[Sequence[int]]) -> Arrays:
    """A list of lists as two tables, by their names."""
    ends = np.cumsum([len(row) for row in lists], dtype=np.int64)
    return {
        first: np.concatenate([[0], ends]).astype(np.int64),
        items: whole(item for row in lists for item in row),
    }


def spread_rows(
    rows: dict[int, list[Any]], zones: int, otherwise: object, kind: np.dtype[Any]
) -> NDArray[Any]:
    """Rows by zone of the fire, those of other zones filled up."""
    made = np.full((zones, zones) if rows else (1, 1), otherwise, kind)
    for zone, row in rows.items():
        made[zone] = row
    return made.ravel()


def name_playbook(playbook: Playbook) -> dict[str, int]:
    """The handlers of the processes of a hazard: they bear the names of the functions of the model."""
    processes = (
        "onset",
        "adult_knows",
        "doubt_ends",
        "group_knows",
        "protocol",
        "responder",
        "unit_on_scene",
    )
    return {name: Handler[getattr(playbook, name).__name__.upper()] for name in processes}
