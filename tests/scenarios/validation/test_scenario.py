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
from sim.experiment.runner import build_arm_tables
from sim.model.trace import Event
from sim.statistics.summaries import Arm
from tests.scenarios.broken_files import APP, CAMPUS, FILES, SCENARIO, SOUND, Break, breaks, sound_copy
from tests.sim.experiment.small_school import small_campus, small_scenario, small_school


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
    ("kind", "name"), [(k, n) for k in ("scenario", "campus", "strategy") for n in list_shipped(k)]
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


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """A wrong unit, an unknown key and a missing one in some lines do not hide unknown names in others."""
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "lasts: 50 min", "lasts: 50")
    write(campus, "width: 2 m}", "widht: 2 m}")
    write(campus, "stairs: {fixed: 0.7,", "stairs: {fixed: 1.7,")
    write(campus, "  pick_up: {fixed: 4 s, evidence: {basis: assumed, note: invented}}\n", "")
    write(campus, "lock: bolt, phone", "lock: bold, phone")
    write(campus, "post: door,", "post: dor,")
    said = [problem.headline.partition(": ")[2] for problem in problems_in(campus)]
    assert said == [
        'lasts: 50 has no unit; write "50 s" or "50 min"',
        '"bold" is not a lock of this campus; nearest is "bolt"',
        'unknown key "widht" in links entry 1; nearest is "width"',
        '"dor" is not a zone of this campus; nearest is "door"',
        "fixed: 1.7 is out of range; a share is between 0 and 1, or 0% and 100%",
        'psap has no "pick_up"',
    ]


def test_problems_of_all_files_of_a_scenario_are_told(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    write(folder / SCENARIO, "horizon: 30 min", "horizon: 30")
    write(folder / CAMPUS, "lock: bolt,\n", "lock: bold,\n")
    write(folder / APP, "press_works: {chance: 0.9,", "press_works: {chance: 1.9,")
    with pytest.raises(Problems) as refused:
        open_emergency(str(folder / SCENARIO))
    assert {Path(problem.file) for problem in refused.value.problems} == {
        folder / file for file in (SCENARIO, CAMPUS, APP)
    }


def test_nothing_is_told_of_what_stands_in_for_something_unreadable(tmp_path: Path) -> None:
    """The share is unreadable, so that the shares do not add up is no news."""
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "share: {fixed: 0.4,", "share: {fixed: most,")
    assert len(problems_in(campus)) == 1


def test_many_rooms_of_one_line_are_one_problem(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, 'with: "teacher@{zone}"', 'with: "techer@{zone}"')
    (problem,) = problems_in(campus)
    assert "(and 2 more like it)" in problem.message


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
    assert [problem.message for problem in problems_in(campus)] == [
        "899102 adults are too many; at most 5000"
    ]
    line = '  - {id: "x{1..900}", kind: hall, building: A, at: {start: [0 m, 0 m]}}\n'
    write(campus, "links:\n", f"{line}{line}links:\n")
    assert [problem.message for problem in problems_in(campus)] == ["2704 zones are too many; at most 2000"]


