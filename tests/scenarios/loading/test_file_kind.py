"""A file given in place of another is called what it is: files as programs write them, and one too large to be read."""

import gzip
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import docx
import openpyxl
import pytest
from PIL import Image

from scenarios.diagnostics import Problems
from scenarios.loading.file_kind import FileKind, find_kind
from scenarios.loading.files import read_bytes


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as written:
        for name in names:
            written.writestr(ZipInfo(name), "application/vnd.oasis.opendocument.text xl/ word/")
    return content.getvalue()


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    content = io.BytesIO()
    save(content)
    return content.getvalue()


FILES: dict[bytes, FileKind | None] = {
    saved(docx.Document().save): FileKind.WORD,
    saved(openpyxl.Workbook().save): FileKind.EXCEL,
    packed("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"): FileKind.POWERPOINT,
    packed("mimetype", "content.xml"): FileKind.OPEN_DOCUMENT,
    packed("photo.jpg", "notes/xl.txt"): FileKind.ARCHIVE,
    saved(lambda file: Image.new("RGB", (2, 2)).save(file, "png")): FileKind.PICTURE,
    saved(lambda file: Image.new("RGB", (2, 2)).save(file, "jpeg")): FileKind.PICTURE,
    saved(lambda file: Image.new("RGB", (2, 2)).save(file, "pdf")): FileKind.PDF,
    gzip.compress(b"words"): FileKind.COMPRESSED,
    b"MZone: a name\n": None,
    "scenario: tø\n".encode("utf-16"): None,
}


@pytest.mark.parametrize(("content", "kind"), FILES.items(), ids=range(len(FILES)))
def test_a_file_is_known_by_its_beginning(content: bytes, kind: FileKind | None) -> None:
    assert find_kind(content) is kind


def test_a_journal_is_a_database_and_an_archive_that_may_be_an_office_file_is_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "own.journal") as base:
        base.execute("create table entries (seq)")
    base.close()
    assert find_kind((tmp_path / "own.journal").read_bytes()) is FileKind.DATABASE
    content = packed("[Content_Types].xml", "docProps/thumbnail.jpeg")
    (tmp_path / "small.xlsx").write_bytes(content)
    assert read_bytes(tmp_path / "small.xlsx", 2_000_000, "", "", FileKind.EXCEL) == content


@pytest.mark.parametrize(
    ("content", "right", "said"),
    [
        (packed("photo.jpg"), None, "big: is a zip archive; RIGHT"),
        (packed("photo.jpg"), FileKind.EXCEL, "big: is a zip archive; RIGHT"),
        (packed("word/document.xml"), FileKind.EXCEL, "big: is a Word document; RIGHT"),
        (packed("xl/workbook.xml"), FileKind.EXCEL, "big: is larger than 2 MB; SMALLER"),
    ],
    ids=["zip for a text", "zip for a workbook", "document for a workbook", "workbook"],
)
def test_a_file_that_is_too_large_is_called_what_it_is_without_being_read(
    content: bytes, right: FileKind | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("big").open("wb") as file:
        file.write(content)
        file.truncate(2**40)  # a terabyte: reading it would never end
    with pytest.raises(Problems) as refused:
        read_bytes(Path("big"), 2_000_000, "RIGHT", "SMALLER", right)
    assert str(refused.value) == said
