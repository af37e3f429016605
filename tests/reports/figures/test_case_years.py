"""The picture of a year of threat reports: its title and its words, by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from reports.figures.case_years import build_cases
from sim.experiment.case_years import CaseYears
from sim.statistics.paired import Pairing


def test_the_title_of_a_year_counts_the_steps_to_the_plan_of_both_arms() -> None:
    """Without the review, which is the fourth step."""
    pairing = Pairing("by-hand-weekly", "line-weekly")
    comparison: Any = SimpleNamespace(present_practice="by-hand-weekly", strategies=("by-hand-weekly", "line-weekly"))
    days = np.arange(3.0)
    played = {
        arm: CaseYears(steps, days, days + more, days, days + 5.0)
        for arm, steps, more in zip(pairing.arms, [(2.0, 5.0, 7.0, 1.0), (1.0, 2.0, 3.0, 4.0)], (4.0, 1.5), strict=True)
    }
    found = build_cases(comparison, pairing, played, 12)
    assert found.title.startswith("A plan 6 days after the report, 14 with ")
    assert [line.steps for line in found.lines] == [(1.0, 2.0, 3.0, 4.0), (2.0, 5.0, 7.0, 1.0)]
    assert "12 school years" in found.note
    said = [word.rstrip(",.") for word in found.alt.split()]
    numbers = [float(word) for word in said if word.replace(".", "", 1).isdigit() and "." in word]
    assert numbers == [1.0, 3.0, 6.0, 10.0, 2.5, 2.0, 7.0, 14.0, 15.0, 5.0]
