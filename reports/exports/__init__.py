"""The data of an exercise for other programs: its journal, what happened in each arm, an event log, and the alert as a message."""

from reports.exports.files import ExportResult, export_files

__all__ = ["ExportResult", "export_files"]
