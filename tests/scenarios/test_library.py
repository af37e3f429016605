"""Names lead to files: beside the file that mentions them, then in the library; files may stand upon other files."""

from pathlib import Path

import pytest

from scenarios.diagnostics import Problems
from scenarios.hazards import MEASURE_NAMES
from scenarios.library import (
    Loader,
    Mention,
    find_file,
    list_shipped,
    open_emergency,
    open_place,
    open_strategy,
    overlay,
)
from scenarios.scenario import PRESENT_PRACTICE
from sim.measures import MEASURES
from tests.scenarios.broken_files import APP, CAMPUS, SCENARIO, sound_copy


def test_a_scenario_is_opened_with_what_lies_beside_it(tmp_path: Path) -> None:
    emergency = open_emergency(str(sound_copy(tmp_path) / SCENARIO))
    assert emergency.place.campus.campus == "small-school"
    assert list(emergency.strategies) == ["small-today", "small-app"]
    assert emergency.resolve_strategy(PRESENT_PRACTICE) == "small-today"


def test_files_may_all_lie_in_one_folder(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    for path in list(folder.rglob("*.yaml")):
        path.rename(folder / path.name)
    assert open_emergency(str(folder / SCENARIO)).place.campus.campus == "small-school"


def test_what_is_wrong_with_a_campus_that_took_the_place_of_the_scenarios_own_stands_in_its_file(
    tmp_path: Path,
) -> None:
    campus = tmp_path / "mine.yaml"
    campus.write_text("campus: mine\nlike: large-high-school\nassembly:\n")
    with pytest.raises(Problems) as refused:
        open_emergency("laboratory-fire", campus=str(campus))
    (problem,) = refused.value.problems
    assert problem.headline == f'{campus}:1:9: campus "mine" has no "assembly" point to go to'
    scenario = tmp_path / "fire.yaml"
    scenario.write_text("scenario: fire\nlike: laboratory-fire\ncampus: mine\n")
    with pytest.raises(Problems) as refused:
        open_emergency(str(scenario))
    (problem,) = refused.value.problems
    assert problem.headline.startswith(f"{scenario}:3:9: ")


def test_what_does_not_lie_beside_comes_from_the_library(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("scenario: mine\nlike: active-assailant\nperiod: lunch\n")
    emergency = open_emergency(str(path))
    assert (emergency.scenario.scenario, emergency.scenario.period) == ("mine", "lunch")
    assert emergency.place.campus.campus == "large-high-school"


def test_a_file_beside_wins_over_the_library(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    own = folder / "strategies" / "app.yaml"
    own.write_text((folder / APP).read_text().replace("strategy: small-app", "strategy: app"))
    emergency = open_emergency(str(folder / SCENARIO), strategies=["app"])
    assert emergency.strategies["app"].title == "An app"


def test_names_of_the_command_line_may_be_paths(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    emergency = open_emergency(
        "active-assailant", campus=str(folder / CAMPUS), strategies=[str(folder / APP), "app"]
    )
    assert emergency.place.campus.campus == "small-school"
    assert {"app", str(folder / APP), "small-today"} <= set(emergency.strategies)


def test_a_path_in_a_file_counts_from_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sound_copy(tmp_path)
    scenario = folder / SCENARIO
    scenario.write_text(
        scenario.read_text().replace("campus: small-school", "campus: ./campuses/small-school.yaml")
    )
    monkeypatch.chdir("/")
    assert open_emergency(str(scenario)).place.campus.campus == "small-school"


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("scenario", "active-asailant", 'there is no scenario "active-asailant"; nearest is "active-assailant"'),
        ("campus", "app", 'there is no campus "app"; there is a strategy of that name'),
        ("strategy", "pigeons", 'there is no strategy "pigeons"; there is present-practice, app, app-no-911-leg,'),
        ("strategy", "present-practise", 'there is no strategy "present-practise"; nearest is "present-practice"'),
        ("strategy", "a\0b", "there is no strategy"),
        ("strategy", 5000 * "x", "there is no strategy"),
        ("strategy", "..", "there is no strategy"),
    ],
)  # fmt: skip
def test_a_name_of_nothing_is_refused_with_what_would_be_right(kind: str, name: str, says: str) -> None:
    with pytest.raises(Problems) as refused:
        find_file(kind, name, Mention())
    (problem,) = refused.value.problems
    assert problem.headline.startswith(f"allcall: {says}")


def test_campus_and_strategy_open_alone() -> None:
    for name in list_shipped("campus"):
        assert open_place(name).staff
    for name in list_shipped("strategy"):
        assert open_strategy(name).report


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    with pytest.raises(Problems, match='this is a strategy, not a campus; begin with "campus: NAME"'):
        open_place(str(folder / APP))


def test_own_keys_lie_over_those_of_the_other_file() -> None:
    base = {
        "a": 1,
        "b": {"c": 2, "d": {"e": 3}},
        "list": [1, 2],
        "input": {"fixed": 1, "evidence": {"row": 1}},
    }
    own = {"b": {"d": {"f": 4}}, "list": [3], "input": {"uniform": {}, "evidence": {"row": 2}}}
    assert overlay(base, own) == {
        "a": 1,
        "b": {"c": 2, "d": {"e": 3, "f": 4}},
        "list": [3],
        "input": {"uniform": {}, "evidence": {"row": 2}},
    }


def test_a_file_may_be_like_a_file_that_is_like_another(tmp_path: Path) -> None:
    (tmp_path / "second.yaml").write_text("strategy: second\nlike: app-no-911-leg\ntitle: The second\n")
    strategy = open_strategy(str(tmp_path / "second.yaml"))
    assert strategy.title == "The second"
    assert strategy.app is not None
    assert (strategy.app.legs.psap, strategy.app.legs.staff) == ("off", "on")


def test_a_file_like_one_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("strategy: odd\nlike: large-high-school\n")
    opening = Loader()
    opening.check(path)
    (problem,) = opening.problems
    assert (problem.line, problem.message) == (2, 'there is no strategy "large-high-school"')


@pytest.mark.parametrize("hazard", MEASURE_NAMES)
def test_the_format_knows_the_measures_that_there_are(hazard: str) -> None:
    names = MEASURE_NAMES[hazard]
    assert [name for name in MEASURES if name in names] == list(names)


def test_the_nearest_name_may_be_that_of_a_file_beside(tmp_path: Path) -> None:
    """In any folder, if its first line says that it is what is looked for."""
    campus = (sound_copy(tmp_path) / CAMPUS).read_text()
    (tmp_path / "pine-hill.yaml").write_text(f"# a remark\n\n---\n{campus}")
    (tmp_path / "pinehil.yaml").write_text("strategy: pinehil\nlike: app\n")
    (tmp_path / "mine.yaml").write_text("scenario: mine\nlike: active-assailant\ncampus: pinehill\n")
    opening = Loader()
    opening.check(tmp_path / "mine.yaml")
    (problem,) = opening.problems
    assert problem.text == 'there is no campus "pinehill"; nearest is "pine-hill"'


def test_a_file_of_another_kind_beside_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenarios have no folder of their own; the folder in which somebody stands is none either."""
    monkeypatch.chdir(tmp_path)
    Path("pinehil.yaml").write_text("strategy: pinehil\nlike: app\n")
    Path("mine.yaml").write_text("scenario: mine\nlike: pinehill\n")
    opening = Loader()
    opening.check(Path("mine.yaml"))
    (problem,) = opening.problems
    assert "pinehil," not in problem.text
    assert problem.text.endswith("mine, reference-r1")


@pytest.mark.parametrize(
    ("first", "noted"),
    [
        ("pine-hill", []),
        ("pinehill", ['the file is called "pine-hill", and other files name it so; call both the same']),
    ],
)
def test_a_file_called_otherwise_than_its_first_line_says_is_noted(
    first: str, noted: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "pine-hill.yaml"
    path.write_text(f"strategy: {first}\nlike: app\n")
    opening = Loader()
    opening.check(path)
    assert opening.problems == []
    assert [note.message for note in opening.notes] == noted
