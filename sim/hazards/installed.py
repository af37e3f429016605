"""What compiled code is made of: the hazards and channels that come with Allcall or with an installed package.

What is registered later, in a process, is played by SimPy alone: code on disk does not know it.
"""

from sim.hazards.base import HAZARDS
from sim.model.channels import Device, list_devices
from sim.model.state import State
from sim.model.tables import OWN_TABLES, Tables
from sim.model.trace import Channel
from sim.model.trace_reader import TraceSummary
from sim.state.fields import RECORDS, Record

KINDS = tuple(HAZARDS)
INSTALLED_RECORDS: dict[str, type[Record]] = {"": State, "reading_": TraceSummary, **RECORDS}
INSTALLED_TABLES = dict(OWN_TABLES)
DEVICES: tuple[tuple[Channel, Device], ...] = tuple((record.channel, device) for record, device in list_devices())


def is_installed(tables: Tables) -> bool:
    """Whether all that this emergency is played by is compiled."""
    known = {channel for channel, _ in DEVICES}
    used = {channel for channel, is_used in enumerate(tables.means.devices) if is_used}
    return tables.hazard.kind in KINDS and used <= known
