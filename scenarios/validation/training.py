"""Checks of training sets against the hazards and the inputs that there are."""

from collections.abc import Sequence

from scenarios.diagnostics import Finding, quote, suggest
from scenarios.hazards import HazardModel
from scenarios.training import Training
from scenarios.validation.limits import check_known, check_unique


def check_training(training: Training) -> list[Finding]:
    """Hazards that are unknown or listed twice."""
    return [
        *check_unique(("hazards",), training.hazards, "hazard", key=None),
        *(
            finding
            for place, hazard in enumerate(training.hazards)
            for finding in check_known(("hazards", place), hazard, "a kind of hazard", HazardModel.models)
        ),
    ]


def review_training(training: Training, shipped: Sequence[tuple[str, frozenset[str]]]) -> list[Finding]:
    """Inputs that a shipped scenario of its hazards lacks. shipped: of each scenario, its hazard and its inputs.

    A note only: a set may be written for a campus or a scenario of one's own, which has other inputs.
    """
    played = [names for hazard, names in shipped if hazard in training.hazards]
    findings = []
    for place, setting in enumerate(training.assumes):
        lacking = [names for names in played if setting.input not in names]
        if lacking:
            message = f"{len(lacking)} of {len(played)} shipped scenarios have no input {quote(setting.input)}"
            where = ("assumes", place, "input")
            findings.append(Finding(where, f"{message}; {suggest(setting.input, sorted(lacking[0]))}"))
    return findings
