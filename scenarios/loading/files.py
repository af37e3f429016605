"""Reads source files safely, and writes files atomically: a reader sees the old content or the new, never half of it.

A file is checked before it is read: too large or not text is refused at once. Reading stops at the limit even if a file hides its size.
"""

import os
import re
import secrets
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import EEXIST, EISDIR, ELOOP, ENOTDIR, ENXIO
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from scenarios.diagnostics import Problem, Problems, find_nearest, quote
from scenarios.loading.file_kind import HEAD_BYTES, FileKind, find_kind
from scenarios.loading.file_record import note_read
from scenarios.unprintable import UNPRINTABLE, word_unprintable

SQLITE_HEADER = b"SQLite format 3\0"


def write_atomic(path: Path, content: bytes, private: bool = False) -> Path:
    """Puts content into a file. Returns the path. Raises OSError, which names the file.

    private: the file is readable by its owner only, whatever the umask, and a link in its place is replaced rather than followed.
    """
    return write_all_atomic({path: content}, private)[0]


def write_all_atomic(contents: Mapping[Path, bytes], private: bool = False) -> list[Path]:
    """Puts content into files, all of them or none: each is written beside its own, and only then are they renamed.

    A link stays a link; a pipe that is read, or a device, is written into. A journal is never replaced. Returns the paths. Raises OSError,
    which names the file that cannot be written. private: as in `write_atomic`.
    """
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if not private and _is_stream(path):
                with _open_stream(path) as file:
                    file.write(content)
            else:
                with _open_beside(_find_place(path, private), private) as (temporary, file):
                    beside[path] = temporary
                    file.write(content)
        for path, temporary in beside.items():
            temporary.replace(_find_place(path, private))
            sync_folder(temporary.parent, is_swept=True)
    except OSError as error:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return list(contents)


@contextmanager
def open_atomic(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece. It takes its place once the block ends without an error, by the rules of `write_all_atomic`.

    Raises OSError, which names the file.
    """
    try:
        if _is_stream(path):
            with _open_stream(path) as file:
                yield file
        else:
            place = _find_place(path, private=False)
            with _open_beside(place, private=False) as (temporary, file):
                yield file
            try:
                temporary.replace(place)
                sync_folder(temporary.parent, is_swept=True)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _is_stream(path: Path) -> bool:
    """Whether this is a pipe or a device, which is written into and never replaced."""
    return path.exists() and not (path.is_file() or path.is_dir())


def _find_place(path: Path, private: bool) -> Path:
    """Where a path leads. Raises OSError for links in a circle, which `Path.resolve` words differently in each Python."""
    place = path.absolute() if private else Path(os.path.realpath(path))
    if not private and place.is_symlink():
        raise OSError(ELOOP, os.strerror(ELOOP))
    return place


def _open_stream(path: Path) -> BinaryIO:
    """A pipe or device, to write into. Raises OSError for a pipe without a reader, which would be waited for."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        if error.errno == ENXIO and path.is_fifo():
            raise OSError(ENXIO, "No process reads this pipe") from error
        raise
    os.set_blocking(number, True)
    return os.fdopen(number, "wb")


def ensure_writable_folder(folder: Path) -> None:
    """Makes a folder where it is missing, and tries whether a file can be made in it. Raises OSError, which names the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        NamedTemporaryFile(dir=folder).close()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error


PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes of what is readable by its owner only."""


def ensure_private_folder(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, readable by the owner only; closes one that others can read. Raises OSError."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    about = folder.stat()
    if not stat.S_ISDIR(about.st_mode):
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), str(folder))
    if about.st_mode & 0o077 and about.st_uid == os.geteuid():
        folder.chmod(PRIVATE_FOLDER)


PART = re.compile(r"\.[0-9a-f]{16}\.part")
"""The names of files that are being written."""
PART_AGE_S = 3_600
"""Older ones were left by a process that was killed."""


def sweep_parts(folder: int) -> None:
    """Removes what killed writes left in a folder, an open handle."""
    for entry in os.scandir(folder):
        if PART.fullmatch(entry.name):
            with suppress(OSError):  # another process sweeps too, or it is another user's
                age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                if age > PART_AGE_S and entry.is_file(follow_symlinks=False):
                    os.unlink(entry.name, dir_fd=folder)


def sync_folder(path: Path, is_swept: bool = False) -> None:
    """Waits until the names in a folder are on the disk, where its file system can do that. is_swept: what killed writes left goes."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with suppress(OSError):
                os.fsync(folder)
            if is_swept:
                sweep_parts(folder)
        finally:
            os.close(folder)


def create_beside(path: Path, mode: int = PRIVATE_FILE) -> tuple[Path, int]:
    """A new, empty file in the folder of another, under a name that cannot be guessed, and its descriptor. Raises OSError."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    return temporary, os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)


