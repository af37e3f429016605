"""The master scenario events list as an Excel sheet, one row an inject, and back into the exercise file."""

from pathlib import Path

from reports.msel.merge import MergedFile, merge_sheet
from reports.msel.workbook import build_msel_workbook, parse_sheet
from scenarios.loading.loader import Document

__all__ = ["MergedFile", "build_msel_workbook", "read_msel"]


def read_msel(path: Path, document: Document) -> MergedFile:
    """An exercise file with the injects of a workbook instead of its own. Raises Problems."""
    return merge_sheet(parse_sheet(path), document)
