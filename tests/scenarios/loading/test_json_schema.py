"""The JSON Schemas describe files as people write them: shipped ones fit, broken ones do not.

The validator here knows only the words that our schemas use, and refuses any other.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml

from scenarios.library import KINDS, Mention, find_file, list_shipped
from scenarios.loading.json_schema import build_schema
from tests.scenarios.broken_files import APP, CAMPUS, SCENARIO, SOUND

described = cache(build_schema)
SAYS_NOTHING = {"$schema", "$defs", "title", "description", "default", "examples", "then", "else"}
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
TYPES |= {"number": int | float, "null": type(None)}
CHECKS: dict[str, tuple[Any, Callable[[Any, Any], bool]]] = {
    "required": (dict, lambda value, said: set(said) <= set(value)),
    "minProperties": (dict, lambda value, said: len(value) >= said),
    "minItems": (list, lambda value, said: len(value) >= said),
    "maxItems": (list, lambda value, said: len(value) <= said),
    "minLength": (str, lambda value, said: len(value) >= said),
    "pattern": (str, lambda value, said: re.search(said, value) is not None),
    "minimum": (int | float, lambda value, said: value >= said),
    "maximum": (int | float, lambda value, said: value <= said),
    "exclusiveMinimum": (int | float, lambda value, said: value > said),
    "enum": (object, lambda value, said: value in said),
    "const": (object, lambda value, said: value == said and isinstance(value, bool) == isinstance(said, bool)),
}
"""Words that need nothing but themselves, and the type of values that they speak of."""


class Validator:
    """Just enough of JSON Schema 2020-12."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.definitions = schema["$defs"]

    def fits(self, value: Any, schema: Any) -> bool:
        """Whether a value is what a schema describes."""
        if isinstance(schema, bool):
            return schema
        return all(self.keeps(value, word, schema) for word in schema if word not in SAYS_NOTHING)

    def keeps(self, value: Any, word: str, schema: dict[str, Any]) -> bool:
        if word in CHECKS:
            kind, is_right = CHECKS[word]
            return not isinstance(value, kind) or is_right(value, schema[word])
        return bool(getattr(self, f"_{word.strip('$')}")(value, schema[word], schema))

    def _ref(self, value: Any, said: str, _: Any) -> bool:
        return self.fits(value, self.definitions[said.removeprefix("#/$defs/")])

    def _type(self, value: Any, said: str | list[str], _: Any) -> bool:
        if isinstance(said, list):
            return any(self._type(value, one, _) for one in said)
        return isinstance(value, TYPES[said]) and (isinstance(value, bool) == (said == "boolean"))

    def _properties(self, value: Any, said: dict[str, Any], _: Any) -> bool:
        return not isinstance(value, dict) or all(self.fits(value[key], said[key]) for key in said if key in value)

    def _additionalProperties(self, value: Any, said: Any, schema: dict[str, Any]) -> bool:  # noqa: N802
        more = set(value) - set(schema.get("properties", ())) if isinstance(value, dict) else set()
        return all(self.fits(value[key], said) for key in more)

    def _items(self, value: Any, said: Any, _: Any) -> bool:
        return not isinstance(value, list) or all(self.fits(item, said) for item in value)

    def _prefixItems(self, value: Any, said: list[Any], _: Any) -> bool:  # noqa: N802
        return not isinstance(value, list) or all(map(self.fits, value, said))

    def _anyOf(self, value: Any, said: list[Any], _: Any) -> bool:  # noqa: N802
        return any(self.fits(value, choice) for choice in said)

    def _oneOf(self, value: Any, said: list[Any], _: Any) -> bool:  # noqa: N802
        return sum(self.fits(value, choice) for choice in said) == 1

    def _if(self, value: Any, said: Any, schema: dict[str, Any]) -> bool:
        return self.fits(value, schema["then" if self.fits(value, said) else "else"])


