"""The in-sample checks of the model as blocks of a document, read from `docs/model.md`, which alone has their numbers."""

import re
from collections.abc import Iterator
from pathlib import Path

from reports.documents.model import Block, Code, Column, Paragraph, Run, Table, Words, parse_code

PAGE = Path(__file__).with_name("model.md")  # links to docs/model.md
HEADING = "### In-sample checks\n"


def build_validation() -> Iterator[Block]:
    """Published intervals beside the model's, and what they say of it."""
    section = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n#")[0]
    caption = HEADING.strip("# \n")
    for part in re.split(r"\n{2,}", section.strip("\n")):
        if part.startswith("|"):
            yield _build_table(caption, part.split("\n"))
        elif part.startswith("    "):
            yield Code(part.strip())
        elif part.endswith(":"):
            caption = part.removesuffix(":")
        else:
            yield Paragraph(_parse_words(" ".join(part.split("\n"))))


def _build_table(caption: str, lines: list[str]) -> Table:
    heads, aligns, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    wide = 1.5  # the first column, in others
    shares = [(wide if at == 0 else 1.0) / (len(heads) - 1 + wide) for at in range(len(heads))]
    columns = (
        Column(head, share, "right" if align.endswith(":") else "left")
        for head, share, align in zip(heads, shares, aligns, strict=True)
    )
    return Table(caption, tuple(columns), tuple(tuple(row) for row in rows))


def _parse_words(text: str) -> Words:
    """With its strong parts, between pairs of stars, and its code."""
    parts: list[str | Run] = []
    for at, part in enumerate(text.split("**")):
        parts += [Run(part, "strong")] if at % 2 else parse_code(part)
    return tuple(parts)
