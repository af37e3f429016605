"""What each screen of the room shows now: the wall, a participant's phone, an evaluator's device.

Each view is whole, built from the frames that its roles may see, and parsed by nobody but the page. What is not on the screen of a stage is
not in its view: no option before options are shown, no count before the split, no other arm's numbers but in a consequence.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from reports.room.decision_cards import DecisionCard
from reports.room.guesses import CardStage, GuessAsked, Guesses, GuessWall, build_guess_asked, build_guess_wall
from reports.room.hot_wash_plans import PlansView
from reports.text.targets import describe_target
from sim.exercise.ballots import LETTERS
from sim.exercise.clock import format_length
from sim.exercise.events import SOMETHING_ELSE, SeatKind
from sim.exercise.floor_blocks import MarkedFloor
from sim.exercise.participants import build_role_titles
from sim.exercise.room_frame import Bars, Card, Countdown, Debrief, Impact, Message, Milestone, Place, RoomFrame
from sim.exercise.room_stage import Stage, Steps, find_asking, find_stage
from sim.exercise.room_view import describe_decision, list_recent_messages
from sim.exercise.schedule import list_active_objectives
from sim.exercise.seats import Seat
from sim.exercise.state import State
from sim.exercise.targets import Instants, find_reached, is_met
from sim.model.trace import Trace

MAX_MESSAGES = 20
"""On a phone, which can be scrolled: who comes late reads them all."""


@dataclass(frozen=True)
class Choice:
    """An option. count: of votes, once the split is shown. struck: why it cannot be taken today."""

    id: str
    letter: str
    says: str
    struck: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Asked:
    """A question. asking: the number of its vote, if one is on. choices: none before the options are shown."""

    role: str
    asks: str
    is_timed: bool
    choices: tuple[Choice, ...] = ()
    asking: str = ""


@dataclass(frozen=True)
class Turnout:
    """moved: how many voted otherwise than before, once the split of a question that was asked again is shown."""

    cast: int
    of: int
    moved: int | None = None


@dataclass(frozen=True)
class Consequence:
    """What the last decision did, in its own words and in numbers, and how far each arm has come."""

    decision: str
    impact: Impact
    bars: Bars
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Door:
    """pin, qr, address: only while it is open. qr: the path of its code, in an SVG image of `size` modules."""

    seats: int
    waiting: int = 0
    pin: str = ""
    qr: str = ""
    address: str = ""


@dataclass(frozen=True)
class WallView:
    """The wall, and an observer's screen. time: T+. news: the last line of what happened. hazard: its kind, where no one has to learn of
    it.
    """

    stage: Stage
    agenda: Place
    school: str = ""
    clock: str = ""
    time: str = ""
    countdown: Countdown | None = None
    message: Message | None = None
    reading: Place | None = None
    question: Asked | None = None
    turnout: Turnout | None = None
    reasons: tuple[str, ...] = ()
    consequence: Consequence | None = None
    plan: tuple[MarkedFloor, ...] = ()
    reports: tuple[str, ...] = ()
    responders: tuple[str, ...] = ()
    news: str = ""
    card: Card | None = None
    debrief: Debrief | None = None
    hazard: str = ""
    plans: PlansView | None = None
    decision: DecisionCard | None = None
    guesses: GuessWall | None = None
    door: Door | None = None


@dataclass(frozen=True)
class OwnVote:
    option: str
    sure: int


@dataclass(frozen=True)
class PhoneView:
    """A participant's phone. roles: titles. duties: of each role. looks_up: whether there is nothing to do here now."""

    stage: Stage
    seat: int
    roles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    question: Asked | None = None
    own: OwnVote | None = None
    guess: GuessAsked | None = None
    looks_up: bool = True


@dataclass(frozen=True)
class TargetRow:
    """An objective before an evaluator. measured: its time and means so far. others: ratings of others, once there is an own one."""

    id: str
    capability: str
    target: str
    measured: str
    is_met: bool | None
    rating: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvaluatorView:
    stage: Stage
    seat: int
    rows: tuple[TargetRow, ...] = ()


View = WallView | PhoneView | EvaluatorView


