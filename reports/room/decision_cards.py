"""The decision cards of the hot wash: the team's answer, the other one and the best, how the room voted, and what came of it.

A card asks before it tells: its result and the best answer stand on it only once both plans have played. Every number is read from the
effects of decisions or from two traces.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reports.decision_ledger import Verdict, find_verdict
from reports.text.formatting import DISPLAY_FACTORS, name_directions
from reports.text.terms import name_measure
from sim.exercise.ballots import LETTERS, Asking
from sim.exercise.clock import format_t_plus
from sim.exercise.decision_effects import DecisionEffect, DecisionEffects, Difference
from sim.exercise.events import SOMETHING_ELSE, DecisionPoint
from sim.exercise.leverage import choose_measure, find_smallest_difference
from sim.exercise.participants import build_role_titles
from sim.exercise.room_frame import Place
from sim.exercise.room_view import describe_decision
from sim.exercise.state import State
from sim.exercise.vote_outcomes import Moves, compute_mean_confidence, count_moves, find_other_answer
from sim.measures import MEASURES


@dataclass(frozen=True)
class Scale:
    """How differences in a measure read. unit: of what is shown. ways: the word for less of it, a key of the texts."""

    measure: str
    unit: str
    ways: str


@dataclass(frozen=True)
class Change:
    """More of a measure, in the unit of its scale; negative is less. low, high: 95% CI. is_small: whether it cannot matter."""

    value: float
    low: float | None = None
    high: float | None = None
    is_small: bool = False


@dataclass(frozen=True)
class Result:
    """own, best: against fully simulated; other: against the team's answer. All over many emergencies. smallest: that matters."""

    emergencies: int
    smallest: float
    own: Change | None = None
    other: Change | None = None
    best: Change | None = None


@dataclass(frozen=True)
class Split:
    """An answer with its votes."""

    letter: str
    says: str
    votes: int


@dataclass(frozen=True)
class DecisionCard:
    """own: empty for no decision. other: empty where there is none; option: its id. sure: mean confidence of the votes, 0 to 2.

    can_play: whether the other answer can be played on the plans; of a queue it cannot. best, result, moves, in_run: once it is told.
    in_run: what the other answer changed in this run, in the unit of the scale.
    """

    id: str
    place: Place
    role: str
    asks: str
    time: str
    scale: Scale
    own: str
    other: str = ""
    option: str = ""
    can_play: bool = True
    split: tuple[Split, ...] = ()
    sure: float | None = None
    best: str = ""
    result: Result | None = None
    moves: Moves | None = None
    in_run: int | None = None
    is_told: bool = False

    @property
    def untold(self) -> "DecisionCard":
        """What stands on it before the plans have played."""
        return replace(self, best="", result=None, moves=None)

    def tell(self, in_run: int | None) -> "DecisionCard":
        """The whole of it."""
        return replace(self, in_run=in_run, is_told=True)


def build_decision_cards(state: State, effects: DecisionEffects | None) -> tuple[DecisionCard, ...]:
    """One for each question with answers that was asked, in the order of the exercise. effects: None while they are measured."""
    found = {one.id: one for one in effects.decisions} if effects else {}
    points = [
        point
        for point in state.decision_points.values()
        if point.state in ("decided", "lapsed") and point.opened_at is not None and point.decision.options
    ]
    points.sort(key=lambda point: point.exercise_opened_at or 0.0)
    emergencies = effects.emergencies if effects else 0
    return tuple(
        _build_card(point, Place(at, len(points)), state, found.get(point.decision.id), emergencies)
        for at, point in enumerate(points, 1)
    )


def _build_card(
    point: DecisionPoint, place: Place, state: State, effect: DecisionEffect | None, emergencies: int
) -> DecisionCard:
    decision, ballots = point.decision, state.ballots
    says = {option.id: option.says for option in decision.options}
    best = effect.best.answer if effect and effect.best else None
    other = find_other_answer(point, state, best) or ""
    asking = ballots.last_of(decision.id)
    measure = choose_measure(decision, state.opened.emergency)
    return DecisionCard(
        decision.id,
        place,
        build_role_titles(state.exercise)[decision.of],
        decision.asks,
        format_t_plus(point.opened_at or 0.0),
        build_scale(measure),
        describe_decision(point, state.labels) if point.state == "decided" else "",
        says.get(other, ""),
        other,
        state.exercise.find_queue(decision) is None,
        () if asking is None else _list_split(asking, says),
        None if asking is None else compute_mean_confidence(asking),
        says.get(best or "", ""),
        build_result(effect, measure, state, emergencies) if effect else None,
        count_moves(ballots, decision.id, best),
    )


def _list_split(asking: Asking, says: Mapping[str, str]) -> tuple[Split, ...]:
    counted = zip(LETTERS, asking.options, asking.count(), strict=False)
    return tuple(
        Split(letter, says.get(option, ""), votes)
        for letter, option, votes in counted
        if votes or option != SOMETHING_ELSE
    )


def build_scale(measure: str) -> Scale:
    unit = MEASURES[measure].unit
    return Scale(name_measure(measure), unit, name_directions(measure, unit)[0])


def build_result(effect: DecisionEffect, measure: str, state: State, emergencies: int) -> Result:
    smallest = find_smallest_difference(measure, state.opened.emergency)
    differences = (
        effect.difference,
        effect.other.difference if effect.other else None,
        effect.best.difference if effect.best else None,
    )
    own, other, best = (_read(one, measure, smallest) for one in differences)
    return Result(emergencies, to_shown(smallest, measure), own, other, best)


def to_shown(value: float, measure: str) -> float:
    """In the unit in which it is shown: shares in hundredths."""
    return value * DISPLAY_FACTORS.get(MEASURES[measure].unit, 1.0)


def _read(difference: Difference | None, measure: str, smallest: float) -> Change | None:
    """A gain as a change of the measure."""
    if difference is None:
        return None
    sign = MEASURES[measure].sign
    ends = (difference.ci_low, difference.ci_high)
    low, high = sorted(-sign * end for end in ends if end is not None) if None not in ends else (None, None)
    value = to_shown(-sign * difference.value, measure)
    is_small = find_verdict(difference, smallest) is Verdict.NONE
    if low is None or high is None:
        return Change(value, is_small=is_small)
    return Change(value, to_shown(low, measure), to_shown(high, measure), is_small)
