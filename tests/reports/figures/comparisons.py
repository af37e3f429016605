"""Comparisons made by hand for figures: an arrest, six strategies, nothing but a day without PA."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import ALONE, APP, ROWS, SOONER, TODAY, WITHOUT_PA, curve, made, primary, summary

MANY = (APP, ALONE, TODAY, "dial-911", "word-of-mouth", "a-system-of-our-own")


def many() -> Comparison:
    """Six strategies on one day."""
    arms = [Arm(one) for one in MANY]
    means = tuple(
        summary(arm, measure, 100.0 + 20.0 * at)
        for measure in ("dispatched", "first_unit_on_scene", "aware_t90", "protected_t90")
        for at, arm in enumerate(arms)
    )
    curves = tuple(curve(arm, "aware", 200.0 + 50.0 * at) for at, arm in enumerate(arms))
    return made(strategies=MANY, conditions=((),), measures=means, curves=curves, headlines=ROWS[:2])


def alone() -> Comparison:
    """Nothing but a day without PA."""
    base = made()
    names = ("measures", "contrasts", "curves")
    parts = {name: tuple(one for one in getattr(base, name) if one.conditions == WITHOUT_PA) for name in names}
    return made(conditions=(WITHOUT_PA,), headlines=ROWS[2:], **parts)


def shocks() -> Comparison:
    """An arrest: shocks over time, no band."""
    arms = (Arm(ALONE), Arm(APP))
    return made(
        conditions=((),),
        headlines=ROWS[:1],
        measures=tuple(summary(arm, "collapse_to_shock", 250.0) for arm in arms),
        contrasts=(primary(ROWS[0].pairing, "collapse_to_shock", 20.0, SOONER),),
        curves=tuple(curve(arm, "shocked", 400.0) for arm in arms),
    )


def three_days() -> Comparison:
    """The days of `made`, and what happened without PA once more without fire alarm."""
    base, day = made(), ("alarm-failed",)

    def again(entries: tuple[Any, ...]) -> tuple[Any, ...]:
        more = [replace(one, conditions=day) for one in entries if one.conditions == WITHOUT_PA]
        return (*entries, *more)

    parts = {name: again(getattr(base, name)) for name in ("headlines", "measures", "contrasts", "curves")}
    return made(conditions=(*base.conditions, day), **parts)
