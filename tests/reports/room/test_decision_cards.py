"""Decision cards of the hot wash: whose answers stand on them, in which measure and unit, and what is told last."""

import math
from dataclasses import replace

import pytest

from reports.room.decision_cards import Change, DecisionCard, Scale, build_decision_cards, build_result, build_scale
from reports.room.guesses import CardStage, Comparison, Guesses, build_guess_asked, compare_queue
from reports.room.hot_wash_plans import PlanPlayer
from reports.room.pages import read_texts
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, OtherAnswer
from sim.exercise.decisions import DecisionResponse
from sim.exercise.leverage import choose_measure
from sim.exercise.replay import replay_with_decision
from sim.exercise.review import Review
from sim.exercise.state import State
from sim.exercise.vote_outcomes import Moves
from sim.measures import MEASURES, READERS
from sim.model.trace_reader import read_trace
from tests.sim.exercise.exercises import finished, script, scripted
from tests.sim.exercise.votes import let_vote

MEASURE = "unprotected_person_minutes"


def effects(*of: DecisionEffect) -> DecisionEffects:
    return DecisionEffects(1_000, 0.2, of, ())


def an_effect(gain: Difference, measure: str = MEASURE, best: str = "radio") -> DecisionEffect:
    effect = DecisionEffect("D4", "phone", 60.0, measure, "person-min", gain, gain, gain)
    return replace(effect, best=BestAnswer(best, gain), other=OtherAnswer("roll-call", gain))


def card_of(state: State, name: str, found: DecisionEffects | None = None) -> DecisionCard:
    return next(card for card in build_decision_cards(state, found) if card.id == name)


def test_every_question_with_answers_that_was_asked_has_a_card_in_the_order_of_asking() -> None:
    cards = build_decision_cards(finished().state, None)
    assert [card.id for card in cards] == ["D1", "D2", "D4", "D3", "D5", "D9", "D12"]
    assert [(card.place.at, card.place.of) for card in cards] == [(n, 7) for n in range(1, 8)]
    assert not any(card.other for card in cards)  # no vote, and the best is not known


@pytest.mark.slow
def test_a_card_has_both_answers_the_split_and_confidence_and_tells_the_rest_last() -> None:
    state = scripted(script()).state
    let_vote(state, "D4", [("phone", 0), ("radio", 2), ("roll-call", 1), ("roll-call", 1)])
    let_vote(state, "D4", [("phone", 0), ("roll-call", 2), ("radio", 1), ("roll-call", 1)])
    worse = Difference(-4_000.0, -5_000.0, -3_000.0)
    card = card_of(state, "D4", effects(an_effect(worse)))
    says = {option.id: option.says for option in state.decision_points["D4"].decision.options}
    assert (card.own, card.other, card.best) == (says["phone"], says["roll-call"], says["radio"])
    assert [(one.letter, one.votes) for one in card.split][:4] == [("A", 1), ("B", 0), ("C", 1), ("D", 2)]
    assert card.sure == 1.0
    assert card.moves == Moves(2, 1, 1)
    assert card.result is not None
    assert card.result.other == Change(4_000.0, 3_000.0, 5_000.0)
    assert (card.untold.best, card.untold.result, card.untold.moves) == ("", None, None)
    assert card.untold.split == card.split


@pytest.mark.parametrize(
    ("gain", "is_small"),
    [
        (Difference(-40.0, -60.0, -20.0), True),
        (Difference(-400.0, -600.0, -200.0), False),
        (Difference(-4_000.0, -6_000.0, -2_000.0), False),
    ],
    ids=["under", "interval beyond", "over"],
)
def test_a_difference_whose_interval_stays_under_what_matters_is_said_to_be_none(
    gain: Difference, is_small: bool
) -> None:
    """15 s of everyone on campus matter here, some 500 person-minutes."""
    card = card_of(finished().state, "D4", effects(an_effect(gain)))
    assert card.result is not None
    assert card.result.other is not None
    assert card.result.other.is_small is is_small
    assert 500 < card.result.smallest < 520


def test_a_share_is_told_in_points_and_less_of_what_is_good_is_worse() -> None:
    measure = "aware_when_over"
    effect = an_effect(Difference(-0.25, -0.3, -0.2), measure)
    result = build_result(effect, measure, finished().state, 1_000)
    assert result.smallest == 5.0
    assert result.other == Change(-25.0, -30.0, -20.0)


@pytest.mark.parametrize(
    ("measure", "scale"),
    [
        ("aware_t50", Scale("50% of staff aware", "s", "sooner")),
        (MEASURE, Scale("person-minutes unprotected", "person-min", "fewer")),
        ("aware_when_over", Scale("staff aware when the danger ends", "share", "fewer")),
        ("processing", Scale("911 processing", "s", "shorter")),
        ("aset_margin", Scale("time to spare in the building on fire", "s", "less")),
        ("days_to_team", Scale("report taken up by the team", "days", "sooner")),
    ],
)
def test_a_guess_is_asked_in_the_unit_of_its_measure(measure: str, scale: Scale) -> None:
    assert build_scale(measure) == scale
    guesses = Guesses(Comparison("Verify first", scale, 7), stage=CardStage.OPEN).guess(3, -20)
    asked = build_guess_asked(guesses, 3)
    assert asked is not None
    assert (asked.scale, asked.own) == (scale, -20)
    assert build_guess_asked(guesses.advance(CardStage.SHOWN), 3) is None


def test_the_page_has_a_word_for_each_unit() -> None:
    units = {measure.unit for measure in MEASURES.values()}
    assert units <= {*read_texts()["units"]}
    assert units - {"s"} <= {*read_texts()["short_units"]}


def test_the_truth_of_a_run_is_the_questions_own_measure_read_off_both_plays() -> None:
    conductor = finished()
    review = Review(conductor)
    point = conductor.state.decision_points["D4"]
    answer = DecisionResponse(option=point.decision.options[-1].id)
    what_if = replay_with_decision(State(conductor.opened), [*conductor.journal.entries()], "D4", answer)
    assert choose_measure(point.decision, conductor.state.opened.emergency) == MEASURE
    other, own = (READERS[MEASURE](read_trace(trace, trace.tables)) for trace in (what_if.trace, review.traces["room"]))
    compared = PlanPlayer(review, what_if).compare()
    assert other != own
    assert compared.truth == round(other - own)
    assert compared.about == point.decision.options[-1].says


def test_an_answer_about_a_queue_is_compared_without_plans() -> None:
    state = finished().state
    card = replace(card_of(state, "D12"), option="three", other="Three people")
    assert not card.can_play
    point = state.decision_points["D12"]
    assert card.option in {option.id for option in point.decision.options}
    compared = compare_queue(card, state)
    assert compared is not None
    assert compared.truth is not None
    assert math.isfinite(compared.truth)
    assert point.response.option == "one"
    assert compared.truth < 0, "three people need less time than one"
