"""Papers for the room: the facilitator has everything, players nothing of what is going to happen."""

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from reports.documents.fonts import measure_word
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Bullets, Heading, Table
from reports.documents.pdf_writer import LETTER, render_pages, write_pdf
from reports.handouts import build_handouts
from reports.handouts.briefing_cards import build_cards
from reports.text.exercise import SAFETY_CHECKS
from scenarios.library import list_shipped, open_names
from tests.reports.kit_documents import plain, table, texts
from tests.sim.exercise.exercises import ASSAILANT, conducted, opened
from tests.sim.exercise.secrets import sentences
from tui.cli import main

EXERCISES = list_shipped("exercise")
FAILS = {
    "alarm-failed": r"out of order|silent|(no|without an?) (horn|alarm)|alarm (has )?(failed|fails)",
    "pa-failed": r"(no|without an?) PA|PA (is|has|fails|failed)",
    "radio-failed": r"(no|without an?) radio|radio (is|has|fails|failed)",
}
"""How it could be said that something fails of which nobody in the story knows."""
FOR_PLAYERS = ("situation-manual", "sign-in-sheet", "feedback-form")


@pytest.mark.parametrize("name", EXERCISES)
def test_players_papers_say_nothing_of_what_is_going_to_happen(name: str) -> None:
    exercise = opened(name).exercise
    secret = [
        *(text for one in exercise.injects for text in (one.says, one.expects, one.notes or "", *one.hints)),
        *(
            text
            for one in exercise.decisions
            for text in (one.asks, one.expects, *one.hints, *(option.says for option in one.options))
        ),
    ]
    given = [exercise.situation, exercise.purpose, *(one.says for one in exercise.objectives)]
    given += [
        *(one.knows for one in exercise.roles),
        *(annex for one in exercise.objectives for annex in one.annexes),
    ]
    told = plain(" ".join(given)).lower()
    for stem in FOR_PLAYERS:
        text = texts(name)[stem].lower()
        leaked = [one for whole in secret for one in sentences(whole) if one in text and one not in told]
        assert leaked == []


@pytest.mark.parametrize("name", EXERCISES)
def test_players_are_not_told_what_the_parts_of_the_exercise_are_about(name: str) -> None:
    titles = [one.title for one in opened(name).exercise.segments if one.kind in ("played", "talked")]
    for stem, text in texts(name).items():
        assert [title in text for title in titles] == [stem == "facilitators-guide"] * len(titles)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_paper_that_says_what_comes_says_on_each_page_that_it_is_not_for_players(name: str) -> None:
    """Its name stands at the foot of each; an evaluator takes some pages along."""
    for stem, paper in (
        (one.stem.removeprefix(f"{name}-"), one.paper) for one in build_handouts(opened(name))
    ):
        for_players = stem in FOR_PLAYERS
        assert ("not for players" in paper.kind) != for_players
        assert ("For the facilitator and evaluators only" in write_markdown(paper)) != for_players


@pytest.mark.parametrize("name", EXERCISES)
def test_a_facilitator_is_told_what_braces_and_brackets_are_before_the_first(name: str) -> None:
    text = texts(name)["facilitators-guide"]
    before = text[: text.index("Before anybody comes in", text.index("For the facilitator"))]
    assert "talk only" in before
    assert ("in braces" in before) == any("{" in one.says for one in opened(name).exercise.injects)


@pytest.mark.parametrize("name", EXERCISES)
def test_what_fails_on_the_day_is_told_to_no_player(name: str) -> None:
    """Neither on paper nor on a card nor in the title over the room's face: finding it out is part of the exercise."""
    exercise = opened(name).exercise
    fails = [FAILS[one] for one in exercise.conditions if one in FAILS]
    shown = build_cards(conducted([role.id for role in exercise.roles], name).state)
    said = [exercise.title, *(texts(name)[stem] for stem in FOR_PLAYERS)]
    said += [line for card in shown for line in (card.title, *card.lines)]
    assert [one for one in said for words in fails if re.search(words, one, re.IGNORECASE)] == []
    if fails:
        assert any(re.search(words, texts(name)["facilitators-guide"]) for words in fails)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_facilitator_has_every_inject_and_question_with_what_is_expected(name: str) -> None:
    exercise, text = opened(name).exercise, texts(name)["facilitators-guide"]
    wanted = [
        *(said for one in exercise.injects for said in (one.says, one.expects, one.sender, *one.hints)),
        *(
            said
            for one in exercise.decisions
            for said in (one.asks, one.expects, one.reference, *(option.says for option in one.options))
        ),
    ]
    assert [said for said in wanted if plain(said) not in text] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_an_evaluator_has_each_objective_with_its_tasks_and_what_comes_up_for_it(name: str) -> None:
    exercise = opened(name).exercise
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("evaluators-guide"))
    for n, objective in enumerate(exercise.objectives, 1):
        (section,) = (one for one in guide.sections if one.id == f"objective-{n}")
        text = plain(write_markdown(guide).split(f"## {section.title}")[1].split("\n## ")[0])
        wanted = [
            objective.target,
            *objective.tasks,
            *(one.expects for one in exercise.injects if one.objective == objective.id),
        ]
        assert [said for said in wanted if plain(said) not in text] == []


