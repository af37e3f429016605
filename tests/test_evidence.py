"""Evidence of an input, and the project's table of it."""

import re

import pytest
from pydantic import ValidationError

from reports.inputs import found_by
from scenarios.evidence import LAST_ROW, Evidence, evidence_table, table
from scenarios.inputs import DurationInput
from scenarios.units import Seconds


def evidence(**given: object) -> Evidence[float]:
    return Evidence[Seconds].model_validate(given)


def test_a_range_is_two_quantities_in_the_unit_of_the_input() -> None:
    read = evidence(basis="assumed", row=1, range="5 s to 1.5 min").range
    assert read is not None
    assert (read.low, read.high) == (5.0, 90.0)


def test_rows_may_be_one_or_several() -> None:
    assert evidence(basis="fitted", row=6).row == (6,)
    assert evidence(basis="fitted", row=[6, 11]).row == (6, 11)


TABLE = "scenarios/tables/evidence.yaml"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"basis": "assumed", "row": 1}, "an assumed input has no range"),
        ({"basis": "measured"}, "a measured input has no source"),
        ({"basis": "fitted", "sample": 3}, "a fitted input has no source"),
        ({"basis": "known", "row": 1}, "measured"),
        (
            {"basis": "fitted", "row": LAST_ROW},
            f"{LAST_ROW} is no row of {TABLE}; its rows are 1 to {max(table())}",
        ),
        ({"basis": "fitted", "row": [1, 157]}, f'157 is no row of {TABLE}.*give a "source" or a "note"'),
        ({"basis": "fitted", "row": True}, "integer"),
        ({"basis": "fitted", "row": 1, "sample": 0}, "1"),
        ({"basis": "assumed", "range": "5 s"}, "not a range"),
        (
            {"basis": "assumed", "range": "3 min to 20 s"},
            "3 min is not below 20 s; write the lower end first",
        ),
        ({"basis": "assumed", "range": "5 s to 5 s"}, "5 s is not below 5 s; a range has two ends"),
        ({"basis": "assumed", "range": "5 to 9"}, "has no unit"),
        ({"basis": "assumed", "note": ""}, "at least 1 character"),
    ],
)
def test_evidence_that_says_too_little_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        evidence(**given)


def test_a_note_may_stand_for_a_range_and_a_source_for_a_row() -> None:
    assert evidence(basis="assumed", note="invented, tests machinery").range is None
    assert evidence(basis="measured", source="our own drill logs", sample=12).sample == 12


def test_the_median_of_an_input_lies_in_its_range() -> None:
    given = {"lognormal": {"median": "60 s", "sigma": 1}, "varies": "person"}
    assumed = {"basis": "assumed", "row": 1}
    DurationInput.model_validate(given | {"evidence": assumed | {"range": "5 s to 60 s"}})
    with pytest.raises(ValidationError, match="outside its range"):
        DurationInput.model_validate(given | {"evidence": assumed | {"range": "5 s to 45 s"}})


def test_the_table_has_every_row_once() -> None:
    """Rows 1 to 66 without a gap; later ones leave room for each other."""
    rows = list(table())
    assert rows[:66] == list(range(1, 67))
    assert rows == sorted(set(rows))
    assert rows[-1] <= LAST_ROW
    assert table()[6].parameter == "911 answer"
    assert table()[6].sources[0].page == "nena.org/news/514408 (standards body)"


def test_every_source_that_a_row_cites_is_listed_with_it() -> None:
    for row in evidence_table().rows:
        text = f"{row.parameter} {row.recommended} {row.basis}"
        brackets = [part.split("unverified")[0] for part in re.findall(r"\[([^\[\]]*)\]", text)]
        cited = {
            int(number) for part in brackets for number in re.findall(r"(?:^|, |from )(\d{1,3})\b", part)
        }
        assert {source.number for source in row.sources} == cited, row.row


def test_tags_say_what_the_text_says() -> None:
    for row in evidence_table().rows:
        text = f"{row.parameter} {row.recommended} {row.basis}"
        meant = {"assumed": r"\[A\]|/A\]", "fitted": r"\[F", "unverified": "unverified"}
        assert set(row.tags) == {tag for tag, mark in meant.items() if re.search(mark, text)}, row.row


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("nena.org/news/514408 (standards body)", "nena.org/news/514408 (standards body)"),
        ("wkrn.com …/911-calls-reveal", "wkrn.com, look for “911-calls-reveal”"),
        ("a.com/x/timeline-log… (DPS log)", "a.com, look for “timeline-log” (DPS log)"),
        ("b.org/one; …/two (journal)", "b.org/one; the same site, look for “two” (journal)"),
    ],
)
def test_an_address_with_a_gap_is_told_as_site_and_words_to_look_for(noted: str, said: str) -> None:
    assert found_by(noted) == said
