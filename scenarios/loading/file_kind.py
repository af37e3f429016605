"""What a file is by its first bytes, so that a message can call it that where another kind was expected."""

import re
from enum import Enum

HEAD_BYTES = 65_536
"""Enough for the first parts of an Office file, also behind a picture of its first page."""


class FileKind(Enum):
    """Files that are given for another, in words."""

    ARCHIVE = "a zip archive"
    EXCEL = "an Excel workbook"
    WORD = "a Word document"
    POWERPOINT = "a PowerPoint presentation"
    OPEN_DOCUMENT = "an OpenDocument file"
    OLD_OFFICE = "an old or password-protected Office file"
    RICH_TEXT = "a rich text document"
    PDF = "a PDF"
    PICTURE = "a picture"
    DATABASE = "a database, as the journals of exercises are"
    COMPRESSED = "a compressed file"
    PROGRAM = "a program"


_SIGNATURES = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": FileKind.OLD_OFFICE,
    b"{\\rtf": FileKind.RICH_TEXT,
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n": FileKind.PICTURE,
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"GIF87a": FileKind.PICTURE,
    b"GIF89a": FileKind.PICTURE,
    b"SQLite format 3\0": FileKind.DATABASE,
    b"\x1f\x8b": FileKind.COMPRESSED,
    b"7z\xbc\xaf": FileKind.COMPRESSED,
    b"Rar!\x1a": FileKind.COMPRESSED,
    b"\xfd7zXZ": FileKind.COMPRESSED,
    b"\x7fELF": FileKind.PROGRAM,
    b"MZ\x90\0": FileKind.PROGRAM,
}
_ZIP_BEGINNING = b"PK\x03\x04"
_ZIP_ENTRY = re.compile(rb"PK\x03\x04.{26}(xl/|word/|ppt/|mimetypeapplication/vnd\.oasis\.)", re.DOTALL)
_BY_ENTRY = {b"xl/": FileKind.EXCEL, b"word/": FileKind.WORD, b"ppt/": FileKind.POWERPOINT}


def find_kind(head: bytes) -> FileKind | None:
    """What begins with these bytes; None for text and for what is not known here."""
    if head.startswith(_ZIP_BEGINNING):
        entry = _ZIP_ENTRY.search(head)
        return _BY_ENTRY.get(entry[1], FileKind.OPEN_DOCUMENT) if entry else FileKind.ARCHIVE
    return next((kind for signature, kind in _SIGNATURES.items() if head.startswith(signature)), None)
