"""What a chance of survival in a comparison is worth: two published formulas, what they leave out, and the evidence that they rest on.

The numbers are those of `sim.medical_measures`. Whoever reads them has to know, where they stand, that schools saw more, that one of
them is not verified, and why they may point opposite ways.
"""

from collections.abc import Iterable

from reports.lookup import ComparisonIndex
from sim.contrasts import Pairing

LARSEN, VALENZUELA = "survival_larsen", "survival_valenzuela"
EVIDENCE_ROW = 25
"""Of the table of evidence: both formulas, and what schools saw."""
MIN_WASTE = (
    "Survival: two published formulas for a collapse that is seen and a heart that a shock can help, Larsen's line and Valenzuela's curve "
    f"(row {EVIDENCE_ROW} of the evidence). Both give less than schools with an AED programme saw (64 to 71 %), and the second is "
    "unverified."
)
OPPOSED_NOTE = "Here they point opposite ways: Larsen counts CPR, shock and the ambulance crew; Valenzuela counts CPR and shock and no crew."
LIMIT_NOTE = (
    "A chance of survival is that of one cardiac arrest by one of two published formulas, left as they were published: both give less than "
    "schools with an AED programme saw, and the second (Valenzuela) is unverified. It is no forecast for a school, and says nothing about "
    "casualties of an attack."
)


def has_survival(measures: Iterable[str]) -> bool:
    """Whether one of these is a chance of survival."""
    return not {LARSEN, VALENZUELA}.isdisjoint(measures)


def describe_survival(index: ComparisonIndex, pairing: Pairing) -> str:
    """What the chances of survival in a table are worth; empty where it has none."""
    found = {one.measure: one.reduction for one in index.list_contrasts(pairing)}
    if not has_survival(found):
        return ""
    opposed = found.get(LARSEN, 0.0) * found.get(VALENZUELA, 0.0) < 0.0
    return f"{MIN_WASTE} {OPPOSED_NOTE}" if opposed else MIN_WASTE
