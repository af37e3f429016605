"""The first page of `allcall compare`: at most 45 lines, which answer first."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.brief import Brief, build_brief, build_line
from reports.comparison.differences import ComparisonIndex
from reports.comparison.distribution import shorten_interval
from reports.comparison.page import print_comparison
from reports.comparison.structure_table import describe_settings, list_structures
from scenarios.library import open_emergency
from scenarios.structures import play_under
from sim.experiment.comparison import ArmSetting, Comparison, LeftOutStructure, StructureRange
from sim.experiment.lever_arms import LeverArm
from sim.measures import UNJUDGED_COSTS
from sim.statistics.paired import Adverse, MedianWord
from tests.reports.golden_texts import check_golden, print_to_text
from tests.sim.experiment.comparisons import ROWS, contrast, joint_range, made, missed, primary

SCENARIO = "active-assailant"


def brief(comparison: Comparison) -> Brief:
    return build_brief(comparison, open_emergency(SCENARIO), SCENARIO)


def page(comparison: Comparison) -> str:
    return print_to_text(lambda console: print_comparison(brief(comparison), console))


def structure(middle: float | None, share: float, is_named: bool = True, **given: Any) -> StructureRange:
    """The main contrast under a structure; without a number, a median that only the strategy achieves."""
    words = dict.fromkeys(("p05_word", "p50_word", "p95_word"), MedianWord.FINITE)
    if middle is None:
        words["p50_word"] = words["p95_word"] = MedianWord.ONLY_STRATEGY
    made_up: dict[str, Any] = {"id": "silent", "title": "no room tells another", "points": 20, "pairs": 40, **words}
    made_up |= {"asks": "Do rooms tell each other?", "then": "If not", "is_named": is_named}
    made_up |= {"p05": 2.0, "p50": middle, "p95": middle and 3 * middle, "above_delta": share, "below_minus_delta": 0.0}
    return StructureRange(ROWS[1].pairing, "aware_t90", **made_up | given)


USUAL = structure(12.0, 0.03, is_named=False, id="", title="", asks="", then="")


def test_the_first_page() -> None:
    check_golden("comparison-first-page.txt", page(made()))


def test_it_has_at_most_45_lines_of_80_columns_when_everything_has_something_to_say() -> None:
    row = ROWS[1].pairing
    others = "hazard_over", "call_answered", "dispatched", "protected_t50", "intervention"
    worse = [contrast(row, measure, -20.0) for measure in others]
    outside = "40%", "80%", "outside its range, 50% to 95%"
    settings = tuple(ArmSetting("", name, *outside) for name in ("app.installed", "phones.audible", "phones.on_person"))
    structures = USUAL, structure(60.0, 0.4), structure(20.0, 0.1)
    full = made(stopped="interrupted", replications=60, settings=settings, structures=structures)
    lines = page(replace(full, contrasts=(*full.contrasts, *worse))).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80


def test_structures_are_counted_beside_the_inputs_that_were_moved() -> None:
    joint = (joint_range(ROWS[1].pairing, "aware_t90"),)
    said = brief(made(joint=joint, structures=(USUAL, structure(50.0, 0.4), structure(20.0, 0.1)))).sure
    assert said[0].startswith("2 inputs and 2 structures moved together: ")


def test_each_structure_is_a_row_of_its_own_with_how_often_it_matters() -> None:
    """What cannot be played here stands last, with the reason."""
    lines = USUAL, structure(50.0, 0.382), structure(13.0, 0.05, is_named=False, title="each tells six")
    left_out = (LeftOutStructure("radio", "the radio is down", "there is no radio"),)
    rows = list_structures(ComparisonIndex(replace(made(structures=lines), structures_left_out=left_out)))
    assert [tuple(row) for row in rows] == [
        ("As the scenario has it", "12 s sooner (2 to 36)", "3 of 100"),
        ("No room tells another", "50 s sooner (2 s to 2:30 min sooner)", "38 of 100, unlike the first line"),
        ("Each tells six", "13 s sooner (2 to 39)", "5 of 100"),
        ("The radio is down", "–", "there is no radio"),
    ]


def test_what_may_be_worse_says_what_to_ask_about_it() -> None:
    """Without how often that matters: it has no smallest difference that does."""
    worse = contrast(ROWS[1].pairing, "intervention", -20.0, adverse="worse")
    usual, ignored = (
        replace(line, measure="intervention", p05=-12.0, p50=-3.0, p95=1.0)
        for line in (USUAL, structure(-3.0, 0.4, asks="Do officers go there?", then="If only where it was seen"))
    )
    full = made(structures=(usual, ignored))
    shown = brief(replace(full, contrasts=(*full.contrasts, worse))).adverse
    assert [line.asks for line in shown if line.measure == "intervention"] == [
        "Do officers go there? If only where it was seen: 3 s later (12 s later to 1 s sooner)."
    ]


def test_everything_under_a_structure_is_said_on_the_page() -> None:
    under = play_under(open_emergency(SCENARIO), "word-of-mouth-none")
    said = build_brief(made(), under, SCENARIO).cautions
    assert "Structure word-of-mouth-none: no room tells another." in said


def test_a_condition_in_every_arm_does_not_change_the_pair() -> None:
    """Where all rows are under it, the page is still about today's practice with and without the app."""
    full = made()

    def under(entries: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, conditions=tuple(dict.fromkeys((*one.conditions, "sro-away")))) for one in entries)

    parts: dict[str, Any] = {name: under(getattr(full, name)) for name in ("contrasts", "headlines", "measures")}
    found = brief(replace(full, **parts))
    assert found.arms == brief(full).arms
    assert found.warning == "On a day with: school resource officer away."


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        ("no practical difference", "Too little to matter: 90% of staff aware 13 s sooner, and 15 s would matter."),
        ("sooner; practically significant", "Enough to matter: "),
        ("sooner; practical significance unresolved", "Perhaps enough to matter: "),
        ("later; practically significant", "Worse by enough to matter: "),
        ("mixed: much sooner in 7%, later in 13%", "Mixed: much sooner in 7%, later in 13%: "),
        ("inconclusive; add replications", "Inconclusive, add replications: "),
    ],
)
def test_the_answer_begins_with_what_the_base_case_says(verdict: str, begins: str) -> None:
    full = made()
    contrasts = tuple(replace(one, verdict=verdict, base_verdict=verdict) for one in full.contrasts)
    answer = brief(replace(full, contrasts=contrasts)).answer
    assert answer[0].startswith(begins)
    assert len(answer) <= 3


