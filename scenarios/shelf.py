"""The exercises that there are to choose from: those that come with Allcall, and those in a folder of one's own.

Each is read only as far as a list needs; what is wrong with a file is said in its place, and the others are listed all the same.
The whole of it, with its scenario and its campus, is opened and checked when somebody chooses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scenarios.layers import resolve_base
from scenarios.load import read_document
from scenarios.names import list_reachable, list_shipped
from scenarios.problems import Problems

MAX_FILES = 200  # files of a folder, at most: it may be anybody's downloads


@dataclass(frozen=True)
class CatalogEntry:
    """An exercise in a list. name: what opens it, a shipped name or a path; problem: why it cannot be opened, empty where it can."""

    name: str
    title: str
    trains: str = ""
    minutes: int = 0
    people: str = ""
    problem: str = ""


def list_catalog(home: Path) -> list[CatalogEntry]:
    """The exercises in a folder, then the shipped ones; each by its length. home: the folder, usually the one somebody stands in."""
    named = set(list_reachable("exercise", None))
    own = dict.fromkeys(path for path in [*_exercises_beside(home), *list_reachable("exercise", home)] if path not in named)
    return [*_sort_entries(own), *_sort_entries(named)]


def _sort_entries(paths: "dict[Path, None] | set[Path]") -> list[CatalogEntry]:
    read = [one for one in map(_read_entry, paths) if one is not None]
    return sorted(read, key=lambda one: (bool(one.problem), one.minutes, one.name))


def _exercises_beside(home: Path) -> Iterator[Path]:
    """Exercise files in the folder itself, which may hold anything."""
    try:
        found = sorted(islice(home.glob("*.yaml"), MAX_FILES))
    except OSError:
        return
    yield from (path for path in found if _looks_like_exercise(path))


def _looks_like_exercise(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            lines = (line.strip() for line in islice(file, 100))
            first = next((line for line in lines if line and not line.startswith("#")), "")
    except (OSError, UnicodeDecodeError):
        return False
    return first.startswith("exercise:")


def _read_entry(path: Path) -> CatalogEntry | None:
    """An exercise, or None where the file is of another kind."""
    try:
        document = resolve_base(read_document(path))
    except Problems as error:
        return CatalogEntry(_display_name(path), path.name, problem=str(error.problems[0]).partition("\n")[0])
    if document.kind != "exercise":
        return None
    said = {key: document.data.get(key) for key in ("title", "trains", "minutes", "people")}
    texts = {key: " ".join(str(said[key] or "").split()) for key in ("title", "trains", "people")}
    minutes = said["minutes"]
    return CatalogEntry(
        _display_name(path),
        texts["title"] or path.stem,
        texts["trains"],
        minutes if isinstance(minutes, int) else 0,
        texts["people"],
    )


def _display_name(path: Path) -> str:
    """The name of a shipped file, the path of another."""
    is_shipped = path.stem in list_shipped("exercise") and path in set(list_reachable("exercise", None))
    return path.stem if is_shipped else str(path)
