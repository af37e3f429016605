"""A file and its model, and how what was found in it is told: each mistake once.

Many findings may come from one mistake: a line that stands for many rooms, or a name that is misspelled where it is defined and unknown
wherever it is used. They are one problem, at the first of their places.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pydantic import BaseModel

from scenarios.load import Document
from scenarios.place import Finding, FindingPath
from scenarios.problems import Problem, suggest

M = TypeVar("M", bound=BaseModel)
MAX_SUGGESTIONS = 40  # in one file; to look for the nearest of a thousand names takes its time


@dataclass(frozen=True)
class ValidatedFile(Generic[M]):
    """A file and its model, without the parts in which something is wrong."""

    document: Document
    model: M

    def collect_problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Findings of the cross-checks as problems of the file, each place once."""
        by_place: dict[FindingPath, list[Finding]] = {}
        for finding in findings:
            by_place.setdefault(finding.where, []).append(finding)
        places = enumerate(_group_by_name(by_place.values()))
        return [_build_problem(self.document, found, n < MAX_SUGGESTIONS) for n, found in places]


def _group_by_name(places: Iterable[list[Finding]]) -> list[list[Finding]]:
    """Findings by place, those of one unknown name in many places together: it was misspelled once, where it is defined."""
    kept: dict[object, list[Finding]] = {}
    for n, found in enumerate(places):
        names = {(finding.message, finding.wrong) for finding in found}
        kept.setdefault(names.pop() if len(names) == 1 and found[0].wrong else n, []).extend(found)
    return list(kept.values())


def _build_problem(document: Document, found: Sequence[Finding], suggests: bool) -> Problem:
    """What was found at one place, such as one line for many rooms, or of one name, as a problem of a file."""
    first, more = found[0], len({finding.message for finding in found}) - 1
    hint = suggest(first.wrong, first.near) if first.wrong and suggests else ""
    message = f"{first.message} (and {more} more like it)" if more else first.message
    there = document.problem(first.where, message, hint)
    lines = {document.problem(finding.where, "").line: None for finding in found[1:]}
    lines.pop(there.line, None)
    return replace(there, also=tuple(line for line in lines if line is not None))
