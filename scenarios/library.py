"""Opens files by name, puts an emergency together from them, and says everything that is wrong in all of them at once.

How a name leads to a file is decided in `scenarios.names`, how one file stands upon another in `scenarios.layers`, what must fit together
in `scenarios.checks`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from scenarios.campus import Campus
from scenarios.checks import (
    check_emergency,
    check_inputs,
    check_place,
    check_sizes,
    check_strategy,
    notes_on_emergency,
    notes_on_place,
    notes_on_strategy,
)
from scenarios.emergency import Emergency
from scenarios.evidence import EvidenceTable
from scenarios.expand import expand
from scenarios.layers import written_out
from scenarios.load import Document, build, model_for, read, read_document
from scenarios.mending import Mended, mend
from scenarios.names import Mention, find, shipped
from scenarios.place import Finding, Place, Where
from scenarios.problems import Problem, Problems, suggestion
from scenarios.scenario import PRESENT_PRACTICE, Scenario
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
    "open_strategy",
    "shipped",
]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
MOST_SUGGESTIONS = 40  # in one file; to look for the nearest of a thousand names takes its time
KINDS: dict[str, type[BaseModel]] = {"scenario": Scenario, "campus": Campus, "strategy": Strategy}


def open_emergency(
    scenario: str, campus: str | None = None, strategies: Sequence[str] | None = None
) -> Emergency:
    """An emergency, cross-checked. campus, strategies: instead of or beside those that the scenario names.

    Raises Problems with all that is wrong in all its files.
    """
    opening = Opening()
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


def open_file(path: Path, kind: str | None = None) -> tuple[BaseModel, Document]:
    """The model of a file alone, and the file. kind: what it has to be, if that is known. Raises Problems."""
    document, model = _document(path, kind)
    return build(document, model), document


def _document(path: Path, kind: str | None) -> tuple[Document, type[BaseModel]]:
    document = read_document(path)
    model = model_for(document, KINDS)
    if kind is not None and document.kind != kind:
        message = f"this is a {document.kind}, not a {kind}"
        hint = f'begin with "{kind}: NAME"'
        raise Problems([document.problem((document.kind,), message, hint, of_key=True)])
    return written_out(document), model


@dataclass(frozen=True)
class Opened(Generic[M]):
    """A file and its model, with stand-ins where something in it is wrong."""

    document: Document
    mended: Mended[M]

    @property
    def model(self) -> M:
        """The model, with the stand-ins."""
        return self.mended.model

    def problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Findings of the cross-checks as problems of the file, each place once, but for those in stand-ins."""
        by_place: dict[Where, list[Finding]] = {}
        for finding in findings:
            if not self.mended.touches(finding.where):
                by_place.setdefault(finding.where, []).append(finding)
        places = enumerate(by_place.values())
        return [_problem(self.document, found, n < MOST_SUGGESTIONS) for n, found in places]


@dataclass
class Opening:
    """Opens files, goes on as far as it can, and keeps what is wrong in any of them, and what is merely odd."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def flawless(self, result: T | None) -> T:
        """The result, if there was nothing wrong on the way to it. Raises Problems."""
        if self.problems or result is None:
            raise Problems(self.problems)
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
        match kind:
            case "evidence":
                pass
            case "scenario":
                self.emergency(path)
            case "campus":
                self.place(path)
            case _:
                self.strategy(path)
        return kind

    def emergency(
        self, path: Path, campus: str | None = None, strategies: Sequence[str] = ()
    ) -> Emergency | None:
        """An emergency with its campus and strategies. campus, strategies: as the user named them."""
        file = self.file(path, "scenario", Scenario)
        if file is None:
            return None
        asked = Mention(beside=path.parent)
        mention = Mention(file.document, ("campus",)) if campus is None else asked
        ground = self.ground(self.found("campus", campus or file.model.campus, mention))
        mentions = dict.fromkeys(strategies, asked)
        if ground is not None:
            mentions.pop(PRESENT_PRACTICE, None)
            mentions.setdefault(ground[1].campus.present_practice, _practice(ground[0]))
        for name, mention in _named_in(file).items():
            mentions.setdefault(name, mention)
        played = self.strategies(mentions)
        if ground is None:
            return None
        emergency = Emergency(file.model, ground[1], played)
        self.report(file, check_emergency(emergency), notes_on_emergency(emergency))
        return emergency

    def place(self, path: Path) -> Place | None:
        """A campus written out, and whether its present practice is there."""
        ground = self.ground(path)
        if ground is None:
            return None
        file, place = ground
        self.strategies({place.campus.present_practice: _practice(file)})
        return place

    def ground(self, path: Path | None) -> "tuple[Opened[Campus], Place] | None":
        """A campus file, and the campus written out."""
        file = None if path is None else self.file(path, "campus", Campus)
        if file is None:
            return None
        too_large = check_sizes(file.model)
        if too_large:
            self.report(file, too_large, ())
            return None
        place, findings = expand(file.model)
        self.report(file, [*findings, *check_place(place, findings)], notes_on_place(place))
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
        self.report(file, check_strategy(file.model), notes_on_strategy(file.model))
        return file.model

    def file(self, path: Path, kind: str, model: type[M]) -> "Opened[M] | None":
        """A file and its model; with stand-ins for what is wrong, if there can be any."""
        try:
            document, _ = _document(path, kind)
        except Problems as found:
            self.problems += found.problems
            return None
        try:
            mended: Mended[M] | None = Mended(build(document, model), ())
        except Problems as found:
            self.problems += found.problems
            mended = mend(document, model)
        if mended is None:
            return None
        opened = Opened(document, mended)
        self.report(opened, check_inputs(mended.model), ())
        return opened

    def found(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        try:
            return find(kind, name, mention)
        except Problems as found:
            self.problems += found.problems
            return None

    def report(self, file: "Opened[M]", findings: Iterable[Finding], notes: Iterable[Finding]) -> None:
        """Keeps what the cross-checks found in a file, but for what they found in stand-ins."""
        self.problems += file.problems(findings)
        self.notes += file.problems(notes)


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


def _problem(document: Document, found: Sequence[Finding], suggests: bool) -> Problem:
    """What was found at one place, such as one line for many rooms, as a problem of a file."""
    first, more = found[0], len({finding.message for finding in found}) - 1
    hint = suggestion(first.wrong, first.near) if first.wrong and suggests else ""
    message = f"{first.message} (and {more} more like it)" if more else first.message
    return document.problem(first.where, message, hint)
