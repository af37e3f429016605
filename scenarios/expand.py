"""From a compact campus file to a campus written out.

`{01..22}` counts, with as many digits as it is written with; the two counted ends of a link go in step. In `sees:` nothing goes in step:
every zone of the line sees every zone that a name, a count or a pattern there means. `{zone}` in a roster or group line is the zone of
the post. What does not fit is collected as findings, never raised one by one; of a name that is missing because its own line is wrong,
only that line is told.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

from scenarios.campus import Campus, Doors, Elsewhere, GroupLine, Posted, RosterLine, ZoneLine
from scenarios.place import Finding, Member, Party, Place, Way, Where, Zone, refused
from scenarios.problems import listed, quote
from scenarios.records import Absent

OUTSIDE = "outside"  # in place of a zone: the one at the other side of the first door
NOBODY = "nobody"  # in place of an adult
COUNT = re.compile(r"\{(\d+)\.\.(\d+)\}")
BRACES = re.compile(r"\{[^{}]*\}?|\}")  # that are left over where nothing counts
PATTERN = "*?["  # one of these makes a pattern of a name
MOST = 1000  # zones, people or links that one line may stand for


def counted(text: str) -> list[str]:
    """`a1{01..03}` → a101, a102, a103; a text without a count stands for itself. An empty list: the count is too long or runs down."""
    match = COUNT.search(text)
    if match is None:
        return [text]
    first, last = int(match[1]), int(match[2])
    if last < first or last - first >= MOST:
        return []
    width = len(match[1])
    return [text[: match.start()] + str(n).zfill(width) + text[match.end() :] for n in range(first, last + 1)]


def miscounted(text: str) -> bool:
    """Whether a text holds braces that do not count, such as `{1.4}` or `{a..d}`."""
    return BRACES.search(COUNT.sub("", text)) is not None


def expand(campus: Campus) -> tuple[Place, list[Finding]]:
    """The campus written out, and everything in its file that does not fit."""
    expander = Expander(campus)
    expander.write_out()
    return expander.place, expander.findings


class Expander:
    """Writes one campus out, line by line."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        self.place = Place(campus)
        self.findings: list[Finding] = []
        self.periods = [period.id for period in campus.periods]
        self.outside: dict[str, str] = {}  # zone → the zone at the other side of its first door

    def write_out(self) -> None:
        """Zones first, then the ways between them, then the people in them."""
        for i, line in enumerate(self.campus.zones):
            with self.skipping("zones", self.place.refused_zones, line):
                self.zone_line(line, ("zones", i))
        self.names = self.place.zone_ids()
        self.known = set(self.names)
        self.kinds = {zone.id: zone.kind for zone in self.place.zones}
        for i, line in enumerate(self.campus.zones):
            with self.skipping("links"):
                self.doors_and_sights(line, ("zones", i))
        for i in range(len(self.campus.links)):
            with self.skipping("links"):
                self.link_line(i)
        for i, roster in enumerate(self.campus.roster):
            with self.skipping("roster", self.place.refused_staff, roster):
                self.roster_line(roster, i)
        self.members = {member.id for member in self.place.staff}
        for i, group in enumerate(self.campus.groups):
            with self.skipping("groups"):
                self.group_line(group, ("groups", i))

    @contextmanager
    def skipping(self, key: str, refused: list[str] | None = None, line: Any = None) -> Iterator[None]:
        """Leaves a line out that is wrong in a part that is needed. refused: whoever it stood for is not missed elsewhere."""
        try:
            yield
        except Absent:
            self.place.skipped.add(key)
            if refused is not None:
                refused.append(COUNT.sub("*", line.__dict__.get("id") or "*").replace("{zone}", "*"))

    def note(self, where: Where, message: str, wrong: str = "", near: Iterable[str] = ()) -> None:
        self.findings.append(Finding(where, message, wrong, tuple(near)))

    def counts(self, text: str, where: Where) -> bool:
        """Whether the braces in a text, if there are any, count."""
        if miscounted(text):
            message = f"{quote(text)} does not count; write two whole numbers with two dots, such as {{1..4}}"
            self.note(where, message)
        return not miscounted(text)

    # zones and ways

    def zone_line(self, line: ZoneLine, where: Where) -> None:
        if not self.counts(line.id, (*where, "id")):
            self.place.refused_zones.append(BRACES.sub("*", line.id))
            return
        ids = counted(line.id)
        if not ids:
            message = f"{quote(line.id)} counts downwards or too far; write {{01..22}}, at most {MOST}"
            self.note((*where, "id"), message)
            self.place.refused_zones.append(COUNT.sub("*", line.id))
        taken = {zone.id for zone in self.place.zones}
        for n, zone_id in enumerate(ids):
            if zone_id in taken:
                message = f"zone {quote(zone_id)} is there already; every zone needs a name of its own"
                self.note((*where, "id"), message)
                continue
            x, y = (line.at.start[axis] + n * line.at.step[axis] for axis in (0, 1))
            is_at = (line.kind, line.building, line.floor, x, y)
            self.place.zones.append(
                Zone(zone_id, *is_at, line.lock, line.phone, line.aed, line.laboratory, where)
            )

    def doors_and_sights(self, line: ZoneLine, where: Where) -> None:
        ids = [zone_id for zone_id in counted(line.id) if zone_id in self.known]
        if line.doors is not None:
            self.doors(ids, line.doors, (*where, "doors"))
        for i, text in enumerate(line.sees):
            seen = self.seen(text, (*where, "sees", i))
            self.place.sights.extend((zone_id, other) for zone_id in ids for other in seen)

    def seen(self, text: str, where: Where) -> list[str]:
        """All the zones that an entry of `sees` means, itself included where it fits."""
        posts = (Posted(zones=[name]) if self.is_pattern(name) else name for name in counted(text))
        return [zone for post in posts for zone in self.posts(post, where)]

    def is_pattern(self, name: str) -> bool:
        """Whether a name that no zone has may mean several."""
        return name not in self.known and any(mark in name for mark in PATTERN)

    def doors(self, ids: list[str], doors: Doors, where: Where) -> None:
        texts = [doors.to] if isinstance(doors.to, str) else doors.to
        ends = [end for text in texts for end in counted(text)]
        ends = [end for end in ends if self.is_zone(end, (*where, "to"))]
        for n, zone_id in enumerate(ids):
            if ends:
                end = ends[n * len(ends) // len(ids)]
                self.outside.setdefault(zone_id, end)
                self.place.ways.append(Way(zone_id, end, doors.length, doors.width, doors.kind, where))

    def link_line(self, i: int) -> None:
        link, where = self.campus.links[i], ("links", i)
        for start, end in self.in_step(counted(link.start), counted(link.end), (*where, "end")):
            known = [self.is_zone(start, (*where, "start")), self.is_zone(end, (*where, "end"))]
            if not all(known):
                continue
            if start == end:
                message = f"the link from {quote(start)} leads back to itself; it needs two zones"
                self.note((*where, "end"), message)
                continue
            self.outside.setdefault(start, end)
            self.place.ways.append(Way(start, end, link.length, link.width, link.kind, where))

    def in_step(self, first: list[str], second: list[str], where: Where) -> list[tuple[str, str]]:
        """Pairs of two counted texts; one that stands for a single zone is repeated. A count that cannot be used is told elsewhere."""
        if min(len(first), len(second)) <= 1:
            return [(a, b) for a in first for b in second]
        if len(first) != len(second):
            message = (
                f"{len(first)} zones on one side and {len(second)} on the other; they must be as many, or one"
            )
            self.note(where, message)
            return []
        return list(zip(first, second, strict=True))

    def is_zone(self, name: str, where: Where, also: Iterable[str] = ()) -> bool:
        """Whether there is such a zone. also: words that would be right here too."""
        if name in self.known:
            return True
        if not refused(name, self.place.refused_zones) and not self.counts(name, where):
            return False
        if not refused(name, self.place.refused_zones):
            self.note(where, f"{quote(name)} is not a zone of this campus", name, [*self.names, *also])
        return False

    # people

    def posts(self, post: str | Posted, where: Where) -> list[str]:
        """The zones that a post means."""
        if isinstance(post, str):
            return [zone for zone in counted(post) if self.is_zone(zone, where)]
        patterns = post.zones if post.zones is not None else ["*"]
        found = [
            zone
            for zone in self.names
            if (post.each is None or self.kinds[zone] == post.each)
            and any(fnmatchcase(zone, p) for p in patterns)
        ]
        if not found and not self.place.refused_zones:
            kind = "" if post.each is None else f" of kind {post.each}"
            if post.zones:
                self.note(
                    where, f"no zone{kind} of this campus fits {listed(patterns)}", patterns[0], self.names
                )
            elif kind:
                self.note(where, f"this campus has no zone{kind}")
        return found

    def roster_line(self, line: RosterLine, i: int) -> None:
        where = ("roster", i)
        zones = self.posts(line.post, (*where, "post"))
        named = self.named(line.id, zones, (*where, "id"), {m.id for m in self.place.staff})
        if not named or (isinstance(line.post, str) and len(zones) < len(counted(line.post))):
            self.place.refused_staff.append(COUNT.sub("*", line.id.replace("{zone}", "*")) + "*")
        for member_id, zone in named:
            places = self.by_period(zone, line.elsewhere, where)
            self.place.staff.append(
                Member(
                    member_id,
                    line.role,
                    zone,
                    places,
                    line.radio,
                    line.office,
                    line.police_radio,
                    line.authority,
                    line.keys,
                    line.response_team,
                    i,
                    where,
                )
            )

    def group_line(self, line: GroupLine, where: Where) -> None:
        zones = self.posts(line.post, (*where, "post"))
        for group_id, zone in self.named(line.id, zones, (*where, "id"), {g.id for g in self.place.groups}):
            usual = self.adult(line.with_, zone, (*where, "with"))
            adults: dict[str, str | None] = dict.fromkeys(self.periods, usual)
            for n, change in enumerate(line.elsewhere):
                if fits(zone, change) and change.with_ is not None:
                    adults[change.during] = self.adult(change.with_, zone, (*where, "elsewhere", n, "with"))
            places = self.by_period(zone, line.elsewhere, where)
            self.place.groups.append(Party(group_id, line.heads, line.age, zone, places, adults, where))

    def named(self, text: str, zones: list[str], where: Where, taken: set[str]) -> list[tuple[str, str]]:
        """Names for the people of a line, each with the zone of its post."""
        if len(zones) > 1 and "{zone}" not in text:
            message = f"{quote(text)} names {len(zones)} at once; put {{zone}} into it, so that each has its own name"
            self.note(where, message)
            return []
        if not self.counts(text.replace("{zone}", ""), where):
            return []
        pairs = [(name.replace("{zone}", zone), zone) for zone in zones for name in counted(text)]
        for name in [name for name, _ in pairs if name in taken]:
            self.note(where, f"{quote(name)} is there already; everybody needs a name of their own")
        return [(name, zone) for name, zone in pairs if name not in taken]

    def by_period(self, zone: str, changes: list[Elsewhere], where: Where) -> dict[str, str]:
        """Where somebody with this post is in each period."""
        places = dict.fromkeys(self.periods, zone)
        for n, change in enumerate(changes):
            at = (*where, "elsewhere", n)
            if change.during not in places:
                message = f"{quote(change.during)} is not a period of this campus"
                self.note((*at, "during"), message, change.during, self.periods)
            elif fits(zone, change):
                place = self.outside.get(zone, zone) if change.place == OUTSIDE else change.place
                if self.is_zone(place, (*at, "place"), [OUTSIDE]):
                    places[change.during] = place
        return places

    def adult(self, text: str | None, zone: str, where: Where) -> str | None:
        """The adult meant by `with`, none where it says nobody."""
        if text is None or text == NOBODY:
            return None
        name = text.replace("{zone}", zone)
        if name in self.members:
            return name
        if not refused(name, self.place.refused_staff):
            self.note(where, f"{quote(name)} is not on the roster", name, [*sorted(self.members), NOBODY])
        return None


def fits(zone: str, change: Elsewhere) -> bool:
    """Whether a change of place is about the people posted in this zone."""
    return any(fnmatchcase(zone, pattern) for pattern in change.only)
