"""What the facilitator holds: the course of it, the whole list of injects and questions with what is expected, hints, and a check-list.

How an exercise is run, for whoever does it: command, screens, the few keys, what each part asks, and questions for the hot wash.
"""

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
from reports.handouts.common import (
    NOT_FOR_PLAYERS,
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
    SAFETY_CHECKS,
    describe_action,
    describe_option,
    describe_trigger,
    describe_trigger_and_guards,
    find_injects_naming,
    list_guards,
)
from reports.text.formatting import format_list, format_quantity
from reports.text.terms import label_strategy
from scenarios.exercise import Decision, Inject, Segment
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.exercise.labels import lower_initial

HOW_TO_READ = (
    "T+ is the time in the emergency, from its onset. In brackets behind an answer stands what it does there; talk only: nothing. "
    "The same emergency runs several times at once, each an arm: that of the room, where people decide, and beside it others, where the "
    "computer plays everybody. In all arms means in each of them."
)


def build_facilitator_guide(builder: HandoutBuilder) -> Paper:
    """Everything."""
    exercise = builder.exercise
    return builder.build_paper(
        f"Facilitator's guide, {NOT_FOR_PLAYERS}",
        (
            Section("course", "The exercise", tuple(_build_overview(builder))),
            Section("running", "How it is run", tuple(build_run_sheet(builder))),
            Section("checks", "Before anybody comes in", (Bullets(SAFETY_CHECKS, "box"),)),
            Section("objectives", "Objectives", (build_objectives(builder),)),
            build_rules(builder),
            *(
                Section(
                    f"part-{one.id}",
                    f"{one.title} ({one.minutes} minutes)",
                    tuple(_build_segment(builder, one.id)),
                )
                for one in exercise.segments
                if any(line.segment == one.id for line in (*exercise.injects, *exercise.decisions))
            ),
            *(
                Section(one.id, f"{one.title} ({one.minutes} minutes)", tuple(build_hot_wash(builder)))
                for one in exercise.segments
                if one.kind == "hot-wash"
            ),
            Section(
                "msel", "Master scenario events list", _build_msel(builder), landscape=True
            ),  # last: its pages turn
        ),
    )


def _build_overview(builder: HandoutBuilder) -> Iterator[Block]:
    exercise, emergency = builder.exercise, builder.opened.emergency
    yield Paragraph(RESTRICTED_NOTE)
    yield Paragraph(exercise.purpose.strip())
    words = (one.says for one in exercise.injects)
    yield Paragraph(f"{HOW_TO_READ} {explain_slots([tuple(words)])}".strip())
    rows = [
        ("People", exercise.people.strip()),
        ("Emergency", f"{emergency.scenario.title}; {builder.labels.school}"),
        ("Arm of the room", f"people decide; {_describe_alerting(builder, exercise.strategy)}"),
        (
            "Arms beside it",
            f"the computer decides for everybody, once with the means of the room, and once otherwise: {_describe_alerting(builder, exercise.twin)}",
        ),
    ]
    if exercise.conditions:
        rows.append(("On this day", format_list(CONDITIONS[one] for one in exercise.conditions)))
    if exercise.needs:
        rows.append(("The story needs", "; ".join(one.says for one in exercise.needs)))
    yield Table("The exercise", (Column("", 0.25), Column("", 0.75)), tuple(rows))
    yield Paragraph("The situation, as everybody is told:")
    yield Paragraph(exercise.situation.strip())


def _describe_alerting(builder: HandoutBuilder, strategy: str) -> str:
    """How the staff are told, as somebody says it who knows schools."""
    app = builder.opened.emergency.strategies[strategy].app
    if app is None:
        return label_strategy(builder.opened.emergency.resolve_strategy(strategy))
    calls = "calls 911" if app.legs.psap != "off" else "calls nobody"
    return f"the app {calls}, and tells {'nobody at school' if app.legs.staff == 'off' else 'all staff at the same moment'}"