ODD = {
    "both legs off": (APP, '{psap: "on", staff: "on"}', '{psap: "off", staff: "off"}', "a press of the app reaches no one"),
    "a lock on no door": (CAMPUS, " lock: bolt,", "", "no zone has the lock"),
    "an overload at the end of the range": (CAMPUS, "range: 0.2 to 0.8", "range: 0.2 to 1", "would be overloaded"),
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


# a mistake is told once


def headlines(path: Path) -> list[str]:
    return [problem.headline.partition("yaml:")[2] for problem in problems_in(path)]


ONCE = {
    "a post that is no zone": (CAMPUS, "post: door,", "post: dor,", 1),
    "a post in no kind of room": (CAMPUS, "post: {each: classroom}", "post: {each: gym}", 1),
    "an id for many rooms": (CAMPUS, '"teacher@{zone}", role', "teacher, role", 1),
    "a count of rooms that runs down": (CAMPUS, '"room-{1..3}"', '"room-{3..1}"', 1),
    "a zone that others name": (CAMPUS, "{id: hall,", "{id: hal,", 1),
    "a lock that doors name": (CAMPUS, "- id: bolt", "- id: blot", 1),
    "a period that lines name": (CAMPUS, "{id: lunch,", "{id: lunsh,", 1),
    "a strategy that rows name": (SCENARIO, "[small-app,", "[smal-app,", 1),
    "a strategy in a row": (SCENARIO, "with: small-app", "with: smal-app", 1),
    "present practice": (SCENARIO, "baseline: present-practice", "baseline: present-practise", 1),
    "present practice of the campus": (CAMPUS, "practice: small-today", "practice: smal-today", 1),
    "a role": (SCENARIO, "role: sro", "role: srp", 1),
    "a protocol": (SCENARIO, "kind: lockdown", "kind: lockdwon", 1),
    "a hazard": (SCENARIO, "kind: assailant", "kind: asailant", 1),
}


@pytest.mark.parametrize("name", ONCE)
def test_a_mistake_is_told_once_and_not_what_follows_from_it(name: str, tmp_path: Path) -> None:
    file, old, new, count = ONCE[name]
    folder = sound_copy(tmp_path)
    write(folder / file, old, new)
    assert len(headlines(folder / SCENARIO)) == count, headlines(folder / SCENARIO)


def test_every_line_with_an_unknown_name_is_named(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "{id: hall,", "{id: hal,")
    assert headlines(campus) == [
        '14:18: "hall" is not a zone of this campus (also in lines 16, 21, 22, 31, 38); nearest is "hal"'
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("with: small-app", "with: present-practise", 'nearest is "present-practice"'),
        ("campus: small-school", "campus: smal-school", 'nearest is "small-school"'),
    ],
)
def test_the_nearest_name_may_be_a_special_word(old: str, new: str, says: str, tmp_path: Path) -> None:
    scenario = sound_copy(tmp_path) / SCENARIO
    write(scenario, old, new)
    (said,) = headlines(scenario)
    assert says in said


def test_special_words_of_a_campus_are_suggested_too(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, 'with: "teacher@{zone}"', "with: nobdy")
    write(campus, "place: hall}]}\n  - {id: principal", "place: outsid}]}\n  - {id: principal")
    assert [said.rpartition("; ")[2] for said in headlines(campus)] == [
        'nearest is "outside"',
        'nearest is "nobody"',
    ]


def test_what_a_campus_does_today_is_not_present_practice(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "present_practice: small-today", "present_practice: present-practice")
    (said,) = headlines(campus)
    assert said.endswith("name the strategy that this campus uses today")


def test_where_it_may_begin_is_told_line_by_line_or_as_a_whole(tmp_path: Path) -> None:
    scenario = sound_copy(tmp_path) / SCENARIO
    write(scenario, "    - {kinds: [hall], weight: 2}\n", "")
    write(scenario, '{zones: ["room-*"]}', '{zones: ["lab-*"]}')
    (said,) = headlines(scenario)
    assert '"lab-*" fits no zone of campus "small-school"' in said


def test_a_post_says_what_it_does_not_find(tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "post: {each: classroom}", "post: {each: gym}")
    write(campus, 'post: {zones: ["room-*"]}', 'post: {zones: ["rooms-*"]}')
    assert [said.partition(": ")[2].partition(";")[0] for said in headlines(campus)] == [
        "this campus has no zone of kind gym",
        'no zone of this campus fits "rooms-*"',
    ]


def test_keys_of_something_else_are_one_problem(tmp_path: Path) -> None:
    scenario = sound_copy(tmp_path) / SCENARIO
    write(scenario, "  kind: lockdown\n", "  kind: lockdown\n  cpr: 1\n  hurry: 2\n  raction: 3\n")
    assert [said.partition(": ")[2] for said in headlines(scenario)] == [
        'unknown keys "cpr" and "hurry" in protocol; known: kind, reaction, sweep, tell',
        'unknown key "raction" in protocol; nearest is "reaction"',
    ]


# what cannot be looked at yet


def unchecked(path: Path) -> list[str]:
    opening = Loader()
    opening.check(path)
    return opening.unchecked


