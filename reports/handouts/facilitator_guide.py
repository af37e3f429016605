"""The facilitator's guide: how to run the exercise, all injects and questions with expected actions, hints, and checklists."""

from collections.abc import Iterator
from dataclasses import replace

from reports.documents.model import Block, Bullets, Column, Paper, Paragraph, Section, Table, parse_code
from reports.handouts.agenda import format_time_of_day, list_agenda
from reports.handouts.common import (
    NOT_FOR_PARTICIPANTS,
    RESTRICTED_NOTE,
    HandoutBuilder,
    MselItem,
    explain_alerts,
    explain_slots,
    is_by_app_alone,
    sort_items,
)
from reports.text.exercise import (
    EXERCISE_QUESTIONS,
    OBJECTIVE_QUESTIONS,
    SAFETY_CHECKS,
    describe_action,
    describe_answer,
    describe_day,
    describe_trigger_and_guards,
    find_injects_naming,
)
from reports.text.formatting import format_list, format_quantity
from reports.text.targets import describe_target
from reports.text.terms import label_strategy
from scenarios.exercise import Decision, Inject, Segment
from scenarios.units import TIME
from sim.exercise.labels import lower_initial

HOW_TO_READ = (
    "T+ is the time in the emergency, from its onset. The same emergency runs several times at once, each run an arm. In your "
    "team's arm people decide. In the other arms all roles are simulated. The screen shows what an answer does before you commit it. "
    "Situation and rules are in the situation manual and on the cards of the briefing."
)
KEYS = (
    ("drill.play", "Space", "starts and stops the time; a message for a played role stops it by itself"),
    ("drill.next_stop", "n", "plays on to the next stop; of several messages, shows them one after the other"),
    ("drill.commit", "Enter", "commits the option that was marked with its digit, 1 to 9"),
    (
        "drill.inject",
        "i",
        "an inject or a question by hand, also a contingency: deliver, hold or cancel; rules that a role knows",
    ),
    ("drill.face", "v", "the participant view, or the facilitator view"),
    ("drill.mark", "m", "a mark in the log, its text later"),
    ("drill.black", "b", "the screen black, or back"),
    ("drill.end_module", "E", "ends the part"),
    ("exercise.emergency", "!", "a real emergency: asks once, then STOP on all screens"),
    ("drill.help", "?", "help, and all keys"),
)
"""Name in the configuration file, default key, and what a facilitator does with it."""
SEGMENT_TASKS = {
    "briefing": "Read the cards out loud, Space for the next. After the last one the clock is stopped at T+00:00.",
    "played": (
        "Start the clock, read messages out loud, let participants talk. Ask the role each question and commit the decision; the "
        "clock stops meanwhile, except for a timed question. End the module when its time is up."
    ),
    "talked": (
        "Scenario time is stopped{later}. n shows the next message or question: read it out loud, let participants talk, commit "
        "the decision."
    ),
    "hot-wash": (
        "Review the timeline together, ask the questions below, record improvements (+ there), and continue to the report "
        "(g there). Keep its minutes free."
    ),
}


def build_facilitator_guide(builder: HandoutBuilder) -> Paper:
    """The whole guide, but for the situation and the rules, which participants have too. The list comes last: its pages turn."""
    hot_wash = next(one for one in builder.exercise.segments if one.kind == "hot-wash")
    title = f"{hot_wash.title} ({hot_wash.minutes} minutes)"
    sections = (
        Section("course", "The exercise", tuple(_build_overview(builder))),
        Section("running", "How to run it", tuple(_build_run_sheet(builder))),
        Section("checks", "Before participants arrive", (Bullets(SAFETY_CHECKS, "box"),)),
        Section(hot_wash.id, title, tuple(_build_hot_wash(builder))),
        Section("msel", "Master scenario events list", _build_msel(builder), landscape=True),
    )
    paper = builder.build_paper(f"Facilitator's guide, {NOT_FOR_PARTICIPANTS}", sections)
    return replace(paper, contents=False)


def _build_overview(builder: HandoutBuilder) -> Iterator[Block]:
    exercise, emergency = builder.exercise, builder.opened.emergency
    yield Paragraph(RESTRICTED_NOTE)
    yield Paragraph(exercise.purpose.strip())
    slots = explain_slots([tuple(one.says for one in exercise.injects)])
    yield Paragraph(f"{HOW_TO_READ} {slots}".strip())
    own, other = (_describe_alerting(builder, one) for one in (exercise.strategy, exercise.twin))
    rows = {
        "People": exercise.people.strip(),
        "Emergency": emergency.scenario.title,
        "Your team's arm": f"people decide; {own}",
        "Other arms": f"all roles are simulated, once with the alerting of your team, and once otherwise: {other}",
        "On this day": describe_day(exercise, builder.labels),
        "The scenario requires": "; ".join(one.says for one in exercise.needs),
    }
    filled = tuple((name, text) for name, text in rows.items() if text)
    yield Table("The exercise", (Column("", 0.25), Column("", 0.75)), filled)


def _describe_alerting(builder: HandoutBuilder, strategy: str) -> str:
    played = builder.opened.emergency.strategies[strategy]
    if not is_by_app_alone(played):
        return explain_alerts(played)
    app = played.app
    if app is None:
        return label_strategy(builder.opened.emergency.resolve_strategy(strategy))
    calls = "calls 911" if app.legs.psap != "off" else "does not call 911"
    return f"the app {calls}, and alerts {'no staff' if app.legs.staff == 'off' else 'all staff at the same moment'}"


