"""The planner's report: the same answers as the page, the inputs that move them, and the command that gives them again."""

import re
import shlex
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from reports.comparison.findings import build_findings
from reports.comparison.report import OVERVIEW_TITLE, ReportRequest, build_planner_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import (
    Blank,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Run,
    Table,
    Words,
    iterate_runs,
)
from reports.figures.export import draw_planner_figures
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, InputEffect
from sim.experiment.sensitivity import iterate_assumed_inputs
from tests.sim.experiment.comparisons import ROWS, SOONER, contrast, made, primary, summary
from tui.commands.compare import CompareOptions, caption, command_of

COMMAND = "allcall compare active-assailant"
SEEN_IN_SCHOOLS = "64 to 71"
"""Per cent who survived, of row 25."""


def report(**given: object) -> ReportRequest:
    """A made comparison, on the shipped emergency."""
    return report_of(made(**given))


def report_of(comparison: Comparison) -> ReportRequest:
    return ReportRequest(comparison, open_emergency("active-assailant"), COMMAND)


def test_every_answer_and_every_cost_of_the_page_is_in_it() -> None:
    asked = report()
    text = write_markdown(build_planner_report(asked)).replace("\\", "").lower()
    found = build_findings(asked.comparison)
    said = [sentence for row in found.rows for sentence in (*row.summary_statements, *row.adverse_effects)]
    assert said
    assert [sentence for sentence in said if sentence.lower() not in text] == []
    assert [note for note in found.notes if note.lower() not in text] == []