@pytest.mark.parametrize(
    ("name", "order"),
    [
        (ASSAILANT, "1 D1 2 3 D2 4 5 D3 6 D4 7 8 9 11 10 D5"),
        ("active-assailant-90", "1 D1 2 3 D2 4 5 D3 6 D4 7 D5 8 9 10 11 16 17 12 D6 13 14 D7 D8 15"),
        ("cardiac-arrest-20", "1 2 D1 3 D2 D3 D4 4 5 6 7"),
        ("laboratory-fire-45", "1 D1 2 3 D2 4 D3 5 6 7 8 D4 10 9 D5"),
    ],
)
def test_the_facilitator_finds_injects_and_questions_in_one_list_in_the_order_in_which_they_come(
    name: str, order: str
) -> None:
    """The order is worked out by hand from the files; what comes only when the facilitator says so ends its part."""
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    listed = table(guide, "Master scenario events list")
    assert [row[0] for row in listed.rows] == order.split()
    heads = [
        block.text.split(":")[0].split(" to ")[0].split()[-1]
        for section in guide.sections
        for block in section.blocks
        if isinstance(block, Heading)
    ]
    assert heads == order.split()


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_list_says_of_objectives_is_found_in_the_table_of_objectives(name: str) -> None:
    exercise = opened(name).exercise
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    numbers = {row[0]: row[1] for row in table(guide, "Objectives").rows}
    says = {one.id: one.says for one in exercise.objectives}
    lines = {str(one.number): one.objective for one in exercise.injects}
    lines |= {one.id: one.objective for one in exercise.decisions}
    listed = table(guide, "Master scenario events list")
    titles = [column.title for column in listed.columns]
    assert all(titles)
    assert {row[0]: numbers[row[titles.index("Objective")]] for row in listed.rows} == {
        line: says[objective] for line, objective in lines.items()
    }


@pytest.mark.parametrize("name", EXERCISES)
def test_nobody_is_called_by_the_number_of_the_roster(name: str) -> None:
    text = texts(name)["facilitators-guide"]
    counted = [one.id for one in opened(name).emergency.place.staff if one.id[-2:-1] == "-"]
    assert counted
    assert [one for one in counted if re.search(rf"\bthe {one.replace('-', '[- ]')}\b", text)] == []


def test_people_are_called_as_somebody_at_the_school_would() -> None:
    said = texts(ASSAILANT)["facilitators-guide"]
    assert "the assistant principal tells the assistant principal in building C" in said
    assert "the assistant principal tells a kitchen worker" in said


def test_a_school_s_own_names_are_on_its_papers() -> None:
    school = open_names("riverside").school
    assert all(school in text for text in texts(ASSAILANT, "riverside").values())
    assert not any(school in text for text in texts(ASSAILANT).values())


def test_every_paper_is_marked_exercise() -> None:
    assert all(
        one.paper.marking.startswith("EXERCISE") for name in EXERCISES for one in build_handouts(opened(name))
    )


def test_the_command_writes_all_papers_as_word_and_pdf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kit", "cardiac-arrest", "--out", str(tmp_path)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    stems = sorted(
        f"cardiac-arrest-20-{stem}" for stem in (*FOR_PLAYERS, "facilitators-guide", "evaluators-guide")
    )
    assert names == sorted(f"{stem}.{form}" for stem in stems for form in ("docx", "pdf"))
    assert len(capsys.readouterr().out.splitlines()) == 10


def test_an_exercise_that_is_not_there_and_a_folder_that_is_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["kit", "cardiac-arest"]) == 2
    assert "cardiac-arrest" in capsys.readouterr().err
    assert main(["kit", "cardiac-arrest", "--out", str(tmp_path / "file")]) == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("name", EXERCISES)
def test_no_page_of_a_manual_or_a_guide_has_a_title_alone(name: str) -> None:
    """But for the last page, and those before and behind one that is turned. A page to write on has few words."""
    for one in build_handouts(opened(name)):
        pages = PdfReader(io.BytesIO(write_pdf(one.paper))).pages
        turned = [page.mediabox.width > page.mediabox.height for page in pages]
        for n, page in enumerate(pages[:-1]):
            if turned[n] == turned[n + 1]:
                assert len(page.extract_text().splitlines()) > 6, f"{one.stem}, page {n + 1}"


