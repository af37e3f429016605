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
    is_on_own_campus,
    check_emergency,
    check_inputs,
    check_place,
    check_requirement,
    check_scenario,
    check_sizes,
    check_strategy,
    find_missing_references,
    review_emergency,
    review_inputs,
    review_place,
    review_strategy,
)
from scenarios.checks.naming import Check, gathered
from scenarios.emergency import Emergency
from scenarios.evidence import EvidenceTable
from scenarios.exercise import Exercise
from scenarios.expand import expand_campus
from scenarios.layers import LayeredDocument, collapse_findings, resolve_base
from scenarios.load import Document, build_model, model_for, read_model, read_document, sound_parts
from scenarios.names import Mention, find_file, is_path, list_shipped
from scenarios.opened import ValidatedFile
from scenarios.own_names import OwnNames
from scenarios.place import Finding, Place, FindingPath
from scenarios.problems import Problem, Problems, name_kind_with_article, escape_unprintable, quote
from scenarios.programme import Program
from scenarios.records import Absent
from scenarios.requirement import Requirement
from scenarios.scenario import PRESENT_PRACTICE, Scenario
from scenarios.script import WritingSystem
from scenarios.strategies import Strategy

__all__ = [
    "KINDS",
    "Mention",
    "ValidatedFile",
    "Loader",
    "find_file",
    "open_emergency",
    "open_file",
    "open_place",
    "open_programme",
    "open_requirement",
    "open_strategy",
    "list_shipped",
]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
P = ParamSpec("P")
CROSS_CHECK_SUBJECT = "how its parts fit together"
KINDS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    "campus": Campus,
    "strategy": Strategy,
    "exercise": Exercise,
    "script": WritingSystem,
    "names": OwnNames,
    "additions": Additions,
    "requirement": Requirement,
    "programme": Program,
}


def open_emergency(
    scenario: str,
    campus: str | None = None,
    strategies: Sequence[str] | None = None,
    opening: "Loader | None" = None,
) -> Emergency:
    """An emergency, cross-checked. campus, strategies: instead of or beside those that the scenario names; opening: keeps what
    is merely odd.

    Raises Problems with all that is wrong in all its files.
    """
    opening = Loader() if opening is None else opening
    emergency = opening.load_emergency(find_file("scenario", scenario, Mention()), campus, strategies or ())
    return opening.result_or_raise(emergency)


def open_place(campus: str) -> Place:
    """A campus written out, cross-checked. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_place(find_file("campus", campus, Mention())))


def open_strategy(strategy: str) -> Strategy:
    """A strategy, cross-checked. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_strategy(find_file("strategy", strategy, Mention())))


def open_requirement(requirement: str) -> Requirement:
    """A requirement, cross-checked. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_requirement(find_file("requirement", requirement, Mention())))


def open_programme(programme: str) -> Program:
    """A training programme. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_program(find_file("programme", programme, Mention())))


def open_file(path: Path, kind: str | None = None) -> tuple[BaseModel, Document]:
    """The model of a file alone, and the file. kind: what it has to be, if that is known. Raises Problems."""
    document, model = _read_document_of(path, kind)
    return build_model(document, model), document


