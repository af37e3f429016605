"""Checks of an expanded campus: zones, links, posts, people, radios, PA, phones, walking, fire alarm, 911 center and agencies."""

import math
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from pydantic import BaseModel

from scenarios.campus import DAY, Campus, GroupLine, Psap, RosterLine
from scenarios.campus_expansion import OUTSIDE, Link, Member, Party, Place, Zone
from scenarios.diagnostics import Finding, FindingPath, format_names, quote
from scenarios.distributions import Beta, Empirical, Family, Fixed, Gamma, Mixture, Triangular, Truncated, Uniform
from scenarios.hazards import Evacuate, Shelter
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.validation.limits import (
    LONGEST_HORIZON,
    check_counts,
    check_known,
    check_unique,
    find_mean,
    find_median,
    gathered,
)

FORBIDDEN_CHARACTERS = "*?[]{}@/"
"""Signs of patterns, of counts, and of names of posted people."""


def check_place(place: Place, written: Sequence[Finding] = ()) -> list[Finding]:
    """Everything wrong on one campus. written: the findings of its expansion; checks that would only repeat them are skipped."""
    campus = place.campus
    incomplete = {finding.where[0] for finding in written} | place.skipped
    ways_whole = incomplete.isdisjoint({"zones", "links"})
    found = gathered(
        check_counts(campus),
        _check_names(place),
        _check_zone_ids(place),
        check_locks(place),
        check_links(place),
        check_connectivity(place) if ways_whole else (),
        check_posts(place),
        () if incomplete else check_staff(place),
        () if incomplete else check_groups(place),
        check_office_people(place),
        check_radios(place),
        check_pa(place),
        check_phones(place),
        check_walking(place),
        check_fire_alarm(place),
        check_shelter_areas(place),
        check_fans(place),
        lambda: check_psap(campus.psap),
        check_agencies(campus, place),
    )
    return [finding for finding in found if finding not in written]


def review_place(place: Place) -> list[Finding]:
    """Notes on a campus, which stop nothing."""
    return gathered(
        lambda: review_psap(place.campus.psap),
        review_links(place),
        _check_unused_locks(place),
        _check_sight_lines(place),
        review_fire_alarm(place),
        review_shelter_areas(place),
    )


def _check_names(place: Place) -> Iterator[Finding]:
    campus = place.campus
    yield from check_known(("office",), campus.office, "a zone of this campus", place.list_zone_ids())
    yield from check_unique(("periods",), [period.id for period in campus.periods], "period")
    yield from check_unique(("locks",), [lock.id for lock in campus.locks], "lock")
    yield from check_unique(("agencies",), [agency.id for agency in campus.agencies], "agency")
    carriers = [carrier.id for carrier in campus.phones.carriers]
    yield from check_unique(("phones", "carriers"), carriers, "carrier")
    if campus.periods and not any(period.likelier for period in campus.periods):
        yield Finding(("periods", 0, "likelier"), "an emergency could begin in no period; give one more than 0")
    for i, period in enumerate(campus.periods):
        if period.id == DAY:
            yield Finding(
                ("periods", i, "id"), f"{quote(DAY)} stands for the whole school day; call the period otherwise"
            )
        if period.lasts == 0:
            yield Finding(("periods", i, "lasts"), f'period "{period.id}" lasts no time; say how long it is')


def _check_zone_ids(place: Place) -> Iterator[Finding]:
    """Names that could not be used: empty, a word or a sign that means something else wherever zones are named."""
    for zone in place.zones:
        signs = [sign for sign in FORBIDDEN_CHARACTERS if sign in zone.id]
        if not zone.id.strip():
            yield Finding((*zone.where, "id"), "a zone needs a name, such as a101")
        elif zone.id == OUTSIDE:
            message = f'"{OUTSIDE}" means the zone behind the first door wherever zones are named; choose another name'
            yield Finding((*zone.where, "id"), message)
        elif signs:
            message = f'{quote(zone.id)}: "{signs[0]}" means something else in names of zones; choose another name'
            yield Finding((*zone.where, "id"), message)


