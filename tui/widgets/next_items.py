"""What comes next: the question that is open, what is due and when, what was held and why, and what comes only if the desk says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from scenarios.exercise import Decision, Inject
from scenarios.slots import unfilled
from sim.drill.facilitator import untold
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
        "(nobody): it goes to a role that nobody plays; read it out or hold it. "
        "{next.up} and {next.down} mark an item; {drill.inject} asks what becomes of it. {next.hold} holds it, {next.cancel} cancels it, "
        "{next.new} makes one up. {next.hint}: a hint."
    )

    def show(self, desk: Desk) -> None:
        """A new hint is in view."""
        super().show(desk)
        self.reaches(desk.hint)

    def title(self, desk: Desk) -> str:
        """Beside a question at 80 columns: how many there are, and where; the other keys are for the tab."""
        if desk.compact and not self.has_focus:
            number = len(items(desk))
            return f"Next: {number} item{'s'[: number != 1]}  {{drill.tab}} all  {{drill.inject}} deliver"
        return self.heading

    def draw(self, desk: Desk, width: int) -> Text:
        """The items, then what is expected of the one that is marked; while keys go elsewhere, of the open question."""
        lines = items(desk)
        if not lines:
            return Text(desk.keys.says("Nothing more comes in this module. {drill.end_module} ends it."))
        if desk.compact and not self.has_focus:  # beside the question
            upcoming = [line for line in lines if line.status != "now"] or lines
            return joined(
                one for line in upcoming[: self.size.height] for one in written(line, desk, width, most=1)
            )
        marked = place_of(desk.item, lines)
        about = self._about(lines, marked, desk, width)
        shown = [self._lines(place, line, desk, width, marked) for place, line in enumerate(lines)]
        return joined(
            [*within(shown, marked if self.has_focus else 0, self.size.height - len(about)), *about]
        )

    def _about(self, lines: list[Line], marked: int, desk: Desk, width: int) -> list[str]:
        """What stands under the items, if anything does."""
        if self.has_focus:
            return ["", *details(lines[marked], desk, width, "next.hint")]
        return ["", *details(lines[0], desk, width, "decide.hint")] if lines[0].status == "now" else []

    def _lines(self, place: int, line: Line, desk: Desk, width: int, marked: int) -> list[Text]:
        here = place == marked and self.has_focus
        return [Text(one, style="reverse" if here else "") for one in written(line, desk, width, 1 + here)]


def within(shown: list[list[Text]], marked: int, height: int) -> list[Text]:
    """As many items as there is room for, so that what is said under them is always seen: those around the marked one, how many more."""
    if sum(map(len, shown)) <= height:
        return [line for one in shown for line in one]
    first, last = marked, marked + 1
    room = (
        height - len(shown[marked]) - 1 - (0 < marked < len(shown) - 1)
    )  # lines that say how many are above and below
    while (last < len(shown) and len(shown[last]) <= room) or (first > 0 and len(shown[first - 1]) <= room):
        if last < len(shown) and len(shown[last]) <= room:
            room -= len(shown[last])
            last += 1
        else:
            first -= 1
            room -= len(shown[first])
    above = [Text(f"… {first} above")] if first else []
    below = [Text(f"… {len(shown) - last} more")] if last < len(shown) else []
    return [*above, *(line for one in shown[first:last] for line in one), *below]


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
    for one in untold(desk.state, ends=False):
        if one.id not in desk.state.windows:
            yield Line(one, "waits", f"{desk.role(one.of)} does not know yet")


def _upcoming(desk: Desk) -> Iterator[Line]:
    state = desk.state
    talked = state.segment is not None and state.segment.kind == "talked"
    following = next_talked(state) if talked else None
    waits = untold(state, ends=False)
    for item in to_come(state):
        if item in waits:
            continue
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
        nobody = "" if desk.state.readers(item) else " (nobody)"
        to = ", ".join(desk.role(role) for role in item.to)
        said = f"{item.sender} → {to}{nobody}: {unfilled(item.says)}"
    if isinstance(item, Decision) and line.why.startswith(desk.role(item.of)):
        return line.why
    return f"{said.split(':')[0]}: {line.why}" if line.why else said


def details(line: Line, desk: Desk, width: int, key: str) -> Iterator[str]:
    """What is expected of it, what it waits for, and hints as far as they were asked for, the first one of the open question at once.

    key: the name of the one that brings another hint.
    """
    item = line.item
    name = str(item.number) if isinstance(item, Inject) else item.id
    reference = f"; {item.reference}" if isinstance(item, Decision) else ""
    yield from wrapped(f"expects {name}: {item.expects}{reference}", width)
    if isinstance(item, Inject) and not desk.state.readers(item):
        yield from wrapped(desk.keys.says("nobody reads it: read it out, or {next.hold} holds it"), width)
    if line.status == "waits":
        yield from wrapped(
            desk.keys.says("{drill.inject}: hold it until they know, or rule that they know"), width
        )
    if line.status == "if" and item.after:
        yield from wrapped(
            f"comes once: {', '.join(in_words(one, desk.state.labels.place) for one in item.after)}", width
        )
    hints = desk.hint + (line.status == "now")
    for number, hint in enumerate(item.hints[:hints], 1):
        yield from wrapped(f"hint {number}: {hint}", width)
    if len(item.hints) > hints:
        yield f"{desk.keys[key]} hint, {len(item.hints) - hints} left"
    if isinstance(item, Inject) and item.notes:
        yield from wrapped(f"note: {item.notes}", width)
