"""The handouts of an exercise, made from its file: what participants, the facilitator and evaluators hold in their hands."""

from collections.abc import Callable
from datetime import time
from typing import NamedTuple

from reports.documents import Format
from reports.documents.model import Layout, Paper
from reports.handouts.agenda import DEFAULT_START
from reports.handouts.cards import build_letter_cards, build_role_cards
from reports.handouts.common import HandoutBuilder
from reports.handouts.evaluator_guide import build_evaluator_guide
from reports.handouts.facilitator_guide import build_facilitator_guide
from reports.handouts.forms import build_feedback_form, build_sign_in_sheet
from reports.handouts.phone_card import build_phone_card
from reports.handouts.situation_manual import build_situation_manual
from reports.handouts.slides import build_slides
from scenarios.campus import OwnNames
from scenarios.library import ValidatedExercise

FORMATS: dict[Layout, tuple[Format, ...]] = {
    "paper": ("docx", "pdf"),
    "slides": ("pptx", "pdf"),
    "cards": ("pdf",),
    "letters": ("pdf",),
}


class Handout(NamedTuple):
    """stem: of its files."""

    stem: str
    paper: Paper

    @property
    def formats(self) -> tuple[Format, ...]:
        """Of its layout: slides and cards have none in Word."""
        return FORMATS[self.paper.layout]


HANDOUT_BUILDERS: dict[str, Callable[[HandoutBuilder], Paper]] = {
    "situation-manual": build_situation_manual,
    "slides": build_slides,
    "role-cards": build_role_cards,
    "phone-card": build_phone_card,
    "letter-cards": build_letter_cards,
    "facilitators-guide": build_facilitator_guide,
    "evaluators-guide": build_evaluator_guide,
    "sign-in-sheet": build_sign_in_sheet,
    "feedback-form": build_feedback_form,
}


def build_handouts(
    opened: ValidatedExercise, own: OwnNames | None = None, starts: time = DEFAULT_START
) -> list[Handout]:
    """All handouts. own: a school's own names over the fictional campus; starts: the session's time of day."""
    builder = HandoutBuilder.create(opened, own, starts)
    return [Handout(f"{opened.exercise.exercise}-{stem}", build(builder)) for stem, build in HANDOUT_BUILDERS.items()]
