"""Cards on paper: one for each role, to cut out; letters that a facilitator tells apart from afar; and how a phone joins."""

import io
from math import ceil

import pytest
from pypdf import PdfReader

from reports.documents.pdf_writer import write_pdf
from reports.handouts.common import list_role_objectives
from scenarios.library import list_shipped
from tests.reports.kit_documents import handout
from tests.sim.exercise.exercises import ASSAILANT, EACH_EXERCISE, opened


def read_pages(stem: str, name: str = ASSAILANT) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(handout(name, stem)))).pages]


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_every_role_has_a_card_marked_as_exercise_two_to_a_page(name: str) -> None:
    roles = opened(name).exercise.roles
    texts = [" ".join(page.split()) for page in read_pages("role-cards", name)]
    assert len(texts) == ceil(len(roles) / 2)
    for n, role in enumerate(roles):
        cards = texts[n // 2].split("EXERCISE EXERCISE EXERCISE ")[1:]
        assert role.title in cards[n % 2]
        assert " ".join(role.knows.split()) in cards[n % 2]


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_every_objective_is_on_somebodys_card(name: str) -> None:
    exercise = opened(name).exercise
    served = {one.id for role in exercise.roles for _, one in list_role_objectives(exercise, role)}
    assert served == {one.id for one in exercise.objectives}


def test_six_letters_are_on_one_sheet_each_marked_as_exercise() -> None:
    (sheet,) = read_pages("letter-cards")
    lines = sheet.splitlines()
    assert [line for line in lines if len(line) == 1] == [*"ABCDEF"]
    assert sheet.count("EXERCISE EXERCISE EXERCISE") == 6


def test_the_phone_card_is_one_page_that_says_what_each_kind_of_phone_needs() -> None:
    (card,) = read_pages("phone-card")
    for needed in ("PIN", "stay connected", "mobile data", "iPhone", "without internet", "A to F"):
        assert needed in card
