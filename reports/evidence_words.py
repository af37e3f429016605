"""The notation of the table of evidence, in words: laws by their middle and where nine in ten lie, and what a figure rests on.

The table is written for whoever builds the model, `LogN(15, 0.8) [A]`; whoever signs a report reads `about 15 (nine in ten between 4 and
56). Assumed`. A mark behind its verb, `the time is [A]`, becomes part of the sentence. Numbers in brackets stay: they are those of the
sources.
"""

import math
import re
from collections.abc import Callable

TAIL = 1.6448536  # of the normal law: between −TAIL and TAIL lie nine in ten
NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
BASIS_TEXTS = {
    "[A]": "assumed",
    "[F]": "fitted",
    "[F/A]": "partly fitted, partly assumed",
}


def to_sentence(notation: str) -> str:
    """A cell of the table, as a sentence of its own."""
    said = expand_notation(notation)
    return f"{said[:1].upper()}{said[1:]}"


def expand_notation(notation: str) -> str:
    """A cell of the table as people read it."""
    for pattern, words in DISTRIBUTION_PATTERNS:
        notation = pattern.sub(words, notation)
    for sign, words in BASIS_TEXTS.items():
        if notation.startswith(sign):
            notation = f"{words.capitalize()}{notation.removeprefix(sign)}"
        notation = re.sub(rf"\b(is|are) {re.escape(sign)}", rf"\1 {words}", notation)
        notation = notation.replace(sign, f"({words})")
    return notation


def _describe_lognormal(found: re.Match[str]) -> str:
    """Median, a unit that may be left out, and the spread of the logarithm."""
    middle, unit, sigma = float(found[1].replace(",", "")), found[2], float(found[3])
    low, high = (middle * math.exp(side * TAIL * sigma) for side in (-1, 1))
    return f"about {found[1]}{unit} (nine in ten between {_format_two_digits(low)} and {_format_two_digits(high)}{unit})"


def _describe_normal(found: re.Match[str]) -> str:
    middle, spread = float(found[1]), float(found[2])
    low, high = (middle + side * TAIL * spread for side in (-1, 1))
    return f"about {found[1]} (nine in ten between {_format_two_digits(low)} and {_format_two_digits(high)})"


def _describe_beta(found: re.Match[str]) -> str:
    from scipy.special import betaincinv

    low, middle, high = (float(betaincinv(int(found[1]), int(found[2]), u)) for u in (0.05, 0.5, 0.95))
    return f"about {_format_two_digits(middle)} (nine sites in ten between {_format_two_digits(low)} and {_format_two_digits(high)})"


def _format_two_digits(number: float) -> str:
    """Two digits say all that such a range knows."""
    digits = max(0, 1 - math.floor(math.log10(abs(number)))) if number else 0
    return f"{round(number, digits):,.{digits}f}" if number < 100 else f"{round(number, -1):,.0f}"


Words = str | Callable[[re.Match[str]], str]
DISTRIBUTION_PATTERNS: tuple[tuple[re.Pattern[str], Words], ...] = (
    (re.compile(rf"LogN\({NUMBER}((?: min)?), {NUMBER}\)"), _describe_lognormal),
    (re.compile(rf"\bN\({NUMBER}, {NUMBER}\)"), _describe_normal),
    (re.compile(r"Beta\((\d+), (\d+)\)"), _describe_beta),
    (re.compile(r"−Tri"), "shorter by Tri"),
    (re.compile(rf"Tri\({NUMBER}, {NUMBER}, {NUMBER}\)"), r"between \1 and \3, most often \2"),
    (re.compile(rf"U\({NUMBER}, {NUMBER}\)"), r"between \1 and \2"),
    (re.compile(rf"Bernoulli {NUMBER}"), r"with a chance of \1"),
    (re.compile(rf"Poisson {NUMBER}/min"), r"at random, \1 a minute on average,"),
)
"""What is written, and what is said; in this order."""
