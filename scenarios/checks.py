"""Checks across the parts of a file and across files: what each part says alone may be right, and together cannot be.

Each check reads a campus written out, or an emergency, and returns findings with their place in the file.
"""

from collections.abc import Iterable

from scenarios.emergency import Emergency
from scenarios.place import Finding, Place


def check_place(place: Place) -> list[Finding]:
    """Everything that cannot be on one campus."""
    return []


def check_emergency(emergency: Emergency) -> list[Finding]:
    """Everything in a scenario that does not fit its campus or its strategies."""
    return list(_nothing())


def _nothing() -> Iterable[Finding]:
    return ()
