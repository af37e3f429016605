"""Decision cards of the hot wash: whose answers stand on them, in which measure and unit, and what is told last."""

import math
from dataclasses import replace
from typing import Any, cast

import pytest

from reports.room.decision_cards import (
    Change,
    DecisionCard,
    Result,
    Scale,
    Split,
    build_decision_cards,
    build_result,
    build_scale,
)
from reports.room.guesses import CardStage, Comparison, Guesses, build_guess_asked, build_guess_wall, compare_queue
from reports.room.hot_wash_plans import PlanPlayer
from reports.room.pages import read_texts
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, OtherAnswer
from sim.exercise.decisions import DecisionResponse
from sim.exercise.leverage import choose_measure
from sim.exercise.replay import replay_with_decision
from sim.exercise.review import Review
from sim.exercise.room_frame import Place
from sim.exercise.state import State
from sim.exercise.vote_outcomes import Moves
from sim.measures import MEASURES, READERS
from sim.model.trace_reader import read_trace
from tests.sim.exercise.decisions_by_hand import decide, let_lapse, unplayed
from tests.sim.exercise.exercises import finished, opened
from tests.sim.exercise.votes import let_vote

MEASURE = "unprotected_person_minutes"


def effects(*of: DecisionEffect) -> DecisionEffects:
    return DecisionEffects(1_000, 0.2, of, ())


def an_effect(gain: Difference, measure: str = MEASURE, best: str = "radio") -> DecisionEffect:
    effect = DecisionEffect("D4", "phone", 60.0, measure, "person-min", gain, gain, gain)
    return replace(effect, best=BestAnswer(best, gain), other=OtherAnswer("roll-call", gain))


def card_of(state: State, name: str, found: DecisionEffects | None = None) -> DecisionCard:
    return next(card for card in build_decision_cards(state, found) if card.id == name)


def room() -> State:
    """D4 after D3, which ran out; D12 about a queue; D1 was held, D5 waits, and D6 has no answers."""
    state = unplayed(opened())
    decide(state, "D12", "one", opened_at=700.0)
    decide(state, "D4", "phone", opened_at=131.0)
    let_lapse(state, "D3", 97.0, 157.0)
    let_lapse(state, "D2", None, 50.0)
    decide(state, "D6", None, opened_at=60.0)
    for name, at in (("D12", 1_500.0), ("D4", 210.0), ("D3", 180.0), ("D6", 150.0)):
        state.decision_points[name].exercise_opened_at = at
    return state


def test_every_question_with_answers_that_was_asked_has_a_card_in_the_order_of_asking() -> None:
    cards = build_decision_cards(room(), None)
    assert [(card.id, card.place, card.time, bool(card.own), card.can_play) for card in cards] == [
        ("D3", Place(1, 3), "T+01:37", False, True),
        ("D4", Place(2, 3), "T+02:11", True, True),
        ("D12", Place(3, 3), "T+11:40", True, False),
    ]
    assert not any(card.other for card in cards)  # no vote, and the best is not known


