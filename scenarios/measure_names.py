"""Which measures apply to which hazard, and so which a scenario file may name. What they mean stands in `sim.measures`."""

ALERTED = (
    "recognition",
    "first_report",
    "call_answered",
    "processing",
    "dispatched",
    "travel",
    "first_unit_on_scene",
    "first_responder_on_scene",
    "intervention",
    "total_response",
    "hazard_over",
    "first_campus_alert",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "acknowledgement_rate",
    "protected_t50",
    "protected_t90",
    "protected_t100",
    "unprotected_person_minutes",
    "exposed_person_minutes",
    "app_was_first_report",
)
"""The measures of most hazards."""
MEASURE_NAMES: dict[str, tuple[str, ...]] = {}
"""By the kind of each registered hazard."""
PERSON_MINUTES = {"unprotected_person_minutes", "exposed_person_minutes"}
"""Counted in heads times minutes; hazards register more."""
SHARES = {"acknowledgement_rate", "app_was_first_report"}
"""Shares and chances, 0 to 1; hazards register more. All other measures are in seconds."""
