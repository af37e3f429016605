"""Days that are no special days: conditions that change nothing, because what would be broken, or away, is not there.

Decided here once, for `check`, which notes such a condition, and for a comparison, which leaves it out and says so: a day called
"PA down" on a campus without a PA would be the campus as it is under another name.
"""

from scenarios.emergency import Emergency
from scenarios.scenario import Headline


def find_no_effect_conditions(emergency: Emergency) -> dict[str, str]:
    """Conditions that change nothing here, each with the reason."""
    campus = emergency.place.campus
    no_sro = all(line.role != "sro" for line in campus.roster)
    no_fire = not emergency.scenario.hazard.sets_off_fire_alarm
    reasons = (
        ("pa-failed", campus.pa is None, "this campus has no PA"),
        ("radio-failed", campus.radio is None, "this campus has no radio"),
        ("sro-away", no_sro, "nobody here has the role sro"),
        ("alarm-failed", no_fire, "only a fire sets off the fire alarm"),
        ("alarm-failed", campus.fire_alarm is None, "this campus has no fire alarm"),
    )
    return {condition: why for condition, is_so, why in reasons if is_so}


def has_no_effect(line: Headline, idle: dict[str, str]) -> bool:
    """Whether a row is about a day that is none here: it has conditions, and all of them change nothing."""
    return bool(line.conditions) and idle.keys() >= set(line.conditions)