def test_a_card_has_both_answers_the_split_and_confidence_and_tells_the_rest_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`radio` and `roll-call` have two votes each at last, so the first is the other answer; two moved from the best and one to it.

    A gain of the team in person-minutes is less of them.
    """
    monkeypatch.setattr("sim.exercise.vote_outcomes.find_unavailable_reason", lambda *_: "")
    state = room()
    first = ("phone", "radio", "roll-call", "roll-call", "else", "roll-call")
    let_vote(state, "D4", [(option, 1) for option in first])
    let_vote(state, "D4", [("phone", 0), ("roll-call", 2), ("radio", 1), ("roll-call", 1), ("radio", 0), ("else", 1)])
    let_vote(state, "D3", [(option.id, 1) for option in state.decision_points["D3"].decision.options])
    own, other = Difference(-4_000.0, -5_000.0, -3_100.0), Difference(500.0, 450.0, 560.0)
    effect = replace(an_effect(own), best=BestAnswer("roll-call", Difference(700.0, None, None)))
    effect = replace(effect, other=OtherAnswer("radio", other))
    card = card_of(state, "D4", effects(effect))
    options = state.decision_points["D4"].decision.options
    says = {option.id: option.says for option in options}
    assert (card.own, card.other, card.best) == (says["phone"], says["radio"], says["roll-call"])
    assert card.option == "radio"
    votes = {"phone": 1, "radio": 2, "roll-call": 2}
    assert card.split == (
        *(Split("ABCDEFGH"[n], one.says, votes.get(one.id, 0)) for n, one in enumerate(options)),
        Split("ABCDEFGH"[len(options)], "", 1),
    )
    assert len(card_of(state, "D3").split) == len(state.decision_points["D3"].decision.options)  # no vote for `else`
    assert card.sure == 5 / 6
    assert card.moves == Moves(4, 1, 2)
    assert card.result == Result(
        1_000,
        15.0 * opened().emergency.place.occupants / 60.0,
        Change(4_000.0, 3_100.0, 5_000.0),
        Change(-500.0, -560.0, -450.0),
        Change(-700.0),
    )
    assert (card.untold.best, card.untold.result, card.untold.moves) == ("", None, None)
    assert (card.untold.split, card.untold.is_told) == (card.split, False)
    guesses = Guesses(Comparison("x", card.scale, 7), card)
    assert guesses.shown_card == card.untold
    told = guesses.advance(CardStage.TRUE).advance(CardStage.CARD)
    assert (told.shown_card, replace(told, compared=None).shown_card) == (card.tell(7), card.tell(None))
    assert card.tell(7).result == card.result


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
    card = card_of(room(), "D4", effects(an_effect(gain)))
    assert card.result is not None
    assert card.result.other is not None
    assert card.result.other.is_small is is_small
    assert 500 < card.result.smallest < 520


def test_a_share_is_told_in_points_and_less_of_what_is_good_is_worse() -> None:
    measure = "aware_when_over"
    effect = an_effect(Difference(-0.25, -0.3, -0.2), measure)
    result = build_result(effect, measure, room(), 1_000)
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


@pytest.mark.parametrize(
    ("option", "own", "truth"),
    [("three", "one", -1_999), ("at-the-door", "one", None), ("three", None, "none"), ("lift", "one", "none")],
)
def test_an_answer_about_a_queue_is_compared_without_plans(
    monkeypatch: pytest.MonkeyPatch, option: str, own: str | None, truth: int | str | None
) -> None:
    """Where the team gave no answer, or the card has none, there is nothing to compare."""
    values = {"one": 3_400.4, "three": 1_401.0, "at-the-door": math.inf}
    monkeypatch.setattr("reports.room.guesses.measure_option", lambda _, __, of: values[of.id])
    state = room()
    card = replace(card_of(state, "D12"), option=option, other="Words")
    if own is None:
        let_lapse(state, "D12", 700.0, 800.0)
    expected = None if truth == "none" else Comparison("Words", card.scale, cast(Any, truth))
    assert compare_queue(card, state) == expected


def test_a_guess_is_changed_while_guesses_are_open_and_is_at_most_9999_either_way() -> None:
    guesses = Guesses(Comparison("x", build_scale("aware_t50"), 42), stage=CardStage.OPEN)
    guesses = guesses.guess(2, 9_999).guess(5, -9_999).guess(2, 30)
    assert guesses.by_seat == {2: 30, 5: -9_999}
    assert [build_guess_asked(guesses, seat).own for seat in (2, 3)] == [30, None]  # type: ignore[union-attr]
    for amount in (10_000, -10_000):
        with pytest.raises(ValueError, match="9999"):
            guesses.guess(2, amount)
    for stage in set(CardStage) - {CardStage.OPEN}:
        with pytest.raises(ValueError, match="closed"):
            guesses.advance(stage).guess(2, 1)
    assert (
        build_guess_wall(replace(guesses, compared=None)),
        build_guess_asked(replace(guesses, compared=None), 2),
    ) == (None, None)


def test_a_wall_has_no_guess_before_the_spread_and_no_truth_before_the_plans() -> None:
    guesses = Guesses(Comparison("", build_scale("aware_t50"), 42), stage=CardStage.OPEN)
    for seat, amount in enumerate((30, -5, 7), 1):
        guesses = guesses.guess(seat, amount)
    seen = {stage: build_guess_wall(guesses.advance(stage)) for stage in CardStage}
    assert seen[CardStage.CARD] is None
    assert seen[CardStage.PLAYING] is None
    told = {stage: (one.values, one.truth) for stage, one in seen.items() if one is not None}
    assert told == {CardStage.OPEN: ((), None), CardStage.SHOWN: ((-5, 7, 30), None), CardStage.TRUE: ((-5, 7, 30), 42)}
