"""Settings: an emergency with some values other than in its files.

    app.installed=40%        an uncertain input: its median, or its chance; how it varies stays
    psap.takers=3            a plain field; so are app.legs.staff=off and pa.authority=none
    witnessing.common.recognition={fixed: 1}    a whole distribution, or another part of a file, as the file would have it
    report=[dial-911, app]   a list

What the braces of an input leave out, how it varies and its evidence, stays as in the file. Names are paths in the files of scenario,
campus and strategy, as `scenarios.inputs` names inputs. A setting holds in every arm, or in one (`scenarios.arms`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from scenarios.campus_expansion import expand_campus
from scenarios.diagnostics import Finding, Problems, find_nearest, quote, suggest, word_error
from scenarios.distributions import Chance, Empirical, Family, Fixed, Mixture, Truncated
from scenarios.errors import AllcallError
from scenarios.inputs import Input, iterate_named_inputs, label_item
from scenarios.levers import LeverBase
from scenarios.loading.files import Source
from scenarios.loading.loader import Document, build_value
from scenarios.loading.yaml_parser import format_flow, parse_yaml
from scenarios.scenario import Emergency, SetInput
from scenarios.school_year import DAY_SECONDS
from scenarios.stated_levers import StatedLever, collect_levers
from scenarios.strategies import Strategy
from scenarios.units import SHARE, SPEED, TIME, Dimension, format_number
from scenarios.validation.campus import check_place
from scenarios.validation.scenario import check_emergency, check_scenario, check_strategy

M = TypeVar("M", bound=BaseModel)

SWITCHES = {"yes": True, "true": True, "no": False, "false": False}
NOTHING = "none"
"""Leaves a part out that may be left out."""
AS_IN_FILE = "as in the file"
BLOCK = "stated"
"""In place of a value that has parts of its own."""
"""A part that is too long to print."""

FIXED_FIELDS = frozenset(
    {
        *("scenario", "campus", "strategy", "baseline", "present_practice", "period", "office"),
        *("strategies", "headlines", "structures"),
    }
)
"""At the top of a file: what the emergency is made of."""

FIXED_PARTS = frozenset(
    {"id", "title", "summary", "kind", "building", "post", "enters", "role", "to", "start", "end", "also"}
)
"""Anywhere: names and texts, which other parts refer to. To change one takes a file."""


OF_EMERGENCY = "hazard.", "periods."
"""How names begin of what happens, and when: the same in every arm."""


class SettingError(AllcallError, ValueError):
    """A setting that cannot be read, is not known, or cannot have that value."""


class AbsentError(SettingError):
    """What is to be set is not there: neither in this emergency, nor where a strategy could have that value."""


class Setting(NamedTuple):
    """A name and the value as it was written."""

    name: str
    text: str

    @property
    def is_flow(self) -> bool:
        """Whether the value is a mapping or a list, in the form of YAML that stands on one line."""
        return self.text.startswith(("{", "["))

    def __str__(self) -> str:
        return f"{self.name}={self.text}"


def parse_setting(text: str) -> Setting:
    """Reads `name=value`; a name may have the `..` of an id, as in the file. Raises SettingError."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise SettingError(f'{quote(text)} is not a setting; write name=value, such as "app.installed=40%"')
    return Setting(name.replace("..", "-"), value)


def collect_inputs(emergency: Emergency, strategies: Iterable[str] | None = None) -> dict[str, Input]:
    """Every uncertain input by name. strategies: by key or id; None: all of the emergency."""
    keys = emergency.strategies if strategies is None else [emergency.strategy_key(name) for name in strategies]
    models = [*emergency.common_files, *(emergency.strategies[key] for key in keys)]
    return {name: source for model in models for name, source in iterate_named_inputs(model)}


def list_levers(emergency: Emergency, strategies: Iterable[str] | None = None) -> dict[str, StatedLever]:
    """The levers of an emergency by id. strategies: by key or id; None: all of the emergency."""
    keys = emergency.strategies if strategies is None else [emergency.strategy_key(name) for name in strategies]
    named = (emergency.strategies[key] for key in keys)
    return collect_levers([*emergency.common_files, *named])


