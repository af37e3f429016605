"""Finds scenario, campus and strategy files by name, and puts an emergency together from them.

A name is looked for beside the file that mentions it, then in the shipped library; a path is taken as it is. A file may say `like: NAME`:
it is then that other file of its kind, with its own keys over it; an uncertain input is replaced whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from scenarios.campus import Campus
from scenarios.checks import check_emergency, check_place
from scenarios.emergency import Emergency
from scenarios.expand import expand
from scenarios.load import Document, build, model_for, read_document
from scenarios.place import Finding
from scenarios.problems import Problem, Problems, nearest, quote
from scenarios.scenario import PRESENT_PRACTICE, Scenario
from scenarios.strategies import Strategy

M = TypeVar("M", bound=BaseModel)
SHIPPED = Path(__file__).parent
FOLDERS = {"scenario": "", "campus": "campuses", "strategy": "strategies"}
KINDS: dict[str, type[BaseModel]] = {"scenario": Scenario, "campus": Campus, "strategy": Strategy}
MOST_LIKE = 5  # files that may stand one upon the other


@dataclass(frozen=True)
class Mention:
    """Where a name was read: the file and the path inside it. None: on the command line."""

    document: Document | None = None
    where: tuple[str | int, ...] = ()

    def problem(self, message: str, hint: str) -> Problem:
        """A problem of the name."""
        if self.document is None:
            return Problem("command line", None, None, message, hint)
        return self.document.problem(self.where, message, hint)


def shipped(kind: str) -> list[str]:
    """Names of the files of a kind that come with Allcall, in order."""
    return sorted(path.stem for path in (SHIPPED / FOLDERS[kind]).glob("*.yaml"))


def find(kind: str, name: str, mention: Mention) -> Path:
    """The file of a name. Raises Problems with the nearest name that there is."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return Path(name)
    beside = [] if mention.document is None else [Path(mention.document.path).parent]
    for folder in (*beside, SHIPPED):
        for path in (folder / f"{name}.yaml", folder / FOLDERS[kind] / f"{name}.yaml"):
            if path.is_file() and (folder != SHIPPED or path.parent == SHIPPED / FOLDERS[kind]):
                return path
    known = shipped(kind)
    close = nearest(name, known)
    hint = f"nearest is {quote(close)}" if close else f"there is {', '.join(known)}"
    raise Problems([mention.problem(f"there is no {kind} {quote(name)}", hint)])


def open_file(path: Path, kind: str | None = None) -> tuple[BaseModel, Document]:
    """The model of a file and the file. kind: what it has to be, if that is known. Raises Problems."""
    document = read_document(path)
    model = model_for(document, KINDS)
    if kind is not None and document.kind != kind:
        message = f"this is a {document.kind}, not a {kind}"
        raise Problems(
            [document.problem((document.kind,), message, f'begin with "{kind}: NAME"', of_key=True)]
        )
    whole = written_out(document, MOST_LIKE)
    return build(whole, model), whole


def written_out(document: Document, left: int) -> Document:
    """A document with what it is like under its own keys."""
    name = document.data.get("like")
    if name is None or not isinstance(name, str):
        return document
    mention = Mention(document, ("like",))
    if left == 0:
        raise Problems([mention.problem("too many files stand one upon the other", f"at most {MOST_LIKE}")])
    under = read_document(find(document.kind, name, mention))
    if under.kind != document.kind:
        raise Problems([mention.problem(f"{quote(name)} is a {under.kind}", f"name a {document.kind}")])
    base = written_out(under, left - 1)
    own = {key: value for key, value in document.data.items() if key != "like"}
    return replace(document, data=laid_over(base.data, own))


def laid_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Own keys over base keys, mapping by mapping; an uncertain input (it has evidence) replaces the other whole."""
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        if isinstance(value, dict) and isinstance(under, dict) and "evidence" not in value:
            value = laid_over(under, value)
        merged[key] = value
    return merged


def open_emergency(
    scenario: str, campus: str | None = None, strategies: Sequence[str] | None = None
) -> Emergency:
    """An emergency, cross-checked. campus, strategies: instead of or beside those that the scenario names.

    Raises Problems with all that is wrong in all its files.
    """
    path = find("scenario", scenario, Mention())
    model, document = open_file(path, "scenario")
    assert isinstance(model, Scenario)
    place_mention = Mention() if campus is not None else Mention(document, ("campus",))
    place_model, place_document = open_file(find("campus", campus or model.campus, place_mention), "campus")
    assert isinstance(place_model, Campus)
    place, findings = expand(place_model)
    findings += check_place(place)
    problems = reported(place_document, findings)
    emergency = Emergency(model, place, {})
    played = opened_strategies(emergency, document, place_document, strategies, problems)
    emergency = replace(emergency, strategies=played)
    if not problems:
        problems += reported(document, check_emergency(emergency))
    if problems:
        raise Problems(problems)
    return emergency


def opened_strategies(
    emergency: Emergency,
    scenario: Document,
    campus: Document,
    asked: Sequence[str] | None,
    problems: list[Problem],
) -> dict[str, Strategy]:
    """All strategies that the files or the user name. Problems are collected."""
    mentions: dict[str, Mention] = {}
    for name in asked or ():
        mentions.setdefault(emergency.strategy_name(name), Mention())
    mentions.setdefault(emergency.place.campus.present_practice, Mention(campus, ("present_practice",)))
    model = emergency.scenario
    named: list[tuple[str, tuple[str | int, ...]]] = [
        (name, ("strategies", i)) for i, name in enumerate(model.strategies)
    ]
    named += [(model.baseline, ("baseline",))]
    for i, line in enumerate(model.headlines):
        named += [(line.without, ("headlines", i, "without")), (line.with_, ("headlines", i, "with"))]
    for name, where in named:
        if name != PRESENT_PRACTICE:
            mentions.setdefault(name, Mention(scenario, where))
    return open_strategies(mentions, problems)


def open_strategies(mentions: Mapping[str, Mention], problems: list[Problem]) -> dict[str, Strategy]:
    """The strategies by the name they are mentioned by."""
    opened: dict[str, Strategy] = {}
    for name, mention in mentions.items():
        try:
            model, _ = open_file(find("strategy", name, mention), "strategy")
        except Problems as found:
            problems += found.problems
        else:
            assert isinstance(model, Strategy)
            opened[name] = model
    return opened


def reported(document: Document, findings: Sequence[Finding]) -> list[Problem]:
    """Findings of the cross-checks as problems of a file."""
    problems = []
    for finding in findings:
        close = nearest(finding.wrong, finding.near) if finding.wrong else None
        problems.append(
            document.problem(finding.where, finding.message, f"nearest is {quote(close)}" if close else "")
        )
    return problems
