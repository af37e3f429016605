"""Puts content into files in one step, so that whoever reads one sees the old or the new, never half of one."""

import os
from collections.abc import Mapping
from errno import EEXIST, EISDIR
from pathlib import Path
from tempfile import NamedTemporaryFile

SQLITE_HEADER = b"SQLite format 3\0"


def write_atomic(path: Path, content: bytes) -> Path:
    """Puts content into a file. Returns the path. Raises OSError, which names the file."""
    return write_all_atomic({path: content})[0]


def write_all_atomic(contents: Mapping[Path, bytes]) -> list[Path]:
    """Puts content into files, all of them or none: each is written beside its own, and only then are they renamed.

    A link stays one, and what is no file (a pipe, a device) is written into as it is. A journal is never replaced. Returns the paths.
    Raises OSError, which names the file that cannot be written.
    """
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if path.exists() and not (path.is_file() or path.is_dir()):
                path.write_bytes(content)
            else:
                beside[path] = _write_beside(path.resolve(), content)
        for path, temporary in beside.items():
            temporary.replace(path.resolve())
    except OSError as error:
        for temporary in beside.values():
            temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return list(contents)


def ensure_writable_folder(folder: Path) -> None:
    """Makes a folder where it is missing, and tries whether a file can be made in it. Raises OSError, which names the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        NamedTemporaryFile(dir=folder).close()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error


def _write_beside(path: Path, content: bytes) -> Path:
    """A file beside another, with its content to be. Raises OSError, and leaves nothing."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if path.exists() and _is_journal(path):
        raise FileExistsError(EEXIST, "That is the journal of an exercise, and it stays as it is")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        temporary = Path(beside.name)
        try:
            beside.write(content)
            beside.flush()
            os.fsync(beside.fileno())
            temporary.chmod(_file_mode(path))
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    return temporary


def _is_journal(path: Path) -> bool:
    """Whether a file is a database, as journals are; nothing else that is kept is one."""
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEADER)) == SQLITE_HEADER


def _file_mode(path: Path) -> int:
    """Who may read the file: as it was; a new one as any new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