def fits(kind: str, text: str) -> bool:
    schema = described(kind)
    return Validator(schema).fits(yaml.load(text, yaml.CSafeLoader), schema)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in list_shipped(kind)])
def test_shipped_files_fit(kind: str, name: str) -> None:
    assert fits(kind, find_file(kind, name, Mention()).read_text())


@pytest.mark.parametrize(
    ("kind", "file", "old", "new"),
    [
        ("scenario", SCENARIO, "horizon: 30 min", "horizon: 1800"),
        ("scenario", SCENARIO, "horizon: 30 min", "horizon: 30 m"),
        ("scenario", SCENARIO, "horizon: 30 min", "horizn: 30 min"),
        ("scenario", SCENARIO, "title: A small emergency\n", ""),
        ("scenario", SCENARIO, "at_once: {chance: 0.9,", "at_once: {chance: 1.3,"),
        ("scenario", SCENARIO, "decision: {fixed: 5 s,", "decision: {fixed: 5 s, exponential: {mean: 9 s},"),
        ("scenario", SCENARIO, "decision: {fixed: 5 s,", "decision: {beta: {a: 1, b: 2},"),
        ("scenario", SCENARIO, "decision: {fixed: 5 s, evidence:", "decision: {fixed: 5 s, proof:"),
        ("scenario", SCENARIO, "evidence: {basis: assumed, range: 5 s to 45 s}", "evidence: {basis: assumed}"),
        ("scenario", SCENARIO, "evidence: {basis: assumed, range: 5 s to 45 s}", "evidence: {basis: measured}"),
        ("scenario", SCENARIO, "range: 5 s to 45 s", "range: 5 s"),
        ("scenario", SCENARIO, "kind: assailant", "kind: dragon"),
        ("scenario", SCENARIO, "replications: 10", "replications: 0"),
        ("campus", CAMPUS, "kind: hall,", "kind: hal,"),
        ("campus", CAMPUS, "width: 2 m}", "width: 2}"),
        ("campus", CAMPUS, "phone: true", "phone: 1"),
        ("campus", CAMPUS, "heads: 20", "heads: 0"),
        ("strategy", APP, 'psap: "on", staff', 'psap: "of", staff'),
        ("strategy", APP, "report: [app, dial-911]", "report: []"),
    ],
)  # fmt: skip
def test_broken_files_do_not(kind: str, file: str, old: str, new: str) -> None:
    text = (SOUND / file).read_text()
    assert fits(kind, text)
    assert old in text
    assert not fits(kind, text.replace(old, new))


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("90 s", True), ("4 min", True), ("1 h 30 min", True), ("1h30min", True), ("0.5 s", True), (0, True),
        (90, False), ("90", False), ("-3 s", False), ("4 m", False), ("soon", False), ("1:30", False), (True, False),
    ],
)  # fmt: skip
def test_times_are_text_with_a_unit(written: Any, right: bool) -> None:
    schema = described("scenario")
    assert Validator(schema).fits(written, schema["properties"]["horizon"]) is right


def test_a_file_like_another_may_leave_out_what_it_takes_over() -> None:
    noted = "evidence: {basis: assumed, note: x}"
    start = "scenario: x\nlike: small\n"
    assert fits("scenario", f"{start}belief: {{at_once: {{chance: 0.5, varies: person, {noted}}}}}")
    assert fits("scenario", f"{start}hazard: {{walks: {{fixed: 1 m/s, {noted}}}}}")
    assert fits("campus", "campus: x\nlike: y\npolice_radio:")
    assert not fits("scenario", "scenario: x\nbelief: {}")
    assert not fits("scenario", "scenario: x\nlike: small\nbelieve: {}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_leads_to_a_definition_and_every_definition_is_referred_to(kind: str) -> None:
    schema = described(kind)
    referred = set(re.findall(r"'#/\$defs/([^']+)'", repr(schema)))
    assert referred == set(schema["$defs"])
