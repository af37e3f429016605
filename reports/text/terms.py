"""What measures, inputs, strategies, conditions and arms are called when people read about them.

Files, records and journals use ids; `labels.yaml` turns an id into words, so that the terminal, the figures and the reports say the same.
What a user has added has no entry there: a strategy is called by its title, anything else by its id, written as words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from scenarios.scenario import CONDITIONS
from scenarios.strategies import Strategy
from sim.measures import MEASURES

_LABELS: dict[str, dict[str, Any]] = yaml.load(
    Path(__file__).with_name("labels.yaml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)


class StrategyName(NamedTuple):
    """A strategy in words: for tables and figures, and within a sentence."""

    label: str
    in_sentence: str


MEASURE_NAMES: dict[str, str] = _LABELS["measures"]
INPUT_NAMES: dict[str, str] = _LABELS["inputs"]
CONDITION_LABELS: dict[str, str] = _LABELS["conditions"]
ARM_LABELS: dict[str, str] = _LABELS["arms"]  # by the names that journals have: room, autopilot, twin
TWIN_LABELS: dict[str, str] = _LABELS["twins"]
STRATEGY_NAMES = {name: StrategyName(*labels) for name, labels in _LABELS["strategies"].items()}
NO_CONDITIONS_LABEL = "campus as it is"
AMOUNTS_OF_TIME = frozenset(name for name, measure in MEASURES.items() if measure.unit == "s" and not measure.is_time)
"""Seconds to spare: they are less or more, not sooner or later."""


_TITLES: dict[str, str] = {}


def register_strategies(strategies: Iterable[Strategy]) -> None:
    """Lets strategies that a user has added be called by the titles in their files."""
    _TITLES.update({one.strategy: one.title.strip() for one in strategies if one.strategy not in STRATEGY_NAMES})


def label_arms(hazard: str) -> dict[str, str]:
    """The arms of an exercise on a hazard of this kind."""
    return {**ARM_LABELS, "twin": TWIN_LABELS.get(hazard, ARM_LABELS["twin"])}


def name_input(name: str) -> str:
    """An input in plain language."""
    return INPUT_NAMES.get(name, id_to_words(name.replace(".", ": ")))


def name_measure(measure: str) -> str:
    """A measure in plain language."""
    return MEASURE_NAMES.get(measure, id_to_words(measure))


def define_measure(measure: str) -> str:
    """The definition of a measure; empty for an unknown one."""
    return MEASURES[measure].definition if measure in MEASURES else ""


def label_strategy(strategy: str, present_practice: str = "") -> str:
    """A strategy as a label; what the campus does today is marked."""
    name = STRATEGY_NAMES[strategy].label if strategy in STRATEGY_NAMES else _get_title(strategy)
    return f"{name} (today)" if strategy == present_practice else name


def name_strategy(strategy: str, present_practice: str = "") -> str:
    """A strategy within a sentence."""
    name = STRATEGY_NAMES[strategy].in_sentence if strategy in STRATEGY_NAMES else _get_title(strategy)
    return f"today's practice ({name})" if strategy == present_practice else name


def _get_title(strategy: str) -> str:
    """The title of a user's strategy as part of a sentence; the id in words where the file is not known."""
    title = _TITLES.get(strategy, id_to_words(strategy))
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def label_conditions(conditions: Sequence[str]) -> str:
    """World conditions as a label: "PA down", or "campus as it is"."""
    return ", ".join(CONDITION_LABELS.get(one, id_to_words(one)) for one in conditions) or NO_CONDITIONS_LABEL


def describe_conditions(conditions: Sequence[str]) -> str:
    """World conditions as the end of a sentence, with a space before it: " when the PA is down ..."."""
    said = [CONDITIONS.get(one, id_to_words(one)) for one in conditions]
    return f" when {' and '.join(said)}" if said else ""


def id_to_words(name: str) -> str:
    """An id as words."""
    return name.replace("-", " ").replace("_", " ")


def capitalize_first(sentence: str) -> str:
    """The first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
