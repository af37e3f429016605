"""From a name to its file.

A name is looked for beside the file that mentions it, with the folders of campuses, strategies and so on beside it too, then in the
shipped library. What holds a slash or ends in `.yaml` is a path, counted from the file that mentions it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.load import Document, read_document
from scenarios.problems import Problem, Problems, name_kind, find_nearest, name_kind_with_article, quote
from scenarios.scenario import PRESENT_PRACTICE

LIBRARY_FOLDER = Path(__file__).parent
HEAD_BYTES = 10_000  # characters in which a file has to say what it is, to be suggested
FOLDERS = {
    "scenario": "",
    "campus": "campuses",
    "strategy": "strategies",
    "exercise": "exercises",
    "script": "scripts",
    "names": "own-names",
    "additions": "additions",
    "requirement": "requirements",
    "programme": "programmes",
}


@dataclass(frozen=True)
class Mention:
    """Where a name was read: the file and the path inside it, or the command line. beside: the folder to look in first."""

    document: Document | None = None
    where: tuple[str | int, ...] = ()
    beside: Path | None = None

    @property
    def home_folder(self) -> Path | None:
        """The folder to look in first."""
        return self.beside if self.document is None else Path(self.document.path).parent

    @property
    def allows_present_practice(self) -> bool:
        """Whether `present-practice` may stand here: in what a scenario compares, and on the command line."""
        return self.document is None or (self.document.kind == "scenario" and self.where != ("like",))

    def problem(self, message: str, hint: str) -> Problem:
        """A problem of the name."""
        if self.document is None:
            return Problem("allcall", None, None, message, hint)
        return self.document.problem(self.where, message, hint)


def list_shipped(kind: str) -> list[str]:
    """Names of the files of a kind that come with Allcall, in order."""
    return sorted(path.stem for path in (LIBRARY_FOLDER / FOLDERS[kind]).glob("*.yaml"))


def list_reachable(kind: str, home: Path | None) -> list[Path]:
    """Files of a kind that can be named, in order of their names. home: the folder of the file that would name them."""
    found: dict[str, Path] = {}
    for folder in _listed_folders(kind, home):
        for path in folder.glob("*.yaml"):
            found.setdefault(path.stem, path)
    return [found[name] for name in sorted(found)]


def is_path(name: str) -> bool:
    """Whether a name is meant as the path of a file."""
    return name.endswith((".yaml", ".yml")) or "/" in name


def find_file(kind: str, name: str, mention: Mention) -> Path:
    """The file of a name. Raises Problems with the nearest name that there is."""
    if is_path(name) and mention.document is None:
        return Path(name)
    if is_path(name):
        return _find_by_path(kind, name, mention)
    for folder in _search_folders(kind, mention.home_folder):
        if is_file(folder / f"{name}.yaml"):
            return folder / f"{name}.yaml"
    raise Problems(
        [mention.problem(f"there is no {name_kind(kind)} {quote(name)}", _suggest_instead(kind, name, mention))]
    )


def _find_by_path(kind: str, name: str, mention: Mention) -> Path:
    """The file that another file names by its path, if it is one of the kind."""
    path = (mention.home_folder or Path()) / name
    if not is_file(path):
        raise Problems(
            [mention.problem(f"there is no file {quote(name)}", "a path counts from this file's folder")]
        )
    found = read_document(path).kind
    if found != kind:
        what = f"{name_kind_with_article(found)}, not {name_kind_with_article(kind)}" if found in FOLDERS else f"no {kind}"
        raise Problems([mention.problem(f"{quote(name)} is {what}", f"name {name_kind_with_article(kind)}")])
    return path


def _suggest_instead(kind: str, name: str, mention: Mention) -> str:
    """What would be right instead of a name that leads nowhere."""
    for other in FOLDERS:
        if name in list_shipped(other):
            return f"there is {name_kind_with_article(other)} of that name"
    known = sorted({*_names_beside(kind, mention.home_folder)})
    if kind == "strategy" and name == PRESENT_PRACTICE:
        return "name the strategy that this campus uses today"
    special = [PRESENT_PRACTICE] if kind == "strategy" and mention.allows_present_practice else []
    close = find_nearest(name, [*known, *special])
    return f"nearest is {quote(close)}" if close else f"there is {', '.join([*special, *known])}"


def _search_folders(kind: str, home: Path | None) -> Iterator[Path]:
    """Where files of a kind may be, nearest first. home: the folder of the file that mentions one.

    A folder that is named after a kind has only that kind: a script may be called as its exercise.
    """
    of_a_kind = home and (home if home.name else home.resolve())  # where one stands has no name
    if of_a_kind and of_a_kind.name in FOLDERS.values():
        yield of_a_kind.parent / FOLDERS[kind]
    elif home is not None:
        yield home / FOLDERS[kind]
        yield home
    yield LIBRARY_FOLDER / FOLDERS[kind]


def _names_beside(kind: str, home: Path | None) -> Iterator[str]:
    """Names in the folders for a kind, and of the files of that kind in the folder itself."""
    yield from (path.stem for path in list_reachable(kind, home))
    begins = re.compile(rf"(?:\s*\n|#.*\n|---.*\n)*{kind}:")
    for path in home.glob("*.yaml") if home is not None else ():
        if begins.match(_read_head(path)):
            yield path.stem


def _read_head(path: Path) -> str:
    """The first lines of a file; nothing where it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return ""


def _listed_folders(kind: str, home: Path | None) -> Iterator[Path]:
    """The folders for a kind, nearest first. The folder of a file itself may hold anything, so it is not listed."""
    own = FOLDERS[kind]
    return (folder for folder in _search_folders(kind, home) if folder != home or (own and folder.name == own))


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
