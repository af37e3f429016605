"""Names lead to files, files are layered by `like:`, and shipped files are complete."""

import os
from functools import cache
from pathlib import Path

import pytest

from scenarios import library
from scenarios.diagnostics import Problems
from scenarios.evidence import rows_by_number
from scenarios.hazards import MEASURE_NAMES
from scenarios.inputs import Input, iterate_named_inputs
from scenarios.loading.loader import LayeredDocument, read_document
from scenarios.scenario import PRESENT_PRACTICE
from sim.experiment.design import plan_comparison
from sim.experiment.experiment import Experiment
from sim.measures import MEASURES
from tests.scenarios.broken_files import APP, CAMPUS, SCENARIO, sound_copy

SHIPPED_CAMPUSES = [name for name in library.list_shipped("campus") if not name.startswith("reference-")]
OWN = "campus: {name}\nlike: small-school\n"


def told(path: Path) -> list[str]:
    loader = library.Loader()
    loader.check(path)
    found = Problems(loader.problems).problems
    return [f"{Path(problem.file).name}:{problem.line}: {problem.text}" for problem in found]


def notes_on(path: Path) -> list[str]:
    loader = library.Loader()
    loader.check(path)
    return [f"{Path(note.file).name}:{note.line}: {note.text}" for note in loader.notes]


def test_a_scenario_is_opened_with_what_lies_beside_it(tmp_path: Path) -> None:
    emergency = library.open_emergency(str(sound_copy(tmp_path) / SCENARIO))
    assert emergency.place.campus.campus == "small-school"
    assert list(emergency.strategies) == ["small-today", "small-app"]
    assert emergency.resolve_strategy(PRESENT_PRACTICE) == "small-today"