def _build_msel(builder: HandoutBuilder) -> tuple[Block, ...]:
    """One row an inject or a question, in the order in which they come, as exercise planners keep it. How to read it stands over it: under
    it that could be alone on a page.
    """
    columns = (
        Column("No.", 0.04), Column("When", 0.14), Column("From, to, by", 0.15), Column("Message or question", 0.30),
        Column("Expected action", 0.24), Column("Objective", 0.07), Column("Must or may", 0.06),
    )  # fmt: skip
    rows = tuple(
        (
            str(one.number) if isinstance(one, Inject) else one.id,
            describe_trigger_and_guards(one, builder.exercise, builder.name_resolver),
            _describe_endpoints(builder, one),
            f"{one.says} {format_inject_note(one)}".strip()
            if isinstance(one, Inject)
            else f"{one.asks} {_describe_references(builder, one)}".strip(),
            one.expects,
            builder.objective_number(one.objective),
            "must" if one.must else "may",
        )
        for one in sort_items(builder.exercise)
    )
    how = f"D1 and so on are questions. {explain_slots(rows)}".strip()
    return Paragraph(how), Table("Master scenario events list", columns, rows)


def _describe_endpoints(builder: HandoutBuilder, one: MselItem) -> str:
    if isinstance(one, Decision):
        return f"question to the {lower_initial(builder.role_title(one.of))}"
    return f"{one.sender} to {', '.join(map(builder.role_title, one.to))}, {one.mode}"


def _describe_references(builder: HandoutBuilder, one: Decision) -> str:
    """Injects that come with a question or before it, by what is noted of them."""
    named = find_injects_naming(one, builder.exercise)
    return f"(See inject {format_list(str(inject.number) for inject in named)}.)" if named else ""


def _build_segment(builder: HandoutBuilder, segment: str) -> Iterator[Block]:
    """What comes in a part."""
    for line in list_segment_items(builder.exercise, segment):
        yield from (
            _build_inject(builder, line) if isinstance(line, Inject) else _build_decision(builder, line)
        )


def _build_inject(builder: HandoutBuilder, one: Inject) -> Iterator[Block]:
    yield Heading(f"Inject {one.number}: {one.sender}")
    yield Paragraph(f"“{one.says}”")
    rows = [
        ("Comes", describe_trigger(one, builder.exercise, builder.name_resolver)),
        ("To", f"{', '.join(map(builder.role_title, one.to))}, {one.mode}"),
        ("Expected", one.expects),
        *_list_guards(builder, one),
        *(
            [("Changes", format_list(describe_action(act, builder.name_resolver) for act in one.world))]
            if one.world
            else []
        ),
        *([("Note", one.notes)] if one.notes else []),
    ]
    yield from _build_facts(f"Inject {one.number}", rows, one.hints)


def _build_decision(builder: HandoutBuilder, one: Decision) -> Iterator[Block]:
    yield Heading(f"Question {one.id} to the {builder.role_title(one.of)}")
    yield Paragraph(one.asks)
    pressed = (
        "the incident runs while they decide"
        if one.kind == "pressed"
        else "the incident stands still while they talk"
    )
    yield Bullets(tuple(describe_option(option, builder.name_resolver) for option in one.options), "number")
    rows = [
        ("Asked", describe_trigger(one, builder.exercise, builder.name_resolver)),
        ("Time", f"{format_quantity(one.limit, TIME)}; {pressed}"),
        ("Expected", one.expects),
        ("Reference", one.reference),
        *_list_guards(builder, one),
        *(
            (f"Inject {inject.number}", f"{inject.sender}: {inject.notes}")
            for inject in find_injects_naming(one, builder.exercise)
        ),
    ]
    yield from _build_facts(f"Question {one.id}", rows, one.hints)


def _list_guards(builder: HandoutBuilder, line: Inject | Decision) -> Iterator[tuple[str, str]]:
    return (
        (word.capitalize(), what) for word, what in list_guards(line, builder.exercise, builder.name_resolver)
    )


def _build_facts(caption: str, rows: list[tuple[str, str]], hints: list[str]) -> Iterator[Block]:
    yield Table(caption, (Column("", 0.18), Column("", 0.82)), tuple(rows))
    if hints:
        yield Paragraph("If the room is stuck:")
        yield Bullets(tuple(hints))