def _check_unused_locks(place: Place) -> Iterator[Finding]:
    used = {zone.lock for zone in place.zones}
    for i, lock in enumerate(place.campus.locks):
        if lock.id not in used:
            yield Finding(("locks", i, "id"), f'no zone has the lock "{lock.id}"')


def _check_sight_lines(place: Place) -> Iterator[Finding]:
    seen: dict[str, set[str]] = {zone.id: set() for zone in place.zones}
    for a, b in place.sight_lines:
        seen[a].add(b)
        seen[b].add(a)
    for zone in place.zones:
        if seen[zone.id] == {zone.id}:
            message = f"{quote(zone.id)} sees only itself; name what else is in open view"
            yield Finding((*zone.where, "sees"), message)


def check_psap(psap: Psap) -> Iterator[Finding]:
    """Seats that are filled, and a load at rest that they can carry."""
    if find_median(psap.staffed) == 0:
        yield Finding(("psap", "staffed"), "no seat of the 911 center is filled; fill at least one")
    background = psap.background
    given = [key for key in ("utilization", "every") if getattr(background, key) is not None]
    if len(given) != 1:
        said = "both" if given else "neither"
        message = f'{said} of "utilization" and "every" is given; give one of them'
        yield Finding(("psap", "background"), message)
    elif find_mean(background.service.distribution) == 0:
        yield Finding(("psap", "background", "service"), "background calls last no time; give their length")
    elif compute_utilization(psap) >= 1:
        yield Finding(("psap", "background"), describe_saturation(compute_utilization(psap), count_call_takers(psap)))
    elif (background.past + LONGEST_HORIZON) / MAX_BACKGROUND_CALLS > _shortest_call_gap(psap):
        message = f"more than {MAX_BACKGROUND_CALLS} background calls within a day; make them longer, or fewer"
        yield Finding(("psap", "background"), message)
    if psap.processing is None and psap.location_saves is not None:
        message = 'there is no "processing" that a location could shorten; give it, or leave this out'
        yield Finding(("psap", "location_saves"), message)


MAX_BACKGROUND_CALLS = 100_000
"""Each is simulated in every replication; the largest centers take a fifth of that in a day."""


def _shortest_call_gap(psap: Psap) -> float:
    """Mean seconds between two background calls, with every input at the end of its range that brings the most calls."""
    background = psap.background
    if background.every is not None:
        return _lowest_mean(background.every)
    share = background.utilization
    if share is None or (busy := share.evidence.range.high if share.evidence.range else find_median(share)) == 0:
        return math.inf
    return _lowest_mean(background.service) / (busy * count_call_takers(psap))


def _lowest_mean(source: Input) -> float:
    mean, median, range_ = find_mean(source.distribution), find_median(source), source.evidence.range
    return mean if range_ is None or median == 0 else float(mean * range_.low / median)


def describe_saturation(busy: float, takers: int) -> str:
    """The message for a 911 center that cannot catch up. busy: share of its call-takers' time that background calls take."""
    of_whom = "its one call-taker" if takers == 1 else f"its {takers} call-takers"
    return (
        "the 911 center is saturated before anything happens: background calls take "
        f"{100 * busy:.3g}% of the time of {of_whom}; keep it below 100%"
    )


def count_call_takers(psap: Psap) -> int:
    """Call takers on duty: filled seats, at least one."""
    return max(1, round(psap.takers * find_median(psap.staffed)))


def compute_utilization(psap: Psap) -> float:
    """Share of the staffed takers' time that background calls take; 1 or more is a saturation."""
    background = psap.background
    if background.utilization is not None:
        return find_median(background.utilization)
    if background.every is None:
        return 0.0
    gap, service = find_mean(background.every.distribution), find_mean(background.service.distribution)
    return float("inf") if gap == 0 else service / (gap * count_call_takers(psap))


