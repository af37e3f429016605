"""The master scenario events list as an Excel sheet, one row an inject, and back into the exercise file."""

from pathlib import Path

from reports.msel.from_sheet import parse_sheet
from reports.msel.merging import MergedFile, merge_sheet
from reports.msel.to_sheet import build_msel_workbook
from scenarios.load import Document

__all__ = ["MergedFile", "build_msel_workbook", "read_msel"]


def read_msel(path: Path, document: Document) -> MergedFile:
    """An exercise file with the injects of a workbook instead of its own. Raises Problems."""
    return merge_sheet(parse_sheet(path), document)
