"""What became of what was decided: every later line of the log that belongs to it, and what of it came to nothing."""

import re
from collections import Counter
from collections.abc import Iterator

from reports.after_action.facts import Facts
from reports.input_words import counted, listed
from sim.drill.notices import ABOUT_SILENCE, REACHED, about, noticed
from sim.drill.parts import Done, Notice, Window
from sim.drill.said import begun_before, waited_since
from sim.drill.times import t_plus

NOTHING = {
    "late": "came too late",
    "vain": "changed nothing",
    "nobody": "reached nobody more",
    "silent": "{was} not heard",
    "several": "came to nothing in more than one way",
}
"""How decisions come to nothing, in the order in which they are told."""


def as_told(words: str) -> str:
    """The words of a line of the log as the report has them."""
    return re.sub(r"  +", ": ", words)


def came_of(facts: Facts, window: Window) -> Iterator[str]:
    """Each act, and what came to light of it, in the words of the log; talk has none. What was still to come at the end never began."""
    of = window.decision.id
    later = [line for line in facts.log if line.of == of and line.kind in ("act", "notice")]
    for line in later:
        yield f"{t_plus(line.time)} {as_told(line.words.removeprefix(of).lstrip())}."
    if window.answer["does"] and not any(line.kind == "act" for line in later):
        yield "The exercise ended before any of it began."


def to_nothing(facts: Facts) -> str:
    """`Of 4 decisions, 1 changed nothing and 1 was not heard.`: those of which every act did. Empty where there is none."""
    decided = [one for one in facts.windows if one.state == "decided"]
    light = dict(zip(noticed(facts.state), facts.state.notices, strict=True))
    ways = Counter(_way(facts, one, light) for one in decided)
    told = [
        f"{ways[way]} {words.format(was='was' if ways[way] == 1 else 'were')}"
        for way, words in NOTHING.items()
        if ways[way]
    ]
    return f"Of {counted(len(decided), 'decision')}, {listed(told)}." if told else ""


def _way(facts: Facts, window: Window, light: dict[str, Notice]) -> str:
    """How all that was decided came to nothing; empty where something did not, or had not begun. light: what came to light, by act."""
    acts = [one for one in facts.state.done if one.act.of == window.decision.id]
    ways = {_of_act(facts, one, light.get(about(one))) for one in acts}
    if not acts or len(acts) < len(window.answer["does"]) or "" in ways:
        return ""
    return ways.pop() if len(ways) == 1 else "several"


def _of_act(facts: Facts, done: Done, notice: Notice | None) -> str:
    """How an act came to nothing, as the log says; empty where it did not."""
    if begun_before(done, facts.state):
        return ""
    if not done.outcome.began:
        return "vain" if waited_since(done, facts.state) is None else "late"
    if notice is None:
        return ""
    if notice.about == ABOUT_SILENCE:
        return "silent"
    return "nobody" if notice.says.endswith(REACHED.format(0)) else ""
