"""Handouts: the facilitator has everything, participants nothing of what will happen."""

import io
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader

from reports.documents.fonts import measure_word
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Bullets
from reports.documents.pdf_writer import LETTER, render_pages, write_pdf
from reports.handouts import build_handouts
from reports.handouts.briefing_cards import build_cards
from reports.text.exercise import SAFETY_CHECKS
from reports.text.targets import describe_target
from scenarios.exercise import Exercise
from scenarios.exercise_kit import HAZARDS, ROLES, KitAnswers, build_exercise, find_default_campus, list_objectives
from scenarios.library import Mention, find_file, list_shipped, open_exercise, open_names
from tests.reports.kit_documents import DOCUMENTS, FOR_PLAYERS, STEMS, handout, plain, table, texts
from tests.sim.exercise.exercises import ASSAILANT, EACH_EXERCISE, conducted, opened
from tests.sim.exercise.secrets import sentences

EXERCISES = list_shipped("exercise")
FAILS = {
    "alarm-failed": r"out of order|silent|(no|without an?) (horn|alarm)|alarm (has )?(failed|fails)",
    "pa-failed": r"(no|without an?) PA|PA (is|has|fails|failed)",
    "radio-failed": r"(no|without an?) radio|radio (is|has|fails|failed)",
}
"""How it could be said that something fails of which nobody in the story knows."""


@pytest.mark.parametrize("hazard", HAZARDS)
def test_players_papers_of_an_exercise_from_the_kit_keep_its_secrets(hazard: str, tmp_path: Path) -> None:
    answers = KitAnswers(hazard, find_default_campus(hazard), 45, ROLES, [*list_objectives(hazard)])
    path = tmp_path / "ours.yaml"
    path.write_text(build_exercise("ours", answers).exercise, encoding="utf-8")
    ours = open_exercise(str(path))
    papers = {one.stem.removeprefix("ours-"): one.paper for one in build_handouts(ours)}
    told = [plain(write_markdown(papers[stem])) for stem in FOR_PLAYERS]
    assert find_leaks(ours.exercise, told) == []
    known = "radio-failed"  # the situation says that the radios are out
    surprises = [FAILS[one] for one in ours.exercise.conditions if one != known]
    assert [one for one in told for words in (*surprises, "false") if re.search(words, one, re.IGNORECASE)] == []


def find_leaks(exercise: Exercise, papers: list[str]) -> list[str]:
    """Sentences of the exercise that only the facilitator may have, as far as they are in these papers."""
    secret = [text for one in exercise.injects for text in (one.says, one.expects, one.notes or "", *one.hints)]
    for one in exercise.decisions:
        secret += [one.asks, one.expects, *one.hints, *(option.says for option in one.options)]
    given = [exercise.situation, exercise.purpose, *(one.says for one in exercise.objectives)]
    given += [*(one.knows for one in exercise.roles), *(annex for one in exercise.objectives for annex in one.annexes)]
    told = plain(" ".join(given)).lower()
    text = "\n".join(papers).lower()
    return [one for whole in secret for one in sentences(whole) if one in text and one not in told]


@pytest.mark.parametrize("name", EXERCISES)
def test_players_are_told_nothing_of_what_comes_and_papers_that_do_say_so_on_each_page(name: str) -> None:
    """Their name stands at the foot of each page; an evaluator takes some along. Nor what the parts of the exercise are about."""
    assert find_leaks(opened(name).exercise, [texts(name)[stem] for stem in FOR_PLAYERS]) == []
    titles = [one.title for one in opened(name).exercise.segments if one.kind in ("played", "talked")]
    for stem in STEMS:
        assert [title in texts(name)[stem] for title in titles] == [stem == "facilitators-guide"] * len(titles)
        paper = handout(name, stem)
        for_players = stem in FOR_PLAYERS
        assert ("not for participants" in paper.kind) != for_players
        assert ("For the facilitator and evaluators only" in write_markdown(paper)) != for_players


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
    wanted = [said for one in exercise.injects for said in (one.says, one.expects, one.sender, *one.hints)]
    for one in exercise.decisions:
        wanted += [one.asks, one.expects, one.reference, *(option.says for option in one.options)]
    assert [said for said in wanted if plain(said) not in text] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_an_evaluator_has_each_objective_with_its_tasks_and_what_comes_up_for_it(name: str) -> None:
    exercise = opened(name).exercise
    guide = handout(name, "evaluators-guide")
    for n, objective in enumerate(exercise.objectives, 1):
        (section,) = (one for one in guide.sections if one.id == f"objective-{n}")
        text = plain(write_markdown(guide).split(f"## {section.title}")[1].split("\n## ")[0])
        expected = (one.expects for one in exercise.injects if one.objective == objective.id)
        wanted = [describe_target(objective.target), *objective.tasks, *expected]
        assert [said for said in wanted if plain(said) not in text] == []


