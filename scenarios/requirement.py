"""A file of a requirement: which drills a school site has to hold in a school year, where that is written, and for how long it is kept.

Rules are data in one small form, so that another state, or a district with more to ask, is another file. A rule counts the drills of a
kind that lie in a stretch of the year, the whole of it, each semester, its first days, or a month, and says how many there have to be.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.days import Day, Month, SchoolYear
from scenarios.held import DrillKind
from scenarios.problems import validation_error
from scenarios.records import FileModel, Text, YesNo
from scenarios.units import Seconds

Few = Annotated[int, Field(ge=1, le=366, strict=True)]


class Rule(FileModel):
    """What is asked for. says: in words. kind: of the drills that count; any where there is none.

    each: the stretch, and first_days only the first days of it. month: a month of the school year instead. at_least, at_most: how many
    drills in each stretch. apart: by how much their times of day have to differ. not_known: what the sources leave open.
    """

    says: Text
    kind: DrillKind | None = None
    each: Literal["year", "semester"] = "year"
    first_days: Few | None = None
    days: Literal["calendar", "school"] = "calendar"
    month: Month | None = None
    at_least: Few | None = None
    at_most: Annotated[int, Field(ge=0, le=366, strict=True)] | None = None
    apart: Seconds | None = None
    not_known: Text | None = None

    @model_validator(mode="after")
    def _require_bound(self) -> Self:
        if self.at_least is None and self.at_most is None and self.apart is None:
            raise validation_error("this rule asks for nothing", 'give "at_least", "at_most" or "apart"')
        if self.at_least and self.at_most is not None and self.at_least > self.at_most:
            raise validation_error('"at_least" is above "at_most"', at=("at_least",))
        if self.month and (self.each == "semester" or self.first_days):
            raise validation_error(
                "a month is a stretch by itself", 'leave out "each" and "first_days"', at=("month",)
            )
        if self.first_days and self.each != "semester":
            raise validation_error("these are the first days of what?", 'add "each: semester"', at=("first_days",))
        if self.days == "school" and not self.first_days:
            raise validation_error('"days" says how "first_days" are counted', 'give "first_days"', at=("days",))
        return self


class Semester(FileModel):
    """From its first day with school to its last."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if self.first >= self.last:
            raise validation_error(
                f"{self.first} is not before {self.last}", "write the first day first", at=("first",)
            )
        return self


class SchoolCalendar(FileModel):
    """The semesters of one school year. no_school: days on which there is none, beside Saturdays and Sundays."""

    year: SchoolYear
    semesters: list[Semester] = Field(min_length=1, max_length=6)
    no_school: list[Day] | None = None


class Citation(FileModel):
    """Where something was read, and what it says."""

    page: Text
    says: Text
    unverified: YesNo = False


class Requirement(FileModel):
    """A requirement file. years_kept: for how long drills have to be on file. unverified: what nobody has held against the law."""

    requirement: str
    title: Text
    law: Text
    unverified: Text | None = None
    sources: list[Citation] = Field(min_length=1)
    years_kept: Few
    year_begins: Month = "july"
    rules: list[Rule] = Field(min_length=1, max_length=100)
    calendar: list[SchoolCalendar] = []

    def find_calendar(self, year: str) -> SchoolCalendar | None:
        """The calendar of a school year, where the file has one."""
        return next((one for one in self.calendar if one.year == year), None)