def review_psap(psap: Psap) -> Iterator[Finding]:
    """A load that saturates the center at the high end of its plausible range."""
    source = psap.background.utilization
    range_ = None if source is None else source.evidence.range
    if range_ is not None and range_.high >= 1 > compute_utilization(psap):
        message = "at the high end of this range the 911 center would be saturated before anything happens"
        yield Finding(("psap", "background", "utilization", "evidence", "range"), message)


def check_agencies(campus: Campus, place: Place) -> Iterator[Finding]:
    """Who comes, and that they come in at a zone that is there."""
    for i, agency in enumerate(campus.agencies):
        where = ("agencies", i)
        yield from check_known((*where, "enters"), agency.enters, "a zone of this campus", place.list_zone_ids())
        if agency.located is not None and agency.locate is None:
            message = 'there is no "locate" that it could shorten; give it, or leave this out'
            yield Finding((*where, "located"), message)


SHARE_TOLERANCE = 0.001  # from 1, because a third is written 0.333


def check_pa(place: Place) -> Iterator[Finding]:
    """Every kind of zone is covered in every period, and no line waits for its turn in vain."""
    pa = place.campus.pa
    if pa is None:
        return
    periods = [period.id for period in place.campus.periods]
    left = {(zone.kind, period) for zone in place.zones for period in periods}
    covered: set[tuple[str, str]] = set()
    for i, line in enumerate(pa.audible):
        where: FindingPath = ("pa", "audible", i)
        if line.during is not None and line.during not in periods:
            yield from check_known((*where, "during"), line.during, "a period of this campus", periods)
            continue
        said = {(kind, period) for kind in line.kinds for period in periods if line.during in (None, period)}
        if said <= covered:
            yield Finding(where, "this line never counts: lines above it say it all; move it up, or take it out")
        covered |= said
    for kind in dict.fromkeys(kind for kind, _ in sorted(left - covered)):
        missing = [period for period in periods if (kind, period) in left - covered]
        during = "" if len(missing) == len(periods) else f" during {format_names(missing)}"
        yield Finding(("pa", "audible"), f"no line says how well the PA is heard in a {kind}{during}; add one")


def check_phones(place: Place) -> Iterator[Finding]:
    """The networks share the staff out among them."""
    carriers = place.campus.phones.carriers
    total = math.fsum(find_median(carrier.share) for carrier in carriers)
    if abs(total - 1) > SHARE_TOLERANCE:
        message = f"the shares of the carriers add up to {total:.3g}; they must add up to 1"
        yield Finding(("phones", "carriers"), message)


def check_walking(place: Place) -> Iterator[Finding]:
    """Walking speeds are above 0, on stairs too."""
    walking = place.campus.walking
    for key in ("adult", "child", "responder", "stairs"):
        source: Input | None = getattr(walking, key)
        if source is not None:
            yield from check_speed(source, ("walking", key))


def check_speed(source: Input, where: FindingPath) -> Iterator[Finding]:
    """A speed, or share of one, that can come out as 0 or is assumed to reach it."""
    yield from check_never_zero(source, where, "no one would ever arrive")


def check_never_zero(source: Input, where: FindingPath, consequence: str) -> Iterator[Finding]:
    """An input that is divided by, and can come out as 0 or is assumed to reach it. consequence: of a 0, for people."""
    message = f"{where[-1]} can be 0, and {consequence}; keep it at {SMALLEST_DIVISOR} or more"
    if _reaches_zero(source.distribution):
        yield Finding(where, message)
    elif source.evidence.range is not None and source.evidence.range.low < SMALLEST_DIVISOR:
        yield Finding((*where, "evidence", "range"), message)


