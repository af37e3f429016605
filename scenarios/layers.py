"""Files that stand upon other files: `like: NAME` means that other file of its kind, with this one's own keys over it.

Mappings are laid over each other key by key; lists, values and uncertain inputs are replaced whole: a number never stands on the
evidence of another one. A problem of what came from the other file is reported where the own file names it, for that is where it can be
mended, and says from which line it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from scenarios.load import Document, read_document
from scenarios.names import Mention, find
from scenarios.place import Finding
from scenarios.problems import Problem, Problems, listed, one, quote
from scenarios.yaml_nodes import Marks, Path

TOGETHER = ("zones", "links", "roster", "groups")  # that name each other
FEW = 2  # lines that were taken over and do not fit are told one by one
MOST = 5  # files that may stand one upon the other


@dataclass(frozen=True)
class Layered(Document):
    """A document upon another one. data, marks: of both together; own, under: each for itself."""

    own: Document
    under: Document

    def problem(self, path: Path, message: str, hint: str = "", *, of_key: bool = False) -> Problem:
        """A problem of the value at a path; of what was taken over, at the line that says from where."""
        if not self.takes_over(path):
            return self.own.problem(path, message, hint, of_key=of_key)
        there = self._origin(path).problem(path, message, hint, of_key=of_key)
        name = quote(FilePath(there.file).stem)
        return self.own.problem(("like",), f"taken over from {name}, line {there.line}: {message}", hint)

    def takes_over(self, path: Path) -> bool:
        """Whether what is at a path came from the other file."""
        own: Any = self.own.data
        under: Any = self.under.data
        for step in path:
            if not _both_count(own, under):
                return False
            if step not in own:
                return step in under
            own, under = own[step], under.get(step)
        return False

    def _origin(self, path: Path) -> Document:
        """The file in which something that was taken over is written."""
        under = self.under
        return under._origin(path) if isinstance(under, Layered) and under.takes_over(path) else under


def written_out(document: Document, left: int = MOST) -> Document:
    """A document with what it is like under its own keys. Raises Problems."""
    name = document.data.get("like")
    if not isinstance(name, str):
        return document
    mention = Mention(document, ("like",))
    if left == 0:
        raise Problems([mention.problem("too many files stand one upon the other", f"at most {MOST}")])
    path = find(document.kind, name, mention)
    if str(path) == document.path:
        raise Problems([mention.problem("this file is like itself", f"name another {document.kind}")])
    under = read_document(path)
    if under.kind != document.kind:
        message = f"{quote(name)} is {one(under.kind)}, not {one(document.kind)}"
        raise Problems([mention.problem(message, f"name {one(document.kind)}")])
    under = written_out(under, left - 1)
    own = replace(document, data={key: value for key, value in document.data.items() if key != "like"})
    marks = Marks({**under.marks.values, **own.marks.values}, {**under.marks.keys, **own.marks.keys})
    return Layered(own.source, own.kind, laid_over(under.data, own.data), marks, own, under)


def laid_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Own keys over base keys, mapping by mapping; an uncertain input (it has evidence, in one of the files) is replaced whole."""
    merged = dict(base)
    for key, value in own.items():
        merged[key] = laid_over(merged[key], value) if _both_count(value, merged.get(key)) else value
    return merged


def _both_count(own: Any, under: Any) -> bool:
    """Whether two values are laid over each other key by key."""
    return all(isinstance(value, dict) and "evidence" not in value for value in (own, under))


def told_as_one(document: Document, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a campus; those in what was taken over as one, if it does not fit what the file writes itself.

    Rooms, ways and people name each other; whoever writes new rooms and takes over the rest makes one mistake, not one a line.
    """
    if not isinstance(document, Layered):
        return list(findings)
    own = [key for key in TOGETHER if key in document.own.data]
    foreign = [finding for finding in findings if document.takes_over(finding.where)]
    keys = list(dict.fromkeys(str(finding.where[0]) for finding in foreign))
    if not own or len(foreign) <= FEW or not set(keys) & set(TOGETHER):
        return list(findings)
    message = (
        f"this file has its own {listed(own)}, but takes over {listed(keys, len(keys))} from "
        f"{quote(FilePath(document.under.path).stem)}, which do not fit: {foreign[0].message}, and {len(foreign) - 1} more"
    )
    told = Finding(("like",), f"{message}; write these too")
    return [told, *(finding for finding in findings if finding not in foreign)]