def test_without_its_campus_a_scenario_is_checked_as_far_as_can_be(tmp_path: Path) -> None:
    scenario = sound_copy(tmp_path) / SCENARIO
    write(scenario, "campus: small-school", "campus: smal-school")
    write(scenario, "measure: aware_t90", "measure: aware_t9")
    write(scenario, "horizon: 30 min", "horizon: 0 s")
    write(scenario, "stays: {lognormal: {median: 25 s, sigma: 0.8}, varies: event", "stays: {fixed: 0 s")
    assert [said.partition(": ")[2] for said in headlines(scenario)] == [
        'there is no campus "smal-school"; nearest is "small-school"',
        "stays is 0 s; it must take some time",
        "nothing happens within 0 s; say how long to play on",
        '"aware_t9" is not a measure; nearest is "aware_t90"',
    ]
    assert unchecked(scenario) == [
        f"{scenario}: not checked yet: how it fits its campus, until the campus can be read"
    ]


def test_it_is_said_where_a_file_is_not_checked_to_its_end(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    write(folder / APP, "authority: anyone\n", "")
    write(folder / CAMPUS, "post: door,", "post: dor,")
    assert unchecked(folder / SCENARIO) == [
        f"{folder / CAMPUS}: not checked yet: whether all people are where they are needed, until this is mended",
        f"{folder / APP}: not checked yet: how its parts fit together, until this is mended",
    ]
    assert unchecked(sound_copy(tmp_path / "sound") / SCENARIO) == []


# played on another campus


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
    assert (note.line, note.message) == (
        36,
        '"sro" is not a role on campus "other-school", so it is left out',
    )


def test_a_role_that_the_own_campus_does_not_know_either_is_refused_on_another(tmp_path: Path) -> None:
    folder = sound_copy(tmp_path)
    write(folder / SCENARIO, "role: sro", "role: srp")
    with pytest.raises(Problems, match='"srp" is not a role on campus "small-school"; nearest is "sro"'):
        open_emergency(str(folder / SCENARIO), campus=str(other_campus(folder)))


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("[8 m]", "start: too few entries, 1; at least 2"),
        ("[]", "start: too few entries, 0; at least 2"),
        ("[8 m, 4 m, 2 m]", "start: too many entries; at most 2"),
        ("8 m", 'start: "8 m" is not a list'),
        ("[8, 4 m]", "8 has no unit"),
    ],
)
def test_half_a_position_does_not_hide_what_else_is_wrong(start: str, says: str, tmp_path: Path) -> None:
    campus = sound_copy(tmp_path) / CAMPUS
    write(campus, "start: [0 m, 0 m]", f"start: {start}")
    write(campus, "post: door,", "post: dor,")
    first, second = headlines(campus)
    assert first.startswith("12:")
    assert says in first
    assert '"dor" is not a zone of this campus; nearest is "door"' in second


SEED, PAIRS = 7, 2
ROWS = small_scenario()["headlines"]
NO_PA_ROW = {
    "without": "dials",
    "with": "alerts",
    "conditions": ["pa-failed"],
    "says": "once more without the PA",
}
BOTH_ROW = {
    "without": "dials",
    "with": "alerts",
    "conditions": ["pa-failed", "radio-failed"],
    "says": "once more without PA and radio",
}


def without_pa() -> Emergency:
    return small_school(small_campus(pa=None), headlines=[*ROWS, NO_PA_ROW])


def traces(emergency: Emergency, strategy: str, conditions: tuple[str, ...]) -> list[list[Event]]:
    tables = build_arm_tables(emergency, Arm(strategy, conditions))
    return [list(SimpyEngine(tables, SEED, replication).run().events()) for replication in range(PAIRS)]


on = cache(open_emergency)


@pytest.mark.parametrize(
    ("emergency", "strategy", "idle"),
    [
        (without_pa(), "alerts", {"pa-failed", "radio-failed", "sro-away", "alarm-failed"}),
        (without_pa(), "announces", {"pa-failed", "radio-failed", "sro-away", "alarm-failed"}),
        (on("active-assailant"), "app", {"alarm-failed"}),
        (on("active-assailant", "rural-k12"), "office-pa", {"alarm-failed", "sro-away"}),
        (on("laboratory-fire", "small-college"), "app", {"sro-away"}),
    ],
)
def test_a_condition_is_called_idle_only_where_no_event_of_a_play_is_another(
    emergency: Emergency, strategy: str, idle: set[str]
) -> None:
    assert find_no_effect_conditions(emergency).keys() == idle
    as_it_is = traces(emergency, strategy, ())
    for condition in idle:
        assert traces(emergency, strategy, (condition,)) == as_it_is