SMALLEST_DIVISOR = 0.01
"""Meters per second, share of a speed, or messages per second."""
SMALLEST_SHAPE = 0.1
"""Of a gamma or beta distribution; below, draws are so small that they are rounded to 0."""


def _reaches_zero(distribution: Family) -> bool:
    match distribution:
        case Mixture():
            return any(map(_reaches_zero, distribution.components()))
        case Fixed() | Empirical() | Uniform() | Triangular() | Truncated():
            return distribution.support()[0] < SMALLEST_DIVISOR
        case Gamma(shape=shape) | Beta(a=shape):
            return shape < SMALLEST_SHAPE or find_mean(distribution) < SMALLEST_DIVISOR
        case _:
            return (distribution.median_or_none() or 0) < SMALLEST_DIVISOR


MIN_WIDTH = 0.3  # meters of a door that are left to walk through


def check_fire_alarm(place: Place) -> Iterator[Finding]:
    """Panels of buildings that are there, each once; the assembly point is a place outdoors."""
    campus, alarm = place.campus, place.campus.fire_alarm
    if campus.assembly is not None:
        outdoors = [zone.id for zone in place.zones if zone.kind == "outdoors"]
        yield from check_known(("assembly",), campus.assembly, "a zone outdoors of this campus", outdoors)
    if alarm is None:
        return
    where: FindingPath = ("fire_alarm",)
    buildings = tuple(dict.fromkeys(zone.building for zone in place.zones))
    yield from check_unique((*where, "panels"), [panel.id for panel in alarm.panels], "panel")
    seen: set[str] = set()
    for i, panel in enumerate(alarm.panels):
        for n, name in enumerate(panel.buildings):
            at = (*where, "panels", i, "buildings", n)
            yield from check_known(at, name, "a building of this campus", buildings)
            if name in seen:
                yield Finding(at, f"building {quote(name)} has a panel already; name each once")
            seen.add(name)
    kinds = {kind for line in alarm.heard if line.during is None for kind in line.kinds}
    for kind in dict.fromkeys(zone.kind for zone in place.zones if zone.building in seen):
        if kind not in kinds:
            message = f"no line says how well the horns are heard in a {kind}; add one"
            yield Finding((*where, "heard"), message)


def review_fire_alarm(place: Place) -> Iterator[Finding]:
    """Places outdoors that stop a fire from being played."""
    assembly = place.campus.assembly
    known = any(zone.id == assembly and zone.kind == "outdoors" for zone in place.zones)
    if place.campus.fire_alarm is not None and assembly is not None and known:
        for said in _check_assembly(place, assembly):
            yield Finding(("assembly",), f"{said}; a fire cannot be played before there is a path")


def check_shelter_areas(place: Place) -> Iterator[Finding]:
    """Shelter areas where no one is safe from a storm, and rooms assigned to them that are not there."""
    told: set[FindingPath] = set()
    for zone in place.zones:
        if zone.shelter is None or zone.where in told:
            continue
        told.add(zone.where)
        where = (*zone.where, "shelter")
        if zone.portable or zone.kind in NEVER_SHELTER:
            kind = "a portable building" if zone.portable else NEVER_SHELTER[zone.kind]
            yield Finding(where, f"{quote(zone.id)} is {kind}, which never shelters; leave this out")
        for n, pattern in enumerate(zone.shelter.rooms):
            if not place.suppressed_zones and not any(fnmatchcase(other.id, pattern) for other in place.zones):
                message = f"{quote(pattern)} fits no zone of this campus"
                yield Finding((*where, "rooms", n), message, pattern, tuple(place.list_zone_ids()))


NEVER_SHELTER = {"gym": "a gym, with a wide roof", "cafeteria": "a cafeteria, with a wide roof", "outdoors": "outdoors"}
"""Kinds of zones."""


