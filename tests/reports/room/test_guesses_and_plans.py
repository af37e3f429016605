"""Guesses and the two plans of the hot wash, by hand: whose guess counts, which arm is taken from which, and which rooms know when."""

import math
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.room import hot_wash_plans
from reports.room.decision_cards import Change, DecisionCard, Scale, build_scale, to_shown
from reports.room.decision_cards import _read as read_change
from reports.room.guesses import LARGEST, CardStage, Comparison, Guesses, build_guess_asked, build_guess_wall
from reports.room.hot_wash_plans import PlanPlayer, mark_floors
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM, build_tables
from sim.exercise.decision_effects import Difference
from sim.exercise.events import Setup
from sim.exercise.replay import WhatIf
from sim.exercise.review import Review
from sim.exercise.room_frame import Place
from sim.exercise.state import State
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind, Trace
from tests.sim.exercise.exercises import opened
from tests.sim.exercise.rooms import D3, ask

TABLES = build_tables(opened())[0]
SCALE = build_scale("aware_t50")
CARD = DecisionCard("D3", Place(1, 1), "Principal", "What?", "T+01:00", SCALE, "own", "other", best="the best")


def test_the_last_guess_of_a_seat_counts_while_guesses_are_open_and_no_wall_says_whose() -> None:
    guesses = Guesses(Comparison("other", SCALE, 42), CARD, CardStage.OPEN)
    for seat, amount in ((3, 30), (1, -LARGEST), (3, 7), (2, LARGEST)):
        guesses = guesses.guess(seat, amount)
    assert guesses.by_seat == {3: 7, 1: -LARGEST, 2: LARGEST}
    for amount in (LARGEST + 1, -LARGEST - 1):
        with pytest.raises(ValueError, match="at most"):
            guesses.guess(4, amount)
    walls = {stage: build_guess_wall(guesses.advance(stage)) for stage in CardStage}
    found = {stage: (one.count, one.values, one.truth) for stage, one in walls.items() if one}
    assert found == {
        CardStage.OPEN: (3, (), None),
        CardStage.SHOWN: (3, (-LARGEST, 7, LARGEST), None),
        CardStage.TRUE: (3, (-LARGEST, 7, LARGEST), 42),
    }
    own = {stage: build_guess_asked(guesses.advance(stage), 3) for stage in CardStage}
    assert {stage: one.own for stage, one in own.items() if one} == {CardStage.OPEN: 7}
    for stage in (CardStage.CARD, CardStage.SHOWN, CardStage.PLAYING, CardStage.TRUE):
        with pytest.raises(ValueError, match="closed"):
            guesses.advance(stage).guess(1, 0)
    assert build_guess_wall(Guesses(None, stage=CardStage.OPEN)) is None
    assert build_guess_asked(Guesses(None, stage=CardStage.OPEN), 1) is None


def test_a_card_stays_told_once_the_truth_was_shown_and_tells_nothing_before() -> None:
    guesses = Guesses(Comparison("other", SCALE, 42), CARD, CardStage.OPEN)
    shown = [(one.best, one.in_run, one.is_told) for one in [guesses.shown_card] if one]
    assert shown == [("", None, False)]
    again = guesses.advance(CardStage.TRUE).advance(CardStage.CARD)
    shown = [(one.best, one.in_run, one.is_told) for one in [again.shown_card] if one]
    assert shown == [("the best", 42, True)]
    assert Guesses(None).shown_card is None


@pytest.mark.parametrize(
    ("measure", "gain", "change"),
    [
        ("aware_t50", Difference(40.0, 30.0, 55.0), Change(-40.0, -55.0, -30.0)),
        ("aware_t50", Difference(-8.0, -12.0, 3.0), Change(8.0, -3.0, 12.0, is_small=True)),
        ("aware_when_over", Difference(0.25, 0.2, 0.35), Change(25.0, 20.0, 35.0)),
        ("aware_t50", Difference(8.0, 3.0, 16.0), Change(-8.0, -16.0, -3.0)),
        ("aware_t50", Difference(-16.0, -40.0, -10.0), Change(16.0, 10.0, 40.0)),
        ("aware_t50", Difference(40.0, None, None), Change(-40.0)),
        ("aware_t50", Difference(40.0, 30.0, None), Change(-40.0)),
    ],
)
def test_a_gain_is_a_change_of_the_measure_in_the_unit_shown(measure: str, gain: Difference, change: Change) -> None:
    smallest = 0.05 if measure == "aware_when_over" else 15.0
    assert read_change(gain, measure, smallest) == change
    assert read_change(None, measure, smallest) is None
    assert (to_shown(0.3, "aware_when_over"), to_shown(0.3, "aware_t50")) == (30.0, 0.3)


