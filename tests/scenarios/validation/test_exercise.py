"""Checks of exercises, scripts and names files: each broken file at its line, notes, and names beside the file."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from scenarios.diagnostics import Problem, Problems
from scenarios.library import Loader, Mention, find_file, list_exercises_on, open_exercise, open_exercise_from
from scenarios.scenario import Emergency
from scenarios.validation.exercise import _review_votes
from tests.scenarios.broken_files import Break
from tests.scenarios.guide_files import FILES, written

ROOT = Path(__file__).resolve().parents[3]
LISTED = (ROOT / "tests/scenarios/broken_exercises/breaks.yaml").read_text()
BREAKS = [Break(**entry) for entry in yaml.safe_load(LISTED)]


@cache
def shipped_emergency(path: Path, strategies: tuple[str, ...]) -> Emergency | None:
    loader = Loader()
    emergency = loader.load_emergency(path, None, strategies)
    return None if loader.problems else emergency


class SharedLoader(Loader):
    """Opens the sound emergency under the exercises once."""

    def load_emergency(
        self, path: Path, campus: str | None = None, strategies: Sequence[str] | Mapping[str, Mention] = ()
    ) -> Emergency | None:
        return shipped_emergency(path, tuple(strategies)) or super().load_emergency(path, campus, strategies)


def opened(path: Path) -> Loader:
    opening = SharedLoader()
    opening.check(path)
    return opening


def problems_in(path: Path) -> list[Problem]:
    return list(Problems(opened(path).problems).problems)


@pytest.mark.parametrize("kind", FILES)
def test_the_files_of_the_guide_are_sound(kind: str, tmp_path: Path) -> None:
    opening = opened(written(tmp_path)[kind])
    assert [one.headline for one in (*opening.problems, *opening.notes)] == []


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.name)
def test_it_is_found_at_its_line(broken: Break, tmp_path: Path) -> None:
    path = broken.apply(written(tmp_path)[broken.file])
    broken.require_found(path, problems_in(path))


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """Errors of form hide neither errors of fit nor errors in the named exercise."""
    paths = written(tmp_path)
    exercise, script = paths["exercise"], paths["script"]
    exercise.write_text(exercise.read_text().replace("limit: 60 s", "limit: 60").replace("[secretary]", "[secretery]"))
    script.write_text(script.read_text().replace("option: pa-911", "option: pa-912"))
    said = [problem.headline for problem in problems_in(script)]
    assert len(said) == 3
    assert any("limit: " in one for one in said)
    assert any('"secretery"' in one for one in said)
    assert any('"pa-912"' in one for one in said)


def changed(folder: Path, *changes: tuple[str, str], kind: str = "exercise") -> list[str]:
    path = written(folder)[kind]
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    opening = opened(path)
    assert [one.headline for one in opening.problems] == []
    return [note.note for note in opening.notes]


@pytest.mark.parametrize(
    ("kind", "old", "new", "says"),
    [
        ("exercise", "limit: 3 min", "limit: 6 min", "its question may take 6 minutes; the module has 5"),
        ("exercise", "to: [secretary]", "to: [principal]", 'no inject and no decision is for "secretary"'),
        ("exercise", "plays: principal", "plays: sro", '"sro" may be off campus (on_site); then this is not asked'),
        ("script", "  - {decision: D2, talked: 2 min, talk_only: the district speaks}\n", "", '"D2" is not answered'),
        ("script", "talked: 20 s", "talked: 2 min", "longer than the time limit; it ends without a decision"),
    ],
)  # fmt: skip
def test_odd_parts_are_notes(kind: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    assert any(says in note for note in changed(tmp_path, (old, new), kind=kind))


def test_too_few_for_the_slot_is_a_note(tmp_path: Path) -> None:
    notes = changed(tmp_path, ("minutes: 30", "minutes: 45"), ("minutes: 12}", "minutes: 27}"))
    assert len(notes) == 3
    assert "4 injects; a session of 45 minutes has room for 8 to 11" in notes[1] + notes[2] + notes[0]
    assert any("2 decisions; a session of 45 minutes has room for 5" in note for note in notes)
    assert any("are usually 6 + 24 + 7 + 8 minutes" in note for note in notes)


def test_nobody_acts_or_is_played_who_is_away_on_the_day(tmp_path: Path) -> None:
    path = written(tmp_path)["exercise"]
    text = path.read_text(encoding="utf-8").replace("day: Friday", "conditions: [sro-away]\nday: Friday")
    text = text.replace("plays: secretary-1", "plays: sro").replace("by: secretary", "by: sro")
    path.write_text(text, encoding="utf-8")
    said = [problem for problem in problems_in(path) if '"sro" is away on this day' in problem.headline]
    lines = [text[: text.index(place)].count("\n") + 1 for place in ("plays: sro", "by: sro")]
    assert [problem.line for problem in said] == lines


def test_an_exercise_stands_on_the_scenario_beside_it(tmp_path: Path) -> None:
    """A scenario of one's own has one's own exercises, by their path; with the shipped ones of that name it has nothing to do."""
    exercise = written(tmp_path)["exercise"]
    own = tmp_path / "active-assailant.yaml"
    shipped = find_file("scenario", "active-assailant", Mention()).read_text(encoding="utf-8")
    own.write_text(shipped.replace("30 min", "29 min"))
    assert list_exercises_on(str(own)) == [str(exercise)]
    opened = open_exercise(str(exercise))
    assert opened.emergency.scenario.horizon == 29 * 60
    assert open_exercise_from(opened.files).emergency.scenario.horizon == 29 * 60


def test_an_exercise_may_be_like_another_one(tmp_path: Path) -> None:
    """Its embedded text is written out, under its own name."""
    later = written(tmp_path)["exercise"].with_name("first-word-later.yaml")
    later.write_text('exercise: first-word-later\nlike: first-word\nonset: "14:05"\n')
    opened = open_exercise(str(later))
    assert (opened.exercise.exercise, opened.exercise.onset) == ("first-word-later", "14:05")
    assert open_exercise_from(opened.files).exercise == opened.exercise


def test_a_script_finds_the_exercise_beside_it_if_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder itself, which has no name when one stands in it; and in a folder of scripts beside that of exercises."""
    paths = written(tmp_path)
    beside = [paths[kind].read_text(encoding="utf-8") for kind in ("exercise", "script")]
    together = tmp_path / "together"
    together.mkdir()
    for name, text in zip(("first-word.yaml", "answers.yaml"), beside, strict=True):
        (together / name).write_text(text, encoding="utf-8")
    for folder, script in ((together, "answers.yaml"), (paths["script"].parent, paths["script"].name)):
        monkeypatch.chdir(folder)
        assert problems_in(Path(script)) == []


