"""The page of `allcall rank`: what it says of the best, of those that cannot be told apart, and of what was not achieved."""

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.ranking import print_ranking
from sim.experiment.ranking import RankedStrategy, Ranking
from sim.statistics.verdicts import Verdict
from tests.reports.comparison.sensitivities import ABOUT
from tests.reports.golden_texts import check_golden, print_to_text

BEST = RankedStrategy(1, "app", 101.2, 0, 640, None, 0.0, 0.0, 0.0, None)
CLOSE = RankedStrategy(2, "practice+app", 103.1, 0, 640, 640, -1.9, -2.6, -1.2, Verdict.NO_PRACTICAL_DIFFERENCE)
OPEN = RankedStrategy(3, "office-pa", 112.8, 0, 420, 420, -12.0, -19.3, -4.8, Verdict.LATER_UNRESOLVED)
WORSE = RankedStrategy(4, "dial-911", 169.5, 6, 200, 200, -66.4, -75.2, -58.1, Verdict.LATER)
WORST = RankedStrategy(5, "word-of-mouth", 1794.0, 199, 200, 200, -1692.0, -1701.0, -1665.0, Verdict.LATER)


def ranking(*strategies: RankedStrategy, **given: Any) -> Ranking:
    about = ABOUT | {
        "measure": "aware_t90",
        "unit": "s",
        "direction": "lower",
        "indifference_zone": 15.0,
        "confidence": 0.95,
    }
    about |= {"first_stage": 200, "cap": 20_000, "best": strategies[0].strategy, "stopped": "selected"}
    return Ranking(**{**about, "strategies": strategies, **given})


def page(of: Ranking) -> str:
    command = "allcall compare active-assailant --strategies practice+app,app"
    return print_to_text(lambda console: print_ranking(of, command, console))


def test_the_page() -> None:
    often, costs = (0.412, 0.581, 0.004, 0.003, 0.0), (1.94, 0.63, 12.4, 68.0, 1690.0)
    each = zip((BEST, CLOSE, OPEN, WORSE, WORST), often, costs, strict=True)
    sampled = [replace(one, p_best=share, expected_regret=cost) for one, share, cost in each]
    text = page(ranking(*sampled, joint_points=251, joint_pairs=40, joint_asked=256))
    check_golden("ranking-page.txt", text)
    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80


def test_a_joint_sample_that_was_stopped_is_said_so() -> None:
    stopped = ranking(replace(BEST, p_best=0.9, expected_regret=0.02), joint_points=24, joint_pairs=40, joint_asked=256)
    text = page(replace(stopped, is_joint_complete=False)).replace("\n", " ")
    assert "Stopped after 24 of 256 combinations of the inputs." in text
    assert "Over 24 combinations of all inputs, the app has the least expected regret, <0.1 s." in text


def test_the_page_of_a_ranking_that_ended_at_the_cap_when_the_pa_is_down() -> None:
    """In person-minutes; an interval that includes zero keeps both directions."""
    left = replace(BEST, mean=1230.4, replications=20_000)
    other = replace(OPEN, mean=1236.0, replications=20_000, eliminated_after=None)
    other = replace(other, reduction=-5.6, ci_low=-13.0, ci_high=1.8)
    stopped = ranking(
        left,
        replace(other, rank=2, verdict=Verdict.INCONCLUSIVE),
        stopped="cap reached",
        conditions=("pa-failed", "sro-away"),
        measure="unprotected_person_minutes",
        unit="person-min",
        indifference_zone=10.0,
        notes=("radio-failed, as asked for, changes nothing: this campus has no radio.",),
    )
    check_golden("ranking-page-cap.txt", page(stopped))


@pytest.mark.parametrize(
    ("strategies", "says"),
    [
        ((BEST, WORSE), "Every other strategy is worse by more than 15 s."),
        ((BEST, CLOSE, WORSE), "No practical difference, within ±15 s: today's practice with the app."),
    ],
)
def test_it_says_which_cannot_be_told_apart(strategies: tuple[RankedStrategy, ...], says: str) -> None:
    assert says in page(ranking(*strategies)).replace("\n", " ")


def test_what_never_differs_has_no_interval() -> None:
    same = replace(CLOSE, reduction=0.0, ci_low=0.0, ci_high=0.0, eliminated_after=None)
    row = next(line for line in page(ranking(BEST, same)).splitlines() if line.startswith("2"))
    assert "no difference" in row
    assert "(" not in row