def check_fans(place: Place) -> Iterator[Finding]:
    """The fans of a building have one switch."""
    switches: dict[str, str] = {}
    for zone in place.zones:
        if zone.fans is not None and switches.setdefault(zone.building, zone.fans) != zone.fans:
            message = f"the fans of building {quote(zone.building)} have their switch {switches[zone.building]} by another line"
            yield Finding((*zone.where, "fans"), f"{message}; give one of the two")


def review_shelter_areas(place: Place) -> Iterator[Finding]:
    """A note where the shelter areas hold fewer people than are on campus, or no group of some size."""
    areas = [zone for zone in place.zones if zone.shelter is not None]
    if not areas:
        return
    room = sum(zone.shelter.capacity for zone in areas if zone.shelter is not None)
    if room < place.occupants:
        short = place.occupants - room
        message = f"the shelter areas hold {room:,} people and {place.occupants:,} are on campus; {short:,} count as not sheltered"
        yield Finding((*areas[0].where, "shelter"), message)
    largest = max(zone.shelter.capacity for zone in areas if zone.shelter is not None)
    for group in place.groups:
        if group.occupants > largest:
            message = f"{quote(group.id)} has {group.occupants} heads and no shelter area holds more than {largest}; divide the group"
            yield Finding((*group.where, "heads"), message)


def check_shelter(emergency: Emergency) -> Iterator[Finding]:
    """A campus on which people can shelter as the protocol says."""
    protocol, place = emergency.scenario.protocol, emergency.place
    if not isinstance(protocol, Shelter):
        return
    if not any(zone.shelter is not None for zone in place.zones):
        message = f'campus {quote(place.campus.campus)} has no zone with "shelter", so no one could shelter there'
        yield Finding(("campus",), f"{message}; add shelter: {{capacity: 100}} to the zones where people shelter")
    yield from _check_widths(place, find_median(protocol.flow.boundary))


def check_evacuation(emergency: Emergency) -> Iterator[Finding]:
    """A campus that can be left as the protocol says."""
    protocol = emergency.scenario.protocol
    if not isinstance(protocol, Evacuate):
        return
    if emergency.place.campus.assembly is None:
        message = f'campus {quote(emergency.place.campus.campus)} has no "assembly" point to go to'
        yield Finding(("campus",), message)
    else:
        for said in _check_assembly(emergency.place, emergency.place.campus.assembly):
            yield Finding(("campus",), f"{said}; add a path to the campus")
    yield from _check_widths(emergency.place, find_median(protocol.flow.boundary))


def _check_widths(place: Place, boundary: float) -> Iterator[Finding]:
    told: set[FindingPath] = set()
    for way in place.links:
        if way.kind != "path" and way.where not in told and way.width - 2 * boundary < MIN_WIDTH:
            told.add(way.where)
            message = (
                f"the way from {quote(way.start)} to {quote(way.end)} is {way.width:g} m wide, which leaves people "
                f"less than {MIN_WIDTH:g} m; no one can be led out there"
            )
            yield Finding(("campus",), message)


def _check_assembly(place: Place, assembly: str) -> Iterator[str]:
    outdoors = [zone.id for zone in place.zones if zone.kind == "outdoors"]
    neighbors = _list_neighbors(place, {*outdoors, assembly})
    reached = _find_reachable(assembly, neighbors) if assembly in neighbors else {*outdoors}
    for zone in outdoors:
        if zone not in reached:
            yield f"no one gets from {quote(zone)} to the assembly point {quote(assembly)} without going back in"


def check_posts(place: Place) -> Iterator[Finding]:
    """Posts and changes of place that mean no zone, or every zone by mistake."""
    campus, zones = place.campus, place.list_zone_ids()
    posted: dict[FindingPath, list[str]] = {}
    people: list[Member | Party] = [*place.staff, *place.groups]
    for person in people:
        posted.setdefault(person.where, []).append(person.post)
    for where, line in campus.iterate_posted_lines():
        yield from _check_post(line, (*where, "post"), zones)
        yield from _check_elsewhere(line, where, posted.get(where, []))


