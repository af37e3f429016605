"""Checks across the parts of a file and across files: what each part says alone may be right, and together cannot be.

Each check reads a campus written out, a strategy, or an emergency, and gives findings with their place in the file. A finding stops the
file from being used; what is merely odd is a note, and stops nothing.
"""

from scenarios.checks.campus import check_place, notes_on_place
from scenarios.checks.emergency import at_home, check_emergency, check_scenario, lacking, notes_on_emergency
from scenarios.checks.inputs import check_inputs, notes_on_inputs
from scenarios.checks.requirement import check_requirement
from scenarios.checks.sizes import check_sizes
from scenarios.checks.strategy import check_strategy, notes_on_strategy

__all__ = [
    "at_home",
    "check_emergency",
    "check_inputs",
    "check_place",
    "check_requirement",
    "check_scenario",
    "check_sizes",
    "check_strategy",
    "lacking",
    "notes_on_emergency",
    "notes_on_inputs",
    "notes_on_place",
    "notes_on_strategy",
]
