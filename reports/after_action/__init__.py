"""The after-action report and improvement plan of an exercise, after HSEEP: facts from its journal, blanks for judgments of people."""

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_blank_report

__all__ = ["ReportData", "build_after_action_report", "build_blank_report"]
