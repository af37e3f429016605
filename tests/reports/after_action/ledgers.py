"""Reports with a long ledger of decisions."""

from dataclasses import replace
from functools import cache

from reports.after_action.data import ReportData
from sim.exercise import decision_effects
from sim.exercise.leverage import choose_measure
from sim.measures import MEASURES
from tests.reports.reports import facts

WIDE = decision_effects.Difference(-1234.0, -1345.0, -1123.0)
"""As many digits as there are, of seconds and of person-minutes."""


def long_ledger(name: str) -> decision_effects.DecisionEffects:
    """All questions of the exercise were asked and had an effect, and another answer would have been better."""
    state = facts(name).state
    decisions = []
    for question in decision_effects.VariantPlanner(state).questions:
        point = state.decision_points.get(question.id)
        answer = point.response.option if point and point.state == "decided" else "no decision"
        longest = max(question.options, key=lambda one: len(one.says) if one.id != answer else 0)
        measure = choose_measure(question, state.opened.emergency)
        best = decision_effects.BestAnswer(longest.id, decision_effects.Difference(1234.0, 1123.0, 1345.0))
        known = question.id, answer, 61.0, measure, MEASURES[measure].unit
        decisions.append(decision_effects.DecisionEffect(*known, WIDE, WIDE, WIDE, best, 1.0))
    units = {one.measure: one.unit for one in decisions}
    together = (decision_effects.TogetherEffect(measure, unit, WIDE) for measure, unit in units.items())
    return decision_effects.DecisionEffects(1_000, 0.06, tuple(decisions), tuple(together))


@cache
def with_ledger(name: str) -> ReportData:
    return replace(facts(name), decision_effects=long_ledger(name))
