"""The planner's report: the statements of the page, figures in their places, one source of the checks, evidence that matches."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from reports.comparison.report import ReportRequest, build_planner_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Bullets, Paper, Picture, Section, Table, iterate_runs
from reports.figures.export import iterate_comparison_drawings
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.experiment import Experiment
from sim.experiment.used_inputs import find_used_inputs, iterate_assumed_inputs
from tests.reports.golden_texts import check_golden
from tests.sim.experiment.comparisons import ROWS, SOONER, contrast, made, primary, summary
from tests.sim.experiment.questions import ALONE

COMMAND = "allcall compare active-assailant"
SURVIVED_IN_SCHOOLS = "64 to 71"
"""Percent, of row 25."""


@cache
def emergency(name: str = "active-assailant") -> Emergency:
    return open_emergency(name)


def report_of(comparison: Comparison) -> Paper:
    return build_planner_report(ReportRequest(comparison, emergency(), COMMAND))


@pytest.fixture(scope="module")
def paper() -> Paper:
    return report_of(made())


def section(paper: Paper, name: str) -> Section:
    return next(one for one in paper.sections if one.id == name)


def tables(paper: Paper, name: str) -> list[Table]:
    return [block for block in section(paper, name).blocks if isinstance(block, Table)]


@pytest.mark.slow
def test_the_report(paper: Paper) -> None:
    """Without its evidence and the version."""
    shown = [one for one in paper.sections if one.id not in ("evidence", "again")]
    check_golden("comparison-report.md", write_markdown(replace(paper, sections=tuple(shown))))


@pytest.mark.slow
def test_a_strategy_of_ones_own_is_reported_by_its_id(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("strategy: mine\nlike: app\ntitle: Ours\nsummary: What our school installed.\n")
    opened = open_emergency("cardiac-arrest", strategies=["office-pa", str(mine)])
    comparison = compare(Experiment(opened, ["office-pa", str(mine)]), ALONE, replications=2, input_pairs=0)
    text = write_markdown(build_planner_report(ReportRequest(comparison, opened, COMMAND)))
    assert comparison.strategies == ("office-pa", "mine")
    assert "What our school installed." in text
    assert str(tmp_path) not in text


@pytest.mark.slow
def test_the_recommendation_is_empty(paper: Paper) -> None:
    [box] = tables(paper, "recommendation")
    assert {row[1] for row in box.rows} == {""}
    assert all(row[0] for row in box.rows), "a row without a name has no header for screen readers"


@pytest.mark.slow
def test_one_figure_stands_in_the_brief_and_all_others_in_the_annex_of_results() -> None:
    drawings = iterate_comparison_drawings(made())
    pictures = {one.name: Picture(one.name, one.title, one.alt, b"", b"") for one in drawings}
    found = build_planner_report(ReportRequest(made(), emergency(), COMMAND, pictures))
    where = {block.name: one.id for one in found.sections for block in one.blocks if isinstance(block, Picture)}
    assert where == dict.fromkeys(pictures, "results") | {"aware": "answer"}


def test_the_checks_are_those_of_the_documentation(paper: Paper) -> None:
    """Row by row, so that a changed heading or table there is noticed."""
    page = (Path(__file__).parents[3] / "docs/model.md").read_text(encoding="utf-8")
    checks, lengths = tables(paper, "validation")
    assert (len(checks.rows), len(lengths.rows)) == (5, 3)
    for row in (*checks.rows, *lengths.rows):
        assert f"| {' | '.join(map(str, row))} |" in page


def test_one_strategy_alone_has_no_brief_but_its_measures() -> None:
    alone = report_of(made(contrasts=(), headlines=(), input_effects=()))
    assert "recommendation" not in [one.id for one in alone.sections]
    assert tables(alone, "results")


def test_the_variance_reduction_is_given_once_a_question_and_only_if_it_is_one() -> None:
    texts = []
    for factor in (2.44, 1.02):
        contrasts = tuple(replace(one, variance_reduction=factor) for one in made().contrasts)
        texts.append(write_markdown(report_of(made(contrasts=contrasts))))
    text, without = texts
    assert text.count("2.4 times as many replications") == len(ROWS)
    assert "times as many" not in without


@pytest.mark.slow
def test_as_many_inputs_are_assumed_in_its_line_as_in_its_evidence() -> None:
    arrest, some = emergency("cardiac-arrest"), made(conditions=((),), headlines=ROWS[:1])
    used = find_used_inputs(arrest, some.strategies, *some.conditions)
    by_name = dict(iterate_assumed_inputs(arrest, some.strategies, used))
    text = write_markdown(build_planner_report(ReportRequest(replace(some, assumed=tuple(by_name)), arrest, COMMAND)))
    (line,) = re.findall(r"(\d+) of the inputs that this emergency uses are assumed", text)
    (evidence,) = re.findall(r"uncertain inputs: .*?(\d+) assumed", text)
    assert line == evidence == str(len(by_name))
    assert "push-button" not in text.split("Inputs of the model")[1].split("Rows of evidence")[0]


def arrest(larsen: float, valenzuela: float) -> Paper:
    """A comparison of an arrest with survival, in one question; differences as shares."""
    pairing = ROWS[0].pairing
    changes = {"survival_larsen": larsen, "survival_valenzuela": valenzuela}
    measures = tuple(summary(arm, name, 0.37, half=0.01) for name in changes for arm in pairing.arms)
    contrasts = [contrast(pairing, name, change, half=0.001) for name, change in changes.items()]
    contrasts.insert(0, primary(pairing, "collapse_to_shock", 20.0, SOONER))
    played = {"scenario": "cardiac-arrest", "headlines": ROWS[:1], "conditions": ((),)}
    some = made(measures=measures, contrasts=tuple(contrasts), curves=(), input_effects=(), **played)
    return build_planner_report(ReportRequest(some, emergency("cardiac-arrest"), COMMAND))


@pytest.mark.parametrize(("valenzuela", "opposite"), [(-0.004, False), (0.002, True)])
def test_survival_stands_with_its_limits_and_its_source(valenzuela: float, opposite: bool) -> None:
    paper = arrest(-0.004, valenzuela)
    [table] = tables(paper, "results")
    assert (SURVIVED_IN_SCHOOLS in table.note, "opposite" in table.note) == (True, opposite)
    *_, limits = (block for block in section(paper, "method").blocks if isinstance(block, Bullets))
    assert "Valenzuela" in str(limits.items[-1])
    rows, listed = tables(paper, "evidence")[1:]
    [row] = [row for row in rows.rows if row[0] == "25"]
    assert not isinstance(row[1], Blank)
    assert SURVIVED_IN_SCHOOLS in "".join(run.text for run in iterate_runs(row[1]))
    assert "[32]" in [row[0] for row in listed.rows]


def test_a_hazard_that_is_over_before_the_first_intervention_says_why(paper: Paper) -> None:
    over = tuple(summary(arm, "hazard_over", 112.0) for arm in ROWS[0].pairing.arms)
    given = report_of(made(measures=(*made().measures, *over)))
    said = [["often over before" in one.note for one in tables(each, "results")] for each in (paper, given)]
    assert (any(said[0]), said[1][:3]) == (False, [True, True, False])
