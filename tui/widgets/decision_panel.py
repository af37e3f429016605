"""The open question: its answers, and a preview of the selected answer."""

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from reports.text.exercise import describe_queue
from reports.text.formatting import join_with_nbsp
from sim.exercise.action_text import describe_action, explain_outcome
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse, InvalidDecision, Preview, describe_cost, preview_decision
from sim.exercise.events import DecisionPoint, StopCause
from sim.exercise.facilitator import blocked_by_awareness
from sim.exercise.journal import CLOCK_ENTRY_KINDS, find_last_interval
from sim.exercise.messages import Message, build_message_queue, is_countdown_waiting, list_messages, list_unread
from sim.exercise.schedule import item_name
from sim.exercise.state import State
from tui.keymap import create_binding
from tui.widgets.base import FacilitatorData, Pane, click_style, join_lines, wrap
from tui.widgets.event_log import describe_interval

WRITE_IN_LABEL = "Write in"
TALK_ONLY_LABEL = "Discuss"
INDENT = " " * 6
INDENT_OF_ANSWER, ANSWER_LINES = 3, 3  # columns; lines of one answer where all panes are shown


LOCKING_ACTS = {"press", "press-badge", "announce", "radio", "tell", "call-out", "lock", "open-door"}
"""Acts on which rooms are locked or opened."""

IDLE_ENTRY_KINDS = {*CLOCK_ENTRY_KINDS, "note", "correct", "people"}
"""Journal entries that change nothing in the simulation."""


class DecisionPane(Pane):
    BINDINGS: ClassVar[list[BindingType]] = [create_binding("decide.hint", "screen.hint")]
    tab_title = "Decide"
    help_text = (
        "Press 1 to 9 to select an answer and preview its effect. {drill.commit} commits it. {drill.thinking} sets the decision time. "
        "{drill.press} makes it a timed question: T+ runs during the discussion. {decide.hint}: hint."
    )

    lines = answer_lines = 0  # of all that stands in it, and of what stands above the expected action

    def show(self, desk: FacilitatorData) -> None:
        super().show(desk)
        is_hidden = not desk.is_compact and self.answer_lines > self.area.height
        self.scroll_to_requested(desk.hint or (desk.choice.number if is_hidden else 0))

    def title(self, desk: FacilitatorData) -> str:
        front = desk.current_decision
        if front is None:
            return "Decision"
        number = f"Decision {count_asked(front, desk.state)} of {len(desk.state.exercise.decisions)}"
        is_told = front.aware_at is not None and desk.state.has_alert
        aware = f", aware since {format_t_plus(front.aware_at or 0.0)}" if is_told else ""
        return f"{number}: {desk.role_title(front.decision.of)}{aware}   {{drill.decide}}"

    def keys(self, desk: FacilitatorData) -> str:
        more = "{pane.up} {pane.down} more" if self.lines > self.area.height else ""
        return ", ".join(filter(None, (more, format_keys(desk))))

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        front = desk.current_decision
        lines = [*(render_question(front, desk, width) if front else render_idle(desk, width))]
        self.answer_lines = len(lines)
        lines += render_expected(front, desk, width) if front else []
        self.lines = len(lines)
        return join_lines(lines)


def count_asked(front: DecisionPoint, state: State) -> int:
    """How many questions were asked until this one, itself included."""
    asked = (one for one in state.decision_points.values() if one.opened_at is not None)
    return sum(one.queue_position <= front.queue_position for one in asked)


def is_lookahead_needed(conductor: Conductor) -> bool:
    """Whether only playing ahead can tell if anything is left: stopped in a played module with no question to come."""
    segment, state = conductor.segment, conductor.state
    if conductor.clock.is_running or state.current_decision or segment.kind != "played" or conductor.is_over:
        return False
    waiting = blocked_by_awareness(state, ends=True)
    decisions = [decision for decision in state.exercise.decisions if decision.segment == segment.id]
    return state.stop_cause != StopCause.NOTHING_LEFT and all(
        state.is_resolved(decision) or decision in waiting for decision in decisions
    )


