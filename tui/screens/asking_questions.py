"""A question that the facilitator asks before it comes by itself: at once where its role knows, else it waits, or it is ruled that they
know.

A ruling reaches all arms, and every number after it is marked; so it is never the first line.
"""

from scenarios.exercise import Decision
from sim.drill import facilitator
from sim.drill.people import title_of
from tui.screens.asking import Host, chosen


async def question(drill: Host, one: Decision) -> None:
    """Asks it. Raises Left where somebody thinks better of it."""
    conduct = drill.conduct
    if facilitator.knows(conduct.state, one):
        drill.tries(lambda: facilitator.ask(conduct, one.id), f"{one.id} is asked")
        return
    who = title_of(conduct.state.exercise, one.of)
    lines = ["hold it until they know", "rule that they know, in all arms; every number after it is marked"]
    if await chosen(drill, f"{one.id}: {who} does not know yet", lines):
        drill.tries(lambda: facilitator.rule(conduct, one.id), f"{one.id}: {who} knows, as is ruled")
    else:
        drill.tries(lambda: facilitator.ask(conduct, one.id), f"{one.id} waits until they know")