def find_input(emergency: Emergency, name: str, strategies: Iterable[str] | None = None) -> Input:
    """An uncertain input. Raises SettingError with the nearest spelling."""
    known = collect_inputs(emergency, strategies)
    if name not in known:
        models = (*emergency.common_files, *emergency.strategies.values())
        if any(_has_field(model, name.split(".")) for model in models):
            raise SettingError(f"{name} is a plain field, which cannot be swept; compare it with --set")
        raise SettingError(f"{quote(name)} is not an input of this emergency; {suggest(name, known)}")
    return known[name]


def parse_value(source: Input, text: str) -> float:
    """A median or chance in the unit of the input. Raises SettingError."""
    try:
        value = source.dimension.parse(text)
    except PydanticCustomError as error:
        raise SettingError(error.message()) from None
    if source.dimension is SPEED and value == 0.0:
        raise SettingError(f"{quote(text)} never arrives; give a speed above 0")
    return value


def format_value(source: Input, value: float) -> str:
    """A median or chance with its unit: `90 s`, `40%`."""
    return f"{100 * value:.10g}%" if source.dimension is SHARE else source.dimension.format(value)


def show_value(source: Input, value: float, digits: int = 4) -> str:
    """As `format_value`, to so many significant digits; from one day on, to three of the days."""
    if source.dimension is TIME and value >= DAY_SECONDS:
        return format_value(source, float(round(DAY_SECONDS * float(f"{value / DAY_SECONDS:.3g}"))))
    return format_value(source, float(f"{value:.{digits}g}"))


def format_switch(on: bool) -> str:
    """A yes or no as a setting has it."""
    return "yes" if on else "no"


def describe_distribution(source: Input) -> str:
    """In words, parameters in their units: `fixed 1`, `lognormal (median 15 s, sigma 0.53)`."""
    return _describe_family(source.distribution, source.dimension)


def _describe_family(family: Family, of: Dimension) -> str:
    def write(value: float) -> str:
        return f"{100 * value:.10g}%" if of is SHARE else of.format(value)

    match family:
        case Chance():
            chance = family.of
            return f"chance {write(chance.value) if isinstance(chance, Fixed) else _describe_family(chance, of)}"
        case Fixed():
            return f"fixed {write(family.value)}"
        case Empirical():
            return f"empirical ({', '.join(map(write, family.values))})"
        case Mixture():
            parts = (f"{100 * share:.3g}% {_describe_family(part, of)}" for share, part in family.parts)
            return f"mixture ({', '.join(parts)})"
        case Truncated():
            whole = _describe_family(family.of.distribution, of)
            return f"{whole} from {write(family.low)} to {write(family.high)}"
    numbers = []
    for name, field in type(family).model_fields.items():
        is_quantity = any(isinstance(mark, Dimension) for mark in field.metadata)
        number = getattr(family, name)
        numbers.append(f"{name} {write(number) if is_quantity else format_number(number)}")
    return f"{family.kind} ({', '.join(numbers)})"


def describe_outside(source: Input, value: float) -> str:
    """Where a value lies outside the stated range, the range; else empty."""
    span = source.evidence.range
    if span is None or span.low <= value <= span.high:
        return ""
    return f"outside its range, {show_value(source, span.low)} to {show_value(source, span.high)}"


def apply_settings(emergency: Emergency, settings: Sequence[Setting]) -> Emergency:
    """The emergency with these values in every arm. Raises SettingError, also where it has arms of its own already."""
    require_unique(settings)
    if settings and emergency.variants:
        raise SettingError("this emergency has arms of its own already; set values for every arm before them")
    under = emergency.structure
    for setting in settings:
        if under is not None and setting.name in under.settings:
            raise SettingError(f"{setting.name} is set by structure {under.id} already; leave one of the two out")
        emergency = apply_setting(emergency, setting)
    return emergency


def can_set(emergency: Emergency, setting: Setting) -> bool:
    """Whether the emergency has such an input or field."""
    if setting.name in collect_inputs(emergency):
        return True
    models = (*emergency.common_files, *emergency.strategies.values())
    return any(_has_field(model, setting.name.split("."), setting.is_flow) for model in models)


