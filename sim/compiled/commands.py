"""What Python asks of compiled code."""

from enum import IntEnum


class Command(IntEnum):
    """What `execute` does."""

    BEGIN = 0
    """A replication, before its first event."""
    RUN = 1
    """All events before a time."""
    MEASURE = 2
    """Reads the measures off the trace."""
    PLAY_ROWS = 3
    """Plays several replications; the result says how many."""
    FILL = 4
    """Draws in advance what is still missing."""
    INTERVENE = 5
    """Starts the intervention in `request` now; the result says whether it begins."""
    RETURN = 6
    """The model takes over a person; NOBODY: the office."""