KEYS = (
    ("drill.play", "Space", "starts and stops the time; what somebody is told stops it by itself"),
    (
        "drill.next_stop",
        "n",
        "plays on to the next stop; where several messages came, shows them one after the other",
    ),
    ("drill.commit", "Enter", "commits the answer that was marked with its digit, 1 to 9"),
    (
        "drill.inject",
        "i",
        "an inject or a question by hand: choose it, then deliver, hold or cancel. It brings what comes only when the facilitator says so; "
        "and with it you rule that a role knows",
    ),
    ("drill.face", "v", "the room's face, or your desk"),
    ("drill.mark", "m", "a mark in the log, its text later"),
    ("drill.black", "b", "the screen black, or back"),
    ("drill.end_module", "E", "ends the part"),
    ("exercise.emergency", "!", "a real emergency: asks once, then STOP on all screens"),
    ("drill.help", "?", "help, and all keys"),
)
"""By the names of the configuration file: the key as it comes, and what a facilitator does with it."""


def build_run_sheet(builder: HandoutBuilder) -> Iterator[Block]:
    """From the command to the hot wash, on a page."""
    emergency, exercise = builder.opened.emergency, builder.exercise
    yield Bullets(
        (
            parse_code(
                f"`./run allcall drill {emergency.scenario.scenario} --exercise {exercise.exercise}` opens it; so does `./run allcall`, "
                "with the arrows and Enter. An exercise of your own has the name of its file there."
            ),
            "Prepare: tick who is in the room; the computer plays whoever nobody plays. Enter leads to the briefing.",
            parse_code(
                "The room must not see your desk. Best is a second terminal on the projector, with `./run allcall room`. With one screen "
                "stay on the room's face; the keys work there as well."
            ),
            "Try it alone before, to the end. docs/for-trainers.md, which comes with the program, says more.",
        ),
        "number",
    )
    yield Table(
        "Keys, if yours are not set otherwise",
        (Column("Key", 0.12), Column("What it does", 0.88)),
        tuple((key, does) for _, key, does in KEYS),
    )
    rows = tuple((one.title, f"{one.minutes} min", _describe_segment_task(one)) for one in exercise.segments)
    columns = (Column("Part", 0.24), Column("Takes", 0.11, "right"), Column("What you do", 0.65))
    yield Table("Parts, and what they ask of you", columns, rows)


def _describe_segment_task(one: Segment) -> str:
    """What a part asks of whoever runs it."""
    if one.kind == "briefing":
        return (
            "Read the cards on the screen out loud, one at Space: who is here, what it is for, rules, how to read the screen, what each "
            "role has, the situation. Behind the last the time is at T+00:00, and stands."
        )
    if one.kind == "played":
        return (
            "The emergency moves. Start it; read out what comes, let the room talk, go on. Put a question to its role and commit the "
            "answer; the time stands meanwhile, but for a question under time pressure. End the part when its minutes are over."
        )
    if one.kind == "talked":
        later = f", {format_quantity(one.story, TIME)} after it began" if one.story else ""
        return (
            f"The emergency stands still{later}. n brings one message or question after the other: read it out, let the room talk, commit "
            "the answer. End the part when its minutes are over."
        )
    return (
        "Look back at the timeline together, ask the questions of the hot wash (below), write down what is to be improved (n there), and "
        "go on to the report (g there). Its minutes are kept, however late it is."
    )


def build_hot_wash(builder: HandoutBuilder) -> Iterator[Block]:
    """What to ask when it is over, for each objective in its own words."""
    yield Paragraph(
        "Players speak first, then evaluators. Ask of each objective; where time is short, begin with the one that went worst:"
    )
    yield Bullets(
        (
            "Did we reach it? What shows it, and at which T+?",
            "What went well, and has to stay as it is?",
            "What has to change, in which annex of the plan? Who does it, and by when?",
        ),
        "number",
    )
    rows = tuple(
        (str(n), one.target, "; ".join(one.tasks), ", ".join(one.annexes))
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    columns = (
        Column("No.", 0.06),
        Column("Did we reach it?", 0.37),
        Column("What went well, what did not?", 0.34),
        Column("What has to change there?", 0.23),
    )
    yield Table("Objectives in the hot wash", columns, rows)
    yield Paragraph("At the end, of everything:")
    yield Bullets(
        (
            "What did you learn too late, and who knew it before?",
            "Who or what was missing in this room?",
            "What one thing do we change this week?",
        )
    )
