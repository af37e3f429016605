"""The after-action report and improvement plan of an exercise, after HSEEP: facts from its journal, and blanks for what people judge."""

from reports.after_action.facts import Facts
from reports.after_action.paper import after_action, questions

__all__ = ["Facts", "after_action", "questions"]
