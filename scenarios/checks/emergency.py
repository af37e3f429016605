"""Everything in a scenario that does not fit its campus or its strategies."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from scenarios.checks.devices import nowhere
from scenarios.checks.fire import check_fire
from scenarios.checks.naming import twice, unknown
from scenarios.emergency import Emergency
from scenarios.hazards import Aid, Assailant, CardiacArrest, Fire, Notice, Where
from scenarios.means import middle_of
from scenarios.measure_names import MEASURE_NAMES
from scenarios.place import Finding, Place, Zone
from scenarios.problems import quote


def check_emergency(emergency: Emergency) -> list[Finding]:
    """Everything in a scenario that does not fit its campus or its strategies."""
    return [
        *_time(emergency),
        *_hazard(emergency),
        *_protocol(emergency),
        *check_fire(emergency),
        *_responding(emergency),
        *_sends(emergency),
        *_strategies(emergency),
        *_measures(emergency),
    ]


def notes_on_emergency(emergency: Emergency) -> list[Finding]:
    """What is odd in a scenario, and stops nothing: headlines that on this campus say nothing."""
    campus = emergency.place.campus
    idle = {
        "pa-failed": campus.pa is None and "this campus has no PA",
        "radio-failed": campus.radio is None and "this campus has no radio",
        "sro-away": not any(m.role == "sro" for m in emergency.place.staff)
        and "nobody here has the role sro",
        "alarm-failed": (campus.fire_alarm is None and "this campus has no fire alarm")
        or (not isinstance(emergency.scenario.hazard, Fire) and "only a fire sets off the fire alarm"),
    }
    notes = [
        Finding(("headlines", i, "conditions", n), f"{condition} changes nothing: {idle[condition]}")
        for i, line in enumerate(emergency.scenario.headlines)
        for n, condition in enumerate(line.conditions)
        if idle[condition]
    ]
    return [*notes, *_one_with_itself(emergency)]


def _one_with_itself(emergency: Emergency) -> Iterator[Finding]:
    """Headlines that only on this campus compare a strategy with itself, because it is what the campus does today."""
    for i, line in enumerate(emergency.scenario.headlines):
        names = [emergency.strategy_name(name) for name in (line.without, line.with_)]
        if names[0] == names[1] and line.without != line.with_:
            message = f"on this campus both are {quote(names[0])}, so this row will not be played"
            yield Finding(("headlines", i), message)


def _time(emergency: Emergency) -> Iterator[Finding]:
    scenario, campus = emergency.scenario, emergency.place.campus
    periods = [period.id for period in campus.periods]
    yield from unknown(("period",), scenario.period, f'a period of campus "{campus.campus}"', periods)
    if scenario.horizon == 0:
        yield Finding(("horizon",), "nothing happens within 0 s; say how long to play on")


def _hazard(emergency: Emergency) -> Iterator[Finding]:
    hazard, place = emergency.scenario.hazard, emergency.place
    if isinstance(hazard, Notice):
        yield from _witness(hazard.witness, place)
        return
    if _at_home(emergency):
        for i, line in enumerate(hazard.where):
            yield from _start(line, i, place)
    if isinstance(hazard, Fire):
        return
    elif not any(may_begin(line, zone) for line in hazard.where for zone in place.zones):
        message = f"no zone of campus {quote(place.campus.campus)} is a place where it may begin"
        yield Finding(("hazard", "where"), message)
    if isinstance(hazard, Assailant):
        yield from nowhere(hazard.walks, ("hazard", "walks"))
        yield from _takes_time(hazard)


PROTOCOLS = {"assailant": "lockdown", "cardiac-arrest": "aid", "fire": "evacuate", "notice": "lockdown"}


def _protocol(emergency: Emergency) -> Iterator[Finding]:
    """The protocol that belongs to the hazard, and speeds that lead somewhere."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    if protocol.kind != PROTOCOLS[hazard.kind]:
        message = f"{quote(protocol.kind)} does not go with hazard {quote(hazard.kind)}"
        yield Finding(("protocol", "kind"), f"{message}; write {PROTOCOLS[hazard.kind]}")
    if isinstance(protocol, Aid):
        yield from nowhere(protocol.hurry, ("protocol", "hurry"))
        yield from nowhere(protocol.crew_walks, ("protocol", "crew_walks"))
    after_report = emergency.scenario.witnessing.protects == "after-report"
    if isinstance(hazard, CardiacArrest) and after_report:
        message = "a witness helps the patient at once, whoever else is told; leave this out"
        yield Finding(("witnessing", "protects"), message)


