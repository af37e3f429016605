"""Decision cards of the hot wash: whose answers stand on them, in which measure and unit, and what is told last."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.room import guesses
from reports.room.decision_cards import Change, DecisionCard, Scale, build_decision_cards, build_result, build_scale
from reports.room.guesses import CardStage, Comparison, Guesses, build_guess_asked, compare_queue
from reports.room.pages import read_texts
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference, OtherAnswer
from sim.exercise.room_frame import Place
from sim.exercise.state import State
from sim.exercise.vote_outcomes import Moves
from sim.measures import MEASURES
from tests.sim.exercise.exercises import known, opened
from tests.sim.exercise.rooms import ask, let_vote

MEASURE = "unprotected_person_minutes"


def an_effect(gain: Difference, measure: str = MEASURE, best: str = "radio") -> DecisionEffect:
    effect = DecisionEffect("D4", "phone", 60.0, measure, "person-min", gain, gain, gain)
    return replace(effect, best=BestAnswer(best, gain), other=OtherAnswer("roll-call", gain))


def asked_by_hand() -> State:
    """D4 was decided after D3 was, D9 lapsed first, D12 about a queue last, D2 was never opened, D6 has no options, and D1 is open."""
    state = State(opened(), is_played=False)
    state.arms = cast(Any, SimpleNamespace(player=SimpleNamespace(view=lambda: SimpleNamespace(people=[]))))
    ask(state, "D4", "decided", option="phone", opened_at=125.0, exercise_opened_at=300.0)
    ask(state, "D12", "decided", option="one", opened_at=700.0, exercise_opened_at=1_500.0)
    ask(state, "D3", "decided", option="both", opened_at=65.0, exercise_opened_at=200.0)
    ask(state, "D9", "lapsed", opened_at=300.0, exercise_opened_at=100.0)
    ask(state, "D2", "lapsed")
    ask(state, "D6", "decided", opened_at=70.0, exercise_opened_at=250.0)
    ask(state, "D1", "open", opened_at=10.0, exercise_opened_at=50.0)
    return state


def test_a_card_has_both_answers_the_split_and_confidence_and_tells_the_rest_last() -> None:
    """B and D have two votes each; D moved from A, and A was voted by one of three the second time."""
    state = asked_by_hand()
    let_vote(state, "D4", [("phone", 0), ("radio", 2), ("roll-call", 1), ("roll-call", 1)])
    let_vote(state, "D4", [("phone", 0), ("roll-call", 2), ("radio", 2), ("roll-call", 1)], paper=[0, 0, 0, 0, 1])
    worse = Difference(-4_000.0, -5_000.0, -3_000.0)
    one = replace(an_effect(worse), best=BestAnswer("radio", Difference(900.0, 700.0, 1_000.0)))
    found = DecisionEffects(1_000, 0.2, (one,), ())
    cards = build_decision_cards(state, found)
    assert [(card.id, card.result) for card in build_decision_cards(state, None)] == [(card.id, None) for card in cards]
    assert [(card.id, card.time, card.place, card.role, bool(card.own), card.can_play) for card in cards] == [
        ("D9", "T+05:00", Place(1, 4), "Principal", False, True),
        ("D3", "T+01:05", Place(2, 4), "Principal", True, True),
        ("D4", "T+02:05", Place(3, 4), "Assistant principal", True, True),
        ("D12", "T+11:40", Place(4, 4), "Principal", True, False),
    ]
    assert [bool(card.other) for card in cards] == [False, False, True, False]  # no vote, and the best is not known
    card = cards[2]
    says = {option.id: option.says for option in state.decision_points["D4"].decision.options}
    assert (card.own, card.other, card.best) == (says["phone"], says["roll-call"], says["radio"])
    assert card.option == "roll-call"
    assert {one.letter: one.votes for one in card.split} == {"A": 1, "B": 0, "C": 1, "D": 2, "E": 1, "F": 0}
    assert (card.sure, card.moves) == (1.25, Moves(2, 1, 1))
    assert card.result is not None
    assert card.result.other == Change(4_000.0, 3_000.0, 5_000.0)
    assert card.result.best == Change(-900.0, -1_000.0, -700.0)
    assert 500 < card.result.smallest < 520  # 15 s of everyone on campus
    assert (card.result.emergencies, card.result.own) == (1_000, Change(4_000.0, 3_000.0, 5_000.0))
    assert (card.untold.best, card.untold.result, card.untold.moves) == ("", None, None)
    assert card.untold.split == card.split
    assert [(one.own, one.split, one.result, one.best) for one in cards[:1]] == [("", (), None, "")]


@pytest.mark.parametrize(
    ("times", "status", "option", "truth"),
    [((600.0, 250.4), "decided", "three", -350), ((600.0, 900.0), "decided", "three", 300),
     ((math.inf, 250.0), "decided", "three", None), ((600.0, 250.0), "lapsed", "three", None),
     ((600.0, 250.0), "decided", "four", None)],
)  # fmt: skip
def test_the_answer_about_a_queue_less_the_teams_is_the_truth(
    times: tuple[float, float], status: str, option: str, truth: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(opened(), is_played=False)
    ask(state, "D12", status, option="one")
    measured = dict(zip(("one", "three"), times, strict=True))
    monkeypatch.setattr(guesses, "measure_option", lambda _, __, one: measured[one.id])
    card = DecisionCard("D12", Place(1, 1), "", "", "", build_scale(MEASURE), "own", "Three people", option)
    compared = compare_queue(card, state)
    is_compared = status == "decided" and option == "three"
    assert (compared is not None) is is_compared
    assert compared is None or (compared.about, compared.truth) == ("Three people", truth)


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
    given = Guesses(Comparison("Verify first", scale, 7), stage=CardStage.OPEN).guess(3, -20)
    asked = known(build_guess_asked(given, 3))
    assert (asked.scale, asked.own) == (scale, -20)
    assert build_guess_asked(given.advance(CardStage.SHOWN), 3) is None


def test_five_points_of_a_share_matter_and_less_of_what_is_good_is_worse() -> None:
    effect = an_effect(Difference(-0.25, -0.3, -0.2), "aware_when_over")
    result = build_result(effect, "aware_when_over", asked_by_hand(), 1_000)
    assert (result.smallest, result.other) == (5.0, Change(-25.0, -30.0, -20.0))


def test_the_page_has_a_word_for_each_unit() -> None:
    units = {measure.unit for measure in MEASURES.values()}
    assert units <= {*read_texts()["units"]}
    assert units - {"s"} <= {*read_texts()["short_units"]}
