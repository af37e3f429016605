"""Years of comparisons made by hand."""

from dataclasses import replace
from typing import Any

from sim.experiment.comparison import Comparison
from sim.experiment.experiment import Experiment
from sim.statistics.paired import Pairing
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.comparisons import contrast, made, primary, summary

PAIRING = Pairing("office-pa", "practice+app", ())
FALSE, INTERRUPTED = "false_alert_person_minutes", "interrupted_person_minutes"
HALLS = "heads_in_halls_when_police_enter"
REDUCTIONS = {
    "active-assailant": {"aware_t90": 90.0, "unprotected_person_minutes": 600.0, "first_unit_on_scene": 30.0},
    "cardiac-arrest": {"collapse_to_cpr": 30.0, "collapse_to_shock": 60.0, "ems_at_patient": 15.0},
    "laboratory-fire": {"rset": 6.0, "accountability_complete": 12.0, "first_unit_on_scene": 3.0},
    "false-alarm": {FALSE: -200.0, "hazard_over": -6.0},
    "agitated-visitor": {"helper_arrives": 12.0, "alone_seconds": 6.0, INTERRUPTED: -3.0},
    "weapon-seen": {"helper_arrives": 12.0, "aware_t90": 30.0, INTERRUPTED: -100.0},
    "tornado": {"sheltered_t90": 30.0, INTERRUPTED: -600.0},
    "missing-student": {"found": 12.0, "left_campus": 0.01},
    "gas-inside": {"last_out": 30.0, "exposed_person_minutes": 20.0, INTERRUPTED: -50.0},
    "release-outside": {"outdoor_equivalent_person_minutes": 10.0, "closed_in_t90": 20.0, INTERRUPTED: -40.0},
    "swatting": {HALLS: 0.005, "office_to_aware_t90": 20.0, FALSE: -300.0},
    "bomb-threat": {"office_to_aware_t90": 15.0, HALLS: 0.001, FALSE: -150.0},
}
"""By scenario and primary measure."""
NEWER = [
    *("agitated-visitor", "weapon-seen", "tornado", "tornado unwarned", "missing-student"),
    *("gas-inside", "release-outside", "swatting", "bomb-threat"),
]
"""With a rate, after the four that schools practice most."""
FURTHER = {"protected_t90": 45.0, "exposed_person_minutes": 2.0, "aware_t50": 40.0}


def build_comparison(experiment: Experiment, *_: object, **__: object) -> Comparison:
    """A comparison made by hand: 1000 without, and the reductions above, each with limits 5 either side."""
    scenario, campus = experiment.emergency.scenario, experiment.emergency.place.campus
    shown = REDUCTIONS[scenario.scenario]
    further = {name: value for name, value in FURTHER.items() if name not in shown}
    names: dict[str, Any] = {"baseline": PAIRING.baseline, "present_practice": PAIRING.baseline}
    names |= {"scenario": scenario.scenario, "title": scenario.title, "strategies": PAIRING[:2]}
    return replace(
        made(),
        **names,
        campus=campus.campus,
        campus_title=campus.title,
        seed=experiment.seed,
        measures=tuple(
            summary(arm, name, mean)
            for name, value in (shown | further).items()
            for arm, mean in zip(PAIRING.arms, (1000.0, 1000.0 - value), strict=True)
        ),
        contrasts=(
            *(contrast(PAIRING, name, value) for name, value in further.items()),
            *(
                primary(PAIRING, name, value, Verdict.SOONER if value > 0 else Verdict.WORSE)
                for name, value in shown.items()
            ),
        ),
    )
