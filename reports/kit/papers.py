"""Which papers a kit has, and what their files are called."""

from collections.abc import Callable
from typing import NamedTuple

from reports.documents.blocks import Paper
from reports.kit.common import HandoutBuilder
from reports.kit.evaluators import build_evaluator_guide
from reports.kit.facilitator import build_facilitator_guide
from reports.kit.players import build_feedback, build_sign_in, build_situation_manual
from scenarios.exercise_library import ValidatedExercise
from scenarios.own_names import OwnNames


class Handout(NamedTuple):
    """stem: of its files."""

    stem: str
    paper: Paper


HANDOUT_BUILDERS: dict[str, Callable[[HandoutBuilder], Paper]] = {
    "situation-manual": build_situation_manual,
    "facilitators-guide": build_facilitator_guide,
    "evaluators-guide": build_evaluator_guide,
    "sign-in-sheet": build_sign_in,
    "feedback-form": build_feedback,
}


def build_handouts(opened: ValidatedExercise, own: OwnNames | None = None) -> list[Handout]:
    """All papers. own: a school's own names over the fictional campus."""
    made = HandoutBuilder.create(opened, own)
    return [Handout(f"{opened.exercise.exercise}-{stem}", write(made)) for stem, write in HANDOUT_BUILDERS.items()]
