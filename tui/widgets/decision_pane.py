"""The question that the room talks about: what may be answered, and what the marked answer would do if it were given now."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from reports.tied import tied
from sim.drill.act_words import act, because_in_words
from sim.drill.conduct import NOTHING_MORE, Refused
from sim.drill.decisions import SOURCES, Answer, NoAnswer, Preview, preview
from sim.drill.facilitator import untold
from sim.drill.heard import in_turn, waiting, waits_to_be_read
from sim.drill.journal import CLOCK_MARKS
from sim.drill.parts import Window
from sim.drill.state import State
from sim.drill.stretches import stretches
from sim.drill.times import minutes, t_plus
from sim.drill.told import Message, messages
from tui.in_words import happened_since
from tui.keyboard import bound
from tui.widgets.desk import Desk
from tui.widgets.pane import Pane, clickable, joined, wrapped

WRITE_IN = "Write in"
TALK_ONLY = "Talk only"
INDENT = " " * 6
BESIDE = 13  # columns of these two
INDENT_OF_ANSWER, ANSWER_LINES = 3, 3  # columns; lines of one answer where all panes are shown


PLAYS_NOTHING = {*CLOCK_MARKS, "note", "correct", "people"}
"""Entries after which all that is to come still comes."""


class DecisionPane(Pane):
    """The pane."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("decide.hint", "screen.hint")]
    name_of_tab = "Decide"
    help_text = (
        "1 to 9 mark an answer and show what it would do now; {drill.commit} commits it. {drill.thinking}: the room says how long thinking "
        "takes. {drill.press}: T+ runs while the room talks. {decide.hint}: a hint."
    )

    lines = 0  # of what stands in it
    _asked: tuple[object, bool] = (None, False)

    def still_comes(self, desk: Desk) -> bool:
        """Whether a jump leads anywhere; it is played ahead only once for as long as nothing is done and T+ stands still."""
        state = desk.state
        now = id(state), state.time, sum(entry.kind not in PLAYS_NOTHING for entry in state.log)
        if self._asked[0] != now:
            with suppress(Refused):
                self._asked = now, False
                self._asked = now, desk.conduct.next_stop() is not None
        return self._asked[1]

    def show(self, desk: Desk) -> None:
        """What a newly marked answer would do, or a new hint, is seen, however much stands above it."""
        super().show(desk)
        self.reaches(desk.hint if desk.compact else desk.choice.number)

    def title(self, desk: Desk) -> str:
        """Which question, whose, and since when they know."""
        front = desk.front
        if front is None:
            return "Decision"
        count = [one.id for one in desk.state.exercise.decisions]
        number = f"Decision {count.index(front.decision.id) + 1} of {len(count)}"
        aware = f", aware since {t_plus(front.aware)}" if front.aware is not None else ""
        return f"{number}: {desk.role(front.decision.of)}{aware}   {{drill.decide}}"

    def keys(self, desk: Desk) -> str:
        """What can be pressed for the question, and what to read on with where it does not fit."""
        more = "{pane.up} {pane.down} more" if self.lines > self.size.height else ""
        return ", ".join(filter(None, (more, keys(desk))))

    def draw(self, desk: Desk, width: int) -> Text:
        """The question, its answers, and what the marked one would do; or what happened since the last stop."""
        front = desk.front
        lines = [*(question(front, desk, width) if front else no_question(desk, width, self.still_comes))]
        self.lines = len(lines)
        return joined(lines)


def no_question(desk: Desk, width: int, still_comes: Callable[[Desk], bool]) -> Iterator[str]:
    """Why it stands still, what the room was told last, the keys that lead on, and what happened meanwhile.

    still_comes: whether a jump leads anywhere.
    """
    state = desk.state
    running = desk.conduct.clock.running
    stopped = f" Stopped: {state.why_stopped}." if state.why_stopped and not running else ""
    yield from wrapped(f"No question is open.{stopped}", width)
    yield from told(desk, width)
    for line in (
        *still_untold(desk),
        *(("{drill.play} stops.",) if running else what_next(desk, still_comes)),
    ):
        yield from wrapped(desk.keys.says(line), width)
    yield ""
    start, end = stretches(state.log)
    happened = happened_since(state, start, end)
    if happened:
        yield f"Since {t_plus(start)}:"
        for line in happened:
            yield from wrapped(line, width, "  ", "    ")


def still_untold(desk: Desk) -> Iterator[str]:
    """Questions that must come and cannot while their role does not know, and what the facilitator can do about it."""
    ends = desk.conduct.over or desk.state.why_stopped == NOTHING_MORE
    for one in untold(desk.state, ends):
        yield f"{one.id} must come and waits: {desk.role(one.of)} does not know yet. {{drill.inject}} asks it, or rules that they know."