def _build_msel(builder: HandoutBuilder) -> tuple[Block, ...]:
    """A row for each inject or question, in order, as exercise planners keep the list, with all that is said about it.

    The note is above the table: below it, it could be alone on a page.
    """
    shares = {"No.": 0.04, "When": 0.15, "Message or question": 0.4, "Expected action": 0.365, "Obj.": 0.045}
    rows = tuple(_build_msel_row(builder, item) for item in sort_items(builder.exercise))
    note = (
        "D1 and so on are questions, with numbered answers; expected and forbidden are by the plan. (may) is what may be left out. "
        f"{explain_slots(rows)}"
    ).strip()
    columns = tuple(Column(title, share) for title, share in shares.items())
    return Paragraph(note), Table("Master scenario events list", columns, rows)


def _build_msel_row(builder: HandoutBuilder, item: MselItem) -> tuple[str, ...]:
    when = describe_trigger_and_guards(item, builder.exercise, builder.name_resolver)
    number, text, notes = (
        _describe_inject(builder, item) if isinstance(item, Inject) else _describe_question(builder, item)
    )
    stuck = [f"Stuck? {' '.join(item.hints)}"] if item.hints else []
    if isinstance(item, Inject) or not item.options:  # both columns are about as long
        text, stuck = " ".join((text, *stuck)), []
    expected = " ".join((f"{item.expects}.", *stuck, *notes))
    return (number, when if item.must else f"{when} (may)", text, expected, builder.objective_number(item.objective))


def _describe_inject(builder: HandoutBuilder, inject: Inject) -> tuple[str, str, list[str]]:
    """Its number, from whom to whom with its words, and notes."""
    changes = format_list(describe_action(one, builder.name_resolver) for one in inject.world)
    notes = [f"Changes: {changes}."] if changes else []
    endpoints = f"{inject.sender} to {', '.join(map(builder.role_title, inject.to))}, {inject.mode}"
    return (str(inject.number), f"{endpoints}: “{inject.says}”", [*notes, *([inject.notes] if inject.notes else [])])


def _describe_question(builder: HandoutBuilder, decision: Decision) -> tuple[str, str, list[str]]:
    """Its id, to whom with its words and answers, and notes."""
    answers = [f"({number}) {describe_answer(option)}" for number, option in enumerate(decision.options, 1)]
    timed = ", timed" if decision.kind == "pressed" else ""
    endpoints = (
        f"To the {lower_initial(builder.role_title(decision.of))}, {format_quantity(decision.limit, TIME)}{timed}"
    )
    notes = [f"Not modeled of {n}: {one.not_modeled}" for n, one in enumerate(decision.options, 1) if one.not_modeled]
    notes += [
        f"Inject {inject.number}, {inject.sender}: {inject.notes}"
        for inject in find_injects_naming(decision, builder.exercise)
    ]
    return decision.id, f"{endpoints}: {' '.join((decision.asks, *answers))}", [*notes, decision.reference]


def _build_run_sheet(builder: HandoutBuilder) -> Iterator[Block]:
    emergency, exercise = builder.opened.emergency, builder.exercise
    command = f"`./run allcall drill {emergency.scenario.scenario} --exercise {exercise.exercise}`"
    steps = (
        parse_code(
            f"{command} opens it; so does `./run allcall`. An exercise of your own has the name of its file there."
        ),
        "Hand out situation manuals and role cards. Project the slides until the situation, then the participant view, and the slide "
        "of each part when it begins.",
        "Prepare: check the roles that are present; all others are simulated. Enter starts the briefing.",
        parse_code(
            "Participants must not see the facilitator view: `--room` gives the projector a page of its own. Or use "
            "`./run allcall room`, or stay on the participant view, where the keys work as well."
        ),
        "Try it alone first, to the end. docs/for-trainers.md tells more.",
    )
    yield Bullets(steps, "number")
    keys = (Column("Key", 0.12), Column("What it does", 0.88))
    yield Table("Default keys", keys, tuple((key, does) for _, key, does in KEYS))
    rows = tuple(
        (format_time_of_day(begins), name, one.title, f"{one.minutes}", _describe_segment_task(one))
        for one, name, begins in list_agenda(exercise, builder.starts)
    )
    columns = (
        *(Column("Begins", 0.12), Column("Agenda", 0.12), Column("Part", 0.18)),
        *(Column("Minutes", 0.1, "right"), Column("What you do", 0.48)),
    )
    yield Table("Parts, and what you do", columns, rows)


def _describe_segment_task(segment: Segment) -> str:
    later = f", {format_quantity(segment.story, TIME)} after it began" if segment.story else ""
    return SEGMENT_TASKS[segment.kind].format(later=later)


def _build_hot_wash(builder: HandoutBuilder) -> Iterator[Block]:
    """Questions for the end, for each objective in its own words."""
    yield Paragraph(
        "Participants speak first, then evaluators. Ask about each objective; if time is short, begin with the one that went worst:"
    )
    yield Bullets(OBJECTIVE_QUESTIONS, "number")
    rows = tuple(
        (
            str(n),
            one.says,
            describe_target(one.target),
            "; ".join(one.tasks),
            f"{', '.join(one.annexes)} ({one.capability})",
        )
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    shares = {
        "No.": 0.06, "Objective": 0.22, "Did we reach it?": 0.28, "What went well, what did not?": 0.26,
        "What needs to change there?": 0.18,
    }  # fmt: skip
    columns = tuple(Column(title, share) for title, share in shares.items())
    yield Table("Objectives", columns, rows)
    yield Paragraph(f"At the end, about the whole exercise: {' '.join(EXERCISE_QUESTIONS)}")
