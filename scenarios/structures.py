"""Structures: declared alternatives of a scenario, each made of settings, as `--set` takes them.

    structures:
      - {id: word-of-mouth-none, title: no room tells another, about: word of mouth, settings: {protocol.tell.when: never}}

A structure holds in every arm, but a value that an arm sets itself stays, and a strategy that cannot have a value keeps its own. A campus
may lack what a structure is about, such as a PA. There it is left out, with the reason.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

from scenarios.campus import Campus
from scenarios.diagnostics import Finding, quote, suggest
from scenarios.loading.loader import may_have
from scenarios.scenario import Emergency, Scenario, Structure, find_no_effect_conditions
from scenarios.settings import AbsentError, Setting, SettingError, apply_setting, can_set, describe_unknown
from scenarios.strategies import Strategy


def find_structure(emergency: Emergency, name: str) -> Structure:
    """The structure of this id. Raises SettingError with the nearest one."""
    known = {structure.id: structure for structure in emergency.scenario.structures}
    scenario = emergency.scenario.scenario
    if not known:
        raise SettingError(f"structure {quote(name)} is not known; scenario {scenario} declares none")
    if name not in known:
        raise SettingError(f"structure {quote(name)} is not known; {suggest(name, known, most=30)}")
    return known[name]


def apply_structure(emergency: Emergency, structure: Structure) -> Emergency:
    """The emergency under a structure, whose conditions a comparison adds.

    Raises AbsentError, with the reason, where this emergency lacks what the structure is about, or has it set for every arm already, and
    SettingError for a value that cannot be.
    """
    idle = find_no_effect_conditions(emergency)
    if without := [idle[condition] for condition in structure.conditions if condition in idle]:
        raise AbsentError(without[0])
    under = replace(emergency, variants={}, structure=structure)
    variants = dict(emergency.variants)
    for setting in _list_settings(structure):
        if setting.name in emergency.held:
            raise AbsentError(f"{setting.name} is set to another value")
        under = _apply(under, setting)
        for arm, alone in variants.items():
            if setting.name not in emergency.variants[arm].held:
                with suppress(AbsentError):
                    variants[arm] = _apply(alone, setting)
    own = {arm: alone.strategies[arm] for arm, alone in variants.items()}
    return replace(under, variants=variants, strategies={**under.strategies, **own})


def play_under(emergency: Emergency, name: str | None) -> Emergency:
    """The emergency under the structure of this id, or as it is. Raises SettingError as `find_structure` and `apply_structure` do."""
    if name is None:
        return emergency
    try:
        return apply_structure(emergency, find_structure(emergency, name))
    except AbsentError as error:
        raise SettingError(f"structure {name} cannot be played here: {error}") from None


def play_next(plain: Emergency, current: str | None) -> Emergency:
    """The emergency under the structure after the current one, of those that can be played here; after the last, as it is."""
    known = [structure.id for structure in plain.scenario.structures]
    for structure in plain.scenario.structures[0 if current is None else known.index(current) + 1 :]:
        with suppress(AbsentError):
            return apply_structure(plain, structure)
    return plain


def check_structures(emergency: Emergency) -> Iterator[Finding]:
    """Everything in the structures of a scenario that cannot be, on whatever campus."""
    for i, structure in enumerate(emergency.scenario.structures):
        under = emergency
        for setting in _list_settings(structure):
            where = ("structures", i, "settings", setting.name)
            if not _is_known_to_format(setting.name):
                yield Finding(where, describe_unknown(emergency, setting.name))
                continue
            try:
                under = _apply(under, setting)
            except AbsentError:
                continue
            except SettingError as error:
                yield Finding(where, str(error))


def review_structures(emergency: Emergency) -> Iterator[Finding]:
    """Notes on structures that this campus cannot have."""
    for i, structure in enumerate(emergency.scenario.structures):
        try:
            apply_structure(emergency, structure)
        except AbsentError as error:
            yield Finding(("structures", i), f"{error}, so structure {quote(structure.id)} will not be played")


def _list_settings(structure: Structure) -> list[Setting]:
    return [Setting(name, text) for name, text in structure.settings.items()]


def _apply(emergency: Emergency, setting: Setting) -> Emergency:
    if not can_set(emergency, setting):
        raise AbsentError(_describe_absence(setting.name))
    return apply_setting(emergency, setting, may_differ=True)


ABSENCES = {Campus: "this campus has no {}", Strategy: "no strategy here has {}", Scenario: "this scenario has no {}"}
"""By the kind of file that should have a field."""


def _describe_absence(name: str) -> str:
    said = (said for model, said in ABSENCES.items() if may_have(model, name.split(".")))
    return next(said, "there is no {}").format(name)


@cache
def _is_known_to_format(name: str) -> bool:
    return any(may_have(model, name.split(".")) for model in ABSENCES)
