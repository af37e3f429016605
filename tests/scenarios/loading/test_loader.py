"""A file in, a model or every problem of it out.

Each file in tests/scenarios/broken/loader lists its problems in its first lines, one `# expected` line for each problem.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.diagnostics import MAX_SHOWN, Problem, Problems, find_nearest, suggest
from scenarios.loading.files import decode
from scenarios.loading.loader import Document, build_model, model_for, parse_document, read_document
from tests.scenarios.toy_format import WELL_FORMED, Toy

BROKEN = sorted(Path(__file__).parents[1].joinpath("broken", "loader").glob("*.yaml"))
MODELS = {"scenario": Toy}


def read_toy(path: Path) -> Toy:
    document = read_document(path)
    return build_model(document, model_for(document, MODELS))


def loaded(data: bytes) -> Toy | Problems:
    try:
        document = parse_document(decode("toy.yaml", data))
        return build_model(document, model_for(document, MODELS))
    except Problems as problems:
        return problems


def document(text: str = WELL_FORMED) -> Document:
    return parse_document(decode("toy.yaml", text.encode()))


def test_a_well_formed_file_gives_its_model_and_the_first_key_says_what_it_is() -> None:
    toy = loaded(WELL_FORMED.encode())
    assert isinstance(toy, Toy)
    assert toy.horizon == 1800.0
    assert toy.recognition.varies == "person"
    assert toy.rooms[0].doors_to == ["h1", "h2"]
    assert document().kind == "scenario"
    with pytest.raises(Problems, match=r'the first key "scenarios" is no kind of file; nearest is "scenario"'):
        model_for(document("scenarios: x\n"), MODELS)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_every_problem_at_its_place(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix("# expected ") for line in lines if line.startswith("# expected ")]
    with pytest.raises(Problems) as refused:
        read_toy(path)
    said = [problem.headline.removeprefix(f"{path}:").lstrip() for problem in refused.value.problems]
    assert said == expected


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\x89PNG\0\0"), "is not text"),
        (lambda path: path.write_bytes("scenario: toy\n".encode("utf-16")), "is saved as UTF-16; save it as UTF-8"),
        (lambda path: path.write_bytes(bytes(range(1, 32)) * 9), "is not text, but a picture"),
        (lambda path: path.write_bytes(b"x" * 50_000_000), "is larger than 2 MB"),
        (lambda path: path.write_bytes(b"[" * 1_900_000), "nested"),
        (lambda path: path.mkdir(), "this is a folder"),
        (lambda _: None, 'there is no such file; nearest is "'),
    ],
)
def test_what_is_no_scenario_file_at_all_is_refused_by_name(tmp_path: Path, make: Any, said: str) -> None:
    path = tmp_path / "high-school.yaml"
    (tmp_path / "high-schol.yaml").write_text(WELL_FORMED)
    make(path)
    with pytest.raises(Problems, match=said) as refused:
        read_toy(path)
    assert refused.value.problems[0].file == str(path)


def test_a_problem_shows_the_line_and_points_at_the_column_after_tabs_and_in_long_lines_too() -> None:
    problem = document("scenario: toy\nhorizon: soon\n").problem(("horizon",), "horizon: wrong", "right")
    assert str(problem).splitlines() == [
        "toy.yaml:2:10: horizon: wrong; right",
        "  2 | horizon: soon",
        "    |          ^",
    ]
    assert str(Problem("a.yaml", 3, 3, "wrong", source_line="\t\tx: 1")).splitlines()[-1] == "    | \t\t^"
    long = Problem("a.yaml", 3, 501, "wrong", source_line="-" * 500 + "x" + "-" * 500)
    shown, caret = str(long).splitlines()[-2:]
    assert shown[caret.index("^")] == "x"
    assert len(shown) < 120


def test_a_problem_of_a_mapping_points_at_its_key_and_of_what_is_missing_at_the_nearest_that_is_there() -> None:
    places: dict[tuple[str | int, ...], tuple[int, int]] = {(): (1, 1), ("rooms", 1): (10, 5), ("rooms", 7): (8, 1)}
    places |= {("recognition",): (4, 1), ("recognition", "lognormal"): (5, 3)}
    places |= {("recognition", "lognormal", "median"): (5, 23), ("recognition", "lognormal", "mean"): (5, 3)}
    for path, place in places.items():
        problem = document().problem(path, "wrong")
        assert (problem.line, problem.column) == place, path
    of_key = document().problem(("rooms", 0, "kind"), "wrong", of_key=True)
    assert (of_key.line, of_key.column) == (9, 16)


def test_problems_are_sorted_as_people_count_each_said_once_and_the_last_of_many_counted() -> None:
    first, second = Problem("a.yaml", 2, 1, "b"), Problem("a.yaml", 10, 1, "a")
    assert Problems([second, first, second]).problems == (first, second)
    files = ["a.xlsx, sheet MSEL, C2", "a.xlsx, sheet MSEL, C10", "a.xlsx, sheet MSEL, N2", "b2.yaml", "b10.yaml"]
    found = Problems(Problem(file, None, None, "wrong") for file in reversed([*files, "7" * 5000]))
    assert [problem.file for problem in found.problems] == ["7" * 5000, *files]
    problems = Problems(Problem("a.yaml", line, 1, "wrong") for line in range(1, 53))
    assert str(problems).splitlines()[-1] == f"and {52 - MAX_SHOWN} more"


def test_a_message_names_the_nearest_spelling_and_cannot_steer_the_terminal() -> None:
    problem = Problem("a\x1b[2J.yaml", 1, 1, "wrong\x07", source_line="\x1b[31m")
    assert "\x1b" not in str(problem)
    assert "\x07" not in str(problem)
    assert find_nearest("Lognormel", ["normal", "lognormal"]) == "lognormal"
    assert find_nearest("xyz", ["normal", "lognormal"]) is None
    assert suggest("a199", ["a119", "b3"]) == 'nearest is "a119"'
    assert suggest("xyz", ["normal", "gamma"]) == "known: normal, gamma"
    assert suggest("xyz", ["gamma"]) == 'the only one known is "gamma"'
    assert suggest("xyz", []) == ""


@given(st.binary(max_size=200))
@example(b"scenario: \xff")
@example(b"scenario: toy\nrooms: [")
def test_any_bytes_give_a_model_or_problems(data: bytes) -> None:
    assert isinstance(loaded(data), Toy | Problems)


edits = st.tuples(
    st.integers(0, len(WELL_FORMED)),
    st.integers(0, 12),
    st.sampled_from(["", ":", "- ", "[", "}", "\n", "\n  ", " #", "'", "&a ", "*a", "no", "1e400", "~", "\x00", "{a: b}", "-9 s"]),
)  # fmt: skip


@given(st.lists(edits, min_size=1, max_size=4))
def test_a_file_with_slips_gives_a_model_or_problems_with_their_place(slips: list[tuple[int, int, str]]) -> None:
    text = WELL_FORMED
    for place, cut, put in slips:
        text = text[:place] + put + text[place + cut :]
    said = loaded(text.encode())
    assert isinstance(said, Toy | Problems)
    assert str(said)


leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["3 s", "x", "0.5"])
keys = st.sampled_from(
    ["lognormal", "fixed", "mixture", "of", "weight", "median", "sigma", "varies", "evidence", "kind", "id"]
)
shapes = st.recursive(leaf, lambda x: st.lists(x, max_size=3) | st.dictionaries(keys, x, max_size=4), max_leaves=12)


@given(st.sampled_from(list(Toy.model_fields)), shapes)
def test_a_field_with_anything_in_it_gives_a_model_or_problems_that_point_into_the_file(field: str, shape: Any) -> None:
    text = yaml.safe_dump(yaml.safe_load(WELL_FORMED) | {field: shape}, sort_keys=False)
    said = loaded(text.encode())
    if isinstance(said, Problems):
        last = len(text.splitlines())
        assert all(problem.line is not None and 1 <= problem.line <= last for problem in said.problems)
        assert not any(word in str(said) for word in ("Input should", "pydantic", "https://", "function-"))
