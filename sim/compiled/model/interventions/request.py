"""The intervention that compiled code is asked to start, as a record: a column for each field of its kinds."""

from dataclasses import fields

from sim.compiled.arrays import REQUEST, Records
from sim.compiled.model.interventions.kinds import Act
from sim.model.interventions import Intervention, Message, find_person, find_unit, find_zone
from sim.model.orders import Order
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel

ACTS = {act.name.lower().replace("_", "-"): act for act in Act}
"""By kind of intervention."""
MESSAGE_FIELDS = {field.name for field in fields(Message)} - {"by"}
COLUMNS = {"by": "person", "whom": "other", "at": "zone", "what": "gas"}
"""Columns that are not named as the field."""


def write_request(request: Records, tables: Tables, intervention: Intervention) -> None:
    """Fills the record. What a kind does not have is NOBODY, or 0. Raises UnknownName."""
    for name in REQUEST.names or ():
        request[name] = NOBODY if REQUEST[name].kind == "i" else 0
    request["act"] = ACTS[intervention.kind]
    if isinstance(intervention, Message):
        write_order(request, intervention.build_order(tables))
    for field in fields(intervention):
        if isinstance(intervention, Message) and field.name in MESSAGE_FIELDS:
            continue
        value = getattr(intervention, field.name)
        request[COLUMNS.get(field.name, field.name)] = encode_field(tables, field.name, value)


def write_order(request: Records, order: Order | None) -> None:
    """What a message asks for."""
    if order is not None:
        request["instruction"], request["area"], request["exit"], request["plain"] = order


def encode_field(tables: Tables, name: str, value: object) -> float:
    """The number of a name; the value itself where it is a number."""
    if name in ("by", "whom"):
        return find_person(tables, str(value))
    if name == "unit":
        return find_unit(tables, str(value))
    if name == "at":
        return find_zone(tables, str(value))
    if name == "what":
        return value == "gas"
    if name == "channel":
        return Channel[str(value).upper()]
    assert isinstance(value, int | float)
    return value
