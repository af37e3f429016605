"""A year on a campus as a page in the terminal: a block for each emergency, with its rate, and no sum over them."""

import math
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from reports.text.formatting import find_unit_step, format_amount, format_clock
from reports.text.terms import STRATEGY_NAMES, capitalize_first, label_strategy, name_measure
from sim.experiment.year import EmergencyYear, Year, YearlyDifference

WIDTHS = (26, 7, 7, 8, 28)
HEADINGS = ("", "Without", "With", "Less", "Less in a year (range)")
UNCLEAR = "unclear"
ABOUT_ZERO, SMALLEST = "~0", 0.0001
"""How a smaller amount stands on the page."""
SHORT_NAMES = {
    "false_alert_person_minutes": "person-minutes lost",
    "rset": "last person out (RSET)",
    "ems_at_patient": "ambulance at the patient",
}
FALSE_ALARM_COST = "false_alert_person_minutes"


def print_year(year: Year, out: Console) -> None:
    """Prints the page."""
    without = _label_strategy(year, year.baseline, year.baseline_title)
    with_ = _label_strategy(year, year.strategy, year.strategy_title)
    out.print(f"A year at {year.campus_title} ({year.campus})", style="bold")
    out.print(f"Without: {without}. With: {with_}.")
    scale = f"Yearly times in minutes, {ABOUT_ZERO} is under {SMALLEST}."
    out.print(f"{_describe_pairs(year)}, seed {year.seed}. {scale}\n")
    if year.stopped == "interrupted":
        out.print("Stopped early: not every pair was played.", style="bold yellow")
    out.print(_build_table([HEADINGS]), style="bold")
    for entry in year.emergencies:
        out.print(_describe_rate(entry), style="bold")
        out.print(_build_table([_build_row(line) for line in entry.differences]))
    out.print()
    for note in _list_notes(year):
        out.print(note)


def format_yearly(amount: float) -> str:
    """To two significant digits: "0.0028", "80", "1,200", "0.00002"; never an exponent."""
    if amount == 0.0:
        return "0"
    rounded = float(f"{abs(amount):.2g}")
    digits = max(0, 1 - math.floor(math.log10(rounded)))
    text = f"{rounded:,.{digits}f}"
    return f"{'−' if amount < 0 else ''}{text.rstrip('0').rstrip('.') if '.' in text else text}"


def _label_strategy(year: Year, strategy: str, title: str) -> str:
    """The short label of a shipped strategy; of another, its title."""
    if strategy in STRATEGY_NAMES:
        return label_strategy(strategy, year.present_practice)
    return f"{title} (today)" if strategy == year.present_practice else title


def _describe_pairs(year: Year) -> str:
    least, most = (pick(entry.replications for entry in year.emergencies) for pick in (min, max))
    return f"{most:,} pairs of each" if least == most else f"{least:,} to {most:,} pairs of each"


def _describe_rate(entry: EmergencyYear) -> str:
    rate = entry.rate
    span = ""
    if rate.low is not None and rate.high is not None:
        span = f" ({format_yearly(rate.low)} to {format_yearly(rate.high)})"
    return f"{entry.title}: {format_yearly(rate.per_year)} a year{span}, {rate.basis}"


def _build_table(rows: "list[tuple[str, ...]]") -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    for place, width in enumerate(WIDTHS):
        table.add_column(width=width, justify="right" if place else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _build_row(line: YearlyDifference) -> tuple[str, ...]:
    step = find_unit_step(line.unit, line.ci_low, line.ci_high)
    amounts = [format_amount(mean, line.unit, step) for mean in (line.without_mean, line.with_mean)]
    name = capitalize_first(SHORT_NAMES.get(line.measure) or name_measure(line.measure))
    if not line.is_resolved:
        return name, *amounts, UNCLEAR, UNCLEAR
    sign = "−" if line.reduction < 0 else ""
    size = abs(line.reduction)
    less = format_clock(size, step) if line.unit == "s" else format_amount(size, line.unit, step)
    return name, *amounts, f"{sign}{less}", _format_in_year(line)


def _format_in_year(line: YearlyDifference) -> str:
    value = _limit(line.yearly_reduction)
    if line.yearly_low is None or line.yearly_high is None:
        return value
    low, high = _limit(line.yearly_low), _limit(line.yearly_high)
    return value if low == high else f"{value} ({low} to {high})"


def _limit(amount: float) -> str:
    return ABOUT_ZERO if 0.0 < abs(amount) < SMALLEST else format_yearly(amount)


def _list_notes(year: Year) -> Iterator[str]:
    lines = [line for entry in year.emergencies for line in entry.differences]
    yield "Rates are assumed or national. Use the district's own: --rate false-alarm=1."
    yield "The range is that of the rate. Minutes of different hazards are not added."
    for line in lines:
        if line.measure == FALSE_ALARM_COST:
            cost = format_amount(line.with_mean, line.unit, 10.0)
            yield f"Both have the same rate of false alarms. One more a year costs {cost} person-min."
    if any(line.reduction < 0.0 and line.is_resolved for line in lines):
        yield "A minus sign: later, or more, with the second strategy."
    if not all(line.is_resolved for line in lines):
        yield "Unclear: the 95% interval of the difference includes 0. Add --replications."
    if any(line.without_not_reached or line.with_not_reached for line in lines):
        yield "A step that is not reached counts as the length of the simulation."
    for scenario in year.skipped:
        yield f"Not played: {scenario.scenario}. Reason: {scenario.why}."
