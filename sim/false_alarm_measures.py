"""What a false alarm costs: the time of everybody who broke off what they were doing, until all clear, and units sent in vain."""

from collections.abc import Callable

from sim.measure import Measure
from sim.reading import Reading
from sim.trace import Kind

FALSE_ALARM_MEASURES = (
    Measure(
        "false_alert_person_minutes",
        "person-min",
        "lower",
        "Heads times minutes from when an adult begins to act, for the adult and their group, until all clear or the horizon.",
    ),
    Measure(
        "units_sent_in_vain",
        "share",
        "lower",
        "Whether 911 had sent a unit to a false alarm by the time of all clear.",
        yes_no=True,
    ),
)


def false_alert_seconds(reading: Reading) -> float:
    """Heads times seconds; a group without an adult counts from when it knows."""
    horizon = reading.tables.horizon
    end = min(reading.first.get(Kind.ALL_CLEAR, horizon), horizon)
    return sum(heads * (end - start) for start, heads in reading.broke_off)


FALSE_ALARM_READERS: dict[str, Callable[[Reading], float]] = {
    "false_alert_person_minutes": lambda reading: false_alert_seconds(reading) / 60.0,
    "units_sent_in_vain": lambda reading: float(Kind.DISPATCHED in reading.first),
}
