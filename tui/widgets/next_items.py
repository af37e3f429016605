"""What comes next: the question that is open, what is due and when, what was held and why, and what comes only if the desk says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from scenarios.exercise import Decision, Inject
from scenarios.slots import unfilled
from sim.drill.schedule import Item, is_contingency, name_of, next_talked, to_come
from sim.drill.times import minutes
from sim.drill.truth import in_words
from tui.keyboard import bound
from tui.widgets.desk import Desk
from tui.widgets.pane import Pane, joined, wrapped

STATUS, NUMBER, MUST = 7, 4, 6  # columns


@dataclass(frozen=True)
class Line:
    """An item, how it stands (`now`, `+0:20`, `if`, `held`, `cont`), and why it was held."""

    item: Item
    status: str
    why: str = ""


class NextItems(Pane):
    """The pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("next.up", "screen.item(-1)"),
        bound("next.down", "screen.item(1)"),
        bound("next.hold", "screen.settle('held')"),
        bound("next.cancel", "screen.settle('cancelled')"),
        bound("next.new", "screen.new_inject"),
        bound("next.hint", "screen.hint"),
    ]
    name_of_tab = "Next"
    heading = "Next  {drill.inject} deliver  {next.hold} hold  {next.cancel} cancel  {next.new} new"
    help_text = (
        "now: open question. +0:20: time to go. if: waits for something. held: did not come, and why. cont: only if you deliver it. "
        "{next.up} and {next.down} mark an item; {drill.inject} asks what becomes of it."
    )

    def draw(self, desk: Desk, width: int) -> Text:
        """The items, then what is expected of the one that is marked."""
        lines = items(desk)
        if not lines:
            return Text(desk.keys.says("Nothing more comes in this module. {drill.end_module} ends it."))
        short = desk.compact and self.size.height <= 3
        marked = place_of(desk.item, lines)
        if short:
            upcoming = [line for line in lines if line.status != "now"] or lines
            return joined(one for line in upcoming[:2] for one in written(line, desk, width, most=1))
        shown: list[Text | str] = []
        for place, line in enumerate(lines):
            style = "reverse" if place == marked and self.has_focus else ""
            most = 2 if place == marked or line.status == "now" else 1
            shown += [Text(one, style=style) for one in written(line, desk, width, most)]
        return joined([*shown, "", *details(lines[marked], desk, width)])


def items(desk: Desk) -> list[Line]:
    """All of them, in the order in which they matter."""
    return [*_open(desk), *_upcoming(desk), *_held(desk), *_contingencies(desk)]


def place_of(name: str, lines: list[Line]) -> int:
    """Where an item stands now; the first line where it is gone, or none was marked."""
    return next((place for place, line in enumerate(lines) if name_of(line.item) == name), 0)


def _open(desk: Desk) -> Iterator[Line]:
    for state, word in (("open", "now"), ("waiting", "waits")):
        for window in desk.state.windows.values():
            if window.state == state:
                yield Line(window.decision, word, window.why)


def _upcoming(desk: Desk) -> Iterator[Line]:
    state = desk.state
    talked = state.segment is not None and state.segment.kind == "talked"
    following = next_talked(state) if talked else None
    for item in to_come(state):
        if talked:
            yield Line(item, "next" if item is following else "then")
        elif item.at is not None:
            yield Line(item, f"+{minutes(max(0.0, item.at - state.time))}")
        else:
            yield Line(item, "if")


def _held(desk: Desk) -> Iterator[Line]:
    state = desk.state
    for delivery in state.deliveries.values():
        if delivery.outcome == "held":
            yield Line(delivery.inject, "held", delivery.why)
    for window in state.windows.values():
        if window.state == "held":
            yield Line(window.decision, "held", window.why)


def _contingencies(desk: Desk) -> Iterator[Line]:
    state = desk.state
    for inject in state.exercise.injects:
        here = state.segment is not None and inject.segment == state.segment.id
        if here and is_contingency(inject) and not state.settled(inject):
            yield Line(inject, "cont")


def written(line: Line, desk: Desk, width: int, most: int) -> list[str]:
    """An item in one or two lines: how it stands, its number, what it is, whether it must come."""
    item = line.item
    number = str(item.number) if isinstance(item, Inject) else item.id
    must = "free" if line.status == "cont" else "must" if item.must else "may"
    head = f"{line.status:{STATUS}}{number:{NUMBER}}"
    lines = wrapped(what(line, desk), width - MUST, head, " " * len(head), most)
    return [f"{lines[0]:{width - MUST}}{must:>{MUST - 1}}", *lines[1:]]


def what(line: Line, desk: Desk) -> str:
    """Who says it to whom and what, or why it was held."""
    item = line.item
    if isinstance(item, Decision):
        said = f"{desk.role(item.of)}: {item.asks}"
    else:
        said = f"{item.sender} → {', '.join(desk.role(role) for role in item.to)}: {unfilled(item.says)}"
    return f"{said.split(':')[0]}: {titled(line.why, desk)}" if line.why else said


def titled(why: str, desk: Desk) -> str:
    """A reason with the title of the role in it, in place of its id."""
    first, _, rest = why.partition(" ")
    return f"{desk.role(first)} {rest}".rstrip()


def details(line: Line, desk: Desk, width: int) -> Iterator[str]:
    """What is expected of it, what it waits for, and hints as far as they were asked for."""
    item = line.item
    name = str(item.number) if isinstance(item, Inject) else item.id
    reference = f"; {item.reference}" if isinstance(item, Decision) else ""
    yield from wrapped(f"expects {name}: {item.expects}{reference}", width)
    if line.status == "if" and item.after:
        yield from wrapped(
            f"comes once: {', '.join(in_words(one, desk.state.labels.place) for one in item.after)}", width
        )
    for number, hint in enumerate(item.hints[: desk.hint], 1):
        yield from wrapped(f"hint {number}: {hint}", width)
    if len(item.hints) > desk.hint:
        yield f"{desk.keys['next.hint']} hint, {len(item.hints) - desk.hint} left"
    if isinstance(item, Inject) and item.notes:
        yield from wrapped(f"note: {item.notes}", width)
