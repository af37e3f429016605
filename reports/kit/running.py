"""How an exercise is run, for whoever does it: command, screens, the few keys, what each part asks, and questions for the hot wash."""

from collections.abc import Iterator

from reports.documents.blocks import Block, Bullets, Column, Paragraph, Table, parse_code
from reports.input_words import format_quantity
from reports.kit.common import HandoutBuilder
from scenarios.exercise import Segment
from scenarios.units import TIME

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
