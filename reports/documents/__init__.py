"""Documents in memory, and their writers: Word, PDF, HTML, PowerPoint, Markdown, terminal.

The same document gives the same bytes, whenever and wherever the same version writes it. Files are replaced in one step, so that a reader
who has one open never sees half of it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from reports.documents.docx_writer import write_docx
from reports.documents.fonts import clean_texts
from reports.documents.html_writer import write_html
from reports.documents.model import Paper
from reports.documents.pdf_writer import write_pdf
from reports.documents.pptx_writer import write_pptx
from scenarios.loading.files import write_all_atomic

Format = Literal["docx", "pdf", "html", "pptx"]

WRITERS: Mapping[Format, Callable[[Paper], bytes]] = {
    "docx": write_docx,
    "pdf": write_pdf,
    "html": write_html,
    "pptx": write_pptx,
}


def write_paper(paper: Paper, folder: Path, stem: str, formats: Sequence[Format]) -> list[Path]:
    """Writes a document in each format into a folder, which is made where it is missing; returns the files.

    Raises OSError where they cannot be written; then all are as they were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paper = clean_texts(paper)
    return write_all_atomic({folder / f"{stem}.{form}": WRITERS[form](paper) for form in formats})
