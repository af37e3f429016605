"""Which files were read and looked for, so that what was made from them can be used again as long as they stay the same.

    with record_files() as record:
        emergency = open_emergency("my-school.yaml")
    record.is_current()                                   # False once a file changed, went, or another one is nearer

Names are looked for in several folders, nearest first, so a file that appears may take the place of one that was read. Paths are relative
to the folder in which the program runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path


@dataclass
class FileRecord:
    """Files by path."""

    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file that was read."""
    searches: dict[str, bool] = field(default_factory=dict)
    """Whether there was such a file, wherever one was looked for."""

    def is_current(self) -> bool:
        """Whether all files are as they were."""
        return all(_is_file(Path(path)) == was_there for path, was_there in self.searches.items()) and all(
            _compute_digest(Path(path)) == digest for path, digest in self.digests.items()
        )


_RECORD: ContextVar[FileRecord | None] = ContextVar("record", default=None)


@contextmanager
def record_files() -> Iterator[FileRecord]:
    """Records all source files that this thread reads or looks for in the block."""
    record = FileRecord()
    before = _RECORD.set(record)
    try:
        yield record
    finally:
        _RECORD.reset(before)


def note_read(path: Path, content: bytes) -> None:
    """Called for each source file that is read."""
    if (record := _RECORD.get()) is not None:
        record.digests[str(path)] = sha256(content).hexdigest()


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    is_there = _is_file(path)
    if (record := _RECORD.get()) is not None:
        record.searches[str(path)] = is_there
    return is_there


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _compute_digest(path: Path) -> str | None:
    """SHA-256 of a file; None for anything else, such as a pipe, which would be waited for."""
    try:
        return sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None
