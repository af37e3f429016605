"""Texts of documents that are kept beside the tests. To write them again: ALLCALL_WRITE_GOLDEN=1 ./run pytest tests/reports."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check_golden(name: str, text: str) -> None:
    """Compares a text with the one that is kept."""
    path = FOLDER / name
    if os.environ.get("ALLCALL_WRITE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
