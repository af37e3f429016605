"""The additions to a report that are kept beside its journal, where the Word report and the form put them."""

from pathlib import Path

from scenarios.annotations import Additions, format_additions
from scenarios.library import open_file
from scenarios.loading.files import write_atomic
from scenarios.loading.loader import Document
from sim.exercise.sessions import ADDITIONS_SUFFIX


def find_additions(journal: Path) -> Path:
    """The file beside a journal; it need not exist."""
    return journal.with_suffix(ADDITIONS_SUFFIX)


def open_additions(file: Path) -> tuple[Additions, Document]:
    """The additions in a file. Raises Problems."""
    model, document = open_file(file, "additions")
    if not isinstance(model, Additions):
        raise TypeError(f"{file} was read as {type(model).__name__}")
    return model, document


def read_kept_additions(journal: Path) -> Additions | None:
    """Those of an exercise; None where there are none yet. Raises Problems."""
    path = find_additions(journal)
    return open_additions(path)[0] if path.exists() else None


def keep_additions(journal: Path, additions: Additions) -> None:
    """Writes them in one step. Raises OSError."""
    write_atomic(find_additions(journal), format_additions(additions).encode(), private=True)


def complete_added(journal: Path, number: int, day: str) -> None:
    """Marks an improvement as done that is in the additions alone. number: counted from 1. Raises Problems, OSError."""
    additions = open_additions(find_additions(journal))[0]
    added = [at for at, one in enumerate(additions.improvements) if not one.improvement]
    lines, at = [*additions.improvements], added[number - 1]
    lines[at] = lines[at].model_copy(update={"done": day})
    keep_additions(journal, additions.model_copy(update={"improvements": lines}))
