"""The master scenario events list as an Excel sheet, one row an inject, and back into the exercise file."""

from pathlib import Path

from reports.msel.from_sheet import read_sheet
from reports.msel.merging import Merged, merged
from reports.msel.to_sheet import msel_workbook
from scenarios.load import Document

__all__ = ["Merged", "msel_workbook", "read_msel"]


def read_msel(path: Path, document: Document) -> Merged:
    """An exercise file with the injects of a workbook instead of its own. Raises Problems."""
    return merged(read_sheet(path), document)