def require_unique(settings: Sequence[Setting]) -> None:
    """Raises SettingError if a name is set more than once."""
    names = [setting.name for setting in settings]
    for name in names:
        if names.count(name) > 1:
            raise SettingError(f"{quote(name)} is set more than once; set it once")


def apply_setting(emergency: Emergency, setting: Setting, is_arm: bool = False, may_differ: bool = False) -> Emergency:
    """The emergency with one value more. Raises SettingError.

    is_arm: it is one arm alone, which has the hazard of the others. may_differ: a strategy that cannot have the value keeps its own.
    """
    source = collect_inputs(emergency).get(setting.name)
    if is_arm and setting.name.startswith(OF_EMERGENCY):
        raise SettingError(f"{setting.name} belongs to the emergency, which is the same in every arm; use --set")
    if source is not None and not setting.is_flow:
        return _set_input(emergency, setting, source)
    return _set_field(emergency, setting, is_arm, may_differ)


def _set_input(emergency: Emergency, setting: Setting, source: Input) -> Emergency:
    try:
        value = parse_value(source, setting.text)
    except SettingError as error:
        raise SettingError(f"{setting.name}: {error}") from None
    before = source.distribution.median_or_none()
    entry = SetInput(
        setting.name,
        format_value(source, value),
        "" if before is None else show_value(source, before),
        describe_outside(source, value),
    )
    return replace(
        emergency, overrides={**emergency.overrides, setting.name: value}, set_inputs=(*emergency.set_inputs, entry)
    )


def _set_field(emergency: Emergency, setting: Setting, is_arm: bool, may_differ: bool) -> Emergency:
    """The emergency with one field of its files changed, wherever it stands."""
    path = setting.name.split(".")
    scenario, campus = emergency.scenario, emergency.place.campus
    models: dict[str, BaseModel] = {"scenario": scenario, "campus": campus}
    models |= {f"strategy {key}": strategy for key, strategy in emergency.strategies.items()}
    holders = {key: model for key, model in models.items() if _has_field(model, path, setting.is_flow)}
    if not holders:
        raise SettingError(describe_unknown(emergency, setting.name))
    if _is_fixed(path):
        raise SettingError(
            f"{setting.name} is part of how the files refer to each other; change it in a file of your own"
        )
    if is_arm and "scenario" in holders and not isinstance(_find_field(scenario, path), Input):
        raise SettingError(f"{setting.name} belongs to the emergency, which is the same in every arm")
    before = _format_field(next(iter(holders.values())), path)
    changed = {key: _replace_field(model, path, setting) for key, model in holders.items()}
    if may_differ:
        changed = _keep_fit(changed)
    place, findings = emergency.place, list[Finding]()
    if "campus" in changed:
        place, findings = expand_campus(changed["campus"])
        findings += check_place(place, findings)
    result = replace(
        emergency,
        scenario=changed.get("scenario", scenario),
        place=place,
        strategies={key: changed.get(f"strategy {key}", strategy) for key, strategy in emergency.strategies.items()},
        overrides={name: value for name, value in emergency.overrides.items() if name != setting.name},
        set_inputs=(*emergency.set_inputs, _describe_change(setting, next(iter(changed.values())), before)),
    )
    _require_sound(setting, result, findings)
    return result


def _keep_fit(changed: Mapping[str, BaseModel]) -> dict[str, BaseModel]:
    """Without strategies in which the new value does not fit together with the rest. Raises AbsentError if none is left."""
    wrong = {key: check_strategy(model) if isinstance(model, Strategy) else [] for key, model in changed.items()}
    fit = {key: model for key, model in changed.items() if not wrong[key]}
    if not fit:
        raise AbsentError(next(iter(wrong.values()))[0].message.partition(";")[0])
    return fit


def _require_sound(setting: Setting, changed: Emergency, findings: Sequence[Finding]) -> None:
    """Raises SettingError with the first finding, of those of the place or else of the rest."""
    found = findings or [*check_emergency(changed), *check_scenario(changed.scenario)]
    if found:
        raise SettingError(f"{setting}: {found[0].message}")
    for strategy in changed.strategies.values():
        for finding in check_strategy(strategy):
            raise SettingError(f"{setting}: strategy {strategy.strategy}: {finding.message}")


