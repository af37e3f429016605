"""`allcall report SESSION --format json`: one object, with null only where there is no value."""

import json
from pathlib import Path

import pytest

from sim.exercise import decision_effects as effects
from sim.exercise.conductor import Conductor
from sim.exercise.decision_effects import Difference
from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal
from sim.exercise.sessions import build_header
from tests.sim.exercise.exercises import opened
from tui import session
from tui.cli import main

ARREST = "cardiac-arrest-20"
GAINS = Difference(12.0, 3.0, 20.0), Difference(14.0, 5.0, 21.0), Difference(-2.0, -3.0, -1.0)
BEST = effects.BestAnswer("both", Difference(13.5, None, None))
DECISIONS = (
    effects.DecisionEffect("D1", "app-first", 61.5, "collapse_to_cpr", "s", *GAINS, BEST, 1.0, 0.5),
    effects.DecisionEffect("D2", None, None, "collapse_to_shock", "s"),
)
TOGETHER = effects.TogetherEffect("collapse_to_cpr", "s", Difference(1.0 / 3.0, 0.1, 0.5))
FOUND = effects.DecisionEffects(10, 0.25, DECISIONS, (TOGETHER,), (effects.TargetShare("first", 8, 0.25),))


def test_the_file_says_what_each_decision_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = FileJournal.create(tmp_path / "one.journal", build_header(opened(ARREST), 4))
    Conductor(opened(ARREST), journal).begin(Setup(ARREST, 4, {"nurse": ""}))
    journal.close()
    monkeypatch.setattr(session, "load_decision_effects", lambda *_: FOUND)
    out = tmp_path / "out"
    assert main(["report", str(tmp_path / "one.journal"), "--format", "json", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out / 'one.json'}\n"
    said = json.loads((out / "one.json").read_text("utf-8"))
    assert (said["session"], said["exercise"], said["seed"]) == ("one", ARREST, 4)
    first, second = said["decisions"]
    assert (first["difference"], first["ci_low"], first["ci_high"]) == (12.0, 3.0, 20.0)
    assert (first["choice"], first["time"], first["effective_at"]) == (14.0, -2.0, 61.5)
    assert first["best"] == {"answer": "both", "difference": 13.5, "ci_low": None, "ci_high": None}
    assert (second["answer"], second["difference"], second["choice"], second["best"]) == (None,) * 4
    target, other = said["targets"][:2]
    asked = [target[name] for name in ("objective", "from", "to", "within")]
    assert asked == ["first", "recognized", "cpr_started", 60.0]
    assert (target["measured"], target["met"], target["share"], target["emergencies"]) == (None, None, 0.25, 8)
    assert (other["share"], other["emergencies"]) == (None, 0)
    assert said["together"][0]["difference"] == 0.333333333
    assert [path.name for path in out.iterdir()] == ["one.json"]
