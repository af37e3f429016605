"""Checks of scenarios on their campus, of strategies, and of requirements."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path

from scenarios.campus import DAY, Campus
from scenarios.campus_expansion import Place
from scenarios.compliance import Requirement, Semester, school_year_span
from scenarios.diagnostics import Finding, quote
from scenarios.hazards import COUNTS, DAYS, MEASURE_NAMES, PERSON_MINUTES, SHARES, UNJUDGED, Aid, Assist, OnsetPlaces
from scenarios.scenario import Emergency, Primary, Scenario, find_no_effect_conditions, has_no_effect
from scenarios.strategies import Strategy
from scenarios.units import TIME
from scenarios.validation.campus import check_evacuation, check_never_zero, check_shelter, check_speed
from scenarios.validation.limits import A_YEAR, LONGEST_HORIZON, SHORTEST_HORIZON, check_known, check_unique, gathered


def check_emergency(emergency: Emergency) -> list[Finding]:
    """Everything in a scenario that does not fit its campus or its strategies."""
    return gathered(
        _check_period(emergency),
        _check_hazard(emergency),
        check_evacuation(emergency),
        check_shelter(emergency),
        _check_dispatch(emergency),
        _check_strategies(emergency),
        _check_channels(emergency),
    )


def check_scenario(scenario: Scenario) -> list[Finding]:
    """Everything in a scenario that cannot be, whatever the campus."""
    return gathered(
        _check_durations(scenario),
        _check_witnesses(scenario),
        lambda: scenario.hazard.check(scenario),
        _check_onset_lists(scenario),
        _check_protocol(scenario),
        _check_duplicates(scenario),
        _check_measures(scenario),
    )


def review_emergency(emergency: Emergency) -> list[Finding]:
    """Notes on a scenario, which stop nothing: headlines that say nothing on this campus."""
    idle = find_no_effect_conditions(emergency)
    notes = [
        Finding(("headlines", i, "conditions", n), _describe_no_effect(condition, idle, has_no_effect(line, idle)))
        for i, line in enumerate(emergency.scenario.headlines)
        for n, condition in enumerate(line.conditions)
        if condition in idle
    ]
    return gathered(notes, _review_headlines(emergency), review_responders(emergency))


INTERVENTION_NAMES = {"police": "contact", "fire": "first water", "ems": "the patient"}
"""What an agency is sent for."""


def review_responders(emergency: Emergency) -> Iterator[Finding]:
    """Whom the scenario sends in vain on this campus: agencies that never intervene, and a response team that no one is on."""
    if not emergency.scenario.hazard.starts:
        return
    protocol = emergency.scenario.protocol
    if isinstance(protocol, Aid | Assist) and not any(member.response_team for member in emergency.place.staff):
        instead = "only bystanders bring an AED" if isinstance(protocol, Aid) else "no one comes"
        message = f"no one on this campus is on the response team, so {instead}"
        yield Finding(("protocol", "kind"), f"{message}; write response_team: true in the roster")
    for agency in emergency.place.campus.agencies:
        if agency.kind in emergency.scenario.sends and agency.locate is None:
            message = (
                f'{quote(agency.id)} of this campus has no "locate": it is on scene and never intervenes; '
                f"give the time from there to {INTERVENTION_NAMES[agency.kind]}"
            )
            yield Finding(("sends", emergency.scenario.sends.index(agency.kind)), message)


def _describe_no_effect(condition: str, idle: dict[str, str], whole_row: bool) -> str:
    said = f"{condition} changes nothing: {idle[condition]}"
    return f"{said}, so this row will not be played" if whole_row else said


def _review_headlines(emergency: Emergency) -> Iterator[Finding]:
    """Headlines that only on this campus compare a strategy with itself, because it is what the campus does today."""
    for i, line in enumerate(emergency.scenario.headlines):
        keys = [emergency.resolve_strategy(name) for name in (line.without, line.with_)]
        names = [emergency.strategies[key].strategy if key in emergency.strategies else key for key in keys]
        if names[0] == names[1] and line.without != line.with_:
            message = f"on this campus both are {quote(names[0])}, so this row will not be played"
            yield Finding(("headlines", i), message)


def _check_period(emergency: Emergency) -> Iterator[Finding]:
    scenario, campus = emergency.scenario, emergency.place.campus
    periods = [*(period.id for period in campus.periods), DAY]
    yield from check_known(("period",), scenario.period, f"a period of campus {quote(campus.campus)}", periods)


def _check_hazard(emergency: Emergency) -> Iterator[Finding]:
    hazard, place = emergency.scenario.hazard, emergency.place
    yield from hazard.check_on(place)
    fits = any(line.matches(zone) for line in hazard.starts for zone in place.zones)
    if hazard.starts and not place.suppressed_zones and not fits:
        name, wanted = quote(place.campus.campus), " or ".join(map(_describe_requirement, hazard.starts))
        if all(line.laboratories for line in hazard.starts):
            message = f"campus {name} has no laboratory; there must be {wanted}"
        else:
            message = f"no zone of campus {name} is a place where it may begin; there must be {wanted}"
        yield Finding(("hazard", "where"), message)


def _describe_requirement(line: OnsetPlaces) -> str:
    kinds = [] if line.kinds is None else [f"of kind {' or '.join(line.kinds)}"]
    names = [] if line.zones is None else [f"called {' or '.join(map(quote, line.zones))}"]
    laboratory = ["with laboratory: true"] if line.laboratories else []
    return " ".join(["a zone", *kinds, *names, *laboratory])


def _check_protocol(scenario: Scenario) -> Iterator[Finding]:
    hazard, protocol = scenario.hazard, scenario.protocol
    if protocol.kind != hazard.protocol_kind:
        message = f"{quote(protocol.kind)} does not go with hazard {quote(hazard.kind)}"
        yield Finding(("protocol", "kind"), f"{message}; write {hazard.protocol_kind}")
    if isinstance(protocol, Aid):
        yield from check_speed(protocol.hurry, ("protocol", "hurry"))
        yield from check_speed(protocol.crew_walks, ("protocol", "crew_walks"))


def find_missing_references(scenario: Scenario, place: Place) -> list[Finding]:
    """Kinds of rooms, rooms and roles that a scenario names and a campus does not have. On its own campus they are misspelled; on another
    they may be missing.
    """
    findings = [
        finding for i, line in enumerate(scenario.hazard.starts) for finding in _check_onset_places(line, i, place)
    ]
    roles = tuple(dict.fromkeys(line.role for line in place.campus.roster))
    said = f"a role on campus {quote(place.campus.campus)}"
    for i, line in enumerate(scenario.responding):
        findings += check_known(("responding", i, "role"), line.role, said, roles)
    return findings


def _check_onset_places(line: OnsetPlaces, i: int, place: Place) -> Iterator[Finding]:
    where = ("hazard", "where", i)
    kinds = {zone.kind for zone in place.campus.zones}
    for n, kind in enumerate(line.kinds or []):
        if kind not in kinds:
            yield Finding((*where, "kinds", n), f"campus {quote(place.campus.campus)} has no zone of kind {kind}")
    zones = place.list_zone_ids()
    for n, pattern in enumerate(line.zones or []):
        if not place.suppressed_zones and not any(fnmatchcase(zone, pattern) for zone in zones):
            message = f"{quote(pattern)} fits no zone of campus {quote(place.campus.campus)}"
            yield Finding((*where, "zones", n), message, pattern, tuple(zones))
    if line.laboratories and not any(zone.laboratory for zone in place.campus.zones):
        message = f"campus {quote(place.campus.campus)} has no zone that is a laboratory"
        yield Finding((*where, "laboratories"), message)


def _check_witnesses(scenario: Scenario) -> Iterator[Finding]:
    """A file says how people respond exactly where people respond."""
    for name in ("witnessing", "belief", "told_calls_911"):
        is_there = getattr(scenario, name) is not None
        if scenario.hazard.is_witnessed and not is_there:
            yield Finding((), f"the file has no {quote(name)}")
        elif is_there and not scenario.hazard.is_witnessed:
            message = f"no one witnesses hazard {quote(scenario.hazard.kind)}; leave this out"
            yield Finding((name,), message)


def _check_onset_lists(scenario: Scenario) -> Iterator[Finding]:
    for i, line in enumerate(scenario.hazard.starts):
        for key in ("kinds", "zones"):
            if getattr(line, key) == []:
                message = "an empty list fits no zone; fill it, or leave it out"
                yield Finding(("hazard", "where", i, key), message)


def _check_durations(scenario: Scenario) -> Iterator[Finding]:
    longest = LONGEST_HORIZON if scenario.hazard.is_witnessed else A_YEAR
    if not SHORTEST_HORIZON <= scenario.horizon <= longest:
        message = f"{TIME.format(scenario.horizon)} is no time to simulate an emergency for"
        limits = f"{TIME.format(SHORTEST_HORIZON)} to {TIME.format(longest)}"
        yield Finding(("horizon",), f"{message}; write {limits}")


def is_on_own_campus(emergency: Emergency) -> bool:
    """Whether this is the scenario's own campus. Played elsewhere, it may name roles and kinds of rooms that are not there."""
    return Path(emergency.scenario.campus).stem == emergency.place.campus.campus


