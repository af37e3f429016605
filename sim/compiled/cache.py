"""Where compiled code is kept on disk: a folder under the user's cache, named after what it was made from.

Numba keeps compiled functions itself, but does not see changes in other files. So the folder bears a digest of the sources of `sim` and
of the versions of Python, numpy and Numba, and old folders are removed. Where the folder cannot be made, or is not the user's own,
nothing is kept, because what is loaded from it is run.
"""

import os
import shutil
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numba
import numpy as np

KEPT = 3
"""Folders of other versions."""
PRIVATE_FOLDER = 0o700
ROOT = Path(__file__).parent.parent


@cache
def find_folder() -> Path | None:
    """The folder of this version, made if it is missing; None where nothing can be kept."""
    from platformdirs import user_cache_path

    parent = user_cache_path("allcall") / "compiled"
    folder = parent / digest_sources()
    try:
        if not folder.is_dir():
            remove_oldest(parent)
            folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError:
        return None
    own = folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o022
    return folder if own and os.access(folder, os.W_OK) else None


@cache
def digest_sources() -> str:
    """Sixteen digits that change with any source of `sim` and with the versions that compile it."""
    made = blake2b(digest_size=8)
    made.update(f"{sys.version} {np.__version__} {numba.__version__}".encode())
    for path in sorted(ROOT.rglob("*.py")):
        made.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def remove_oldest(parent: Path) -> None:
    """Removes all folders but the newest few."""
    folders = sorted(
        (path for path in parent.glob("*") if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for path in folders[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def is_kept() -> bool:
    """Whether the compiled code of this version is on disk."""
    folder = find_folder()
    return folder is not None and any(folder.rglob("*run_until*.nbc"))
