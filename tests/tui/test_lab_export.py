"""The command that the Lab exports plays the same arms, as `allcall compare` reads it."""

import shlex
from typing import Any

import pytest

from scenarios.library import Loader, open_emergency
from sim.experiment.design import PlanError
from sim.experiment.live_comparison import LiveArm
from sim.experiment.runner import build_arm_tables
from sim.statistics.summaries import Arm
from tui.commands.settings import ChangeOptions, open_with_settings
from tui.lab_export import plan_export

SCENARIO = "cardiac-arrest"
MOVED = ("app.installed", 0.4), ("witnessing.decision", 7.5)
BOTH = tuple(LiveArm(name, values=MOVED) for name in ("office-pa", "app"))
PINNED = LiveArm("app", values=MOVED), LiveArm("app", values=(("app.installed", 0.9),))
UNMOVED = LiveArm("office-pa", ("pa-failed",)), LiveArm("app", ("pa-failed",), MOVED)


def read(words: list[str], option: str) -> list[str]:
    return [words[n + 1] for n, word in enumerate(words) if word == option]


@pytest.mark.slow
@pytest.mark.parametrize("arms", [BOTH, PINNED, UNMOVED], ids=["both", "pinned", "one of them"])
def test_the_command_plays_the_arms_of_the_screen(arms: tuple[LiveArm, LiveArm]) -> None:
    emergency = open_emergency(SCENARIO)
    plan = plan_export(emergency, [SCENARIO], arms, 500, 3)
    words = shlex.split(plan.command)
    assert words[:3] == ["allcall", "compare", SCENARIO]
    named = [name for text in read(words, "--strategies") for name in text.split(",")]
    changes = ChangeOptions(settings=tuple(read(words, "--set")), arms=tuple(read(words, "--arm")))
    opened, strategies = open_with_settings(SCENARIO, None, named or None, changes, Loader())
    assert strategies == list(plan.experiment.strategies or ())
    assert (read(words, "--replications"), read(words, "--seed")) == (["500"], ["3"])
    assert ("--pa" in words) == bool(arms[0].conditions)
    [baseline] = read(words, "--baseline")
    others = [name for name in strategies if name not in (baseline, emergency.place.campus.present_practice)]
    for name, arm in zip((baseline, others[-1] if others else strategies[-1]), arms, strict=True):
        for built in (opened, plan.experiment.emergency):
            played = build_arm_tables(built, Arm(name, arm.conditions))
            asked = build_arm_tables(emergency, Arm(arm.strategy, arm.conditions), arm.overrides)
            assert unnamed(played) == unnamed(asked)


def unnamed(tables: Any) -> dict[str, object]:
    return {name: value for name, value in vars(tables).items() if name != "strategy"}


def test_arms_that_no_command_can_play_are_refused() -> None:
    emergency = open_emergency(SCENARIO)
    for arms in ((BOTH[0], BOTH[0]), (BOTH[0], UNMOVED[1])):
        with pytest.raises(PlanError):
            plan_export(emergency, [SCENARIO], arms, 500, 1)
