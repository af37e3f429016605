"""Inputs of acts that a team decides on: each is assumed with a range, and each belongs to a kind of act."""

from typing import get_args

from scenarios.decided_acts import INPUTS, DecidedActs, list_act_inputs
from scenarios.exercise import Act, ActOnPerson, AddPosts, Errand, MeetResponders, ShutOff, StopVentilation
from scenarios.inputs import iterate_named_inputs


def test_every_input_is_assumed_within_a_range_and_listed_once_with_its_act() -> None:
    named = dict(iterate_named_inputs(DecidedActs(), "acts"))
    assert len(named) == len(DecidedActs.model_fields)
    for name, source in named.items():
        assert source.evidence.basis == "assumed", name
        assert source.evidence.range is not None, name
    models = Act, ActOnPerson, AddPosts, Errand, MeetResponders, ShutOff, StopVentilation
    kinds = {kind for model in models for kind in get_args(model.model_fields["kind"].annotation)} | {"coded"}
    assert INPUTS.keys() <= kinds
    assert [*list_act_inputs(DecidedActs(), kinds)] == [f"acts.{name}" for name in DecidedActs.model_fields]
    assert [*list_act_inputs(DecidedActs(), ["press", "start-cpr"])] == ["acts.cpr_decided"]
