"""`allcall year`: the page, the JSON, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from reports.comparison.year import describe_bottom_line
from sim.experiment import year
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.years import NEWER, build_comparison
from tui.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year, "compare", build_comparison)
    monkeypatch.setattr(year, "measure_break_even", lambda *_: None)


@pytest.mark.slow
def test_the_page_begins_with_what_the_year_says_and_has_a_block_for_each_emergency(capsys: Capture) -> None:
    """Of the four emergencies that schools practice most; each further one has a block of its own."""
    others = [word for name in NEWER for word in ("--rate", f"{name}=0")]
    assert main(["year", "large-high-school", *others]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert " ".join(lines[4:11]).startswith(
        "Expected from once in 3.3 years (false alarm) to once in 50,000 years (active assailant). "
        "With app, better by enough to matter: collapse to CPR (sudden cardiac arrest), "
        "last person out (RSET) (science lab fire) and 90% of staff aware (active assailant). "
        "With app, worse by enough to matter: person-minutes lost (false alarm)."
    )
    assert "Sudden cardiac arrest, during class: once in 71 years (33 to 330), measured" in lines
    # by hand: 30 s times 0.014, and 200 person-minutes times 0.3
    (cpr,) = [line for line in lines if line.startswith("Collapse to CPR")]
    assert cpr.split()[-9:] == ["16:10", "30", "s", "sooner", "(25", "to", "35)", "0.4", "s"]
    (lost,) = [line for line in lines if line.startswith("Person-minutes lost")]
    assert lost.split()[-6:] == ["200", "more", "(195", "to", "205)", "60"]
    (report,) = [line for line in lines if line.startswith("90% of staff aware")]
    assert report.endswith("<0.1 s")
    assert any("Rates are assumed" in line and "--rate" in line for line in lines)
    assert any("Minutes of different hazards are not added" in line for line in lines)


@pytest.mark.slow
def test_json_goes_to_a_file_beside_the_page_or_alone_to_standard_output(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "year.json"
    assert main(["year", "large-high-school", "--json", str(path), "--rate", "false-alarm=2"]) == 0
    capsys.readouterr()
    assert main(["year", "large-high-school", "--json", "-", "--rate", "false-alarm=2"]) == 0
    out, _ = capsys.readouterr()
    assert out == path.read_text(encoding="utf-8")
    (rate,) = (one["rate"] for one in json.loads(out)["emergencies"] if one["scenario"] == "false-alarm")
    assert (rate["per_year"], rate["low"], rate["basis"]) == (2.0, None, "given")


@pytest.mark.slow
def test_the_bottom_line_does_not_overlook_a_primary_measure_that_is_not_the_first() -> None:
    result = year.simulate_year("rural-k12", rates={"active-assailant": 0.0, "false-alarm": 0.0})
    (arrest,) = [entry for entry in result.emergencies if entry.scenario == "cardiac-arrest"]
    first, *others = arrest.differences
    same = replace(first.contrast, base_verdict=Verdict.NO_PRACTICAL_DIFFERENCE.value)
    changed = replace(arrest, differences=(replace(first, contrast=same), *others))
    said = " ".join(describe_bottom_line(replace(result, emergencies=(changed,))))
    assert said == (
        "Expected once in 71 years (sudden cardiac arrest). "
        "With app, better by enough to matter: collapse to shock (sudden cardiac arrest). "
        "Staff who believe an alert at once after 3 years: 95% today, 95% with app (assumed)."
    )
