"""How many a message reached, read off a trace afterwards: "your call by PA reached 21 more"."""

from sim.trace import Channel, EventKind, Trace


def count_reached_by(trace: Trace, since: float, channel: Channel) -> int:
    """How many of the staff learned it by this channel first, from this time on (seconds from onset). Who knew before is not counted."""
    people = trace.tables.staff_count
    return sum(
        kind == EventKind.AWARE and time >= since and subject < people and what == channel
        for time, kind, subject, what, _place, _value in trace.rows
    )
