"""What became of what was decided: every later line of the log that belongs to it, and what of it came to nothing."""

import re
from collections import Counter
from collections.abc import Iterator

from reports.after_action.facts import ReportData
from reports.input_words import format_count, format_list
from sim.drill.notices import SILENCE_TOPIC, REACHED_TEXT, name_action, list_noticed_actions
from sim.drill.parts import ExecutedAction, Notice, DecisionPoint
from sim.drill.said import is_repeat_of_blocker, find_waiting_since
from sim.drill.times import format_t_plus

NO_EFFECT_TEXTS = {
    "late": "came too late",
    "vain": "changed nothing",
    "nobody": "reached nobody more",
    "silent": "{was} not heard",
    "several": "came to nothing in more than one way",
}
"""How decisions come to nothing, in the order in which they are told."""


def as_logged(words: str) -> str:
    """The words of a line of the log as the report has them."""
    return re.sub(r"  +", ": ", words)


def describe_outcomes(facts: ReportData, decision_point: DecisionPoint) -> Iterator[str]:
    """Each act, and what came to light of it, in the words of the log; talk has none. What was still to come at the end never began."""
    of = decision_point.decision.id
    later = [line for line in facts.log if line.subject_id == of and line.kind in ("act", "notice")]
    for line in later:
        yield f"{format_t_plus(line.time)} {as_logged(line.text.removeprefix(of).lstrip())}."
    if decision_point.response["does"] and not any(line.kind == "act" for line in later):
        yield "The exercise ended before any of it began."


def describe_without_effect(facts: ReportData) -> str:
    """`Of 4 decisions, 1 changed nothing and 1 was not heard.`: those of which every act did. Empty where there is none."""
    decided = [one for one in facts.decision_points if one.state == "decided"]
    light = dict(zip(list_noticed_actions(facts.state), facts.state.notices, strict=True))
    ways = Counter(_find_no_effect_kind(facts, one, light) for one in decided)
    told = [
        f"{ways[way]} {words.format(was='was' if ways[way] == 1 else 'were')}"
        for way, words in NO_EFFECT_TEXTS.items()
        if ways[way]
    ]
    return f"Of {format_count(len(decided), 'decision')}, {format_list(told)}." if told else ""


def _find_no_effect_kind(facts: ReportData, decision_point: DecisionPoint, light: dict[str, Notice]) -> str:
    """How all that was decided came to nothing; empty where something did not, or had not begun. light: what came to light, by act."""
    acts = [one for one in facts.state.done if one.action.source_id == decision_point.decision.id]
    ways = {_find_action_no_effect(facts, one, light.get(name_action(one))) for one in acts}
    if not acts or len(acts) < len(decision_point.response["does"]) or "" in ways:
        return ""
    return ways.pop() if len(ways) == 1 else "several"


def _find_action_no_effect(facts: ReportData, executed: ExecutedAction, notice: Notice | None) -> str:
    """How an act came to nothing, as the log says; empty where it did not."""
    if is_repeat_of_blocker(executed, facts.state):
        return ""
    if not executed.outcome.began:
        return "vain" if find_waiting_since(executed, facts.state) is None else "late"
    if notice is None:
        return ""
    if notice.topic == SILENCE_TOPIC:
        return "silent"
    return "nobody" if notice.text.endswith(REACHED_TEXT.format(0)) else ""