@pytest.mark.parametrize("name", EXERCISES)
def test_each_objective_has_pages_of_its_own_and_no_more_than_two(name: str) -> None:
    guide = next(one.paper for one in build_handouts(opened(name)) if one.stem.endswith("evaluators-guide"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(guide))).pages]
    begins = [n for n, page in enumerate(pages[1:], 1) if "Critical tasks" in page]
    assert len(begins) == len(guide.sections) - 1
    assert all(f"Objective {at}:" in pages[n] for at, n in enumerate(begins, 1))
    assert all(after - one <= 2 for one, after in pairwise([*begins, len(pages)]))


def test_lines_for_notes_are_named_once() -> None:
    (manual,) = (
        one.paper for one in build_handouts(opened(ASSAILANT)) if one.stem.endswith("situation-manual")
    )
    assert write_markdown(manual).count("Notes") == 1


def test_what_braces_mean_is_said_only_under_tables_that_have_any() -> None:
    for one in build_handouts(opened(ASSAILANT)):
        for block in (block for section in one.paper.sections for block in section.blocks):
            if isinstance(block, Table):
                said = " ".join(str(cell) for row in block.rows for cell in row)
                if block.caption != "Master scenario events list":
                    assert ("Words in braces" in block.note) == ("{" in said)


@pytest.mark.parametrize("name", EXERCISES)
def test_how_to_read_the_list_of_events_stands_on_a_page_of_it(name: str) -> None:
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(guide))).pages]
    (how,) = (page for page in pages if "D1 and so on are questions." in page)
    assert "Expected action" in how


@pytest.mark.parametrize("name", EXERCISES)
def test_no_page_of_a_guide_ends_early(name: str) -> None:
    """But for the last of a part that is turned, and those that are cover or end: an evaluator has room for all that can be written.

    On smaller pictures lines to write on are too pale to be seen.
    """
    for one in build_handouts(opened(name)):
        if "guide" in one.stem:
            sheets = [Image.open(io.BytesIO(page)).convert("L") for page in render_pages(one.paper, 72.0)]
            upright = [sheet for sheet in sheets if sheet.width < sheet.height]
            left = {number: empty(sheet) for number, sheet in enumerate(upright, 1)}
            assert {
                number for number, share in left.items() if share > 0.3 and number < len(upright)
            } == set()


def empty(sheet: Image.Image) -> float:
    """How much of the text of a page is empty behind its last line."""
    scale = sheet.height / LETTER.down
    top, bottom = int(scale * LETTER.top), int(scale * (LETTER.down - LETTER.foot))
    ink = sheet.crop((0, top, sheet.width, bottom)).point(lambda grey: 255 if grey < 235 else 0).getbbox()
    return 1.0 - (ink[3] if ink else 0) / (bottom - top)


@pytest.mark.parametrize("name", EXERCISES)
def test_contents_and_check_list_leave_no_line_of_theirs_alone_on_the_next_page(name: str) -> None:
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(guide))).pages]
    assert sum(bool(re.search(r"\. \. \. \.|\.{6}", page)) for page in pages) == 1
    assert [n for n, page in enumerate(pages) if SAFETY_CHECKS[0] in page] == [
        n for n, page in enumerate(pages) if SAFETY_CHECKS[-1] in page
    ]


def test_times_have_one_form_on_paper() -> None:
    said = " ".join(text for name in EXERCISES for text in texts(name).values())
    assert "at T+00:08" in said
    assert re.findall(r"T\+\d:", said) == []


def test_what_runs_beside_the_room_is_said_without_the_words_of_the_program() -> None:
    said = texts(ASSAILANT)["facilitators-guide"]
    assert "people decide; the app calls 911, and tells all staff at the same moment" in said
    assert "the computer decides for everybody" in said
    assert "once otherwise: the app calls 911, and tells nobody at school" in said
    assert said.index("each an arm") < said.index("Arm of the room") < said.index("in all arms")
    assert "staff leg" not in said


def test_the_line_for_a_number_to_be_reached_at_stands_behind_its_sentence() -> None:
    (form,) = (one.paper for one in build_handouts(opened(ASSAILANT)) if one.stem.endswith("feedback-form"))
    (line,) = (
        item
        for section in form.sections
        for block in section.blocks
        if isinstance(block, Bullets)
        for item in block.items
    )
    assert 9.0 * measure_word(str(line)) < LETTER.room[0] - 18.0  # the box before it


def test_whoever_fills_in_a_guide_or_wants_to_talk_has_room_to_say_who_they_are() -> None:
    found = texts(ASSAILANT)
    assert "Evaluator: ____" in found["evaluators-guide"].replace(r"\_", "_")
    assert "I can be reached at: ____" in found["feedback-form"].replace(r"\_", "_")