def _describe_change(setting: Setting, changed: BaseModel, before: str) -> SetInput:
    """changed: the file with the field set."""
    if not setting.is_flow:
        return SetInput(setting.name, setting.text, before, "")
    path = setting.name.split(".")
    value, text, note = _find_field(changed, path), _format_field(changed, path), ""
    if isinstance(value, Input) and (middle := value.distribution.median_or_none()) is not None:
        note = describe_outside(value, middle)
    return SetInput(setting.name, setting.text if text == BLOCK else text, before, note)


def describe_unknown(emergency: Emergency, name: str) -> str:
    """What is wrong with a name that cannot be set, with the nearest one that can."""
    models = (*emergency.common_files, *emergency.strategies.values())
    if any(isinstance(_find_field(model, name.split(".")), list) for model in models):
        return f'{name} is a list; write it in brackets, "{name}=[one, another]"'
    known = dict.fromkeys([*collect_inputs(emergency), *list_fields(emergency)])
    if alike := _list_alike(name, known):
        hint = f"on this campus there is {', '.join(quote(other) for other in alike)}"
    elif close := find_nearest(name, known):
        hint = f"nearest is {quote(close)}"
    else:
        hint = f"allcall inputs {emergency.scenario.scenario} lists what can"
    return f"{quote(name)} cannot be set; {hint}"


def list_fields(emergency: Emergency) -> dict[str, str]:
    """Every plain field that can be set, by name, as it is written in a file; each value, where lines of one name differ."""
    texts: dict[str, dict[str, None]] = {}
    for model in (*emergency.common_files, *emergency.strategies.values()):
        for name, text in _iterate_fields_of(model, ""):
            texts.setdefault(name, {})[text] = None
    return {name: " or ".join(written) for name, written in texts.items()}


def _iterate_fields_of(model: BaseModel, prefix: str) -> Iterator[tuple[str, str]]:
    for field in type(model).model_fields:
        value, name = getattr(model, field), f"{prefix}{field.rstrip('_')}"
        if isinstance(value, Input | LeverBase) or _is_fixed(name.split(".")):
            continue
        if isinstance(value, BaseModel):
            yield from _iterate_fields_of(value, f"{name}.")
        elif isinstance(value, list | tuple) and _has_parts(value):
            for place, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _iterate_fields_of(item, f"{name}.{label_item(item, place)}.")
        elif value is not None and _is_written_plainly(value):
            yield name, _format_field(model, [field.rstrip("_")])


def _is_written_plainly(value: object) -> bool:
    """A single value, or a list of words; numbers in a list have units that the list does not show."""
    return not isinstance(value, list | tuple) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )


def _has_parts(value: Iterable[object]) -> bool:
    """Whether a list is one of mappings rather than of words or numbers."""
    return any(isinstance(item, BaseModel) for item in value)


def _is_fixed(path: Sequence[str]) -> bool:
    return path[-1] in FIXED_PARTS or (len(path) == 1 and path[0] in FIXED_FIELDS)


_MISSING = object()


def _has_field(model: object, path: Sequence[str], is_flow: bool = False) -> bool:
    """Whether there is such a plain field; or with a value in brackets, any field."""
    for name in path[:-1]:
        model = _step_into(model, name)
    found = _step_into(model, path[-1])
    if not isinstance(model, BaseModel) or found is _MISSING:
        return False
    return is_flow or (isinstance(found, str | bool | int | float | BaseModel) and not isinstance(found, Input))


def _find_field(model: object, path: Sequence[str]) -> object:
    for name in path:
        model = _step_into(model, name)
    return model


def _step_into(model: object, name: str) -> object:
    if isinstance(model, BaseModel):
        field = _field_name(model, name)
        return getattr(model, field) if field else _MISSING
    if isinstance(model, list | tuple):
        named = {label_item(item, place): item for place, item in enumerate(model)}
        return named.get(name, _MISSING)
    return _MISSING


def _field_name(model: BaseModel, name: str) -> str:
    return next((field for field in type(model).model_fields if field.rstrip("_") == name), "")


