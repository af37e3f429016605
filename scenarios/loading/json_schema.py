"""JSON Schemas of the files as people write them, for editors that complete and underline while one types.

pydantic describes its own models; the files are written more freely. Here a quantity is text with a unit, a distribution exactly one of its
families, a chance a bare number too, evidence may name one row or several and write a range as `5 s to 45 s`, and where `like: NAME` is
given, every mapping may omit inherited keys, and write nothing for a key it removes. The schema knows nothing of names: whether a zone is
there is what `allcall check` finds out.
"""

import copy
import re
from collections.abc import Iterator
from typing import Any

from scenarios.distributions import FAMILIES
from scenarios.library import KINDS
from scenarios.scenario import PER_HEAD
from scenarios.units import LENGTH, MOMENT, MOMENT_PATTERN, NUMBER, POSITION, SHARE, SPEED, TIME, Dimension

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIMENSIONS = (TIME, MOMENT, LENGTH, POSITION, SPEED, SHARE, NUMBER)
DEFS = "#/$defs/"
PARTIAL_SUFFIX = "-in-part"
NUMERAL = r"([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?"


def build_schema(kind: str) -> Schema:
    """The JSON Schema of a kind of file: scenario, campus or strategy."""
    schema = KINDS[kind].model_json_schema(by_alias=True)
    definitions: Schema = {name: _as_written(part) for name, part in schema.pop("$defs", {}).items()}
    whole = _allow_base(_as_written(schema), definitions)
    named = {name: _readable_name(part, name) for name, part in definitions.items()}
    whole["$defs"] = {named[name]: part for name, part in sorted(definitions.items())}
    referred = set()
    for part in _iterate_schemas(whole):
        if "$ref" in part:
            part["$ref"] = f"{DEFS}{named[_find_definition(part)]}"
            referred.add(_find_definition(part))
    whole["$defs"] = {name: part for name, part in whole["$defs"].items() if name in referred}
    return {"$schema": DIALECT, **whole}


def _find_definition(part: Schema) -> str:
    return str(part["$ref"]).removeprefix(DEFS)


def _readable_name(part: Schema, name: str) -> str:
    """`Lognormal[time]` is better to read than pydantic's own name for it."""
    title = str(part.get("title", name))
    return re.sub(r"\W+", "-", title).strip("-")


def _as_written(part: Schema) -> Schema:
    for below in _iterate_schemas(part):
        below.pop("discriminator", None)
        if below.get("default", 0) is None:
            del below["default"]
        _as_quantity(below)
    properties = part.get("properties", {})
    for below in properties.values():
        below.pop("title", None)
    if "fixed" in properties:
        _as_distribution(part)
    if "basis" in properties and "row" in properties:
        _as_evidence(part)
    if "smallest_difference" in properties:
        timed = {"type": "string", "pattern": rf"^{_text_pattern(TIME)}(\s*{PER_HEAD})?$"}
        properties["smallest_difference"] = {"anyOf": [timed, {"type": "number", "exclusiveMinimum": 0}]}
    if "chance" in properties:
        properties["chance"] = {"anyOf": [_build_quantity(SHARE), properties["chance"]]}
    return part


def _iterate_schemas(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
    values = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for value in values:
        yield from _iterate_schemas(value)


def _drop_null(part: Schema) -> None:
    (part_itself,) = [choice for choice in part.pop("anyOf") if choice != {"type": "null"}]
    part.update(part_itself)


def _as_quantity(part: Schema) -> None:
    for dimension in DIMENSIONS:
        if dimension.units and part.get("description") == f"{dimension.name}, {dimension.limits}":
            part.update(_build_quantity(dimension))


def _build_quantity(dimension: Dimension) -> Schema:
    alone: Schema = {"const": 0}
    if dimension.bare:
        alone = {"type": "number", "minimum": dimension.least, "maximum": dimension.most}
    dates: list[Schema] = [{"type": "string", "pattern": MOMENT_PATTERN}] if dimension.dates else []
    return {"anyOf": [{"type": "string", "pattern": f"^{_text_pattern(dimension)}$"}, *dates, alone]}


def _text_pattern(dimension: Dimension) -> str:
    units = "|".join(re.escape(unit).replace(r"\ ", " ") for unit in sorted(dimension.units, key=len)[::-1])
    numeral = f"-?{NUMERAL}" if dimension.least < 0 else NUMERAL
    once = rf"{numeral}\s*({units})"
    return rf"{once}(\s*{once})*" if dimension.compound else f"{once}?" if dimension.bare else once


def _as_distribution(part: Schema) -> None:
    properties = part["properties"]
    if SHARE.noun not in part["title"].lower():
        properties.pop("beta", None)
    families = [name for name in FAMILIES if name in properties]
    for name in families:
        _drop_null(properties[name])
    part["oneOf"] = [{"required": [name]} for name in families]


def _as_evidence(part: Schema) -> None:
    properties = part["properties"]
    row = properties["row"]["items"]
    properties["row"] = {"anyOf": [row, {"type": "array", "items": row}]}
    ends = properties["range"]
    properties["range"] = {"anyOf": [{"type": "string", "pattern": "^.+ to .+$"}, ends]}
    assumed = {"properties": {"basis": {"const": "assumed"}}}
    part["if"], part["then"] = assumed, {"anyOf": [{"required": ["range"]}, {"required": ["note"]}]}
    part["else"] = {"anyOf": [{"required": ["row"]}, {"required": ["source"]}]}


def _allow_base(whole: Schema, definitions: Schema) -> Schema:
    """A file that is like another one says only what differs, in its mappings too; any other says everything."""
    kind = next(iter(whole["properties"]))
    strictly = {"required": whole.pop("required"), "properties": copy.deepcopy(whole["properties"])}
    for part in whole["properties"].values():
        _relax_required(part, definitions)
    like = {"type": "string", "description": f"another {kind}, which this one changes only where it says so"}
    whole["properties"]["like"] = like
    whole["required"] = [kind]
    whole["if"], whole["then"], whole["else"] = {"required": ["like"]}, True, strictly
    return whole


def _relax_required(part: Schema, definitions: Schema) -> None:
    """Mappings that a schema refers to need not be complete any more. Lists and uncertain inputs are given whole."""
    if "oneOf" in part:
        part["anyOf"] = part.pop("oneOf")
    for choice in part.get("anyOf", []):
        _relax_required(choice, definitions)
    if "$ref" in part:
        name = _find_definition(part)
        found = definitions[name]
        if found.get("type") == "object" and "evidence" not in found["properties"]:
            part["$ref"] = f"{DEFS}{_partial_name(name, definitions)}"


def _partial_name(name: str, definitions: Schema) -> str:
    new = f"{name}{PARTIAL_SUFFIX}"
    if new not in definitions:
        found = definitions[new] = copy.deepcopy(definitions[name])
        found["title"] = f"{found.get('title', name)}{PARTIAL_SUFFIX}"
        found.pop("required", None)
        for below in found["properties"].values():
            _relax_required(below, definitions)
    return new
