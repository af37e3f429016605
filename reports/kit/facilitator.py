"""What the facilitator holds: the course of it, the whole list of injects and questions with what is expected, hints, and a check-list."""

from collections.abc import Iterator

from reports.briefing_words import SAFETY_CHECKS
from reports.documents.blocks import Block, Bullets, Column, Heading, Paper, Paragraph, Section, Table
from reports.exercise_words import describe_action, describe_trigger, describe_trigger_and_guards, list_guards, describe_option, find_injects_naming
from reports.input_words import format_list, format_quantity
from reports.kit.common import NOT_FOR_PLAYERS, RESTRICTED_NOTE, HandoutBuilder, explain_slots, format_inject_note, build_objectives, build_rules
from reports.kit.order import MselItem, sort_items, list_segment_items
from reports.kit.running import build_hot_wash, build_run_sheet
from reports.names import label_strategy
from scenarios.exercise import Decision, Inject
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.drill.labels import lower_initial

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
                Section(f"part-{one.id}", f"{one.title} ({one.minutes} minutes)", tuple(_build_segment(builder, one.id)))
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
        yield from _build_inject(builder, line) if isinstance(line, Inject) else _build_decision(builder, line)


def _build_inject(builder: HandoutBuilder, one: Inject) -> Iterator[Block]:
    yield Heading(f"Inject {one.number}: {one.sender}")
    yield Paragraph(f"“{one.says}”")
    rows = [
        ("Comes", describe_trigger(one, builder.exercise, builder.name_resolver)),
        ("To", f"{', '.join(map(builder.role_title, one.to))}, {one.mode}"),
        ("Expected", one.expects),
        *_list_guards(builder, one),
        *([("Changes", format_list(describe_action(act, builder.name_resolver) for act in one.world))] if one.world else []),
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
    return ((word.capitalize(), what) for word, what in list_guards(line, builder.exercise, builder.name_resolver))


def _build_facts(caption: str, rows: list[tuple[str, str]], hints: list[str]) -> Iterator[Block]:
    yield Table(caption, (Column("", 0.18), Column("", 0.82)), tuple(rows))
    if hints:
        yield Paragraph("If the room is stuck:")
        yield Bullets(tuple(hints))
