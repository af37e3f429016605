"""What the room's cards are for: a page that a table can hold, and letters that a facilitator tells apart from afar."""

import io

from pypdf import PdfReader

from reports.documents.pdf_writer import write_pdf
from tests.reports.kit_documents import handout
from tests.sim.exercise.exercises import ASSAILANT


def read_pages(stem: str) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(handout(ASSAILANT, stem)))).pages]


def test_six_letters_are_on_one_sheet_each_marked_as_exercise() -> None:
    (sheet,) = read_pages("letter-cards")
    lines = sheet.splitlines()
    assert [line for line in lines if len(line) == 1] == [*"ABCDEF"]
    assert sheet.count("EXERCISE EXERCISE EXERCISE") == 6


def test_the_phone_card_is_one_page_that_says_what_each_kind_of_phone_needs() -> None:
    (card,) = read_pages("phone-card")
    for needed in ("PIN", "stay connected", "mobile data", "iPhone", "without internet", "A to F"):
        assert needed in card
