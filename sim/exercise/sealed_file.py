"""A file beside a journal that can be made again: whatever is damaged in it, it counts as missing, and nothing wrong is read from it.

It has a SHA-256 digest of the rest, a key, which says what the content was made from, and the content.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from scenarios.loading.files import write_atomic

SEAL_BYTES = hashlib.sha256().digest_size


def write_sealed(place: Path, key: str, content: bytes) -> None:
    """Puts the file in its place at once, readable by its owner only. On a disk that is full or read-only, nothing is kept.

    key: one line.
    """
    rest = f"{key}\n".encode() + content
    with suppress(OSError):
        write_atomic(place, _seal(rest) + rest, private=True)


def read_sealed(place: Path, key: str) -> bytes | None:
    """The content; None where there is none under this key, or it is damaged."""
    try:
        kept = place.read_bytes() if place.is_file() else b""
    except OSError:
        return None
    head = f"{key}\n".encode()
    rest = kept[SEAL_BYTES:]
    return rest[len(head) :] if _is_whole(kept) and rest.startswith(head) else None


def is_whole(place: Path) -> bool:
    """Whether a file is as it was written. Raises OSError where it cannot be read."""
    return _is_whole(place.read_bytes())


def _is_whole(kept: bytes) -> bool:
    return kept[:SEAL_BYTES] == _seal(kept[SEAL_BYTES:])


def _seal(rest: bytes) -> bytes:
    return hashlib.sha256(rest).digest()