# ---- plans ------------------------------------------------------------------------------------------


def teachers() -> list[int]:
    """Three members of staff in three rooms."""
    return [n for n, name in enumerate(TABLES.staff.ids) if name.startswith("teacher@b2")][:3]


def a_trace(*aware: float) -> Trace:
    """The teachers learn of it at these times; no one else is there."""
    trace = Trace(TABLES)
    absent = {*range(len(TABLES.staff.ids))} - {*teachers()}
    trace.rows = [(0.0, EventKind.ABSENT, who, NOBODY, NOBODY, 0.0) for who in sorted(absent)]
    known = zip(aware, teachers(), strict=True)
    trace.rows += [(at, EventKind.AWARE, who, Channel.PA, 0, NOBODY) for at, who in sorted(known) if at < math.inf]
    return trace


def a_player(twin: bool = True, what_if: WhatIf | None = None) -> PlanPlayer:
    """The team's rooms know at 40, 90 and 130 s, without an alert at 70 and 200 s and never."""
    state = State(opened(), is_played=False)
    state.setup = Setup("x", 1, {}, twin=twin)
    ask(state, "D3", "decided", option="both")
    traces = {PLAYER_ARM: a_trace(40.0, 130.0, 90.0), COMPARISON_ARM: a_trace(70.0, math.inf, 200.0)}
    review = SimpleNamespace(state=state, traces=traces, chart_end=600.0, share_kinds=("aware", "protected"))
    return PlanPlayer(cast(Review, review), what_if)


def marks(player: PlanPlayer, time: float) -> dict[str, tuple[int, int]]:
    """By arm the rooms that know, and those that do not yet."""
    view = player.show(time)
    return {
        one.arm: tuple(sum(floor.marks.count(mark) for floor in one.floors) for mark in "+?")  # type: ignore[misc]
        for one in view.arms
    }


def test_a_room_is_marked_when_its_last_one_knows_in_its_own_arm() -> None:
    player = a_player()
    assert marks(player, 89.9) == {PLAYER_ARM: (1, 2), COMPARISON_ARM: (1, 2)}
    assert marks(player, 90.0) == {PLAYER_ARM: (2, 1), COMPARISON_ARM: (1, 2)}
    shares = {one.arm: (one.share, one.says) for one in player.show(90.0).arms}
    assert shares == {PLAYER_ARM: (66, ""), COMPARISON_ARM: (33, "")}
    assert (player.show(90.0).time, player.show(90.0).of, player.all_known_at) == ("T+01:30", "aware", 200.0)
    assert [one.arm for one in a_player(twin=False).show(90.0).arms] == [PLAYER_ARM]
    floors = mark_floors(player.state, {"b204": 5.0, "b205": 50.0}, 5.0)
    assert sum(floor.marks.count("+") for floor in floors) == 1


def test_the_truth_is_the_other_arm_less_the_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"aware_t50": {PLAYER_ARM: 90.0, COMPARISON_ARM: 131.6}, "unprotected_person_minutes": {PLAYER_ARM: 50.0}}
    values["unprotected_person_minutes"]["what if"] = 12.0
    player = a_player()
    names = {id(trace): arm for arm, trace in player._traces.items()}
    monkeypatch.setattr(hot_wash_plans, "read_trace", lambda trace, _: names[id(trace)])
    monkeypatch.setattr(hot_wash_plans, "READERS", {name: one.__getitem__ for name, one in values.items()})
    assert player.compare() == Comparison("", Scale("50% of staff aware", "s", "sooner"), 42)
    values["aware_t50"][COMPARISON_ARM] = math.inf
    assert player.compare().truth is None
    alone = a_player(twin=False)
    names |= {id(trace): arm for arm, trace in alone._traces.items()}
    with pytest.raises(LookupError, match="no other arm"):
        alone.compare()
    what_if = SimpleNamespace(trace=a_trace(10.0, 20.0, 30.0), decision="D3", made=SimpleNamespace(option="look"))
    other = a_player(what_if=cast(Any, what_if))
    names |= {id(trace): arm for arm, trace in other._traces.items()}
    compared = other.compare()
    assert (compared.about, compared.truth, compared.scale.unit) == (D3.options[3].says, -38, "person-min")
    assert {one.arm: one.says for one in other.show(25.0).arms} == {
        PLAYER_ARM: "Both, on the radio and on the PA",
        "what if": D3.options[3].says,
    }
