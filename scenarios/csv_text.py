"""Text in a cell of CSV: never a formula to a spreadsheet program, whether it separates cells by comma, semicolon or tab."""

import re

_FORMULA_START = re.compile(r"(^|[,;\t\n])(?=[-=+@'])")
_ESCAPED_START = re.compile(r"(^|[,;\t\n])'(?=[-=+@'])")


def escape_formulas(text: str) -> str:
    """The text with an apostrophe wherever a cell would begin, in any country, and be taken for a formula."""
    return _FORMULA_START.sub(r"\1'", text)


def unescape_formulas(text: str) -> str:
    """The text that `escape_formulas` was given."""
    return _ESCAPED_START.sub(r"\1", text)