def told(desk: Desk, width: int) -> Iterator[str]:
    """The message that the room reads now, or had last, in full."""
    now = reading_now(desk.state)
    if now is not None:
        said, place = now
        to = f" to {', '.join(said.to)}" if said.to else ""
        yield from wrapped(f"{place}{said.clock} {said.sender}{to}: {said.says}", width)


def reading_now(state: State) -> tuple[Message, str] | None:
    """That message, and which of several it is; None where the room has been told nothing."""
    turn = in_turn(state, state.in_the_room)
    heard = messages(state, state.in_the_room)
    if not heard:
        return None
    return (turn.waiting or heard[-1:])[
        0
    ], f"{turn.at} of {turn.of}: " if turn.waiting and turn.of > 1 else ""


def unread(desk: Desk) -> str:
    """How many messages wait for the room behind the one that it reads, and the key that brings the next."""
    behind = len(waiting(desk.state)) - 1
    return desk.keys.says(tied(f"{behind} unread: {{drill.next_stop}}")) if behind > 0 else ""


def what_next(desk: Desk, still_comes: Callable[[Desk], bool]) -> Iterator[str]:
    """Where it stands still and no question is open: the keys that lead on. still_comes: whether a jump leads anywhere."""
    conduct = desk.conduct
    segments = desk.state.exercise.segments
    following = [*segments[segments.index(conduct.segment) + 1 :], None][0]
    ends = "{drill.end_module} ends this module" + (f"; next: {following.title}." if following else ".")
    asked = [one for one in desk.state.exercise.decisions if one.segment == conduct.segment.id]
    waits = untold(desk.state, ends=True)
    if unread(desk):
        yield "{drill.next_stop} shows the room the next message."
    elif conduct.segment.kind == "played" and conduct.over:
        yield f"The incident is over. {ends}"
    elif conduct.segment.kind == "played" and desk.state.why_stopped == NOTHING_MORE:
        yield ends
    elif conduct.segment.kind == "talked" and conduct.nothing_more:
        yield f"Nothing more comes in this module. {ends}"
    elif conduct.segment.kind == "talked":
        yield "{drill.next_stop} brings the next item."
    elif all(desk.state.settled(one) or one in waits for one in asked) and not still_comes(desk):
        yield f"Nothing more comes in this module. {ends}"
    elif all(desk.state.settled(one) for one in asked):
        yield "No more questions come in this module."
        yield f"{{drill.play}} plays, {{drill.next_stop}} plays on to what comes last. {ends}"
    else:
        yield "{drill.play} plays, {drill.next_stop} plays to the next stop."


def question(window: Window, desk: Desk, width: int) -> Iterator[Text | str]:
    """The whole of it."""
    decision = window.decision
    for line in wrapped(f"{decision.id}  {decision.asks}", width, "", "    "):
        yield Text(line, style="bold")
    yield from wrapped("  ".join(filter(None, (how_long(window, desk), unread(desk)))), width)
    yield from answers(window, desk, width)
    yield from would_do(window, desk, width)
    if desk.compact:  # where all panes are shown, this stands in Next
        yield from wrapped(f"expects: {decision.expects}; {decision.reference}", width)
        for number, hint in enumerate(decision.hints[: 1 + desk.hint], 1):
            yield from wrapped(f"hint {number}: {hint}", width)


def how_long(window: Window, desk: Desk) -> str:
    """Whether the incident stands still, and how long has been talked of the limit."""
    limit, opened = window.decision.limit, window.opened or 0.0
    more = len(desk.state.open_windows()) - 1
    queue = "  " + tied(f"{more} more open") if more else ""
    if window.decision.kind == "pressed":
        left = max(0.0, opened + limit - desk.state.time)
        said = "T+ waits for reading" if waits_to_be_read(desk.state) else "T+ runs"
        said = "no longer measured" if window.unmeasured else said
        said = "T+ waits for the answer" if window.answering else said
        left_of = tied(f"{minutes(left)} left of {minutes(limit)}")
        return f"pressed: {tied(said)} ({desk.keys['drill.play']}). {left_of}{queue}"
    over = "over" if desk.talked > limit else "soft"
    talked = tied(f"Talked {minutes(desk.talked)} of {minutes(limit)} ({over})")
    return f"talk: {tied('incident stopped')}. {talked}{queue}"


