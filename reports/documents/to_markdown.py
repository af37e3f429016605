"""A paper as Markdown: for the terminal, and for whoever keeps records as text. Pictures are their alt texts."""

from collections.abc import Iterator

from reports.documents.blocks import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Ruled,
    Run,
    Table,
    Words,
    runs,
    to_complete,
)

MARKS = {"": "", "strong": "**", "emphasis": "*", "code": "`"}
LISTS = {"bullet": "- ", "number": "1. ", "box": "- ☐ "}


def to_markdown(paper: Paper) -> str:
    """The whole text."""
    parts = [part for part in _parts(paper) if part]
    return "\n\n".join(parts) + "\n"


def _parts(paper: Paper) -> Iterator[str]:
    yield f"# {paper.title}"
    yield " · ".join(filter(None, (paper.marking, paper.kind, paper.status)))
    yield "\n".join(f"- {name}: {_text(said)}" for name, said in paper.about)
    if missing := to_complete(paper):
        yield "## To complete before signing"
        yield "\n".join(f"- {_text(one.label)} ({_text(section.title)})" for section, one in missing)
    for section in paper.sections:
        yield f"## {_text(section.title)}"
        for block in section.blocks:
            yield _block(block)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_text(block.text)}"
        case Paragraph():
            return _words(block.words)
        case Bullets():
            return "\n".join(f"{LISTS[block.kind]}{_cell(item)}" for item in block.items)
        case Table():
            return _table(block)
        case Picture():
            return f"*Figure: {_text(block.caption)}* {_text(block.alt)}"
        case Ruled():
            return f"{_text(block.label)}: " + "_" * 40
        case Code():
            return f"```\n{block.text}\n```"
        case Blank():
            return _cell(block)


def _table(table: Table) -> str:
    heads = [_text(column.title) for column in table.columns]
    rules = ["--:" if column.align == "right" else "---" for column in table.columns]
    rows = [heads, rules, *([_cell(cell) for cell in row] for row in table.rows)]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    note = f"\n\n{_text(table.note)}" if table.note else ""
    return f"**{_text(table.caption)}**\n\n{lines}{note}"


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Blank):
        return _words(cell)
    return (
        f"{_text(cell.label)}: {_text(cell.value)}"
        if cell.value
        else f"**▢ {_text(cell.label)}** {_text(cell.hint)}".strip()
    )


def _words(words: Words) -> str:
    return "".join(_run(run) for run in runs(words))


def _run(run: Run) -> str:
    mark = MARKS[run.style]
    return f"{mark}{run.text if run.style == 'code' else _text(run.text)}{mark}"


def _text(text: str) -> str:
    """On one line, with what Markdown would read otherwise taken as it is."""
    one_line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_|<[" else sign for sign in one_line)
