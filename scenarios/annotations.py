"""Additions to a report of an exercise: judgments, names, dates. They are a file of their own, so a new report loses nothing.

The report lists the ids: of its blanks, its objectives, and the improvements that were recorded.
"""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel, Text
from scenarios.diagnostics import validation_error

Element = Literal["planning", "organization", "equipment", "training", "exercise"]
"""What a corrective action changes: the elements of capability in HSEEP."""


class FilledBlank(FileModel):
    """A blank of the report. says: empty until it is filled."""

    blank: str
    says: str = ""


class Finding(FileModel):
    """A strength or an area for improvement, as an after-action report has them."""

    says: Text
    reference: Text | None = None  # the plan, policy or standard it is held against
    observation: Text | None = None  # what was seen
    analysis: Text | None = None  # why, and what follows from it


class ObjectiveAnalysis(FileModel):
    """What evaluators and planners find about one objective."""

    objective: str
    strengths: list[Finding] = []
    areas: list[Finding] = []


class CorrectiveActionEntry(FileModel):
    """A line of the improvement plan. improvement: one that was written down in the exercise; without it, one that is added here."""

    improvement: str | None = None
    issue: Text | None = None
    action: Text | None = None
    capability: Text | None = None
    element: Element | None = None
    responsible: Text | None = None
    contact: Text | None = None
    start: Text | None = None
    completion: Text | None = None

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        start, completion = _parse_date(self.start), _parse_date(self.completion)
        if start and completion and completion < start:
            raise validation_error(
                f"completion {completion} is before start {start}", "put one of them right", ("completion",)
            )
        return self


def _parse_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


class Additions(FileModel):
    """A file of additions. additions: the session that the report is about. nothing_to_improve: why, in place of an improvement plan."""

    additions: str
    blanks: list[FilledBlank] = []
    objectives: list[ObjectiveAnalysis] = []
    nothing_to_improve: str = ""
    improvements: list[CorrectiveActionEntry] = Field(default=[], max_length=200)
