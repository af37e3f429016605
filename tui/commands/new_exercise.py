"""`allcall new exercise`: five questions in a terminal, or their answers as options."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from scenarios.exercise_kit import (
    HAZARDS,
    LEADER,
    LONGEST,
    ROLES,
    SHORTEST,
    KitAnswers,
    find_default_campus,
    list_campuses,
    list_objectives,
)
from tui.terminal.console import CommandError

DEFAULT_MINUTES = 45


def answer_questions(given: Mapping[str, Any]) -> KitAnswers:
    """The five answers. given: those of options; the others are asked for in a terminal, and are the defaults elsewhere.

    Raises CommandError.
    """
    hazard = _ask(given["hazard"], "hazard", HAZARDS, HAZARDS[0])
    default = find_default_campus(hazard)
    campus = _ask(given["campus"], "campus", list_campuses(hazard), default)
    minutes = _ask_minutes(given["minutes"])
    who = _ask_several(given["who"], "who", ROLES)
    if LEADER not in who:
        raise CommandError(f"--who: {LEADER} decides for the school and has to play; add it")
    return KitAnswers(
        hazard, campus, minutes, who, _ask_several(given["practice"], "practice", [*list_objectives(hazard)])
    )


QUESTIONS = {
    "hazard": "Hazard",
    "campus": "Campus",
    "minutes": "Minutes of the session",
    "who": "Who plays",
    "practice": "What to practice",
}


def _ask(given: str | None, key: str, known: Sequence[str], default: str) -> str:
    answer = given or _read_line(f"{QUESTIONS[key]} ({', '.join(known)}) [{default}]: ") or default
    if answer not in known:
        raise CommandError(f"--{key}: there is no {answer!r} here; choose from {', '.join(known)}")
    return answer


def _ask_minutes(given: int | None) -> int:
    asked = given or _read_line(f"{QUESTIONS['minutes']}, {SHORTEST} to {LONGEST} [{DEFAULT_MINUTES}]: ")
    text = str(asked or DEFAULT_MINUTES)
    if not text.isdigit() or not SHORTEST <= int(text) <= LONGEST:
        raise CommandError(f"--minutes: {text!r} is not from {SHORTEST} to {LONGEST}")
    return int(text)


def _ask_several(given: str | None, key: str, known: Sequence[str]) -> list[str]:
    answer = given or _read_line(f"{QUESTIONS[key]} ({', '.join(known)}) [all]: ")
    named = [one.strip() for one in answer.split(",")] if answer else [*known]
    for one in named:
        if one not in known:
            raise CommandError(f"--{key}: there is no {one!r} here; choose from {', '.join(known)}")
    return [one for one in known if one in named]


def _read_line(question: str) -> str:
    """The line typed, empty where no one can type. Raises CommandError at the end of the input."""
    if not sys.stdin.isatty():
        return ""
    try:
        return input(question).strip()
    except EOFError:
        raise CommandError("no answer; nothing was written") from None
