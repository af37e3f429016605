"""What a PDF shows as boxes, because none of its fonts has the letters. Word and HTML show them in the reader's own fonts."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import groupby

from reports.documents.blocks import Paper
from reports.documents.glyphs import known
from scenarios.problems import listed

AROUND = ".,:;!?\"'“”‘’«»…·•"


def boxes_said(papers: Iterable[Paper], others: str) -> list[str]:
    """One line about them, or none where there are no boxes. others: the formats without boxes, as people call them."""
    found = dict.fromkeys(words for paper in papers for words in boxed(paper))
    if not found:
        return []
    return [f"the PDF has no letters for {listed(found, most=6)} and shows boxes; {others}"]


def boxed(paper: Paper) -> Iterator[str]:
    """The words with such a letter, those that stand together as one."""
    for text in _texts(paper):
        for is_boxed, words in groupby(text.split(), lambda word: not all(map(known, word))):
            if is_boxed:
                yield " ".join(words).strip(AROUND)


def _texts(thing: object) -> Iterator[str]:
    """All text in a paper, or in what one is made of."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
