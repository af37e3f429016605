"""The master scenario events list as an Excel sheet, one row an inject, and back into the exercise file."""

from reports.msel.from_sheet import read_msel
from reports.msel.to_sheet import msel_workbook

__all__ = ["msel_workbook", "read_msel"]
