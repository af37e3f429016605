"""Numbers, uncertain inputs and lists as a page or a report shows them, never with more digits than are known.

How many digits are known follows from the interval: one or two digits of its half-width are kept (two where they are 10 to 35), and the
number is rounded to the same place, never finer than a tenth. So 649 s with limits 518 and 792 is "10:50 min", and 24 s with limits 17 and
33 is "24 s". Source: the rounding rule of the Particle Data Group, Review of Particle Physics, introduction, 5.3.

A moment is written "25 s" or "1:41" (minutes:seconds from onset), a length of time "25 s" or "1:41 min".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from textwrap import wrap

from reports.text.terms import AMOUNTS_OF_TIME
from scenarios.inputs import ChanceInput, Input
from scenarios.units import SHARE, TIME, Dimension
from sim.measures import DURATION_MEASURES
from sim.model.measure import Unit
from sim.sampling.quantile_tables import compile_distribution

MINUTE = 60.0  # seconds
HOUR, DAY = 3_600.0, 86_400.0
SCALE_TEXTS = {
    "site": "one value for the site",
    "replication": "drawn for each replication",
    "zone": "drawn for each room",
    "person": "drawn for each person",
    "event": "drawn for each event",
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
    """A quantity with its unit, to so many digits; with two digits, in whole minutes from ten minutes on."""
    if dimension is TIME and value >= DAY:
        return dimension.format(float(round(DAY * round_to_digits(value / DAY, digits))))
    if dimension is TIME and digits <= 2 and value >= 10 * MINUTE:
        value = MINUTE * round(value / MINUTE)
    if dimension is SHARE:
        return f"{round_to_digits(100 * value, digits):g}%"
    return dimension.format(round_to_digits(value, digits))


def format_input_amount(value: float, unit: str) -> str:
    """The value of an input, to two digits: "16%", "45 s", "2:30 min", "1 h", "1.2 m/s"."""
    if unit == "s" and value >= 60 * MINUTE:
        return format_quantity(value, TIME, 2)
    if unit == "s" and value >= MINUTE:
        return format_duration(value)
    if unit == "share":
        return f"{round_to_digits(100.0 * value, 2):g}%"
    return f"{round_to_digits(value, 2):g} {unit}".rstrip()


def round_to_digits(value: float, digits: int) -> float:
    """To so many digits, but never coarser than whole seconds and the like."""
    return float(round(value)) if abs(value) >= 10**digits else float(f"{value:.{digits}g}")


def describe_amount(source: Input) -> str:
    """Median and 90% range of an input: `about 15 s, 90% between 4 s and 56 s`."""
    dimension = source.dimension
    distribution = source.distribution.of if isinstance(source, ChanceInput) else source.distribution
    distribution_ = compile_distribution(distribution)
    as_written = distribution.kind in ("fixed", "lognormal")
    middle = format_quantity(distribution_.median(), dimension, 3 if as_written else 2)
    low, high = (format_quantity(distribution_.quantile(u), dimension, 2) for u in (0.05, 0.95))
    if distribution.kind == "fixed":
        return middle
    spread = f"90% between {low} and {high}"
    if isinstance(source, ChanceInput) or source.varies == "site":
        return f"{middle}; sites vary, {spread}"
    return f"about {middle}, {spread}"


def describe_amount_and_scale(source: Input) -> str:
    """The same, and how often it is drawn anew; nothing where it is fixed or drawn once."""
    fixed = source.distribution.kind == "fixed" or source.varies == "site"
    return describe_amount(source) if fixed else f"{describe_amount(source)}; {SCALE_TEXTS[source.varies]}"


def describe_plausible_range(source: Input) -> str:
    """The plausible range of the median of an input."""
    between = source.evidence.range
    if between is None:
        return "none given"
    return f"{format_quantity(between.low, source.dimension)} to {format_quantity(between.high, source.dimension)}"


FINEST = 0.1  # of seconds and person-minutes
CLOCK_STEPS = ((600.0, 600.0), (60.0, 60.0), (10.0, 10.0))
"""(least step, rounding) of times from one minute on; else to the second."""
HUNDRED = 100  # replications; with fewer, counts are given instead of percentages
DISPLAY_FACTORS = {"share": 100.0, "probability": 100.0}  # units that are printed in hundredths


def find_unit_step(unit: Unit, low: float | None, high: float | None) -> float:
    """`find_step` limits in a unit that may be printed in hundredths."""
    form = DISPLAY_FACTORS.get(unit, 1.0)
    return find_step(None if low is None else low * form, None if high is None else high * form)


def find_step(low: float | None, high: float | None) -> float:
    """Rounding step of a number with these limits: a power of ten, at least FINEST; 1 without limits."""
    if low is None or high is None:
        return 1.0
    if high <= low:
        return FINEST
    mantissa, exponent = f"{(high - low) / 2.0:.2e}".split("e")
    power = int(exponent) - 1 if float(mantissa) < 3.55 else int(exponent)
    return max(FINEST, 10.0**power)


def round_to_step(number: float, step: float) -> float:
    """Rounded to a multiple of a step; never minus zero."""
    return round(number / step) * step + 0.0


def limit_to_three_digits(number: float, step: float) -> float:
    """A step that leaves no more than three figures of a number: 10 for 1,596."""
    return max(step, 10.0 ** (math.floor(math.log10(abs(number))) - 2)) if abs(number) >= 1000.0 else step


def format_number(number: float, step: float) -> str:
    """A number to the place of its step: "2,570", "0.7"; zero is "0"."""
    stepped = round_to_step(number, step)
    return f"{stepped:,.{0 if step >= 1 or stepped == 0.0 else 1}f}"


def format_clock(seconds: float, step: float = 1.0) -> str:
    """A moment: "4.2 s", "25 s", "1:41", "1:02:05 h", "365 days". seconds from onset, not negative."""
    if seconds >= DAY:
        return format_quantity(seconds, TIME)
    if round_to_step(seconds, step) < 60.0:
        return f"{format_number(seconds, step)} s"
    coarse = next((to for least, to in CLOCK_STEPS if step >= least), 1.0)
    whole = int(round_to_step(seconds, coarse))
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d} h"


def describe_margin(seconds: float) -> str:
    """Time to spare in a fire as a clause: "4:10 min to spare for the last person out", or, if negative, what that means."""
    if seconds >= 0.0:
        return f"{format_duration(seconds)} to spare for the last person out"
    return f"conditions passed the model's limit {format_duration(-seconds)} before the last person was out"


def format_duration(seconds: float, step: float = 1.0) -> str:
    """A length of time: "25 s", "1:41 min", "12 h", "5 days"."""
    if seconds >= DAY:
        return format_quantity(seconds, TIME, 2)
    if seconds >= HOUR and seconds % HOUR == 0:
        return f"{seconds / HOUR:.0f} h"
    said = format_clock(seconds, step)
    return said if said[-1] in "sh" else f"{said} min"


def format_amount(number: float, unit: Unit, step: float = 1.0) -> str:
    """A value of a measure, in the unit's own way; step is in the unit as printed (shares: hundredths)."""
    if unit == "s":
        return f"−{format_duration(-number, step)}" if number < 0 else format_clock(number, step)
    if unit in ("days", "hours"):
        return append_unit(format_number(number, step), unit)
    if unit in DISPLAY_FACTORS:
        return f"{format_number(number * DISPLAY_FACTORS[unit], max(step, 1.0))}%"
    return format_number(number, limit_to_three_digits(number, step))


