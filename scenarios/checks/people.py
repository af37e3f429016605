"""People who can be where the file says, with what it says, and groups whose adult is with them."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from scenarios.campus import GroupLine, RosterLine
from scenarios.place import Finding, Member, Party, Place, FindingPath
from scenarios.problems import format_names, quote


def check_posts(place: Place) -> Iterator[Finding]:
    """Posts and changes of place that mean no zone, or every zone by mistake."""
    campus, zones = place.campus, place.list_zone_ids()
    posted: dict[FindingPath, list[str]] = {}
    people: list[Member | Party] = [*place.staff, *place.groups]
    for person in people:
        posted.setdefault(person.where, []).append(person.post)
    lines: dict[FindingPath, RosterLine | GroupLine] = {("roster", i): line for i, line in enumerate(campus.roster)}
    lines |= {("groups", i): group for i, group in enumerate(campus.groups)}
    for where, line in lines.items():
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
                yield Finding(
                    (*at, "only", i), f"{quote(only)} fits no post of this line", only, tuple(posts)
                )
        for other in line.elsewhere[:n]:
            both = [p for p in fitting if any(fnmatchcase(p, only) for only in other.only)]
            if other.during == change.during and both:
                message = f"{format_names(sorted(both))} has another place during {change.during} already"
                yield Finding((*at, "during"), message)
        if isinstance(line, RosterLine) and change.with_ is not None:
            yield Finding((*at, "with"), "only a group is with somebody; leave it out")


def check_staff(place: Place) -> Iterator[Finding]:
    """A roster that can do what a campus needs."""
    campus, staff = place.campus, place.staff
    if not staff:
        yield Finding(("roster",), "nobody is on the roster; a campus needs somebody on duty")
        return
    if not any(member.office or member.post == campus.office for member in staff):
        message = (
            f'nobody works in the office: no line has "office: true", or its post in {quote(campus.office)}'
        )
        yield Finding(("office",), message)
    needed = campus.pa is not None and campus.pa.authority is not None
    if needed and not any(member.authority or member.office for member in staff):
        message = 'nobody may declare: no line of the roster has "authority: true" or "office: true"'
        yield Finding(("pa", "authority"), message)


def check_radios(place: Place) -> Iterator[Finding]:
    """Radios that nobody carries, and radios that hear nothing."""
    campus = place.campus
    for key, said, there in (
        ("radio", "campus radio", campus.radio is not None),
        ("police_radio", "police radio", campus.police_radio is not None),
    ):
        carriers = [i for i, line in enumerate(campus.roster) if getattr(line, key)]
        if there and not carriers:
            message = f'nobody carries the {said}: no line of the roster has "{key}: true"; leave it out'
            yield Finding((key,), message)
        if carriers and not there:
            message = (
                f'this line carries the {said}, but the campus has no "{key}"; describe it, or leave it out'
            )
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
                message = f"{quote(adult)} may be absent (on_site); a group needs somebody who is there"
                yield Finding(at, message)
                told.add((group.where, period))
            elif member.posts[period] != group.posts[period]:
                message = (
                    f"during {period} group {quote(group.id)} is in {quote(group.posts[period])}, "
                    f"but {quote(adult)} in {quote(member.posts[period])}; give it somebody who is there, or nobody"
                )
                yield Finding(at, message)
                told.add((group.where, period))


def _supervisor_location(place: Place, group: Party, period: str) -> FindingPath:
    """Where the file says who looks after a group in a period."""
    line = place.campus.groups[int(group.where[1])]
    for n, change in enumerate(line.elsewhere):
        fits = any(fnmatchcase(group.post, only) for only in change.only)
        if change.during == period and change.with_ is not None and fits:
            return (*group.where, "elsewhere", n, "with")
    return (*group.where, "with")
