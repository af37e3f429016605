"""Text cut into lines, in which words that belong together stay in one of them."""

from textwrap import wrap

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def join_with_nbsp(words: str) -> str:
    """Words that stay in one line."""
    return words.replace(" ", NO_BREAK_SPACE)


def wrap_columns(words: str, width: int, first: str = "", then: str = "") -> list[str]:
    """Lines of so many columns. first, then: what the first line and the others begin with."""
    lines = wrap(words, width, initial_indent=first, subsequent_indent=then)
    return [line.replace(NO_BREAK_SPACE, " ") for line in lines]