def _read_document_of(path: Path, kind: str | None) -> tuple[Document, type[BaseModel]]:
    document = read_document(path)
    model = model_for(document, KINDS)
    if kind is not None and document.kind != kind:
        message = f"this is {name_kind_with_article(document.kind)}, not {name_kind_with_article(kind)}"
        hint = f'begin with "{kind}: NAME"'
        raise Problems([document.problem((document.kind,), message, hint, of_key=True)])
    return resolve_base(document), model


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
class Loader:
    """Opens files, goes on as far as it can, and keeps what is wrong in any of them, and what is merely odd."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    cross_check_problems: list[Problem] = field(
        default_factory=list
    )  # those on how a scenario fits a campus; a page says them
    unchecked: list[str] = field(default_factory=list)  # what could not be looked at, as it is printed
    missing: set[str] = field(
        default_factory=set
    )  # names of strategies and campuses of which there is no file

    def result_or_raise(self, result: T | None) -> T:
        """The result, if there was nothing wrong on the way to it. Raises Problems."""
        if self.problems or result is None:
            raise Problems(self.problems, self.unchecked)
        return result

    def check(self, path: Path) -> str:
        """Everything that is wrong with a file, whatever kind it is of, with the files that it names. Returns the kind."""
        try:
            kind = read_document(path).kind
            if kind == "evidence":
                read_model(path, {"evidence": EvidenceTable})
        except Problems as found:
            self.problems += found.problems
            return ""
        self.load_with_references(kind, path)
        return kind

    def load_with_references(self, kind: str, path: Path) -> object:
        """What a file of a kind leads to, with the files that it names; exercises stand in `scenarios.exercise_library`."""
        match kind:
            case "evidence":
                return None
            case "scenario":
                return self.load_emergency(path)
            case "campus":
                return self.load_place(path)
            case "requirement":
                return self.load_requirement(path)
            case "programme":
                return self.load_program(path)
            case _:
                return self.load_strategy(path)

    @as_far_as_possible
    def load_emergency(
        self,
        path: Path,
        campus: str | None = None,
        strategies: Sequence[str] | Mapping[str, Mention] = (),
    ) -> Emergency | None:
        """An emergency with its campus and strategies. campus, strategies: as the user, or another file, named them."""
        file = self.load_file(path, "scenario", Scenario)
        if file is None:
            return None
        asked = Mention(beside=path.parent)
        mention = Mention(file.document, ("campus",)) if campus is None else asked
        ground = self.load_campus(self.find_file("campus", campus or file.model.campus, mention))
        mentions = dict(strategies) if isinstance(strategies, Mapping) else dict.fromkeys(strategies, asked)
        if ground is not None:
            mentions.pop(PRESENT_PRACTICE, None)
            mentions.setdefault(ground[1].campus.present_practice, _mention_practice(ground[0]))
        for name, mention in _collect_mentions(file).items():
            mentions.setdefault(name, mention)
        played = self.load_strategies(mentions)
        self.record_findings(file, check_scenario(file.model), ())
        if ground is None:
            self.record_unchecked(file.document, "how it fits its campus", "the campus can be read")
            return None
        emergency = Emergency(file.model, ground[1], played)
        wrong, left_out = split_missing_references(file, emergency.place, campus is None or is_on_own_campus(emergency))
        findings = check_emergency(emergency)
        if wrong:  # that it can begin nowhere may follow from it
            findings = [finding for finding in findings if finding.where != ("hazard", "where")]
        if campus is not None:  # it is not the one that the scenario names
            self.record_findings(ground[0], [finding for finding in findings if finding.where == ("campus",)], ())
            findings = [finding for finding in findings if finding.where != ("campus",)]
        self.record_findings(file, [*findings, *wrong], ())
        fit = file.collect_problems(gathered(lambda: review_emergency(emergency), left_out))
        self.cross_check_problems += fit
        self.notes += fit
        return emergency

    @as_far_as_possible
    def load_place(self, path: Path) -> Place | None:
        """A campus written out, and whether its present practice is there."""
        ground = self.load_campus(path)
        if ground is None:
            return None
        file, place = ground
        self.load_strategies({place.campus.present_practice: _mention_practice(file)})
        return place

    @as_far_as_possible
    def load_campus(self, path: Path | None) -> tuple[ValidatedFile[Campus], Place] | None:
        """A campus file, and the campus written out."""
        file = None if path is None else self.load_file(path, "campus", Campus)
        if file is None:
            return None
        too_large = check_sizes(file.model)
        if too_large:
            self.record_findings(file, too_large, ())
            self.record_unchecked(file.document, CROSS_CHECK_SUBJECT, "it is smaller")
            return None
        place, findings = expand_campus(file.model)
        found = collapse_findings(file.document, [*findings, *check_place(place, findings)])
        self.record_findings(file, found, review_place(place))
        if findings:
            self.record_unchecked(file.document, "whether everybody is where they are needed", "this is mended")
        return file, place

    def load_strategies(self, mentions: Mapping[str, Mention]) -> dict[str, Strategy]:
        """Strategies by the name they are mentioned by."""
        paths = {name: self.find_file("strategy", name, mention) for name, mention in mentions.items()}
        opened = {name: self.load_strategy(path) for name, path in paths.items() if path is not None}
        return {name: strategy for name, strategy in opened.items() if strategy is not None}

    def load_strategy(self, path: Path) -> Strategy | None:
        """A strategy by itself."""
        file = self.load_file(path, "strategy", Strategy)
        if file is None:
            return None
        self.record_findings(file, check_strategy(file.model), lambda: review_strategy(file.model))
        return file.model

    def load_requirement(self, path: Path) -> Requirement | None:
        """A requirement by itself."""
        file = self.load_file(path, "requirement", Requirement)
        if file is None:
            return None
        self.record_findings(file, check_requirement(file.model), ())
        return file.model

    def load_program(self, path: Path) -> Program | None:
        """A training programme by itself."""
        file = self.load_file(path, "programme", Program)
        return None if file is None else file.model

    def load_file(self, path: Path, kind: str, model: type[M]) -> ValidatedFile[M] | None:
        """A file and its model, without the parts that are wrong."""
        try:
            document = self.load_document(path, kind)
        except Problems as found:
            self.problems += found.problems
            return None
        try:
            opened = ValidatedFile(document, build_model(document, model))
        except Problems as found:
            self.problems += found.problems
            self.record_unchecked(document, CROSS_CHECK_SUBJECT, "this is mended")
            opened = ValidatedFile(document, sound_parts(document, model))
        self.notes += check_filename(document)
        self.record_findings(opened, check_inputs(opened.model), review_inputs(opened.model))
        return opened

    def load_document(self, path: Path, kind: str) -> Document:
        """A file of a kind, written out. Raises Problems."""
        return _read_document_of(path, kind)[0]

    def find_file(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        try:
            return find_file(kind, name, mention)
        except Problems as found:
            self.problems += found.problems
            self.missing.add(name)
            return None

    def record_unchecked(self, document: Document, what: str, until: str) -> None:
        """Says what could not be looked at yet."""
        self.unchecked.append(f"{escape_unprintable(document.path)}: not checked yet: {what}, until {until}")

    def record_findings(self, file: ValidatedFile[M], findings: Iterable[Finding], notes: Check) -> None:
        """Keeps what the cross-checks found in a file, but for what they found in stand-ins, and what follows from a name
        of which there is no file.
        """
        self.problems += file.collect_problems(one for one in findings if not self.missing & {one.wrong, *one.near})
        self.notes += file.collect_problems(gathered(notes))


def split_missing_references(file: ValidatedFile[Scenario], place: Place, at_home: bool) -> tuple[list[Finding], list[Finding]]:
    """What a scenario names and a campus does not have: misspelled, or only left out there because it is another campus.

    Of another campus, misspelled is what the scenario's own does not have either. What a scenario takes over from another one, and
    plays on a campus that it names itself, was written for another campus.
    """
    here = find_missing_references(file.model, place)
    if at_home or not here:
        foreign = [one for one in here if _is_from_other_campus(file.document, one.where)]
        return [one for one in here if one not in foreign], _describe_left_out(foreign)
    aside = Loader()
    home = aside.load_campus(aside.find_file("campus", file.model.campus, Mention(file.document, ("campus",))))
    is_known = home is not None and home[1].campus.campus != place.campus.campus
    wrong = find_missing_references(file.model, home[1]) if home is not None and is_known else []
    places = {finding.where for finding in wrong}
    return wrong, _describe_left_out(one for one in here if one.where not in places)


def _is_from_other_campus(document: Document, where: FindingPath) -> bool:
    """Whether part of a scenario was taken over from one on another campus."""
    if not isinstance(document, LayeredDocument):
        return False
    return document.is_inherited(where) and not document.is_inherited(("campus",))


def _describe_left_out(lacking: Iterable[Finding]) -> list[Finding]:
    return [Finding(one.where, f"{one.message}, so it is left out") for one in lacking]


def check_filename(document: Document) -> list[Problem]:
    """A note on a file that is called otherwise than its first line says."""
    stem, name = Path(document.path).stem, document.data[document.kind]
    if stem == name or not isinstance(name, str) or not is_path(document.path):
        return []
    message = f"the file is called {quote(stem)}, and other files name it so; call both the same"
    return [document.problem((document.kind,), message)]


def _mention_practice(file: ValidatedFile[Campus]) -> Mention:
    return Mention(file.document, ("present_practice",))


def _collect_mentions(file: ValidatedFile[Scenario]) -> dict[str, Mention]:
    """Where a scenario names each of its strategies first, but for present practice, which is the campus's."""
    scenario = file.model
    named: list[tuple[str, FindingPath]] = [(name, ("strategies", i)) for i, name in enumerate(scenario.strategies)]
    named.append((scenario.baseline, ("baseline",)))
    for i, line in enumerate(scenario.headlines):
        named += [(line.without, ("headlines", i, "without")), (line.with_, ("headlines", i, "with"))]
    first: dict[str, Mention] = {}
    for name, where in named:
        if name != PRESENT_PRACTICE:
            first.setdefault(name, Mention(file.document, where))
    return first
