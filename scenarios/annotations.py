"""Additions to a report of an exercise: judgments, names, dates. They are a file of their own, so a new report loses nothing.

The report lists the ids: of its blanks, its objectives, and the improvements that were recorded.
"""

import math
import re
from datetime import date
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, model_validator

from scenarios.base import FileModel, Text
from scenarios.diagnostics import quote, validation_error

Answer = Annotated[int, Field(strict=True, ge=0, le=5)]
"""To a statement of the feedback form: 1 not at all, 5 fully, 0 none."""

Element = Literal["planning", "organization", "equipment", "training", "exercise"]
"""What a corrective action changes: the elements of capability in HSEEP."""

Rating = Literal["P", "S", "M", "U"]
"""HSEEP's, of an objective."""

_RELATIVE_DATE = re.compile(
    r"\b(today|tomorrow|tonight|soon|asap|next|this|coming|in (a|\d+)|(mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


def is_relative_date(text: str) -> bool:
    """Whether words such as "next Friday" name a day that depends on the day they are read."""
    return bool(_RELATIVE_DATE.search(text))


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
    done: Text | None = None  # the day; of one that was added here

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        start, completion = parse_day(self.start), parse_day(self.completion)
        for key, text, day in (("start", self.start, start), ("completion", self.completion, completion)):
            if text and is_relative_date(text):
                message = f"{quote(text)} depends on the day it is read"
                raise validation_error(message, "write a date such as 2026-12-04", (key,))
            if text and day is None:
                raise validation_error(f"{quote(text)} is no date", "write it as 2026-12-04", (key,))
        if start and completion and completion < start:
            raise validation_error(
                f"completion {completion} is before start {start}", "put one of them right", ("completion",)
            )
        return self


class ObjectiveRating(FileModel):
    """What one evaluator found about an objective: a proposal, in the evaluator's own words."""

    objective: str
    rating: Rating | None = None
    remark: Text | None = None


class Evaluator(FileModel):
    """An evaluator, by name or initials, with the ratings."""

    evaluator: Text
    ratings: list[ObjectiveRating] = []


def parse_day(text: str | None) -> date | None:
    """The date that is written as 2026-12-04; None for anything else."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


class Additions(FileModel):
    """A file of additions. additions: the session that the report is about. nothing_to_improve: why, in place of an improvement plan.

    feedback: a list of answers for each form, 1 to 5 in its order, 0 for none. comments: what was written in people's own words.
    """

    additions: str
    blanks: list[FilledBlank] = []
    objectives: list[ObjectiveAnalysis] = []
    nothing_to_improve: str = ""
    improvements: list[CorrectiveActionEntry] = Field(default=[], max_length=200)
    evaluators: list[Evaluator] = Field(default=[], max_length=30)
    feedback: list[list[Answer]] = Field(default=[], max_length=500)
    comments: list[Text] = Field(default=[], max_length=500)


def format_additions(additions: Additions) -> str:
    """The text of a file of additions."""
    values = additions.model_dump(exclude_defaults=True, exclude_none=True)
    return str(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=math.inf))