def test_lines_that_wait_for_each_other_are_a_problem(tmp_path: Path) -> None:
    path = written(tmp_path)["exercise"]
    text = path.read_text(encoding="utf-8")
    text = text.replace("after: [{aware: principal}]", "after: [{decided: D1}]", 1)
    text = text.replace("after: [{aware: principal}]", "after: [{delivered: 1}]", 1)
    path.write_text(text, encoding="utf-8")
    (problem,) = problems_in(path)
    assert "this can never be so: inject 1 and decision D1 wait for each other" in problem.headline
    assert problem.line == text.count("\n", 0, text.index("{decided: D1}")) + 1


def test_no_target_asks_for_more_means_than_there_are(tmp_path: Path) -> None:
    path = written(tmp_path)["exercise"]
    target = "{from: office_told, to: first_instruction_heard, within: 60 s, means: 3}"
    old = "target: The lockdown is announced within one minute of the office knowing."
    text = path.read_text().replace(old, f"target: {target}")
    path.write_text(text)
    assert problems_in(path) == []
    path.write_text(text.replace("strategy: app\n", "strategy: dial-911\n"))
    assert "messages have 2 channels here: PA, radio; ask for no more" in problems_in(path)[0].headline


def test_more_votes_than_a_room_stands_are_a_note_at_the_first_of_them() -> None:
    exercise = open_exercise("active-assailant-45").exercise
    three = [n for n, decision in enumerate(exercise.decisions) if decision.vote]
    assert len(three) == 3
    assert [*_review_votes(exercise)] == []
    (found,) = _review_votes(exercise.model_copy(update={"minutes": 20}))
    assert found.where == ("decisions", three[1], "vote")
