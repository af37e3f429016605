"""The smallest difference that matters, as it is written and in the unit of its measure."""

import pytest

from scenarios.hazards import COUNTS, DAYS, PERSON_MINUTES, SHARES
from scenarios.library import open_emergency
from scenarios.scenario import Primary
from sim.measures import MEASURES


@pytest.mark.parametrize(
    ("written", "heads", "amount"),
    [
        *((15, 600, 15.0), (0.05, 600, 0.05), ("15 s", 600, 15.0), ("1 min 30 s", 600, 90.0)),
        *(("30 s per head", 600, 300.0), ("0.5 min per head", 2050, 1025.0)),  # person-minutes
    ],
)
def test_a_difference_as_written(written: object, heads: int, amount: float) -> None:
    primary = Primary.model_validate({"measure": "x", "smallest_difference": written})
    assert primary.smallest_difference.for_occupants(heads) == amount


def test_measures_are_in_the_units_of_differences_and_half_a_minute_of_everybody_is_half_the_people() -> None:
    units = {name: measure.unit for name, measure in MEASURES.items()}
    assert {name for name, unit in units.items() if unit == "person-min"} == PERSON_MINUTES
    assert {name for name, unit in units.items() if unit in ("share", "probability")} == SHARES
    assert {name for name, unit in units.items() if unit == "count"} == COUNTS
    assert {name for name, unit in units.items() if unit in ("days", "hours")} == DAYS
    assert {units[name] for name in units.keys() - PERSON_MINUTES - SHARES - COUNTS - DAYS} == {"s"}
    for campus in ("large-high-school", "rural-k12"):
        emergency = open_emergency("false-alarm", campus=campus)
        people = len(emergency.place.staff) + sum(group.occupants for group in emergency.place.groups)
        assert emergency.smallest_differences() == {"false_alert_person_minutes": people / 2, "hazard_over": 15.0}