def _check_dispatch(emergency: Emergency) -> Iterator[Finding]:
    kinds = list(dict.fromkeys(agency.kind for agency in emergency.place.campus.agencies))
    for i, kind in enumerate(emergency.scenario.sends):
        yield from check_known(("sends", i), kind, f"an agency of campus {quote(emergency.place.campus.campus)}", kinds)


def check_practice(campus: Campus, strategies: Mapping[str, Strategy]) -> list[Finding]:
    """A present practice that is itself an app added to present practice. strategies: by the name they are mentioned by."""
    practice = strategies.get(campus.present_practice)
    if practice is None or practice.added is None:
        return []
    message = f"{quote(campus.present_practice)} adds an app to what the campus does today"
    return [Finding(("present_practice",), f"{message}; name what it does today without the addition")]


def _check_strategies(emergency: Emergency) -> Iterator[Finding]:
    scenario = emergency.scenario
    names = [emergency.resolve_strategy(name) for name in scenario.strategies]
    named: list[tuple[tuple[str | int, ...], str]] = [(("baseline",), scenario.baseline)]
    for i, line in enumerate(scenario.headlines):
        named += [(("headlines", i, "without"), line.without), (("headlines", i, "with"), line.with_)]
    for where, name in named:
        if emergency.resolve_strategy(name) not in names:
            yield from check_known(where, name, 'under "strategies"', scenario.strategies)


