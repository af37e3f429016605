"""Everything wrong in a campus, strategy or scenario is found at its place, with the nearest right name."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.diagnostics import Problem, Problems
from scenarios.library import Loader, Mention, find_file, list_shipped, open_emergency
from scenarios.scenario import CONDITIONS, Emergency, find_no_effect_conditions
from sim.engine import SimpyEngine
from sim.experiment.design import plan_comparison
from sim.experiment.experiment import Experiment
from sim.experiment.runner import build_arm_tables
from sim.model.trace import Event
from sim.statistics.summaries import Arm
from tests.scenarios.broken_files import APP, CAMPUS, FILES, SCENARIO, SOUND, Break, breaks, sound_copy
from tests.sim.schools import small_campus, small_scenario, small_school


def problems_in(path: Path) -> list[Problem]:
    opening = Loader()
    opening.check(path)
    return list(Problems(opening.problems).problems)


def notes_on(path: Path) -> list[str]:
    opening = Loader()
    opening.check(path)
    assert not opening.problems
    return [note.headline for note in opening.notes]


@pytest.mark.parametrize("file", FILES)
def test_the_files_that_are_broken_here_are_sound_before(file: str, tmp_path: Path) -> None:
    assert problems_in(sound_copy(tmp_path) / file) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, marks=[pytest.mark.slow] if name.startswith("active-assailant-") else [])
        for kind in ("scenario", "campus", "strategy")
        for name in list_shipped(kind)
    ],
)
def test_shipped_files_have_no_problems(kind: str, name: str) -> None:
    assert problems_in(find_file(kind, name, Mention())) == []


@pytest.mark.parametrize("broken", breaks(), ids=lambda broken: broken.name)
def test_it_is_found_at_its_place(broken: Break, tmp_path: Path) -> None:
    path = broken.make(tmp_path)
    broken.require_found(path, problems_in(path))


def write(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    "case", yaml.safe_load((SOUND / "told.yaml").read_text(encoding="utf-8")), ids=lambda case: case["name"]
)
def test_each_mistake_is_told_once_and_hides_no_other(case: dict[str, Any], tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    for old, new in case["changes"]:
        write(folder / case["file"], old, new)
    assert [problem.text for problem in problems_in(folder / SCENARIO)] == case["says"]


def test_problems_of_all_files_of_a_scenario_are_told(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    write(folder / SCENARIO, "horizon: 30 min", "horizon: 30")
    write(folder / CAMPUS, "lock: bolt,\n", "lock: bold,\n")
    write(folder / APP, "press_works: {chance: 0.9,", "press_works: {chance: 1.9,")
    with pytest.raises(Problems) as refused:
        open_emergency(str(folder / SCENARIO))
    files = {folder / file for file in (SCENARIO, CAMPUS, APP)}
    assert {Path(problem.file) for problem in refused.value.problems} == files


def test_a_file_like_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "me.yaml"
    path.write_text("strategy: me\nlike: me\n")
    (problem,) = problems_in(path)
    assert problem.message == "this file is like itself"
    (tmp_path / "you.yaml").write_text("strategy: you\nlike: me\n")
    path.write_text("strategy: me\nlike: you\n")
    (problem,) = problems_in(path)
    assert "too many files stand one upon the other" in problem.message


def test_a_campus_too_large_to_write_out_is_refused_before(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, '"teacher@{zone}", role', '"teacher-{1..999}@{zone}", role')
    write(campus, 'id: "room-{1..3}"', 'id: "room-{1..900}"')
    assert [problem.message for problem in problems_in(campus)] == ["899102 adults are too many; at most 5000"]
    line = '  - {id: "x{1..900}", kind: hall, building: A, at: {start: [0 m, 0 m]}}\n'
    write(campus, "links:\n", f"{line}{line}links:\n")
    assert [problem.message for problem in problems_in(campus)] == ["2704 zones are too many; at most 2000"]


ODD = {
    "both legs off": (APP, '{psap: "on", staff: "on"}', '{psap: "off", staff: "off"}', "a press of the app reaches no one"),
    "a lock on no door": (CAMPUS, " lock: bolt,", "", "no zone has the lock"),
    "an overload at the end of the range": (CAMPUS, "range: 0.2 to 0.8", "range: 0.2 to 1", "would be saturated"),
    "a range of mostly zeros": (
        CAMPUS,
        "{fixed: 20 s, evidence: {basis: assumed, note: invented}}",
        "{mixture: [{weight: 3, of: {fixed: 0}}, {weight: 2, of: {fixed: 9 s}}],"
        "varies: event, evidence: {basis: assumed, range: 0 s to 5 s}}",
        "its median cannot be moved",
    ),
    "a condition that changes nothing": (SCENARIO, "says:", "conditions: [radio-failed], says:", "this campus has no radio"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_noted_and_stops_nothing(name: str, tmp_path: Path) -> None:
    file, old, new, says = ODD[name]
    path = sound_copy(tmp_path) / file
    path.write_text(path.read_text().replace(old, new))
    if "radio" in says:
        campus = path.parent / CAMPUS
        text = campus.read_text().replace(" radio: true,", "").replace(", radio: true", "")
        start, end = text.index("radio:\n"), text.index("office_reached:")
        campus.write_text(text[:start] + text[end:])
    assert [note for note in notes_on(path) if says in note]


def test_a_scenario_may_be_played_on_a_campus_without_its_roles_and_rooms(tmp_path: Path) -> None:
    """A task without a person there is left out; no place to begin is still refused."""
    other = sound_copy(tmp_path) / CAMPUS
    for text in ("campus: small-school", "role: sro", "kind: hall"):
        other.write_text(
            other.read_text().replace(text, text.replace(":", ": other-", 1).replace(" other- ", " other-"))
        )
    other.write_text(other.read_text().replace("kind: other-hall", "kind: shop").replace("[hall,", "[shop,"))
    scenario = other.parent.parent / SCENARIO
    assert open_emergency(str(scenario), campus=str(other)).place.campus.campus == "other-small-school"
    write(scenario, '    - {zones: ["room-*"]}\n', "")
    with pytest.raises(Problems, match="is a place where it may begin; there must be a zone of kind hall"):
        open_emergency(str(scenario), campus=str(other))


def unchecked(path: Path) -> list[str]:
    opening = Loader()
    opening.check(path)
    return opening.unchecked


def test_it_is_said_where_a_file_is_not_checked_to_its_end(tmp_path: Path) -> None:
    scenario = sound_copy(tmp_path / "lost") / SCENARIO
    write(scenario, "campus: small-school", "campus: smal-school")
    assert unchecked(scenario) == [f"{scenario}: not checked yet: how it fits its campus, until the campus can be read"]
    folder = sound_copy(tmp_path)
    write(folder / APP, "authority: anyone\n", "")
    write(folder / CAMPUS, "post: door,", "post: dor,")
    assert unchecked(folder / SCENARIO) == [
        f"{folder / CAMPUS}: not checked yet: whether all people are where they are needed, until this is mended",
        f"{folder / APP}: not checked yet: how its parts fit together, until this is mended",
    ]
    assert unchecked(sound_copy(tmp_path / "sound") / SCENARIO) == []


def other_campus(folder: Path) -> Path:
    other = folder / "campuses" / "other-school.yaml"
    text = (folder / CAMPUS).read_text().replace("campus: small-school", "campus: other-school")
    other.write_text(text.replace("role: sro", "role: guard"))
    return other


def test_a_role_that_another_campus_lacks_is_noted(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    opening = Loader()
    open_emergency(str(folder / SCENARIO), campus=str(other_campus(folder)), opening=opening)
    (note,) = [one for one in opening.notes if "role" in one.message]
    assert (note.line, note.message) == (36, '"sro" is not a role on campus "other-school", so it is left out')


def test_a_role_that_the_own_campus_does_not_know_either_is_refused_on_another(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    write(folder / SCENARIO, "role: sro", "role: srp")
    with pytest.raises(Problems, match='"srp" is not a role on campus "small-school"; nearest is "sro"'):
        open_emergency(str(folder / SCENARIO), campus=str(other_campus(folder)))


SEED, PAIRS = 7, 2
ROWS = small_scenario()["headlines"]
AGAIN = {"without": "dials", "with": "alerts"}
NO_PA_ROW = AGAIN | {"conditions": ["pa-failed"], "says": "once more without the PA"}
BOTH_ROW = AGAIN | {"conditions": ["pa-failed", "radio-failed"], "says": "once more without PA and radio"}


def without_pa() -> Emergency:
    return small_school(small_campus(pa=None), headlines=[*ROWS, NO_PA_ROW])


def traces(emergency: Emergency, strategy: str, conditions: tuple[str, ...]) -> list[list[Event]]:
    tables = build_arm_tables(emergency, Arm(strategy, conditions))
    return [list(SimpyEngine(tables, SEED, replication).run().events()) for replication in range(PAIRS)]


on = cache(open_emergency)


NOTHING_TO_FAIL = {
    *("pa-failed", "radio-failed", "sro-away", "alarm-failed", "network-down", "power-out", "cells-busy"),
    "unwarned",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "campus", "strategy", "idle"),
    [
        ("", None, "alerts", NOTHING_TO_FAIL),
        ("", None, "announces", NOTHING_TO_FAIL),
        ("active-assailant", None, "app", {"alarm-failed", "unwarned"}),
        ("active-assailant", "rural-k12", "office-pa", {"alarm-failed", "sro-away", "unwarned"}),
        ("laboratory-fire", "small-college", "app", {"sro-away", "unwarned"}),
    ],
)
def test_a_condition_is_called_idle_only_where_no_event_of_a_play_is_another(
    scenario: str, campus: str | None, strategy: str, idle: set[str]
) -> None:
    emergency = on(scenario, campus) if scenario else without_pa()
    assert find_no_effect_conditions(emergency).keys() == idle
    usual = traces(emergency, strategy, ())
    for condition in idle:
        assert traces(emergency, strategy, (condition,)) == usual


def test_a_condition_that_changes_something_has_an_effect() -> None:
    """The large high school has a PA, radios and an officer, and today's practice uses them."""
    emergency = on("active-assailant")
    usual = traces(emergency, "office-pa", ())
    for condition in ("pa-failed", "radio-failed", "sro-away"):
        assert condition not in find_no_effect_conditions(emergency)
        assert traces(emergency, "office-pa", (condition,)) != usual


