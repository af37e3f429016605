"""The panes of the hot wash: titles, keys, help, and the lines of each list."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from reports.after_action.findings import find_lower_task
from reports.decision_ledger import ALL_DECISIONS, LedgerRow, describe_parts, describe_row
from reports.text.formatting import FINEST, format_amount, format_duration
from reports.text.targets import describe_target
from reports.text.terms import name_measure
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.clock import format_minutes, format_moment, format_t_plus
from sim.exercise.evaluation import EvaluationRow
from sim.exercise.events import GRADES, Note
from sim.exercise.leverage import choose_measure
from sim.exercise.modules import measure_option
from sim.exercise.narrative import LogLine, find_time_asked
from sim.exercise.replay import WhatIf
from sim.exercise.room_view import describe_decision
from sim.exercise.state import State
from sim.measures import MEASURES, READERS
from sim.model.trace_reader import read_trace
from tui.widgets.chart import LINE_SIGNS, HotWashData, has_sign


def format_log_line(line: LogLine) -> Text:
    sign = LINE_SIGNS[line.kind] if line.kind in LINE_SIGNS and has_sign(line) else " "
    return Text(
        f"{format_t_plus(line.scenario_time)} {format_minutes(line.exercise_time):>6} {sign} {line.text}",
        no_wrap=True,
        overflow="ellipsis",
    )


def format_rating(row: EvaluationRow) -> Text:
    """The final rating, the number of proposals of each grade, and the objective or task."""
    proposed = [note.rating for note in row.proposals]
    grades = " ".join(f"{grade}{proposed.count(grade) or '·'}" for grade in GRADES)
    words = f"    {row.task}" if row.task else f"{row.number}. {row.objective.says}"
    return Text(f"[{row.final or ' '}]  {grades}  {words}", style="" if row.task else "bold", no_wrap=True)


def describe_ratings(row: EvaluationRow, rows: Sequence[EvaluationRow]) -> str:
    """What is rated, each proposal, and the final rating; rows: all of them, for one above a critical task."""
    proposed = ", ".join(f"{note.by or 'facilitator'}: {note.rating}" for note in row.proposals) or "no proposal yet"
    target = (
        f"target: {describe_target(row.objective.target)}"
        if not row.task
        else f"critical task of: {row.objective.says}"
    )
    final = f"Final: {row.final}" if row.final else "Not final."
    lowest = find_lower_task(row, rows)
    reason = f", but a critical task is rated {lowest}: the report asks for the reason" if lowest else ""
    return f"{target}\n{proposed}. {final}{reason}"


def format_improvement(note: Note) -> Text:
    who = f"  ({', '.join(filter(None, (note.owner, note.due)))})" if note.owner or note.due else ""
    return Text(f"{note.text}: {note.action or '…'}{who}", no_wrap=True, overflow="ellipsis")


def iterate_options(wash: HotWashData) -> Iterator[tuple[str, str, Text]]:
    """Each question, what its decision did, and its options: decision, option (empty for a line that is none), text. At the end all of them
    together, whose decision is empty.
    """
    state = wash.review.state
    for name, window in state.decision_points.items():
        if window.state not in ("decided", "lapsed") or window.opened_at is None:
            continue
        given = describe_decision(window, state.labels) if window.state == "decided" else "no decision"
        yield (
            name,
            "",
            Text(
                f"{name} {format_t_plus(find_time_asked(window, state))}  {window.decision.asks}",
                style="bold",
                no_wrap=True,
            ),
        )
        yield from ((name, "", _format_effect(row)) for row in wash.ledger if row.label == name)
        of_queue = state.exercise.find_queue(window.decision) is not None
        for option in window.decision.options:
            here = "*" if window.response.option == option.id else " "
            if not of_queue:
                yield name, option.id, Text(f"  {here} {option.says}", no_wrap=True)
                continue
            reached = format_duration(measure_option(state, window.decision, option))
            yield name, "", Text(f"  {here} {reached}: {option.says}", no_wrap=True)
        if not window.response.option:
            yield name, "", Text(f"  * {given}", no_wrap=True)
    yield from (("", "", _format_effect(row)) for row in wash.ledger if row.label == ALL_DECISIONS)


def _format_effect(row: LedgerRow) -> Text:
    indent = "" if row.label == ALL_DECISIONS else "    "
    return Text(f"{indent}{describe_row(row)}", style="italic", no_wrap=True, overflow="ellipsis")


TOGETHER_NOTE = "Effects do not add up, so all decisions together are measured by themselves."

COMPARED_MEASURES = (
    "collapse_to_cpr",
    "collapse_to_shock",
    "rset",
    "first_campus_alert",
    "call_answered",
    "aware_t50",
    "aware_t90",
    "protected_t50",
    "protected_t90",
)


def describe_what_if(wash: HotWashData, measured: Mapping[str, float]) -> str:
    """What the other answer would have changed in this one run: first in the measure of its question, then when things happened."""
    was, what_if = wash.review.projected_measures["room"], wash.what_if[0] if wash.what_if else None
    own = "" if what_if is None else find_own_measure(wash, what_if)
    said = [] if what_if is None else [_describe_own_change(wash, what_if, own)]
    said += [
        f"{name_measure(name)} {format_reached(measured[name])}, was {format_reached(was[name])}"
        for name in COMPARED_MEASURES
        if name != own and name in was and was[name] != measured[name]
    ]
    never = what_if.untriggered if what_if else ()
    left = [f"{', '.join(never)} not applied: the question does not arise"] if never else []
    return "; ".join(said + left)


def find_own_measure(wash: HotWashData, what_if: WhatIf) -> str:
    """The measure of the question."""
    state = wash.review.state
    return choose_measure(state.decision_points[what_if.decision].decision, state.opened.emergency)


def _describe_own_change(wash: HotWashData, what_if: WhatIf, measure: str) -> str:
    traces = what_if.trace, wash.review.traces[PLAYER_ARM]
    other, was = (READERS[measure](read_trace(trace, trace.tables)) for trace in traces)
    said, before = (format_measured(value, measure) for value in (other, was))
    if said != before:
        return f"{name_measure(measure)} {said}, was {before}"
    return f"{name_measure(measure)} {said}, {'unchanged' if other == was else 'changed by less than the last digit'}"


def format_measured(value: float, measure: str) -> str:
    """A value of a measure: `T+02:10`, `82%`, `0.4 days`."""
    if MEASURES[measure].is_time:
        return format_reached(value)
    unit = MEASURES[measure].unit
    step = FINEST if unit in ("days", "hours") else 1.0
    return format_amount(value, unit, step) if value < float("inf") else "never"


def format_reached(time: float) -> str:
    return format_moment(time) if time < float("inf") else "never"


def describe_choice(choice: tuple[str, str, Text], wash: HotWashData) -> str:
    decision, option, words = choice
    if not decision:
        return TOGETHER_NOTE
    state = wash.review.state
    window = state.decision_points[decision]
    if not option:
        given = describe_decision(window, state.labels) if window.state == "decided" else "no decision"
        parts = (" ".join(describe_parts(row)) for row in wash.ledger if row.label == decision)
        return f"{next(parts, '') or window.decision.asks}\nDecision: {given}. Expected: {window.decision.expects}"
    return f"Enter reruns {decision} with: {words.plain.strip(' *')}"


def describe_improvement(note: Note) -> str:
    parts = {
        "issue": note.text,
        "action": note.action,
        "capability": note.capability,
        "owner": note.owner,
        "due": note.due,
    }
    return "; ".join(f"{name}: {value}" for name, value in parts.items() if value)


def list_improvement_questions(state: State, note: Note | None = None) -> list[tuple[str, str]]:
    """The fields of an improvement with their present values."""
    known = list_capabilities(state)
    number = str(known.index(note.capability) + 1) if note and note.capability in known else ""
    return [
        ("issue", note.text if note else ""),
        ("corrective action", note.action if note else ""),
        (f"capability, 1 to {len(known)} (listed above)", number),
        ("owner: a role or an office (optional)", note.owner if note else ""),
        ("due date, as 2026-12-04 (optional)", note.due if note else ""),
    ]


def number_capabilities(state: State) -> str:
    """`Capabilities: 1 Alerts and Warnings, 2 Operational Communications`."""
    numbered = (f"{number} {name}" for number, name in enumerate(list_capabilities(state), 1))
    return f"Capabilities: {', '.join(numbered)}"


def match_capability(said: list[str], state: State) -> list[str]:
    """The answers, with a capability number replaced by its name."""
    known = list_capabilities(state)
    issue, action, number, owner, due = said
    named = known[int(number) - 1] if number.isdigit() and 0 < int(number) <= len(known) else number
    return [issue, action, named, owner, due]


def list_capabilities(state: State) -> list[str]:
    return list(dict.fromkeys(objective.capability for objective in state.exercise.objectives))


PANE_TITLES = {
    "time": "Time",
    "said": "Log",
    "ratings": "Ratings",
    "split": "Effects",
    "what-if": "What if",
    "improve": "Improve",
}

PANE_KEYS = {
    "time": ["{wash.far_right} far", "{wash.first} {wash.last}"],
    "said": ["↑ ↓ Enter add text"],
    "ratings": [
        "{wash.rate_p} {wash.rate_s} {wash.rate_m} {wash.rate_u} rate",
        "Enter finalize",
        "{wash.evaluator} evaluator",
    ],
    "split": ["{wash.thousand} run 1,000", "{wash.halt} stop"],
    "what-if": ["↑ ↓ Enter run it"],
    "improve": ["{wash.improve} new", "Enter change"],
}

ROOM_KEYS = ["{wash.card} {wash.card_before} decisions", "{wash.guess} guess", "{wash.play} plans"]
"""While phones and a projector page are served."""

COMMON_KEYS = [
    "{wash.pane} panes", "{wash.report} report", "{wash.left} {wash.right} T+", "{wash.people} names", "Ctrl+Q save and exit",
    "{exercise.emergency} real", "{wash.help} help",
]  # fmt: skip

COMMON_HELP = (
    "On every pane: {wash.pane} changes the pane, {wash.report} ends the exercise and opens the report, {wash.people} lists participants, "
    "Ctrl+Q saves and exits, {exercise.emergency} reports a real emergency."
)

PANE_HELP = {
    "time": "Your team: your decisions. Fully simulated: all roles simulated. The third arm: the other strategy, simulated. "
    "{wash.left} {wash.right} move the cursor. On the chart: i inject, D decision, m mark.",
    "said": "The full log. The cursor on the chart follows. Enter adds text to a mark or the rationale of a decision.",
    "ratings": "{wash.rate_p} {wash.rate_s} {wash.rate_m} {wash.rate_u} propose a rating. Enter finalizes your proposal, or the only "
    "one. {wash.evaluator} sets the evaluator.",
    "split": "Your decisions in 1,000 variations of this emergency, so that chance averages out. The run starts "
    "automatically. {wash.halt} stops it, {wash.thousand} starts it.",
    "what-if": "Enter reruns this emergency with a different answer to one question and adds a line to the chart.",
    "improve": "{wash.improve} adds an issue and its corrective action. Capability, owner (a role or an office) and due date are "
    "optional.",
}

LISTS = ("said", "ratings", "what-if", "improve")
"""Panes in which a line is highlighted."""
