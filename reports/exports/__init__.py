"""The data of an exercise for other programs: its journal, what happened in each arm, an event log, and the alert as a message."""

from reports.exports.files import Exported, export

__all__ = ["Exported", "export"]
