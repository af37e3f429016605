"""Where adults serve families that come for their students."""

from enum import IntEnum

MOST_ADDED = 20
"""Tables that people may add, and runners; and lines at once."""


class Post(IntEnum):
    """What people may add to."""

    TABLE = 0  # families are checked in
    RUNNER = 1  # who fetches students
    LINE = 2  # of the office, for calls
