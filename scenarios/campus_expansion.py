"""Expands a compact campus file into every zone, link, staff member and group, in the order of the file.

`{01..22}` counts with as many digits as written; the two counted ends of a link go in step. In `sees:`, every zone of the line sees every
zone that the entry names. `{zone}` in a roster or group line is the zone of the post. Problems are collected as findings. A name that is
missing because its own line is wrong is reported only there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from scenarios.base import Absent
from scenarios.campus import Campus, Doors, Elsewhere, GroupLine, PostPattern, RosterLine, ShelterArea, ZoneLine
from scenarios.diagnostics import Finding, FindingPath, format_names, is_suppressed, quote
from scenarios.inputs import Input


@dataclass(frozen=True)
class Zone:
    """One space. title: what people call it, with `{building}` where the building belongs. x, y in meters on the map."""

    id: str
    title: str
    kind: str
    building: str
    floor: int
    x: float
    y: float
    lock: str | None
    phone: bool
    aed: bool
    laboratory: bool
    where: FindingPath
    shelter: ShelterArea | None = None
    windows: bool = False
    portable: bool = False
    watched: bool = False
    fenced: bool = False
    near: tuple[str, ...] = ()
    fans: str | None = None


@dataclass(frozen=True)
class Link:
    """A way between two zones, both directions, in meters."""

    start: str
    end: str
    length: float
    width: float
    kind: str
    where: FindingPath


@dataclass(frozen=True)
class Member:
    """One adult on duty. title: what those of the same line are called. `posts`: zone by period."""

    id: str
    title: str
    role: str
    post: str
    posts: dict[str, str]
    radio: bool
    office: bool
    police_radio: bool
    authority: bool
    keys: bool
    response_team: bool
    line: int  # index of the roster line
    where: FindingPath
    substitute: bool = False
    app: bool = False  # of a substitute
    needs: str | None = None
    at_post: bool = False  # is at their post for certain, though others of the office may be elsewhere

    @property
    def is_unlisted(self) -> bool:
        """Whether no app, text message or e-mail reaches them: a substitute who was not given the app."""
        return self.substitute and not self.app


@dataclass(frozen=True)
class Party:
    """One group. `posts`: zone by period; `adults`: the adult with them by period, or None."""

    id: str
    occupants: int
    age: str
    post: str
    posts: dict[str, str]
    adults: dict[str, str | None]
    where: FindingPath
    needs: str | None = None


@dataclass(eq=False)
class Place:
    """An expanded campus. Compared by identity, so results derived from it can be cached beside it."""

    campus: Campus
    zones: list[Zone] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sight_lines: list[tuple[str, str]] = field(default_factory=list)
    staff: list[Member] = field(default_factory=list)
    groups: list[Party] = field(default_factory=list)
    suppressed_zones: list[str] = field(default_factory=list)  # patterns of names whose own line is wrong
    suppressed_staff: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)  # keys of the file some of whose lines could not be written out

    @property
    def occupants(self) -> int:
        """How many people are on campus at onset, the same in every period."""
        return len(self.staff) + sum(group.occupants for group in self.groups)

    @property
    def parties(self) -> list[Member | Party]:
        """The adults, then the groups."""
        return [*self.staff, *self.groups]

    def list_access_inputs(self) -> dict[str, Input]:
        """What substitutes and access needs depend on here, by name."""
        inputs = self.campus.access_inputs
        used: dict[str, Input] = {}
        if any(party.needs for party in self.parties):
            used["access.walking"] = inputs.walking
        if any(member.substitute and not member.keys for member in self.staff):
            used["access.securing"] = inputs.securing
        return used

    def follow_practice(self, strategy: str) -> "Place":
        """The same place, where another strategy is today's practice."""
        return replace(self, campus=self.campus.model_copy(update={"present_practice": strategy}))

    def list_zone_ids(self) -> list[str]:
        """Names of all zones, in the order of the file."""
        return [zone.id for zone in self.zones]


OUTSIDE = "outside"  # in place of a zone: the one at the other side of the first door
NOBODY = "nobody"  # in place of an adult
COUNT_PATTERN = re.compile(r"\{(\d+)\.\.(\d+)\}")
BRACES_PATTERN = re.compile(r"\{[^{}]*\}?|\}")  # that are left over where nothing counts
PATTERN_CHARACTERS = "*?["  # one of these makes a pattern of a name
MAX_COUNT = 1000  # zones, people or links that one line may stand for