def answers(window: Window, desk: Desk, width: int) -> Iterator[Text]:
    """Each option, struck through with the reason where it cannot be, and the two answers that are always there.

    Those two stand beside the first options that leave room for them, where two do, else in a line of their own.
    """
    said = [
        (number, option.says, reason(window, Answer(option=option.id), desk))
        for number, option in enumerate(window.decision.options, 1)
    ]
    always = [
        cell((len(said) + place, says, ""), desk) for place, says in enumerate((WRITE_IN, TALK_ONLY), 1)
    ]
    lines = [cell(one, desk) for one in said]
    short = [line for line in lines if len(line) < width - BESIDE]
    if len(short) >= len(always):
        for line, beside in zip(short, always, strict=False):
            line.append(" " * (width - BESIDE - len(line))).append_text(beside)
    for line in lines:
        yield from folded(line, width, 1 if desk.compact else ANSWER_LINES)
    if len(short) < len(always):
        yield Text("  ").join(always)


def cell(one: tuple[int, str, str], desk: Desk) -> Text:
    """One answer: its number, why it cannot be, so that this is never cut off, and its words."""
    number, says, why = one
    marked = number == desk.choice.number
    text = Text(f"{desk.signs.chosen if marked else ' '}{number} ", style="bold" if marked else "")
    if why:
        text.append(f"({why}) ")
    text.append(says, style="strike" if why else "")
    text.stylize(clickable(f"screen.option({number})"))
    return text


def folded(line: Text, width: int, most: int) -> Iterator[Text]:
    """An answer in so many lines; a cut is seen."""
    if len(line) <= width:
        yield line
    elif most == 1:
        yield line[: width - 1].append("…")
    else:
        place = max(line.plain.rfind(" ", 0, width + 1), INDENT_OF_ANSWER)
        yield line[:place]
        yield from folded(Text(" " * INDENT_OF_ANSWER).append_text(line[place + 1 :]), width, most - 1)


def reason(window: Window, answer: Answer, desk: Desk) -> str:
    """Who is away and needed; empty where it can be."""
    try:
        gone = preview(window, answer, desk.state).away
    except NoAnswer as error:
        return str(error)
    return f"{', '.join(desk.state.labels.person(one) for one in gone)}: away" if gone else ""


def would_do(window: Window, desk: Desk, width: int) -> Iterator[str]:
    """When the marked answer starts, what it does, who knows already and who is left."""
    choice = desk.choice
    if not choice.number:
        return
    if choice.answer is None:
        yield desk.keys.says(f"{choice.number}: {{drill.commit}}, then say what.")
        return
    try:
        would = preview(window, choice.answer, desk.state)
    except NoAnswer as error:
        yield from wrapped(f"{choice.number}: {error}", width)
        return
    if desk.conduct.segment.kind != "played" and not would.acts:  # T+ stands still there: nothing starts
        yield from wrapped(f"{choice.number}: talked about only; nothing in the model", width, "", INDENT)
        yield from wrapped("; ".join(words_of(choice.answer)), width, INDENT, INDENT, most=2)
        return
    source = (
        " until T+ runs" if waits_to_be_read(desk.state) else f", {SOURCES[would.source]}"
    )  # then what passes
    change = "" if would.source == "measured" else f"; [{desk.keys['drill.thinking']}] change"
    cost = f"thinking {minutes(would.thinking)}{source}{change}"
    yield from wrapped(f"If {choice.number}: starts {t_plus(would.starts)} ({cost})", width, "", INDENT)
    words = "; ".join([*words_of(choice.answer), *effects(would, desk)])
    yield from wrapped(words, width, INDENT, INDENT, most=2 if desk.compact else 4)


def words_of(answer: Answer) -> list[str]:
    """What the room said, where it stands nowhere else."""
    return [f'"{answer.talk_only}"'] if answer.talk_only is not None else []


def effects(would: Preview, desk: Desk) -> Iterator[str]:
    """Each act with what it would do now."""
    for intervention, outcome in would.acts:
        because = because_in_words(intervention, outcome, desk.state)
        yield act(intervention, desk.state) + (f": {because}" if because else "")
    reached = [outcome for _, outcome in would.acts if outcome.already or outcome.left]
    if reached:
        yield f"already aware {reached[0].already}, not yet {reached[0].left}"
    if not would.acts:
        yield "talk only: nothing in the model"
    elif desk.view.patient is None and desk.view.fire is None:
        yield f"locked {len(desk.view.locked)} rooms"


def keys(desk: Desk) -> str:
    """What can be pressed."""
    window = desk.front
    if window is None:
        return ""
    can_be = (
        window.decision.kind == "talk" and desk.conduct.segment.kind == "played" and not window.again
    )  # elsewhere T+ stands still; what is asked again is never measured
    pressed = ", {drill.press} time pressure" if can_be else ""
    if not desk.choice.number:
        return f"{{drill.decide}} or 1-9 mark an answer{pressed}, {{decide.hint}} hint"
    return f"{{drill.commit}} commits, {{drill.back}} keeps talking{pressed}"