def format_size(number: float, unit: Unit, step: float = 1.0) -> str:
    """The size of a difference, without its direction."""
    if unit == "s":
        return format_duration(abs(number), step)
    printed = abs(number) * DISPLAY_FACTORS.get(unit, 1.0)
    return append_unit(format_number(printed, limit_to_three_digits(printed, step)), unit)


def append_unit(number: str, unit: Unit) -> str:
    """A printed difference with its unit."""
    words: dict[Unit, str] = {"person-min": "person-min", "count": "", "days": "days", "hours": "h"}
    if unit == "days" and number == "1":
        return "1 day"
    return f"{number} {words.get(unit, 'point' if number == '1' else 'points')}".rstrip()


def name_directions(measure: str, unit: Unit) -> tuple[str, str]:
    """The words for a reduction and for an increase."""
    if unit == "days":
        return "sooner", "later"
    if unit != "s":
        return "fewer", "more"
    if measure in AMOUNTS_OF_TIME:
        return "less", "more"
    return ("shorter", "longer") if measure in DURATION_MEASURES else ("sooner", "later")


def rounds_to_zero(reduction: float, unit: Unit, step: float) -> bool:
    """Whether a reduction is below the digits that are printed."""
    return round_to_step(reduction * DISPLAY_FACTORS.get(unit, 1.0), step) == 0.0


