"""Whole exercises from building blocks: five answers of an author become a file that passes its checks and whose questions matter.

The blocks are in `starters/kit`: one file a hazard, and the people and zones of each campus. Roles have the same ids everywhere. Where an
answer leaves a role to the simulation, its questions fall away, and others address the person on the roster.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml

HAZARDS = (
    *("active-assailant", "cardiac-arrest", "laboratory-fire", "false-alarm", "tornado", "release-outside"),
    *("agitated-visitor", "missing-student", "reunification", "threat-report"),
)
"""Scenarios that the kit has blocks for; the file of a scenario names its campus."""
DEFAULT_CAMPUSES = dict.fromkeys(
    ("cardiac-arrest", "tornado", "release-outside", "missing-student", "reunification"), "suburban-elementary"
)
FALLBACK_CAMPUS = "large-high-school"
ROLES = ("leader", "office", "deputy", "nurse")
LEADER = ROLES[0]
"""The role that always plays: without it there is no one to decide for the school."""
SHORTEST, LONGEST = 20, 60
"""Minutes of a session that the blocks fill."""
SEGMENT_MINUTES = {20: (3, 11, 0, 6), 45: (6, 24, 7, 8)}
"""Usual minutes of briefing, played and talked part and hot wash, by the length of the session."""
DISCUSSED_FROM = 30
"""Minutes of a session from which on it has a part that is only talked about."""
QUESTIONS_IF_SHORT = 3
PLAYED, STORY = "The first minutes", "45 min"
"""Title of the played part, and when the talked part begins, of blocks that say nothing else."""
PERIOD = "class"
"""Of every block."""


@dataclass(frozen=True)
class KitAnswers:
    """What an author answers. hazard: of `HAZARDS`; who: of `ROLES`; practice: ids of objectives of the hazard."""

    hazard: str
    campus: str
    minutes: int
    who: Sequence[str]
    practice: Sequence[str]


@dataclass(frozen=True)
class KitFiles:
    """Texts of files. scenario: of the emergency on another campus than its own; None where the shipped one is used."""

    exercise: str
    scenario: str | None


@cache
def read_campuses() -> dict[str, dict[str, Any]]:
    """People and zones by campus."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(_read("campuses"))
    return found


def read_blocks(hazard: str, campus: str) -> dict[str, Any]:
    """The blocks of a hazard with the zones and persons of a campus."""
    here = read_campuses()[campus]
    text = Template(_read(hazard)).safe_substitute({**here["zones"], **here["people"]})
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def list_objectives(hazard: str) -> dict[str, str]:
    """What can be practiced: what each objective says, by its id."""
    return {one["id"]: one["says"] for one in read_blocks(hazard, FALLBACK_CAMPUS)["objectives"]}


def list_campuses(hazard: str) -> list[str]:
    """The campuses on which this hazard can occur."""
    return [name for name, campus in read_campuses().items() if hazard not in campus.get("without", ())]


def find_default_campus(hazard: str) -> str:
    """The campus of the shipped scenario."""
    return DEFAULT_CAMPUSES.get(hazard, FALLBACK_CAMPUS)


def build_exercise(name: str, answers: KitAnswers) -> KitFiles:
    """The files of an exercise of this name."""
    blocks, campus = read_blocks(answers.hazard, answers.campus), read_campuses()[answers.campus]
    roles = [role for role in campus["roles"] if role["id"] in {LEADER, *answers.who}]
    roster = {role["id"]: role["plays"] for role in campus["roles"] if role not in roles}
    minutes = divide_minutes(answers.minutes)
    is_discussed = minutes[2] > 0
    injects, decisions = select_items(blocks, {role["id"] for role in roles}, answers.practice, is_discussed)
    if answers.minutes < DISCUSSED_FROM:
        decisions = decisions[:QUESTIONS_IF_SHORT]
    has_discussion = any(item.get("talked") for item in (*injects, *decisions))
    named = {role for inject in injects for role in inject["to"]} | {one["of"] for one in decisions}
    served = {item["objective"] for item in (*injects, *decisions)}
    knows: dict[str, str] = blocks.get("knows", {})
    own_scenario = answers.campus != find_default_campus(answers.hazard)
    data: dict[str, Any] = {
        "exercise": name,
        "title": blocks["title"],
        "scenario": f"./{name}-emergency.yaml" if own_scenario else answers.hazard,
        "period": PERIOD,
        "minutes": answers.minutes,
        "trains": blocks["trains"],
        "people": f"{len(roles)} to 12; {', '.join(role['title'].lower() for role in roles)}",
        "purpose": blocks["purpose"].strip(),
        "strategy": blocks.get("strategy", "app"),
        "twin": blocks.get("twin", "app-no-staff-leg"),
        **({"conditions": blocks["conditions"]} if "conditions" in blocks else {}),
        "day": blocks["day"],
        **{key: blocks[key] for key in ("onset", "begins") if key in blocks},
        "situation": blocks["situation"].strip(),
        "needs": blocks.get("needs", []),
        "objectives": [one for one in blocks["objectives"] if one["id"] in served],
        "roles": [role | {"knows": knows.get(role["id"], role["knows"])} for role in roles if role["id"] in named],
        "segments": _build_segments(blocks, minutes, has_discussion),
        "injects": [_place(inject, roster) for inject in injects],
        "decisions": [{"id": f"D{n}", **_place(one, roster, without=("id",))} for n, one in enumerate(decisions, 1)],
    }
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
    scenario = f"scenario: {name}-emergency\nlike: {answers.hazard}\ncampus: {answers.campus}\n"
    return KitFiles(f"{_describe(name, answers)}{text}", scenario if own_scenario else None)


