"""The page of `allcall leverage`: on one screen, and what is none is not dressed up as a number."""

from reports.leverage import print_leverage
from sim.exercise.leverage import LeverageReport, QuestionLeverage
from tests.reports.golden_texts import check_golden, print_to_text

QUESTIONS = (
    QuestionLeverage("D1", "aware_t90", 5, 2, "pa-radio", "check-first", 42.4, 38.1, 46.7, 15.0, ()),
    QuestionLeverage(
        "D2", "unprotected_person_minutes", 4, 2, "assistant-principal", "witness", 812.0, 500.0, 1124.0, 512.5, ()
    ),
    QuestionLeverage("D3", "acknowledgement_rate", 3, 1, "press-again", "wait", 0.031, 0.02, 0.042, 0.05, ()),
    QuestionLeverage("D4", "first_unit_on_scene", 2, 0, "call", "wait", 1421.0, None, None, 15.0, ()),
    QuestionLeverage("D5", "aware_t90", 3, 1, "radio", "wait", 0.03, -0.04, 0.1, 15.0, ()),
    QuestionLeverage("D6", "aware_t90", 4, 4, "prepared", "gate", 0.0, 0.0, 0.0, 15.0, ()),
)


def page(report: LeverageReport) -> str:
    return print_to_text(lambda console: print_leverage(report, console))


def test_the_page() -> None:
    report = LeverageReport("our-own", "Our own [school]", 1, 1800.0, 200, 0.0668, False, QUESTIONS)
    text = page(report)
    check_golden("leverage-page.txt", text)
    assert max(map(len, text.splitlines())) <= 80


def test_eight_questions_fit_on_40_lines() -> None:
    report = LeverageReport("our-own", "Our own school", 1, 1800.0, 1, None, True, (QUESTIONS[1],) * 8)
    text = page(report)
    assert "1 emergency (interrupted)" in text
    assert len(text.splitlines()) <= 40
