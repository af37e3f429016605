"""The answer of a live comparison in words: primary differences with their intervals, and adverse effects."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from reports.comparison.differences import format_bound, format_perturbed_range
from reports.comparison.distribution import format_contrast, format_interval
from reports.text.formatting import find_unit_step, format_amount, format_list, format_size
from reports.text.terms import name_measure
from sim.experiment.break_even import BreakEvens
from sim.experiment.comparison import JointRange
from sim.experiment.live_comparison import LiveAnswer
from sim.model.measure import Measure
from sim.statistics.break_even import BreakEven, Crossing
from sim.statistics.paired import MIN_ADVERSE_EFFECT, Contrast
from sim.statistics.verdicts import MIN_PAIRS, Verdict
from tui.widgets.base import truncate, wrap
from tui.widgets.live_curves import LINE_STYLES
from tui.widgets.slider import SliderInput

LEVEL_COLUMNS = 10
"""Of the value of an arm."""
NAME_COLUMNS = 30
"""Of a measure, at most."""
MAX_WORSE = 4
"""Adverse effects that are named."""
NOT_REACHED = "never"
SHORT_VERDICTS = {
    Verdict.NO_PRACTICAL_DIFFERENCE: "no practical difference",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.MIXED: "mixed",
    **dict.fromkeys((Verdict.SOONER, Verdict.LATER, Verdict.BETTER, Verdict.WORSE), "practically significant"),
}
"""Where the direction stands beside it."""


def render_letter(letter: str) -> Text:
    """The letter of an arm in its color."""
    return Text(f" {letter} ", f"bold reverse {LINE_STYLES[letter]}")


def render_differences(
    answer: LiveAnswer, width: int, joint: Sequence[JointRange] = (), all_joint: bool = False
) -> list[Text]:
    """For each primary measure the value of both arms, the difference with interval and verdict, and the joint range if it is known.

    all_joint: whether there is room for more than the first joint range.
    """
    name_columns = min(NAME_COLUMNS, width - 2 * LEVEL_COLUMNS)
    head = Text(f"{'':{name_columns}}")
    for letter in "AB":
        head.append(" " * (LEVEL_COLUMNS - 3)).append_text(render_letter(letter))
    lines = [head]
    for contrast in answer.primary("B"):
        lines += _render_contrast(answer, contrast, name_columns, width)
        if all_joint or contrast.measure == answer.primary("B")[0].measure:
            lines += [_render_joint(contrast, entry, width) for entry in joint if entry.measure == contrast.measure]
    return lines


def _render_contrast(answer: LiveAnswer, contrast: Contrast, name_columns: int, width: int) -> Iterator[Text]:
    name = truncate(_capitalize(name_measure(contrast.measure)), name_columns - 1)
    levels = [_format_level(answer.levels[letter, contrast.measure], contrast).rjust(LEVEL_COLUMNS) for letter in "AB"]
    yield Text(f"{name:{name_columns}}{''.join(levels)}")
    difference = format_contrast(contrast)
    interval = drop_shared_words(format_interval(contrast), difference)
    verdict = SHORT_VERDICTS.get(contrast.finding, contrast.finding.value.partition("; ")[2])
    forms = [f" (95% CI {interval}), {verdict}"] if verdict else []
    forms += [f" (95% CI {interval})", f" ({interval})"]
    line = Text(f"  {difference}", "bold")
    room = width - line.cell_len
    yield line.append(next((form for form in forms if interval and len(form) <= room), ""), "not bold")


def _render_joint(contrast: Contrast, joint: JointRange, width: int) -> Text:
    """From the 5th to the 95th percentile over combinations of all inputs."""
    if joint.p05 is not None and joint.p95 is not None:
        reach = format_perturbed_range(contrast, joint.p05, joint.p95, joint.pairs)
    elif joint.above_delta is None:
        reach = "not resolvable"
    else:
        ends = (joint.p05, joint.p05_word), (joint.p95, joint.p95_word)
        reach = " to ".join(format_bound(contrast, end, word, joint.pairs) for end, word in ends)
    names = ("all inputs moved, 5% to 95%: ", "all inputs moved: ")
    name = names[0] if len(names[0]) + len(reach) + 2 <= width else names[1]
    return Text(truncate(f"  {name}{reach}", width), "dim")


def drop_shared_words(interval: str, difference: str) -> str:
    """The interval without the words at its end that the difference has too: "6 to 7" beside "7 s sooner"."""
    words, others = interval.split(" "), difference.removesuffix(" (median)").split(" ")[1:]
    if " to " not in interval:
        return ""
    if any(word in others for word in interval.partition(" to ")[0].split(" ")):
        return interval
    while words and others and words[-1] == others[-1]:
        words.pop()
        others.pop()
    return " ".join(words)


def _format_level(level: float | None, contrast: Contrast) -> str:
    if level is None:
        return NOT_REACHED
    step = max(1.0, find_unit_step(contrast.unit, contrast.ci_low, contrast.ci_high))
    return format_amount(level, contrast.unit, step).removesuffix(" min").removesuffix(" person-min")


def render_adverse(answer: LiveAnswer, width: int, rows: int) -> list[Text]:
    """In which other measures B is worse."""
    if answer.pairs < MIN_PAIRS:
        return [Text(f"Too few runs for a verdict: {answer.pairs} of {MIN_PAIRS}.")]
    worse = [contrast for contrast in answer.adverse("B") if contrast.adverse == "worse"]
    if not worse:
        return [Text(f"No adverse effect of {MIN_ADVERSE_EFFECT:.0%} or more detected.")]
    named = [f"{name_measure(contrast.measure)} {format_contrast(contrast)}" for contrast in worse[:MAX_WORSE]]
    more = f"; {len(worse) - MAX_WORSE} more" if len(worse) > MAX_WORSE else ""
    words = f"{'; '.join(named)}{more}"
    first = "Worse with B: "
    lines = wrap(f"{first}{words}", width, then="  ", most=rows)
    text = [Text(line) for line in lines]
    text[0].stylize("bold", 0, len(first))
    return text


def describe_break_evens(found: BreakEvens, measure: Measure, shown: SliderInput) -> str:
    """Where A and B change places as one input moves, and where B is better by the smallest difference that matters."""
    name = _capitalize(name_measure(measure.name))
    return f"{name}: {_describe_zero(found.zero, measure, shown)}.{_describe_mattering(found.matters, measure, shown)}"


def _describe_zero(zero: BreakEven, measure: Measure, shown: SliderInput) -> str:
    bounds = " to ".join(map(shown.format, shown.bounds))
    better, worse = ("sooner", "later") if measure.is_time else ("better", "worse")
    if zero.crossing is Crossing.NEVER:
        signs = {measure.sign * sign for sign in zero.signs if sign}
        if not signs:
            return f"no difference from {bounds}"
        return f"B is {better if 1 in signs else worse} over the whole range, {bounds}"
    if zero.crossing is Crossing.SEVERAL:
        return f"B and A change places several times, at {format_list(map(shown.format, zero.crossings))}"
    if zero.value is None:
        return f"not resolved from {bounds}"
    if zero.crossing is Crossing.UNRESOLVED:
        return f"not resolved; perhaps at {shown.format(zero.value)}"
    above = better if (zero.rises is True) == (measure.sign > 0) else worse
    return f"break-even at {shown.format(zero.value)} ({_format_limits(zero, shown)}). Above it, B is {above}"


def _describe_mattering(matters: BreakEven | None, measure: Measure, shown: SliderInput) -> str:
    """Where it is at least the smallest difference that matters; empty where that is not crossed once."""
    if matters is None or matters.crossing is not Crossing.ONCE or matters.value is None:
        return ""
    side = "above" if (matters.rises is True) == (measure.sign > 0) else "below"
    size = format_size(abs(matters.threshold), measure.unit)
    return f" At least {size} better {side} {shown.format(matters.value)} ({_format_limits(matters, shown)})."


def _format_limits(found: BreakEven, shown: SliderInput) -> str:
    limits = ["beyond the range" if limit is None else shown.format(limit) for limit in (found.low, found.high)]
    return f"95% CI {' to '.join(limits)}"


def _capitalize(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
