"""Finds, opens, layers and cross-checks files by name.

A name is looked for beside the file that mentions it, then in the shipped library; a name with a slash or ending in `.yaml` is a path.
`like: NAME` puts a file's own keys over another file of its kind. Mappings merge key by key, agencies by their kind; other lists and
uncertain inputs are replaced whole, so a number never keeps the evidence of another one. An exercise carries the text of every file it
uses, so a journal can be opened without the library. Many findings from one mistake become one problem, at the first place.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, wraps
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

from pydantic import BaseModel, ValidationError

from scenarios.annotations import Additions
from scenarios.base import Absent
from scenarios.campus import Campus, OwnNames
from scenarios.campus_expansion import Place, expand_campus
from scenarios.compliance import Program, Requirement
from scenarios.diagnostics import (
    Finding,
    FindingPath,
    Problem,
    Problems,
    find_nearest,
    format_names,
    name_kind,
    name_kind_with_article,
    quote,
    suggest,
)
from scenarios.event_rates import EventRates
from scenarios.evidence import EvidenceTable
from scenarios.exercise import Exercise
from scenarios.inputs import iterate_named_inputs
from scenarios.loading.file_record import is_file
from scenarios.loading.files import Source
from scenarios.loading.loader import (
    BY_KIND,
    Document,
    LayeredDocument,
    build_model,
    is_mergeable,
    model_for,
    pair_by_kind,
    parse_document,
    read_document,
    sound_parts,
)
from scenarios.loading.yaml_parser import DataPath, Mark, Marks
from scenarios.plug_ins import list_strategy_folders
from scenarios.scenario import PRESENT_PRACTICE, Emergency, Scenario
from scenarios.script import Script
from scenarios.stated_levers import check_levers
from scenarios.strategies import Strategy, add_to_practice
from scenarios.structures import check_structures, review_structures
from scenarios.training import Training
from scenarios.unprintable import escape_unprintable
from scenarios.validation.campus import check_place, review_against_base, review_place
from scenarios.validation.exercise import (
    check_exercise,
    check_exercise_period,
    check_names,
    check_script,
    find_school_day,
    review_exercise,
    review_script,
)
from scenarios.validation.limits import Check, check_inputs, check_sizes, gathered, review_inputs
from scenarios.validation.scenario import (
    check_emergency,
    check_practice,
    check_requirement,
    check_scenario,
    check_strategy,
    find_missing_references,
    is_on_own_campus,
    review_emergency,
    review_strategy,
)
from scenarios.validation.training import check_training, review_training

LIBRARY_FOLDER = Path(__file__).parent
HEAD_BYTES = 10_000  # characters in which a file has to say what it is, to be suggested
FOLDERS = {
    "scenario": "",
    "campus": "campuses",
    "strategy": "strategies",
    "exercise": "exercises",
    "script": "scripts",
    "names": "own-names",
    "additions": "additions",
    "requirement": "requirements",
    "program": "programs",
    "training": "training",
}
KINDS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    "campus": Campus,
    "strategy": Strategy,
    "exercise": Exercise,
    "script": Script,
    "names": OwnNames,
    "additions": Additions,
    "requirement": Requirement,
    "program": Program,
    "training": Training,
}
TABLES: dict[str, type[BaseModel]] = {"evidence": EvidenceTable, "rates": EventRates}
"""Files that no other file names."""
CROSS_REFERENCED = ("zones", "links", "roster", "groups")  # that name each other
MAX_SINGLE_FINDINGS = 2  # lines that were taken over and do not fit are told one by one
MAX_DEPTH = 5  # files that may stand one upon the other
CROSS_CHECK_SUBJECT = "how its parts fit together"
MAX_SUGGESTIONS = 40  # in one file; to look for the nearest of a thousand names takes its time
MAX_FILES = 200  # files of a folder, at most: it may be anybody's downloads
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True)
class Mention:
    """Where a name was read: the file and the path inside it, or the command line. beside: the folder to look in first."""

    document: Document | None = None
    where: tuple[str | int, ...] = ()
    beside: Path | None = None

    @property
    def home_folder(self) -> Path | None:
        """The folder to look in first."""
        return self.beside if self.document is None else Path(self.document.path).parent

    @property
    def allows_present_practice(self) -> bool:
        """Whether `present-practice` may stand here: in what a scenario compares, and on the command line."""
        return self.document is None or (self.document.kind == "scenario" and self.where != ("like",))

    def problem(self, message: str, hint: str) -> Problem:
        """A problem of the name."""
        if self.document is None:
            return Problem("allcall", None, None, message, hint)
        return self.document.problem(self.where, message, hint)


def list_shipped(kind: str) -> list[str]:
    """Names of the files of a kind that come with Allcall, in order."""
    return sorted(path.stem for folder in _list_own_folders(kind) for path in folder.glob("*.yaml"))


def _list_own_folders(kind: str) -> list[Path]:
    """Where the files of a kind are that come with Allcall and with packages that add to it."""
    return [LIBRARY_FOLDER / FOLDERS[kind], *(list_strategy_folders() if kind == "strategy" else ())]


def list_reachable(kind: str, home: Path | None) -> list[Path]:
    """Files of a kind that can be named, in order of their names. home: the folder of the file that would name them."""
    found: dict[str, Path] = {}
    for folder in _listed_folders(kind, home):
        for path in folder.glob("*.yaml"):
            found.setdefault(path.stem, path)
    return [found[name] for name in sorted(found)]


def is_path(name: str) -> bool:
    """Whether a name is meant as the path of a file."""
    return name.endswith((".yaml", ".yml")) or "/" in name


def find_file(kind: str, name: str, mention: Mention) -> Path:
    """The file of a name. Raises Problems with the nearest name that there is."""
    if is_path(name) and mention.document is None:
        return Path(name)
    if is_path(name):
        return _find_by_path(kind, name, mention)
    for folder in _search_folders(kind, mention.home_folder):
        if is_file(folder / f"{name}.yaml"):
            return folder / f"{name}.yaml"
    if mention.document is None and Path(name).suffix and is_file(Path(name)):
        return Path(name)  # whose content then says what it is
    raise Problems([mention.problem(*_describe_missing(kind, name, mention))])


def _find_by_path(kind: str, name: str, mention: Mention) -> Path:
    path = (mention.home_folder or Path()) / name
    if not is_file(path):
        raise Problems([mention.problem(f"there is no file {quote(name)}", "a path counts from this file's folder")])
    found = read_document(path).kind
    if found != kind:
        what = (
            f"{name_kind_with_article(found)}, not {name_kind_with_article(kind)}" if found in FOLDERS else f"no {kind}"
        )
        raise Problems([mention.problem(f"{quote(name)} is {what}", f"name {name_kind_with_article(kind)}")])
    return path


HOW_TO_NAME = {
    "scenario": "",
    "campus": "give it with --campus",
    "strategy": "give it with --strategies",
    "exercise": "play it with allcall drill {scenario} --exercise {name}",
    "training": "give it in an --arm",
}
"""On the command line, by kind of file."""


def _describe_missing(kind: str, name: str, mention: Mention) -> tuple[str, str]:
    """What is wrong with a name that no file of this kind has, and what would be right, also where it is near a name of another kind."""
    noun, is_typed = name_kind(kind), mention.document is None
    others = {other: list_shipped(other) for other in FOLDERS if other != kind}
    for other, names in others.items():
        if name in names:
            message = f"{quote(name)} is {name_kind_with_article(other)}, not {name_kind_with_article(kind)}"
            hint = HOW_TO_NAME.get(other, "") if is_typed else ""
            if other == "exercise":
                hint = hint.format(
                    scenario=read_document(find_file(other, name, Mention())).data["scenario"], name=name
                )
            return message, hint or f"name {name_kind_with_article(kind)}"
    known = sorted({*_names_beside(kind, mention.home_folder)})
    special = [PRESENT_PRACTICE] if kind == "strategy" and mention.allows_present_practice else []
    if kind == "strategy" and name == PRESENT_PRACTICE:
        hint = "name the strategy that this campus uses today"
    elif close := find_nearest(name, [*known, *special]):
        hint = f"nearest is {quote(close)}"
    elif is_typed and (near := _find_near_others(name, others)):
        hint = f"nearest is {near}"
    else:
        hint = f"there is {', '.join([*special, *known])}"
    return f"there is no {noun} {quote(name)}", hint


def _find_near_others(name: str, others: Mapping[str, Sequence[str]]) -> str:
    """The nearest name of another kind that is typed in commands, with how to name it; empty without one."""
    kinds = {known: other for other in HOW_TO_NAME for known in reversed(others.get(other, ()))}
    close = find_nearest(name, kinds)
    if close is None:
        return ""
    return ", ".join(filter(None, [f"the {name_kind(kinds[close])} {quote(close)}", HOW_TO_NAME[kinds[close]]]))


def _search_folders(kind: str, home: Path | None) -> Iterator[Path]:
    """Where files of a kind may be, nearest first. home: the folder of the file that mentions one.

    A folder that is named after a kind has only that kind: a script may be called as its exercise.
    """
    of_a_kind = home and (home if home.name else home.resolve())  # where one stands has no name
    if of_a_kind and of_a_kind.name in FOLDERS.values():
        yield of_a_kind.parent / FOLDERS[kind]
    elif home is not None:
        yield home / FOLDERS[kind]
        yield home
    yield from _list_own_folders(kind)


def _names_beside(kind: str, home: Path | None) -> Iterator[str]:
    """Names in the folders for a kind, and of the files of that kind in the folder itself."""
    yield from (path.stem for path in list_reachable(kind, home))
    for path in home.glob("*.yaml") if home is not None else ():
        if _begins_with(kind, path):
            yield path.stem


def _begins_with(kind: str, path: Path) -> bool:
    """Whether the first line of a file that is no comment gives it this kind."""
    if not is_file(path):  # a pipe would be waited for
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        return False
    return re.match(rf"(?:[^\S\n]*\n|#.*\n|---.*\n)*{kind}:", head) is not None


def _listed_folders(kind: str, home: Path | None) -> Iterator[Path]:
    """The folders for a kind, nearest first. The folder of a file itself may hold anything, so it is not listed."""
    own = FOLDERS[kind]
    return (folder for folder in _search_folders(kind, home) if folder != home or (own and folder.name == own))


def resolve_base(document: Document, left: int = MAX_DEPTH) -> Document:
    """A document over the one that its `like:` names. Raises Problems."""
    name = document.data.get("like")
    if not isinstance(name, str):
        return document
    mention = Mention(document, ("like",))
    if left == 0:
        raise Problems([mention.problem("too many files stand one upon the other", f"at most {MAX_DEPTH}")])
    path = find_file(document.kind, name, mention)
    if str(path) == document.path:
        raise Problems([mention.problem("this file is like itself", f"name another {document.kind}")])
    under = read_document(path)
    if under.kind != document.kind:
        message = f"{quote(name)} is {name_kind_with_article(under.kind)}, not {name_kind_with_article(document.kind)}"
        raise Problems([mention.problem(message, f"name {name_kind_with_article(document.kind)}")])
    under = resolve_base(under, left - 1)
    own = replace(document, data={key: value for key, value in document.data.items() if key != "like"})
    inherited = _move_marks(under.marks, under.data.get(BY_KIND), own.data.get(BY_KIND))
    marks = Marks({**inherited.values, **own.marks.values}, {**inherited.keys, **own.marks.keys})
    return LayeredDocument(own.source, own.kind, overlay(under.data, own.data), marks, own, under)


def _move_marks(marks: Marks, base: Any, own: Any) -> Marks:
    """The marks of a base file, with its agencies where they stand among those of both files."""
    if not isinstance(base, list) or not isinstance(own, list):
        return marks
    places = {place: n for n, (_, place) in enumerate(pair_by_kind(base, own)) if place is not None}

    def move(given: Mapping[DataPath, Mark]) -> dict[DataPath, Mark]:
        moved = {}
        for path, mark in given.items():
            if len(path) < 2 or path[0] != BY_KIND:
                moved[path] = mark
            elif path[1] in places:
                moved[BY_KIND, places[int(path[1])], *path[2:]] = mark
        return moved

    return Marks(move(marks.values), move(marks.keys))


def overlay(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Own keys over base keys, mapping by mapping; an uncertain input (it has evidence, in one of the files) is replaced whole.

    Lists are replaced whole but for the agencies, which are laid over each other by kind.
    """
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        if key == BY_KIND and isinstance(under, list) and isinstance(value, list):
            merged[key] = [_overlay_entry(under, value, *places) for places in pair_by_kind(under, value)]
        else:
            merged[key] = overlay(under or {}, value) if is_mergeable(value, under) else value
    return merged