def test_an_answer_that_depends_on_assumptions_begins_so_with_their_range() -> None:
    full = made()
    contrasts = tuple(
        replace(one, verdict="sensitive to assumptions: app.installed", base_verdict="no practical difference")
        for one in full.contrasts
    )
    joint = (joint_range(ROWS[1].pairing, "aware_t90"),)
    said = brief(replace(full, contrasts=contrasts, joint=joint))
    assert said.answer[0].startswith("It depends on assumptions: ")
    assert "9 s later to 40 s sooner across their ranges" in said.answer[0]
    assert said.lines[0].matters.startswith("depends, ")


def test_the_answer_names_the_structure_that_moves_most_settings_as_a_question_and_its_answer() -> None:
    first = primary(ROWS[1].pairing, "aware_t90", 60.0, "sensitive to assumptions: app.installed")
    first = replace(first, base_verdict="sooner; practically significant")
    worse = structure(
        -30.0, 0.0, p05=-90.0, p95=-2.0, below_minus_delta=0.6, asks="Who presses?", then="If only the office"
    )
    never = structure(None, 0.2, asks="Is it read?")
    often, never_read = ", and it matters in ", "achieved only with it in most runs"
    for lines, fact in (
        (
            (structure(50.0, 0.38), never),
            f"Do rooms tell each other? If not: 50 s sooner (2 s to 2:30 min sooner){often}38 of 100 settings.",
        ),
        (
            (structure(50.0, 0.38), worse),
            "Who presses? If only the office: 30 s later (2 s to 1:30 min later), and it is worse by enough "
            "to matter in 60 of 100 settings.",
        ),
        ((never,), f"Is it read? If not: {never_read} (2 s sooner to {never_read}){often}20 of 100 settings."),
    ):
        assert brief(made(contrasts=(first,), structures=(USUAL, *lines))).answer[1] == fact
    (own,) = brief(made(contrasts=(first,), structures=(USUAL, structure(50.0, 0.38, asks="", then="")))).answer[1:2]
    assert own.startswith("Where no room tells another: 50 s sooner")
    more = structure(50.0, 0.38), structure(20.0, 0.3, then="If some do"), replace(worse, below_minus_delta=0.2)
    found = brief(made(contrasts=(first,), structures=(USUAL, *more)))
    assert "rooms" in found.answer[1]
    assert found.sure[0].startswith("Who presses?")
    quiet = brief(made(contrasts=(first,), structures=(USUAL, structure(50.0, 0.38, is_named=False)))).answer
    assert not any("rooms" in sentence for sentence in quiet)


