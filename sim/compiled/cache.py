"""Where compiled code is kept on disk: a folder under the user's cache, named after what it was made from.

Numba keeps compiled functions itself, but does not see changes in other files. So the folder bears a digest of all sources that compiled
code is made from, and of the versions of Python, numpy and Numba. Old folders are removed. Where the folder cannot be made, or is not the
user's own, nothing is kept, because what is loaded from it is run.
"""

import shutil
import sys
from functools import cache
from pathlib import Path

import numba
import numpy as np

from scenarios.loading.user_cache import digest_sources, open_cache_folder

NAME = "compiled"
KEPT = 3
"""Folders of other versions."""
ROOT = Path(__file__).parent.parent
SOURCES = ("__init__.py", "finality.py", "sampling", "model", "hazards", "compiled")
"""Of `sim`: what compiled code imports. It takes no constant from `scenarios`."""


@cache
def find_folder() -> Path | None:
    """The folder of this version, made if it is missing; None where nothing can be kept."""
    parent = open_cache_folder(NAME)
    if parent is None:
        return None
    folder = parent / digest_program()
    if not folder.is_dir():
        remove_oldest(parent)
    return open_cache_folder(NAME, folder.name)


@cache
def digest_program() -> str:
    """Sixteen digits that change with any of these sources and with the versions that compile them."""
    versions = f"{sys.version} {np.__version__} {numba.__version__}"
    return digest_sources([ROOT / name for name in SOURCES], versions).hex()


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
    return folder is not None and any(folder.rglob("*execute*.nbc"))
