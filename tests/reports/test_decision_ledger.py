"""The decision ledger: what may be claimed, and what stands where in the report."""

from dataclasses import replace
from itertools import product

import pytest

from reports import decision_ledger as ledger
from reports.after_action.data import ReportData
from reports.after_action.hot_wash_slides import build_hot_wash_slides
from reports.after_action.report import build_after_action_report
from reports.decision_ledger import LedgerRow, Verdict, build_ledger
from reports.documents.model import Paragraph, plain
from reports.figures.ledger_plot import NO_DIFFERENCE, build_ledger_plot, draw_ledger_plot
from reports.figures.style import use_style
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, TogetherEffect
from tests.reports.drawn_lines import present
from tests.reports.reports import rows
from tests.sim.exercise.decisions_by_hand import decide, let_lapse, unplayed
from tests.sim.exercise.exercises import opened
from tests.sim.exercise.reviews import looked_back

NAME, SHOCK = "cardiac-arrest", "collapse_to_shock"
LARGE, SMALL, UNSURE = Difference(40.0, 30.0, 50.0), Difference(9.0, 5.0, 12.0), Difference(20.0, -4.0, 44.0)
NOTHING = Difference(0.0, 0.0, 0.0)


def effects(first: Difference) -> DecisionEffects:
    """The question D2 answered with this difference and a better answer, D4 never asked, all together worse."""
    options = next(one for one in looked_back(NAME).exercise.decisions if one.id == "D2").options
    best = BestAnswer(options[1].id, replace(first, value=first.value + 30.0))
    asked = DecisionEffect("D2", options[0].id, 61.5, SHOCK, "s", first, first, NOTHING, best, 1.0)
    together = TogetherEffect(SHOCK, "s", Difference(-70.0, -80.0, -60.0))
    return DecisionEffects(1_000, 0.2, (asked, DecisionEffect("D4", None, None, SHOCK, "s")), (together,))


@pytest.mark.parametrize(
    ("verdict", "differences"),
    [
        (Verdict.BETTER, [(15.0, 0.1, 50.0), (40.0, None, None)]),
        (Verdict.WORSE, [(-15.0, -50.0, -0.1), (-40.0, None, None)]),
        (Verdict.NONE, [(9.0, -14.9, 14.9), (14.9, None, None)]),
        (Verdict.OPEN, [(14.9, 0.1, 50.0), (40.0, 0.0, 50.0), (-14.9, -50.0, -0.1), (-40.0, -50.0, 0.0)]),
        (Verdict.OPEN, [(9.0, -15.0, 14.9), (9.0, -14.9, 15.0)]),
    ],
)
def test_only_what_is_resolved_and_large_enough_is_claimed(
    verdict: Verdict, differences: list[tuple[float, float | None, float | None]]
) -> None:
    assert {ledger.find_verdict(Difference(*one), 15.0) for one in differences} == {verdict}
    assert ledger.find_verdict(None, 15.0) is Verdict.OPEN


@pytest.mark.parametrize(
    ("best", "choice", "is_better"),
    [
        (BestAnswer("pa", Difference(26.0, 20.0, 30.0)), Difference(11.0, 1.0, 12.0), True),
        (BestAnswer("pa", Difference(25.9, 20.0, 30.0)), Difference(11.0, 1.0, 12.0), False),
        (BestAnswer("nearest", Difference(99.0, 90.0, 99.5)), Difference(11.0, 1.0, 12.0), False),
        (BestAnswer("pa", Difference(99.0, 90.0, 99.5)), None, False),
        (None, Difference(11.0, 1.0, 12.0), False),
    ],
)
def test_an_answer_is_called_better_if_it_gains_15_s_over_the_teams_choice(
    best: BestAnswer | None, choice: Difference | None, is_better: bool
) -> None:
    """Whatever time the team took: its whole difference is 60 s less. `nearest` is its own answer."""
    state = unplayed(opened("cardiac-arrest-20"))
    decide(state, "D2", "nearest")
    let_lapse(state, "D3", 80.0, 90.0)
    gain = Difference(-49.0, -55.0, -40.0)
    effect = DecisionEffect("D2", "nearest", 61.5, SHOCK, "s", gain, choice, gain, best, 1.0)
    unasked = (DecisionEffect("D3", "no decision", None, "rset", "s"), DecisionEffect("D4", None, None, "rset", "s"))
    together = (TogetherEffect("rset", "s", NOTHING), TogetherEffect(SHOCK, "s", SMALL))
    first, second, third, all_ = build_ledger(DecisionEffects(6, 0.2, (effect, *unasked), together), state)
    says = {option.id: option.says for option in state.exercise.decisions[1].options}
    better = (says["pa"], best.difference) if best and is_better else None
    assert first == LedgerRow("D2", says["nearest"], "T+01:02", SHOCK, 15.0, gain, choice, gain, better)
    assert (second.answer, second.effective, second.difference, third.answer) == (
        ledger.SKIPPED,
        "",
        None,
        ledger.NOT_ASKED,
    )
    assert all_ == LedgerRow(ledger.ALL_DECISIONS, "", "", SHOCK, 15.0, SMALL)
    assert all_.verdict is Verdict.NONE


