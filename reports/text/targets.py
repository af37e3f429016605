"""A target of an exercise in words, and what came of it."""

from reports.text.formatting import format_quantity
from reports.text.terms import capitalize_first
from scenarios.targets import INSTANT_CLAUSES, Target
from scenarios.units import TIME

MEANS_WORDS = {1: "by any means", 2: "by two means", 3: "by three means"}


def describe_target(target: Target) -> str:
    """`The first instruction is heard within 1 min after the office knows, by two means.`, then what evaluators look at besides."""
    return " ".join(filter(None, (_describe_timed(target), target.says)))


def _describe_timed(target: Target) -> str:
    if target.from_ is None or target.to is None or target.within is None:
        return ""
    means = f", {MEANS_WORDS[target.means]}" if target.means else ""
    within = format_quantity(target.within, TIME)
    return f"{capitalize_first(INSTANT_CLAUSES[target.to])} within {within} after {INSTANT_CLAUSES[target.from_]}{means}."
