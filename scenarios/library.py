"""Opens files by name, puts an emergency together from them, and says everything that is wrong in all of them at once.

How a name leads to a file is decided in `scenarios.names`, how one file stands upon another in `scenarios.layers`, what must fit together
in `scenarios.checks`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from pydantic import BaseModel

from scenarios.additions import Additions
from scenarios.campus import Campus
from scenarios.checks import (
    at_home,
    check_emergency,
    check_inputs,
    check_place,
    check_requirement,
    check_scenario,
    check_sizes,
    check_strategy,
    lacking,
    notes_on_emergency,
    notes_on_inputs,
    notes_on_place,
    notes_on_strategy,
)
from scenarios.checks.naming import Check, gathered
from scenarios.emergency import Emergency
from scenarios.evidence import EvidenceTable
from scenarios.exercise import Exercise
from scenarios.expand import expand
from scenarios.layers import Layered, told_as_one, written_out
from scenarios.load import Document, build, model_for, read, read_document, sound_parts
from scenarios.names import Mention, find, is_path, shipped
from scenarios.opened import Opened
from scenarios.own_names import OwnNames
from scenarios.place import Finding, Place, Where
from scenarios.problems import Problem, Problems, one, printable, quote
from scenarios.programme import Programme
from scenarios.records import Absent
from scenarios.requirement import Requirement
from scenarios.scenario import PRESENT_PRACTICE, Scenario
from scenarios.script import Script
from scenarios.strategies import Strategy

__all__ = [
    "KINDS",
    "Mention",
    "Opened",
    "Opening",
    "find",
    "open_emergency",
    "open_file",
    "open_place",
    "open_programme",
    "open_requirement",
    "open_strategy",
    "shipped",
]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
P = ParamSpec("P")
TOGETHER = "how its parts fit together"
KINDS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    "campus": Campus,
    "strategy": Strategy,
    "exercise": Exercise,
    "script": Script,
    "names": OwnNames,
    "additions": Additions,
    "requirement": Requirement,
    "programme": Programme,
}


def open_emergency(
    scenario: str,
    campus: str | None = None,
    strategies: Sequence[str] | None = None,
    opening: "Opening | None" = None,
) -> Emergency:
    """An emergency, cross-checked. campus, strategies: instead of or beside those that the scenario names; opening: keeps what
    is merely odd.

    Raises Problems with all that is wrong in all its files.
    """
    opening = Opening() if opening is None else opening
    emergency = opening.emergency(find("scenario", scenario, Mention()), campus, strategies or ())
    return opening.flawless(emergency)


def open_place(campus: str) -> Place:
    """A campus written out, cross-checked. Raises Problems."""
    opening = Opening()
    return opening.flawless(opening.place(find("campus", campus, Mention())))


def open_strategy(strategy: str) -> Strategy:
    """A strategy, cross-checked. Raises Problems."""
    opening = Opening()
    return opening.flawless(opening.strategy(find("strategy", strategy, Mention())))


def open_requirement(requirement: str) -> Requirement:
    """A requirement, cross-checked. Raises Problems."""
    opening = Opening()
    return opening.flawless(opening.requirement(find("requirement", requirement, Mention())))


def open_programme(programme: str) -> Programme:
    """A training programme. Raises Problems."""
    opening = Opening()
    return opening.flawless(opening.programme(find("programme", programme, Mention())))


def open_file(path: Path, kind: str | None = None) -> tuple[BaseModel, Document]:
    """The model of a file alone, and the file. kind: what it has to be, if that is known. Raises Problems."""
    document, model = _document(path, kind)
    return build(document, model), document


def _document(path: Path, kind: str | None) -> tuple[Document, type[BaseModel]]:
    document = read_document(path)
    model = model_for(document, KINDS)
    if kind is not None and document.kind != kind:
        message = f"this is {one(document.kind)}, not {one(kind)}"
        hint = f'begin with "{kind}: NAME"'
        raise Problems([document.problem((document.kind,), message, hint, of_key=True)])
    return written_out(document), model


def as_far_as_possible(method: Callable[P, T | None]) -> Callable[P, T | None]:
    """None, where a part of a file is needed that is wrong; what was found until then is kept."""

    @wraps(method)
    def until_absent(*given: P.args, **named: P.kwargs) -> T | None:
        try:
            return method(*given, **named)
        except Absent:
            return None

    return until_absent


@dataclass
class Opening:
    """Opens files, goes on as far as it can, and keeps what is wrong in any of them, and what is merely odd."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    of_fit: list[Problem] = field(
        default_factory=list
    )  # those on how a scenario fits a campus; a page says them
    unchecked: list[str] = field(default_factory=list)  # what could not be looked at, as it is printed
    missing: set[str] = field(
        default_factory=set
    )  # names of strategies and campuses of which there is no file

    def flawless(self, result: T | None) -> T:
        """The result, if there was nothing wrong on the way to it. Raises Problems."""
        if self.problems or result is None:
            raise Problems(self.problems, self.unchecked)
        return result

    def check(self, path: Path) -> str:
        """Everything that is wrong with a file, whatever kind it is of, with the files that it names. Returns the kind."""
        try:
            kind = read_document(path).kind
            if kind == "evidence":
                read(path, {"evidence": EvidenceTable})
        except Problems as found:
            self.problems += found.problems
            return ""
        self.whole(kind, path)
        return kind

    def whole(self, kind: str, path: Path) -> object:
        """What a file of a kind leads to, with the files that it names; exercises stand in `scenarios.exercise_library`."""
        match kind:
            case "evidence":
                return None
            case "scenario":
                return self.emergency(path)
            case "campus":
                return self.place(path)
            case "requirement":
                return self.requirement(path)
            case "programme":
                return self.programme(path)
            case _:
                return self.strategy(path)

    @as_far_as_possible
    def emergency(
        self,
        path: Path,
        campus: str | None = None,
        strategies: Sequence[str] | Mapping[str, Mention] = (),
    ) -> Emergency | None:
        """An emergency with its campus and strategies. campus, strategies: as the user, or another file, named them."""
        file = self.file(path, "scenario", Scenario)
        if file is None:
            return None
        asked = Mention(beside=path.parent)
        mention = Mention(file.document, ("campus",)) if campus is None else asked
        ground = self.ground(self.found("campus", campus or file.model.campus, mention))
        mentions = dict(strategies) if isinstance(strategies, Mapping) else dict.fromkeys(strategies, asked)
        if ground is not None:
            mentions.pop(PRESENT_PRACTICE, None)
            mentions.setdefault(ground[1].campus.present_practice, _practice(ground[0]))
        for name, mention in _named_in(file).items():
            mentions.setdefault(name, mention)
        played = self.strategies(mentions)
        self.report(file, check_scenario(file.model), ())
        if ground is None:
            self.waits(file.document, "how it fits its campus", "the campus can be read")
            return None
        emergency = Emergency(file.model, ground[1], played)
        wrong, left_out = lacks(file, emergency.place, campus is None or at_home(emergency))
        findings = check_emergency(emergency)
        if wrong:  # that it can begin nowhere may follow from it
            findings = [finding for finding in findings if finding.where != ("hazard", "where")]
        if campus is not None:  # it is not the one that the scenario names
            self.report(ground[0], [finding for finding in findings if finding.where == ("campus",)], ())
            findings = [finding for finding in findings if finding.where != ("campus",)]
        self.report(file, [*findings, *wrong], ())
        fit = file.problems(gathered(lambda: notes_on_emergency(emergency), left_out))
        self.of_fit += fit
        self.notes += fit
        return emergency

    @as_far_as_possible
    def place(self, path: Path) -> Place | None:
        """A campus written out, and whether its present practice is there."""
        ground = self.ground(path)
        if ground is None:
            return None
        file, place = ground
        self.strategies({place.campus.present_practice: _practice(file)})
        return place

    @as_far_as_possible
    def ground(self, path: Path | None) -> tuple[Opened[Campus], Place] | None:
        """A campus file, and the campus written out."""
        file = None if path is None else self.file(path, "campus", Campus)
        if file is None:
            return None
        too_large = check_sizes(file.model)
        if too_large:
            self.report(file, too_large, ())
            self.waits(file.document, TOGETHER, "it is smaller")
            return None
        place, findings = expand(file.model)
        found = told_as_one(file.document, [*findings, *check_place(place, findings)])
        self.report(file, found, notes_on_place(place))
        if findings:
            self.waits(file.document, "whether everybody is where they are needed", "this is mended")
        return file, place

    def strategies(self, mentions: Mapping[str, Mention]) -> dict[str, Strategy]:
        """Strategies by the name they are mentioned by."""
        paths = {name: self.found("strategy", name, mention) for name, mention in mentions.items()}
        opened = {name: self.strategy(path) for name, path in paths.items() if path is not None}
        return {name: strategy for name, strategy in opened.items() if strategy is not None}

    def strategy(self, path: Path) -> Strategy | None:
        """A strategy by itself."""
        file = self.file(path, "strategy", Strategy)
        if file is None:
            return None
        self.report(file, check_strategy(file.model), lambda: notes_on_strategy(file.model))
        return file.model

    def requirement(self, path: Path) -> Requirement | None:
        """A requirement by itself."""
        file = self.file(path, "requirement", Requirement)
        if file is None:
            return None
        self.report(file, check_requirement(file.model), ())
        return file.model

    def programme(self, path: Path) -> Programme | None:
        """A training programme by itself."""
        file = self.file(path, "programme", Programme)
        return None if file is None else file.model

    def file(self, path: Path, kind: str, model: type[M]) -> Opened[M] | None:
        """A file and its model, without the parts that are wrong."""
        try:
            document = self.document(path, kind)
        except Problems as found:
            self.problems += found.problems
            return None
        try:
            opened = Opened(document, build(document, model))
        except Problems as found:
            self.problems += found.problems
            self.waits(document, TOGETHER, "this is mended")
            opened = Opened(document, sound_parts(document, model))
        self.notes += called_otherwise(document)
        self.report(opened, check_inputs(opened.model), notes_on_inputs(opened.model))
        return opened

    def document(self, path: Path, kind: str) -> Document:
        """A file of a kind, written out. Raises Problems."""
        return _document(path, kind)[0]

    def found(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        try:
            return find(kind, name, mention)
        except Problems as found:
            self.problems += found.problems
            self.missing.add(name)
            return None

    def waits(self, document: Document, what: str, until: str) -> None:
        """Says what could not be looked at yet."""
        self.unchecked.append(f"{printable(document.path)}: not checked yet: {what}, until {until}")

    def report(self, file: Opened[M], findings: Iterable[Finding], notes: Check) -> None:
        """Keeps what the cross-checks found in a file, but for what they found in stand-ins, and what follows from a name
        of which there is no file.
        """
        self.problems += file.problems(one for one in findings if not self.missing & {one.wrong, *one.near})
        self.notes += file.problems(gathered(notes))


def lacks(file: Opened[Scenario], place: Place, at_home: bool) -> tuple[list[Finding], list[Finding]]:
    """What a scenario names and a campus does not have: misspelled, or only left out there because it is another campus.

    Of another campus, misspelled is what the scenario's own does not have either. What a scenario takes over from another one, and
    plays on a campus that it names itself, was written for another campus.
    """
    here = lacking(file.model, place)
    if at_home or not here:
        foreign = [one for one in here if _is_for_another(file.document, one.where)]
        return [one for one in here if one not in foreign], _left_out(foreign)
    aside = Opening()
    home = aside.ground(aside.found("campus", file.model.campus, Mention(file.document, ("campus",))))
    is_known = home is not None and home[1].campus.campus != place.campus.campus
    wrong = lacking(file.model, home[1]) if home is not None and is_known else []
    places = {finding.where for finding in wrong}
    return wrong, _left_out(one for one in here if one.where not in places)


def _is_for_another(document: Document, where: Where) -> bool:
    """Whether part of a scenario was taken over from one on another campus."""
    if not isinstance(document, Layered):
        return False
    return document.takes_over(where) and not document.takes_over(("campus",))


def _left_out(lacking: Iterable[Finding]) -> list[Finding]:
    return [Finding(one.where, f"{one.message}, so it is left out") for one in lacking]


def called_otherwise(document: Document) -> list[Problem]:
    """A note on a file that is called otherwise than its first line says."""
    stem, name = Path(document.path).stem, document.data[document.kind]
    if stem == name or not isinstance(name, str) or not is_path(document.path):
        return []
    message = f"the file is called {quote(stem)}, and other files name it so; call both the same"
    return [document.problem((document.kind,), message)]


def _practice(file: Opened[Campus]) -> Mention:
    return Mention(file.document, ("present_practice",))


def _named_in(file: Opened[Scenario]) -> dict[str, Mention]:
    """Where a scenario names each of its strategies first, but for present practice, which is the campus's."""
    scenario = file.model
    named: list[tuple[str, Where]] = [(name, ("strategies", i)) for i, name in enumerate(scenario.strategies)]
    named.append((scenario.baseline, ("baseline",)))
    for i, line in enumerate(scenario.headlines):
        named += [(line.without, ("headlines", i, "without")), (line.with_, ("headlines", i, "with"))]
    first: dict[str, Mention] = {}
    for name, where in named:
        if name != PRESENT_PRACTICE:
            first.setdefault(name, Mention(file.document, where))
    return first