def _check_channels(emergency: Emergency) -> Iterator[Finding]:
    """A strategy that lacks what the hazard needs."""
    for strategy in emergency.strategies.values():
        there = {channel.kind for channel in strategy.channels}
        for kind in emergency.scenario.hazard.needs_channels:
            if kind not in there:
                message = f"strategy {quote(strategy.strategy)} has no channel {quote(kind)}"
                hazard = quote(emergency.scenario.hazard.kind)
                yield Finding(("strategies",), f"{message}, which hazard {hazard} needs; name another")


def _check_duplicates(scenario: Scenario) -> Iterator[Finding]:
    yield from check_unique(("strategies",), scenario.strategies, "strategy", key=None)
    yield from check_unique(("responding",), [line.role for line in scenario.responding], "role", key="role")
    yield from check_unique(("structures",), [line.id for line in scenario.structures], "structure", key="id")
    for i, line in enumerate(scenario.headlines):
        if line.without == line.with_:
            message = f"{quote(line.with_)} is compared with itself; name two strategies"
            yield Finding(("headlines", i, "with"), message)


def _check_measures(scenario: Scenario) -> Iterator[Finding]:
    known = MEASURE_NAMES[scenario.hazard.kind]
    everything = {name for names in MEASURE_NAMES.values() for name in names}
    named = [line.measure for line in scenario.primary]
    yield from check_unique(("primary",), named, "measure", key="measure")
    for i, name in enumerate(named):
        where = ("primary", i, "measure")
        if name in everything and name not in known:
            message = f"{quote(name)} is not measured for hazard {quote(scenario.hazard.kind)}"
            yield Finding(where, message, name, known)
        elif name in UNJUDGED:
            message = f"{quote(name)} is proportional to an assumed input and has no verdict"
            yield Finding(where, f"{message}; name another measure, and find its break-even by allcall sweep")
        else:
            yield from check_known(where, name, "a measure", known)
    for i, line in enumerate(scenario.primary):
        if line.measure in everything:
            yield from _check_unit(("primary", i, "smallest_difference"), line)


