"""The planner's report of a comparison: a question, how it was answered, the answer, and what not to conclude."""

from reports.planners.paper import Asked, planners_report

__all__ = ["Asked", "planners_report"]