def render_idle(desk: FacilitatorData, width: int) -> Iterator[str]:
    """Why the clock is stopped, the latest message, the keys that lead on, and what happened since the last stop."""
    state = desk.state
    running = desk.conductor.clock.is_running
    stopped = f" Stopped: {state.stop_reason}." if state.stop_reason and not running else ""
    yield from wrap(f"No question is open.{stopped}", width)
    yield from render_message(desk, width)
    for line in (*render_blocked(desk), *(("{drill.play} stops the clock.",) if running else render_next_keys(desk))):
        yield from wrap(desk.keymap.fill_in_keys(line), width)
    yield ""
    start, end = find_last_interval(state.log)
    happened = describe_interval(state, start, end)
    if happened:
        yield f"Since {format_t_plus(start)}:"
        for line in happened:
            yield from wrap(line, width, "  ", "    ")


def render_blocked(desk: FacilitatorData) -> Iterator[str]:
    """Required questions whose role is not aware yet, and what the facilitator can do."""
    ends = desk.conductor.is_over or desk.state.stop_cause == StopCause.NOTHING_LEFT
    for decision in blocked_by_awareness(desk.state, ends):
        role = desk.role_title(decision.of)
        yield f"{decision.id} is required and waits: {role} is not aware yet. {{drill.inject}} asks it now or rules them aware."


def render_message(desk: FacilitatorData, width: int) -> Iterator[str]:
    """The message that participants read now, or the latest one."""
    now = find_current_message(desk.state)
    if now is not None:
        said, place = now
        to = f" to {', '.join(said.to)}" if said.to else ""
        yield from wrap(f"{place}{said.clock} {said.sender}{to}: {said.text}", width)
        delivery = next((one for one in desk.state.deliveries.values() if item_name(one.inject) == said.id), None)
        if delivery is not None and delivery.inject.expects:
            yield from wrap(f"Expected: {delivery.inject.expects}", width)


def find_current_message(state: State) -> tuple[Message, str] | None:
    """That message and its place in the queue; None before the first."""
    turn = build_message_queue(state, state.player_roles)
    heard = list_messages(state, state.player_roles)
    if not heard:
        return None
    return (turn.waiting or heard[-1:])[
        0
    ], f"{turn.position} of {turn.total}: " if turn.waiting and turn.total > 1 else ""


def describe_unread(desk: FacilitatorData) -> str:
    """How many messages wait, and the key for the next."""
    behind = len(list_unread(desk.state)) - 1
    return desk.keymap.fill_in_keys(join_with_nbsp(f"{behind} unread: {{drill.next_stop}}")) if behind > 0 else ""


def render_next_keys(desk: FacilitatorData) -> Iterator[str]:
    """The keys that lead on while the clock is stopped and no question is open."""
    conductor = desk.conductor
    segments = desk.state.exercise.segments
    following = [*segments[segments.index(conductor.segment) + 1 :], None][0]
    ends = "{drill.end_module} ends this module" + (f"; next: {following.title}." if following else ".")
    asked = [decision for decision in desk.state.exercise.decisions if decision.segment == conductor.segment.id]
    if describe_unread(desk):
        yield "{drill.next_stop} shows the next message."
    elif conductor.segment.kind == "played" and conductor.is_over:
        yield f"The simulation has ended. {ends}"
    elif conductor.segment.kind == "played" and desk.state.stop_cause == StopCause.NOTHING_LEFT:
        yield ends
    elif conductor.segment.kind == "talked" and conductor.is_nothing_left:
        yield f"Nothing is left in this module. {ends}"
    elif conductor.segment.kind == "talked":
        yield "{drill.next_stop} goes to the next item."
    elif not desk.has_next_stop and is_lookahead_needed(conductor):
        yield f"Nothing is left in this module. {ends}"
    elif all(desk.state.is_resolved(one) for one in asked):
        yield f"No questions are left in this module. {{drill.inject}} adds a message of your own. {ends}"
        yield "{drill.play} starts the clock, {drill.next_stop} goes to the next event."
    else:
        yield "{drill.play} starts the clock, {drill.next_stop} goes to the next stop."


