"""When a measure is known before the end of a play, so that a play for a few measures can end early."""

from collections.abc import Sequence

from sim.sampling.elementary import round_to_grid

CHECK_FRACTIONS = (0.15, 0.25, 0.5)
"""Shares of the horizon at which to check whether all measures are known."""

FINAL_ONCE_REACHED = frozenset(
    {
        *("recognition", "first_report", "pa_speaks", "call_answered", "dispatched", "first_unit_on_scene"),
        *("first_responder_on_scene", "intervention", "hazard_over", "first_campus_alert"),
        *("aware_t50", "aware_t90", "aware_t100", "protected_t50", "protected_t90", "protected_t100"),
        *(
            "collapse_to_cpr",
            "collapse_to_shock",
            "first_responder_at_patient",
            "aed_at_patient",
            "ems_at_patient",
            "helper_arrives",
        ),
    }
)
"""Times since onset that later events cannot change. Evacuation times are left out: they are known only at the end of a fire."""

FINAL_AFTER_DANGER = frozenset(
    {*("unprotected_person_minutes", "exposed_person_minutes", "unaware_time", "unaware_time_bound"), "alone_seconds"}
)
"""Amounts that stop growing when the danger ends."""


def can_end_early(names: Sequence[str]) -> bool:
    """Whether each of these measures is known once it is reached, or once the danger is over."""
    return (FINAL_ONCE_REACHED | FINAL_AFTER_DANGER).issuperset(names)


def check_times(horizon: float) -> list[float]:
    """Seconds from onset, on the time grid."""
    return [round_to_grid(share * horizon) for share in CHECK_FRACTIONS]
