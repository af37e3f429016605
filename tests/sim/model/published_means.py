"""Means of the reference model, as published."""

NAMES = (
    "call_answered",
    "dispatched",
    "first_unit_on_scene",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "protected_t90",
    "protected_t100",
)
PUBLISHED = {
    "r1-sequential": (37.2, 100.2, 304.4, 105.2, 116.4, 138.5, 144.2, 170.0),
    "r1-simultaneous": (19.4, 40.4, 244.6, 35.0, 69.4, 101.1, 93.6, 128.8),
}
