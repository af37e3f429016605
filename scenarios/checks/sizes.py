"""How large a campus may be, looked at before it is written out: a few lines can stand for millions of rooms.

The limits are far above any campus and far below what would keep a computer busy for minutes.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from scenarios.campus import Campus, GroupLine, PostPattern, RosterLine
from scenarios.expand import COUNT_PATTERN, MAX_COUNT, PATTERN_CHARACTERS, expand_count
from scenarios.place import Finding, FindingPath
from scenarios.problems import quote

MAX_ZONES = 2_000
MAX_LINKS = 10_000
MAX_LINES = 1_000  # of the roster, and of groups
MAX_PEOPLE = 5_000
MAX_ENTRIES = 100  # of a list of patterns
MAX_DIGITS = 6  # of a number in a count


def check_sizes(campus: Campus) -> list[Finding]:
    """What makes a campus too large to be written out."""
    endless = [*_check_counts(campus), *_check_list_lengths(campus)]
    return endless or list(_check_totals(campus))


def check_counts(campus: Campus) -> Iterator[Finding]:
    """Counts in names that run down, too far, or stand beside another count. Those of zones are told when they are written out."""
    for where, text in _iterate_counted_texts(campus):
        if len(COUNT_PATTERN.findall(text)) > 1:
            yield Finding(where, f"{quote(text)} counts twice; a name holds one count")
        if count_names(text) == 0 and not (where[0] == "zones" and where[-1] == "id"):
            message = f"{quote(text)} counts downwards or too far; write {{01..22}}, at most {MAX_COUNT}"
            yield Finding(where, message)


def _check_counts(campus: Campus) -> Iterator[Finding]:
    for where, text in _iterate_counted_texts(campus):
        match = COUNT_PATTERN.search(text)
        if match is not None and max(len(match[1]), len(match[2])) > MAX_DIGITS:
            yield Finding(where, f"a count with more than {MAX_DIGITS} digits; at most {MAX_COUNT} at once")


def _iterate_counted_texts(campus: Campus) -> Iterator[tuple[FindingPath, str]]:
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


def _check_list_lengths(campus: Campus) -> Iterator[Finding]:
    """Lists of patterns that every zone would have to be held against."""
    lines: dict[FindingPath, RosterLine | GroupLine] = {("roster", i): line for i, line in enumerate(campus.roster)}
    lines |= {("groups", i): group for i, group in enumerate(campus.groups)}
    for i, zone in enumerate(campus.zones):
        if len(zone.sees) > MAX_ENTRIES:
            yield Finding(("zones", i, "sees"), f"{len(zone.sees)} entries are too many; at most {MAX_ENTRIES}")
    for where, line in lines.items():
        posts = [] if isinstance(line.post, str) else line.post.zones or []
        lists: dict[FindingPath, Sequence[object]] = {("post", "zones"): posts, ("elsewhere",): line.elsewhere}
        lists |= {("elsewhere", n, "only"): change.only for n, change in enumerate(line.elsewhere)}
        for key, entries in lists.items():
            if len(entries) > MAX_ENTRIES:
                message = f"{len(entries)} entries are too many; at most {MAX_ENTRIES}"
                yield Finding((*where, *key), message)


def _check_totals(campus: Campus) -> Iterator[Finding]:
    zones = sum(count_names(zone.id) for zone in campus.zones)
    links = sum(max(count_names(link.start), count_names(link.end)) for link in campus.links)
    totals = [
        ("zones", "zones", zones, MAX_ZONES),
        ("links", "links", links, MAX_LINKS),
        ("roster", "lines", len(campus.roster), MAX_LINES),
        ("groups", "lines", len(campus.groups), MAX_LINES),
    ]
    if all(count <= most for _, _, count, most in totals):
        totals.append(("roster", "adults", _count_matches(campus, campus.roster), MAX_PEOPLE))
        totals.append(("groups", "groups", _count_matches(campus, campus.groups), MAX_PEOPLE))
        totals.append(("zones", "sight lines", _count_sight_lines(campus), MAX_LINKS))
    for key, noun, count, most in totals:
        if count > most:
            yield Finding((key,), f"{count} {noun} are too many; at most {most}")


def _count_matches(campus: Campus, lines: Sequence[RosterLine | GroupLine]) -> int:
    """How many people or groups the lines stand for."""
    zones = _list_zones(campus)
    return sum(count_names(line.id) * _count_posts(line.post, zones) for line in lines)


def _count_sight_lines(campus: Campus) -> int:
    """How many sight lines the zones name."""
    zones = _list_zones(campus)
    seen = {text: _count_seen(text, zones) for text in {text for zone in campus.zones for text in zone.sees}}
    return sum(count_names(zone.id) * sum(seen[text] for text in zone.sees) for zone in campus.zones)


def _count_seen(text: str, zones: Sequence[tuple[str, str]]) -> int:
    """How many zones an entry of `sees` means, or more."""
    is_pattern = count_names(text) and any(mark in text for mark in PATTERN_CHARACTERS)
    return max(count_names(text), _count_posts(PostPattern(zones=expand_count(text)), zones)) if is_pattern else count_names(text)


def _list_zones(campus: Campus) -> list[tuple[str, str]]:
    """Every zone with its kind."""
    return [(name, zone.kind) for zone in campus.zones if count_names(zone.id) for name in expand_count(zone.id)]


def _count_posts(post: str | PostPattern, zones: Sequence[tuple[str, str]]) -> int:
    """In how many zones a line posts people."""
    if isinstance(post, str):
        return count_names(post)
    patterns = post.zones if post.zones is not None else ["*"]
    return sum(
        post.each in (None, kind) and any(fnmatchcase(name, pattern) for pattern in patterns)
        for name, kind in zones
    )


def count_names(text: str) -> int:
    """For how many names a text stands; 0 where its count cannot be used."""
    match = COUNT_PATTERN.search(text)
    if match is None:
        return 1
    if max(len(match[1]), len(match[2])) > MAX_DIGITS:
        return 0
    count = int(match[2]) - int(match[1]) + 1
    return count if 0 < count <= MAX_COUNT else 0
