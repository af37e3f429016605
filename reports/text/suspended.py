"""The processes of a play that wait, in words: one per line, for whoever changes the model."""

from collections.abc import Iterator
from pathlib import Path

from scenarios.units import format_t_plus
from scenarios.unprintable import escape_unprintable
from sim.engine import SimpyEngine
from sim.exercise.arms import Arms
from sim.suspended import Awaited, Suspended, list_suspended

ROOT = Path(__file__).parents[2]
AWAITED = {
    Awaited.HAZARD_MOVES: "the hazard moves",
    Awaited.APP_CALL_ENDS: "a 911 call of the app ends",
    Awaited.REPORT_IS_OUT: "the school reports",
    Awaited.CALL_TAKER: "a call-taker is free",
    Awaited.AUTHORITY: "the search for authority ends",
}


def describe_waiting(arms: Arms[SimpyEngine], time: float) -> Iterator[str]:
    """What waits in each arm at this T+, up to which it is played."""
    for arm, engine in arms.items():
        engine.run_until(time)
        found = list_suspended(engine.world)
        yield f"{arm} at {format_t_plus(time)}: {len(found)} waiting"
        yield from (f"  {describe_suspended(process)}" for process in found)


def describe_suspended(process: Suspended) -> str:
    """`sim/model/evacuation.py:75 move_column of evacuate: staff/cook-1 until T+03:14 (193.750 s)`."""
    path = Path(process.path)
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    until = AWAITED.get(process.awaited) or f"{format_t_plus(process.until)} ({process.until:.3f} s)"
    what = f"{'until' if process.has_begun else 'begins at'} {until}"
    line = f"{where}:{process.line} {' of '.join(process.functions)}: {process.entity} {what}"
    return escape_unprintable(line)
