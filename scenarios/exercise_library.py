"""Opens exercises, scripts and names files, with the emergency that they stand on.

An exercise is one file, and what it stands on is several more. All of them can be carried as texts and opened again without the library
they came from, so that a journal is whole by itself: each file as it is written, or, where it is `like:` another one, written out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.additions import Additions
from scenarios.checks.exercise import check_exercise, review_exercise
from scenarios.checks.script import check_names, check_script, review_script
from scenarios.emergency import Emergency
from scenarios.exercise import Exercise
from scenarios.layers import LayeredDocument, resolve_base
from scenarios.library import Loader, as_far_as_possible
from scenarios.load import Document, parse_document, read_document
from scenarios.names import Mention, find_file, list_reachable
from scenarios.own_names import OwnNames
from scenarios.problems import Problem, Problems, name_kind_with_article, quote
from scenarios.script import WritingSystem
from scenarios.sources import Source

__all__ = [
    "ExerciseLoader",
    "ValidatedExercise",
    "list_exercises_on",
    "open_exercise",
    "open_exercise_from",
    "open_names",
    "open_script",
]


@dataclass(frozen=True, eq=False)
class ValidatedExercise:
    """An exercise on its emergency, cross-checked; the same as itself alone. files: the text of every file in it, by kind and name:
    `strategy app`.
    """

    exercise: Exercise
    emergency: Emergency
    files: Mapping[str, str]


def open_exercise(name: str) -> ValidatedExercise:
    """An exercise with its scenario, campus and strategies. name: of a shipped one, or a file. Raises Problems."""
    opening = ExerciseLoader()
    return opening.result_or_raise(opening.load_exercise(find_file("exercise", name, Mention())))


def open_exercise_from(files: Mapping[str, str]) -> ValidatedExercise:
    """An exercise out of the texts that an opened one carries. Raises Problems where one is missing or damaged."""
    opening = EmbeddedFileLoader(texts={Path(name): text for name, text in files.items()})
    named = [Path(name) for name in files if name.startswith("exercise ")]
    if len(named) != 1:
        raise Problems([Problem("files of the exercise", None, None, "there is not exactly one exercise")])
    return opening.result_or_raise(opening.load_exercise(named[0]))


def open_script(name: str) -> tuple[WritingSystem, ValidatedExercise]:
    """A script, and the exercise that it is for. Raises Problems."""
    opening = ExerciseLoader()
    return opening.result_or_raise(opening.load_script(find_file("script", name, Mention())))


def open_names(name: str, campus: str | None = None) -> OwnNames:
    """A file of a school's own names. campus: that they have to be for, if that is known. Raises Problems."""
    opening = ExerciseLoader()
    return opening.result_or_raise(opening.load_names(find_file("names", name, Mention()), campus))


def list_exercises_on(scenario: str) -> list[str]:
    """Exercises on a scenario, by name or path, the shortest first. scenario: a shipped one, or a file. Raises Problems."""
    path = find_file("scenario", scenario, Mention())
    found = [(document.data.get("minutes", 0), document) for document in _iterate_exercises_on(path.resolve(), path.parent)]
    return [_display_name(document) for _, document in sorted(found, key=lambda one: (one[0], one[1].path))]


def _iterate_exercises_on(scenario: Path, home: Path) -> Iterator[Document]:
    for path in list_reachable("exercise", home):
        document = resolve_base(read_document(path))
        if document.kind == "exercise" and isinstance(document.data.get("minutes"), int):
            mention = Mention(document, ("scenario",))
            if find_file("scenario", str(document.data.get("scenario")), mention).resolve() == scenario:
                yield document


def _display_name(document: Document) -> str:
    """The shipped name of an exercise, else its path."""
    path = Path(document.path)
    shipped = path in set(list_reachable("exercise", None))
    return path.stem if shipped else document.path