def _replace_field(model: Any, path: Sequence[str], setting: Setting) -> Any:
    """A copy with the field at this path changed. Raises SettingError."""
    if isinstance(model, list | tuple):
        return [
            _replace_field(item, path[1:], setting) if label_item(item, place) == path[0] else item
            for place, item in enumerate(model)
        ]
    field = _field_name(model, path[0])
    value = (
        _replace_field(getattr(model, field), path[1:], setting) if path[1:] else _parse_field(model, field, setting)
    )
    changed = model.model_copy(update={field: value})
    try:
        for name, decorator in type(model).__pydantic_decorators__.model_validators.items():
            if decorator.info.mode == "after":
                getattr(changed, name)()
    except PydanticCustomError as error:
        raise SettingError(f"{setting}: {error.message()}") from None
    return changed


def _parse_field(model: BaseModel, field: str, setting: Setting) -> object:
    info = type(model).model_fields[field]
    kind: Any = info.annotation
    for mark in info.metadata:
        kind = Annotated[kind, mark]
    if setting.is_flow:
        return _parse_flow(getattr(model, field), kind, setting)
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    refused: ValidationError | None = None
    for candidate in _iterate_readings(setting.text):
        try:
            return adapter.validate_python(candidate)
        except ValidationError as error:
            refused = refused or error
    if refused is None:
        raise AssertionError(f"{setting} has no reading")
    raise SettingError(f"{setting.name}: {_describe_refusal(refused)}")


def _parse_flow(current: object, kind: Any, setting: Setting) -> object:
    """A mapping or list as a file would have it. An input keeps what is not given, and may lie outside the range in its evidence."""
    source = Source(setting.name, setting.text)
    try:
        data, marks = parse_yaml(source)
        keeps_evidence = isinstance(current, Input) and isinstance(data, dict) and "evidence" not in data
        if isinstance(current, Input) and isinstance(data, dict):
            data = {"varies": current.varies, "evidence": {"basis": "assumed", "note": AS_IN_FILE}, **data}
        value = build_value(Document(source, setting.name, data, marks), kind)
    except Problems as error:
        raise SettingError(f"{setting.name}: {error.problems[0].text}") from None
    if isinstance(current, Input) and keeps_evidence:
        return value.model_copy(update={"evidence": current.evidence, "lever": current.lever})
    return value


def _iterate_readings(text: str) -> Iterator[object]:
    """What a text may stand for, the likeliest first."""
    if text == NOTHING:
        yield None
    if text in SWITCHES:
        yield SWITCHES[text]
    for number in (int, float):
        with suppress(ValueError):
            yield number(text)
            break
    yield text


def _describe_refusal(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"].startswith(("model", "dict")):
        return f"it stands for several values; set one of them, or {NOTHING} to leave it out"
    message, hint = word_error(first["type"], first["input"], first.get("ctx", {}), first["msg"])
    return f"{message}; {hint}" if hint else message


def _format_field(model: object, path: Sequence[str]) -> str:
    """A plain field as it is written in a file."""
    for name in path[:-1]:
        model = _step_into(model, name)
    value = _step_into(model, path[-1])
    if isinstance(value, Input):
        return describe_distribution(value)
    if isinstance(value, BaseModel):
        return BLOCK
    if value is None:
        return NOTHING
    if isinstance(value, list | tuple):
        return BLOCK if _has_parts(value) else format_flow([*value])
    if isinstance(value, bool):
        return format_flow(value)
    marks = type(model).model_fields[_field_name(model, path[-1])].metadata if isinstance(model, BaseModel) else ()
    if isinstance(value, int | float):
        return next((mark.format(value) for mark in marks if isinstance(mark, Dimension)), str(value))
    return str(value)


def _list_alike(name: str, known: Iterable[str]) -> list[str]:
    """The names that differ in the middle part only, as those of a campus with other agencies or devices: at most four."""
    parts = name.split(".")
    if len(parts) < 3:
        return []
    first, last = parts[0], parts[-1]
    by_parts = [other.split(".") for other in known]
    alike = [other for other in by_parts if (other[0], len(other), other[-1]) == (first, len(parts), last)]
    return [".".join(other) for other in alike][:4]
