"""The planner's report of a comparison: a question, how it was answered, the answer, and what not to conclude."""

from reports.comparison.report import ReportRequest, build_planner_report

__all__ = ["ReportRequest", "build_planner_report"]
