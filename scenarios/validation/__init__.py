"""Checks across the parts of a file and across files. A finding stops the file from being used; a note does not."""

from scenarios.validation.campus import check_place, review_place
from scenarios.validation.limits import check_inputs, check_sizes, review_inputs
from scenarios.validation.scenario import (
    check_emergency,
    check_requirement,
    check_scenario,
    check_strategy,
    find_missing_references,
    is_on_own_campus,
    review_emergency,
    review_strategy,
)

__all__ = [
    "is_on_own_campus",
    "check_emergency",
    "check_inputs",
    "check_place",
    "check_requirement",
    "check_scenario",
    "check_sizes",
    "check_strategy",
    "find_missing_references",
    "review_emergency",
    "review_inputs",
    "review_place",
    "review_strategy",
]