def test_a_primary_measure_that_is_worse_comes_before_what_structures_change_and_nothing_is_said_twice() -> None:
    first = primary(ROWS[1].pairing, "aware_t90", 60.0, "sooner; practically significant")
    others = "first_unit_on_scene", "hazard_over"
    worse = [primary(ROWS[1].pairing, one, -30.0, "later; practically significant") for one in others]
    found = brief(made(contrasts=(first, *worse), structures=(USUAL, structure(50.0, 0.38))))
    assert all("worse" in sentence.lower() for sentence in found.answer[1:])
    assert [sentence.startswith("Do rooms") for sentence in (*found.answer, found.sure[0])] == [
        False,
        False,
        False,
        True,
    ]


def test_settings_in_which_it_is_better_and_worse_are_both_counted_by_what_is_better() -> None:
    both = structure(5.0, 0.3, below_minus_delta=0.2)
    sooner, fewer = (primary(ROWS[1].pairing, one, 5.0, "") for one in ("aware_t90", "aset_margin"))
    assert describe_settings(sooner, both) == "it matters in 30 of 100 settings and is worse by as much in 20"
    assert describe_settings(fewer, both) == "it matters in 20 of 100 settings and is worse by as much in 30"


def test_a_line_that_depends_names_the_inputs_below_the_table_with_how_far_they_reach() -> None:
    first = primary(ROWS[1].pairing, "aware_t90", 60.0, "sooner; practically significant")
    inputs: dict[str, Any] = {"input_low": -20.0, "input_high": 40.0}
    inputs["input_named"] = "app.installed, channels.by-hand.read"
    open_one = primary(ROWS[1].pairing, "first_unit_on_scene", 30.0, "sensitive to assumptions: app.installed")
    alone = brief(made(contrasts=(first, replace(open_one, **inputs))))
    assert alone.depends == (
        "First unit on scene depends on app: staff who installed it and reports by hand: days until read "
        "(20 s later to 40 s sooner).",
    )
    joint = (joint_range(ROWS[1].pairing, "first_unit_on_scene"),)
    together = brief(made(contrasts=(first, replace(open_one, **inputs)), joint=joint)).depends[0]
    assert together.endswith("(9 s later to 40 s sooner).")
    assert "\n First unit on scene depends on app" in page(made(contrasts=(first, replace(open_one, **inputs))))


@pytest.mark.parametrize(
    ("median", "missed_with", "adverse", "said"),
    [
        (0.0, 5, "", "achieved in 71% vs 95% (15 to 33 points more)"),
        (0.0, 27, "", "no median difference (−4 to 4)"),
        (0.0, 31, "worse", "achieved in 71% vs 69% (6 points more to 10 points fewer)"),
        (9.0, 31, "worse", "achieved in 71% vs 69% (6 points more to 10 points fewer)"),
        (9.0, 5, "", "9 s sooner (5 to 13)"),
        (-9.0, 31, "worse", "9 s later (5 to 13)"),
    ],
)
def test_shares_far_apart_or_worse_stand_in_the_place_of_a_median_that_hides_them(
    median: float, missed_with: int, adverse: Adverse, said: str
) -> None:
    gain = (29 - missed_with) / 100
    around = (gain - 0.09, gain + 0.09) if missed_with == 5 else (-0.1, 0.06)
    one = replace(
        contrast(ROWS[1].pairing, "protected_t90", median, **missed(median)),
        strategy_not_reached=missed_with,
        reached_gain=gain,
        reached_gain_low=around[0],
        reached_gain_high=around[1],
        adverse=adverse,
    )
    assert " ".join(build_line(ComparisonIndex(made()), one).cells[3].split()) == said