def write_view(view: View) -> str:
    """A view as JSON, without what it does not show."""
    return _ADAPTERS[type(view)].dump_json(view, exclude_defaults=True).decode()


_ADAPTERS: Mapping[type, TypeAdapter[Any]] = {one: TypeAdapter(one) for one in (WallView, PhoneView, EvaluatorView)}


class ViewBuilder:
    """The views of one moment. frame: of all played roles, as it is shown. awaited: seats whose votes are waited for.

    plans, guesses: of the hot wash, if the facilitator shows them.
    """

    def __init__(
        self,
        state: State,
        frame: RoomFrame,
        steps: Steps,
        awaited: Set[int],
        plans: PlansView | None = None,
        guesses: Guesses | None = None,
    ) -> None:
        self.state, self.frame, self.steps = state, frame, steps
        self.plans, self.guesses = plans, guesses
        self.awaited = awaited
        self.stage = find_stage(state, frame, steps)
        self.asking = find_asking(state, steps)
        self._messages: dict[frozenset[str], tuple[Message, ...]] = {}
        self._rows: dict[str, TargetRow] = {}

    def build_wall(self, door: Door | None = None) -> WallView:
        """door: with what lets people in, for the wall; an observer gets none."""
        frame, stage = self.frame, self.stage
        head = WallView(stage, frame.agenda, door=door)
        if stage in (Stage.STOP, Stage.BLACK):
            return replace(head, door=None)
        clock, time = frame.clock, frame.time
        if self.state.exercise.in_days:
            clock = time = f"{frame.day}, {frame.clock}"
        head = replace(head, school=frame.school, clock=clock, time=time, countdown=frame.countdown)
        parts: Mapping[Stage, Callable[[], Mapping[str, Any]]] = {
            Stage.CARD: lambda: {"card": frame.card},
            Stage.MESSAGE: self._build_message,
            Stage.CONSEQUENCE: self._build_consequence,
            Stage.HOT_WASH: self._build_hot_wash,
            Stage.RUNNING: self._build_running,
        }
        build = parts.get(stage, self._build_question)
        return replace(head, **build())

    def _build_message(self) -> Mapping[str, Any]:
        message = next(iter(self.frame.messages), None)
        return {"message": message, "reading": self.frame.reading}

    def _build_hot_wash(self) -> Mapping[str, Any]:
        guesses = self.guesses
        if guesses is None or guesses.stage == CardStage.PLAYING:
            shown = {"plans": self.plans} if self.plans else {"debrief": self.frame.debrief, "hazard": self.frame.kind}
            return shown | ({"decision": guesses.shown_card} if guesses else {})
        return {"decision": guesses.shown_card, "guesses": build_guess_wall(guesses)}

    def _build_running(self) -> Mapping[str, Any]:
        frame = self.frame
        news = frame.jump.says if frame.jump else next(reversed(frame.since), "")
        return {"plan": frame.plan, "reports": frame.reports, "responders": frame.responders, "news": news}

    def _build_consequence(self) -> Mapping[str, Any]:
        frame = self.frame
        if frame.impact is None:
            return {}
        milestones = frame.race.milestones if frame.race else ()
        point = self.state.decision_points[frame.impact.about]
        decision = describe_decision(point, self.state.labels)
        return {"consequence": Consequence(decision, replace(frame.impact, about=""), frame.bars, milestones)}

    def _build_question(self) -> Mapping[str, Any]:
        asking = self.asking
        turnout = None
        if asking is not None:
            seats = self.awaited | asking.voters
            moves = self.state.ballots.list_moves(asking) if asking.split else None
            turnout = Turnout(len(asking.voters), len(seats), None if moves is None else len(moves))
        asked, text = self.steps.reason
        reasons = (text,) if text and asking is not None and asking.id == asked else ()
        return {"question": self._build_asked(), "turnout": turnout, "reasons": reasons}

    def _build_asked(self) -> Asked | None:
        """The question with as much of its options and counts as the stage shows."""
        asking, point = self.asking, self.state.current_decision
        if asking is not None:
            point = self.state.decision_points[asking.decision]
        if point is None:
            return None
        role = build_role_titles(self.state.exercise)[point.decision.of]
        asked = Asked(role, point.decision.asks, point.decision.kind == "pressed")
        if self.stage not in (Stage.OPTIONS, Stage.VOTES, Stage.SPLIT):
            return asked
        struck = {one.says: one.struck for one in self.frame.question.options} if self.frame.question else {}
        counts = asking.count() if asking is not None and asking.split is not None else ()
        options = [(one.id, one.says) for one in point.decision.options] + [(SOMETHING_ELSE, "")]
        choices = tuple(
            Choice(id_, letter, says, struck.get(says, ""), counts[place] if counts else None)
            for place, ((id_, says), letter) in enumerate(zip(options, LETTERS, strict=False))
        )
        is_open = asking is not None and not asking.is_closed
        return replace(
            asked,
            choices=choices,
            asking=self.state.ballots.number(asking.id) if asking is not None and is_open else "",
        )

    def build_phone(self, seat: Seat) -> PhoneView:
        """An own role's messages and duties, and the question while its vote is on."""
        view = PhoneView(self.stage, seat.number)
        if self.stage in (Stage.STOP, Stage.BLACK):
            return view
        played = {role.id: role for role in self.state.exercise.roles if role.id in seat.roles}
        view = replace(
            view,
            roles=tuple(role.title for role in played.values()),
            duties=tuple(role.knows for role in played.values()),
            messages=self._find_messages(seat.roles) if self.stage != Stage.CARD else (),
        )
        if self.guesses is not None and self.stage == Stage.HOT_WASH:
            asked = build_guess_asked(self.guesses, seat.number)
            return replace(view, guess=asked, looks_up=asked is None)
        if self.stage != Stage.VOTES or self.asking is None:
            return view
        vote = self.asking.find_vote(seat.number)
        own = OwnVote(vote.option, vote.sure) if vote else None
        return replace(view, question=self._build_asked(), own=own, looks_up=False)

    def _find_messages(self, roles: tuple[str, ...]) -> tuple[Message, ...]:
        """What these roles were told; seats with the same roles share it."""
        played = self.state.player_roles & {*roles}
        if played not in self._messages:
            is_begun = self.state.arms is not None and bool(played)
            told = list_recent_messages(self.state, played, most=MAX_MESSAGES) if is_begun else ()
            self._messages[played] = told
        return self._messages[played]

    def build_evaluator(self, seat: Seat) -> EvaluatorView:
        view = EvaluatorView(self.stage, seat.number)
        if self.stage in (Stage.STOP, Stage.BLACK) or self.state.arms is None:
            return view
        return replace(view, rows=tuple(self._rate(row, seat) for row in self._list_rows().values()))

    def _list_rows(self) -> Mapping[str, TargetRow]:
        if not self._rows:
            for objective in list_active_objectives(self.state):
                measured, met = _measure(objective.id, self.state)
                target = describe_target(objective.target)
                self._rows[objective.id] = TargetRow(objective.id, objective.capability, target, measured, met, "")
        return self._rows

    def _rate(self, row: TargetRow, seat: Seat) -> TargetRow:
        given = {one.seat: one.rating for one in self.state.remarks.values() if one.objective == row.id and one.rating}
        own = given.pop(seat.number, "")
        return replace(row, rating=own, others=tuple(given.values()) if own else ())

    def build(self, seat: Seat) -> View:
        """What the device of a seat shows."""
        if seat.of == SeatKind.PARTICIPANT:
            return self.build_phone(seat)
        return self.build_evaluator(seat) if seat.of == SeatKind.EVALUATOR else self.build_wall()


def _measure(objective: str, state: State) -> tuple[str, bool | None]:
    """The time of a target in the team's arm so far, and whether it is met; empty where the model does not measure it."""
    target = next(one.target for one in state.exercise.objectives if one.id == objective)
    if not target.is_timed:
        return "", None
    trace = state.running_arms.player.trace
    so_far = Trace(trace.tables)
    so_far.rows = [row for row in trace.rows if row[0] <= state.time]
    reached = find_reached(target, Instants(so_far))
    words = "" if reached.seconds is None else format_length(reached.seconds)
    return words, is_met(target, reached, state.time)
