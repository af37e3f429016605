"""Papers as Word, PDF and HTML: all that a paper says is in each, and the same paper gives the same bytes."""

from __future__ import annotations

import stat
import subprocess
import sys
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from reports.documents import Format, write_paper
from reports.documents.docx_writer import write_docx
from reports.documents.fonts import clean_texts
from reports.documents.html_writer import write_html
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Bullets, Column, Paper, Paragraph, Section, Table
from reports.documents.pdf_writer import write_pdf
from reports.documents.pptx_writer import write_pptx
from reports.documents.terminal_writer import text
from tests.reports.documents.documents import empty, full

LOGO = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
"""A picture of one pixel."""
ROOT = Path(__file__).parents[3]
FORMATS: tuple[Format, ...] = ("docx", "pdf", "html")
WRITE = """import sys, pathlib; from tests.reports.documents.documents import *; from reports.documents import write_paper
write_paper(full(), pathlib.Path(sys.argv[1]), 'paper', ('docx', 'pdf', 'html'))"""


def test_a_paper_is_written_in_each_format_into_a_new_folder(tmp_path: Path) -> None:
    written = write_paper(empty(), tmp_path / "new" / "folder", "paper", FORMATS)
    assert written == [tmp_path / "new" / "folder" / f"paper.{form}" for form in FORMATS]
    assert [path.read_bytes()[:4] for path in written] == [b"PK\3\4", b"%PDF", b"<!DO"]
    assert sorted(written) == sorted((tmp_path / "new" / "folder").iterdir())


def test_an_answer_that_shows_nothing_leaves_its_blank_open_in_every_format() -> None:
    def make(value: str) -> Paper:
        asked = Blank("a", "Label", value, "hint")
        cells = (Table("T", (Column("A", 0.5), Column("B", 0.5)), ((asked, "x"),)), Bullets((asked,)), asked)
        return Paper("K", "T", (), (Section("s", "S", cells),))

    for write in (write_docx, write_pdf, write_html, write_pptx, write_markdown):
        assert write(make("\u200b")) == write(make("")), write
    assert text(Blank("a", "Label", "\u200b")).plain == "Label: ____"


@pytest.mark.slow
def test_the_same_paper_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = write_paper(full(), tmp_path / "here", "paper", FORMATS)
    subprocess.run([sys.executable, "-c", WRITE, str(tmp_path / "there")], check=True, cwd=ROOT)
    for path in here:
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes(), path.name


def test_a_file_that_is_there_is_replaced_and_keeps_who_may_read_it(tmp_path: Path) -> None:
    old = tmp_path / "paper.html"
    old.write_text("old")
    old.chmod(0o640)
    with old.open() as opened:
        write_paper(empty(), tmp_path, "paper", ("html",))
        assert opened.read() == "old"
    assert b"Nothing yet" in old.read_bytes()
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_what_cannot_be_written_is_the_callers_to_hear_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "paper.html").mkdir()
    with pytest.raises(OSError, match=r"paper\.html"):
        write_paper(empty(), tmp_path, "paper", ("html",))
    assert [path.name for path in tmp_path.iterdir()] == ["paper.html"]


def test_a_logo_is_in_each_file_with_a_description(tmp_path: Path) -> None:
    """A PDF without one would not be PDF/UA-1, and typst would refuse it."""
    paths = write_paper(replace(empty(), logo=LOGO), tmp_path, "paper", FORMATS)
    word, pdf, page = paths
    with ZipFile(word) as parts:
        assert LOGO in [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
        assert 'descr="Logo"' in parts.read("word/document.xml").decode()
    assert len(PdfReader(pdf).pages[0].images) == 1
    assert f'src="data:image/png;base64,{b64encode(LOGO).decode()}" alt="Logo"' in page.read_text("utf-8")


def test_characters_that_no_file_can_say_are_left_out(tmp_path: Path) -> None:
    odd = Paper("K", "T\0\ud800itle", (("a\x1b", "b\ufffe"),), (Section("s", "S", (Paragraph("x\x07\r\ny"),)),))
    assert clean_texts(odd).sections[0].blocks == (Paragraph("x\ny"),)
    written = write_paper(odd, tmp_path, "paper", FORMATS)
    assert b"Title" in written[-1].read_bytes()
