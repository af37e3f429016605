"""A year on a campus as a page in the terminal: a bottom line, and a block for each emergency with its rate, and no sum over them.

A difference is that of the first page of `compare`, by the same statistic. The last column has what is expected in a year: the mean
difference times the rate, or where medians are compared, how often the step is achieved only with the second strategy.
"""

import math
from collections.abc import Collection, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from reports.comparison.brief import BriefLine, build_line, describe_arms, name_arm
from reports.comparison.differences import ComparisonIndex
from reports.comparison.distribution import MEDIAN_MARK
from reports.text.formatting import format_amount, format_count, format_duration, format_list, format_range, format_size
from reports.text.terms import name_measure
from scenarios.scenario import CONDITIONS
from sim.experiment.belief import MONTHS, BeliefBreakEven
from sim.experiment.comparison import Headline
from sim.experiment.year import EmergencyYear, Rate, Year, YearlyDifference, split_name
from sim.statistics.verdicts import AHEAD, BEHIND, Verdict

WIDTHS = (22, 8, 8, 30, 8)
SECONDS_PER_MINUTE = 60.0
LEAST = 0.1
"""Seconds, person-minutes and the like: a smaller amount in a year is not printed."""
SHORT_NAMES = {
    "unaware_time": "Time unaware",
    "unprotected_person_minutes": "Unprotected person-min",
    "exposed_person_minutes": "Exposed person-min",
    "false_alert_person_minutes": "Person-minutes lost",
    "interrupted_person_minutes": "Interrupted person-min",
    "protected_t90": "90% protected",
    "sheltered_t90": "90% sheltered",
    "closed_in_t90": "90% closed in",
    "accountability_complete": "Accountability",
    "heads_in_halls_when_police_enter": "In halls, police enter",
    "office_to_aware_t90": "90% aware, from office",
    "rset": "Last person out (RSET)",
    "ems_at_patient": "Ambulance at patient",
}
FALSE_ALERT_COST = "false_alert_person_minutes"


def print_year(year: Year, out: Console) -> None:
    """Prints the page."""
    out.print(f"A year at {year.campus_title}", style="bold")
    row = Headline("", year.baseline, year.strategy, ())
    out.print(describe_arms(row, year.present_practice))
    out.print(f"{_describe_runs(year)}, seed {year.seed}.")
    if year.stopped == "interrupted":
        out.print("Stopped early: not every pair was played.", style="bold yellow")
    out.print()
    for sentence in describe_bottom_line(year):
        out.print(sentence, style="bold")
    out.print()
    heads = [name_arm(strategy, year.present_practice) for strategy in (year.baseline, year.strategy)]
    out.print(_build_table([("", *heads, "Difference (95% CI)", "Per year")]), style="bold")
    for entry in year.emergencies:
        out.print(f"{entry.title}: {format_rate(entry.rate)}, {entry.rate.basis}", style="bold")
        out.print(_build_table(list(_iterate_rows(entry))))
    out.print()
    for note in _list_notes(year):
        out.print(note)


def describe_bottom_line(year: Year) -> Iterator[str]:
    """How often emergencies are expected, and which primary measures are better, or worse, by enough to matter."""
    often = sorted(year.emergencies, key=lambda entry: -entry.rate.per_year)
    ends = [f"{format_often(entry.rate.per_year)} ({_name(entry)})" for entry in (often[0], often[-1])]
    yield f"Expected from {ends[0]} to {ends[1]}." if len(often) > 1 else f"Expected {ends[0]}."
    head = name_arm(year.strategy, year.present_practice)
    ahead, behind = (
        [f"{_name_line(line)} ({_name(entry)})" for entry, line in _list_judged(often, kinds)]
        for kinds in (AHEAD, BEHIND)
    )
    if ahead:
        yield f"{head}, better by enough to matter: {format_list(ahead)}."
    if behind:
        yield f"{head}, worse by enough to matter: {format_list(behind)}."
    if not (ahead or behind):
        yield f"{head}, no measure is shown to differ by enough to matter."
    yield describe_belief(year)
    if year.break_even is not None:
        yield describe_break_even(year, year.break_even)


def describe_belief(year: Year) -> str:
    """How many believe an alert at once in the end: `Staff who believe an alert at once after 3 years: 95% today, 94% with app`."""
    last = [one for one in year.belief if one.month == MONTHS and one.group == "staff"]
    shares = [f"{one.value:.0%} {name_arm(one.arm, year.present_practice).lower()}" for one in last]
    return f"Staff who believe an alert at once after {MONTHS // 12} years: {', '.join(shares)} (assumed)."


def describe_break_even(year: Year, found: BeliefBreakEven) -> str:
    """From how many unneeded presses a year on the gain is gone, or what is left of it at the least belief."""
    gain = name_gain(year, found)
    if found.points[0].low <= 0.0:
        return f"No {gain} is shown that unneeded presses could eat."
    if found.value is None and found.low is not None:
        return f"Up to {found.low:.0f} unneeded presses a year leave a {gain}; beyond that the runs do not tell."
    if found.value is None:
        last = found.points[-1]
        left = format_size(last.gain, found.unit, 0.1)
        return f"No number of unneeded presses eats the {gain}: {left} of it remains where {last.belief:.0%} believe."
    low, high = (None if end is None else f"{end:.0f}" for end in (found.low, found.high))
    limits = format_range(low or "0", high) if high else f"{low} or more"
    return f"{found.value:.0f} unneeded presses a year (95% CI {limits}) would eat the {gain}."


