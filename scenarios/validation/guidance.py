"""Notes on an exercise that goes against the guidance for school safety exercises. They stop nothing.

The guidance is that of the National Academies (2025), *School Active Shooter Drills: Mitigating Risks to Student Mental, Emotional, and
Behavioral Health*: announce in advance, do not deceive, do not simulate violence or its effects, and let people opt out. Words are
looked for, so a note may be beside the point, and no note proves nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.diagnostics import Finding, FindingPath, quote
from scenarios.exercise import Exercise

SOURCE = "NASEM 2025"
STUDENTS = r"(students?|children|kids|pupils|boys?|girls?)"
HARM = r"(shot|stabbed|wounded|injured|bleeding|killed|dead|dying|hostages?|victims?)"


@dataclass(frozen=True)
class GuidanceRule:
    """words: a pattern of what is against the guidance. message: why; advice: what to do instead."""

    words: re.Pattern[str]
    message: str
    advice: str


def _compile(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(patterns)})\b", re.IGNORECASE)


RULES = (
    GuidanceRule(
        _compile(
            "unannounced",
            r"surprise (drill|exercise)",
            r"without (telling|warning|informing) (the )?(staff|teachers|participants|students|families|parents)",
            r"no one (is told|knows) (beforehand|in advance)",
        ),
        "it is not announced in advance",
        "tell participants, families and 911 dispatch beforehand that it is an exercise, and when",
    ),
    GuidanceRule(
        _compile(
            r"(this|it) is not (a drill|an exercise)",
            r"(believes?|thinks?) (that )?(it|this) is real",
            r"pretends? (that )?(it|this) is real",
            r"so that (it|this) (seems|feels|looks) real",
        ),
        "it deceives participants",
        "begin and end every message with EXERCISE, and never say that it is real",
    ),
    GuidanceRule(
        _compile(
            "moulage",
            r"(fake|stage|theatrical) (blood|wounds?|injur(y|ies))",
            r"(fake|replica|dummy|toy) (guns?|weapons?|knife|knives|rifles?)",
            "airsoft",
            "paintball",
            "simunition",
            r"blank (rounds?|shots?|ammunition)",
            r"fires? blanks",
            r"(sounds?|recordings?|noise) of (gunfire|gunshots?|shots|screams?|screaming)",
            r"(mock|pretend) (shooter|attacker|assailant|intruder|gunman)",
            r"plays? the (shooter|attacker|assailant|intruder|gunman)",
            r"crisis actors?",
        ),
        "it uses realistic effects",
        "talk it through: a tabletop needs no weapons, wounds, sounds or actors",
    ),
    GuidanceRule(
        re.compile(rf"\b{STUDENTS}\b[^.?!]*\b{HARM}\b|\b{HARM}\b[^.?!]*\b{STUDENTS}\b", re.IGNORECASE),
        "it simulates violence toward students",
        "say who is missing or has not answered, never who was hurt",
    ),
    GuidanceRule(
        _compile(
            r"no one may (leave|step out|opt out|refuse)",
            r"(may|can) ?not (leave|step out|opt out|refuse)",
            r"without (exception|exemptions?)",
            r"(all|every) (students?|staff|teachers?|participants?) (must|have to|has to) (take part|participate|attend)",
            r"participation is (mandatory|required)",
        ),
        "it does not let people opt out",
        "say that anyone may step out at any time, and need not say why",
    ),
)


def review_guidance(exercise: Exercise) -> Iterator[Finding]:
    """Where its words go against the guidance, each with what to do instead."""
    for where, text in iterate_texts(exercise):
        for rule in RULES:
            if match := rule.words.search(text):
                found = " ".join(match[0].split())
                yield Finding(where, f"{quote(found)}: {rule.message} ({SOURCE}); {rule.advice}")


def iterate_texts(exercise: Exercise) -> Iterator[tuple[FindingPath, str]]:
    """Everything that participants read or hear, and what planners say of it."""
    for key in ("title", "people", "purpose", "situation"):
        yield (key,), getattr(exercise, key)
    for i, objective in enumerate(exercise.objectives):
        yield ("objectives", i, "says"), objective.says
        if objective.target.says:
            yield ("objectives", i, "target"), objective.target.says
    for i, role in enumerate(exercise.roles):
        yield ("roles", i, "knows"), role.knows
    for i, inject in enumerate(exercise.injects):
        yield ("injects", i, "says"), inject.says
        if inject.notes:
            yield ("injects", i, "notes"), inject.notes
    for i, decision in enumerate(exercise.decisions):
        yield ("decisions", i, "asks"), decision.asks
        for n, option in enumerate(decision.options):
            yield ("decisions", i, "options", n, "says"), option.says
