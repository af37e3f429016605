"""What a PDF shows as boxes, because none of its fonts has the letters. Word and HTML show them in the reader's own fonts."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import groupby

from reports.documents.blocks import Paper
from reports.documents.glyphs import has_glyph
from scenarios.problems import format_names

PUNCTUATION = ".,:;!?\"'“”‘’«»…·•"


def describe_missing_glyphs(papers: Iterable[Paper], others: str) -> list[str]:
    """One line about them, or none where there are no boxes. others: the formats without boxes, as people call them."""
    found = dict.fromkeys(words for paper in papers for words in find_missing_glyph_words(paper))
    if not found:
        return []
    return [f"the PDF has no letters for {format_names(found, most=6)} and shows boxes; {others}"]


def find_missing_glyph_words(paper: Paper) -> Iterator[str]:
    """The words with such a letter, those that stand together as one."""
    for text in _iterate_texts(paper):
        for is_boxed, words in groupby(text.split(), lambda word: not all(map(has_glyph, word))):
            if is_boxed:
                yield " ".join(words).strip(PUNCTUATION)


def _iterate_texts(thing: object) -> Iterator[str]:
    """All text in a paper, or in what one is made of."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _iterate_texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _iterate_texts(getattr(thing, field.name))