def name_gain(year: Year, found: BeliefBreakEven) -> str:
    """`gain in time unaware (active assailant)`."""
    entry = next(one for one in year.emergencies if one.scenario == found.scenario)
    return f"gain in {_name_measure(found.measure)} ({_name(entry)})"


def _list_judged(
    entries: Sequence[EmergencyYear], kinds: Collection[Verdict]
) -> Iterator[tuple[EmergencyYear, YearlyDifference]]:
    """The first primary measure of each emergency with such a verdict in the base case."""
    for entry in entries:
        found = [line for line in entry.differences if not line.contrast.exploratory]
        yield from [(entry, line) for line in found if line.contrast.base_finding in kinds][:1]


def _name_line(line: YearlyDifference) -> str:
    """The measure within a sentence, as short as in the table."""
    return _name_measure(line.measure)


def _name_measure(measure: str) -> str:
    short = SHORT_NAMES.get(measure, "")
    return f"{short[:1].lower()}{short[1:]}" or name_measure(measure)


def _name(entry: EmergencyYear) -> str:
    """The title without its period, within a sentence, with the conditions of its days."""
    title = entry.title.partition(",")[0]
    conditions = (CONDITIONS[name] for name in split_name(entry.scenario)[1])
    return ", ".join([f"{title[:1].lower()}{title[1:]}", *conditions])


def format_often(per_year: float) -> str:
    """A rate: `3 times a year`, `once a year`, `once in 71 years`; `never` for 0."""
    if per_year == 0.0:
        return "never"
    if per_year >= 1.0:
        times = _round(per_year)
        return "once a year" if times == "1" else f"{times} times a year"
    years = _round(1.0 / per_year)
    return "once a year" if years == "1" else f"once in {years} years"


def format_rate(rate: Rate) -> str:
    """A rate with its range: `once in 71 years (33 to 330)`."""
    if rate.low is None or rate.high is None or rate.low == rate.high:
        return format_often(rate.per_year)
    low, high = (format_often(end) for end in (rate.low, rate.high))
    if rate.high < 1.0:
        low, high = (end.removeprefix("once in ").removesuffix(" years") for end in (high, low))
    return f"{format_often(rate.per_year)} ({low} to {high})"


def _round(number: float) -> str:
    """To two digits, with commas; never an exponent."""
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.{max(0, 1 - math.floor(math.log10(rounded)))}f}".removesuffix(".0")


def _describe_runs(year: Year) -> str:
    least, most = (pick(entry.replications for entry in year.emergencies) for pick in (min, max))
    runs = format_count(most, "matched run")
    return f"{runs} of each" if least == most else f"{least:,} to {runs} of each"


def _build_table(rows: "list[tuple[str, ...]]") -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    for place, width in enumerate(WIDTHS):
        table.add_column(width=width, justify="right" if place in (1, 2) else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _build_line(entry: EmergencyYear, line: YearlyDifference) -> BriefLine:
    return build_line(ComparisonIndex(entry.comparison), line.contrast)


def _iterate_rows(entry: EmergencyYear) -> "Iterator[tuple[str, ...]]":
    for difference in entry.differences:
        line = _build_line(entry, difference)
        around = f" ({line.interval})" if line.interval and line.interval != line.difference else ""
        median = f" {MEDIAN_MARK}" if difference.contrast.statistic == "median" else ""
        short = SHORT_NAMES.get(difference.measure, "")
        yield (
            f"{short}{median}" if short else line.name,
            line.baseline,
            line.strategy,
            f"{line.difference}{around}",
            format_in_year(difference),
        )


def format_in_year(line: YearlyDifference) -> str:
    """The size of what is expected in a year: `12 s`, `60`, `<0.1 s`; `unclear` where the difference may be none."""
    if not line.is_resolved:
        return "unclear"
    if line.contrast.statistic == "median":
        gain = line.yearly_reached
        return "none" if gain == 0.0 else format_often(abs(gain)).replace("once in ", "1 in ")
    size = abs(line.yearly_reduction)
    is_time = line.yearly_unit == "min"
    amount = SECONDS_PER_MINUTE * size if is_time else size
    if amount == 0.0:
        return "none"
    if amount < LEAST:
        return f"<{LEAST:g}{' s' if is_time else ''}"
    return format_duration(amount, 0.1 if amount < 10.0 else 1.0) if is_time else _round(amount)


def _list_notes(year: Year) -> Iterator[str]:
    lines = [line for entry in year.emergencies for line in entry.differences]
    head = name_arm(year.strategy, year.present_practice).lower()
    yield "Rates are assumed or national. Use the district's own: --rate false-alarm=1."
    unclear = "" if all(line.is_resolved for line in lines) else " Unclear: the 95% CI includes 0."
    yield f"Minutes of different hazards are not added.{unclear}"
    yield "Without releases to families and threat reports: no staff alert bears on them."
    for entry in year.emergencies:
        for line in entry.differences:
            if line.measure == FALSE_ALERT_COST:
                cost = format_amount(line.with_mean, line.contrast.unit, 10.0)
                yield f"One more {_name(entry)} a year costs {cost} person-min, {head}."
    if any(line.contrast.statistic == "median" for line in lines):
        yield "Per year, of a median: emergencies in which only the second achieves it."
    for why in dict.fromkeys(one.why for one in year.skipped):
        names = ", ".join(one.scenario for one in year.skipped if one.why == why)
        yield f"Not played ({why}): {names}."
