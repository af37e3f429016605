"""A question that the facilitator asks before it comes by itself: at once where its role knows, else it waits, or it is ruled that they
know.

A ruling reaches all arms, and every number after it is marked; so it is never the first line.
"""

from scenarios.exercise import Decision
from sim.drill import facilitator
from sim.drill.people import find_role_title
from tui.screens.asking import DialogHost, choose_line


async def ask_decision(drill: DialogHost, one: Decision) -> None:
    """Asks it. Raises Left where somebody thinks better of it."""
    conductor = drill.conductor
    if facilitator.is_askable(conductor.state, one):
        drill.run_command(lambda: facilitator.ask_decision(conductor, one.id), f"{one.id} is asked")
        return
    who = find_role_title(conductor.state.exercise, one.of)
    lines = ["hold it until they know", "rule that they know, in all arms; every number after it is marked"]
    if await choose_line(drill, f"{one.id}: {who} does not know yet", lines):
        drill.run_command(lambda: facilitator.rule_awareness(conductor, one.id), f"{one.id}: {who} knows, as is ruled")
    else:
        drill.run_command(lambda: facilitator.ask_decision(conductor, one.id), f"{one.id} waits until they know")
