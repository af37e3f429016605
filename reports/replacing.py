"""Puts content into a file in one step, so that whoever reads it sees the old or the new, never half of one."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace(path: Path, content: bytes) -> Path:
    """Puts content into a file in one step: written beside it, then renamed. Returns the path. Raises OSError."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        temporary = Path(beside.name)
        try:
            beside.write(content)
            beside.flush()
            os.fsync(beside.fileno())
            temporary.chmod(_mode(path))
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    return path


def _mode(path: Path) -> int:
    """Who may read the file: as it was; a new one as any new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