def _check_post(line: RosterLine | GroupLine, where: FindingPath, zones: Sequence[str]) -> Iterator[Finding]:
    if isinstance(line.post, str):
        return
    if line.post.each is None and line.post.zones is None:
        yield Finding(where, "this post names no zone; write each: KIND, or zones: [NAME]")
    patterns = line.post.zones or []
    unfit = [i for i, pattern in enumerate(patterns) if not any(fnmatchcase(z, pattern) for z in zones)]
    if len(unfit) < len(patterns):  # a post without any zone has been told already
        for i in unfit:
            message = f"{quote(patterns[i])} fits no zone of this campus"
            yield Finding((*where, "zones", i), message, patterns[i], tuple(zones))


def _check_elsewhere(line: RosterLine | GroupLine, where: FindingPath, posts: Sequence[str]) -> Iterator[Finding]:
    for n, change in enumerate(line.elsewhere):
        at = (*where, "elsewhere", n)
        fitting = {post for post in posts if any(fnmatchcase(post, only) for only in change.only)}
        for i, only in enumerate(change.only):
            if posts and not any(fnmatchcase(post, only) for post in posts):
                yield Finding((*at, "only", i), f"{quote(only)} fits no post of this line", only, tuple(posts))
        for other in line.elsewhere[:n]:
            both = [p for p in fitting if any(fnmatchcase(p, only) for only in other.only)]
            if other.during == change.during and both:
                message = f"{format_names(sorted(both))} has another place during {change.during} already"
                yield Finding((*at, "during"), message)
        if isinstance(line, RosterLine) and change.with_ is not None:
            yield Finding((*at, "with"), "only a group is with an adult; leave it out")


def check_staff(place: Place) -> Iterator[Finding]:
    """A roster that can do what a campus needs."""
    campus, staff = place.campus, place.staff
    if not staff:
        yield Finding(("roster",), "no one is on the roster; a campus needs staff on duty")
        return
    if not any(member.office or member.post == campus.office for member in staff):
        message = f'no one works in the office: no line has "office: true", or its post in {quote(campus.office)}'
        yield Finding(("office",), message)
    needed = campus.pa is not None and campus.pa.authority is not None
    if needed and not any(member.authority or member.office for member in staff):
        message = 'no one may declare: no line of the roster has "authority: true" or "office: true"'
        yield Finding(("pa", "authority"), message)


def check_office_people(place: Place) -> Iterator[Finding]:
    """Places where somebody can be."""
    people = place.campus.office_people
    if people is None:
        return
    zones = place.list_zone_ids()
    for i, line in enumerate(people.places):
        for n, pattern in enumerate(line.zones or []):
            if not place.suppressed_zones and not any(fnmatchcase(zone, pattern) for zone in zones):
                message = f"{quote(pattern)} fits no zone of this campus"
                yield Finding(("office_people", "places", i, "zones", n), message, pattern, tuple(zones))
    fits = any(line.fits(zone.kind, zone.id) for line in people.places for zone in place.zones)
    if not (fits or place.suppressed_zones):
        yield Finding(("office_people", "places"), "no zone of this campus fits; name one where people may be")


def check_radios(place: Place) -> Iterator[Finding]:
    """Radios without a carrier, and carriers without a radio."""
    campus = place.campus
    for key, said, there in (
        ("radio", "campus radio", campus.radio is not None),
        ("police_radio", "police radio", campus.police_radio is not None),
    ):
        carriers = [i for i, line in enumerate(campus.roster) if getattr(line, key)]
        if there and not carriers:
            message = f'no one carries the {said}: no line of the roster has "{key}: true"; leave it out'
            yield Finding((key,), message)
        if carriers and not there:
            message = f'this line carries the {said}, but the campus has no "{key}"; describe it, or leave it out'
            yield Finding(("roster", carriers[0], key), message)