def _overlay_entry(base: list[Any], own: list[Any], own_place: int | None, place: int | None) -> Any:
    if own_place is None:
        return base[place or 0]
    entry = own[own_place]
    return entry if place is None or not is_mergeable(entry, base[place]) else overlay(base[place], entry)


def collapse_findings(document: Document, findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a campus; those in inherited lines as one, if these do not fit the file's own lines.

    Rooms, ways and people name each other, so new rooms under inherited lines are one mistake, not one per line.
    """
    if not isinstance(document, LayeredDocument):
        return list(findings)
    own = [key for key in CROSS_REFERENCED if key in document.own.data]
    foreign = [finding for finding in findings if document.is_inherited(finding.where)]
    keys = list(dict.fromkeys(str(finding.where[0]) for finding in foreign))
    if not own or len(foreign) <= MAX_SINGLE_FINDINGS or not set(keys) & set(CROSS_REFERENCED):
        return list(findings)
    message = (
        f"this file has its own {format_names(own)}, but inherits {format_names(keys, len(keys))} from "
        f"{quote(Path(document.base.path).stem)}, which do not fit: {foreign[0].message}, and {len(foreign) - 1} more"
    )
    told = Finding(("like",), f"{message}; write these too")
    return [told, *(finding for finding in findings if finding not in foreign)]


@dataclass(frozen=True)
class ValidatedFile(Generic[M]):
    """A file and its model, without the parts in which something is wrong."""

    document: Document
    model: M

    def collect_problems(self, findings: Iterable[Finding]) -> list[Problem]:
        """Findings of the cross-checks as problems of the file, each place once."""
        by_place: dict[FindingPath, list[Finding]] = {}
        for finding in findings:
            by_place.setdefault(finding.where, []).append(finding)
        places = enumerate(_group_by_name(by_place.values()))
        return [_build_problem(self.document, found, n < MAX_SUGGESTIONS) for n, found in places]


def _group_by_name(places: Iterable[list[Finding]]) -> list[list[Finding]]:
    """Findings by place, those of one unknown name in many places together: it was misspelled once, where it is defined."""
    kept: dict[object, list[Finding]] = {}
    for n, found in enumerate(places):
        names = {(finding.message, finding.wrong) for finding in found}
        kept.setdefault(names.pop() if len(names) == 1 and found[0].wrong else n, []).extend(found)
    return list(kept.values())


def _build_problem(document: Document, found: Sequence[Finding], suggests: bool) -> Problem:
    first, more = found[0], len({finding.message for finding in found}) - 1
    hint = suggest(first.wrong, first.near) if first.wrong and suggests else ""
    message = f"{first.message} (and {more} more like it)" if more else first.message
    there = document.problem(first.where, message, hint)
    lines = {document.problem(finding.where, "").line: None for finding in found[1:]}
    lines.pop(there.line, None)
    return replace(there, also=tuple(line for line in lines if line is not None))


def as_far_as_possible(method: Callable[P, T | None]) -> Callable[P, T | None]:
    """Returns None where a needed part of a file is wrong; problems found until then are kept."""

    @wraps(method)
    def until_absent(*given: P.args, **named: P.kwargs) -> T | None:
        try:
            return method(*given, **named)
        except Absent:
            return None

    return until_absent


@dataclass(frozen=True, eq=False)
class ValidatedExercise:
    """An exercise on its emergency, cross-checked. files: the text of every file in it, by kind and name, such as `strategy app`."""

    exercise: Exercise
    emergency: Emergency
    files: Mapping[str, str]


@dataclass
class Loader:
    """Opens files as far as it can, and collects problems and notes.

    cross_check_problems: those on how a scenario fits a campus; a page says them. unchecked: lines on what could not be looked at.
    missing: names of strategies and campuses of which there is no file. embedded_texts: the text of each file, by kind and name.
    """

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    cross_check_problems: list[Problem] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    embedded_texts: dict[str, str] = field(default_factory=dict)
    names_by_path: dict[Path, list[str]] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    """Of files that are given instead of read."""
    checks_structures: bool = False
    """Whether each setting of a scenario's structures is tried, which takes as long as all the rest."""
    was_checked_before: ClassVar[bool] = False
    """Whether what a scenario names and its campus lacks can only have been left out."""

    def result_or_raise(self, result: T | None) -> T:
        """The result, if there was nothing wrong on the way to it. Raises Problems."""
        if self.problems or result is None:
            raise Problems(self.problems, self.unchecked)
        return result

    def check(self, path: Path) -> str:
        """Everything that is wrong with a file, whatever kind it is of, with the files that it names. Returns the kind."""
        self.checks_structures = True
        try:
            document = read_document(path)
            if document.kind in TABLES:
                build_model(document, TABLES[document.kind])
            else:
                model_for(document, KINDS)
                self._load(document.kind, path)
        except Problems as found:
            self.problems += found.problems
            return ""
        return document.kind

    @as_far_as_possible
    def _load(self, kind: str, path: Path) -> object:
        loaders: dict[str, Callable[[Path], object]] = {
            "scenario": self.load_emergency,
            "campus": self.load_place,
            "strategy": self.load_strategy,
            "exercise": self.load_exercise,
            "script": self.load_script,
            "names": self.load_names,
            "requirement": self.load_requirement,
            "training": self.load_training,
        }
        return loaders[kind](path) if kind in loaders else self.load_file(path, kind, KINDS[kind])

    @as_far_as_possible
    def load_emergency(
        self, path: Path, campus: str | None = None, strategies: Sequence[str] | Mapping[str, Mention] = ()
    ) -> Emergency | None:
        """An emergency with its campus and strategies. campus, strategies: as the user, or another file, named them."""
        file = self.load_file(path, "scenario", Scenario)
        asked = Mention(beside=path.parent)
        mention = Mention(file.document, ("campus",)) if campus is None else asked
        ground = self.load_campus(self.find_file("campus", campus or file.model.campus, mention))
        mentions = dict(strategies) if isinstance(strategies, Mapping) else dict.fromkeys(strategies, asked)
        if ground is not None:
            mentions.pop(PRESENT_PRACTICE, None)
            if file.model.hazard.is_witnessed:
                mentions.setdefault(ground[1].campus.present_practice, _mention_practice(ground[0]))
            else:
                ground = ground[0], ground[1].follow_practice(file.model.baseline)
        for name, mention in _collect_mentions(file).items():
            mentions.setdefault(name, mention)
        played = self.load_strategies(mentions)
        if ground is not None:
            self.record_findings(ground[0], check_practice(ground[1].campus, played))
        self.record_findings(file, check_scenario(file.model))
        if ground is None:
            self.record_unchecked(file.document, "how it fits its campus", "the campus can be read")
            return None
        emergency = Emergency(file.model, ground[1], add_to_present_practice(played, ground[1].campus))
        wrong, left_out = split_missing_references(file, emergency.place, campus is None or is_on_own_campus(emergency))
        if self.was_checked_before:
            wrong, left_out = [], _describe_left_out(find_missing_references(file.model, emergency.place))
        findings = check_emergency(emergency)
        if wrong:  # that it can begin nowhere may follow from it
            findings = [finding for finding in findings if finding.where != ("hazard", "where")]
        if campus is not None:  # it is not the one that the scenario names
            self.record_findings(ground[0], [finding for finding in findings if finding.where == ("campus",)])
            findings = [finding for finding in findings if finding.where != ("campus",)]
        self.record_findings(file, [*findings, *wrong])
        if self.checks_structures and not self.problems:
            self._check_structures(file, emergency)
        fit = file.collect_problems(gathered(lambda: review_emergency(emergency), left_out))
        self.cross_check_problems += fit
        self.notes += fit
        return emergency

    def _check_structures(self, file: ValidatedFile[Scenario], emergency: Emergency) -> None:
        wrong = gathered(lambda: check_structures(emergency))
        self.record_findings(file, wrong, () if wrong else lambda: review_structures(emergency))

    @as_far_as_possible
    def load_place(self, path: Path) -> Place | None:
        """A campus written out, and whether its present practice is there."""
        ground = self.load_campus(path)
        if ground is None:
            return None
        file, place = ground
        practice = self.load_strategies({place.campus.present_practice: _mention_practice(file)})
        self.record_findings(file, check_practice(place.campus, practice))
        return place

    @as_far_as_possible
    def load_campus(self, path: Path | None) -> tuple[ValidatedFile[Campus], Place] | None:
        """A campus file, and the campus written out."""
        if path is None:
            return None
        file = self.load_file(path, "campus", Campus)
        too_large = check_sizes(file.model)
        if too_large:
            self.record_findings(file, too_large)
            self.record_unchecked(file.document, CROSS_CHECK_SUBJECT, "it is smaller")
            return None
        place, findings = expand_campus(file.model)
        found = collapse_findings(file.document, [*findings, *check_place(place, findings)])
        self.record_findings(file, found, gathered(review_place(place), _review_against_base(file)))
        if findings:
            self.record_unchecked(file.document, "whether all people are where they are needed", "this is mended")
        return file, place

    def load_strategies(self, mentions: Mapping[str, Mention]) -> dict[str, Strategy]:
        """Strategies by the name they are mentioned by."""
        paths = {name: self.find_file("strategy", name, mention) for name, mention in mentions.items()}
        opened = {name: self.load_strategy(path) for name, path in paths.items() if path is not None}
        return {name: strategy for name, strategy in opened.items() if strategy is not None}

    @as_far_as_possible
    def load_strategy(self, path: Path) -> Strategy | None:
        """A strategy by itself."""
        file = self.load_file(path, "strategy", Strategy)
        self.record_findings(file, check_strategy(file.model), lambda: review_strategy(file.model))
        return file.model

    @as_far_as_possible
    def load_requirement(self, path: Path) -> Requirement | None:
        """A requirement by itself."""
        file = self.load_file(path, "requirement", Requirement)
        self.record_findings(file, check_requirement(file.model))
        return file.model

    @as_far_as_possible
    def load_training(self, path: Path) -> Training | None:
        """A training set by itself, with notes on inputs that no shipped scenario of its hazards has."""
        file = self.load_file(path, "training", Training)
        self.record_findings(
            file, check_training(file.model), lambda: review_training(file.model, list_shipped_inputs())
        )
        return file.model

    @as_far_as_possible
    def load_exercise(self, path: Path) -> ValidatedExercise | None:
        """An exercise with all that it stands on."""
        file = self.load_file(path, "exercise", Exercise)
        exercise = file.model
        scenario = self.find_file("scenario", exercise.scenario, Mention(file.document, ("scenario",)))
        if scenario is None:
            return None
        arms = {getattr(exercise, key): Mention(file.document, (key,)) for key in ("twin", "strategy")}
        emergency = self.load_emergency(scenario, None, arms)
        if emergency is None or not {emergency.resolve_strategy(name) for name in arms} <= {*emergency.strategies}:
            return None
        if wrong := check_exercise_period(exercise, emergency):
            self.record_findings(file, wrong)
            self.record_unchecked(file.document, CROSS_CHECK_SUBJECT, "this is mended")
            return None
        if exercise.period is not None:
            emergency = emergency.during(exercise.period)
        self.record_findings(file, check_exercise(exercise, emergency), partial(review_exercise, exercise, emergency))
        arms_by_key = {key: emergency.resolve_strategy(getattr(exercise, key)) for key in ("twin", "strategy")}
        resolved = exercise.model_copy(update=arms_by_key)
        if exercise.begins is not None and emergency.scenario.hazard.in_days:
            emergency = emergency.follow_from(find_school_day(exercise.begins, emergency))
        if exercise.starts_in:
            emergency = emergency.begin_in(exercise.starts_in)
        emergency = emergency.keep_at_posts([role.plays for role in exercise.roles])
        if exercise.roster:
            emergency = emergency.change_roster(exercise.roster)
        return ValidatedExercise(resolved, emergency, dict(self.embedded_texts))

    @as_far_as_possible
    def load_script(self, path: Path) -> tuple[Script, ValidatedExercise] | None:
        """A script with the exercise that it is for."""
        file = self.load_file(path, "script", Script)
        script = file.model
        exercise = self.find_file("exercise", script.exercise, Mention(file.document, ("exercise",)))
        opened = None if exercise is None else self.load_exercise(exercise)
        if opened is None:
            return None
        self.record_findings(
            file,
            check_script(script, opened.exercise, opened.emergency),
            lambda: review_script(script, opened.exercise),
        )
        return script, opened

    @as_far_as_possible
    def load_names(self, path: Path, campus: str | None = None) -> OwnNames | None:
        """A file of own names, with the campus that they go over."""
        file = self.load_file(path, "names", OwnNames)
        names = file.model
        ground = self.load_campus(self.find_file("campus", names.campus, Mention(file.document, ("campus",))))
        if ground is None:
            return None
        self.record_findings(file, check_names(names, ground[1], campus))
        return names

    def load_file(self, path: Path, kind: str, model: type[M]) -> ValidatedFile[M]:
        """A file and its model, without the parts that are wrong. Raises Absent where it cannot be read."""
        try:
            document = self.load_document(path, kind)
        except Problems as found:
            self.problems += found.problems
            raise Absent(path) from None
        try:
            opened = ValidatedFile(document, build_model(document, model))
        except Problems as found:
            self.problems += found.problems
            self.record_unchecked(document, CROSS_CHECK_SUBJECT, "this is mended")
            opened = ValidatedFile(document, sound_parts(document, model))
        self.notes += check_filename(document)
        self.record_findings(
            opened, [*check_inputs(opened.model), *check_levers(opened.model)], review_inputs(opened.model)
        )
        return opened

    def load_document(self, path: Path, kind: str) -> Document:
        """A file of a kind, written out, and kept as text. Raises Problems."""
        document = _read_document_of(path, kind, self.texts.get(path))[0]
        for name in self.names_by_path.get(path, [path.stem]):
            self.embedded_texts[f"{kind} {name}"] = _full_text(document)
        return document

    def find_file(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        try:
            path = find_file(kind, name, mention)
        except Problems as found:
            self.problems += found.problems
            self.missing.add(name)
            return None
        self.names_by_path.setdefault(path, []).append(name)
        return path

    def record_unchecked(self, document: Document, what: str, until: str) -> None:
        """Says what could not be looked at yet."""
        self.unchecked.append(f"{escape_unprintable(document.path)}: not checked yet: {what}, until {until}")

    def record_findings(self, file: ValidatedFile[M], findings: Iterable[Finding], notes: Check = ()) -> None:
        """Keeps the findings of the cross-checks of a file, without those that follow from a missing file."""
        self.problems += file.collect_problems(
            finding for finding in findings if not self.missing & {finding.wrong, *finding.near}
        )
        self.notes += file.collect_problems(gathered(notes))


def _read_document_of(path: Path, kind: str | None, text: str | None = None) -> tuple[Document, type[BaseModel]]:
    """text: of the file, where it is given instead of read."""
    document = read_document(path) if text is None else parse_document(Source(str(path), text))
    model = model_for(document, KINDS)
    if kind is not None and document.kind != kind:
        raise Problems([_wrong_kind(document, kind)])
    return resolve_base(document), model


def _wrong_kind(document: Document, kind: str) -> Problem:
    message = f"this is {name_kind_with_article(document.kind)}, not {name_kind_with_article(kind)}"
    return document.problem((document.kind,), message, f'begin with "{kind}: NAME"', of_key=True)


def add_to_present_practice(strategies: Mapping[str, Strategy], campus: Campus) -> dict[str, Strategy]:
    """The strategies, each app that is added put into what this campus does today. strategies: by the name they are mentioned by."""
    practice = strategies.get(campus.present_practice)
    if practice is None:
        return {name: strategy for name, strategy in strategies.items() if strategy.added is None}
    return {
        name: strategy if strategy.added is None else add_to_practice(practice, strategy)
        for name, strategy in strategies.items()
    }


def _review_against_base(file: ValidatedFile[Campus]) -> list[Finding]:
    document = file.document
    if not isinstance(document, LayeredDocument):
        return []
    try:
        base = Campus.model_validate(document.base.data)
    except ValidationError:
        return []
    return gathered(review_against_base(file.model, base))


def split_missing_references(
    file: ValidatedFile[Scenario], place: Place, at_home: bool
) -> tuple[list[Finding], list[Finding]]:
    """What a scenario names and a campus does not have: misspelled, or only left out there because it is another campus.

    Of another campus, misspelled is what the scenario's own does not have either. What a scenario takes over from another one, and plays on
    a campus that it names itself, was written for another campus.
    """
    here = find_missing_references(file.model, place)
    if at_home or not here:
        foreign = [finding for finding in here if _is_from_other_campus(file.document, finding.where)]
        return [finding for finding in here if finding not in foreign], _describe_left_out(foreign)
    aside = Loader()
    home = aside.load_campus(aside.find_file("campus", file.model.campus, Mention(file.document, ("campus",))))
    is_known = home is not None and home[1].campus.campus != place.campus.campus
    wrong = find_missing_references(file.model, home[1]) if home is not None and is_known else []
    places = {finding.where for finding in wrong}
    return wrong, _describe_left_out(finding for finding in here if finding.where not in places)


def _is_from_other_campus(document: Document, where: FindingPath) -> bool:
    if not isinstance(document, LayeredDocument):
        return False
    return document.is_inherited(where) and not document.is_inherited(("campus",))


def _describe_left_out(lacking: Iterable[Finding]) -> list[Finding]:
    return [Finding(finding.where, f"{finding.message}, so it is left out") for finding in lacking]


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


@dataclass
class EmbeddedFileLoader(Loader):
    """Opens embedded texts instead of files. texts: by kind and name.

    They no longer show what a scenario takes over from another one; they were checked when they were embedded.
    """

    was_checked_before = True

    def load_document(self, path: Path, kind: str) -> Document:
        """A text of a kind."""
        document = parse_document(Source(str(path), self.texts[path]))
        if document.kind != kind:
            raise Problems([_wrong_kind(document, kind)])
        self.embedded_texts[str(path)] = document.text
        return document

    def find_file(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The text of a name."""
        path = Path(f"{kind} {name}")
        if path in self.texts:
            return path
        self.problems.append(mention.problem(f"{kind} {quote(name)} is not among the files of this exercise", ""))
        return None


def _full_text(document: Document) -> str:
    if not isinstance(document, LayeredDocument):
        return document.text
    return json.dumps({**document.data, document.kind: document.own.data[document.kind]}, indent=1, ensure_ascii=False)


def open_emergency(
    scenario: str, campus: str | None = None, strategies: Sequence[str] | None = None, opening: Loader | None = None
) -> Emergency:
    """An emergency, cross-checked. Raises Problems with all problems of all its files.

    campus, strategies: instead of or beside those that the scenario names. opening: collects notes.
    """
    opening = Loader() if opening is None else opening
    emergency = opening.load_emergency(find_file("scenario", scenario, Mention()), campus, strategies or ())
    return opening.result_or_raise(emergency)


def open_place(campus: str) -> Place:
    """A campus written out, cross-checked. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_place(find_file("campus", campus, Mention())))


def open_strategy(strategy: str, campus: str | None = None) -> Strategy:
    """A strategy, cross-checked. campus: where an app that is added joins the present practice. Raises Problems."""
    opening = Loader()
    opened = opening.result_or_raise(opening.load_strategy(find_file("strategy", strategy, Mention())))
    if campus is None or opened.added is None:
        return opened
    ground = opening.result_or_raise(opening.load_campus(find_file("campus", campus, Mention())))
    today = ground[1].campus.present_practice
    found = opening.load_strategies({today: _mention_practice(ground[0])})
    return add_to_practice(opening.result_or_raise(found.get(today)), opened)


def parse_strategy(text: str, name: str) -> Strategy:
    """A strategy from the text of its file, cross-checked. name: of the text in errors. Raises Problems."""
    opening = Loader(texts={Path(name): text})
    return opening.result_or_raise(opening.load_strategy(Path(name)))


def add_strategy(emergency: Emergency, strategy: Strategy) -> Emergency:
    """The emergency with another strategy; an app that is added joins the present practice. Raises Problems where it does not fit."""
    where = f"strategy {strategy.strategy}"
    taken = {*emergency.strategies, *(known.strategy for known in emergency.strategies.values())}
    if strategy.strategy in taken or strategy.strategy in list_shipped("strategy"):
        raise Problems([Problem(where, None, None, "there is a strategy of this name already", "rename it")])
    joined = add_to_present_practice({**emergency.strategies, strategy.strategy: strategy}, emergency.place.campus)
    result = replace(emergency, strategies=joined)
    findings = [*check_strategy(strategy), *check_emergency(result)]
    if findings:
        raise Problems([Problem(where, None, None, finding.message) for finding in findings])
    return result


def open_requirement(requirement: str) -> Requirement:
    """A requirement, cross-checked. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_requirement(find_file("requirement", requirement, Mention())))


def open_program(program: str) -> Program:
    """A training program. Raises Problems."""
    document, _ = _read_document_of(find_file("program", program, Mention()), "program")
    return build_model(document, Program)


def open_training(training: str) -> Training:
    """A training set. Raises Problems."""
    document, _ = _read_document_of(find_file("training", training, Mention()), "training")
    return build_model(document, Training)


def list_shipped_inputs() -> list[tuple[str, frozenset[str]]]:
    """For each shipped scenario on its campus: the kind of its hazard, and the names of all inputs under any of its strategies."""
    shipped = map(open_emergency, list_shipped("scenario"))
    return [
        (
            emergency.scenario.hazard.kind,
            frozenset(
                name
                for model in (*emergency.common_files, *emergency.strategies.values())
                for name, _ in iterate_named_inputs(model)
            ),
        )
        for emergency in shipped
    ]


def open_file(path: Path, kind: str | None = None) -> tuple[BaseModel, Document]:
    """The model of a file alone, and the file. kind: the kind it must be, if known. Raises Problems."""
    document, model = _read_document_of(path, kind)
    return build_model(document, model), document


def open_exercise(name: str) -> ValidatedExercise:
    """An exercise with its scenario, campus and strategies. name: of a shipped one, or a file. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_exercise(find_file("exercise", name, Mention())))


def open_exercise_from(files: Mapping[str, str]) -> ValidatedExercise:
    """An exercise out of the texts that an opened one carries. Raises Problems where one is missing or damaged."""
    opening = EmbeddedFileLoader(texts={Path(name): text for name, text in files.items()})
    named = [Path(name) for name in files if name.startswith("exercise ")]
    if len(named) != 1:
        raise Problems([Problem("files of the exercise", None, None, "there is not exactly one exercise")])
    return opening.result_or_raise(opening.load_exercise(named[0]))


def open_script(name: str) -> tuple[Script, ValidatedExercise]:
    """A script, and the exercise that it is for. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_script(find_file("script", name, Mention())))


def open_names(name: str, campus: str | None = None) -> OwnNames:
    """A file of a school's own names. campus: that they have to be for, if that is known. Raises Problems."""
    opening = Loader()
    return opening.result_or_raise(opening.load_names(find_file("names", name, Mention()), campus))


def list_exercises_on(scenario: str) -> list[str]:
    """Exercises on a scenario, by name or path, the shortest first. scenario: a shipped one, or a file. Raises Problems."""
    path = find_file("scenario", scenario, Mention())
    found = [
        (document.data.get("minutes", 0), document) for document in _iterate_exercises_on(path.resolve(), path.parent)
    ]
    found.sort(key=lambda entry: (entry[0], entry[1].path))
    return [_display_name(Path(document.path)) for _, document in found]


def _iterate_exercises_on(scenario: Path, home: Path) -> Iterator[Document]:
    for path in list_reachable("exercise", home):
        document = resolve_base(read_document(path))
        if document.kind == "exercise" and isinstance(document.data.get("minutes"), int):
            mention = Mention(document, ("scenario",))
            if find_file("scenario", str(document.data.get("scenario")), mention).resolve() == scenario:
                yield document


@dataclass(frozen=True)
class CatalogEntry:
    """An exercise in a list. name: what opens it, a shipped name or a path; problem: why it cannot be opened, empty where it can."""

    name: str
    title: str
    trains: str = ""
    minutes: int = 0
    people: str = ""
    problem: str = ""


def list_catalog(home: Path) -> list[CatalogEntry]:
    """The exercises in a folder, then the shipped ones; each by its length. home: the folder, usually the current one."""
    named = set(list_reachable("exercise", None))
    own = dict.fromkeys(
        path for path in [*_exercises_beside(home), *list_reachable("exercise", home)] if path not in named
    )
    return [*_sort_entries(own), *_sort_entries(named)]


def _sort_entries(paths: "dict[Path, None] | set[Path]") -> list[CatalogEntry]:
    read = [entry for entry in map(_read_entry, paths) if entry is not None]
    return sorted(read, key=lambda entry: (bool(entry.problem), entry.minutes, entry.name))


def _exercises_beside(home: Path) -> Iterator[Path]:
    try:
        found = sorted(islice(home.glob("*.yaml"), MAX_FILES))
    except OSError:
        return
    yield from (path for path in found if _begins_with("exercise", path))


def _read_entry(path: Path) -> CatalogEntry | None:
    try:
        document = resolve_base(read_document(path))
    except Problems as error:
        return CatalogEntry(_display_name(path), path.name, problem=str(error.problems[0]).partition("\n")[0])
    if document.kind != "exercise":
        return None
    said = {key: document.data.get(key) for key in ("title", "trains", "minutes", "people")}
    texts = {key: " ".join(str(said[key] or "").split()) for key in ("title", "trains", "people")}
    minutes = said["minutes"]
    return CatalogEntry(
        _display_name(path),
        texts["title"] or path.stem,
        texts["trains"],
        minutes if isinstance(minutes, int) else 0,
        texts["people"],
    )


def _display_name(path: Path) -> str:
    return path.stem if path in list_reachable("exercise", None) else str(path)
