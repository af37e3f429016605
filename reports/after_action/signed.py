"""What a paper leaves out when it is made final: on paper that is signed, nobody can add what may be added."""

from collections.abc import Iterable
from dataclasses import replace

from reports.documents.blocks import Blank, Block, Bullets, Cell, Heading, Paper, Section, Table

Row = tuple[Cell, ...]


def finalize_paper(paper: Paper) -> Paper:
    """Without blanks that may stay empty and did, nor rows, lists, tables and headings in which there was nothing else."""
    return replace(paper, sections=tuple(map(_finalize_section, paper.sections)))


def _finalize_section(section: Section) -> Section:
    blocks = (_finalize_block(block) for block in section.blocks if not _is_empty(block))
    kept: list[Block] = []
    for block in reversed([*blocks]):
        if not _is_filled(block) or (isinstance(block, Heading) and _is_last_heading(block, kept[-1:])):
            continue
        kept.append(block)
    return replace(section, blocks=tuple(reversed(kept)))


def _is_empty(part: Block | Cell) -> bool:
    return isinstance(part, Blank) and not part.is_required and not part.value.strip()


def _finalize_block(block: Block) -> Block:
    """The same without what is empty in it."""
    match block:
        case Bullets():
            return replace(block, items=tuple(item for item in block.items if not _is_empty(item)))
        case Table():
            return replace(block, rows=tuple(_keep_filled_rows(block.rows)))
        case _:
            return block


def _keep_filled_rows(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        left = tuple("" if _is_empty(cell) else cell for cell in row)
        if left == row or any(left[1:]):  # the first names the row
            yield left


def _is_filled(block: Block) -> bool:
    match block:
        case Bullets():
            return bool(block.items)
        case Table():
            return bool(block.rows)
        case _:
            return True


def _is_last_heading(heading: Heading, after: list[Block]) -> bool:
    """Whether nothing is left under it. after: what comes next, if anything does."""
    return not after or (isinstance(after[0], Heading) and after[0].level <= heading.level)
