"""Writes a paper as Word, PDF or HTML. Files that are there already are replaced in one step: whoever has one open never sees half of it.

The same paper gives the same bytes, whenever and wherever it is written by the same version: no clock, no chance, nothing of the machine.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from reports.documents.blocks import Paper
from reports.documents.legible import legible
from reports.documents.to_docx import docx_of
from reports.documents.to_html import html_of
from reports.documents.to_pdf import pdf_of
from scenarios.replacing import replace_all

Format = Literal["docx", "pdf", "html"]
WRITERS: Mapping[Format, Callable[[Paper], bytes]] = {"docx": docx_of, "pdf": pdf_of, "html": html_of}


def write_paper(paper: Paper, folder: Path, stem: str, formats: Sequence[Format]) -> list[Path]:
    """Writes a paper in each of the formats, as `stem.docx` and so on, into a folder, which is made where it is missing.

    Returns the files. Raises OSError where they cannot be written; then all are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paper = legible(paper)
    return replace_all({folder / f"{stem}.{form}": WRITERS[form](paper) for form in formats})