def expand_count(text: str) -> list[str]:
    """`a1{01..03}` → a101, a102, a103; a text without a count is the only name. Empty if the count is too long or runs down."""
    match = COUNT_PATTERN.search(text)
    if match is None:
        return [text]
    first, last = int(match[1]), int(match[2])
    if last < first or last - first >= MAX_COUNT:
        return []
    width = len(match[1])
    return [text[: match.start()] + str(n).zfill(width) + text[match.end() :] for n in range(first, last + 1)]


def find_number(text: str, counted: str) -> str:
    """The number that stands in one of the counted names of a text; empty where nothing counts."""
    match = COUNT_PATTERN.search(text)
    return counted[match.start() : match.end() + len(counted) - len(text)] if match else ""


def title_from_id(name: str) -> str:
    """What is called so where its line has no title: `staff-room` → Staff room."""
    words = name.replace("-", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"


def has_bad_count(text: str) -> bool:
    """Whether a text holds braces that do not count, such as `{1.4}` or `{a..d}`."""
    return BRACES_PATTERN.search(COUNT_PATTERN.sub("", text)) is not None


def expand_campus(campus: Campus) -> tuple[Place, list[Finding]]:
    """The campus written out, and everything in its file that does not fit."""
    expander = CampusExpander(campus)
    expander.write_out()
    return expander.place, expander.findings


class CampusExpander:
    """Writes one campus out, line by line."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        self.place = Place(campus)
        self.findings: list[Finding] = []
        self.periods = [period.id for period in campus.periods]
        self.titles: set[str] = set()  # that lines gave to zones
        self.outside: dict[str, str] = {}  # zone → the zone at the other side of its first door

    def write_out(self) -> None:
        """Zones first, then the ways between them, then the people in them."""
        for i, line in enumerate(self.campus.zones):
            with self.skipping("zones", self.place.suppressed_zones, line):
                self.expand_zone_line(line, ("zones", i))
        self.names = self.place.list_zone_ids()
        self.known = set(self.names)
        self.kinds = {zone.id: zone.kind for zone in self.place.zones}
        for i, line in enumerate(self.campus.zones):
            with self.skipping("links"):
                self.expand_doors_and_sights(line, ("zones", i))
        for i in range(len(self.campus.links)):
            with self.skipping("links"):
                self.expand_link_line(i)
        for i, roster in enumerate(self.campus.roster):
            with self.skipping("roster", self.place.suppressed_staff, roster):
                self.expand_roster_line(roster, i)
        self.members = {member.id for member in self.place.staff}
        for i, group in enumerate(self.campus.groups):
            with self.skipping("groups"):
                self.expand_group_line(group, ("groups", i))

    @contextmanager
    def skipping(self, key: str, refused: list[str] | None = None, line: Any = None) -> Iterator[None]:
        """Skips a line that is wrong in a part that is needed. refused: collects its names, which are then not missed elsewhere."""
        try:
            yield
        except Absent:
            self.place.skipped.add(key)
            if refused is not None:
                refused.append(COUNT_PATTERN.sub("*", line.__dict__.get("id") or "*").replace("{zone}", "*"))

    def add_finding(self, where: FindingPath, message: str, wrong: str = "", near: Iterable[str] = ()) -> None:
        self.findings.append(Finding(where, message, wrong, tuple(near)))

    def check_count(self, text: str, where: FindingPath) -> bool:
        """Whether the braces in a text, if there are any, count."""
        if has_bad_count(text):
            message = f"{quote(text)} does not count; write two whole numbers with two dots, such as {{1..4}}"
            self.add_finding(where, message)
        return not has_bad_count(text)

    def check_title(self, title: str | None, where: FindingPath, placeholders: Sequence[str] = ()) -> None:
        """Whether a title has no braces but these."""
        if set(BRACES_PATTERN.findall(title or "")) - set(placeholders):
            right = f"write only {' or '.join(placeholders)}" if placeholders else "write it without braces"
            self.add_finding(where, f"{quote(title or '')} has braces that mean nothing here; {right}")

    # zones and ways

    def expand_zone_line(self, line: ZoneLine, where: FindingPath) -> None:
        if not self.check_count(line.id, (*where, "id")):
            self.place.suppressed_zones.append(BRACES_PATTERN.sub("*", line.id))
            return
        ids = expand_count(line.id)
        if not ids:
            message = f"{quote(line.id)} counts downwards or too far; write {{01..22}}, at most {MAX_COUNT}"
            self.add_finding((*where, "id"), message)
            self.place.suppressed_zones.append(COUNT_PATTERN.sub("*", line.id))
        taken = {zone.id for zone in self.place.zones}
        placeholders = ("{building}", "{n}") if COUNT_PATTERN.search(line.id) else ("{building}",)
        self.check_title(line.title, (*where, "title"), placeholders)
        for n, zone_id in enumerate(ids):
            if zone_id in taken:
                message = f"zone {quote(zone_id)} is there already; every zone needs a name of its own"
                self.add_finding((*where, "id"), message)
                continue
            x, y = (line.at.start[axis] + n * line.at.step[axis] for axis in (0, 1))
            is_at = (line.kind, line.building, line.floor, x, y)
            title = self.find_zone_title(line, zone_id, where)
            equipment = (line.lock, line.phone, line.aed, line.laboratory)
            storm = (line.shelter, line.windows, line.portable)
            leaving = (line.watched, line.fenced, tuple(line.near))
            zone = Zone(zone_id, title, *is_at, *equipment, where, *storm, *leaving, fans=line.fans)
            self.place.zones.append(zone)

    def find_zone_title(self, line: ZoneLine, zone_id: str, where: FindingPath) -> str:
        """What a zone of the line is called; no two lines may give the same title."""
        if not line.title:
            return title_from_id(zone_id)
        title = line.title.replace("{n}", find_number(line.id, zone_id))
        full = title.replace("{building}", line.building)
        if full in self.titles:
            message = (
                f"another zone is called {quote(full)} already; give each its own title, in a counted line with {{n}}"
            )
            self.add_finding((*where, "title"), message)
        self.titles.add(full)
        return title

    def expand_doors_and_sights(self, line: ZoneLine, where: FindingPath) -> None:
        ids = [zone_id for zone_id in expand_count(line.id) if zone_id in self.known]
        if line.doors is not None:
            self.add_doors(ids, line.doors, (*where, "doors"))
        for i, text in enumerate(line.sees):
            seen = self.find_seen(text, (*where, "sees", i))
            self.place.sight_lines.extend((zone_id, other) for zone_id in ids for other in seen)

    def find_seen(self, text: str, where: FindingPath) -> list[str]:
        """All the zones that an entry of `sees` means, itself included where it fits."""
        posts = (PostPattern(zones=[name]) if self.is_pattern(name) else name for name in expand_count(text))
        return [zone for post in posts for zone in self.find_posts(post, where)]

    def is_pattern(self, name: str) -> bool:
        """Whether a name that no zone has may mean several."""
        return name not in self.known and any(mark in name for mark in PATTERN_CHARACTERS)

    def add_doors(self, ids: list[str], doors: Doors, where: FindingPath) -> None:
        texts = [doors.to] if isinstance(doors.to, str) else doors.to
        ends = [end for text in texts for end in expand_count(text)]
        ends = [end for end in ends if self.check_zone(end, (*where, "to"))]
        for n, zone_id in enumerate(ids):
            if ends:
                end = ends[n * len(ends) // len(ids)]
                self.outside.setdefault(zone_id, end)
                self.place.links.append(Link(zone_id, end, doors.length, doors.width, doors.kind, where))

    def expand_link_line(self, i: int) -> None:
        link, where = self.campus.links[i], ("links", i)
        for start, end in self.pair_counted(expand_count(link.start), expand_count(link.end), (*where, "end")):
            known = [self.check_zone(start, (*where, "start")), self.check_zone(end, (*where, "end"))]
            if not all(known):
                continue
            if start == end:
                message = f"the link from {quote(start)} leads back to itself; it needs two zones"
                self.add_finding((*where, "end"), message)
                continue
            self.outside.setdefault(start, end)
            self.place.links.append(Link(start, end, link.length, link.width, link.kind, where))

    def pair_counted(self, first: list[str], second: list[str], where: FindingPath) -> list[tuple[str, str]]:
        """Pairs of two counted texts; a single zone is repeated. Counts that cannot be used are reported elsewhere."""
        if min(len(first), len(second)) <= 1:
            return [(a, b) for a in first for b in second]
        if len(first) != len(second):
            message = f"{len(first)} zones on one side and {len(second)} on the other; they must be as many, or one"
            self.add_finding(where, message)
            return []
        return list(zip(first, second, strict=True))

    def check_zone(self, name: str, where: FindingPath, also: Iterable[str] = ()) -> bool:
        """Whether there is such a zone. also: words that would be right here too."""
        if name in self.known:
            return True
        if not is_suppressed(name, self.place.suppressed_zones) and self.check_count(name, where):
            self.add_finding(where, f"{quote(name)} is not a zone of this campus", name, [*self.names, *also])
        return False

    # people

    def find_posts(self, post: str | PostPattern, where: FindingPath) -> list[str]:
        """The zones that a post means."""
        if isinstance(post, str):
            return [zone for zone in expand_count(post) if self.check_zone(zone, where)]
        patterns = post.zones if post.zones is not None else ["*"]
        found = [
            zone
            for zone in self.names
            if post.each in (None, self.kinds[zone]) and any(fnmatchcase(zone, p) for p in patterns)
        ]
        if not found and not self.place.suppressed_zones:
            kind = "" if post.each is None else f" of kind {post.each}"
            if post.zones:
                self.add_finding(
                    where, f"no zone{kind} of this campus fits {format_names(patterns)}", patterns[0], self.names
                )
            elif kind:
                self.add_finding(where, f"this campus has no zone{kind}")
        return found

    def expand_roster_line(self, line: RosterLine, i: int) -> None:
        where = ("roster", i)
        self.check_title(line.title, (*where, "title"))
        title = line.title or title_from_id(COUNT_PATTERN.sub("", line.id.partition("@")[0]).rstrip("-"))
        zones = self.find_posts(line.post, (*where, "post"))
        named = self.name_people(line.id, zones, (*where, "id"), {m.id for m in self.place.staff})
        if not named or (isinstance(line.post, str) and len(zones) < len(expand_count(line.post))):
            self.place.suppressed_staff.append(COUNT_PATTERN.sub("*", line.id.replace("{zone}", "*")) + "*")
        for member_id, zone in named:
            places = self.posts_by_period(zone, line.elsewhere, where)
            self.place.staff.append(
                Member(
                    member_id,
                    title,
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
                    line.substitute,
                    line.app,
                    line.needs,
                )
            )

    def expand_group_line(self, line: GroupLine, where: FindingPath) -> None:
        zones = self.find_posts(line.post, (*where, "post"))
        for group_id, zone in self.name_people(line.id, zones, (*where, "id"), {g.id for g in self.place.groups}):
            usual = self.find_adult(line.with_, zone, (*where, "with"))
            adults: dict[str, str | None] = dict.fromkeys(self.periods, usual)
            for n, change in enumerate(line.elsewhere):
                if applies_to(zone, change) and change.with_ is not None:
                    adults[change.during] = self.find_adult(change.with_, zone, (*where, "elsewhere", n, "with"))
            places = self.posts_by_period(zone, line.elsewhere, where)
            self.place.groups.append(Party(group_id, line.heads, line.age, zone, places, adults, where, line.needs))

    def name_people(self, text: str, zones: list[str], where: FindingPath, taken: set[str]) -> list[tuple[str, str]]:
        """Names for the people of a line, each with the zone of its post."""
        if len(zones) > 1 and "{zone}" not in text:
            message = f"{quote(text)} names {len(zones)} at once; put {{zone}} into it, so that each has its own name"
            self.add_finding(where, message)
            return []
        if not self.check_count(text.replace("{zone}", ""), where):
            return []
        pairs = [(name.replace("{zone}", zone), zone) for zone in zones for name in expand_count(text)]
        for name in [name for name, _ in pairs if name in taken]:
            self.add_finding(where, f"{quote(name)} is there already; everybody needs a name of their own")
        return [(name, zone) for name, zone in pairs if name not in taken]

    def posts_by_period(self, zone: str, changes: list[Elsewhere], where: FindingPath) -> dict[str, str]:
        """The zone of a person with this post in each period."""
        places = dict.fromkeys(self.periods, zone)
        for n, change in enumerate(changes):
            at = (*where, "elsewhere", n)
            if change.during not in places:
                message = f"{quote(change.during)} is not a period of this campus"
                self.add_finding((*at, "during"), message, change.during, self.periods)
            elif applies_to(zone, change):
                place = self.outside.get(zone, zone) if change.place == OUTSIDE else change.place
                if self.check_zone(place, (*at, "place"), [OUTSIDE]):
                    places[change.during] = place
        return places

    def find_adult(self, text: str | None, zone: str, where: FindingPath) -> str | None:
        """The adult meant by `with`; None for `nobody`."""
        if text is None or text == NOBODY:
            return None
        name = text.replace("{zone}", zone)
        if name in self.members:
            return name
        if not is_suppressed(name, self.place.suppressed_staff):
            self.add_finding(where, f"{quote(name)} is not on the roster", name, [*sorted(self.members), NOBODY])
        return None


def applies_to(zone: str, change: Elsewhere) -> bool:
    """Whether a change of place is about the people posted in this zone."""
    return any(fnmatchcase(zone, pattern) for pattern in change.only)
