"""Watch matplotlib's Figure.savefig in another process, and write down the data of each figure that it saves.

`oracle.py` puts a sitecustomize module on the path of a command; that module calls `watch_savefig`. Kept are the data coordinates of
lines, patches and collections, and no text: what a figure says may change, what it shows may not.
"""

import hashlib
import importlib.abc
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

DUMPS = "ALLCALL_ORACLE_DUMPS"
"""The environment variable that names the folder for the data."""

Json = Any


def digest(content: bytes) -> str:
    """A short digest."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class FigureFinder(importlib.abc.MetaPathFinder):
    """Finds matplotlib.figure when it is first imported, and wraps Figure.savefig."""

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> Any:
        """The spec of the real module, whose Figure is wrapped once it is loaded."""
        if name != "matplotlib.figure":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def load_and_wrap(module: ModuleType) -> None:
            load(module)
            wrap_savefig(module.Figure)

        spec.loader.exec_module = load_and_wrap  # type: ignore[method-assign]
        return spec


def watch_savefig() -> None:
    """Called in the process of the command, before anything else is imported."""
    if DUMPS in os.environ:
        sys.meta_path.insert(0, FigureFinder())


def wrap_savefig(kind: Any) -> None:
    """Let savefig also write the data of the figure into a file named by the digest of the bytes that it saved."""
    save = kind.savefig

    def savefig(figure: Any, target: Any, *arguments: Any, **options: Any) -> None:
        save(figure, target, *arguments, **options)
        content = target.getvalue() if hasattr(target, "getvalue") else Path(target).read_bytes()
        data = [drawn for axes in figure.get_axes() for drawn in data_of(axes)]
        (Path(os.environ[DUMPS]) / digest(content)).write_text(json.dumps(data), encoding="utf-8")

    kind.savefig = savefig


def data_of(axes: Any) -> Iterator[Json]:
    """The artists of one pair of axes that stand at data coordinates, in drawing order."""
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import FancyArrowPatch, Patch
    from matplotlib.spines import Spine

    artist: Any
    for artist in axes.get_children():
        if artist is axes.patch or isinstance(artist, Spine | FancyArrowPatch):
            continue
        if isinstance(artist, Line2D):
            yield from at_data("line", artist.get_xydata(), artist.get_transform(), axes)
        elif isinstance(artist, Patch):
            yield from at_data("patch", patch_points(artist), artist.get_transform(), axes)
        elif isinstance(artist, Collection):
            outlines: Any = artist.get_paths()
            points = [point for outline in outlines for point in outline.vertices]
            yield from at_data("paths", points, artist.get_transform(), axes)
            yield from at_data("offsets", artist.get_offsets(), artist.get_offset_transform(), axes)


def patch_points(patch: Any) -> Any:
    """Corner and size of a rectangle, else the corners of the outline."""
    if hasattr(patch, "get_xy") and hasattr(patch, "get_width"):
        return [patch.get_xy(), (patch.get_width(), patch.get_height())]
    return patch.get_patch_transform().transform(patch.get_path().vertices)


def at_data(what: str, points: Any, transform: Any, axes: Any) -> Iterator[Json]:
    """One artist, with those of its two coordinates that are data; nothing if neither is."""
    kept = transform.contains_branch_seperately(axes.transData)
    if any(kept):
        yield [what, [[float(one) for one, is_data in zip(point, kept, strict=True) if is_data] for point in points]]