def test_a_row_keeps_the_conditions_that_change_something_and_is_left_out_on_a_day_that_is_none_here() -> None:
    made = plan_comparison(Experiment(without_pa()))
    assert [row.says for row in made.headlines] == [row["says"] for row in ROWS]
    assert made.conditions == ((),)
    assert made.notes == ('The row "once more without the PA" is left out: this campus has no PA.',)
    made = plan_comparison(Experiment(small_school(headlines=[*ROWS, BOTH_ROW])))
    assert made.conditions == ((), ("pa-failed",))
    (said,) = made.notes
    assert said == 'In the row "once more without PA and radio" radio-failed changes nothing: this campus has no radio.'


@pytest.mark.parametrize("named", [None, ["dials", "alerts"]])
def test_a_condition_asked_for_that_changes_nothing_makes_no_day_of_its_own(named: list[str] | None) -> None:
    made = plan_comparison(Experiment(small_school(), named, conditions=sorted(CONDITIONS)))
    assert made.conditions == (("pa-failed",),)
    assert {arm.conditions for arm in made.arms} == {("pa-failed",)}
    assert made.notes == (
        "Every arm is under pa-failed, as asked for: not the campus as it is.",
        "radio-failed, as asked for, changes nothing: this campus has no radio.",
        "sro-away, as asked for, changes nothing: no one here has the role sro.",
        "alarm-failed, as asked for, changes nothing: this campus has no fire alarm.",
        "network-down, as asked for, changes nothing: this campus states no shared causes.",
        "power-out, as asked for, changes nothing: this campus states no shared causes.",
        "cells-busy, as asked for, changes nothing: this campus states no shared causes.",
        "unwarned, as asked for, changes nothing: no public warning comes before it.",
    )
    assert (
        plan_comparison(Experiment(small_school(), named)).arms
        == plan_comparison(Experiment(small_school(), named, conditions=["sro-away"])).arms
    )


