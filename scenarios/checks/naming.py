"""Checks that every list of named things needs: each name once, and no name that leads nowhere."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress

from scenarios.place import Finding, FindingPath
from scenarios.problems import quote
from scenarios.records import Absent

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


def check_known(where: FindingPath, name: str, what: str, known: Collection[str]) -> Iterator[Finding]:
    """A finding if a name is none of those known. what: what it should be, such as "a zone of this campus"."""
    if name not in known:
        yield Finding(where, f"{quote(name)} is not {what}", name, tuple(known))


def check_unique(where: FindingPath, names: Sequence[str], what: str, key: str | None = "id") -> Iterator[Finding]:
    """A finding for each name of a list that was there before. key: what holds the name, None if the entry is the name."""
    for i, name in enumerate(names):
        if name in names[:i]:
            place = (*where, i) if key is None else (*where, i, key)
            yield Finding(place, f"{what} {quote(name)} is there already; name each once")