def format_difference(reduction: float, measure: str, unit: Unit, step: float) -> str:
    """A reduction in words: "24 s sooner", "7 s later", "about 0 s", "no difference"."""
    if reduction == 0.0:
        return "no difference"
    if rounds_to_zero(reduction, unit, step):
        return f"about {format_size(0.0, unit, 1.0)}"
    less, more = name_directions(measure, unit)
    return f"{format_size(reduction, unit, step)} {less if reduction > 0 else more}"


def format_difference_range(low: float, high: float, measure: str, unit: Unit, step: float) -> str:
    """A range of reductions in words: "17 to 33 s sooner", "2 s later to 5 s sooner", "5 to 9 s later"."""
    printed = [round_to_step(end * DISPLAY_FACTORS.get(unit, 1.0), step) for end in (low, high)]
    if printed[0] * printed[1] < 0.0:
        return " to ".join(format_difference(end, measure, unit, step) for end in (low, high))
    if printed == [0.0, 0.0]:
        return format_difference(max(low, high, key=abs), measure, unit, step)
    nearer, farther = sorted((low, high), key=abs)
    less, more = name_directions(measure, unit)
    ends = format_range(format_size(nearer, unit, step), format_size(farther, unit, step))
    return f"{ends} {less if farther > 0 else more}"


def format_range(first: str, last: str) -> str:
    """Two quantities as a range; units in common stand once."""
    if first == last:
        return first
    own, others = first.split(" "), last.split(" ")
    while own and others and own[-1] == others[-1]:
        own.pop()
        others.pop()
    return f"{' '.join(own)} to {last}" if own else f"{first} to {last}"


def format_limits(low: str, high: str) -> str:
    """The limits of an interval in one unit, which stands once: `9 to 17 s`, `0:09 to 2:20`."""
    if ":" not in low + high:
        return format_range(low, high)
    return " to ".join(re.sub(r"\b([0-9]{1,2}) s$", _to_minutes, one).removesuffix(" min") for one in (low, high))


def _to_minutes(seconds: re.Match[str]) -> str:
    return f"0:{int(seconds[1]):02d}"


def to_percentages(*shares: float) -> tuple[str, ...]:
    """Shares that add up to 1 as numbers of 100 that add up to 100; "<1" and ">99" where 0 or 100 would be false."""
    hundredths = [100.0 * share for share in shares]
    whole = [math.floor(one + 1e-9) for one in hundredths]
    by_rest = sorted(range(len(shares)), key=lambda at: whole[at] - hundredths[at])
    for at in by_rest[: round(sum(hundredths)) - sum(whole)]:
        whole[at] += 1
    return tuple(avoid_extremes(share, number) for share, number in zip(shares, whole, strict=True))


def avoid_extremes(share: float, number: int) -> str:
    """A number of 100; "<1" and ">99" where 0 or 100 would be false."""
    if number == 0 and share > 0.0:
        return "<1"
    return ">99" if number == 100 and share < 1.0 else str(number)


def to_proportions(n: int, *shares: float) -> tuple[str, ...]:
    """Shares of n as numbers of 100; of fewer than 100, as counts of the replications."""
    return to_percentages(*shares) if n >= HUNDRED else tuple(f"{round(n * share)}" for share in shares)


def describe_proportion(n: int, number: str) -> str:
    """One of the numbers of `to_proportions` within a sentence: "16%", "<1%", "3 of 40 replications"."""
    return f"{number} of {n} replications" if n < HUNDRED else f"{number}%"


def format_share(share: float, n: int) -> str:
    """A share of n within a sentence: "16%"; "3 of 40 replications" where n is less than 100."""
    return describe_proportion(n, to_proportions(n, share, 1.0 - share)[0])


def format_share_of(share: float, n: int, noun: str) -> str:
    """A share of n things: "16% of runs"; "3 of 40 runs" where n is less than 100."""
    number = to_proportions(n, share, 1.0 - share)[0]
    return f"{number} of {n} {noun}" if n < HUNDRED else f"{number}% of {noun}"


def format_out_of(count: int, n: int) -> str:
    """A count of replications as a share: "33%", "<1%"; "3 of 40" where n is less than 100."""
    return f"{count} of {n}" if n < HUNDRED else f"{to_percentages(count / n, 1.0 - count / n)[0]}%"


NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def join_with_nbsp(words: str) -> str:
    """Words that stay in one line."""
    return words.replace(" ", NO_BREAK_SPACE)


def wrap_columns(words: str, width: int, first: str = "", then: str = "") -> list[str]:
    """Lines of so many columns. first, then: indent of the first line and of the others."""
    lines = wrap(words, width, initial_indent=first, subsequent_indent=then)
    return [line.replace(NO_BREAK_SPACE, " ") for line in lines]
