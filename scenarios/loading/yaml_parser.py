"""YAML as plain data, with the line and column of every key and value, and syntax errors in plain language.

The part of YAML that surprises people is refused: anchors, aliases, merge keys, tags, several documents, duplicate keys. A plain scalar is
null, a boolean, a number or text: `no`, `yes`, `1:30`, `010` and `1_000` stay text, and the model says the right form. libyaml and PyYAML's
own parser word errors differently, so each is matched by a part of its text. For a text in quotes that ends on a later line, the problem is
reported where the quotation mark opened.
"""

import contextlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from scenarios.diagnostics import Problem, Problems, quote
from scenarios.loading.files import Source
from scenarios.unprintable import find_unprintable


class _Explanation(NamedTuple):
    """What is wrong, and what would be right. is_unclosed: where it begins says more than where it was noticed."""

    message: str
    hint: str = ""
    is_unclosed: bool = False


_MISFIT = _Explanation("this does not fit the lines above it", "look at the indentation")
_OPEN_QUOTE = _Explanation("a quotation mark is not closed", is_unclosed=True)
_EXPLANATIONS: Mapping[str, _Explanation] = {
    "mapping values are not allowed": _Explanation(
        'a ":" too many', "put text that holds a colon in quotes, and look at the indentation"
    ),
    "could not find expected ':'": _Explanation('a key without its ":"', 'write "key: value"'),
    "expected ',' or ']'": _Explanation("a list in [ ] is not closed, or a comma is missing", is_unclosed=True),
    "expected ',' or '}'": _Explanation("a mapping in { } is not closed, or a comma is missing", is_unclosed=True),
    "unexpected end of stream": _OPEN_QUOTE,
    "unexpected document indicator": _OPEN_QUOTE,
    "expected <block end>": _MISFIT,
    "did not find expected key": _MISFIT,
    "did not find expected '-'": _MISFIT,
    "did not find expected": _Explanation("something is missing before this", "look at the line above"),
    "sequence entries are not allowed": _Explanation('a "- " that is not allowed here', "begin a new line with it"),
    "nesting depth": _Explanation("this is nested too deeply"),
    "escape": _Explanation("a backslash that means nothing", "use '...' quotes, or double the backslash"),
}
"""By a piece of what PyYAML says; the first that fits counts."""

_FIRST_CHARACTERS = {
    "\t": _Explanation("a tab", "indent with spaces"),
    "@": _Explanation('a value that begins with "@"', "put it in quotes"),
    "`": _Explanation('a value that begins with "`"', "put it in quotes"),
    "%": _Explanation('a value that begins with "%"', "put it in quotes"),
}


def build_syntax_problem(source: Source, error: yaml.YAMLError) -> Problem:
    """The problem of a parser error, at the place where it was noticed."""
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return source.file_problem(f"is not valid YAML: {said}")
    opened = _find_open_quote(source, mark)
    if opened is not None:
        where = f"the next one is in line {mark.line + 1}, and the text after it makes no sense"
        message = "not valid YAML: a quotation mark is not closed in its line"
        return source.problem(opened.line + 1, opened.column + 1, message, where)
    found = _explain(said, _character_at(source, mark))
    if found.is_unclosed and getattr(error, "context_mark", None) is not None:
        mark = error.context_mark  # type: ignore[attr-defined]
    return source.problem(mark.line + 1, mark.column + 1, f"not valid YAML: {found.message}", found.hint)