def _check_unit(where: tuple[str | int, ...], line: Primary) -> Iterator[Finding]:
    """A smallest difference in a unit that the measure is not in."""
    given, name = line.smallest_difference.unit, quote(line.measure)
    if line.measure in PERSON_MINUTES and given == "s":
        yield Finding(where, f'{name} is in person-minutes; write "30 s per head", or a number of person-minutes')
    elif line.measure in SHARES and given:
        yield Finding(where, f"{name} is a share, 0 to 1; write a number such as 0.05")
    elif line.measure in DAYS and given:
        yield Finding(where, f"{name} is in days or hours; write a plain number of them")
    elif line.measure in COUNTS and given:
        yield Finding(where, f"{name} is a count; write a plain number")
    elif line.measure not in PERSON_MINUTES | SHARES and given == "s per head":
        yield Finding(where, f'{name} is a time; write it without "per head", "15 s"')


def check_requirement(requirement: Requirement) -> list[Finding]:
    """Everything in a requirement that does not fit together."""
    return gathered(
        lambda: check_unique(("rules",), [rule.says for rule in requirement.rules], "rule", "says"),
        lambda: check_unique(("calendar",), [one.year for one in requirement.calendar], "school year", "year"),
        lambda: (
            Finding(("calendar", i, "semesters", n), wrong)
            for i, one in enumerate(requirement.calendar)
            for n, wrong in check_semesters(one.semesters, one.year, requirement.year_begins)
        ),
    )


def check_semesters(semesters: Sequence[Semester], year: str, begins: str) -> Iterator[tuple[int, str]]:
    """Problems of semesters, each with its index. begins: the month in which a school year begins."""
    first, last = school_year_span(year, begins)
    for n, semester in enumerate(semesters):
        if not first <= semester.first <= semester.last <= last:
            yield n, f"{_name_semester(semester)} is not within the school year {year}, {first} to {last}"
    for n, (one, following) in enumerate(pairwise(semesters), 1):
        if following.first <= one.last:
            yield (n, f"{_name_semester(following)} begins before {_name_semester(one)} is over; give them in order")


def _name_semester(semester: Semester) -> str:
    return f"the semester {semester.first} to {semester.last}"


def check_strategy(strategy: Strategy) -> list[Finding]:
    """Everything in a strategy that does not fit together."""
    return gathered(_check_means(strategy), _check_app(strategy), _check_office(strategy))


def review_strategy(strategy: Strategy) -> list[Finding]:
    """Notes on a strategy, which stop nothing."""
    app = strategy.app
    if app is not None and app.legs.psap == app.legs.staff == "off":
        return [Finding(("app", "legs"), "both legs are off: a press of the app reaches no one")]
    return []


def _check_means(strategy: Strategy) -> Iterator[Finding]:
    for key in ("report", "then", "told", "everyday"):
        yield from check_unique((key,), getattr(strategy, key), "means", key=None)
    yield from check_unique(("channels",), [one.kind for one in strategy.channels], "channel", key="kind")


def _check_app(strategy: Strategy) -> Iterator[Finding]:
    keys = ("report", "then", "told")
    used = [(key, i) for key in keys for i, means in enumerate(getattr(strategy, key)) if means == "app"]
    if strategy.app is None:
        for where in used:
            yield Finding(where, 'the app is used, but there is no "app:" that describes it')
        return
    if not used:
        yield Finding(("app",), 'no one presses this app; name "app" under "report", or leave it out')
    if strategy.app.text is not None:
        yield from check_never_zero(strategy.app.text.rate, ("app", "text", "rate"), "no text would ever leave")


def _check_office(strategy: Strategy) -> Iterator[Finding]:
    office = strategy.office
    if not office.calls_911:
        if office.announces == "after-call":
            message = 'the office makes no call that it could wait for; write "calls_911: true", or "at-once"'
            yield Finding(("office", "announces"), message)
        if office.service is not None:
            message = 'the office makes no call that could last; write "calls_911: true", or leave it out'
            yield Finding(("office", "service"), message)
