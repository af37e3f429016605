"""One pass over a trace, picking up what the measures need."""

import math
from dataclasses import dataclass, field

from sim.tables import Tables
from sim.trace import Channel, Kind, Row, Trace

FIRSTS = {
    Kind.RECOGNISED,
    Kind.QUEUED,
    Kind.ANSWERED,
    Kind.DISPATCHED,
    Kind.ON_SCENE,
    Kind.RESPONDER_ON_SCENE,
    Kind.CONTACT_MADE,
    Kind.HAZARD_ENDS,
    Kind.ALL_CLEAR,
    Kind.SENT,
    Kind.CPR_BEGINS,
    Kind.AED_THERE,
    Kind.SHOCK,
    Kind.PATIENT_REACHED,
    Kind.UNTENABLE,
}


@dataclass
class Reading:
    """What was picked up. Times in seconds from onset, lists in the order of time."""

    tables: Tables
    staff: int  # adults on campus at onset
    heads: int  # heads that can be protected: everybody on campus but those whose task is to go to the hazard
    first: dict[Kind, float] = field(default_factory=dict)  # first time of each kind
    first_report: float = math.inf
    app_first: bool = False
    processing: float = math.inf
    unit_contact: float = math.inf  # first contact by an off-campus unit
    aware: list[float] = field(default_factory=list)
    acknowledged: int = 0
    protected: list[tuple[float, int]] = field(default_factory=list)  # time, heads
    absent: set[int] = field(default_factory=set)
    protected_at: dict[int, float] = field(default_factory=dict)  # by unit
    moves: list[tuple[float, int, int]] = field(default_factory=list)  # time, unit, zone entered
    hazard_at: list[tuple[float, int]] = field(default_factory=list)  # time, zone entered
    locked: list[tuple[float, int]] = field(default_factory=list)  # time, zone
    alarm: float = math.inf  # horns
    counted_at: dict[int, float] = field(default_factory=dict)  # by unit
    cut_off: set[int] = field(default_factory=set)  # units
    broke_off: list[tuple[float, int]] = field(default_factory=list)  # time, heads who begin to act


def read(trace: Trace, tables: Tables) -> Reading:
    """Reads a trace from its first event to its last."""
    able = sum(not responds for responds in tables.staff.responds)
    reading = Reading(tables, tables.people, able + sum(tables.groups.heads))
    for row in trace.rows:
        kind = row[1]
        if kind in FIRSTS and kind not in reading.first:
            reading.first[Kind(kind)] = row[0]
        handler = HANDLERS.get(kind)
        if handler is not None:
            handler(reading, row)
    return reading


def _absent(reading: Reading, row: Row) -> None:
    reading.absent.add(row[2])
    reading.staff -= 1
    reading.heads -= 0 if reading.tables.staff.responds[row[2]] else 1


def _report(reading: Reading, row: Row) -> None:
    caller = row[2]
    of_the_school = 0 <= caller <= reading.tables.psap.office
    if of_the_school and reading.first_report == math.inf:
        reading.first_report = row[0]
        reading.app_first = row[1] == Kind.PRESSED


def _dispatched(reading: Reading, row: Row) -> None:
    reading.processing = min(reading.processing, row[5])


def _contact(reading: Reading, row: Row) -> None:
    if row[2] >= 0:
        reading.unit_contact = min(reading.unit_contact, row[0])


def _aware(reading: Reading, row: Row) -> None:
    if row[2] < reading.tables.people:
        reading.aware.append(row[0])
    else:
        reading.broke_off.append((row[0], reading.tables.groups.heads[row[2] - reading.tables.people]))


def _acts(reading: Reading, row: Row) -> None:
    groups = reading.tables.groups
    with_them = sum(heads for adult, heads in zip(groups.adult, groups.heads, strict=True) if adult == row[2])
    reading.broke_off.append((row[0], 1 + with_them))


def _acknowledged(reading: Reading, _row: Row) -> None:
    reading.acknowledged += 1


def _protected(reading: Reading, row: Row) -> None:
    reading.protected.append((row[0], int(row[5])))
    reading.protected_at[row[2]] = row[0]


def _enters(reading: Reading, row: Row) -> None:
    reading.moves.append((row[0], row[2], row[4]))


def _hazard_enters(reading: Reading, row: Row) -> None:
    reading.hazard_at.append((row[0], row[4]))


def _locked(reading: Reading, row: Row) -> None:
    reading.locked.append((row[0], row[4]))


def _sent(reading: Reading, row: Row) -> None:
    if row[3] == Channel.ALARM:
        reading.alarm = min(reading.alarm, row[0])


def _counted(reading: Reading, row: Row) -> None:
    reading.counted_at[row[2]] = row[0]


def _cut_off(reading: Reading, row: Row) -> None:
    reading.cut_off.add(row[2])


HANDLERS = {
    Kind.SENT: _sent,
    Kind.COUNTED: _counted,
    Kind.NO_WAY_OUT: _cut_off,
    Kind.ABSENT: _absent,
    Kind.PRESSED: _report,
    Kind.QUEUED: _report,
    Kind.OFFICE_TOLD: _report,
    Kind.DISPATCHED: _dispatched,
    Kind.CONTACT_MADE: _contact,
    Kind.AWARE: _aware,
    Kind.ACTS: _acts,
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.PROTECTED: _protected,
    Kind.ENTERS: _enters,
    Kind.HAZARD_ENTERS: _hazard_enters,
    Kind.LOCKED: _locked,
    Kind.LOCKED_BEFORE: _locked,
}
