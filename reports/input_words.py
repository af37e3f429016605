"""Numbers, uncertain inputs and lists as a page or a paper says them."""

from collections.abc import Iterable

from scenarios.inputs import ChanceInput, Input
from scenarios.quantities import Dimension
from scenarios.units import SHARE, TIME
from sim.quantiles import compile_distribution

MINUTE = 60.0  # seconds
SCALE_TEXTS = {
    "site": "the same all over the site",
    "replication": "anew in each emergency",
    "zone": "room by room",
    "person": "person by person",
    "event": "anew each time",
}


def format_count(number: int, noun: str, plural: str = "") -> str:
    """`1 door`, `3 doors`, `no doors`."""
    nouns = plural or f"{noun}s"
    return f"no {nouns}" if number == 0 else f"{number:,} {noun if number == 1 else nouns}"


def format_list(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    some = list(parts)
    return " and ".join([", ".join(some[:-1]), some[-1]]) if len(some) > 1 else "".join(some)


def format_quantity(value: float, dimension: Dimension, digits: int = 3) -> str:
    """A quantity with its unit and no more digits than anybody can use; with two, from ten minutes on whole minutes."""
    if dimension is TIME and digits <= 2 and value >= 10 * MINUTE:
        value = MINUTE * round(value / MINUTE)
    if dimension is SHARE:
        return f"{round_to_digits(100 * value, digits):g} %"
    return dimension.format(round_to_digits(value, digits))


def round_to_digits(value: float, digits: int) -> float:
    """To so many digits, but never coarser than whole seconds and the like."""
    return float(round(value)) if abs(value) >= 10**digits else float(f"{value:.{digits}g}")


def describe_amount(source: Input) -> str:
    """The middle of an input and how far it spreads: `about 15 s, nine in ten between 4 s and 56 s`."""
    dimension = source.dimension
    distribution = source.distribution.of if isinstance(source, ChanceInput) else source.distribution
    law = compile_distribution(distribution)
    as_written = distribution.kind in ("fixed", "lognormal")
    middle = format_quantity(law.median(), dimension, 3 if as_written else 2)
    low, high = (format_quantity(law.quantile(u), dimension, 2) for u in (0.05, 0.95))
    if distribution.kind == "fixed":
        return middle
    spread = f"nine in ten between {low} and {high}"
    if isinstance(source, ChanceInput) or source.varies == "site":
        return f"{middle}; sites differ, {spread}"
    return f"about {middle}, {spread}"


def describe_amount_and_scale(source: Input) -> str:
    """The same, and what it varies by. What is certain, or never varies, needs no scale."""
    fixed = source.distribution.kind == "fixed" or source.varies == "site"
    return describe_amount(source) if fixed else f"{describe_amount(source)}; {SCALE_TEXTS[source.varies]}"


def describe_plausible_range(source: Input) -> str:
    """The plausible range of the middle of an input."""
    between = source.evidence.range
    if between is None:
        return "none given"
    return f"{format_quantity(between.low, source.dimension)} to {format_quantity(between.high, source.dimension)}"
