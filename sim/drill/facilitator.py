"""What a facilitator does beside the plan: puts a question under time pressure, makes up an inject, leaves something out.

Each is an entry of the journal like everything else, so that it is played again as it was. An inject that is made up has a number beyond
those that a file may give, so that it can be spoken of and taken back; it is words only, and changes nothing in the model.
"""

from collections.abc import Sequence

from scenarios.exercise import Inject, Mode
from sim.drill.conduct import Conduct, Refused
from sim.drill.schedule import Item, name_of, to_come

MADE_UP = 1001
"""The number of the first inject that is made up; files have 1 to 999."""


def press(conduct: Conduct, decision: str) -> None:
    """From now on T+ runs while the room talks about it. Raises Refused where it is not open, is pressed, was asked before, or T+ stands
    still.
    """
    conduct.goes_on()
    window = conduct.state.windows.get(decision)
    if window is None or window.state != "open":
        raise Refused(f"{decision} is not open")
    if conduct.segment.kind == "talked":
        raise Refused(
            f"T+ stands still in {conduct.segment.title}: nothing can be put under time pressure here"
        )
    if window.decision.kind == "pressed":
        raise Refused(f"{decision} is under time pressure already")
    if window.again:
        raise Refused(f"{decision} is asked again: what is known already is talked about, never measured")
    conduct.write("press", {"decision": decision})
    conduct.follows()


def make_up(conduct: Conduct, sender: str, to: Sequence[str], mode: Mode, says: str) -> int:
    """Delivers an inject that is in no file. Returns its number. Raises Refused where a role is none, or nothing is said."""
    conduct.goes_on()
    known = [role.id for role in conduct.state.exercise.roles]
    strangers = [role for role in to if role not in known]
    if strangers or not to:
        raise Refused(f"there is no role {strangers[0] if strangers else ''!r}; there is {', '.join(known)}")
    if not says.strip():
        raise Refused("an inject says something")
    number = MADE_UP + len(conduct.state.made_up)
    conduct.write(
        "inject",
        {
            "inject": number,
            "outcome": "delivered",
            "says": says,
            "made_up": {
                "segment": conduct.segment.id,
                "sender": sender or "the facilitator",
                "to": [*to],
                "mode": mode,
            },
        },
    )
    conduct.hears(number, to)
    return number


def leave_out(conduct: Conduct, item: Item) -> None:
    """A line or a question that has not come is left out, so that the room ends in time. Raises Refused where it is not to come."""
    conduct.goes_on()
    if item not in to_come(conduct.state):
        raise Refused(f"{name_of(item)} is not to come in this module")
    if isinstance(item, Inject):
        conduct.inject(item.number, "held", "left out: no time")
    else:
        conduct.write("ask", {"decision": item.id, "state": "held", "why": "left out: no time"})
