"""A digest of what determines a result: two values have the same fingerprint only if they are of the same types and equal throughout."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from pydantic import BaseModel


def compute_fingerprint(*values: Any) -> str:
    """SHA-256 in hex. Raises TypeError for a value that is neither a record of ours nor made of plain values."""
    digest = sha256()
    for part in _encode(values):
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _encode(value: Any) -> Iterator[bytes]:
    """The type, and all that it holds, in a fixed order."""
    yield type(value).__qualname__.encode()
    if value is None:
        return
    if isinstance(value, float):
        yield float(value).hex().encode()
    elif isinstance(value, str | int):
        yield str(value).encode()
    elif isinstance(value, set | frozenset):
        yield "".join(sorted(map(compute_fingerprint, value))).encode()
    else:
        parts = list(_list_parts(value))
        yield str(len(parts)).encode()
        for part in parts:
            yield from _encode(part)


def _list_parts(value: Any) -> Iterator[Any]:
    if isinstance(value, BaseModel):
        yield from (part for field in value.__dict__.items() for part in field)
    elif is_dataclass(value):
        yield from (part for field in fields(value) for part in (field.name, getattr(value, field.name)))
    elif isinstance(value, dict):
        yield from (part for item in value.items() for part in item)
    elif isinstance(value, list | tuple | range):
        yield from value
    else:
        raise TypeError(f"{type(value).__name__} has no fingerprint")
