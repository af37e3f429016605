"""Decisions that are written in: the choices on offer, and actions without effect."""

import pytest

from sim.exercise.action_text import explain_outcome
from sim.model.interventions import Outcome, Tell
from tests.sim.exercise.exercises import conducted

AP = "assistant-principal-b"


@pytest.mark.parametrize(
    ("by", "whom", "because", "said"),
    [
        ("principal", "principal", "principal already knows", "the principal already knows"),
        ("principal", "nurse", f"{AP} told nurse", f"{AP} told the nurse"),
        (AP, "principal", f"{AP}, then principal", "the assistant principal, then the principal"),
    ],
)
def test_why_an_act_changes_nothing_names_each_once(by: str, whom: str, because: str, said: str) -> None:
    state = conducted(["principal", "assistant-principal", "nurse"]).state
    assert explain_outcome(Tell(by, whom), Outcome(False, because), state) == said