@pytest.mark.parametrize(
    ("name", "order"),
    [
        (ASSAILANT, "1 D1 2 3 D2 4 D3 5 6 D4 7 D5 8 D6 D9 D10 D11 9 11 10 D7 D8 D12"),
        (
            "active-assailant-90",
            "1 D1 2 3 D2 D3 4 D4 5 6 D5 7 D6 8 D7 9 D8 10 D9 D13 D14 D15 11 16 17 12 D10 D16 13 14 D11 D12 D17 15",
        ),
        ("cardiac-arrest-20", "D1 1 2 D2 3 D3 D4 D5 D6 D7 D8 D9 D10 4 5 6 7"),
        ("laboratory-fire-45", "1 D2 2 3 4 D3 D4 D7 D8 D9 5 D1 6 7 8 D5 D10 10 9 D6 D11"),
        ("hoax-and-rumor-45", "D1 1 2 D2 3 D3 D4 4 D5 5 D6 6 D7 D8 D9 7 9 8 D10 D11"),
        ("passing-period-45", "1 D1 D2 2 3 D3 D4 D5 4 5 6 D6 D7 7 D8 D9 8 10 9 D10 D11"),
    ],
)
def test_the_facilitator_finds_injects_and_questions_in_one_list_as_they_come(name: str, order: str) -> None:
    """The order is worked out by hand from the files; what comes only when the facilitator says so ends its part."""
    guide = handout(name, "facilitators-guide")
    listed = table(guide, "Master scenario events list")
    assert [row[0] for row in listed.rows] == order.split()


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_list_says_of_objectives_is_found_in_the_table_of_objectives(name: str) -> None:
    exercise = opened(name).exercise
    guide = handout(name, "facilitators-guide")
    numbers = {row[0]: row[1] for row in table(guide, "Objectives").rows}
    says = {one.id: one.says for one in exercise.objectives}
    lines = {str(one.number): one.objective for one in exercise.injects}
    lines |= {one.id: one.objective for one in exercise.decisions}
    listed = table(guide, "Master scenario events list")
    titles = [column.title for column in listed.columns]
    assert all(titles)
    assert {row[0]: numbers[row[titles.index("Obj.")]] for row in listed.rows} == {
        line: says[objective] for line, objective in lines.items()
    }


@pytest.mark.parametrize("name", EXERCISES)
def test_nobody_is_called_by_the_number_of_the_roster(name: str) -> None:
    text = texts(name)["facilitators-guide"]
    counted = [one.id for one in opened(name).emergency.place.staff if one.id[-2:-1] == "-"]
    assert counted
    assert [one for one in counted if re.search(rf"\bthe {one.replace('-', '[- ]')}\b", text)] == []


def test_a_school_s_own_names_are_on_its_papers() -> None:
    school = open_names("riverside").school
    assert all(school in text for text in texts(ASSAILANT, "riverside").values())
    assert not any(school in text for text in texts(ASSAILANT).values())


def test_alerts_by_more_than_an_app_are_told_to_everyone(tmp_path: Path) -> None:
    """In the situation of the players' manual, and in the facilitator's guide."""
    text = find_file("exercise", ASSAILANT, Mention()).read_text().replace("strategy: app\n", "strategy: app+badge\n")
    (tmp_path / "own.yaml").write_text(text)
    papers = {one.stem: one.paper for one in build_handouts(open_exercise(str(tmp_path / "own.yaml")))}
    for stem in ("situation-manual", "facilitators-guide"):
        (paper,) = (paper for name, paper in papers.items() if name.endswith(stem))
        assert "staff have the app and wear a badge" in plain(write_markdown(paper)), stem


@cache
def pages(name: str, stem: str) -> list[PageObject]:
    """The pages of a handout."""
    return [*PdfReader(io.BytesIO(write_pdf(handout(name, stem)))).pages]