def render_question(decision_point: DecisionPoint, desk: FacilitatorData, width: int) -> Iterator[Text | str]:
    decision = decision_point.decision
    for line in wrap(f"{decision.id}  {decision.asks}", width, "", "    "):
        yield Text(line, style="bold")
    yield from wrap("  ".join(filter(None, (describe_time_limit(decision_point, desk), describe_unread(desk)))), width)
    yield from render_answers(decision_point, desk, width)
    yield from render_preview(decision_point, desk, width)


def render_expected(decision_point: DecisionPoint, desk: FacilitatorData, width: int) -> Iterator[str]:
    """The expected action, what the model does not know about the selected answer, and the hints asked for."""
    decision = decision_point.decision
    yield from wrap(f"Expected: {decision.expects} ({decision.reference})", width)
    for number, option in enumerate(decision.options, 1):
        if option.not_modeled and number == desk.choice.number:
            yield from wrap(f"{number} is not all in the model: {option.not_modeled}", width)
    for number, hint in enumerate(decision.hints[: 1 + desk.hint], 1):
        yield from wrap(f"Hint {number}: {hint}", width)


def describe_time_limit(decision_point: DecisionPoint, desk: FacilitatorData) -> str:
    """Whether scenario time runs, and time spent or left."""
    limit, opened = decision_point.decision.limit, decision_point.opened_at or 0.0
    more = len(desk.state.list_open_decisions()) - 1
    queue = "  " + join_with_nbsp(f"{more} more open") if more else ""
    if decision_point.decision.kind == "pressed":
        left = max(0.0, opened + limit - desk.state.time)
        said = "T+ waits until messages are read" if is_countdown_waiting(desk.state) else "T+ runs"
        said = "no longer timed" if decision_point.unmeasured_reason else said
        said = "T+ waits for the answer" if decision_point.is_answering else said
        left_of = join_with_nbsp(f"{format_minutes(left)} left of {format_minutes(limit)}")
        return f"Timed question: {join_with_nbsp(said)} ({desk.keymap['drill.play']}). {left_of}{queue}"
    over = " (over time)" if desk.discussed_seconds > limit else ""
    talked = join_with_nbsp(f"Discussed {format_minutes(desk.discussed_seconds)} of {format_minutes(limit)}{over}")
    return f"{join_with_nbsp('Scenario time stopped')}. {talked}{queue}"


def render_answers(decision_point: DecisionPoint, desk: FacilitatorData, width: int) -> Iterator[Text]:
    """Each option, struck through with the reason if it is not possible, then the two answers that always exist.

    Where all panes do not fit, each has a line, and the selected one as many as it needs.
    """
    said = [
        (number, option.says, describe_absent(decision_point, DecisionResponse(option=option.id), desk))
        for number, option in enumerate(decision_point.decision.options, 1)
    ]
    # below the others in every question, so that no answer moves from one column to two
    always = [
        format_answer((len(said) + place, says, ""), desk)
        for place, says in enumerate((WRITE_IN_LABEL, TALK_ONLY_LABEL), 1)
    ]
    for one in said:
        is_whole = not desk.is_compact or one[0] == desk.choice.number
        yield from wrap_answer(format_answer(one, desk), width, ANSWER_LINES if is_whole else 1)
    yield Text("  ").join(always)


def format_answer(one: tuple[int, str, str], desk: FacilitatorData) -> Text:
    number, says, why = one
    marked = number == desk.choice.number
    text = Text(f"{desk.glyphs.chosen if marked else ' '}{number} ", style="bold" if marked else "")
    if why:
        text.append(f"({why}) ")
    text.append(says, style="strike" if why else "")
    text.stylize(click_style(f"screen.option({number})"))
    return text