def test_a_strategy_of_ones_own_is_reported_by_its_id(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("strategy: mine\nlike: app\ntitle: Ours\nsummary: What our school installed.\n")
    emergency = open_emergency("active-assailant", strategies=["office-pa", str(mine)])
    comparison = compare(
        emergency, strategies=["office-pa", str(mine)], replications=2, input_pairs=0, workers=1
    )
    text = write_markdown(build_planner_report(ReportRequest(comparison, emergency, COMMAND)))
    assert comparison.strategies == ("office-pa", "mine")
    assert "What our school installed." in text
    assert str(tmp_path) not in text


def test_each_row_has_a_table_of_all_its_measures() -> None:
    asked = report()
    paper = build_planner_report(asked)
    (results,) = (section for section in paper.sections if section.id == "results")
    tables = [block for block in results.blocks if isinstance(block, Table)]
    rows = [*build_findings(asked.comparison).rows, *build_findings(asked.comparison).others]
    assert [len(table.rows) for table in tables] == [
        len(row.lines) if row.question else len(row.primary_lines) for row in rows
    ]


def test_figures_stand_under_their_own_question_right_behind_the_words_that_lead_to_them() -> None:
    drawn = draw_planner_figures(made())
    pictures = {one.name: Picture(one.name, caption(one), one.alt, one.svg, one.png) for one in drawn}
    paper = build_planner_report(replace(report(), pictures=pictures))
    under: dict[str, str] = {}
    for section in paper.sections:
        title = section.title
        for before, block in pairwise(section.blocks):
            title = before.text if isinstance(before, Heading) else title
            if isinstance(block, Picture):
                under[block.name] = title
                assert isinstance(before, Paragraph)
                assert "".join(run.text for run in iterate_runs(before.words)).endswith(":")
    asks = build_findings(made()).rows[1].question
    together = {name: OVERVIEW_TITLE for name in pictures if not name.startswith("tornado")}
    assert under == together | {"tornado": asks[:1].upper() + asks[1:]}


def test_inputs_that_move_a_difference_most_come_first_with_both_ends() -> None:
    asked = report()
    (section,) = (one for one in build_planner_report(asked).sections if one.id == "inputs")
    table = next(block for block in section.blocks if isinstance(block, Table))
    effects = [
        one
        for one in asked.comparison.input_effects
        if one.pairing == asked.comparison.input_effects[0].pairing
    ]
    widest = max(effects, key=lambda one: abs(one.high_reduction - one.low_reduction))
    cells = [
        "".join(run.text for run in iterate_runs(cell)) for cell in table.rows[0] if not hasattr(cell, "id")
    ]
    assert cells[1:] == ["33 s later", "20 s sooner"]
    assert (widest.low_reduction, widest.high_reduction) == (-33.0, 20.0)
    assert "anything from 33 s later to " in write_markdown(build_planner_report(asked)), (
        "as the answer rounds it"
    )


def test_where_no_input_moves_a_difference_a_line_says_so_and_no_table_is_empty() -> None:
    still = tuple(replace(one, high_reduction=one.low_reduction) for one in made().input_effects)
    (section,) = (
        one for one in build_planner_report(report(input_effects=still)).sections if one.id == "inputs"
    )
    assert not [block for block in section.blocks if isinstance(block, Table)]
    assert "with a range moves it" in write_markdown(build_planner_report(report(input_effects=still)))
    for given in (report(), report(input_effects=still)):
        tables = [
            block
            for one in build_planner_report(given).sections
            for block in one.blocks
            if isinstance(block, Table)
        ]
        assert all(table.rows for table in tables)


def test_nothing_in_it_stands_between_backticks() -> None:
    paper = build_planner_report(report())
    said = [
        run.text
        for section in paper.sections
        for block in section.blocks
        for words in words_in(block)
        for run in iterate_runs(words)
    ]
    assert [text for text in said if "`" in text] == []
    assert Run("allcall show active-assailant", "code") in [
        run for section in paper.sections for block in section.blocks for words in words_in(block)
        for run in iterate_runs(words)
    ]  # fmt: skip


def words_in(block: Block) -> list[Words]:
    """The lines of a block."""
    match block:
        case Paragraph():
            return [block.words]
        case Table():
            return [cell for row in block.rows for cell in row if not isinstance(cell, Blank)]
        case Bullets():
            return [item for item in block.items if not isinstance(item, Blank)]
        case _:
            return []


def test_without_input_ranges_it_says_so() -> None:
    text = write_markdown(build_planner_report(report(input_effects=(), input_pairs=0)))
    assert "No input was moved to the ends of its range." in text


def test_the_command_has_what_decides_the_numbers_and_nothing_else() -> None:
    options = CompareOptions(
        replications=400, pa="failed", json="x y.json", report="out", workers=3, input_pairs=0
    )
    assert shlex.split(command_of("my school.yaml", options)) == [
        "allcall", "compare", "my school.yaml", "--replications", "400", "--input-pairs", "0", "--pa", "failed",
    ]  # fmt: skip
    assert command_of("active-assailant", CompareOptions()) == COMMAND


def test_what_no_emergency_of_an_arm_reached_is_said_once() -> None:
    measures = tuple(
        replace(one, not_reached=one.n) if one.measure == "aware_t90" else one for one in made().measures
    )
    paper = build_planner_report(report(measures=measures))
    cells = [
        cell
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    ]
    assert "not reached" in cells
    assert not [cell for cell in cells if str(cell).count("not reached") > 1]


def test_under_a_figure_of_inputs_stands_what_it_shows_and_not_its_title_again() -> None:
    (figure, *_) = (one for one in draw_planner_figures(made()) if one.name.startswith("tornado"))
    assert "hangs most on" in figure.title
    assert caption(figure).startswith("Inputs that move the differences most: the app against ")
    assert "hangs most on" not in caption(figure)


def test_how_much_pairs_bring_says_what_it_counts_and_only_where_there_is_something_to_say() -> None:
    text, without = (
        write_markdown(build_planner_report(report(contrasts=tuple(
            replace(one, variance_reduction=bought) for one in made().contrasts
        )))).replace("\\", "")
        for bought in (2.44, 1.02)
    )  # fmt: skip
    said = "to be as sure of first unit on scene would have taken 2.4 times as many emergencies"
    assert text.count("Why the same luck") == text.count(said) == len(ROWS), "once a question"
    assert "times as many" not in without


def test_as_many_inputs_are_assumed_in_its_line_as_in_its_evidence() -> None:
    """In each those that the emergency makes use of, on all of its days."""
    emergency, some = open_emergency("cardiac-arrest"), made()
    by_name = dict(iterate_assumed_inputs(emergency, some.strategies, *some.conditions))
    paper = build_planner_report(ReportRequest(replace(some, assumed=tuple(by_name)), emergency, COMMAND))
    text = write_markdown(paper)
    (line,) = re.findall(r"(\d+) of the inputs that this emergency makes use of are assumed", text)
    (evidence,) = re.findall(r"uncertain numbers: .*?(\d+) assumed", text)
    assert line == evidence == str(len(by_name))
    assert "push-button" not in text.split("Inputs of the model")[1].split("Rows of evidence")[0]


def test_the_ends_of_a_range_are_told_alike_in_title_and_table_and_their_base_stands_below() -> None:
    """26.7 s and 133 s, and 17 s beside the 15 s that matter: so all are told to the second, also where 17 s is not among them."""
    pairing, named = ROWS[1].pairing, {"input_named": "pa.authority.needed"}
    one = primary(
        pairing,
        "aware_t90",
        27.7,
        SOONER,
        half=7.0,
        input_low=17.0,
        input_high=133.0,
        input_base=62.7,
        **named,
    )
    effects = (
        InputEffect(pairing, "aware_t90", "pa.authority.needed", "assumed", 0.1, 0.9, 26.7, 133.0),
        InputEffect(pairing, "aware_t90", "app.installed", "assumed", 0.16, 0.95, 17.0, 60.0),
    )
    some = made(contrasts=(one,), headlines=ROWS[1:2], input_effects=effects)
    (section,) = (each for each in build_planner_report(report_of(some)).sections if each.id == "inputs")
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.rows[0][1:] == ("27 s sooner", "2:13 min sooner")
    (figure,) = (each for each in draw_planner_figures(some) if each.name.startswith("tornado"))
    assert "27 s to 2:13 min sooner" in figure.title
    assert "27 s sooner at " in figure.alt
    assert table.note.startswith(
        "With nothing moved: 1:03 min sooner in the first 20 pairs, on which the ends rest; 28 s sooner in all 100."
    )


def test_a_column_of_ranges_has_a_name_that_is_explained_before_its_table() -> None:
    (section,) = (one for one in build_planner_report(report()).sections if one.id == "evidence")
    at = next(n for n, block in enumerate(section.blocks) if isinstance(block, Table))
    table = section.blocks[at]
    assert isinstance(table, Table)
    said = " ".join(
        block.words
        for block in section.blocks[:at]
        if isinstance(block, Paragraph) and isinstance(block.words, str)
    )
    assert table.columns[-1].title == "Where the middle may lie"
    assert "Where the middle may lie: between which values that middle may really be" in said


def test_every_primary_measure_has_its_smallest_difference_that_matters_as_a_number() -> None:
    contrasts = tuple(
        replace(one, delta=20.0) if one.measure == "aware_t90" else one for one in made().contrasts
    )
    (method,) = (
        one for one in build_planner_report(report(contrasts=contrasts)).sections if one.id == "method"
    )
    (said,) = (
        str(item)
        for block in method.blocks
        if isinstance(block, Bullets)
        for item in block.items
        if "smallest difference" in str(item)
    )
    assert said == (
        "The smallest difference that matters, as the scenario states it: "
        "15 s in first unit on scene, 20 s in 90% of staff aware and 15 s in 90% of people protected."
    )


def arrest(larsen: float, valenzuela: float) -> ReportRequest:
    """A comparison of an arrest with chances of survival, in one question; differences as shares."""
    pairing = ROWS[0].pairing
    chances = {"survival_larsen": larsen, "survival_valenzuela": valenzuela}
    some = made(
        scenario="cardiac-arrest",
        headlines=ROWS[:1],
        conditions=((),),
        measures=tuple(summary(arm, name, 0.37, half=0.01) for name in chances for arm in pairing.arms),
        contrasts=(
            primary(pairing, "collapse_to_shock", 20.0, SOONER),
            *(contrast(pairing, name, change, half=0.001) for name, change in chances.items()),
        ),
        curves=(),
        input_effects=(),
    )
    return ReportRequest(some, open_emergency("cardiac-arrest"), "allcall compare cardiac-arrest")


def test_chances_of_survival_stand_with_what_they_are_worth_and_where_they_are_from() -> None:
    paper = build_planner_report(arrest(-0.004, -0.004))
    by_id = {section.id: section.blocks for section in paper.sections}
    (table,) = (block for block in by_id["results"] if isinstance(block, Table))
    assert SEEN_IN_SCHOOLS in table.note
    assert "the second is unverified" in table.note
    assert "opposite" not in table.note
    (limits,) = (block for block in by_id["limits"] if isinstance(block, Bullets))
    assert "the second (Valenzuela) is unverified" in str(limits.items[-1])
    assert "nothing about casualties of an attack" in str(limits.items[-1])
    rows, listed = [block for block in by_id["evidence"] if isinstance(block, Table)][1:]
    (row,) = (row for row in rows.rows if row[0] == "25")
    assert not isinstance(row[1], Blank)
    assert SEEN_IN_SCHOOLS in "".join(run.text for run in iterate_runs(row[1]))
    assert "[32]" in [row[0] for row in listed.rows]


def test_formulas_that_point_opposite_ways_say_why() -> None:
    """Chances fall where the reduction is above zero."""
    (results,) = (one for one in build_planner_report(arrest(-0.003, 0.002)).sections if one.id == "results")
    (table,) = (block for block in results.blocks if isinstance(block, Table))
    assert "Here they point opposite ways: Larsen counts CPR, shock and the ambulance crew" in table.note


def test_without_chances_of_survival_nothing_is_said_of_them() -> None:
    text = write_markdown(build_planner_report(report()))
    assert "urvival" not in text
    assert "| 25 |" not in text


def test_a_danger_that_is_over_before_anybody_intervenes_says_why() -> None:
    arms = ROWS[0].pairing.arms
    over = tuple(summary(arm, "hazard_over", 112.0) for arm in arms)
    notes = [
        block.note
        for given in (made(), made(measures=(*made().measures, *over)))
        for section in build_planner_report(report_of(given)).sections
        if section.id == "results"
        for block in section.blocks
        if isinstance(block, Table)
    ]
    said = ["often over by itself before anybody intervenes" in note for note in notes]
    assert said == [False] * (len(said) // 2) + [True, True] + [False] * (len(said) // 2 - 2)