def check_groups(place: Place) -> Iterator[Finding]:
    """Groups whose adult is with them in every period, and always on campus."""
    members = {member.id: member for member in place.staff}
    told: set[tuple[FindingPath, str]] = set()
    for group in place.groups:
        for period, adult in group.adults.items():
            if adult is None or (group.where, period) in told:
                continue
            member, at = members[adult], _supervisor_location(place, group, period)
            if place.campus.roster[member.line].on_site is not None:
                message = f"{quote(adult)} may be absent (on_site); a group needs an adult who is there"
                yield Finding(at, message)
                told.add((group.where, period))
            elif member.posts[period] != group.posts[period]:
                message = (
                    f"during {period} group {quote(group.id)} is in {quote(group.posts[period])}, "
                    f"but {quote(adult)} in {quote(member.posts[period])}; give it an adult who is there, or nobody"
                )
                yield Finding(at, message)
                told.add((group.where, period))


def _supervisor_location(place: Place, group: Party, period: str) -> FindingPath:
    line = place.campus.groups[int(group.where[1])]
    for n, change in enumerate(line.elsewhere):
        fits = any(fnmatchcase(group.post, only) for only in change.only)
        if change.during == period and change.with_ is not None and fits:
            return (*group.where, "elsewhere", n, "with")
    return (*group.where, "with")


OUT = ("exit", "outdoors")


def check_links(place: Place) -> Iterator[Finding]:
    """Every way by itself."""
    floors = {zone.id: (zone.building, zone.floor) for zone in place.zones}
    told: set[FindingPath] = set()
    for way in place.links:
        if way.where not in told:
            found = list(_check_link(way, floors))
            told.update([way.where] if found else [])
            yield from found


