"""Opens exercises, scripts and names files, with the emergency that they stand on.

An exercise is one file, and what it stands on is several more. All of them can be carried as texts and opened again without the library
they came from, so that a journal is whole by itself: each file as it is written, or, where it is `like:` another one, written out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.additions import Additions
from scenarios.checks.exercise import check_exercise, notes_on_exercise
from scenarios.checks.script import check_names, check_script, notes_on_script
from scenarios.emergency import Emergency
from scenarios.exercise import Exercise
from scenarios.layers import Layered, written_out
from scenarios.library import Opening, as_far_as_possible
from scenarios.load import Document, parse_document, read_document
from scenarios.names import Mention, find, in_reach
from scenarios.own_names import OwnNames
from scenarios.problems import Problem, Problems, one, quote
from scenarios.script import Script
from scenarios.sources import Source

__all__ = [
    "ExerciseOpening",
    "OpenedExercise",
    "exercises_on",
    "open_exercise",
    "open_exercise_from",
    "open_names",
    "open_script",
]


@dataclass(frozen=True, eq=False)
class OpenedExercise:
    """An exercise on its emergency, cross-checked; the same as itself alone. files: the text of every file in it, by kind and name:
    `strategy app`.
    """

    exercise: Exercise
    emergency: Emergency
    files: Mapping[str, str]


def open_exercise(name: str) -> OpenedExercise:
    """An exercise with its scenario, campus and strategies. name: of a shipped one, or a file. Raises Problems."""
    opening = ExerciseOpening()
    return opening.flawless(opening.exercise(find("exercise", name, Mention())))


def open_exercise_from(files: Mapping[str, str]) -> OpenedExercise:
    """An exercise out of the texts that an opened one carries. Raises Problems where one is missing or damaged."""
    opening = Carried(texts={Path(name): text for name, text in files.items()})
    named = [Path(name) for name in files if name.startswith("exercise ")]
    if len(named) != 1:
        raise Problems([Problem("files of the exercise", None, None, "there is not exactly one exercise")])
    return opening.flawless(opening.exercise(named[0]))


def open_script(name: str) -> tuple[Script, OpenedExercise]:
    """A script, and the exercise that it is for. Raises Problems."""
    opening = ExerciseOpening()
    return opening.flawless(opening.script(find("script", name, Mention())))


def open_names(name: str, campus: str | None = None) -> OwnNames:
    """A file of a school's own names. campus: that they have to be for, if that is known. Raises Problems."""
    opening = ExerciseOpening()
    return opening.flawless(opening.names(find("names", name, Mention()), campus))


def exercises_on(scenario: str) -> list[str]:
    """Exercises on a scenario, by name or path, the shortest first. scenario: a shipped one, or a file. Raises Problems."""
    path = find("scenario", scenario, Mention())
    found = [(document.data.get("minutes", 0), document) for document in _on(path.resolve(), path.parent)]
    return [_name(document) for _, document in sorted(found, key=lambda one: (one[0], one[1].path))]


def _on(scenario: Path, home: Path) -> Iterator[Document]:
    for path in in_reach("exercise", home):
        document = written_out(read_document(path))
        if document.kind == "exercise" and isinstance(document.data.get("minutes"), int):
            mention = Mention(document, ("scenario",))
            if find("scenario", str(document.data.get("scenario")), mention).resolve() == scenario:
                yield document


def _name(document: Document) -> str:
    """The shipped name of an exercise, else its path."""
    path = Path(document.path)
    shipped = path in set(in_reach("exercise", None))
    return path.stem if shipped else document.path


@dataclass
class ExerciseOpening(Opening):
    """Opens exercises, scripts and names too. carried: the text of each file that was opened by its name."""

    carried: dict[str, str] = field(default_factory=dict)
    called: dict[Path, list[str]] = field(default_factory=dict)

    def whole(self, kind: str, path: Path) -> object:
        """What a file of a kind leads to."""
        match kind:
            case "exercise":
                return self.exercise(path)
            case "script":
                return self.script(path)
            case "names":
                return self.names(path)
            case "additions":
                return self.file(path, "additions", Additions)
            case _:
                return super().whole(kind, path)

    @as_far_as_possible
    def exercise(self, path: Path) -> OpenedExercise | None:
        """An exercise with all that it stands on."""
        file = self.file(path, "exercise", Exercise)
        if file is None:
            return None
        exercise = file.model
        scenario = self.found("scenario", exercise.scenario, Mention(file.document, ("scenario",)))
        if scenario is None:
            return None
        arms = {name: Mention(file.document, (key,)) for key, name in _arms(exercise)}
        emergency = self.emergency(scenario, None, arms)
        if emergency is None or not {emergency.strategy_name(name) for name in arms} <= {
            *emergency.strategies
        }:
            return None
        self.report(
            file,
            check_exercise(exercise, emergency),
            lambda: notes_on_exercise(exercise, emergency),
        )
        return OpenedExercise(exercise, emergency, dict(self.carried))

    @as_far_as_possible
    def script(self, path: Path) -> tuple[Script, OpenedExercise] | None:
        """A script with the exercise that it is for."""
        file = self.file(path, "script", Script)
        if file is None:
            return None
        script = file.model
        exercise = self.found("exercise", script.exercise, Mention(file.document, ("exercise",)))
        opened = None if exercise is None else self.exercise(exercise)
        if opened is None:
            return None
        self.report(
            file,
            check_script(script, opened.exercise, opened.emergency),
            lambda: notes_on_script(script, opened.exercise),
        )
        return script, opened

    @as_far_as_possible
    def names(self, path: Path, campus: str | None = None) -> OwnNames | None:
        """A file of own names, with the campus that they go over."""
        file = self.file(path, "names", OwnNames)
        if file is None:
            return None
        names = file.model
        ground = self.ground(self.found("campus", names.campus, Mention(file.document, ("campus",))))
        if ground is None:
            return None
        self.report(file, check_names(names, ground[1], campus), ())
        return names

    def document(self, path: Path, kind: str) -> Document:
        """A file of a kind, written out, and kept as text."""
        document = super().document(path, kind)
        for name in self.called.get(path, [path.stem]):
            self.carried[f"{kind} {name}"] = _whole_text(document)
        return document

    def found(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        path = super().found(kind, name, mention)
        if path is not None:
            self.called.setdefault(path, []).append(name)
        return path


@dataclass
class Carried(ExerciseOpening):
    """Opens what was carried along instead of files. texts: by kind and name."""

    texts: dict[Path, str] = field(default_factory=dict)

    def document(self, path: Path, kind: str) -> Document:
        """A text of a kind."""
        document = parse_document(Source(str(path), self.texts[path]))
        if document.kind != kind:
            raise Problems(
                [
                    document.problem(
                        (document.kind,), f"this is {one(document.kind)}, not {one(kind)}", of_key=True
                    )
                ]
            )
        self.carried[str(path)] = document.text
        return document

    def found(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The text of a name."""
        path = Path(f"{kind} {name}")
        if path in self.texts:
            return path
        self.problems.append(mention.problem(f"{kind} {quote(name)} was not carried along", ""))
        return None


def _arms(exercise: Exercise) -> Iterable[tuple[str, str]]:
    return ("twin", exercise.twin), ("strategy", exercise.strategy)


def _whole_text(document: Document) -> str:
    """The text of a file; what is like another file is written out, as JSON, which is YAML too."""
    if not isinstance(document, Layered):
        return document.text
    return json.dumps(
        {**document.data, document.kind: document.own.data[document.kind]}, indent=1, ensure_ascii=False
    )
