"""The facilitator's guide: how to run the exercise, all injects and questions with expected actions, hints, and checklists."""

from collections.abc import Iterator

from reports.documents.model import (
    Block,
    Bullets,
    Column,
    Heading,
    Paper,
    Paragraph,
    Section,
    Table,
    parse_code,
)
from reports.handouts.agenda import format_time_of_day, list_agenda
from reports.handouts.common import (
    NOT_FOR_PARTICIPANTS,
    RESTRICTED_NOTE,
    HandoutBuilder,
    MselItem,
    build_objectives,
    build_rules,
    explain_slots,
    format_inject_note,
    list_segment_items,
    sort_items,
)
from reports.text.exercise import (
    EXERCISE_QUESTIONS,
    OBJECTIVE_QUESTIONS,
    SAFETY_CHECKS,
    describe_action,
    describe_option,
    describe_trigger,
    describe_trigger_and_guards,
    find_injects_naming,
    list_guards,
)
from reports.text.formatting import format_list, format_quantity
from reports.text.targets import describe_target
from reports.text.terms import label_strategy
from scenarios.exercise import Decision, Inject, Segment
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.exercise.labels import lower_initial

HOW_TO_READ = (
    "T+ is the time in the emergency, from its onset. Brackets after an option tell its actions there; talk only: none. "
    "The same emergency runs several times at once, each run an arm. In your team's arm people decide. In the other arms "
    "all roles are simulated. In all arms means in each of them."
)
KEYS = (
    ("drill.play", "Space", "starts and stops the time; a message for a played role stops it by itself"),
    (
        "drill.next_stop",
        "n",
        "plays on to the next stop; of several messages, shows them one after the other",
    ),
    ("drill.commit", "Enter", "commits the option that was marked with its digit, 1 to 9"),
    (
        "drill.inject",
        "i",
        "an inject or a question by hand: choose it, then deliver, hold or cancel. It also delivers contingency injects, "
        "and rules that a role knows",
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
    "briefing": (
        "Read the cards on the screen out loud, Space for the next: who is here, purpose, rules, how to read the screen, what each "
        "role has, the situation. After the last card the clock is stopped at T+00:00."
    ),
    "played": (
        "Scenario time runs. Start the clock, read messages out loud, let participants talk, and continue. Ask the role each question and "
        "commit the decision. The clock stops meanwhile, except for a timed question. End the module when its time is up."
    ),
    "talked": (
        "Scenario time is stopped{later}. n shows the next message or question: read it out loud, let participants talk, commit "
        "the decision. End the module when its time is up."
    ),
    "hot-wash": (
        "Review the timeline together, ask the questions of the hot wash (below), record improvements (+ there), and "
        "continue to the report (g there). Keep its minutes free, however late it is."
    ),
}


def build_facilitator_guide(builder: HandoutBuilder) -> Paper:
    """The whole guide; the list of events comes last, because its pages turn."""
    exercise = builder.exercise
    titles = {one: f"{one.title} ({one.minutes} minutes)" for one in exercise.segments}
    used = {item.segment for item in (*exercise.injects, *exercise.decisions)}
    sections = (
        Section("course", "The exercise", tuple(_build_overview(builder))),
        Section("running", "How to run it", tuple(_build_run_sheet(builder))),
        Section("objectives", "Objectives", (build_objectives(builder),)),
        Section("checks", "Before participants arrive", (Bullets(SAFETY_CHECKS, "box"),)),
        build_rules(builder),
        *(
            Section(f"part-{one.id}", title, tuple(_build_segment(builder, one.id)))
            for one, title in titles.items()
            if one.id in used
        ),
        *(
            Section(one.id, title, tuple(_build_hot_wash(builder)))
            for one, title in titles.items()
            if one.kind == "hot-wash"
        ),
        Section("msel", "Master scenario events list", _build_msel(builder), landscape=True),
    )
    return builder.build_paper(f"Facilitator's guide, {NOT_FOR_PARTICIPANTS}", sections)


def _build_overview(builder: HandoutBuilder) -> Iterator[Block]:
    exercise, emergency = builder.exercise, builder.opened.emergency
    yield Paragraph(RESTRICTED_NOTE)
    yield Paragraph(exercise.purpose.strip())
    slots = explain_slots([tuple(one.says for one in exercise.injects)])
    yield Paragraph(f"{HOW_TO_READ} {slots}".strip())
    own, other = (_describe_alerting(builder, one) for one in (exercise.strategy, exercise.twin))
    rows = {
        "People": exercise.people.strip(),
        "Emergency": f"{emergency.scenario.title}; {builder.labels.school}",
        "Your team's arm": f"people decide; {own}",
        "Other arms": f"all roles are simulated, once with the alerting of your team, and once otherwise: {other}",
        "On this day": format_list(CONDITIONS[one] for one in exercise.conditions),
        "The scenario requires": "; ".join(one.says for one in exercise.needs),
    }
    filled = tuple((name, text) for name, text in rows.items() if text)
    yield Table("The exercise", (Column("", 0.25), Column("", 0.75)), filled)
    yield Paragraph("The situation, as all participants are told:")
    yield Paragraph(exercise.situation.strip())


def _describe_alerting(builder: HandoutBuilder, strategy: str) -> str:
    app = builder.opened.emergency.strategies[strategy].app
    if app is None:
        return label_strategy(builder.opened.emergency.resolve_strategy(strategy))
    calls = "calls 911" if app.legs.psap != "off" else "does not call 911"
    return f"the app {calls}, and alerts {'no staff' if app.legs.staff == 'off' else 'all staff at the same moment'}"


def _build_msel(builder: HandoutBuilder) -> tuple[Block, ...]:
    """A row for each inject or question, in order, as exercise planners keep the list.

    The note is above the table: below it, it could be alone on a page.
    """
    shares = {
        "No.": 0.04, "When": 0.14, "From, to, by": 0.15, "Message or question": 0.30, "Expected action": 0.24, "Objective": 0.07,
        "Must or may": 0.06,
    }  # fmt: skip
    rows = tuple(_build_msel_row(builder, item) for item in sort_items(builder.exercise))
    note = f"D1 and so on are questions. {explain_slots(rows)}".strip()
    columns = tuple(Column(title, share) for title, share in shares.items())
    return Paragraph(note), Table("Master scenario events list", columns, rows)


def _build_msel_row(builder: HandoutBuilder, item: MselItem) -> tuple[str, ...]:
    if isinstance(item, Inject):
        number, text = str(item.number), f"{item.says} {format_inject_note(item)}"
        endpoints = f"{item.sender} to {', '.join(map(builder.role_title, item.to))}, {item.mode}"
    else:
        named = format_list(str(one.number) for one in find_injects_naming(item, builder.exercise))
        number, text = item.id, f"{item.asks} {f'(See inject {named}.)' if named else ''}"
        endpoints = f"question to the {lower_initial(builder.role_title(item.of))}"
    return (
        number,
        describe_trigger_and_guards(item, builder.exercise, builder.name_resolver),
        endpoints,
        text.strip(),
        item.expects,
        builder.objective_number(item.objective),
        "must" if item.must else "may",
    )


def _build_segment(builder: HandoutBuilder, segment: str) -> Iterator[Block]:
    for item in list_segment_items(builder.exercise, segment):
        yield from (
            _build_inject(builder, item) if isinstance(item, Inject) else _build_decision(builder, item)
        )


def _build_inject(builder: HandoutBuilder, inject: Inject) -> Iterator[Block]:
    yield Heading(f"Inject {inject.number}: {inject.sender}")
    yield Paragraph(f"“{inject.says}”")
    rows = [
        ("Comes", describe_trigger(inject, builder.exercise, builder.name_resolver)),
        ("To", f"{', '.join(map(builder.role_title, inject.to))}, {inject.mode}"),
        ("Expected", inject.expects),
        *_list_guard_rows(builder, inject),
        ("Changes", format_list(describe_action(one, builder.name_resolver) for one in inject.world)),
        ("Note", inject.notes or ""),
    ]
    yield from _build_facts(f"Inject {inject.number}", rows, inject.hints)


def _build_decision(builder: HandoutBuilder, decision: Decision) -> Iterator[Block]:
    yield Heading(f"Question {decision.id} to the {builder.role_title(decision.of)}")
    yield Paragraph(decision.asks)
    if decision.options:
        yield Bullets(
            tuple(describe_option(one, builder.name_resolver) for one in decision.options), "number"
        )
    moves = "runs while they decide" if decision.kind == "pressed" else "stops while they talk"
    rows = [
        ("Asked", describe_trigger(decision, builder.exercise, builder.name_resolver)),
        ("Time", f"{format_quantity(decision.limit, TIME)}; the incident {moves}"),
        ("Expected", decision.expects),
        ("Reference", decision.reference),
        *(
            (f"Answer {number}, not modeled", option.not_modeled)
            for number, option in enumerate(decision.options, 1)
            if option.not_modeled
        ),
        *_list_guard_rows(builder, decision),
        *(
            (f"Inject {inject.number}", f"{inject.sender}: {inject.notes}")
            for inject in find_injects_naming(decision, builder.exercise)
        ),
    ]
    yield from _build_facts(f"Question {decision.id}", rows, decision.hints)


def _list_guard_rows(builder: HandoutBuilder, item: MselItem) -> Iterator[tuple[str, str]]:
    for word, condition in list_guards(item, builder.exercise, builder.name_resolver):
        yield word.capitalize(), condition


def _build_facts(caption: str, rows: list[tuple[str, str]], hints: list[str]) -> Iterator[Block]:
    yield Table(caption, (Column("", 0.18), Column("", 0.82)), tuple(row for row in rows if row[1]))
    if hints:
        yield Paragraph("If participants are stuck:")
        yield Bullets(tuple(hints))


def _build_run_sheet(builder: HandoutBuilder) -> Iterator[Block]:
    emergency, exercise = builder.opened.emergency, builder.exercise
    command = f"`./run allcall drill {emergency.scenario.scenario} --exercise {exercise.exercise}`"
    steps = (
        parse_code(
            f"{command} opens it; so does `./run allcall`, with the arrows and Enter. "
            "An exercise of your own has the name of its file there."
        ),
        "Hand out situation manuals and role cards. Project the slides until the situation, then the participant view. "
        "Show the slide of each module when it begins, and those of the hot wash.",
        "Prepare: check the roles that are present; all others are simulated. Enter starts the briefing.",
        parse_code(
            "Participants must not see the facilitator view. Best is a second terminal on the projector, with `./run allcall room`. "
            "With one screen stay on the participant view; the keys work there as well."
        ),
        "Try it alone first, to the end. docs/for-trainers.md, which comes with the program, tells more.",
    )
    yield Bullets(steps, "number")
    keys = (Column("Key", 0.12), Column("What it does", 0.88))
    yield Table("Default keys", keys, tuple((key, does) for _, key, does in KEYS))
    rows = tuple(
        (format_time_of_day(begins), name, one.title, f"{one.minutes}", _describe_segment_task(one))
        for one, name, begins in list_agenda(exercise, builder.starts)
    )
    shares = {"Begins": 0.12, "Agenda": 0.12, "Part": 0.18, "Minutes": 0.1, "What you do": 0.48}
    columns = tuple(
        Column(title, share, "right" if title == "Minutes" else "left") for title, share in shares.items()
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
        (str(n), describe_target(one.target), "; ".join(one.tasks), ", ".join(one.annexes))
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    shares = {
        "No.": 0.06, "Did we reach it?": 0.37, "What went well, what did not?": 0.34, "What needs to change there?": 0.23,
    }  # fmt: skip
    columns = tuple(Column(title, share) for title, share in shares.items())
    yield Table("Objectives in the hot wash", columns, rows)
    yield Paragraph("At the end, about the whole exercise:")
    yield Bullets(EXERCISE_QUESTIONS)
