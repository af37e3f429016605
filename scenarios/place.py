"""A campus written out: every zone, link, member of staff and group by itself, in the order of the file."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from scenarios.campus import Campus

FindingPath = tuple[str | int, ...]  # the path of a value inside its file


@dataclass(frozen=True)
class Finding:
    """Something in a file that does not fit the rest of it. `near`: names that would have been right, for the nearest spelling."""

    where: FindingPath
    message: str
    wrong: str = ""
    near: tuple[str, ...] = ()


def is_suppressed(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is missing only because the line that should give it is wrong, which has been told already."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@dataclass(frozen=True)
class Zone:
    """One space. x, y in metres on the map."""

    id: str
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


@dataclass(frozen=True)
class Link:
    """A way between two zones, both directions. Metres."""

    start: str
    end: str
    length: float
    width: float
    kind: str
    where: FindingPath


@dataclass(frozen=True)
class Member:
    """One adult on duty. `posts`: zone by period."""

    id: str
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


@dataclass(frozen=True)
class Party:
    """One group. `posts`: zone by period; `adults`: who is with them by period, none where nobody is."""

    id: str
    occupants: int
    age: str
    post: str
    posts: dict[str, str]
    adults: dict[str, str | None]
    where: FindingPath


@dataclass(eq=False)
class Place:
    """A campus written out. Every one is itself only: what is worked out from it once can be kept beside it."""

    campus: Campus
    zones: list[Zone] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sight_lines: list[tuple[str, str]] = field(default_factory=list)
    staff: list[Member] = field(default_factory=list)
    groups: list[Party] = field(default_factory=list)
    suppressed_zones: list[str] = field(default_factory=list)  # patterns of names whose own line is wrong
    suppressed_staff: list[str] = field(default_factory=list)
    skipped: set[str] = field(
        default_factory=set
    )  # keys of the file some of whose lines could not be written out

    @property
    def occupants(self) -> int:
        """How many people are on campus at onset, the same in every period."""
        return len(self.staff) + sum(group.occupants for group in self.groups)

    def list_zone_ids(self) -> list[str]:
        """Names of all zones, in the order of the file."""
        return [zone.id for zone in self.zones]