def select_items(
    blocks: Mapping[str, Any], roles: set[str], practice: Sequence[str], is_discussed: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Injects and decisions for these roles and objectives. is_discussed: whether there is a talked part."""
    fits = [
        item
        for item in (*blocks["injects"], *blocks["decisions"])
        if item["objective"] in practice and (is_discussed or not item.get("talked"))
    ]
    injects = [
        {**item, "to": [role for role in item["to"] if role in roles]}
        for item in fits
        if "to" in item and roles & {*item["to"]}
    ]
    return injects, [item for item in fits if item.get("of") in roles]


def divide_minutes(minutes: int) -> tuple[int, int, int, int]:
    """Minutes of briefing, played and talked part, and hot wash."""
    if minutes in SEGMENT_MINUTES:
        return SEGMENT_MINUTES[minutes]
    briefing, hot_wash = max(3, minutes * 6 // 45), max(6, minutes * 8 // 45)
    talked = minutes * 7 // 45 if minutes >= DISCUSSED_FROM else 0
    return briefing, minutes - briefing - talked - hot_wash, talked, hot_wash


def _build_segments(
    blocks: Mapping[str, Any], minutes: tuple[int, int, int, int], has_discussion: bool
) -> list[dict[str, Any]]:
    briefing, played, talked, hot_wash = minutes
    story = blocks.get("story", STORY)
    after = {"id": "after", "kind": "talked", "title": "Afterward", "minutes": talked, "story": story}
    if not has_discussion:
        played += talked
    return [
        {"id": "briefing", "kind": "briefing", "title": "Briefing", "minutes": briefing},
        {"id": "response", "kind": "played", "title": blocks.get("played", PLAYED), "minutes": played},
        *([after] if has_discussion else []),
        {"id": "hot-wash", "kind": "hot-wash", "title": "Hot wash", "minutes": hot_wash},
    ]


def _place(item: Mapping[str, Any], roster: Mapping[str, str], without: Sequence[str] = ()) -> dict[str, Any]:
    """An item in its segment, with persons of the roster for roles that no one plays."""
    kept = {key: value for key, value in item.items() if key not in ("talked", *without)}
    named = _rename(kept, roster)
    segment = "after" if item.get("talked") else "response"
    number = {"number": named.pop("number")} if "number" in named else {}
    return {**number, "segment": segment, **named}


def _rename(value: Any, roster: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_rename(one, roster) for one in value]
    if isinstance(value, dict):
        return {
            key: roster.get(one, one) if key in ("by", "whom", "aware") else _rename(one, roster)
            for key, one in value.items()
        }
    return value


def _describe(name: str, answers: KitAnswers) -> str:
    return (
        f"# {answers.hazard} on {answers.campus}, {answers.minutes} minutes. Plays: {', '.join(answers.who)}. "
        f"Practices: {', '.join(answers.practice)}.\n"
        "# Announce it beforehand, to dispatch too. Anyone may step out at any time. Change it line by line, and look again:\n"
        f"#   allcall check {name}.yaml\n"
        f"#   allcall drill {name}.yaml --rehearse      what is not reached, and how much each question matters\n"
        "# The guide is docs/writing-an-exercise.md.\n"
    )


def _read(name: str) -> str:
    return files("scenarios").joinpath("starters", "kit", f"{name}.yaml").read_text(encoding="utf-8")