def test_files_may_all_lie_in_one_folder(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    for path in list(folder.rglob("*.yaml")):
        path.rename(folder / path.name)
    assert library.open_emergency(str(folder / SCENARIO)).place.campus.campus == "small-school"


def test_what_is_wrong_with_a_campus_in_place_of_the_scenarios_own_stands_in_its_file(tmp_path: Path) -> None:
    campus = tmp_path / "mine.yaml"
    campus.write_text("campus: mine\nlike: large-high-school\nassembly:\n")
    with pytest.raises(Problems) as refused:
        library.open_emergency("laboratory-fire", campus=str(campus))
    (problem,) = refused.value.problems
    assert problem.headline == f'{campus}:1:9: campus "mine" has no "assembly" point to go to'
    scenario = tmp_path / "fire.yaml"
    scenario.write_text("scenario: fire\nlike: laboratory-fire\ncampus: mine\n")
    with pytest.raises(Problems) as refused:
        library.open_emergency(str(scenario))
    (problem,) = refused.value.problems
    assert problem.headline.startswith(f"{scenario}:3:9: ")


@pytest.mark.parametrize("campus", SHIPPED_CAMPUSES)
def test_adopting_the_app_changes_nothing_else_about_what_a_campus_does(campus: str) -> None:
    emergency = library.open_emergency("active-assailant-class", campus)
    rows = emergency.scenario.headlines
    adopting = next(row for row in rows if row.without == PRESENT_PRACTICE and not row.conditions)
    before, after = (emergency.strategy(name) for name in (adopting.without, adopting.with_))
    kept = ("report", "then", "everyday", "office")
    assert [getattr(after, key) for key in kept] == [getattr(before, key) for key in kept]
    assert (before.app, after.app is not None, after.told) == (None, True, ["app", *before.told])


def test_a_campus_with_an_app_today_has_nothing_to_add_and_an_addition_is_no_present_practice(tmp_path: Path) -> None:
    campus = tmp_path / "mine.yaml"
    campus.write_text("campus: mine\nlike: large-high-school\npresent_practice: app\n")
    emergency = library.open_emergency("active-assailant-class", str(campus))
    assert emergency.strategy("practice+app") == emergency.strategy(PRESENT_PRACTICE)
    campus.write_text("campus: mine\nlike: large-high-school\npresent_practice: practice+app\n")
    (said,) = told(campus)
    assert said.startswith("mine.yaml:3: ")


def test_what_does_not_lie_beside_comes_from_the_library_and_may_be_like_another_itself(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("scenario: mine\nlike: active-assailant\nperiod: lunch\n")
    emergency = library.open_emergency(str(path))
    assert (emergency.scenario.scenario, emergency.scenario.period) == ("mine", "lunch")
    assert emergency.place.campus.campus == "large-high-school"
    (tmp_path / "second.yaml").write_text("strategy: second\nlike: app-no-911-leg\ntitle: The second\n")
    strategy = library.open_strategy(str(tmp_path / "second.yaml"))
    assert strategy.title == "The second"
    assert strategy.app is not None
    assert (strategy.app.legs.psap, strategy.app.legs.staff) == ("off", "on")


def test_a_file_beside_wins_over_the_library(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    own = folder / "strategies" / "app.yaml"
    own.write_text((folder / APP).read_text().replace("strategy: small-app", "strategy: app"))
    assert library.open_emergency(str(folder / SCENARIO), strategies=["app"]).strategies["app"].title == "An app"


def test_names_of_the_command_line_may_be_paths_and_own_keys_lie_over_others(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    strategies = [str(folder / APP), "app"]
    emergency = library.open_emergency("active-assailant", campus=str(folder / CAMPUS), strategies=strategies)
    assert emergency.place.campus.campus == "small-school"
    assert {"app", str(folder / APP), "small-today"} <= set(emergency.strategies)
    base = {"a": 1, "b": {"c": 2, "d": {"e": 3}}, "list": [1, 2], "input": {"fixed": 1, "evidence": {"row": 1}}}
    own = {"b": {"d": {"f": 4}}, "list": [3], "input": {"uniform": {}, "evidence": {"row": 2}}}
    assert library.overlay(base, own) == {
        "a": 1,
        "b": {"c": 2, "d": {"e": 3, "f": 4}},
        "list": [3],
        "input": {"uniform": {}, "evidence": {"row": 2}},
    }


def test_a_path_in_a_file_counts_from_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sound_copy(tmp_path) / SCENARIO
    scenario.write_text(scenario.read_text().replace("campus: small-school", "campus: ./campuses/small-school.yaml"))
    monkeypatch.chdir("/")
    assert library.open_emergency(str(scenario)).place.campus.campus == "small-school"


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("scenario", "active-asailant", 'there is no scenario "active-asailant"; nearest is "active-assailant"'),
        ("scenario", "large-high-school", '"large-high-school" is a campus, not a scenario; give it with --campus'),
        ("campus", "app", '"app" is a strategy, not a campus; give it with --strategies'),
        ("scenario", "rural-k21", 'there is no scenario "rural-k21"; nearest is the campus "rural-k12", give it with'),
        ("campus", "cardiac-arest", 'there is no campus "cardiac-arest"; nearest is the scenario "cardiac-arrest"'),
        ("strategy", "pigeons", 'there is no strategy "pigeons"; there is present-practice, app, app+badge,'),
        ("strategy", "present-practise", 'there is no strategy "present-practise"; nearest is "present-practice"'),
        ("strategy", "a\0b", "there is no strategy"),
        ("strategy", 5000 * "x", "there is no strategy"),
        ("strategy", "..", "there is no strategy"),
    ],
)  # fmt: skip
def test_a_name_of_nothing_is_refused_with_what_would_be_right(kind: str, name: str, says: str) -> None:
    with pytest.raises(Problems) as refused:
        library.find_file(kind, name, library.Mention())
    (problem,) = refused.value.problems
    assert problem.headline.startswith(f"allcall: {says}")


def test_a_file_of_another_kind_is_refused_or_one_like_it(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    with pytest.raises(Problems, match='this is a strategy, not a campus; begin with "campus: NAME"'):
        library.open_place(str(folder / APP))
    path = tmp_path / "odd.yaml"
    path.write_text("strategy: odd\nlike: large-high-school\n")
    (said,) = told(path)
    assert said.startswith('odd.yaml:2: "large-high-school" is a campus, not a strategy; name a strategy')


OUR_POLICE = """\
campus: mine
like: large-high-school
agencies:
  - id: town
    kind: police
    travel: {lognormal: {median: 6 min, sigma: 0.5}, varies: event, evidence: {basis: assumed, row: 15, range: 3 min to 10 min}}
"""


def test_an_agency_goes_over_the_one_of_its_kind_and_the_other_kinds_stay(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OUR_POLICE)
    base = {agency.kind: agency for agency in library.open_place("large-high-school").campus.agencies}
    own = {agency.kind: agency for agency in library.open_place(str(path)).campus.agencies}
    assert (own["ems"], own["fire"]) == (base["ems"], base["fire"])
    kept = ("units", "locate", "located", "next_unit", "enters")
    assert [getattr(own["police"], key) for key in kept] == [getattr(base["police"], key) for key in kept]
    assert (own["police"].id, own["police"].travel == base["police"].travel) == ("town", False)


def test_a_mistake_in_an_inherited_agency_is_found_where_it_is_written(tmp_path: Path) -> None:
    base, path = tmp_path / "base.yaml", tmp_path / "mine.yaml"
    entry = "  - {{id: {0}, kind: {0}, travel: {1}, enters: a-entrance}}\n"
    lines = "".join(entry.format(kind, n) for n, kind in enumerate(("ems", "police", "fire")))
    base.write_text(f"campus: base\nlike: large-high-school\nagencies:\n{lines}")
    path.write_text("campus: mine\nlike: base\nagencies:\n  - {kind: fire, units: 4}\n")
    opening = library.Loader()
    opening.check(path)
    told = [(problem.line, problem.message.partition(": ")[0]) for problem in opening.problems]
    assert told == [(2, f'inherited from "base", line {line}') for line in (6, 4, 5)]


@pytest.fixture
def without_a_response_team(tmp_path: Path) -> Path:
    """The large high school with a roster of its own."""
    path = tmp_path / "mine.yaml"
    lines = read_document(library.find_file("campus", "large-high-school", library.Mention())).text.splitlines()
    start, end = (next(i for i, line in enumerate(lines) if line == key) for key in ("roster:", "groups:"))
    roster = "\n".join(lines[start:end]).replace("response_team: true, ", "")
    path.write_text(f"campus: mine\nlike: large-high-school\n{roster}\n")
    return path


def test_a_response_team_that_no_one_is_on_is_noted_where_a_scenario_needs_it_and_the_other_campus_has_it(
    without_a_response_team: Path,
) -> None:
    opening, missing = library.Loader(), "no one on this campus is on the response team"
    emergency = library.open_emergency("cardiac-arrest", campus=str(without_a_response_team), opening=opening)
    assert missing in "".join(note.message for note in opening.cross_check_problems)
    assert missing in "".join(plan_comparison(Experiment(emergency)).notes)
    opening = library.Loader()
    opening.check(without_a_response_team)
    assert opening.problems == []
    (note,) = opening.notes
    assert (note.line, note.message) == (3, 'unlike in "large-high-school", no one here is on the response team')


@pytest.mark.parametrize("hazard", MEASURE_NAMES)
def test_the_format_knows_the_measures_that_there_are(hazard: str) -> None:
    names = MEASURE_NAMES[hazard]
    assert [name for name in MEASURES if name in names] == list(names)


def test_the_nearest_name_may_be_that_of_a_file_beside(tmp_path: Path) -> None:
    """In any folder, if its first line names the kind."""
    campus = (sound_copy(tmp_path) / CAMPUS).read_text()
    (tmp_path / "pine-hill.yaml").write_text(f"# a remark\n\n---\n{campus}")
    (tmp_path / "pinehil.yaml").write_text("strategy: pinehil\nlike: app\n")
    (tmp_path / "mine.yaml").write_text("scenario: mine\nlike: active-assailant\ncampus: pinehill\n")
    assert told(tmp_path / "mine.yaml") == ['mine.yaml:3: there is no campus "pinehill"; nearest is "pine-hill"']


def test_a_file_of_another_kind_beside_is_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios have no folder of their own; the current folder is none either."""
    monkeypatch.chdir(tmp_path)
    Path("pinehil.yaml").write_text("strategy: pinehil\nlike: app\n")
    Path("mine.yaml").write_text("scenario: mine\nlike: pinehill\n")
    (said,) = told(Path("mine.yaml"))
    assert "pinehil," not in said
    assert said.endswith(
        "mine, missing-student, reference-r1, release-outside, reunification, reunification-off-site, swatting, "
        "threat-report, tornado, weapon-seen"
    )


def test_a_file_called_otherwise_than_its_first_line_says_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "pine-hill.yaml"
    path.write_text("strategy: pine-hill\nlike: app\n")
    assert notes_on(path) == []
    path.write_text("strategy: pinehill\nlike: app\n")
    (said,) = notes_on(path)
    assert said == 'pine-hill.yaml:1: the file is called "pine-hill", and other files name it so; call both the same'


def beside(folder: Path, name: str, text: str) -> Path:
    path = folder / "campuses" / f"{name}.yaml"
    path.write_text(OWN.format(name=name) + text)
    return path


def line_of(path: Path, text: str) -> int:
    return path.read_text().partition(text)[0].count("\n") + 1


def file_part(path: Path, key: str) -> str:
    text = path.read_text()
    start = text.index(f"\n{key}:") + 1
    lines = text[start:].splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines[1:], 1) if line[0] not in " #\n"), len(lines))
    return "".join(lines[:end])


def test_a_problem_of_what_is_taken_over_is_told_where_it_was_taken_over(tmp_path: Path) -> None:
    """With the file and the line that it came from, however many files stand between."""
    folder = sound_copy(tmp_path)
    base = folder / SCENARIO
    base.write_text(base.read_text().replace("role: sro", "role: srp"))
    (folder / "between.yaml").write_text("scenario: between\nlike: small\n")
    own = folder / "own.yaml"
    own.write_text("scenario: own\nlike: between\nperiod: lunsh\n")
    assert told(own) == [
        f'own.yaml:2: inherited from "small", line {line_of(base, "role: srp")}: '
        '"srp" is not a role on campus "small-school"; nearest is "sro"',
        'own.yaml:3: "lunsh" is not a period of campus "small-school"; nearest is "lunch"',
    ]


def test_a_note_on_what_is_taken_over_too_but_no_entry_of_an_own_list(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    zones = file_part(folder / CAMPUS, "zones").replace(" lock: bolt,", "")
    line = line_of(folder / CAMPUS, "id: bolt")
    own = beside(folder, "own", zones)
    assert notes_on(own) == [f'own.yaml:2: inherited from "small-school", line {line}: no zone has the lock "bolt"']
    # Lists are replaced whole, so that the other file has more at that place says nothing.
    own = beside(folder, "own", "periods:\n  - {id: class}\n")
    document = library.resolve_base(read_document(own))
    assert isinstance(document, LayeredDocument)
    assert not document.is_inherited(("periods", 0, "lasts"))
    assert document.is_inherited(("zones", 0, "id"))


@pytest.mark.parametrize("own", ["{chance: 0.5}", "{fixed: 1}", "{varies: person}"])
def test_a_number_does_not_stand_on_the_evidence_of_another_school(own: str, tmp_path: Path) -> None:
    path = beside(sound_copy(tmp_path), "own", f"phones:\n  on_person: {own}\n")
    assert any(one.startswith("own.yaml:4: on_person has no ") and '"evidence"' in one for one in told(path))


def test_rooms_of_ones_own_and_the_ways_and_people_of_another_are_one_problem(tmp_path: Path) -> None:
    """What is wrong in the own lines is told beside."""
    folder = sound_copy(tmp_path)
    zones = file_part(folder / CAMPUS, "zones").replace('"room-', '"class-').replace("id: hall", "id: corridor")
    (said,) = told(beside(folder, "own", zones.replace("to: hall", "to: corridor")))
    assert said.startswith(
        'own.yaml:2: this file has its own "zones", but inherits "links", "roster" and "groups" from "small-school", '
        'which do not fit: "hall" is not a zone of this campus, and '
    )
    assert said.endswith(" more; write these too")
    half, own = told(beside(folder, "own", zones.replace("to: hall", "to: coridor")))
    assert "this file has its own" in half
    assert '"coridor" is not a zone of this campus (also in line 8); nearest is "corridor"' in own


def test_one_room_less_is_told_by_its_name(tmp_path: Path) -> None:
    """A campus may well take over ways and people of another and write the same rooms a little differently."""
    folder = sound_copy(tmp_path)
    zones = file_part(folder / CAMPUS, "zones")
    assert told(beside(folder, "same", zones)) == []
    (said,) = told(beside(folder, "own", zones.replace("{id: attic,", "{id: atic,")))
    assert '"attic" is not a zone of this campus; nearest is "atic"' in said


def test_a_role_that_was_taken_over_is_noted_on_a_campus_of_ones_own_and_else_a_mistake(tmp_path: Path) -> None:
    """A mistake if the file writes it itself, or takes it over with its campus."""
    folder = sound_copy(tmp_path)
    sro = line_of(folder / SCENARIO, "role: sro")
    guarded = (folder / CAMPUS).read_text().replace("role: sro", "role: guard")
    (folder / "campuses/other-school.yaml").write_text(guarded.replace("campus: small-school", "campus: other-school"))
    own = folder / "own.yaml"
    own.write_text("scenario: own\nlike: small\ncampus: other-school\n")
    assert told(own) == []
    assert notes_on(own) == [
        f'own.yaml:2: inherited from "small", line {sro}: '
        '"sro" is not a role on campus "other-school", so it is left out'
    ]
    responding = file_part(folder / SCENARIO, "responding").replace("role: sro", "role: guard")
    own.write_text(f"scenario: own\nlike: small\ncampus: small-school\n{responding}")
    assert '"guard" is not a role on campus "small-school"' in "".join(told(own))
    (folder / CAMPUS).write_text(guarded)
    own.write_text("scenario: own\nlike: small\n")
    assert '"sro" is not a role on campus "small-school"' in "".join(told(own))


INPUTS = {
    "campus": {"large-high-school": 80, "rural-k12": 75, "small-college": 78, "suburban-elementary": 81},
    "scenario": {"active-assailant": 30, "agitated-visitor": 18, "bomb-threat": 22, "cardiac-arrest": 23, "tornado": 38}
    | {"false-alarm": 21, "gas-inside": 28, "laboratory-fire": 28, "missing-student": 20, "release-outside": 25}
    | {"reunification": 21, "reunification-off-site": 23, "swatting": 17, "threat-report": 16, "weapon-seen": 14},
    "strategy": dict.fromkeys(("app", "app-no-911-leg", "app-no-staff-leg"), 16)
    | dict.fromkeys(("dial-911", "office-pa", "word-of-mouth"), 0),
}
ALL = [(kind, name) for kind in library.KINDS for name in library.list_shipped(kind)]


@cache
def inputs(kind: str, name: str) -> dict[str, Input]:
    model, _ = library.open_file(library.find_file(kind, name, library.Mention()), kind)
    return dict(iterate_named_inputs(model))


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_an_input_cites_its_evidence_and_an_assumed_one_states_a_range_or_says_why_not(kind: str, name: str) -> None:
    """Reference files are invented and say so instead."""
    for label, source in inputs(kind, name).items():
        if name.startswith(("r1-", "reference-")):
            assert source.evidence.note == "invented", label
        else:
            assert source.evidence.row, label
            assert set(source.evidence.row) <= rows_by_number().keys(), label
        if source.evidence.basis == "assumed":
            assert source.evidence.range is not None or source.evidence.note, label


@pytest.mark.parametrize("kind", INPUTS)
def test_no_uncertain_input_is_hidden_in_a_number(kind: str) -> None:
    """The number of inputs of each file."""
    assert {name: len(inputs(kind, name)) for name in INPUTS[kind]} == INPUTS[kind]


def test_a_pipe_beside_a_scenario_is_never_waited_for(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    os.mkfifo(folder / "pipe.yaml")
    scenario = folder / SCENARIO
    scenario.write_text(scenario.read_text().replace("campus: small-school", "campus: smal-school"))
    with pytest.raises(Problems, match='nearest is "small-school"'):
        library.open_emergency(str(scenario))
    assert "pipe.yaml" not in {entry.name for entry in library.list_catalog(folder)}
