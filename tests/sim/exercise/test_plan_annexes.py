"""Annexes of the plan that an exercise put to work: counted by hand in one journal, over several, and not where nobody took part."""

from dataclasses import replace
from pathlib import Path

from sim.exercise.plan_annexes import ANNEXES, AnnexUse, cover_annexes, read_annex_uses
from tests.sim.exercise.every_kind import Rows, entries_of_every_kind, to_rows, write_journal


def uses_of(folder: Path, rows: Rows, campus: str | None = None) -> list[AnnexUse]:
    path = folder / "held.journal"
    write_journal(path, rows)
    return read_annex_uses(path, campus)


def test_an_annex_is_exercised_by_answers_and_injects_of_its_objectives(tmp_path: Path) -> None:
    """D1 and D2 were answered, injects 1 to 4 delivered, and only the objective of D1 and inject 4 has a final rating."""
    uses = uses_of(tmp_path, to_rows(entries_of_every_kind()), "suburban-elementary")
    assert [(use.annex, use.questions, use.injects, use.ratings) for use in uses] == [
        ("medical emergency", 2, 4, ("S",)),
        ("public health, medical and mental health", 1, 1, ()),
        ("communications and warning", 0, 2, ()),
    ]
    assert {(use.session, use.day, use.campus) for use in uses} == {("held", "2026-03-05", "suburban-elementary")}


def test_a_script_a_rehearsal_and_another_campus_exercise_nothing(tmp_path: Path) -> None:
    rows = to_rows(entries_of_every_kind())
    folders = [tmp_path / name for name in ("script", "rehearsal", "campus")]
    for folder in folders:
        folder.mkdir()
    assert uses_of(folders[0], [row for row in rows if row["kind"] != "dated"]) == []
    rehearsed = {**rows[0], "payload": {**rows[0]["payload"], "rehearsal": True}}
    assert (uses_of(folders[1], [rehearsed, *rows[1:]]), uses_of(folders[2], rows, "rural-k12")) == ([], [])


def test_the_latest_exercise_comes_first_and_an_annex_without_one_is_a_gap() -> None:
    fire = AnnexUse("fire", "may", "Fire", "here", "2026-05-04", 1, 0, ())
    old = AnnexUse("gas leak", "june", "Gas", "here", "2026-06-01", 1, 0, ())
    covered = {one.annex: one for one in cover_annexes([fire, replace(fire, day="2026-09-01"), old])}
    assert [*covered] == [*ANNEXES, "gas leak"]
    assert [use.day for use in covered["fire"].uses] == ["2026-09-01", "2026-05-04"]
    assert covered["fire"].last_day == "2026-09-01"
    assert covered["evacuation"].to_json() == {"annex": "evacuation", "last_exercised": None, "exercises": []}