def _check_link(link: Link, floors: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    if link.width == 0:
        yield Finding((*link.where, "width"), "a way 0 m wide lets no one through; give its width")
    if link.start == link.end:
        yield Finding((*link.where, "to"), f'the door of "{link.start}" leads back into it; it needs two zones')
    (building, floor), (other_building, other_floor) = floors[link.start], floors[link.end]
    if building == other_building and floor != other_floor and link.kind != "stair":
        message = (
            f'"{link.start}" is on floor {floor} and "{link.end}" on floor {other_floor}, and the way '
            f"between them is a {link.kind}; write kind: stair, or mend the floor"
        )
        yield Finding((*link.where, "kind"), message)


def check_connectivity(place: Place) -> Iterator[Finding]:
    """Zones without a way in or out. Only checked when every way leads to a known zone."""
    parts = find_components(place)
    main = next((part for part in parts if place.campus.office in part), parts[0] if parts else set())
    lines = {zone.id: zone.where for zone in place.zones}
    for part in parts:
        if part is not main:
            first = min(part, key=place.list_zone_ids().index)
            yield Finding((*lines[first], "id"), _describe_disconnected(sorted(part), place))
    ways_out = [zone for zone in place.zones if zone.kind in OUT]
    if ways_out and not any(zone.id in main for zone in ways_out):
        message = f"no one can leave: no way leads from the office to {format_names(zone.id for zone in ways_out)}"
        yield Finding(("office",), message)


def review_links(place: Place) -> Iterator[Finding]:
    """Ways that are there twice, and exits that lead nowhere."""
    before: set[frozenset[str]] = set()
    for way in place.links:
        pair = frozenset((way.start, way.end))
        if pair in before:
            message = f'there is a way between "{way.start}" and "{way.end}" already; of the two the shorter one counts'
            yield Finding(way.where, message)
        before.add(pair)
    yield from _check_exits(place)


def _check_exits(place: Place) -> Iterator[Finding]:
    outdoors = {zone.id for zone in place.zones if zone.kind == "outdoors"}
    lead_out = {end for way in place.links if {way.start, way.end} & outdoors for end in (way.start, way.end)}
    exits = [zone for zone in place.zones if zone.kind == "exit"]
    if outdoors and not exits:
        yield Finding(("zones",), "no zone is of kind exit, so no one can get out of a building")
    for zone in exits:
        if outdoors and zone.id not in lead_out:
            yield Finding(
                (*zone.where, "id"), f'no way leads from "{zone.id}" outdoors; give it a link to a zone there'
            )


def _describe_disconnected(part: list[str], place: Place) -> str:
    named = format_names(part)
    if len(part) == 1:
        return f"no one can get into {named} or out of it; give it doors, or a link"
    out = "" if any(zone.kind in OUT and zone.id in part for zone in place.zones) else ", nor any way out"
    return f"{named} are connected with each other, but no way leads to the office{out}; add a link"


def find_components(place: Place) -> list[set[str]]:
    """The zones in parts: between two zones of a part there is a way, between parts none. The largest first."""
    ways = _list_neighbors(place, set(place.list_zone_ids()))
    parts: list[set[str]] = []
    left = dict.fromkeys(ways)
    while left:
        part = _find_reachable(next(iter(left)), ways)
        parts.append(part)
        for zone in part:
            left.pop(zone)
    return sorted(parts, key=len, reverse=True)


def _list_neighbors(place: Place, among: set[str]) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {zone.id: [] for zone in place.zones if zone.id in among}
    for way in place.links:
        if way.start in ways and way.end in ways:
            ways[way.start].append(way.end)
            ways[way.end].append(way.start)
    return ways


def _find_reachable(start: str, ways: dict[str, list[str]]) -> set[str]:
    part, ahead = {start}, [start]
    while ahead:
        for zone in ways[ahead.pop()]:
            if zone not in part:
                part.add(zone)
                ahead.append(zone)
    return part


def check_locks(place: Place) -> Iterator[Finding]:
    """Locks that the file does not describe."""
    locks = tuple(lock.id for lock in place.campus.locks)
    zones: dict[FindingPath, Zone] = {zone.where: zone for zone in place.zones if zone.lock is not None}
    for where, zone in zones.items():
        if zone.lock not in locks:
            yield Finding((*where, "lock"), f'"{zone.lock}" is not a lock of this campus', str(zone.lock), locks)


ROSTER_DUTIES = {
    "radio": "carries a radio",
    "police_radio": "hears the police radio",
    "authority": "may declare a protocol",
    "keys": "has keys to every room",
    "response_team": "is on the response team",
}
ZONE_EQUIPMENT = {"aed": "has an AED", "phone": "has a desk phone"}


def review_against_base(campus: Campus, base: Campus) -> Iterator[Finding]:
    """What a campus has lost against the one that it is like, because its own lists replace the other's."""
    against = f"unlike in {quote(base.campus)}"
    duties = _find_lost(ROSTER_DUTIES, campus.roster, base.roster)
    if campus.police_radio is None:
        duties = [duty for duty in duties if duty != ROSTER_DUTIES["police_radio"]]
    if duties:
        yield Finding(("roster",), f"{against}, no one here {' or '.join(duties)}")
    equipment = _find_lost(ZONE_EQUIPMENT, campus.zones, base.zones)
    if equipment:
        yield Finding(("zones",), f"{against}, no zone here {' or '.join(equipment)}")
    for kind in dict.fromkeys(agency.kind for agency in campus.agencies):
        number, before = (sum(agency.kind == kind for agency in one.agencies) for one in (campus, base))
        if number < before:
            yield Finding(("agencies",), f"{against}, {number} and not {before} of the agencies are {kind}")


def _find_lost(words: Mapping[str, str], own: Sequence[BaseModel], base: Sequence[BaseModel]) -> list[str]:
    """The words for what some line of the base has and no own line."""
    return [
        said
        for key, said in words.items()
        if any(getattr(line, key) for line in base) and not any(getattr(line, key) for line in own)
    ]
