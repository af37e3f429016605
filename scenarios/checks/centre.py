"""The 911 centre and those who come: a centre that can catch up with its calls, an agency that can be played."""

from collections.abc import Iterator

from scenarios.campus import Campus, Psap
from scenarios.checks.naming import check_known
from scenarios.means import find_mean, find_median
from scenarios.place import Finding, Place


def check_psap(psap: Psap) -> Iterator[Finding]:
    """Seats that are filled, and a load at rest that they can carry."""
    if find_median(psap.staffed) == 0:
        yield Finding(("psap", "staffed"), "no seat of the 911 centre is filled; nobody would ever answer")
    background = psap.background
    given = [key for key in ("utilisation", "every") if getattr(background, key) is not None]
    if len(given) != 1:
        said = "both" if given else "neither"
        message = f'{said} of "utilisation" and "every" is given; give one of them'
        yield Finding(("psap", "background"), message)
    elif find_mean(background.service.distribution) == 0:
        yield Finding(("psap", "background", "service"), "background calls last no time; give their length")
    elif compute_utilization(psap) >= 1:
        yield Finding(("psap", "background"), describe_overload(psap, compute_utilization(psap)))
    if psap.processing is None and psap.location_saves is not None:
        message = 'there is no "processing" that a location could shorten; give it, or leave this out'
        yield Finding(("psap", "location_saves"), message)


def describe_overload(psap: Psap, busy: float) -> str:
    """What is wrong with a centre that cannot catch up."""
    return (
        f"the 911 centre is overloaded before anything happens: background calls keep {busy:.2g} of its "
        f"{count_call_takers(psap)} staffed takers busy, share of their time; it must stay below 1"
    )


def count_call_takers(psap: Psap) -> int:
    """Call takers on duty: filled seats, at least one."""
    return max(1, round(psap.takers * find_median(psap.staffed)))


def compute_utilization(psap: Psap) -> float:
    """Share of the staffed takers' time that background calls take; 1 or more is an overload."""
    background = psap.background
    if background.utilisation is not None:
        return find_median(background.utilisation)
    if background.every is None:
        return 0.0
    gap, service = find_mean(background.every.distribution), find_mean(background.service.distribution)
    return float("inf") if gap == 0 else service / (gap * count_call_takers(psap))


def review_psap(psap: Psap) -> Iterator[Finding]:
    """A load that the centre could not carry at the high end of its plausible range."""
    source = psap.background.utilisation
    range_ = None if source is None else source.evidence.range
    if range_ is not None and range_.high >= 1 > compute_utilization(psap):
        message = "at the high end of this range the 911 centre would be overloaded before anything happens"
        yield Finding(("psap", "background", "utilisation", "evidence", "range"), message)


def check_agencies(campus: Campus, place: Place) -> Iterator[Finding]:
    """Who comes, and that they come in at a zone that is there."""
    for i, agency in enumerate(campus.agencies):
        where = ("agencies", i)
        yield from check_known((*where, "enters"), agency.enters, "a zone of this campus", place.list_zone_ids())
        if agency.located is not None and agency.locate is None:
            message = 'there is no "locate" that it could shorten; give it, or leave this out'
            yield Finding((*where, "located"), message)
