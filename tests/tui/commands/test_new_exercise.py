"""`allcall new exercise`: for each hazard and campus, what is written passes its checks, can be played, and its questions matter."""

from itertools import count, islice, product
from pathlib import Path

import pytest
import yaml

from scenarios.exercise_kit import HAZARDS, ROLES, find_default_campus, list_campuses, list_objectives
from scenarios.library import open_exercise
from sim.exercise.events import Setup
from sim.exercise.leverage import measure_leverage
from sim.exercise.scripted import rehearse
from sim.exercise.seed_search import find_fitting_seed
from tests.covers import mark_all_but_each_once
from tests.scenarios.guide_files import written
from tests.sim.exercise.exercises import of_each_kind
from tui.cli import main
from tui.commands import exercise
from tui.commands.library import choose_exercise
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]
PLACES = [(hazard, campus) for hazard in HAZARDS for campus in list_campuses(hazard)]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(hazard: str, campus: str, *more: str) -> None:
    assert main(["new", "exercise", "ours", "--hazard", hazard, "--campus", campus, *more]) == 0


@pytest.mark.parametrize(("hazard", "campus"), mark_all_but_each_once(PLACES))
def test_what_is_written_passes_the_check_and_can_be_rehearsed(hazard: str, campus: str, capsys: Capture) -> None:
    write(hazard, campus)
    assert main(["check", "ours.yaml"]) == 0, capsys.readouterr().err
    assert Path("ours-emergency.yaml").exists() == (campus != find_default_campus(hazard))
    opened = open_exercise("ours.yaml")
    seed = find_fitting_seed(opened, islice(count(1), 50))
    assert seed is not None
    roles = dict.fromkeys((role.id for role in opened.exercise.roles), "")
    assert rehearse(opened, Setup("ours", seed, roles)).answered > 1


@pytest.mark.parametrize(
    ("hazard", "who", "minutes"),
    mark_all_but_each_once([*product(HAZARDS, ("leader", "leader,office"), ("20", "30", "60"))]),
)
def test_fewer_roles_objectives_and_minutes_leave_a_whole_exercise(
    hazard: str, who: str, minutes: str, capsys: Capture
) -> None:
    first = next(iter(list_objectives(hazard)))
    write(hazard, find_default_campus(hazard), "--minutes", minutes, "--who", who, "--practice", first)
    assert main(["check", "ours.yaml"]) == 0, capsys.readouterr().err
    exercise = open_exercise("ours.yaml").exercise
    assert {role.id for role in exercise.roles} <= {*who.split(",")}
    assert [objective.id for objective in exercise.objectives] == [first]


@pytest.mark.parametrize("hazard", of_each_kind(HAZARDS, kinds=["cardiac-arrest"]))
def test_at_least_half_of_the_questions_make_a_difference_that_matters(hazard: str) -> None:
    write(hazard, find_default_campus(hazard))
    report = measure_leverage(open_exercise("ours.yaml"), 800)  # in 200 chance hides some
    assert report.reaching >= 0.5 * len(report.questions)
    assert report.discussion_only <= 0.25 * report.options


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--hazard", "flood"], "there is no 'flood' here"),
        (["--hazard", "laboratory-fire", "--campus", "suburban-elementary"], "there is no 'suburban-elem"),
        (["--minutes", "90"], "is not from 20 to 60"),
        (["--who", "nurse"], "leader decides for the school"),
        (["--practice", "juggling"], "there is no 'juggling' here"),
    ],
)
def test_an_answer_that_is_not_offered_is_refused_and_nothing_is_written(
    options: list[str], reason: str, capsys: Capture
) -> None:
    assert main(["new", "exercise", "ours", *options]) == 2
    assert reason in " ".join(capsys.readouterr().err.split())
    assert not Path("ours.yaml").exists()


def test_in_a_terminal_the_five_questions_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["cardiac-arrest", "", "30", ", ".join(ROLES[:2]), ""])

    def answer(question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    assert main(["new", "exercise", "ours"]) == 0
    assert len(asked) == 5
    exercise = open_exercise("ours.yaml").exercise
    assert (exercise.scenario, exercise.minutes, len(exercise.roles)) == ("cardiac-arrest", 30, 2)


@pytest.mark.slow
def test_a_script_of_ones_own_plays_the_exercise_that_it_finds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which is in no library, so its name alone would lead nowhere."""
    paths, journal = written(tmp_path), tmp_path / "first-word.journal"
    script, path = paths["script"], paths["exercise"]
    assert exercise.play_script("active-assailant", None, str(script), journal, others=False) == 0
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["title"] in capsys.readouterr().out
    with pytest.raises(CommandError, match=f"is an exercise; write active-assailant --exercise {path}"):
        choose_exercise(str(path), None)
    with pytest.raises(CommandError, match="uses active-assailant, not cardiac-arrest"):
        exercise.play_script("cardiac-arrest", None, str(script), tmp_path / "other.journal", others=False)
