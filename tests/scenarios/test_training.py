"""Training sets: the shipped ones name inputs that exist, within their ranges; wrong ones are refused at the place."""

from functools import cache
from pathlib import Path

import pytest

from scenarios.diagnostics import Problems
from scenarios.inputs import iterate_named_inputs
from scenarios.library import list_shipped, list_shipped_inputs, open_emergency, open_training
from sim.tabulation import tabulate

SETS = list_shipped("training")
FILE = """
training: ours
title: Ours
summary: Invented
hazards: [assailant]
assumes:
  - {input: protocol.reaction, value: VALUE, evidence: {basis: assumed, range: RANGE, note: invented}}
"""


shipped_inputs = cache(list_shipped_inputs)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_every_shipped_scenario_of_its_hazards_has_all_inputs_of_a_set(name: str) -> None:
    training = open_training(name)
    shipped = [names for hazard, names in shipped_inputs() if hazard in training.hazards]
    assert shipped
    assert all(training.settings.keys() <= names for names in shipped)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_set_stays_within_the_stated_range_of_every_input_and_moves_it(name: str) -> None:
    """In the unit of the input of each scenario, whose own median the value replaces."""
    training = open_training(name)
    for scenario in list_shipped("scenario"):
        emergency = open_emergency(scenario)
        if emergency.scenario.hazard.kind not in training.hazards:
            continue
        strategy = emergency.scenario.baseline
        models = (emergency.scenario, emergency.place.campus)
        inputs = {label: source for model in models for label, source in iterate_named_inputs(model)}
        values = {}
        for label, text in training.settings.items():
            source = inputs[label]
            values[label] = source.dimension.parse(text)
            span = source.evidence.range
            assert span is None or span.low <= values[label] <= span.high, label
        assert tabulate(emergency, strategy, (), values) != tabulate(emergency, strategy)


@pytest.mark.parametrize(
    ("value", "span", "message"),
    [
        ("5 s", "3 s to 8 m", "of different kinds"),
        *(("5 s", span, "is not below") for span in ("8 s to 3 s", "5 s to 5 s")),
        ("true", "3 s to 8 s", "true is not text"),
        ("9 s", "3 s to 8 s", "outside its range; 3 s to 8 s"),
        ("fast", "3 s to 8 s", "is not a quantity"),
        ("5", "3 s to 8 s", '"5" has no unit'),
    ],
)
def test_a_value_and_its_range_must_fit(tmp_path: Path, value: str, span: str, message: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(FILE.replace("VALUE", value).replace("RANGE", span))
    with pytest.raises(Problems, match=message):
        open_training(str(path))
    for end in ("0.5 min", "3 s", "40 s"):
        path.write_text(FILE.replace("VALUE", end).replace("RANGE", "3 s to 40 s"))
        assert open_training(str(path)).settings == {"protocol.reaction": end}


def test_an_unknown_set_gets_the_nearest_name() -> None:
    with pytest.raises(Problems, match='nearest is "de-escalation-training"'):
        open_training("deescalation-training")
