"""A card for each role, to cut out."""

import io
from math import ceil

import pytest
from pypdf import PdfReader

from reports.documents.pdf_writer import write_pdf
from reports.handouts.common import list_role_objectives
from scenarios.library import list_shipped
from tests.reports.kit_documents import handout
from tests.sim.exercise.exercises import EACH_EXERCISE, opened


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_every_role_has_a_card_marked_as_exercise_two_to_a_page(name: str) -> None:
    roles = opened(name).exercise.roles
    pages = PdfReader(io.BytesIO(write_pdf(handout(name, "role-cards")))).pages
    assert len(pages) == ceil(len(roles) / 2)
    texts = [" ".join(page.extract_text().split()) for page in pages]
    for n, role in enumerate(roles):
        cards = texts[n // 2].split("EXERCISE EXERCISE EXERCISE ")[1:]
        assert role.title in cards[n % 2]
        assert " ".join(role.knows.split()) in cards[n % 2]


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_every_objective_is_on_somebodys_card(name: str) -> None:
    exercise = opened(name).exercise
    served = {one.id for role in exercise.roles for _, one in list_role_objectives(exercise, role)}
    assert served == {one.id for one in exercise.objectives}
