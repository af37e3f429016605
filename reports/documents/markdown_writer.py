"""Writes a document as Markdown, for records kept as text. A picture is its caption and its description."""

import re
from collections.abc import Iterator

from reports.documents.model import (
    OPEN_ITEMS,
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    PageList,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
    Words,
    WritingLines,
    iterate_runs,
    list_open_blanks,
)

MARKS = {"": "", "strong": "**", "emphasis": "*", "code": "`"}
LISTS = {"bullet": "- ", "number": "1. ", "box": "- ☐ "}


def write_markdown(paper: Paper) -> str:
    """The whole text."""
    parts = [part for part in _render_parts(paper) if part]
    return "\n\n".join(parts) + "\n"


def _render_parts(paper: Paper) -> Iterator[str]:
    yield f"# {paper.title}"
    yield " · ".join(filter(None, (paper.marking, paper.kind, paper.status)))
    yield "\n".join(f"- {name}: {_escape_text(value)}" for name, value in paper.about)
    for section in paper.sections:
        yield f"## {_escape_text(section.title)}"
        for block in section.blocks:
            yield _render_block(block)
    if missing := list_open_blanks(paper):
        yield f"## {OPEN_ITEMS}"
        yield "\n".join(f"- {_escape_text(one.label)} ({_escape_text(section.title)})" for section, one in missing)


def _render_block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_escape_text(block.text)}"
        case Paragraph():
            return _render_words(block.words)
        case Bullets():
            return "\n".join(f"{LISTS[block.kind]}{_render_cell(item)}" for item in block.items)
        case Table():
            return _render_table(block)
        case Picture():
            return f"*Figure: {_escape_text(block.caption)}* {_escape_text(block.alt)}"
        case WritingLines():
            return f"{_escape_text(block.label)}: " + "_" * 40
        case PageList():
            return "\n".join(f"- {_escape_text(title)}" for _, title in block.sections)
        case Code():
            return f"```\n{block.text}\n```"
        case Blank():
            return _render_cell(block)


def _render_table(table: Table) -> str:
    heads = [_escape_text(column.title) for column in table.columns]
    rules = ["--:" if column.align == "right" else "---" for column in table.columns]
    titles = [column.title for column in table.columns]
    cells = ([_render_cell(*one) for one in zip(row, titles, strict=True)] for row in table.rows)
    rows = [heads, rules, *cells]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    note = f"\n\n{_escape_text(table.note)}" if table.note else ""
    return f"**{_escape_text(table.caption)}**\n\n{lines}{note}"


def _render_cell(cell: Cell, column: str = "") -> str:
    if not isinstance(cell, Blank):
        return _render_words(cell)
    if cell.is_answered:
        label = "" if column else f"{_escape_text(cell.label)}: "
        return f"{label}{_escape_text(cell.value)}"
    return f"**▢ {_escape_text(cell.label)}** {_escape_text(cell.hint)}".strip()


def _render_words(words: Words) -> str:
    return "".join(_render_run(run) for run in iterate_runs(words)).strip()


def _render_run(run: Run) -> str:
    """Its marks hug the words; the spaces around them stay outside."""
    mark, text = MARKS[run.style], run.text if run.style == "code" else _escape_text(run.text)
    return text.replace(text.strip(), f"{mark}{text.strip()}{mark}") if text.strip() else text


def _escape_text(text: str) -> str:
    """On one line, with the signs of Markdown escaped."""
    one_line = re.sub(r"\s+", " ", text)
    return "".join(f"\\{sign}" if sign in "\\`*_|<[" else sign for sign in one_line)