@dataclass
class ExerciseLoader(Loader):
    """Opens exercises, scripts and names too. embedded_texts: the text of each file that was opened by its name."""

    embedded_texts: dict[str, str] = field(default_factory=dict)
    names_by_path: dict[Path, list[str]] = field(default_factory=dict)

    def load_with_references(self, kind: str, path: Path) -> object:
        """What a file of a kind leads to."""
        match kind:
            case "exercise":
                return self.load_exercise(path)
            case "script":
                return self.load_script(path)
            case "names":
                return self.load_names(path)
            case "additions":
                return self.load_file(path, "additions", Additions)
            case _:
                return super().load_with_references(kind, path)

    @as_far_as_possible
    def load_exercise(self, path: Path) -> ValidatedExercise | None:
        """An exercise with all that it stands on."""
        file = self.load_file(path, "exercise", Exercise)
        if file is None:
            return None
        exercise = file.model
        scenario = self.find_file("scenario", exercise.scenario, Mention(file.document, ("scenario",)))
        if scenario is None:
            return None
        arms = {name: Mention(file.document, (key,)) for key, name in _iterate_arms(exercise)}
        emergency = self.load_emergency(scenario, None, arms)
        if emergency is None or not {emergency.resolve_strategy(name) for name in arms} <= {
            *emergency.strategies
        }:
            return None
        self.record_findings(
            file,
            check_exercise(exercise, emergency),
            lambda: review_exercise(exercise, emergency),
        )
        return ValidatedExercise(exercise, emergency, dict(self.embedded_texts))

    @as_far_as_possible
    def load_script(self, path: Path) -> tuple[WritingSystem, ValidatedExercise] | None:
        """A script with the exercise that it is for."""
        file = self.load_file(path, "script", WritingSystem)
        if file is None:
            return None
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
        if file is None:
            return None
        names = file.model
        ground = self.load_campus(self.find_file("campus", names.campus, Mention(file.document, ("campus",))))
        if ground is None:
            return None
        self.record_findings(file, check_names(names, ground[1], campus), ())
        return names

    def load_document(self, path: Path, kind: str) -> Document:
        """A file of a kind, written out, and kept as text."""
        document = super().load_document(path, kind)
        for name in self.names_by_path.get(path, [path.stem]):
            self.embedded_texts[f"{kind} {name}"] = _full_text(document)
        return document

    def find_file(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The file of a name."""
        path = super().find_file(kind, name, mention)
        if path is not None:
            self.names_by_path.setdefault(path, []).append(name)
        return path


@dataclass
class EmbeddedFileLoader(ExerciseLoader):
    """Opens what was carried along instead of files. texts: by kind and name."""

    texts: dict[Path, str] = field(default_factory=dict)

    def load_document(self, path: Path, kind: str) -> Document:
        """A text of a kind."""
        document = parse_document(Source(str(path), self.texts[path]))
        if document.kind != kind:
            raise Problems(
                [
                    document.problem(
                        (document.kind,), f"this is {name_kind_with_article(document.kind)}, not {name_kind_with_article(kind)}", of_key=True
                    )
                ]
            )
        self.embedded_texts[str(path)] = document.text
        return document

    def find_file(self, kind: str, name: str, mention: Mention) -> Path | None:
        """The text of a name."""
        path = Path(f"{kind} {name}")
        if path in self.texts:
            return path
        self.problems.append(mention.problem(f"{kind} {quote(name)} was not carried along", ""))
        return None


def _iterate_arms(exercise: Exercise) -> Iterable[tuple[str, str]]:
    return ("twin", exercise.twin), ("strategy", exercise.strategy)


def _full_text(document: Document) -> str:
    """The text of a file; what is like another file is written out, as JSON, which is YAML too."""
    if not isinstance(document, LayeredDocument):
        return document.text
    return json.dumps(
        {**document.data, document.kind: document.own.data[document.kind]}, indent=1, ensure_ascii=False
    )
