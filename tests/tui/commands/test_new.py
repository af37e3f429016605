"""`allcall new` writes valid files that run; of an exercise for each hazard and campus, whose questions matter."""

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
from tests.sim.exercise.exercises import known, of_each_kind
from tui.cli import main
from tui.commands import exercise
from tui.commands.library import choose_exercise
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]

PLACES = [(hazard, campus) for hazard in HAZARDS for campus in list_campuses(hazard)]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


KINDS = ("scenario", "campus", "strategy", "exercise")
FEW = ["--replications", "2", "--input-pairs", "0", "--workers", "1"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_passes_the_check_without_a_note(kind: str, home: Path, capsys: Capture) -> None:
    assert main(["new", kind, "north-school"]) == 0
    assert main(["check", "north-school.yaml"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines()[1:] == [f"north-school.yaml: ok, {'an' if kind == 'exercise' else 'a'} {kind}"]
    assert "NAME" not in Path("north-school.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_commands_in_the_new_files_can_be_played(home: Path) -> None:
    for kind in KINDS:
        assert main(["new", kind, f"my-{kind}"]) == 0
    assert main(["map", "my-campus.yaml"]) == 0
    assert main(["compare", "active-assailant", "--campus", "my-campus.yaml", *FEW]) == 0
    assert main(["compare", "my-scenario.yaml", *FEW]) == 0
    assert main(["compare", "active-assailant", "--strategies", "present-practice,my-strategy.yaml", *FEW]) == 0
    assert main(["show", "my-exercise.yaml"]) == 0
    assert main(["msel", "export", "my-exercise.yaml", "my-exercise.xlsx"]) == 0


@pytest.mark.slow
def test_a_strategy_is_called_by_its_title(home: Path, capsys: Capture) -> None:
    (home / "ours.yaml").write_text("strategy: ours\nlike: app\ntitle: Our app of last year\n")
    strategies = ["--campus", "suburban-elementary", "--strategies", "present-practice,ours.yaml"]
    assert main(["compare", "active-assailant", *strategies, *FEW]) == 0
    assert "our app of last year" in " ".join(capsys.readouterr().out.split()).lower()


def test_a_file_that_is_there_is_left_alone(home: Path, capsys: Capture) -> None:
    (home / "mine.yaml").write_text("precious", encoding="utf-8")
    assert main(["new", "campus", "mine"]) == 2
    assert "already exists" in capsys.readouterr().err
    assert (home / "mine.yaml").read_text(encoding="utf-8") == "precious"


def test_what_is_no_name_or_one_that_is_taken_is_refused(home: Path, capsys: Capture) -> None:
    """A file beside the others would be found in place of the shipped one, and be like itself."""
    for name in ("North School", "a/b", "", "-x", "ä", "123", "1e5", "true"):
        assert main(["new", "scenario", "--", name]) == 2, name
        assert capsys.readouterr().err
    for kind, name in (("strategy", "app"), ("scenario", "active-assailant"), ("exercise", "cardiac-arrest-20")):
        assert main(["new", kind, name]) == 2
        assert "comes with Allcall; choose another name" in capsys.readouterr().err
    assert [*home.iterdir()] == []


def write(hazard: str, campus: str, *more: str) -> None:
    assert main(["new", "exercise", "ours", "--hazard", hazard, "--campus", campus, *more]) == 0


@pytest.mark.parametrize(("hazard", "campus"), mark_all_but_each_once(PLACES))
def test_what_is_written_passes_the_check_and_can_be_rehearsed(hazard: str, campus: str, capsys: Capture) -> None:
    write(hazard, campus)
    assert main(["check", "ours.yaml"]) == 0, capsys.readouterr().err
    assert Path("ours-emergency.yaml").exists() == (campus != find_default_campus(hazard))
    opened = open_exercise("ours.yaml")
    seed = known(find_fitting_seed(opened, islice(count(1), 50)))
    roles = dict.fromkeys((role.id for role in opened.exercise.roles), "")
    assert rehearse(opened, Setup("ours", seed, roles)).answered > 1


@pytest.mark.parametrize(
    ("hazard", "who", "minutes"),
    mark_all_but_each_once([*product(HAZARDS, ("leader", "leader,office"), ("20", "30", "60"))]),
)
def test_fewer_roles_objectives_and_minutes_are_enough(hazard: str, who: str, minutes: str, capsys: Capture) -> None:
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
def test_an_answer_that_is_not_offered_writes_nothing(options: list[str], reason: str, capsys: Capture) -> None:
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
def test_a_script_of_ones_own_plays_the_exercise_that_it_finds(tmp_path: Path, capsys: Capture) -> None:
    """Which is in no library, so its name alone would lead nowhere."""
    paths, journal = written(tmp_path), tmp_path / "first-word.journal"
    script, path = paths["script"], paths["exercise"]
    assert exercise.play_script("active-assailant", None, str(script), journal, others=False) == 0
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["title"] in capsys.readouterr().out
    with pytest.raises(CommandError, match=f"is an exercise; write active-assailant --exercise {path}"):
        choose_exercise(str(path), None)
    with pytest.raises(CommandError, match="uses active-assailant, not cardiac-arrest"):
        exercise.play_script("cardiac-arrest", None, str(script), tmp_path / "other.journal", others=False)
