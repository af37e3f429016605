"""What a YAML parser complains about, in words for people who never heard of tokens.

PyYAML has two parsers whose complaints differ in wording; both are recognised by a piece of their text. A
complaint that is not known here is passed on as it is.

A quotation mark that nobody closed is closed by the next one, lines below, and only what follows that makes no sense. So whatever the
complaint: where a text in quotes ends in its line and began in an earlier one, that beginning is the place to look at.
"""

import contextlib
from typing import Any

import yaml

from scenarios.problems import Problem, quote
from scenarios.sources import Source

_EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        'a ":" too many',
        "put text that holds a colon in quotes, and look at the indentation",
    ),
    ("could not find expected ':'", 'a key without its ":"', 'write "key: value"'),
    ("expected ',' or ']'", "a list in [ ] is not closed, or a comma is missing", ""),
    ("expected ',' or '}'", "a mapping in { } is not closed, or a comma is missing", ""),
    ("unexpected end of stream", "a quotation mark is not closed", ""),
    ("unexpected document indicator", "a quotation mark is not closed", ""),
    ("expected <block end>", "this does not fit what stands above it", "look at the indentation"),
    ("did not find expected key", "this does not fit what stands above it", "look at the indentation"),
    ("did not find expected '-'", "this does not fit what stands above it", "look at the indentation"),
    ("did not find expected", "something is missing before this", "look at the line above"),
    ("sequence entries are not allowed", 'a "- " that is not allowed here', "begin a new line with it"),
    ("nesting depth", "this is nested too deeply", ""),
    ("escape", "a backslash that means nothing", "use '...' quotes, or double the backslash"),
)
_FIRST_CHARACTERS = {
    "\t": ("a tab", "indent with spaces"),
    "@": ('a value that begins with "@"', "put it in quotes"),
    "`": ('a value that begins with "`"', "put it in quotes"),
    "%": ('a value that begins with "%"', "put it in quotes"),
}


def build_syntax_problem(source: Source, error: yaml.YAMLError) -> Problem:
    """The problem that a complaint of the parser stands for, at the place where it noticed."""
    said = str(getattr(error, "problem", None) or error).splitlines()[0]
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return source.file_problem(f"is not valid YAML: {said}")
    opened = _find_open_quote(source, mark)
    if opened is not None:
        where = f"the next one is in line {mark.line + 1}, and what follows it makes no sense"
        message = "not valid YAML: a quotation mark is not closed in its line"
        return source.problem(opened.line + 1, opened.column + 1, message, where)
    message, hint = _explain(said, _character_at(source, mark))
    if "not closed" in message and getattr(error, "context_mark", None) is not None:
        mark = error.context_mark  # type: ignore[attr-defined]
    return source.problem(mark.line + 1, mark.column + 1, f"not valid YAML: {message}", hint)


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


def _explain(said: str, character: str) -> tuple[str, str]:
    if character in _FIRST_CHARACTERS and ("cannot start any token" in said or character == "\t"):
        return _FIRST_CHARACTERS[character]
    if "cannot start any token" in said:
        return f"a value that begins with {quote(character)}", "put it in quotes"
    return next(((message, hint) for piece, message, hint in _EXPLANATIONS if piece in said), (said, ""))


def _character_at(source: Source, mark: Any) -> str:
    """The character at a mark, empty at the end of a line."""
    line = source.lines[mark.line] if mark.line < len(source.lines) else ""
    return line[mark.column : mark.column + 1]
