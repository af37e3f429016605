"""Everything that cannot be on one campus."""

from collections.abc import Iterator, Sequence

from scenarios.checks.centre import check_agencies, check_psap, review_psap
from scenarios.checks.devices import check_pa, check_phones, check_walking
from scenarios.checks.fire import check_fire_alarm, review_fire_alarm
from scenarios.checks.naming import gathered, check_unique, check_known
from scenarios.checks.people import check_groups, check_posts, check_radios, check_staff
from scenarios.checks.sizes import check_counts
from scenarios.checks.ways import check_locks, check_connectivity, check_links, review_links
from scenarios.expand import OUTSIDE
from scenarios.place import Finding, Place
from scenarios.problems import quote

FORBIDDEN_CHARACTERS = "*?[]{}@/"
"""Signs of patterns, of counts, and of the names of whoever is posted in a zone."""


def check_place(place: Place, written: Sequence[Finding] = ()) -> list[Finding]:
    """Everything that cannot be on one campus. written: what was found while it was written out; a zone that is not there
    would seem unreachable, and whoever it was for absent, so what only follows from that is not told.
    """
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
        check_radios(place),
        check_pa(place),
        check_phones(place),
        check_walking(place),
        check_fire_alarm(place),
        lambda: check_psap(campus.psap),
        check_agencies(campus, place),
    )
    return [finding for finding in found if finding not in written]


def review_place(place: Place) -> list[Finding]:
    """What is odd on a campus, and stops nothing."""
    return gathered(
        lambda: review_psap(place.campus.psap),
        review_links(place),
        _check_unused_locks(place),
        _check_sight_lines(place),
        review_fire_alarm(place),
    )


def _check_names(place: Place) -> Iterator[Finding]:
    campus = place.campus
    yield from check_known(("office",), campus.office, "a zone of this campus", place.list_zone_ids())
    yield from check_unique(("periods",), [period.id for period in campus.periods], "period")
    yield from check_unique(("locks",), [lock.id for lock in campus.locks], "lock")
    yield from check_unique(("agencies",), [agency.id for agency in campus.agencies], "agency")
    carriers = [carrier.id for carrier in campus.phones.carriers]
    yield from check_unique(("phones", "carriers"), carriers, "carrier")
    for i, period in enumerate(campus.periods):
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
            message = (
                f'{quote(zone.id)}: "{signs[0]}" means something else in names of zones; choose another name'
            )
            yield Finding((*zone.where, "id"), message)


def _check_unused_locks(place: Place) -> Iterator[Finding]:
    used = {zone.lock for zone in place.zones}
    for i, lock in enumerate(place.campus.locks):
        if lock.id not in used:
            yield Finding(("locks", i, "id"), f'no zone has the lock "{lock.id}"')


def _check_sight_lines(place: Place) -> Iterator[Finding]:
    """Zones whose only sight line leads to themselves."""
    seen: dict[str, set[str]] = {zone.id: set() for zone in place.zones}
    for a, b in place.sight_lines:
        seen[a].add(b)
        seen[b].add(a)
    for zone in place.zones:
        if seen[zone.id] == {zone.id}:
            message = f"{quote(zone.id)} sees only itself; name what else is in open view"
            yield Finding((*zone.where, "sees"), message)
