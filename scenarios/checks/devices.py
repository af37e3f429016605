"""Loudspeakers, phones and walking: what a file says of them adds up."""

import math
from collections.abc import Iterator

from scenarios.checks.naming import check_known
from scenarios.inputs import Input
from scenarios.means import find_median
from scenarios.place import Finding, Place, FindingPath
from scenarios.problems import format_names

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
            yield Finding(
                where, "this line never counts: lines above it say it all; move it up, or take it out"
            )
        covered |= said
    for kind in dict.fromkeys(kind for kind, _ in sorted(left - covered)):
        missing = [period for period in periods if (kind, period) in left - covered]
        during = "" if len(missing) == len(periods) else f" during {format_names(missing)}"
        yield Finding(
            ("pa", "audible"), f"no line says how well the PA is heard in a {kind}{during}; add one"
        )


def check_phones(place: Place) -> Iterator[Finding]:
    """The networks share the staff out among them."""
    carriers = place.campus.phones.carriers
    total = math.fsum(find_median(carrier.share) for carrier in carriers)
    if abs(total - 1) > SHARE_TOLERANCE:
        message = f"the shares of the carriers add up to {total:.3g}; they must add up to 1"
        yield Finding(("phones", "carriers"), message)


def check_walking(place: Place) -> Iterator[Finding]:
    """Somebody who walks gets somewhere, on stairs too."""
    walking = place.campus.walking
    for key in ("adult", "child", "responder", "stairs"):
        source: Input | None = getattr(walking, key)
        if source is not None:
            yield from check_speed(source, ("walking", key))


def check_speed(source: Input, where: FindingPath) -> Iterator[Finding]:
    """A speed, or share of one, that is 0 or can come out as 0."""
    low, _ = source.distribution.support()
    if find_median(source) == 0 or low == 0 == getattr(source.distribution, "low", 1):
        yield Finding(where, f"{where[-1]} can be 0, and nobody would ever arrive; keep it above 0")
