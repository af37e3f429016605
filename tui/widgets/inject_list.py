"""Upcoming items: the open question, scheduled injects, held items, and contingency injects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType

from scenarios.exercise import Decision, Inject, describe_slots
from sim.exercise.clock import format_minutes
from sim.exercise.facilitator import blocked_by_awareness
from sim.exercise.schedule import Item, find_next_discussion_item, is_contingency, item_name, list_upcoming
from sim.exercise.triggers import describe_condition
from tui.keymap import create_binding
from tui.widgets.base import FacilitatorData, Pane, join_lines, wrap
from tui.widgets.case_list import format_day

STATUS, NUMBER, MUST = 7, 4, 6  # columns


@dataclass(frozen=True)
class ItemLine:
    """An item, its status (`now`, `+0:20`, `if`, `held`, `cont`), and why it was held."""

    item: Item
    status: str
    reason: str = ""


class InjectList(Pane):
    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("next.up", "screen.item(-1)"),
        create_binding("next.down", "screen.item(1)"),
        create_binding("next.hold", "screen.settle('held')"),
        create_binding("next.cancel", "screen.settle('cancelled')"),
        create_binding("next.new", "screen.new_inject"),
        create_binding("next.hint", "screen.hint"),
    ]
    tab_title = "Next"
    heading = "Next  {drill.inject} deliver  {next.hold} hold  {next.cancel} cancel  {next.new} new"
    help_text = (
        "now: open question. +0:20: time until due. if: waits for a condition. held: held back, and why. cont: contingency "
        "inject, delivered only by you. (simulated): goes to a role without a participant; read it aloud or hold it. "
        "{next.up} and {next.down} select an item. {drill.inject} delivers it, {next.hold} holds it, {next.cancel} cancels it. "
        "{next.new} adds a message of your own. {next.hint}: hint."
    )

    def show(self, desk: FacilitatorData) -> None:
        super().show(desk)
        self.scroll_to_requested(desk.hint)

    def title(self, desk: FacilitatorData) -> str:
        if desk.is_compact and not self.has_keys:
            number = len(skip_open(list_items(desk)))
            return f"Next: {number} item{'s'[: number != 1]}  {{drill.tab}} all  {{drill.inject}} deliver"
        return self.heading

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        lines = list_items(desk)
        if not lines:
            return Text(desk.keymap.fill_in_keys("Nothing is left in this module. {drill.end_module} ends it."))
        if desk.is_compact and not self.has_keys:  # beside the question
            return join_lines(
                one for line in skip_open(lines)[: self.area.height] for one in format_lines(line, desk, width, most=1)
            )
        marked = find_item(desk.item, lines)
        about = self._describe_marked(lines, marked, desk, width)
        shown = [self._format_item(place, line, desk, width, marked) for place, line in enumerate(lines)]
        return join_lines([*fit_height(shown, marked if self.has_keys else 0, self.area.height - len(about)), *about])

    def _describe_marked(self, lines: list[ItemLine], marked: int, desk: FacilitatorData, width: int) -> list[str]:
        """Only while keys go to this pane; the details of the open question stand beside its answers."""
        return ["", *describe_details(lines[marked], desk, width)] if self.has_keys else []

    def _format_item(self, place: int, line: ItemLine, desk: FacilitatorData, width: int, marked: int) -> list[Text]:
        here = place == marked and self.has_keys
        return [Text(one, style="reverse" if here else "") for one in format_lines(line, desk, width, 1 + here)]


def fit_height(shown: list[list[Text]], marked: int, height: int) -> list[Text]:
    """As many items around the selected one as fit, and counts of the rest."""
    if sum(map(len, shown)) <= height:
        return [line for lines_ in shown for line in lines_]
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


def list_items(desk: FacilitatorData) -> list[ItemLine]:
    """All items, most urgent first."""
    return [*_open_items(desk), *_upcoming_items(desk), *_held_items(desk), *_contingency_items(desk)]


def skip_open(lines: list[ItemLine]) -> list[ItemLine]:
    """The items beside the open question; where there are no others, the question itself."""
    return [line for line in lines if line.status != "now"] or lines


def find_item(name: str, lines: list[ItemLine]) -> int:
    """The index of an item; 0 if it is gone."""
    return next((place for place, line in enumerate(lines) if item_name(line.item) == name), 0)


def _open_items(desk: FacilitatorData) -> Iterator[ItemLine]:
    for state, word in (("open", "now"), ("waiting", "waits")):
        for window in desk.state.decision_points.values():
            if window.state == state:
                yield ItemLine(window.decision, word, window.reason)
    for decision in blocked_by_awareness(desk.state, ends=False):
        if decision.id not in desk.state.decision_points:
            yield ItemLine(decision, "waits", f"{desk.role_title(decision.of)} is not aware yet")


def _upcoming_items(desk: FacilitatorData) -> Iterator[ItemLine]:
    state = desk.state
    talked = state.segment is not None and state.segment.kind == "talked"
    following = find_next_discussion_item(state) if talked else None
    waits = blocked_by_awareness(state, ends=False)
    for item in list_upcoming(state):
        if item in waits:
            continue
        if talked:
            yield ItemLine(item, "next" if item is following else "then")
        elif item.at is not None and state.exercise.in_days:
            yield ItemLine(item, format_day(item.at))
        elif item.at is not None:
            yield ItemLine(item, f"+{format_minutes(max(0.0, item.at - state.time))}")
        else:
            yield ItemLine(item, "if")


def _held_items(desk: FacilitatorData) -> Iterator[ItemLine]:
    state = desk.state
    for delivery in state.deliveries.values():
        if delivery.outcome == "held":
            yield ItemLine(delivery.inject, "held", delivery.reason)
    for window in state.decision_points.values():
        if window.state == "held":
            yield ItemLine(window.decision, "held", window.reason)


def _contingency_items(desk: FacilitatorData) -> Iterator[ItemLine]:
    state = desk.state
    for inject in state.exercise.injects:
        here = state.segment is not None and inject.segment == state.segment.id
        if here and is_contingency(inject) and not state.is_resolved(inject):
            yield ItemLine(inject, "cont")


def format_lines(line: ItemLine, desk: FacilitatorData, width: int, most: int) -> list[str]:
    """An item in one or two lines: status, number, text, whether it is required."""
    item = line.item
    number = str(item.number) if isinstance(item, Inject) else item.id
    must = "opt." if line.status == "cont" else "must" if item.must else "may"
    head = f"{line.status:{STATUS}}{number:{NUMBER}}"
    lines = wrap(describe_item(line, desk), width - MUST, head, " " * len(head), most)
    return [f"{lines[0]:{width - MUST}}{must:>{MUST - 1}}", *lines[1:]]


def describe_item(line: ItemLine, desk: FacilitatorData) -> str:
    """Sender, recipients and text, or why it was held."""
    item = line.item
    if isinstance(item, Decision):
        who, says = desk.role_title(item.of), item.asks
    else:
        nobody = "" if desk.state.find_readers(item) else " (simulated)"
        to = ", ".join(desk.role_title(role) for role in item.to)
        who, says = f"{item.sender} → {to}{nobody}", describe_slots(item.says)
    if isinstance(item, Decision) and line.reason.startswith(desk.role_title(item.of)):
        return line.reason
    return f"{who}: {line.reason or says}"


def describe_details(line: ItemLine, desk: FacilitatorData, width: int) -> Iterator[str]:
    """Expected action, conditions, and the hints asked for."""
    item = line.item
    name = str(item.number) if isinstance(item, Inject) else item.id
    reference = f"; {item.reference}" if isinstance(item, Decision) else ""
    yield from wrap(f"Expected for {name}: {item.expects}{reference}", width)
    if isinstance(item, Inject) and not desk.state.find_readers(item):
        yield from wrap(
            desk.keymap.fill_in_keys("no participant receives it: read it aloud, or {next.hold} holds it"), width
        )
    if line.status == "waits":
        yield from wrap(
            desk.keymap.fill_in_keys("{drill.inject}: wait until they are aware, or rule them aware"), width
        )
    if line.status == "if" and item.after:
        yield from wrap(
            f"occurs after: {', '.join(describe_condition(condition, desk.state.labels.place) for condition in item.after)}",
            width,
        )
    hints = desk.hint + (line.status == "now")
    for number, hint in enumerate(item.hints[:hints], 1):
        yield from wrap(f"Hint {number}: {hint}", width)
    if len(item.hints) > hints:
        yield f"{desk.keymap['next.hint']} hint, {len(item.hints) - hints} left"
    if isinstance(item, Inject) and item.notes:
        yield from wrap(f"Note: {item.notes}", width)