def test_a_condition_that_changes_something_has_an_effect() -> None:
    """The large high school has a PA, radios and an officer, and today's practice uses them."""
    emergency = on("active-assailant")
    usual = traces(emergency, "office-pa", ())
    for condition in ("pa-failed", "radio-failed", "sro-away"):
        assert condition not in find_no_effect_conditions(emergency)
        assert traces(emergency, "office-pa", (condition,)) != usual


def test_a_row_on_a_day_that_is_none_here_is_left_out_and_the_note_says_why() -> None:
    made = plan_comparison(without_pa())
    assert [row.says for row in made.headlines] == [row["says"] for row in ROWS]
    assert made.conditions == ((),)
    assert made.notes == ('The row "once more without the PA" is left out: this campus has no PA.',)


def test_a_row_keeps_the_conditions_that_change_something() -> None:
    made = plan_comparison(small_school(headlines=[*ROWS, BOTH_ROW]))
    assert made.conditions == ((), ("pa-failed",))
    assert made.notes == (
        'In the row "once more without PA and radio" radio-failed changes nothing: this campus has no radio.',
    )


@pytest.mark.parametrize("named", [None, ["dials", "alerts"]])
def test_a_condition_asked_for_that_changes_nothing_makes_no_day_of_its_own(named: list[str] | None) -> None:
    made = plan_comparison(small_school(), named, conditions=sorted(CONDITIONS))
    assert made.conditions == (("pa-failed",),)
    assert {arm.conditions for arm in made.arms} == {("pa-failed",)}
    assert made.notes == (
        "Every arm is under pa-failed, as asked for: not the campus as it is.",
        "radio-failed, as asked for, changes nothing: this campus has no radio.",
        "sro-away, as asked for, changes nothing: no one here has the role sro.",
        "alarm-failed, as asked for, changes nothing: this campus has no fire alarm.",
    )
    assert (
        plan_comparison(small_school(), named).arms
        == plan_comparison(small_school(), named, conditions=["sro-away"]).arms
    )


def test_what_a_scenario_names_and_the_campus_lacks_is_said_of_the_comparison() -> None:
    notes = plan_comparison(on("active-assailant", "rural-k12")).notes
    assert 'Left out: "sro" is not a role on campus "rural-k12".' in notes
    assert plan_comparison(on("active-assailant")).notes == ()


SHIPPED = [
    ("campus", "rural-k12"),
    ("scenario", "cardiac-arrest"),
    ("scenario", "laboratory-fire"),
    ("strategy", "app"),
    ("exercise", "active-assailant-45"),
    ("script", "cardiac-arrest"),
]
PATHS = [*(find_file(kind, name, Mention()) for kind, name in SHIPPED), *(SOUND / file for file in FILES)]
ODD_VALUES = st.sampled_from(
    [None, True, 0, -1, 1.5, 10**9, "", "x", "8 m", "{zone}", "room-{1..3}", "*", [], ["8 m"], {}, {"id": "x"}]
)  # fmt: skip
STEP = st.tuples(
    st.randoms(use_true_random=False), st.sampled_from(["delete", "replace", "move"]), ODD_VALUES
)


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


@pytest.mark.parametrize(
    "path",
    [*PATHS[:2], *(pytest.param(path, marks=pytest.mark.slow) for path in PATHS[2:])],
    ids=lambda path: path.stem,
)
@settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=1, max_size=3))
def test_a_damaged_file_never_ends_the_checker(path: Path, tmp_path: Path, steps: list[Any]) -> None:
    file = tmp_path / "changed.yaml"
    file.write_text(
        yaml.dump(changed(path, steps), Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8"
    )
    opening = Loader()
    opening.check(file)
    assert all(problem.message for problem in [*opening.problems, *opening.notes])
