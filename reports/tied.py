"""Text cut into lines, in which words that belong together stay in one of them."""

from textwrap import wrap

TIED = "\N{NO-BREAK SPACE}"


def tied(words: str) -> str:
    """Words that stay in one line."""
    return words.replace(" ", TIED)


def cut_into_lines(words: str, width: int, first: str = "", then: str = "") -> list[str]:
    """Lines of so many columns. first, then: what the first line and the others begin with."""
    lines = wrap(words, width, initial_indent=first, subsequent_indent=then)
    return [line.replace(TIED, " ") for line in lines]
