"""What everybody is told before an exercise begins, on the cards of a briefing and on paper alike.

A line that begins with a dash and a blank is an item of a list.
"""

from collections.abc import Iterator

from scenarios.exercise import Exercise

GROUND_RULES = (
    "- No fault. We try the plan, not the people.",
    "- Say what you would do with what you know now, not with what you would like to know.",
    "- There is no hidden right answer. Disagree; that is what the talk is for.",
    "- What is said here stays here, but for what we write down to improve the plan.",
    "- You may step out at any time, without giving a reason. Someone will look after you.",
)
REAL_WORLD_RULES = (
    'Say "REAL WORLD", loudly. Whoever hears it repeats it.',
    "Everything stops. The screen is filled with STOP. Do what the real emergency needs.",
    "- For help, call 911. Nobody outside has been called by this exercise.",
    '- Every message out of this room begins and ends with "EXERCISE EXERCISE EXERCISE".',
)
SAFETY_CHECKS = (
    "Dispatch and the police know that there is an exercise, when and where",
    "No live channel is connected: app, PA, radio, phones",
    "The screen can be read from the back row",
    'Everybody who may hear of it outside this room knows that it is an "EXERCISE"',
    'The words for a real emergency are agreed: "REAL WORLD"',
    "Someone looks after whoever steps out",
    "Evaluators have the guide; someone keeps notes",
    "Doors, water, and the minutes of the hot wash are kept free",
)
"""What a facilitator ticks before anybody comes in."""


def list_artificialities(exercise: Exercise, school: str) -> Iterator[str]:
    """Where the exercise is unlike an emergency."""
    yield "- The emergency stands still while you talk. Debate is not counted as time to respond."
    pressed = [decision.id for decision in exercise.decisions if decision.kind == "pressed"]
    if pressed:
        question = "One question is" if len(pressed) == 1 else f"{len(pressed)} questions are"
        yield f"- {question} different: time runs while you decide. The screen says so."
    yield "- A computer plays everyone who is not here, and the emergency itself. It does not cheat."
    yield "- What you decide begins after the time that thinking and walking take; then it may or may not work."
    yield f"- This is {school}, on a {exercise.day}. Nobody in it is real."
