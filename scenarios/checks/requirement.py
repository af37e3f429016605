"""Everything in a requirement that does not fit together: above all semesters that overlap or lie in another school year."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scenarios.checks.naming import gathered, check_unique
from scenarios.days import school_year_span
from scenarios.place import Finding
from scenarios.requirement import Requirement, Semester


def check_requirement(requirement: Requirement) -> list[Finding]:
    """Everything in a requirement that does not fit together."""
    return gathered(
        lambda: check_unique(("rules",), [rule.says for rule in requirement.rules], "rule", "says"),
        lambda: check_unique(("calendar",), [one.year for one in requirement.calendar], "school year", "year"),
        lambda: (
            Finding(("calendar", i, "semesters", n), wrong)
            for i, one in enumerate(requirement.calendar)
            for n, wrong in check_semesters(one.semesters, one.year, requirement.year_begins)
        ),
    )


def check_semesters(semesters: Sequence[Semester], year: str, begins: str) -> Iterator[tuple[int, str]]:
    """What is wrong with semesters, each with its place among them. begins: the month in which a school year begins."""
    first, last = school_year_span(year, begins)
    for n, semester in enumerate(semesters):
        if not first <= semester.first <= semester.last <= last:
            yield n, f"{_name_semester(semester)} is not within the school year {year}, {first} to {last}"
    for n, (one, following) in enumerate(pairwise(semesters), 1):
        if following.first <= one.last:
            yield n, f"{_name_semester(following)} begins before {_name_semester(one)} is over; give them in order"


def _name_semester(semester: Semester) -> str:
    return f"the semester {semester.first} to {semester.last}"