def _find_open_quote(source: Source, mark: Any) -> Any:
    """Where a text in quotes begins that ends in the line of a mark and before it, but began in an earlier line; else None."""
    last: Any = None
    with contextlib.suppress(yaml.YAMLError):  # the complaint itself
        for token in yaml.scan(source.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if token.start_mark.index >= mark.index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                last = token
    if last is None or not last.start_mark.line < last.end_mark.line == mark.line:
        return None
    return last.start_mark


def _explain(said: str, character: str) -> _Explanation:
    if character in _FIRST_CHARACTERS and ("cannot start any token" in said or character == "\t"):
        return _FIRST_CHARACTERS[character]
    if "cannot start any token" in said:
        return _Explanation(f"a value that begins with {quote(character)}", "put it in quotes")
    return next((found for piece, found in _EXPLANATIONS.items() if piece in said), _Explanation(said))


def _character_at(source: Source, mark: Any) -> str:
    line = source.lines[mark.line] if mark.line < len(source.lines) else ""
    return line[mark.column : mark.column + 1]


DataPath = tuple[str | int, ...]
"""From the top of a file to a value: keys, and places in lists counted from 0."""
MAX_DEPTH = 20
MAX_NODES = 60_000
"""Values of a file, twenty times those of a large campus; more are not worth the second that they take to read."""
MAX_PROBLEMS = 1000
"""Problems of one file after which the rest of it is not read."""
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")

_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: line and column, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Marks:
    """Where each value of a file begins, and each key, by its path. An empty value stands where its key does."""

    values: dict[DataPath, Mark] = field(default_factory=dict)
    keys: dict[DataPath, Mark] = field(default_factory=dict)


def parse_yaml(source: Source) -> tuple[Any, Marks]:
    """The data of a file and where everything in it stands. Raises Problems with all that is not allowed in it."""
    composer = _Composer(source, _events(source))
    try:
        data = composer.compose_document()
    except yaml.YAMLError as error:
        composer.problems.append(build_syntax_problem(source, error))
    except _TooManyProblemsError:
        pass
    if composer.problems:
        raise Problems(composer.problems)
    return data, composer.marks


def parse_scalar(text: str) -> Any:
    """The value of a plain scalar: None, True, False, int, float, else the text itself."""
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and not math.isinf(number := float(text)):
        return number
    return text


def format_flow(value: object) -> str:
    """A value as a setting has it: a mapping or list in YAML that stands on one line, a yes or no as a word, the rest as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, dict | list):
        return str(value)
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=math.inf).strip()


def _events(source: Source) -> Iterator[yaml.Event]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(source.text, Loader=loader))


class _TooManyProblemsError(Exception):
    """The rest of the file is not worth reading; the problem that says why is already noted."""


class _Composer:
    """Turns events into data, and collects all that is not allowed."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self.source = source
        self.events = events
        self.marks = Marks()
        self.problems: list[Problem] = []
        self.said: set[str] = set()
        self.nodes = 0

    def compose_document(self) -> Any:
        """The one document of the file."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.problems.append(self.source.file_problem("is empty"))
            raise _TooManyProblemsError
        if getattr(start, "version", None) or getattr(start, "tags", None):
            self._add_problem(start, "a % directive is not allowed here", "leave it out")
        data = self._compose_value(next(self.events), ())
        next(self.events)
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._add_problem(following, "a second document begins here", "write one document in each file")
        return data

    def _compose_value(self, event: yaml.Event, path: DataPath) -> Any:
        self._check(event, path)
        match event:
            case yaml.ScalarEvent():
                plain = event.implicit[0] and event.style not in ("'", '"', "|", ">")
                return parse_scalar(event.value) if plain else event.value
            case yaml.SequenceStartEvent():
                return self._compose_list(path)
            case yaml.MappingStartEvent():
                return self._compose_mapping(path)
            case _:
                return None

    def _check(self, event: yaml.Event, path: DataPath) -> None:
        """Counts the node, notes where it stands, and what must not be there."""
        self.nodes += 1
        self.marks.values[path] = _build_mark(event)
        if self.nodes > MAX_NODES:
            self._add_problem(event, f"there are more than {MAX_NODES} values in this file")
            raise _TooManyProblemsError
        if len(path) > MAX_DEPTH:
            self._add_problem(event, f"this is nested more than {MAX_DEPTH} levels deep")
            raise _TooManyProblemsError
        if isinstance(event, yaml.AliasEvent):
            self._add_problem(event, f"an alias (*{event.anchor}) is not allowed", "write the value out", once=True)
        elif (anchor := getattr(event, "anchor", None)) is not None:
            self._add_problem(event, f"an anchor (&{anchor}) is not allowed", "leave it out", once=True)
        if isinstance(event, yaml.ScalarEvent) and (complaint := find_unprintable(event.value)):
            self._add_problem(event, *complaint)
        if (tag := getattr(event, "tag", None)) is not None:
            spelled = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._add_problem(event, f"a tag ({spelled}) is not allowed", "leave it out")

    def _compose_list(self, path: DataPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._compose_value(event, (*path, len(items))))
        return items

    def _compose_mapping(self, path: DataPath) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._compose_key(event, path)
            below = (*path, key)
            first = self.marks.keys.get(below)
            if first is not None:
                where = f"the first is in line {first.line}, column {first.column}"
                self._add_problem(event, f"{quote(key)} is given twice", where)
            self.marks.keys[below] = _build_mark(event)
            items[key] = self._compose_value(following := next(self.events), below)
            if isinstance(following, yaml.ScalarEvent) and not following.value:
                self.marks.values[below] = _build_mark(event)
        return items

    def _compose_key(self, event: yaml.Event, path: DataPath) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._add_problem(event, "a key must be one word", "put text that holds : or {} in quotes")
            raise _TooManyProblemsError
        self._check(event, (*path, event.value))
        if event.value == "<<" and event.implicit[0]:
            self._add_problem(event, "a merge key (<<) is not allowed", "write the keys out")
        return event.value

    def _add_problem(self, event: yaml.Event, message: str, hint: str = "", *, once: bool = False) -> None:
        """Keeps a problem. once: not again where the same has been said before."""
        if once and message in self.said:
            return
        self.said.add(message)
        mark = _build_mark(event)
        self.problems.append(self.source.problem(mark.line, mark.column, message, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _TooManyProblemsError


def _build_mark(event: yaml.Event) -> Mark:
    start: Any = event.start_mark
    return Mark(start.line + 1, start.column + 1)
