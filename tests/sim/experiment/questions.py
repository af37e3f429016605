"""Questions with all their arguments in one mapping, as tests keep them."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from scenarios.scenario import Emergency
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment

Answer = TypeVar("Answer")

ALONE = Execution(workers=1)
SIMPY = Execution(workers=1, engine="simpy")


def ask(question: Callable[..., Answer], emergency: Emergency, *others: Any, **asked: Any) -> Answer:
    """The answer. asked: fields of the experiment and of its execution, and arguments of the question."""
    of_experiment, of_execution = (
        {field.name: asked.pop(field.name) for field in fields(record) if field.name in asked}
        for record in (Experiment, Execution)
    )
    return question(Experiment(emergency, **of_experiment), *others, Execution(**of_execution), **asked)