MINUTES, SHARE = "unprotected_person_minutes", "acknowledgement_rate"


@pytest.mark.parametrize(
    ("difference", "measure", "gain", "value", "interval"),
    [
        (Difference(38.0, 34.0, 41.0), SHOCK, "+38 s (+34 to +41 s)", "38 s sooner", "34 to 41 s sooner"),
        (
            Difference(-61.0, -70.0, 5.0),
            SHOCK,
            "−1:01 (−1:10 to +0:05)",
            "1:01 min later",
            "1:10 min later to 5 s sooner",
        ),
        (Difference(-86.0, None, None), MINUTES, "−86", "86 person-min more", ""),
        (Difference(86.0, 86.0, 86.0), MINUTES, "+86", "86 person-min fewer", ""),
        (Difference(0.2, -0.3, 0.4), SHOCK, "0", "none", ""),
        (Difference(0.2, -0.3, 3.0), SHOCK, "0 (0 to +3 s)", "none", "0 to 3 s sooner"),
        (Difference(0.12, 0.09, 0.15), SHARE, "+12 points (+9 to +15 points)", "12 points more", "9 to 15 points more"),
        (Difference(-0.12, None, None), SHARE, "−12 points", "12 points fewer", ""),
    ],
)
def test_a_gain_has_a_plus_in_tables_and_a_word_in_sentences(
    difference: Difference, measure: str, gain: str, value: str, interval: str
) -> None:
    assert ledger.format_gain_interval(difference, measure) == gain
    assert (ledger.format_value(None, measure), ledger.format_interval(None, measure)) == ("–", "")
    assert (ledger.format_value(difference, measure), ledger.format_interval(difference, measure)) == (value, interval)


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


@pytest.mark.parametrize("difference", [SMALL, UNSURE])
def test_no_title_claims_a_difference_that_may_not_matter(difference: Difference) -> None:
    plot = present(build_ledger_plot(build_ledger(effects(difference), looked_back(NAME).state)))
    assert plot.title == NO_DIFFERENCE


def test_a_decision_that_changed_nothing_in_any_emergency_is_named_in_the_note() -> None:
    found = effects(LARGE)
    none = replace(found.decisions[0], id="D1", difference=Difference(0.0, 0.0, 0.0), best=None)
    rows = build_ledger(replace(found, decisions=(none, *found.decisions)), looked_back(NAME).state)
    plot, nothing = present(build_ledger_plot(rows)), present(build_ledger_plot(rows[:1]))
    assert [dot.name.partition(":")[0] for dot in plot.dots] == ["D2", "All together"]
    assert plot.note.endswith("No difference at all: D1.")
    assert [dot.name.partition(":")[0] for dot in nothing.dots] == ["D1"]


@pytest.mark.slow
def test_the_band_of_what_does_not_matter_is_always_whole() -> None:
    """Also where every difference is tiny; the title names the decision and not the sum, and the unasked one has no dot."""
    plot, tiny = (
        present(build_ledger_plot(build_ledger(effects(one), looked_back(NAME).state)))
        for one in (LARGE, Difference(0.1, 0.0, 0.2))
    )
    assert plot.title == "D2: Collapse to shock 40 s sooner"
    assert [dot.name.partition(":")[0] for dot in plot.dots] == ["D2", "All together"]
    for one, narrow in product((plot, tiny), (False, True)):
        with use_style(narrow):
            axes = draw_ledger_plot(replace(one, dots=one.dots[:1])).axes[0]
            low, high = axes.get_xlim()
            band = axes.patches[0].get_extents().transformed(axes.transData.inverted())
        assert (band.x0, band.x1) == pytest.approx((-1.0, 1.0))
        assert low < -1.0
        assert high > 1.0
