"""Files that stand upon other files: `like: NAME` means that other file of its kind, with this one's own keys over it.

Mappings are laid over each other key by key; lists, values and uncertain inputs are replaced whole. A problem of what came from the
other file is reported there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.load import Document, read_document
from scenarios.names import Mention, find
from scenarios.problems import Problem, Problems, one, quote
from scenarios.yaml_nodes import Marks, Path

MOST = 5  # files that may stand one upon the other


@dataclass(frozen=True)
class Layered(Document):
    """A document upon another one. data, marks: of both together; own, under: each for itself."""

    own: Document
    under: Document

    def problem(self, path: Path, message: str, hint: str = "", *, of_key: bool = False) -> Problem:
        """A problem of the value at a path, in the file that says it; of what neither says, in the own file."""
        deeper = _depth(self.under, path) > _depth(self.own, path)
        return (self.under if deeper else self.own).problem(path, message, hint, of_key=of_key)


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
    """Own keys over base keys, mapping by mapping; an uncertain input (it has evidence) replaces the other whole."""
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        if isinstance(value, dict) and isinstance(under, dict) and "evidence" not in value:
            value = laid_over(under, value)
        merged[key] = value
    return merged


def _depth(document: Document, path: Path) -> int:
    """How much of a path a document itself has."""
    while path and path not in document.marks.values:
        path = path[:-1]
    return len(path)
