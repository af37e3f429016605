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
from scenarios.names import Mention, find_file
from scenarios.place import Finding
from scenarios.problems import Problem, Problems, format_names, name_kind_with_article, quote
from scenarios.yaml_nodes import Marks, DataPath

TOGETHER = ("zones", "links", "roster", "groups")  # that name each other
FEW = 2  # lines that were taken over and do not fit are told one by one
MAX_DEPTH = 5  # files that may stand one upon the other


@dataclass(frozen=True)
class LayeredDocument(Document):
    """A document upon another one. data, marks: of both together; own, base: each for itself."""

    own: Document
    base: Document

    def problem(self, path: DataPath, message: str, hint: str = "", *, of_key: bool = False) -> Problem:
        """A problem of the value at a path; of what was taken over, at the line that says from where."""
        if not self.is_inherited(path):
            return self.own.problem(path, message, hint, of_key=of_key)
        there = self._find_origin(path).problem(path, message, hint, of_key=of_key)
        name = quote(FilePath(there.file).stem)
        return self.own.problem(("like",), f"taken over from {name}, line {there.line}: {message}", hint)

    def is_inherited(self, path: DataPath) -> bool:
        """Whether what is at a path came from the other file."""
        own: Any = self.own.data
        under: Any = self.base.data
        for step in path:
            if not _is_mergeable(own, under):
                return False
            if step not in own:
                return step in under
            own, under = own[step], under.get(step)
        return False

    def _find_origin(self, path: DataPath) -> Document:
        """The file in which something that was taken over is written."""
        under = self.base
        return under._find_origin(path) if isinstance(under, LayeredDocument) and under.is_inherited(path) else under


def resolve_base(document: Document, left: int = MAX_DEPTH) -> Document:
    """A document with what it is like under its own keys. Raises Problems."""
    name = document.data.get("like")
    if not isinstance(name, str):
        return document
    mention = Mention(document, ("like",))
    if left == 0:
        raise Problems([mention.problem("too many files stand one upon the other", f"at most {MAX_DEPTH}")])
    path = find_file(document.kind, name, mention)
    if str(path) == document.path:
        raise Problems([mention.problem("this file is like itself", f"name another {document.kind}")])
    under = read_document(path)
    if under.kind != document.kind:
        message = f"{quote(name)} is {name_kind_with_article(under.kind)}, not {name_kind_with_article(document.kind)}"
        raise Problems([mention.problem(message, f"name {name_kind_with_article(document.kind)}")])
    under = resolve_base(under, left - 1)
    own = replace(document, data={key: value for key, value in document.data.items() if key != "like"})
    marks = Marks({**under.marks.values, **own.marks.values}, {**under.marks.keys, **own.marks.keys})
    return LayeredDocument(own.source, own.kind, overlay(under.data, own.data), marks, own, under)


def overlay(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Own keys over base keys, mapping by mapping; an uncertain input (it has evidence, in one of the files) is replaced whole."""
    merged = dict(base)
    for key, value in own.items():
        merged[key] = overlay(merged[key], value) if _is_mergeable(value, merged.get(key)) else value
    return merged


def _is_mergeable(own: Any, under: Any) -> bool:
    """Whether two values are laid over each other key by key."""
    return all(isinstance(value, dict) and "evidence" not in value for value in (own, under))


def collapse_findings(document: Document, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a campus; those in what was taken over as one, if it does not fit what the file writes itself.

    Rooms, ways and people name each other; whoever writes new rooms and takes over the rest makes one mistake, not one a line.
    """
    if not isinstance(document, LayeredDocument):
        return list(findings)
    own = [key for key in TOGETHER if key in document.own.data]
    foreign = [finding for finding in findings if document.is_inherited(finding.where)]
    keys = list(dict.fromkeys(str(finding.where[0]) for finding in foreign))
    if not own or len(foreign) <= FEW or not set(keys) & set(TOGETHER):
        return list(findings)
    message = (
        f"this file has its own {format_names(own)}, but takes over {format_names(keys, len(keys))} from "
        f"{quote(FilePath(document.base.path).stem)}, which do not fit: {foreign[0].message}, and {len(foreign) - 1} more"
    )
    told = Finding(("like",), f"{message}; write these too")
    return [told, *(finding for finding in findings if finding not in foreign)]
