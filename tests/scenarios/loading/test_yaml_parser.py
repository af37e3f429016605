"""YAML as plain data with marks, and errors of syntax in plain language."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.diagnostics import Problems
from scenarios.evidence import load_evidence_table
from scenarios.loading.files import Source, decode
from scenarios.loading.yaml_parser import Mark, Marks, parse_scalar, parse_yaml
from tests.scenarios.toy_format import WELL_FORMED


def composed(text: str) -> tuple[Any, Marks]:
    return parse_yaml(Source("a.yaml", text))


def refused(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(Problems) as raised:
        parse_yaml(decode("a.yaml", data))
    return [problem.headline.removeprefix("a.yaml:").lstrip() for problem in raised.value.problems]


@pytest.fixture(params=["C", "pure Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs a test with each of the two parsers; without libyaml with the same one twice."""
    if request.param == "pure Python":
        monkeypatch.setattr(yaml, "CSafeLoader", yaml.SafeLoader, raising=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("false", False), ("0", 0), ("-12", -12),
        ("1.5", 1.5), ("-.5", -0.5), ("1e3", 1000.0), ("2.5E-3", 0.0025),
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("1:30", "1:30"), ("010", "010"),
        ("0o17", "0o17"), ("0x1f", "0x1f"), ("1_000", "1_000"), ("1,000", "1,000"), ("1.", "1."), ("e5", "e5"),
        (".inf", ".inf"), (".nan", ".nan"), ("1e999", "1e999"), ("2026-01-31", "2026-01-31"), ("85 %", "85 %"),
        ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_a_plain_scalar_is_never_something_that_nobody_wrote(written: str, meant: object) -> None:
    assert parse_scalar(written) == meant
    assert type(parse_scalar(written)) is type(meant)


def test_quoted_and_block_scalars_and_keys_are_text() -> None:
    data, _ = composed("a: '12'\nb: \"true\"\nc: |\n  7\nd: >-\n  no\n")
    assert data == {"a": "12", "b": "true", "c": "7\n", "d": "no"}
    assert composed("214: a\ntrue: b\nno: c\n")[0] == {"214": "a", "true": "b", "no": "c"}


@pytest.mark.usefixtures("parser")
def test_every_key_and_value_has_its_place() -> None:
    _, marks = composed("a: 1\nb:\n  - x\n  - {c: ä, d: 2}\ne:\n")
    assert marks.keys == {
        ("a",): Mark(1, 1), ("b",): Mark(2, 1), ("b", 1, "c"): Mark(4, 6), ("b", 1, "d"): Mark(4, 12), ("e",): Mark(5, 1)
    }  # fmt: skip
    assert marks.values[("b",)] == Mark(3, 3)
    assert marks.values[("b", 0)] == Mark(3, 5)
    assert marks.values[("b", 1, "d")] == Mark(4, 15)
    assert marks.values[("e",)] == Mark(5, 1), "an empty value stands where its key does"


def test_both_parsers_give_the_same_data_and_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = load_evidence_table().model_dump_json()
    texts = [WELL_FORMED, evidence, "a: >\n  folded\n  text\nb: 'two\n  lines'\n\n# comment\nc:   [1,\n 2]\n"]
    first = [composed(text) for text in texts]
    monkeypatch.setattr(yaml, "CSafeLoader", yaml.SafeLoader, raising=False)
    assert [composed(text) for text in texts] == first


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\n", ["1:4: an anchor (&x) is not allowed; leave it out"]),
        ("a: *x\n", ["1:4: an alias (*x) is not allowed; write the value out"]),
        ("a: !!int '3'\n", ["1:4: a tag (!!int) is not allowed; leave it out"]),
        ("a: !x 3\n", ["1:4: a tag (!x) is not allowed; leave it out"]),
        ("<<: {a: 1}\n", ["1:1: a merge key (<<) is not allowed; write the keys out"]),
        ("a: 1\nb: 2\na: 3\n", ['3:1: "a" is given twice; the first is in line 1, column 1']),
        ("a: {b: 1, b: 2}\n", ['1:11: "b" is given twice; the first is in line 1, column 5']),
        ("a: 1\n---\nb: 1\n", ["2:1: a second document begins here; write one document in each file"]),
        ("%YAML 1.2\n---\na: 1\n", ["1:1: a % directive is not allowed here; leave it out"]),
        ("? [a, b]\n: 1\n", ["1:3: a key must be one word; put text that holds : or {} in quotes"]),
        ("", ["is empty"]),
        ("# nothing\n", ["is empty"]),
        ("a: b: c\n", ['1:5: not valid YAML: a ":" too many; put text that holds a colon in quotes, and look at the indentation']),
        ("a:\n\t- b\n", ["2:1: not valid YAML: a tab; indent with spaces"]),
        ("a: @b\n", ['1:4: not valid YAML: a value that begins with "@"; put it in quotes']),
        ("a: [1, 2\nb: 3\n", ["1:4: not valid YAML: a list in [ ] is not closed, or a comma is missing"]),
        ("a: {b: 1\nc: 3\n", ["1:4: not valid YAML: a mapping in { } is not closed, or a comma is missing"]),
        ("a: 'b\nc: 3\n", ["1:4: not valid YAML: a quotation mark is not closed"]),
        ('a: "b\n  c"\n  d: 3\n', ["3:3: not valid YAML: this does not fit the lines above it; look at the indentation"]),
        ("- a\nb: 3\n", ["2:1: not valid YAML: this does not fit the lines above it; look at the indentation"]),
        ("a: - b\n", ['1:4: not valid YAML: a "- " that is not allowed here; begin a new line with it']),
        (b"a: b\0c\n", ["is not text, but a picture, a document or a program; name a .yaml file"]),
        (b"\x89PNG\r\n\x1a\n\0\0", ["is not text, but a picture, a document or a program; name a .yaml file"]),
        (b"a: 1\nb: caf\xe9\n", ["2: this line is not UTF-8 text; save the file as UTF-8"]),
        (b"a: \x1b[2J\n", ["1:4: an unprintable character (U+001B); take it out"]),
        ('a: "\\e]52;c;x\\a"\n', ["1:4: an unprintable character (U+001B); take it out"]),
        ('"\\x9b2J": 1\n', ["1:1: an unprintable character (U+009B); take it out"]),
        ("a: 1  # \u202eb\n", ["1:9: an unprintable character (U+202E); take it out"]),
    ],
)  # fmt: skip
def test_what_surprises_people_or_programs_is_refused(text: str | bytes, said: list[str]) -> None:
    assert refused(text) == said


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text",
    ['a: "b\nc: 3\nd: "e: f"\n', "a: 'b\nc: 3\nd: {e: 'f'}\n", 'a: "b\n\nd: {e: "f: g"}\n'],
    ids=["double", "single", "in a mapping"],
)
def test_a_quotation_mark_that_the_next_one_closes_is_told_where_it_stands(text: str) -> None:
    assert refused(text) == [
        "1:4: not valid YAML: a quotation mark is not closed in its line; "
        "the next one is in line 3, and the text after it makes no sense"
    ]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    "text",
    ["[" * 500, "{a: " * 500, "- " * 500, "".join(f"{' ' * i}a:\n" for i in range(500)), "[{a: " * 300],
    ids=["lists", "mappings", "dashes", "indentation", "both"],
)
def test_nesting_ends_somewhere(text: str) -> None:
    assert refused(text)[-1].endswith("this is nested more than 20 levels deep")


def test_the_number_of_values_ends_somewhere_and_the_same_alias_is_reported_once() -> None:
    assert refused("a: [" + "1," * 300_000 + "]")[-1].endswith("there are more than 60000 values in this file")
    bomb = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\nc: 1\n"
    assert [headline.split(" ")[0] for headline in refused(bomb)] == ["1:4:", "2:4:", "2:8:", "3:5:", "4:1:"]


word = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8)
value = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | word
tree = st.recursive(value, lambda x: st.lists(x, max_size=4) | st.dictionaries(word, x, max_size=4), max_leaves=20)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 3)
@given(tree)
def test_json_is_read_as_what_it_is(data: object) -> None:
    read, marks = composed(json.dumps({"data": data}, ensure_ascii=False, indent=1))
    assert read == {"data": data}
    assert all(mark.line >= 1 and mark.column >= 1 for mark in marks.values.values())
