"""The decision ledger: what may be claimed, and what stands where in the report."""

from dataclasses import replace

import pytest

from reports.after_action.data import ReportData
from reports.after_action.hot_wash_slides import build_hot_wash_slides
from reports.after_action.report import build_after_action_report
from reports.decision_ledger import ALL_DECISIONS, Verdict, build_ledger, find_verdict
from reports.documents.model import Paragraph, plain
from reports.figures.ledger_plot import NO_DIFFERENCE, build_ledger_plot, draw_ledger_plot
from reports.figures.style import use_style
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, TogetherEffect
from tests.reports.reports import rows
from tests.sim.exercise.reviews import looked_back

NAME, SHOCK = "cardiac-arrest", "collapse_to_shock"
LARGE, SMALL, UNSURE = Difference(40.0, 30.0, 50.0), Difference(9.0, 5.0, 12.0), Difference(20.0, -4.0, 44.0)
NOTHING = Difference(0.0, 0.0, 0.0)


def effects(first: Difference) -> DecisionEffects:
    """The question D2 answered with this difference and a better answer, D4 never asked, all together worse."""
    options = next(one for one in looked_back(NAME).exercise.decisions if one.id == "D2").options
    best = BestAnswer(options[1].id, replace(first, value=first.value + 30.0))
    return DecisionEffects(
        1_000,
        0.2,
        (
            DecisionEffect("D2", options[0].id, 61.5, SHOCK, "s", first, first, NOTHING, best, 1.0),
            DecisionEffect("D4", None, None, SHOCK, "s"),
        ),
        (TogetherEffect(SHOCK, "s", Difference(-70.0, -80.0, -60.0)),),
    )


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [
        (LARGE, Verdict.BETTER),
        (Difference(-40.0, -50.0, -30.0), Verdict.WORSE),
        (SMALL, Verdict.NONE),
        (UNSURE, Verdict.OPEN),
        (Difference(14.0, 6.0, 22.0), Verdict.OPEN),
        (Difference(40.0, None, None), Verdict.BETTER),
        (None, Verdict.OPEN),
    ],
)
def test_only_what_is_resolved_and_large_enough_is_claimed(difference: Difference | None, verdict: Verdict) -> None:
    assert find_verdict(difference, 15.0) is verdict


def test_the_second_section_has_a_row_for_each_decision_and_all_together_last() -> None:
    """A question that was never asked has no number: nothing is lost by waiting to be asked."""
    facts = ReportData(NAME, looked_back(NAME), decision_effects=effects(LARGE))
    paper = build_after_action_report(facts)
    assert paper.sections[1].title == "Decision ledger"
    assert paper.sections[1].starts_page
    told = rows(paper, "Decisions and what they changed")
    assert [row[0].split()[0] for row in told] == ["D2", "D4", "All"]
    assert told[0][1:5] == ["collapse to shock (15 s)", "+40 s (+30 to +50 s)", "+40 s", "0"]
    assert told[0][5].endswith(": +1:10")
    assert set(told[1][2:]) == {"–"}
    assert told[2][2] == "−1:10 (−1:20 to −1:00)"
    assert told[2][3:] == ["", "", ""]


def test_the_hot_wash_has_a_slide_for_each_decision_that_was_asked() -> None:
    facts = ReportData(NAME, looked_back(NAME), decision_effects=effects(LARGE))
    slides = build_hot_wash_slides(facts).sections
    (asked,) = (one for one in slides if one.title.startswith("D"))
    said = [plain(block.words) for block in asked.blocks if isinstance(block, Paragraph)]
    assert said[0].startswith("You decided: ")
    assert said[1].startswith("D2, collapse to shock: 40 s sooner than simulated (95% CI ")
    assert said[2] == "Choice: 40 s sooner. Time: none."
    assert said[3].startswith('Better answer: "')
    assert [one.title for one in slides][-3:] == ["Each objective", "The whole exercise", "Next steps"]


def test_an_answer_that_gains_too_little_is_not_called_better() -> None:
    found = effects(LARGE)
    (first, *rest) = found.decisions
    close = replace(first, best=BestAnswer(first.best.answer, Difference(54.0, 50.0, 58.0)) if first.best else None)
    row = build_ledger(replace(found, decisions=(close, *rest)), looked_back(NAME).state)[0]
    assert row.best is None


@pytest.mark.parametrize("difference", [SMALL, UNSURE])
def test_no_title_claims_a_difference_that_may_not_matter(difference: Difference) -> None:
    plot = build_ledger_plot(build_ledger(effects(difference), looked_back(NAME).state))
    assert plot is not None
    assert plot.title == NO_DIFFERENCE


def test_a_decision_that_changed_nothing_in_any_emergency_is_named_in_the_note() -> None:
    found = effects(LARGE)
    none = replace(found.decisions[0], id="D1", difference=Difference(0.0, 0.0, 0.0), best=None)
    rows = build_ledger(replace(found, decisions=(none, *found.decisions)), looked_back(NAME).state)
    plot, nothing = build_ledger_plot(rows), build_ledger_plot(rows[:1])
    assert plot is not None
    assert nothing is not None
    assert [dot.name.partition(":")[0] for dot in plot.dots] == ["D2", "All together"]
    assert plot.note.endswith("No difference at all: D1.")
    assert [dot.name.partition(":")[0] for dot in nothing.dots] == ["D1"]


@pytest.mark.slow
def test_the_band_of_what_does_not_matter_is_always_whole() -> None:
    """Also where every difference is tiny; the title names the decision and not the sum, and the unasked one has no dot."""
    plot = build_ledger_plot(build_ledger(effects(LARGE), looked_back(NAME).state))
    tiny = build_ledger_plot(build_ledger(effects(Difference(0.1, 0.0, 0.2)), looked_back(NAME).state))
    assert plot is not None
    assert tiny is not None
    assert plot.title == "D2: Collapse to shock 40 s sooner"
    assert [dot.name.partition(":")[0] for dot in plot.dots] == ["D2", "All together"]
    for one in (plot, tiny):
        with use_style():
            axes = draw_ledger_plot(replace(one, dots=one.dots[:1])).axes[0]
            low, high = axes.get_xlim()
            band = axes.patches[0].get_extents().transformed(axes.transData.inverted())
        assert (band.x0, band.x1) == pytest.approx((-1.0, 1.0))
        assert low < -1.0
        assert high > 1.0


def test_all_together_have_a_row_only_in_measures_of_questions_that_were_asked() -> None:
    found = replace(effects(LARGE), together=(TogetherEffect("rset", "s", NOTHING), *effects(LARGE).together))
    told = build_ledger(found, looked_back(NAME).state)
    assert [row.measure for row in told if row.label == ALL_DECISIONS] == [SHOCK]
