"""Checks shared by all files: unique and known names, usable distributions, size limits of a campus, medians and means.

Size limits are checked before expansion, because a few lines can mean millions of rooms. They are far above any real campus.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel

from scenarios.base import Absent
from scenarios.campus import Campus, GroupLine, PostPattern, RosterLine
from scenarios.campus_expansion import COUNT_PATTERN, MAX_COUNT, PATTERN_CHARACTERS, expand_count
from scenarios.diagnostics import Finding, FindingPath, quote
from scenarios.distributions import Empirical, Family, Fixed, Mixture, iterate_distributions
from scenarios.inputs import Input

HALF = 0.5
SHORTEST_HORIZON, LONGEST_HORIZON = 1.0, 86_400.0
A_YEAR = 366 * 86_400.0
"""The longest horizon of a hazard that no one witnesses."""
"""Seconds that a scenario may simulate."""


def check_inputs(model: BaseModel) -> Iterator[Finding]:
    """Truncated observations of which none lies between the ends."""
    for where, source in iterate_inputs(model):
        if any(_is_empty(part) for part in iterate_distributions(source.distribution)):
            yield Finding(where, "none of the values lies between low and high, so there is nothing to draw")


def review_inputs(model: BaseModel) -> Iterator[Finding]:
    """Ranges of a median that stays 0 however the rest is scaled."""
    for where, source in iterate_inputs(model):
        if source.evidence.range is not None and _has_zero_median(source.distribution):
            message = (
                "at least half of the values are 0, so its median cannot be moved; a comparison leaves this range out"
            )
            yield Finding((*where, "evidence", "range"), message)


def _has_zero_median(distribution: Family) -> bool:
    nothing = 0.0
    if isinstance(distribution, Empirical):
        nothing = sum(value == 0 for value in distribution.values) / len(distribution.values)
    elif isinstance(distribution, Mixture):
        nothing = math.fsum(share for share, part in distribution.parts if part.support() == (0, 0))
    return nothing >= HALF


def iterate_inputs(value: object, where: FindingPath = ()) -> Iterator[tuple[FindingPath, Input]]:
    """The uncertain inputs of a model, with their places in its file."""
    if isinstance(value, Input):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name in value.__dict__:  # not a part that is wrong
                yield from iterate_inputs(getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from iterate_inputs(item, (*where, i))


def _is_empty(part: Family) -> bool:
    if part.kind != "truncated":
        return False
    (inner,) = part.components()
    low, high = part.low, part.high  # type: ignore[attr-defined]
    if isinstance(inner, Empirical):
        return not any(low <= value <= high for value in inner.values)
    return isinstance(inner, Fixed) and not low <= inner.value <= high


Check = Iterable[Finding] | Callable[[], Iterable[Finding]]
"""What a check finds, or a check that is still to be made."""


def gathered(*checks: Check) -> list[Finding]:
    """What checks find, in their order; a check that needs a part which is wrong stops there."""
    found: list[Finding] = []
    for check in checks:
        with suppress(Absent):
            for one in check() if callable(check) else check:
                found.append(one)  # noqa: PERF402 - what was found before the check stops is kept
    return found


def check_known(
    where: FindingPath, name: str | int | None, what: str, known: Collection[str] | Collection[int]
) -> Iterator[Finding]:
    """A finding if a name is given and unknown. what: such as "a zone of this campus"."""
    if name is not None and name not in known:
        text = str(name)
        yield Finding(where, f"{quote(text)} is not {what}", text, tuple(map(str, known)))


def check_unique(where: FindingPath, names: Sequence[str], what: str, key: str | None = "id") -> Iterator[Finding]:
    """A finding for each name of a list that was there before. key: what holds the name, None if the entry is the name."""
    for i, name in enumerate(names):
        if name in names[:i]:
            place = (*where, i) if key is None else (*where, i, key)
            yield Finding(place, f"{what} {quote(name)} is there already; name each once")


MAX_ZONES = 2_000
MAX_LINKS = 10_000
MAX_LINES = 1_000  # of the roster, and of groups
MAX_PEOPLE = 5_000
MAX_ENTRIES = 100  # of a list of patterns
MAX_DIGITS = 6  # of a number in a count


def check_sizes(campus: Campus) -> list[Finding]:
    """What makes a campus too large to be written out."""
    endless = [*_check_digits(campus), *_check_list_lengths(campus)]
    return endless or list(_check_totals(campus))


def check_counts(campus: Campus) -> Iterator[Finding]:
    """Counts in names that run down, too far, or are doubled. Those of zones are reported by the expansion."""
    for where, text in _iterate_counted_texts(campus):
        if len(COUNT_PATTERN.findall(text)) > 1:
            yield Finding(where, f"{quote(text)} counts twice; a name holds one count")
        if count_names(text) == 0 and not (where[0] == "zones" and where[-1] == "id"):
            message = f"{quote(text)} counts downwards or too far; write {{01..22}}, at most {MAX_COUNT}"
            yield Finding(where, message)


def _check_digits(campus: Campus) -> Iterator[Finding]:
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
    for where, line in campus.iterate_posted_lines():
        yield (*where, "id"), line.id
        if isinstance(line.post, str):
            yield (*where, "post"), line.post


def _check_list_lengths(campus: Campus) -> Iterator[Finding]:
    """Lists of patterns that every zone would have to be held against."""
    lists: dict[FindingPath, Sequence[object]] = {
        ("zones", i, "sees"): zone.sees for i, zone in enumerate(campus.zones)
    }
    for where, line in campus.iterate_posted_lines():
        lists[(*where, "post", "zones")] = [] if isinstance(line.post, str) else line.post.zones or []
        lists[(*where, "elsewhere")] = line.elsewhere
        lists |= {(*where, "elsewhere", n, "only"): change.only for n, change in enumerate(line.elsewhere)}
    for at, entries in lists.items():
        if len(entries) > MAX_ENTRIES:
            yield Finding(at, f"{len(entries)} entries are too many; at most {MAX_ENTRIES}")


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
    zones = _list_zones(campus)
    return sum(count_names(line.id) * _count_posts(line.post, zones) for line in lines)


def _count_sight_lines(campus: Campus) -> int:
    zones = _list_zones(campus)
    seen = {text: _count_seen(text, zones) for text in {text for zone in campus.zones for text in zone.sees}}
    return sum(count_names(zone.id) * sum(seen[text] for text in zone.sees) for zone in campus.zones)


def _count_seen(text: str, zones: Sequence[tuple[str, str]]) -> int:
    """How many zones an entry of `sees` means, or more."""
    count = count_names(text)
    if not count or not any(mark in text for mark in PATTERN_CHARACTERS):
        return count
    return max(count, _count_posts(PostPattern(zones=expand_count(text)), zones))


def _list_zones(campus: Campus) -> list[tuple[str, str]]:
    return [(name, zone.kind) for zone in campus.zones if count_names(zone.id) for name in expand_count(zone.id)]


def _count_posts(post: str | PostPattern, zones: Sequence[tuple[str, str]]) -> int:
    if isinstance(post, str):
        return count_names(post)
    patterns = post.zones if post.zones is not None else ["*"]
    return sum(
        post.each in (None, kind) and any(fnmatchcase(name, pattern) for pattern in patterns) for name, kind in zones
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


STEPS = 4000  # of the sums that stand for an integral; even


def find_median(source: Input) -> float:
    """The median of an input, of a yes-or-no its chance; the mean where a median has no closed form."""
    middle = source.distribution.median_or_none()
    return find_mean(source.distribution) if middle is None else middle


def find_mean(distribution: Any) -> float:
    """The mean of a distribution, in its own unit."""
    if distribution.kind in CLOSED_FORMS:
        return CLOSED_FORMS[distribution.kind](distribution)
    if distribution.kind == "chance":
        return find_mean(distribution.of)
    if distribution.kind == "mixture":
        return math.fsum(share * find_mean(part) for share, part in distribution.parts)
    return _mean_between(distribution.of.distribution, distribution.low, distribution.high)


CLOSED_FORMS: dict[str, Callable[[Any], float]] = {
    "fixed": lambda d: d.value,
    "uniform": lambda d: (d.low + d.high) / 2,
    "triangular": lambda d: (d.low + d.mode + d.high) / 3,
    "exponential": lambda d: d.mean,
    "lognormal": lambda d: d.median * math.exp(d.sigma**2 / 2),
    "normal": lambda d: d.mean,
    "gamma": lambda d: d.mean,
    "beta": lambda d: d.a / (d.a + d.b),
    "empirical": lambda d: math.fsum(d.values) / len(d.values),
}


def _mean_between(distribution: Any, low: float, high: float) -> float:
    if distribution.kind in ("fixed", "empirical"):
        seen = getattr(distribution, "values", None) or (distribution.value,)
        kept = [float(value) for value in seen if low <= value <= high]
        return math.fsum(kept) / len(kept) if kept else (low + high) / 2
    start, end = distribution.effective_range()
    low, high = max(low, start), min(high, end)
    points = [low + (high - low) * (n + 0.5) / STEPS for n in range(STEPS)]
    density = DENSITIES[distribution.kind]
    weights = [density(distribution, x) for x in points]
    return math.fsum(x * weight for x, weight in zip(points, weights, strict=True)) / math.fsum(weights)


def _triangular_density(d: Any, x: float) -> float:
    rising, falling = x - d.low, d.high - x
    return float(rising / (d.mode - d.low) if x < d.mode else falling / max(d.high - d.mode, falling))


def _normal_density(z: float) -> float:
    return math.exp(-z * z / 2)


DENSITIES: dict[str, Callable[[Any, float], float]] = {
    "uniform": lambda _, __: 1.0,
    "triangular": _triangular_density,
    "exponential": lambda d, x: math.exp(-x / d.mean),
    "lognormal": lambda d, x: _normal_density(math.log(x / d.median) / d.sigma) / x,
    "normal": lambda d, x: _normal_density((x - d.mean) / d.sd),
    "gamma": lambda d, x: math.exp((d.shape - 1) * math.log(x) - d.shape * x / d.mean),
    "beta": lambda d, x: math.exp((d.a - 1) * math.log(x) + (d.b - 1) * math.log1p(-x)),
}
"""Densities but for a factor, by family."""
