"""An exercise with nothing in it, and a huge one: both give a report that can be opened, in every format."""

import io
import random
import re
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents import Format, write_paper
from reports.figures.export import draw_exercise_figures
from sim.exercise.conductor import Conductor
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from tests.reports.pictures import to_picture
from tests.sim.exercise.exercises import conducted

pytestmark = pytest.mark.slow
SURNAMES = (
    "Ng", "Ó Súilleabháin", "Østergård", "Γεωργίου", "Іваненко", "عبد الرحمن", "כהן", "渡辺", "김", "नायर", "ไชยา", "Nguyễn",
)  # fmt: skip
LONG = "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu"
EVERY: tuple[Format, ...] = ("docx", "pdf", "html")


def huge() -> Conductor:
    """Three hours of the room, 500 entries, 60 people with names in many scripts."""
    conductor, chance = conducted(("principal", "nurse")), random.Random(5)
    people = [
        Participant("evaluator", f"{SURNAMES[n % 12]} {n}", LONG if n == 7 else "District", f"p{n}@example.org")
        for n in range(60)
    ]
    conductor.set_participants(people)
    objectives = [one.id for one in conductor.state.exercise.objectives]
    while len(conductor.state.log) < 480:
        kind = chance.choice(("mark", "observe", "observe"))
        objective = chance.choice(objectives) if kind == "observe" else ""
        conductor.add_note(
            kind,
            text=f"{chance.choice(SURNAMES)}: {'a sentence that goes on ' * chance.randint(1, 12)}",
            objective=objective,
        )
        conductor.pass_room_time(20.0)
    conductor.end()
    return conductor


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both reports in every format, with names."""
    folder = tmp_path_factory.mktemp("reports")
    empty = conducted()
    empty.end()
    for name, conductor in (("empty", empty), ("huge", huge())):
        after = Review(conductor)
        pictures = {one.name: to_picture(one) for one in draw_exercise_figures(after)}
        one = ReportData(name, after, pictures=pictures, with_names=True)
        write_paper(build_after_action_report(one), folder, name, EVERY)
    return folder


@pytest.mark.parametrize("name", ["empty", "huge"])
def test_word_can_be_opened_and_has_its_parts(written: Path, name: str) -> None:
    document = Document(io.BytesIO((written / f"{name}.docx").read_bytes()))
    heads = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert {"Improvement Plan", "Appendix A: Exercise overview", "Appendix B: Participants and totals"} <= set(heads)


def test_everybody_and_everything_is_in_the_huge_one(written: Path) -> None:
    page = (written / "huge.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>|\u00ad|\u200b|<wbr>", "", page)
    assert [n for n in range(60) if f"{SURNAMES[n % 12]} {n}" not in text] == []
    assert LONG in text.replace("&shy;", "")
    assert text.count("a sentence that goes on") > 400


def test_the_pdf_of_the_huge_one_is_marked_on_its_pages(written: Path) -> None:
    pages = PdfReader(written / "huge.pdf").pages
    assert len(pages) > 20
    assert all("EXERCISE" in page.extract_text() for page in (*pages[::9], pages[-1]))


def test_the_empty_one_says_what_did_not_happen(written: Path) -> None:
    text = "\n".join(page.extract_text() for page in PdfReader(written / "empty.pdf").pages)
    assert "Nothing was exercised" in " ".join(text.split())
