"""Checks across the parts of a file and across files: what each part says alone may be right, and together cannot be.

Each check reads a campus written out, a strategy, or an emergency, and gives findings with their place in the file. A finding stops the
file from being used; what is merely odd is a note, and stops nothing.
"""

from scenarios.checks.campus import check_place, review_place
from scenarios.checks.emergency import is_on_own_campus, check_emergency, check_scenario, find_missing_references, review_emergency
from scenarios.checks.inputs import check_inputs, review_inputs
from scenarios.checks.requirement import check_requirement
from scenarios.checks.sizes import check_sizes
from scenarios.checks.strategy import check_strategy, review_strategy

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