@pytest.mark.parametrize("name", EACH_EXERCISE)
@pytest.mark.parametrize("stem", DOCUMENTS)
def test_no_page_has_a_title_alone(name: str, stem: str) -> None:
    """Except the last page, and those before and after a turned one. A page to write on has few words."""
    turned = [page.mediabox.width > page.mediabox.height for page in pages(name, stem)]
    for n, page in enumerate(pages(name, stem)[:-1]):
        if turned[n] == turned[n + 1]:
            assert len(page.extract_text().splitlines()) > 6, f"page {n + 1}"


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_each_objective_has_pages_of_its_own_and_no_more_than_two(name: str) -> None:
    texts = [page.extract_text() for page in pages(name, "evaluators-guide")]
    begins = [n for n, page in enumerate(texts[1:], 1) if "Critical tasks" in page]
    assert len(begins) == len(opened(name).exercise.objectives)
    assert all(f"Objective {at}:" in texts[n] for at, n in enumerate(begins, 1))
    assert all(after - one <= 2 for one, after in pairwise([*begins, len(texts)]))


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_no_lead_or_check_list_of_the_guide_is_torn_apart(name: str) -> None:
    texts = [page.extract_text() for page in pages(name, "facilitators-guide")]
    (how,) = (page for page in texts if "D1 and so on are questions" in page)
    assert "Expected action" in how
    first, *_, last = ([n for n, page in enumerate(texts) if check in page] for check in SAFETY_CHECKS)
    assert first == last


@pytest.mark.parametrize("name", EACH_EXERCISE)
@pytest.mark.parametrize("stem", ["facilitators-guide", "evaluators-guide"])
def test_no_page_of_a_guide_ends_early(name: str, stem: str) -> None:
    """Except the last upright page. In smaller pictures lines to write on are too pale to be seen."""
    sheets = [Image.open(io.BytesIO(page)).convert("L") for page in render_pages(handout(name, stem), 72.0)]
    upright = [sheet for sheet in sheets if sheet.width < sheet.height]
    assert [n for n, sheet in enumerate(upright[:-1], 1) if empty(sheet) > 0.3] == []


def empty(sheet: Image.Image) -> float:
    """The share of the text of a page that is empty after its last line."""
    scale = sheet.height / LETTER.down
    top, bottom = int(scale * LETTER.top), int(scale * (LETTER.down - LETTER.foot))
    ink = sheet.crop((0, top, sheet.width, bottom)).point(lambda gray: 255 if gray < 235 else 0).getbbox()
    return 1.0 - (ink[3] if ink else 0) / (bottom - top)


def test_the_line_for_a_phone_number_fits_behind_its_sentence() -> None:
    blocks = (block for section in handout(ASSAILANT, "feedback-form").sections for block in section.blocks)
    (line,) = (item for block in blocks if isinstance(block, Bullets) for item in block.items)
    assert 9.0 * measure_word(str(line)) < LETTER.room[0] - 18.0  # the box before it


# running an exercise by the guide


@pytest.mark.parametrize("name", [name for name in EXERCISES if opened(name).emergency.scenario.hazard.is_witnessed])
def test_what_is_delivered_before_a_question_is_answered_is_said_at_the_question(name: str) -> None:
    exercise = opened(name).exercise
    (late,) = (one for one in exercise.injects if one.contingency and one.world[0].kind == "channel")
    guide = handout(name, "facilitators-guide")
    question = next(one.id for one in exercise.decisions if one.kind == "pressed")
    (asked,) = (row for row in table(guide, "Master scenario events list").rows if row[0] == question)
    said = f"Inject {late.number}, {late.sender}: Deliver it before {question} is decided, if at all."
    assert said in " ".join(map(str, asked))


@pytest.mark.parametrize("name", EXERCISES)
def test_the_hot_wash_has_questions_for_each_objective_in_its_own_words(name: str) -> None:
    exercise = opened(name).exercise
    guide = handout(name, "facilitators-guide")
    (part,) = (one for one in exercise.segments if one.kind == "hot-wash")
    (section,) = (one for one in guide.sections if one.title == f"{part.title} ({part.minutes} minutes)")
    said = plain(write_markdown(guide).split(f"## {section.title}")[1].split("\n## ")[0])
    wanted = [word for one in exercise.objectives for word in (describe_target(one.target), *one.tasks, *one.annexes)]
    assert [word for word in wanted if plain(word) not in said] == []
