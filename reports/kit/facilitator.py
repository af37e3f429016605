"""What the facilitator holds: the course of it, the whole list of injects and questions with what is expected, hints, and a check-list."""

from collections.abc import Iterator

from reports.briefing_words import CHECKS
from reports.documents.blocks import Block, Bullets, Column, Heading, Paper, Paragraph, Section, Table
from reports.exercise_words import act_in_words, cue, cue_and_guards, guards, option_in_words, that_name
from reports.input_words import listed, quantity
from reports.kit.common import NOT_FOR_PLAYERS, SECRET, Kit, filled, note, objectives, rules
from reports.kit.order import Line, in_order, of_part
from reports.kit.running import hot_wash, running
from reports.names import label
from scenarios.exercise import Decision, Inject
from scenarios.scenario import CONDITIONS
from scenarios.units import TIME
from sim.drill.labels import in_a_sentence

HOW_TO_READ = (
    "T+ is the time in the emergency, from its onset. In brackets behind an answer stands what it does there; talk only: nothing. "
    "The same emergency runs several times at once, each an arm: that of the room, where people decide, and beside it others, where the "
    "computer plays everybody. In all arms means in each of them."
)


def facilitators_guide(kit: Kit) -> Paper:
    """Everything."""
    exercise = kit.exercise
    return kit.paper(
        f"Facilitator's guide, {NOT_FOR_PLAYERS}",
        (
            Section("course", "The exercise", tuple(_course(kit))),
            Section("running", "How it is run", tuple(running(kit))),
            Section("checks", "Before anybody comes in", (Bullets(CHECKS, "box"),)),
            Section("objectives", "Objectives", (objectives(kit),)),
            rules(kit),
            *(
                Section(f"part-{one.id}", f"{one.title} ({one.minutes} minutes)", tuple(_lines(kit, one.id)))
                for one in exercise.segments
                if any(line.segment == one.id for line in (*exercise.injects, *exercise.decisions))
            ),
            *(
                Section(one.id, f"{one.title} ({one.minutes} minutes)", tuple(hot_wash(kit)))
                for one in exercise.segments
                if one.kind == "hot-wash"
            ),
            Section(
                "msel", "Master scenario events list", _list(kit), landscape=True
            ),  # last: its pages turn
        ),
    )


def _course(kit: Kit) -> Iterator[Block]:
    exercise, emergency = kit.exercise, kit.opened.emergency
    yield Paragraph(SECRET)
    yield Paragraph(exercise.purpose.strip())
    words = (one.says for one in exercise.injects)
    yield Paragraph(f"{HOW_TO_READ} {filled([tuple(words)])}".strip())
    rows = [
        ("People", exercise.people.strip()),
        ("Emergency", f"{emergency.scenario.title}; {kit.labels.school}"),
        ("Arm of the room", f"people decide; {_told_by(kit, exercise.strategy)}"),
        (
            "Arms beside it",
            f"the computer decides for everybody, once with the means of the room, and once otherwise: {_told_by(kit, exercise.twin)}",
        ),
    ]
    if exercise.conditions:
        rows.append(("On this day", listed(CONDITIONS[one] for one in exercise.conditions)))
    if exercise.needs:
        rows.append(("The story needs", "; ".join(one.says for one in exercise.needs)))
    yield Table("The exercise", (Column("", 0.25), Column("", 0.75)), tuple(rows))
    yield Paragraph("The situation, as everybody is told:")
    yield Paragraph(exercise.situation.strip())


def _told_by(kit: Kit, strategy: str) -> str:
    """How the staff are told, as somebody says it who knows schools."""
    app = kit.opened.emergency.strategies[strategy].app
    if app is None:
        return label(kit.opened.emergency.strategy_name(strategy))
    calls = "calls 911" if app.legs.psap != "off" else "calls nobody"
    return f"the app {calls}, and tells {'nobody at school' if app.legs.staff == 'off' else 'all staff at the same moment'}"


def _list(kit: Kit) -> tuple[Block, ...]:
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
            cue_and_guards(one, kit.exercise, kit.who),
            _between(kit, one),
            f"{one.says} {note(one)}".strip()
            if isinstance(one, Inject)
            else f"{one.asks} {_see(kit, one)}".strip(),
            one.expects,
            kit.objective(one.objective),
            "must" if one.must else "may",
        )
        for one in in_order(kit.exercise)
    )
    how = f"D1 and so on are questions. {filled(rows)}".strip()
    return Paragraph(how), Table("Master scenario events list", columns, rows)


def _between(kit: Kit, one: Line) -> str:
    if isinstance(one, Decision):
        return f"question to the {in_a_sentence(kit.role(one.of))}"
    return f"{one.sender} to {', '.join(map(kit.role, one.to))}, {one.mode}"


def _see(kit: Kit, one: Decision) -> str:
    """Injects that come with a question or before it, by what is noted of them."""
    named = that_name(one, kit.exercise)
    return f"(See inject {listed(str(inject.number) for inject in named)}.)" if named else ""


def _lines(kit: Kit, segment: str) -> Iterator[Block]:
    """What comes in a part."""
    for line in of_part(kit.exercise, segment):
        yield from _inject(kit, line) if isinstance(line, Inject) else _decision(kit, line)


def _inject(kit: Kit, one: Inject) -> Iterator[Block]:
    yield Heading(f"Inject {one.number}: {one.sender}")
    yield Paragraph(f"“{one.says}”")
    rows = [
        ("Comes", cue(one, kit.exercise, kit.who)),
        ("To", f"{', '.join(map(kit.role, one.to))}, {one.mode}"),
        ("Expected", one.expects),
        *_guards(kit, one),
        *([("Changes", listed(act_in_words(act, kit.who) for act in one.world))] if one.world else []),
        *([("Note", one.notes)] if one.notes else []),
    ]
    yield from _facts(f"Inject {one.number}", rows, one.hints)


def _decision(kit: Kit, one: Decision) -> Iterator[Block]:
    yield Heading(f"Question {one.id} to the {kit.role(one.of)}")
    yield Paragraph(one.asks)
    pressed = (
        "the incident runs while they decide"
        if one.kind == "pressed"
        else "the incident stands still while they talk"
    )
    yield Bullets(tuple(option_in_words(option, kit.who) for option in one.options), "number")
    rows = [
        ("Asked", cue(one, kit.exercise, kit.who)),
        ("Time", f"{quantity(one.limit, TIME)}; {pressed}"),
        ("Expected", one.expects),
        ("Reference", one.reference),
        *_guards(kit, one),
        *(
            (f"Inject {inject.number}", f"{inject.sender}: {inject.notes}")
            for inject in that_name(one, kit.exercise)
        ),
    ]
    yield from _facts(f"Question {one.id}", rows, one.hints)


def _guards(kit: Kit, line: Inject | Decision) -> Iterator[tuple[str, str]]:
    return ((word.capitalize(), what) for word, what in guards(line, kit.exercise, kit.who))


def _facts(caption: str, rows: list[tuple[str, str]], hints: list[str]) -> Iterator[Block]:
    yield Table(caption, (Column("", 0.18), Column("", 0.82)), tuple(rows))
    if hints:
        yield Paragraph("If the room is stuck:")
        yield Bullets(tuple(hints))