def test_what_a_scenario_names_and_the_campus_lacks_is_said_of_the_comparison() -> None:
    notes = plan_comparison(Experiment(on("active-assailant", "rural-k12"))).notes
    assert 'Left out: "sro" is not a role on campus "rural-k12".' in notes
    assert plan_comparison(Experiment(on("active-assailant"))).notes == ()


SHIPPED = [
    *(("campus", "rural-k12"), ("scenario", "cardiac-arrest"), ("scenario", "laboratory-fire"), ("strategy", "app")),
    *(("exercise", "active-assailant-45"), ("script", "cardiac-arrest")),
]
PATHS = [*(find_file(kind, name, Mention()) for kind, name in SHIPPED), *(SOUND / file for file in FILES)]
ODD_VALUES = st.sampled_from(
    [None, True, 0, -1, 1.5, 10**9, "", "x", "8 m", "{zone}", "room-{1..3}", "*", [], ["8 m"], {}, {"id": "x"}]
)  # fmt: skip
STEP = st.tuples(st.randoms(use_true_random=False), st.sampled_from(["delete", "replace", "move"]), ODD_VALUES)


@cache
def whole(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))


def parts(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [one for key in keys for one in ((value, key), *parts(value[key]))]


def changed(path: Path, steps: list[Any]) -> dict[str, Any]:
    """The file with some of its parts taken out, replaced by something odd or by another part of it."""
    data = copy.deepcopy(whole(path))
    first = next(iter(data))
    for dice, what, odd in steps:
        places = [(inside, key) for inside, key in parts(data) if inside is not data or key != first]
        inside, key = dice.choice(places)
        if what == "delete":
            del inside[key]
        else:
            other, name = dice.choice(places)
            inside[key] = copy.deepcopy(odd if what == "replace" else other[name])
    return data


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@settings(max_examples=settings().max_examples // 3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=3))
def test_a_damaged_file_never_ends_the_checker(path: Path, tmp_path: Path, steps: list[Any]) -> None:
    file = tmp_path / "changed.yaml"
    file.write_text(yaml.dump(changed(path, steps), Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
    opening = Loader()
    opening.check(file)
    assert all(problem.message for problem in [*opening.problems, *opening.notes])
