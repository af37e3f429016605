"""`allcall new` writes valid files that run."""

from pathlib import Path

import pytest

from tui.cli import main

KINDS = ("scenario", "campus", "strategy", "exercise")
FEW = ["--replications", "2", "--input-pairs", "0", "--workers", "1"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
