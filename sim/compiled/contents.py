"""What is known of a program beside its code."""

from typing import NamedTuple


class Contents(NamedTuple):
    """playbooks: by kind of hazard, its number, and the handlers of its processes. measures: in the order of their numbers. of_packages:
    those that need the whole trace. events: the kinds that a play for its other measures records.
    """

    playbooks: dict[str, dict[str, int]]
    measures: list[str]
    of_packages: list[str]
    events: list[int]
