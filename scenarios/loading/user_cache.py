"""Folders under the user's cache for what can be made again, and the digest of the program that made it.

A folder is used only if it is the user's own and nobody else can write to it, because what is read from it is believed. Where it cannot
be made, as in a home that may only be read, nothing is kept.
"""

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from scenarios.loading.files import PRIVATE_FOLDER

DIGEST_BYTES = 8


def open_cache_folder(*names: str) -> Path | None:
    """A folder of these names under the user's cache, made if it is missing; None where nothing can be kept."""
    from platformdirs import user_cache_path

    folder = user_cache_path("allcall").joinpath(*names)
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError:
        return None
    is_own = about.st_uid == os.getuid() and not about.st_mode & 0o022
    return folder if is_own and os.access(folder, os.W_OK) else None


def digest_sources(places: Iterable[Path], versions: str, endings: tuple[str, ...] = (".py",)) -> bytes:
    """Eight bytes that change with any file of these endings in the places, folders or files, and with the versions of what they need."""
    digest = blake2b(versions.encode(), digest_size=DIGEST_BYTES)
    for place in places:
        files = [place] if place.is_file() else place.rglob("*")
        for path in sorted(path for path in files if path.suffix in endings):
            digest.update(str(path.relative_to(place.parent)).encode() + b"\0" + path.read_bytes())
    return digest.digest()
