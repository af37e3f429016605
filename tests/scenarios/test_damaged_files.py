"""Whatever is taken out of a shipped file or put into it, the checker says what is wrong in words."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.library import ExerciseLoader, Mention, find_file
from tests.scenarios.broken_files import FILES, SOUND

SHIPPED = [
    ("campus", "rural-k12"),
    ("scenario", "cardiac-arrest"),
    ("scenario", "laboratory-fire"),
    ("strategy", "app"),
    ("exercise", "active-assailant-45"),
    ("script", "cardiac-arrest"),
]
PATHS = [*(find_file(kind, name, Mention()) for kind, name in SHIPPED), *(SOUND / file for file in FILES)]
ODD = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**9,
        "",
        "x",
        "8 m",
        "{zone}",
        "room-{1..3}",
        "*",
        [],
        ["8 m"],
        {},
        {"id": "x"},
    ]
)
STEP = st.tuples(st.randoms(use_true_random=False), st.sampled_from(["delete", "replace", "move"]), ODD)


@cache
def whole(path: Path) -> dict[str, Any]:
    """A file as plain data."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def parts(value: Any) -> list[tuple[Any, Any]]:
    """Every place in the data: what it is in, and its key or number there."""
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
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=3))
def test_a_damaged_file_never_ends_the_checker(path: Path, tmp_path: Path, steps: list[Any]) -> None:
    file = tmp_path / "changed.yaml"
    file.write_text(yaml.safe_dump(changed(path, steps), sort_keys=False), encoding="utf-8")
    opening = ExerciseLoader()
    opening.check(file)
    assert all(problem.message for problem in [*opening.problems, *opening.notes])
