"""The first page of `allcall compare`: at most 45 lines, which answer first."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.brief import Brief, build_brief, build_line
from reports.comparison.differences import ComparisonIndex
from reports.comparison.distribution import shorten_interval
from reports.comparison.page import print_comparison
from reports.comparison.structure_table import list_structures
from scenarios.library import open_emergency
from scenarios.structures import play_under
from sim.experiment.comparison import ArmSetting, Comparison, LeftOutStructure, StructureEffect
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


def structure(reduction: float | None, differs: bool = True, conditions: tuple[str, ...] = ()) -> StructureEffect:
    """The main contrast under a structure; without a number, a median that only the strategy achieves."""
    word = MedianWord.ONLY_STRATEGY if reduction is None else MedianWord.FINITE
    made_up: dict[str, Any] = {"id": "silent", "title": "no room tells another", "about": "word of mouth", "word": word}
    made_up |= {"statistic": "mean", "pairs": 100, "base_reduction": 30.0, "shift_se": 1.0, "turns": False}
    made_up |= {"reduction": reduction, "ci_low": None, "ci_high": None, "differs": differs}
    return StructureEffect(ROWS[1].pairing._replace(conditions=conditions), "aware_t90", **made_up)


def test_the_first_page() -> None:
    check_golden("comparison-first-page.txt", page(made()))


def test_it_has_at_most_45_lines_of_80_columns_when_everything_has_something_to_say() -> None:
    row = ROWS[1].pairing
    others = "hazard_over", "call_answered", "dispatched", "protected_t50", "intervention"
    worse = [contrast(row, measure, -20.0) for measure in others]
    outside = "40%", "80%", "outside its range, 50% to 95%"
    settings = tuple(ArmSetting("", name, *outside) for name in ("app.installed", "phones.audible", "phones.on_person"))
    structures = structure(60.0), structure(20.0), structure(None, conditions=("pa-failed",))
    full = made(stopped="interrupted", replications=60, settings=settings, structures=structures)
    lines = page(replace(full, contrasts=(*full.contrasts, *worse))).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80


def test_other_structures_are_a_range_of_all_and_a_day_of_its_own_is_a_sentence() -> None:
    """That of 90 s differs from the base case by chance alone, and counts all the same."""
    day = structure(None, conditions=("pa-failed",))
    said = brief(made(structures=(structure(50.0), structure(20.0), structure(90.0, differs=False), day))).sure
    assert "3 other structures: 20 s to 1:30 min sooner." in said
    assert "Where no room tells another: achieved only with it in most runs, else 30 s sooner on such a day." in said
    alike = brief(made(structures=(structure(31.0, differs=False),))).sure
    assert "1 other structure: no difference beyond chance." in alike


def test_each_structure_is_a_row_of_its_own_with_what_it_does_to_the_answer() -> None:
    """One that cannot be played here stands last, with the reason."""
    turning = replace(structure(5.0), id="loud", title="each room tells the next", turns=True)
    effects = (structure(50.0), turning, structure(31.0, differs=False), structure(9.0, conditions=("pa-failed",)))
    left_out = (LeftOutStructure("radio", "the radio is down", "there is no radio"),)
    rows = list_structures(ComparisonIndex(replace(made(structures=effects), structures_left_out=left_out)))
    assert [tuple(row)[1:] for row in rows] == [
        ("50 s sooner", "another size"),
        ("5 s sooner", "another answer"),
        ("31 s sooner", "the same"),
        ("9 s sooner", "another day"),
        ("–", "there is no radio"),
    ]
    assert rows[-1].assumed == "The radio is down"


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


def test_what_structures_turn_depends_and_the_answer_says_next_which_they_are_and_what_it_is_then() -> None:
    first = primary(ROWS[1].pairing, "aware_t90", 60.0, "depends on structure: word of mouth")
    first = replace(first, base_verdict="sooner; practically significant")
    worse = primary(ROWS[1].pairing, "first_unit_on_scene", -30.0, "later; practically significant")
    none = replace(structure(5.0), title="every room hears it", turns=True)
    much = replace(structure(None), title="no room does", turns=True)
    found = brief(made(contrasts=(worse, first), structures=(none, much, replace(none, title="some do"))))
    assert found.answer[:2] == (
        "It depends on assumptions: 90% of staff aware 1:00 min sooner as assumed, and 15 s would matter.",
        "It is too little to matter where every room hears it (5 s sooner), enough to matter where no room does "
        "(achieved only with it in most runs), and another answer under 1 more structure.",
    )
    assert found.lines[0].matters == "depends, 15 s"


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
