"""Which papers a kit has, and what their files are called."""

from collections.abc import Callable
from typing import NamedTuple

from reports.documents.blocks import Paper
from reports.kit.common import Kit
from reports.kit.evaluators import evaluators_guide
from reports.kit.facilitator import facilitators_guide
from reports.kit.players import feedback, sign_in, situation_manual
from scenarios.exercise_library import OpenedExercise
from scenarios.own_names import OwnNames


class KitPaper(NamedTuple):
    """stem: of its files."""

    stem: str
    paper: Paper


PAPERS: dict[str, Callable[[Kit], Paper]] = {
    "situation-manual": situation_manual,
    "facilitators-guide": facilitators_guide,
    "evaluators-guide": evaluators_guide,
    "sign-in-sheet": sign_in,
    "feedback-form": feedback,
}


def kit(opened: OpenedExercise, own: OwnNames | None = None) -> list[KitPaper]:
    """All papers. own: a school's own names over the fictional campus."""
    made = Kit.of(opened, own)
    return [KitPaper(f"{opened.exercise.exercise}-{stem}", write(made)) for stem, write in PAPERS.items()]
