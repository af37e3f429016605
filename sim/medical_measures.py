"""What is read off a cardiac arrest: the intervals of the Utstein reports, and two published formulas of survival.

Both formulas hold for a witnessed arrest with a shockable rhythm, were fitted to adults out of hospital, and are left as they were
published: they foretell less than schools have seen. A survival is a probability of each replication; no coin is flipped.
"""

import math
from collections.abc import Callable

from sim.arithmetic import exp
from sim.measure import Measure
from sim.reading import Reading
from sim.trace import Kind

LARSEN_MOST = 0.67
"""Larsen's line at zero minutes, and the most that it can give."""


def _time(name: str, definition: str) -> Measure:
    return Measure(name, "s", "lower", definition, time=True)


MEDICAL_MEASURES: tuple[Measure, ...] = (
    _time("collapse_to_cpr", "Collapse to the first chest compression, by anybody."),
    _time("collapse_to_shock", "Collapse to the first shock, by an AED or the ambulance crew."),
    _time("first_responder_at_patient", "Collapse to the first of the response team at the patient."),
    _time("aed_at_patient", "Collapse to the first AED of the campus at the patient."),
    _time("ems_at_patient", "Collapse to the first ambulance crew at the patient."),
    Measure(
        "survival_larsen",
        "probability",
        "higher",
        "Probability of survival for a shockable rhythm, by the line of Larsen 1993 (CPR, shock, crew at the patient), uncalibrated.",
    ),
    Measure(
        "survival_valenzuela",
        "probability",
        "higher",
        "Probability of survival for a shockable rhythm, by the curve of Valenzuela 1997 (CPR, shock), uncalibrated.",
    ),
)


def larsen(cpr: float, shock: float, crew: float) -> float:
    """Probability of survival, 0 to 0.67. Seconds from collapse. Source: Larsen 1993, per minute 2.3, 1.1 and 2.1 points."""
    line = LARSEN_MOST - (0.023 * cpr + 0.011 * shock + 0.021 * crew) / 60.0
    return min(LARSEN_MOST, max(0.0, line))


def valenzuela(cpr: float, shock: float) -> float:
    """Probability of survival. Seconds from collapse. Source: Valenzuela 1997, as given by Erkut 2008."""
    return 1.0 / (1.0 + exp(-0.260 + (0.106 * cpr + 0.139 * shock) / 60.0))


def _first(kind: Kind) -> Callable[[Reading], float]:
    return lambda reading: reading.first.get(kind, math.inf)


def _done(reading: Reading, kind: Kind) -> float:
    """When a step was done; the horizon if it was not."""
    return min(reading.first.get(kind, math.inf), reading.tables.horizon)


MEDICAL_READERS: dict[str, Callable[[Reading], float]] = {
    "collapse_to_cpr": _first(Kind.CPR_BEGINS),
    "collapse_to_shock": _first(Kind.SHOCK),
    "first_responder_at_patient": _first(Kind.RESPONDER_ON_SCENE),
    "aed_at_patient": _first(Kind.AED_THERE),
    "ems_at_patient": _first(Kind.PATIENT_REACHED),
    "survival_larsen": lambda reading: larsen(
        _done(reading, Kind.CPR_BEGINS), _done(reading, Kind.SHOCK), _done(reading, Kind.PATIENT_REACHED)
    ),
    "survival_valenzuela": lambda reading: valenzuela(
        _done(reading, Kind.CPR_BEGINS), _done(reading, Kind.SHOCK)
    ),
}