def test_a_cost_that_has_no_verdict_stands_with_what_is_worse_where_there_surely_is_more_of_it() -> None:
    full = made()
    costs = (
        contrast(ROWS[1].pairing, "suspensions", -1.4, half=0.1),
        contrast(ROWS[1].pairing, "team_hours_a_week", -0.6, half=0.7),
    )
    shown = brief(replace(full, contrasts=(*full.contrasts, *costs))).adverse
    assert [line.difference for line in shown if line.measure in UNJUDGED_COSTS] == ["1.4 more"]


def test_another_primary_measure_that_matters_has_a_sentence_of_its_own() -> None:
    first = primary(ROWS[1].pairing, "aware_t90", 1.0, "no practical difference")
    worse = primary(ROWS[1].pairing, "first_unit_on_scene", -30.0, "later; practically significant")
    answer = brief(replace(made(), contrasts=(first, worse))).answer
    assert answer[0].startswith("Too little to matter: 90% of staff aware ")
    assert answer[1] == "Worse by enough to matter: the first unit arrives 30 s later."
    depends = replace(worse, verdict="sensitive to assumptions: app.installed")
    answer = brief(replace(made(), contrasts=(first, depends))).answer
    assert answer[1].startswith("Worse by enough to matter, but it depends on assumptions: ")


@pytest.mark.parametrize(("first", "second", "further"), [(5.0, 90.0, True), (20.0, 90.0, False), (5.0, 9.0, False)])
def test_a_lever_that_matters_in_another_measure_has_a_line_below(first: float, second: float, further: bool) -> None:
    full = made()
    pairing = ROWS[1].pairing._replace(strategy="today+runners")
    contrasts = tuple(
        replace(contrast(pairing, measure, gain), delta=15.0)
        for measure, gain in (("aware_t90", first), ("first_unit_on_scene", second))
    )
    arm = LeverArm("today+runners", "runners", "today, runners", "more runners", "none", 1.0, (), contrasts, True)
    names = "aware_t90", "first_unit_on_scene"
    primaries = [primary(ROWS[1].pairing, name, 20.0, "no practical difference") for name in names]
    found = brief(replace(full, contrasts=tuple(primaries), levers=(arm,), present_practice=pairing.baseline)).levers
    assert found[0][0] == "More runners (free, best)"
    assert found[1:] == ((" first unit on scene", "1:30 min sooner (1:25 to 1:35)"),) * further


def test_whatever_else_was_compared_with_todays_practice_has_a_line() -> None:
    full = made()
    beside = [
        replace(one, strategy="dial-911")
        for one in full.contrasts
        if (one.baseline, one.strategy) == (ROWS[1].baseline, ROWS[1].strategy)
    ]
    others = [named for named, _ in brief(replace(full, contrasts=(*full.contrasts, *beside))).helps]
    assert [named for named in others if named.startswith("Dialing 911 compared with today")]


def test_what_is_headline_and_adverse_is_printed_once() -> None:
    full = made()
    worse = tuple(replace(one, adverse="worse") if one.measure == "aware_t90" else one for one in full.contrasts)
    assert "aware_t90" not in [line.measure for line in brief(replace(full, contrasts=worse)).adverse]


def test_what_was_set_is_said_with_what_the_file_has() -> None:
    settings = (ArmSetting("app", "app.installed", "40%", "80%", ""), ArmSetting("", "psap.takers", "3", "", ""))
    assert brief(made(settings=settings)).settings == ("Set: app: app.installed 40% (80% in the file); psap.takers 3.")


@pytest.mark.parametrize(
    ("interval", "difference", "short"),
    [
        ("4.4 to 7.2 s sooner", "5.7 s sooner", "4.4 to 7.2"),
        ("0.2 s later to 1.9 s sooner", "0.8 s sooner", "0.2 s later to 1.9 s sooner"),
        ("2:04 to 2:11 min sooner", "2:07 min sooner", "2:04 to 2:11"),
        ("55 s to 1:05 min sooner", "1:00 min sooner", "55 s to 1:05 min sooner"),
        ("133 to 176 person-min fewer", "152 person-min fewer", "133 to 176"),
        ("0 to 0.1 points more", "0.1 points more", "0 to 0.1"),
        ("", "no difference", ""),
        ("no difference", "no median difference", ""),
    ],
)
def test_an_interval_does_not_repeat_the_words_of_its_difference(interval: str, difference: str, short: str) -> None:
    assert shorten_interval(interval, difference) == short