@contextmanager
def _open_beside(path: Path, private: bool) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside another, and its path; it has reached the disk when the block ends, and is gone after an error."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if path.is_file() and _is_journal(path):
        raise FileExistsError(EEXIST, "That is the journal of an exercise, and it stays as it is")
    kept_mode = path.stat().st_mode & 0o777 if path.exists() and not private else None
    temporary, number = create_beside(path, 0o666 if kept_mode is None and not private else PRIVATE_FILE)
    try:
        with os.fdopen(number, "wb") as file:
            yield temporary, file
            file.flush()
            if private or kept_mode is not None:
                os.fchmod(number, PRIVATE_FILE if kept_mode is None else kept_mode)
            os.fsync(number)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _is_journal(path: Path) -> bool:
    """Whether a file is a database, as journals are; nothing else that is kept is one."""
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEADER)) == SQLITE_HEADER


MAX_BYTES = 2_000_000
"""Bytes; a campus of a thousand lines has a fiftieth of that."""
_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

_SPECIAL_FILES = (
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)
"""These have a path too, and reading them may never end."""


@dataclass(frozen=True)
class Source:
    """The text of one file. file: its name as the user typed it."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends, cut where YAML ends a line."""
        return _LINE_END.split(self.text)

    def problem(self, line: int, column: int, message: str, hint: str = "") -> Problem:
        """A problem at a place, counted from 1, with its source line."""
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(self.file, line, column, message, hint, written)

    def file_problem(self, message: str) -> Problem:
        """A problem of the file as a whole."""
        return Problem(self.file, None, None, message)


def read_source(path: str | PathLike[str]) -> Source:
    """The text of a file. Raises Problems where it cannot be read, is too large, or is not UTF-8 text."""
    return decode(fspath(path), read_bytes(Path(path), MAX_BYTES, "name a .yaml file", _NO_SCENARIO))


def read_bytes(path: Path, most: int, kind_hint: str, size_hint: str, right: FileKind | None = None) -> bytes:
    """The content of a regular file. Raises Problems where there is none, it cannot be read, or is larger than `most` bytes.

    kind_hint, size_hint: what would be right in place of a pipe, a device or another kind of file, and of a file that is too large.
    right: the kind of file; by default text. A small zip archive may be any Office file.
    """
    file = fspath(path)
    try:
        data = _read_regular_file(path, most, kind_hint, right)
    except FileNotFoundError:
        raise Problems([Problem(file, None, None, "there is no such file", _find_similar_file(path))]) from None
    except IsADirectoryError:
        raise Problems([Problem(file, None, None, "this is a folder", "name a file in it")]) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Problems([Problem(file, None, None, f"cannot be read: {why.lower()}")]) from None
    if len(data) > most:
        raise Problems([Problem(file, None, None, f"is larger than {most // 1_000_000} MB", size_hint)])
    note_read(path, data)
    return data


def _read_regular_file(path: Path, most: int, kind_hint: str, right: FileKind | None) -> bytes:
    """The content, up to one byte more than may be; of a file that says it is larger, the beginning alone is read."""
    about = path.stat()
    kind = next((noun for is_one, noun in _SPECIAL_FILES if is_one(about.st_mode)), "")
    if kind:
        raise Problems([Problem(fspath(path), None, None, f"is no file but a {kind}", kind_hint)])
    with path.open("rb") as opened:
        head = opened.read(min(HEAD_BYTES, most + 1))
        found, is_large = find_kind(head), about.st_size > most
        if found not in (None, right) and (right is None or is_large or found is not FileKind.ARCHIVE):
            raise Problems([Problem(fspath(path), None, None, f"is {found.value}", kind_hint)])
        return b" " * (most + 1) if is_large else head + opened.read(most + 1 - len(head))


def _find_similar_file(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    close = find_nearest(path.name, names)
    return f"nearest is {quote(str(path.with_name(close)))}" if close else ""


def decode(file: str, data: bytes) -> Source:
    """The content of a file as text. Raises Problems where it is binary, or not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problems([_build_encoding_problem(file, data, error.start)]) from None
    _refuse_control_characters(source := Source(file, text))
    return source


def _build_encoding_problem(file: str, data: bytes, start: int) -> Problem:
    """Why bytes are not text. start: the first byte that cannot be."""
    if data.startswith(_UTF_16):
        return Problem(file, None, None, "is saved as UTF-16", "save it as UTF-8")
    if _looks_binary(data.decode("latin-1")):
        return _build_binary_problem(file)
    line = data.count(b"\n", 0, start) + 1
    return Problem(file, line, None, "this line is not UTF-8 text", "save the file as UTF-8")


def _looks_binary(text: str) -> bool:
    return "\0" in text or len(_BINARY_CHARACTERS.findall(text)) > max(3, len(text) // 20)


def _build_binary_problem(file: str) -> Problem:
    return Problem(file, None, None, "is not text, but a picture, a document or a program", "name a .yaml file")


_NO_SCENARIO = "no scenario, campus or strategy is as large as that"


def _refuse_control_characters(source: Source) -> None:
    """Text that a terminal would obey, or YAML would choke on, is not text for us."""
    found = next((one for one in UNPRINTABLE.finditer(source.text) if not _LINE_END.match(one[0])), None)
    if found is None:
        return
    if _looks_binary(source.text):
        raise Problems([_build_binary_problem(source.file)])
    before = _LINE_END.split(source.text[: found.start()])
    raise Problems([source.problem(len(before), len(before[-1]) + 1, *word_unprintable(found[0]))])
