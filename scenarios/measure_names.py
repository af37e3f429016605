"""Which measures apply to which hazard, and so which a scenario file may name. What they mean stands in `sim.measures`."""

from collections.abc import Mapping

_ALERTED = (
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
_NOTICED = (
    "recognition",
    "first_report",
    "call_answered",
    "dispatched",
    "first_unit_on_scene",
    "first_campus_alert",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "protected_t50",
    "protected_t90",
    "protected_t100",
)
_AIDED = (
    "recognition",
    "first_report",
    "call_answered",
    "processing",
    "dispatched",
    "travel",
    "first_unit_on_scene",
    "first_campus_alert",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "acknowledgement_rate",
    "app_was_first_report",
    "collapse_to_cpr",
    "collapse_to_shock",
    "first_responder_at_patient",
    "aed_at_patient",
    "ems_at_patient",
    "survival_larsen",
    "survival_valenzuela",
)
_BURNING = (
    *(name for name in _ALERTED if name != "first_responder_on_scene"),
    "alarm_sounds",
    "rset",
    "aset_margin",
    "accountability_complete",
)
_FALSE = (
    "recognition",
    "first_report",
    "hazard_over",
    "app_was_first_report",
    "false_alert_person_minutes",
    "units_sent_in_vain",
)
MEASURE_NAMES: Mapping[str, tuple[str, ...]] = {
    "assailant": _ALERTED,
    "cardiac-arrest": _AIDED,
    "false-alarm": _FALSE,
    "fire": _BURNING,
    "notice": _NOTICED,
}
"""By the kind of the hazard. A reference hazard has no end and no reach. Of a false alarm, to know it and to be behind a locked door is
what it costs, not what anybody gains; so no time of either is measured, nor of steps that all clear may come before.
"""
PERSON_MINUTES = frozenset(
    {"unprotected_person_minutes", "exposed_person_minutes", "false_alert_person_minutes"}
)
"""Counted in heads times minutes."""
SHARES = frozenset(
    {
        *("acknowledgement_rate", "app_was_first_report", "units_sent_in_vain"),
        *("survival_larsen", "survival_valenzuela"),
    }
)
"""Shares and chances, 0 to 1. All other measures are in seconds."""
