"""Discussion questions that participants may see beforehand, by core capability: the exercise's own questions tell what will happen."""

from collections.abc import Mapping

from scenarios.exercise import Capability, Decision, Exercise, Inject, Segment

QUESTIONS: Mapping[Capability, tuple[str, str, str]] = {
    "Planning": (
        "Which part of our plan covers this, and who in this room has used it?",
        "What does the plan leave open, and who settles it on the day?",
        "Which agreements do we need in writing before the next emergency?",
    ),
    "Public Information and Warning": (
        "Who may warn the school, and who does so if that person is away?",
        "Who would not hear the warning, and how do we reach them?",
        "Which words does our plan use, and does everyone know what to do?",
    ),
    "Operational Coordination": (
        "Who leads at the school, and who takes over if that person cannot?",
        "How does the school hand over command to responders, and how does everyone learn of it?",
        "Who has which task, and how do we avoid two instructions that conflict?",
    ),
    "Operational Communications": (
        "Who speaks with 911, and what do they need to know first?",
        "How does new information reach responders, and how do we know that it did?",
        "How do we tell what was seen from what was only heard?",
    ),
    "Situational Assessment": (
        "Who keeps track of what we know, and how old is it?",
        "How do we learn who has not answered and who needs help?",
        "What else would we need to know before we change our decision?",
    ),
    "On-scene Security, Protection, and Law Enforcement": (
        "Who controls the doors, and what do they need for it?",
        "How do staff and officers recognize each other and work side by side?",
        "Who may leave or enter, and who says so?",
    ),
    "Public Health, Healthcare, and Emergency Medical Services": (
        "Who begins care, and how do they call for help and equipment?",
        "Who belongs to our response team, and what if one of them is away?",
        "What do the next caregivers need to hear, and who tells them?",
    ),
    "Fire Management and Suppression": (
        "Which routes out does our plan have, and who says that one is unsafe?",
        "Who needs help on the way out, and who is assigned to them?",
        "What may staff do about a fire themselves, and where does that end?",
    ),
    "Mass Care Services": (
        "What is the first message to families, who agrees to it, and who sends it?",
        "Which sites does our plan name for students and families, and who gets them ready?",
        "Who supports students and staff afterward, and for how long?",
    ),
}
MOST = 5
"""Questions in a module, unless it serves more capabilities."""


def list_module_questions(exercise: Exercise) -> dict[str, list[tuple[Capability, str]]]:
    """Questions by segment, each with its capability; each capability of the module has one, and none repeats unless all are used up."""
    used: set[str] = set()
    found: dict[str, list[tuple[Capability, str]]] = {}
    for segment in exercise.segments:
        capabilities = _list_capabilities(exercise, segment)
        fresh = {
            one: [asks for asks in QUESTIONS[one] if asks not in used] or [*QUESTIONS[one]] for one in capabilities
        }
        ranked = [(rank, one, asks) for one in capabilities for rank, asks in enumerate(fresh[one])]
        chosen = sorted(ranked, key=lambda one: one[0])[: max(MOST, len(capabilities))]
        found[segment.id] = sorted(((one, asks) for _, one, asks in chosen), key=lambda one: capabilities.index(one[0]))
        used |= {asks for _, _, asks in chosen}
    return found


def _list_capabilities(exercise: Exercise, segment: Segment) -> list[Capability]:
    items: list[Inject | Decision] = [*exercise.injects, *exercise.decisions]
    served = {one.objective for one in items if one.segment == segment.id}
    return [*dict.fromkeys(one.capability for one in exercise.objectives if one.id in served)]
