"""The handouts of an exercise, made from its file: what participants, the facilitator and evaluators hold in their hands."""

from collections.abc import Callable
from typing import NamedTuple

from reports.documents.model import Paper
from reports.handouts.common import HandoutBuilder
from reports.handouts.evaluator_guide import build_evaluator_guide
from reports.handouts.facilitator_guide import build_facilitator_guide
from reports.handouts.situation_manual import build_feedback, build_sign_in, build_situation_manual
from scenarios.campus import OwnNames
from scenarios.library import ValidatedExercise


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
    """All handouts. own: a school's own names over the fictional campus."""
    builder = HandoutBuilder.create(opened, own)
    return [
        Handout(f"{opened.exercise.exercise}-{stem}", build(builder))
        for stem, build in HANDOUT_BUILDERS.items()
    ]