def _witness(name: str, place: Place) -> Iterator[Finding]:
    where = ("hazard", "witness")
    roster = {member.id: member for member in place.staff}
    yield from unknown(where, name, f'on the roster of campus "{place.campus.campus}"', roster)
    if name in roster and place.campus.roster[roster[name].line].on_site is not None:
        yield Finding(where, f"{quote(name)} may be absent (on_site); the witness must be there")


def _start(line: Where, i: int, place: Place) -> Iterator[Finding]:
    """A line of places where it may start that fits no zone, or a part of it that fits none."""
    where = ("hazard", "where", i)
    kinds = {zone.kind for zone in place.zones}
    for n, kind in enumerate(line.kinds or []):
        if kind not in kinds:
            yield Finding((*where, "kinds", n), f"no zone of campus {quote(place.campus.campus)} is a {kind}")
    zones = place.zone_ids()
    for n, pattern in enumerate(line.zones or []):
        if not any(fnmatchcase(zone, pattern) for zone in zones):
            message = f"{quote(pattern)} fits no zone of campus {quote(place.campus.campus)}"
            yield Finding((*where, "zones", n), message, pattern, tuple(zones))
    for key in ("kinds", "zones"):
        if getattr(line, key) == []:
            yield Finding((*where, key), "an empty list fits no zone; fill it, or leave it out")


def may_begin(line: Where, zone: Zone) -> bool:
    """Whether it may begin in a zone, by one line of the scenario."""
    fits_kind = line.kinds is None or zone.kind in line.kinds
    return fits_kind and (line.zones is None or any(fnmatchcase(zone.id, one) for one in line.zones))


def _takes_time(hazard: Assailant) -> Iterator[Finding]:
    for key in ("stays", "lasts"):
        if middle_of(getattr(hazard, key)) == 0:
            yield Finding(("hazard", key), f"{key} is 0 s; it must take some time")


def _responding(emergency: Emergency) -> Iterator[Finding]:
    roles = tuple(dict.fromkeys(member.role for member in emergency.place.staff))
    named = [line.role for line in emergency.scenario.responding]
    yield from twice(("responding",), named, "role", key="role")
    if not _at_home(emergency):
        return
    campus = f"a role on campus {quote(emergency.place.campus.campus)}"
    for i, role in enumerate(named):
        yield from unknown(("responding", i, "role"), role, campus, roles)


def _at_home(emergency: Emergency) -> bool:
    """Whether this is the scenario's own campus. Played elsewhere, it may name roles and kinds of rooms that are not there."""
    return Path(emergency.scenario.campus).stem == emergency.place.campus.campus


def _sends(emergency: Emergency) -> Iterator[Finding]:
    kinds = list(dict.fromkeys(agency.kind for agency in emergency.place.campus.agencies))
    for i, kind in enumerate(emergency.scenario.sends):
        yield from unknown(
            ("sends", i), kind, f'an agency of campus "{emergency.place.campus.campus}"', kinds
        )


def _strategies(emergency: Emergency) -> Iterator[Finding]:
    """What is compared is listed, once each."""
    scenario = emergency.scenario
    names = [emergency.strategy_name(name) for name in scenario.strategies]
    yield from twice(("strategies",), scenario.strategies, "strategy", key=None)
    named: list[tuple[tuple[str | int, ...], str]] = [(("baseline",), scenario.baseline)]
    for i, line in enumerate(scenario.headlines):
        named += [(("headlines", i, "without"), line.without), (("headlines", i, "with"), line.with_)]
        if line.without == line.with_:
            message = f"{quote(line.with_)} is compared with itself; name two strategies"
            yield Finding(("headlines", i, "with"), message)
    for where, name in named:
        if emergency.strategy_name(name) not in names:
            yield from unknown(where, name, 'under "strategies"', scenario.strategies)


def _measures(emergency: Emergency) -> Iterator[Finding]:
    scenario = emergency.scenario
    known = MEASURE_NAMES[scenario.hazard.kind]
    everything = {name for names in MEASURE_NAMES.values() for name in names}
    named = [line.measure for line in scenario.primary]
    yield from twice(("primary",), named, "measure", key="measure")
    for i, name in enumerate(named):
        where = ("primary", i, "measure")
        if name in everything and name not in known:
            message = f"{quote(name)} is not measured for hazard {quote(scenario.hazard.kind)}"
            yield Finding(where, message, name, known)
        else:
            yield from unknown(where, name, "a measure", known)
