"""The stages of the participants' wall, one thing at a time: message, question, votes, consequence, running.

The state of the exercise decides the stage, and the facilitator's steps hold parts back or end them. A consequence waits until no question
is open and no message is unread.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from sim.exercise.ballots import Asking
from sim.exercise.messages import list_unread
from sim.exercise.room_frame import RoomFrame
from sim.exercise.state import State


class Stage(StrEnum):
    CARD = "card"
    MESSAGE = "message"
    QUESTION = "question"
    OPTIONS = "options"
    VOTES = "votes"
    SPLIT = "split"
    CONSEQUENCE = "consequence"
    RUNNING = "running"
    HOT_WASH = "hot-wash"
    BLACK = "black"
    STOP = "stop"


@dataclass(frozen=True)
class Steps:
    """The question that is up, the one whose options are shown, and the split and the consequence that are over.

    reason: of a vote, picked for the wall beside the split of its asking. put_up: messages for one role that everyone may read now, by id.
    """

    question: str = ""
    options: str = ""
    split: str = ""
    consequence: str = ""
    reason: tuple[str, str] = ("", "")
    put_up: frozenset[str] = frozenset()


COVERS = ("stop", Stage.STOP), ("black", Stage.BLACK), ("card", Stage.CARD), ("debrief", Stage.HOT_WASH)
"""Fields of a frame that decide the stage by themselves, the first first."""


def find_stage(state: State, frame: RoomFrame, steps: Steps) -> Stage:
    for name, stage in COVERS:
        if getattr(frame, name):
            return stage
    point, asking = state.current_decision, find_asking(state, steps)
    if point is not None and frame.question is not None:
        is_up = asking is not None or steps.question == point.decision.id
        if frame.reading and (frame.reading.at < frame.reading.of or not is_up):
            return Stage.MESSAGE
    elif frame.reading:
        return Stage.MESSAGE
    if asking is not None:
        return Stage.VOTES if asking.split is None else Stage.SPLIT
    if point is not None and frame.question is not None:
        is_shown = steps.options == point.decision.id or point.decision.kind == "pressed"
        return Stage.OPTIONS if is_shown else Stage.QUESTION
    is_new = frame.impact is not None and frame.impact.about != steps.consequence
    waits = any(point.state == "waiting" for point in state.decision_points.values())
    return Stage.CONSEQUENCE if is_new and not waits else Stage.RUNNING


def find_asking(state: State, steps: Steps) -> Asking | None:
    """The vote that is on or whose split is up; none once its question is decided, unless it was timed, or the facilitator steps on."""
    last = state.ballots.askings[-1:]
    if not last or last[0].id == steps.split:
        return None
    point, current = state.decision_points[last[0].decision], state.current_decision
    is_on = point is current if current is not None else point.decision.kind == "pressed"
    return last[0] if is_on else None


def skip(state: State, frame: RoomFrame, steps: Steps) -> Steps:
    """The steps after the present stage, where it ends by a step alone."""
    point, asking = state.current_decision, find_asking(state, steps)
    match find_stage(state, frame, steps):
        case Stage.MESSAGE if frame.messages[0].is_withheld:
            return replace(steps, put_up=steps.put_up | {list_unread(state)[0].id})
        case Stage.MESSAGE if point is not None and frame.reading and frame.reading.at == frame.reading.of:
            return replace(steps, question=point.decision.id)
        case Stage.QUESTION if point is not None:
            return replace(steps, question=point.decision.id, options=point.decision.id)
        case Stage.SPLIT if asking is not None:
            return replace(steps, split=asking.id)
        case Stage.CONSEQUENCE if frame.impact is not None:
            return replace(steps, consequence=frame.impact.about)
    return steps