def wrap_answer(line: Text, width: int, most: int) -> Iterator[Text]:
    if len(line) <= width:
        yield line
    elif most == 1:
        yield line[: width - 1].append("…")
    else:
        place = max(line.plain.rfind(" ", 0, width + 1), INDENT_OF_ANSWER)
        yield line[:place]
        yield from wrap_answer(Text(" " * INDENT_OF_ANSWER).append_text(line[place + 1 :]), width, most - 1)


def describe_absent(decision_point: DecisionPoint, answer: DecisionResponse, desk: FacilitatorData) -> str:
    """The people needed who are away; empty if none."""
    try:
        gone = preview_decision(decision_point, answer, desk.state).absent
    except InvalidDecision as error:
        return str(error)
    return f"{', '.join(desk.state.labels.person(person) for person in gone)}: away" if gone else ""


def render_preview(decision_point: DecisionPoint, desk: FacilitatorData, width: int) -> Iterator[str]:
    """When the selected answer would start and what it would do."""
    choice = desk.choice
    if choice.answer is None:
        return
    try:
        would = preview_decision(decision_point, choice.answer, desk.state)
    except InvalidDecision as error:
        yield from wrap(f"{choice.number}: {error}", width)
        return
    if desk.conductor.segment.kind != "played" and not would.actions:  # T+ stands still there: nothing starts
        queue = next((one.queue for one in decision_point.decision.options if one.id == choice.answer.option), None)
        does = "discussion: recorded, not simulated" if queue is None else describe_queue(queue)
        yield from wrap(f"{choice.number}: {does}", width, "", INDENT)
        yield from wrap("; ".join(format_response(choice.answer)), width, INDENT, INDENT, most=2)
        return
    change = "" if would.source == "measured" else f"; [{desk.keymap['drill.thinking']}] change"
    cost = describe_cost(would.decision_delay, would.cost, would.source)
    if is_countdown_waiting(desk.state):  # then what passes
        cost = f"decision time {format_minutes(would.decision_delay)}, until T+ runs"
    cost += change
    yield from wrap(f"If {choice.number}: starts {format_t_plus(would.start)} ({cost})", width, "", INDENT)
    for obstacle in would.obstacles:
        yield from wrap(f"Warning: {obstacle}", width, INDENT, INDENT, most=2)
    words = "; ".join([*format_response(choice.answer), *describe_effects(would, desk)])
    yield from wrap(words, width, INDENT, INDENT, most=2 if desk.is_compact else 4)


def format_response(answer: DecisionResponse) -> list[str]:
    words = answer.talk_only or answer.says
    return [f'"{words}"'] if words else []


def describe_effects(would: Preview, desk: FacilitatorData) -> Iterator[str]:
    for intervention, outcome in would.actions:
        because = explain_outcome(intervention, outcome, desk.state)
        yield describe_action(intervention, desk.state) + (f": {because}" if because else "")
    reached = [outcome for _, outcome in would.actions if outcome.already_aware or outcome.still_unaware]
    if reached:
        yield f"{reached[0].already_aware} of the staff already know, {reached[0].still_unaware} do not yet"
    if not would.actions:
        yield "discussion: recorded, not simulated"
    elif LOCKING_ACTS.intersection(act.kind for act, _ in would.actions) and not (desk.view.patient or desk.view.fire):
        yield f"{len(desk.view.locked)} rooms locked"


def format_keys(desk: FacilitatorData) -> str:
    window = desk.current_decision
    if window is None:
        return ""
    can_be = (
        window.decision.kind == "talk" and desk.conductor.segment.kind == "played" and not window.is_reopened
    )  # elsewhere T+ stands still; what is asked again is never measured
    pressed = ", {drill.press} timed" if can_be else ""
    if not desk.choice.number:
        return f"{{drill.decide}} or 1-9 select{pressed}, {{decide.hint}} hint"
    return f"{{drill.commit}} commit, {{drill.back}} keep discussing{pressed}"
