"""Checks that every list of named things needs: each name once, and no name that leads nowhere."""

from collections.abc import Collection, Iterator, Sequence

from scenarios.place import Finding, Where
from scenarios.problems import quote


def unknown(where: Where, name: str, what: str, known: Collection[str]) -> Iterator[Finding]:
    """A finding if a name is none of those known. what: what it should be, such as "a zone of this campus"."""
    if name not in known:
        yield Finding(where, f"{quote(name)} is not {what}", name, tuple(known))


def twice(where: Where, names: Sequence[str], what: str, key: str | None = "id") -> Iterator[Finding]:
    """A finding for each name of a list that was there before. key: what holds the name, None if the entry is the name."""
    for i, name in enumerate(names):
        if name in names[:i]:
            place = (*where, i) if key is None else (*where, i, key)
            yield Finding(place, f"{what} {quote(name)} is there already; name each once")
