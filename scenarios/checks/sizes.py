"""How large a campus may be, looked at before it is written out: a few lines can stand for millions of rooms.

The limits are far above any campus and far below what would keep a computer busy for minutes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from scenarios.campus import Campus, GroupLine, RosterLine
from scenarios.expand import COUNT, MOST
from scenarios.place import Finding, Place, Where
from scenarios.problems import quote

ZONES = 2_000
LINKS = 10_000
LINES = 1_000  # of the roster, and of groups
PEOPLE = 5_000
MATCHES = 50_000  # people and groups, before it is known which zones a pattern fits
DIGITS = 6  # of a number in a count


def check_sizes(campus: Campus) -> list[Finding]:
    """What makes a campus too large to be written out."""
    return [*_endless(campus), *_totals(campus)]


def check_counts(campus: Campus) -> Iterator[Finding]:
    """Counts in names that run down, too far, or stand beside another count. Those of zones are told when they are written out."""
    for where, text in _counted_texts(campus):
        if len(COUNT.findall(text)) > 1:
            yield Finding(where, f"{quote(text)} counts twice; a name holds one count")
        if size(text) == 0 and not (where[0] == "zones" and where[-1] == "id"):
            message = f"{quote(text)} counts downwards or too far; write {{01..22}}, at most {MOST}"
            yield Finding(where, message)


def check_people(place: Place) -> Iterator[Finding]:
    """More adults or groups than any campus has."""
    for key, count in (("roster", len(place.staff)), ("groups", len(place.groups))):
        if count > PEOPLE:
            yield Finding((key,), f"these lines stand for {count} in all; at most {PEOPLE}")


def _endless(campus: Campus) -> Iterator[Finding]:
    for where, text in _counted_texts(campus):
        match = COUNT.search(text)
        if match is not None and max(len(match[1]), len(match[2])) > DIGITS:
            yield Finding(where, f"a count with more than {DIGITS} digits; at most {MOST} at once")


def _counted_texts(campus: Campus) -> Iterator[tuple[Where, str]]:
    """Every text of a campus that may hold a count, but for posts of people, whose zones are looked up."""
    for i, zone in enumerate(campus.zones):
        yield ("zones", i, "id"), zone.id
        yield from ((("zones", i, "sees", n), text) for n, text in enumerate(zone.sees))
        if zone.doors is not None:
            to = [zone.doors.to] if isinstance(zone.doors.to, str) else zone.doors.to
            yield from ((("zones", i, "doors", "to"), text) for text in to)
    for i, link in enumerate(campus.links):
        yield ("links", i, "start"), link.start
        yield ("links", i, "end"), link.end
    for i, line in enumerate(campus.roster):
        yield ("roster", i, "id"), line.id
        yield from ([(("roster", i, "post"), line.post)] if isinstance(line.post, str) else [])
    for i, group in enumerate(campus.groups):
        yield ("groups", i, "id"), group.id
        yield from ([(("groups", i, "post"), group.post)] if isinstance(group.post, str) else [])


def _totals(campus: Campus) -> Iterator[Finding]:
    zones = sum(size(zone.id) for zone in campus.zones)
    links = sum(max(size(link.start), size(link.end)) for link in campus.links)
    links += sum(size(zone.id) * sum(size(text) for text in zone.sees) for zone in campus.zones)
    for key, noun, count, most in (
        ("zones", "zones", zones, ZONES),
        ("links", "links and sights", links, LINKS),
        ("roster", "lines", len(campus.roster), LINES),
        ("groups", "lines", len(campus.groups), LINES),
        ("roster", "adults", _matches(campus, campus.roster), MATCHES),
        ("groups", "groups", _matches(campus, campus.groups), MATCHES),
    ):
        if count > most:
            yield Finding((key,), f"{count} {noun} are too many; at most {most}")


def _matches(campus: Campus, lines: Sequence[RosterLine | GroupLine]) -> int:
    """How many people or groups the lines could stand for, patterns that narrow their posts left aside."""
    by_kind: Counter[str | None] = Counter()
    for zone in campus.zones:
        by_kind.update({zone.kind: size(zone.id), None: size(zone.id)})
    return sum(
        size(line.id) * (size(line.post) if isinstance(line.post, str) else by_kind[line.post.each])
        for line in lines
    )


def size(text: str) -> int:
    """For how many names a text stands; 0 where its count cannot be used."""
    match = COUNT.search(text)
    if match is None:
        return 1
    if max(len(match[1]), len(match[2])) > DIGITS:
        return 0
    count = int(match[2]) - int(match[1]) + 1
    return count if 0 < count <= MOST else 0
