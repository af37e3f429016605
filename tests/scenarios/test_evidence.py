"""Evidence of an input, and the project's table of it."""

import re
from functools import cache

import pytest
from pydantic import ValidationError

from reports.documents.model import Table
from reports.text import evidence as texts
from scenarios.access import get_default_access
from scenarios.decided_acts import get_default_acts
from scenarios.diagnostics import Problems
from scenarios.evidence import LAST_ROW, Evidence, EvidenceSource, EvidenceTable, load_evidence_table, rows_by_number
from scenarios.inputs import DurationInput, iterate_named_inputs
from scenarios.library import list_shipped, open_emergency, open_place, open_strategy
from scenarios.loading.files import Source
from scenarios.loading.loader import build_model, parse_document
from scenarios.units import Seconds

emergency = cache(open_emergency)
TABLE, MAX_ROW = "scenarios/tables/evidence.yaml", max(rows_by_number())


def evidence(**given: object) -> Evidence[float]:
    return Evidence[Seconds].model_validate(given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"basis": "assumed", "row": 1}, "an assumed input has no range"),
        ({"basis": "measured"}, "a measured input has no source"),
        ({"basis": "fitted", "sample": 3}, "a fitted input has no source"),
        ({"basis": "known", "row": 1}, "measured"),
        ({"basis": "fitted", "row": LAST_ROW}, f"{LAST_ROW} is no row of {TABLE}; its rows are 1 to {MAX_ROW}"),
        ({"basis": "fitted", "row": [1, 157]}, f'157 is no row of {TABLE}.*give a "source" or a "note"'),
        ({"basis": "fitted", "row": True}, "integer"),
        ({"basis": "fitted", "row": 1, "sample": 0}, "1"),
        ({"basis": "assumed", "range": "5 s"}, "not a range"),
        ({"basis": "assumed", "range": "3 min to 20 s"}, "3 min is not below 20 s; write the lower end first"),
        ({"basis": "assumed", "range": "5 s to 5 s"}, "5 s is not below 5 s; a range has two ends"),
        ({"basis": "assumed", "range": "5 to 9"}, "has no unit"),
        ({"basis": "assumed", "note": ""}, "at least 1 character"),
    ],
)
def test_evidence_that_says_too_little_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        evidence(**given)


@pytest.mark.parametrize(
    ("given", "control"),
    [
        *(({"row": 28}, "lever"), ({"row": 1, "control": "lever"}, "lever")),
        *(({"row": 29}, "measurable"), ({"row": [28, 29]}, "measurable")),
        *(({"row": [1, 28, 29]}, "unknowable"), ({"source": "our own"}, "unknowable")),
    ],
)
def test_the_row_in_which_a_school_can_do_least_counts_or_the_input(given: dict[str, object], control: str) -> None:
    assert evidence(basis="fitted", **given).find_control() == control


@pytest.mark.slow
def test_every_input_of_a_shipped_file_says_on_purpose_what_a_school_can_do() -> None:
    """By itself, or by its rows; no input is unknowable only because nothing was written."""
    places = [open_place(name).campus for name in list_shipped("campus")]
    strategies = [open_strategy(name) for name in list_shipped("strategy")]
    scenarios = [emergency(name).scenario for name in list_shipped("scenario")]
    silent = [
        (name, source.evidence.row)
        for model in (*places, *strategies, *scenarios, get_default_acts(), get_default_access())
        for name, source in iterate_named_inputs(model)
        if source.evidence.control is None
        and not (source.evidence.row and all(rows_by_number()[row].control for row in source.evidence.row))
    ]
    assert silent == []
    assert [row.row for row in rows_by_number().values() if bool(row.control) != bool(row.control_reason)] == []


def test_a_range_is_two_quantities_around_the_median_or_a_note_and_a_source_may_stand_for_rows() -> None:
    given = {"lognormal": {"median": "60 s", "sigma": 1}, "varies": "person"}
    assumed = {"basis": "assumed", "row": 1}
    DurationInput.model_validate(given | {"evidence": assumed | {"range": "5 s to 60 s"}})
    with pytest.raises(ValidationError, match="outside its range"):
        DurationInput.model_validate(given | {"evidence": assumed | {"range": "5 s to 45 s"}})
    read = evidence(basis="assumed", row=1, range="5 s to 1.5 min").range
    assert read is not None
    assert (read.low, read.high) == (5.0, 90.0)
    assert evidence(basis="fitted", row=6).row == (6,)
    assert evidence(basis="fitted", row=[6, 11]).row == (6, 11)
    assert evidence(basis="assumed", note="invented, tests machinery").range is None
    assert evidence(basis="measured", source="our own drill logs", sample=12).sample == 12


def test_the_table_has_every_row_once_with_the_sources_and_tags_that_its_text_says() -> None:
    """Rows 1 to 66 without a gap; later ones leave room for each other."""
    rows = list(rows_by_number())
    assert rows[:66] == list(range(1, 67))
    assert rows == sorted(set(rows))
    assert rows[-1] <= LAST_ROW
    assert rows_by_number()[6].parameter == "A free 911 call-taker answers"
    assert rows_by_number()[6].sources == (5, 6, 7)
    for row in load_evidence_table().rows:
        text = f"{row.parameter} {row.recommended} {row.basis}"
        brackets = [part.split("unverified")[0] for part in re.findall(r"\[([^\[\]]*)\]", text)]
        cited = {int(number) for part in brackets for number in re.findall(r"(?:^|, |from )(\d{1,3})\b", part)}
        assert set(row.sources) == cited, row.row
    for row in load_evidence_table().rows:
        text = f"{row.parameter} {row.recommended} {row.basis}"
        meant = {"assumed": r"\[A\]|/A\]", "fitted": r"\[F", "unverified": "unverified"}
        assert set(row.tags) == {tag for tag, mark in meant.items() if re.search(mark, text)}, row.row


BANNED = (
    *("luanvan68.com", "prototypephase.com", "nworeport.me", "campusalertarchive", "fastseoul.com"),
    *("blogg.se", "exbulletin.com"),
)
"""Hosts of pages that look machine-written, were compiled by a machine, or copy a paper that has the original."""


def test_no_source_is_a_page_that_looks_machine_written_or_copied_and_a_year_alone_is_a_date() -> None:
    addresses = [page.address for source in load_evidence_table().sources for page in source.pages]
    assert [address for address in addresses if any(host in address for host in BANNED)] == []
    assert small("2018-05", "2018").sources[0].pages[0].dated == "2018"


SMALL = """\
evidence: invented
warning: invented
rows:
- row: 1
  parameter: Answer
  recommended: LogN(5, 1)
  basis: '[1, 2]'
  tags: []
  sources: [1, 2]
sources:
- number: 1
  pages:
  - publisher: A journal
    title: How long it takes
    dated: 2018-05
    address: journal.org/long
- number: 2
  pages:
  - publisher: A paper
    address: paper.com
    look_for: how-long
"""


def small(given: str = "", instead: str = "") -> EvidenceTable:
    assert given in SMALL
    text = SMALL.replace(given, instead, 1) if given else SMALL
    return build_model(parse_document(Source("small.yaml", text)), EvidenceTable)


@pytest.mark.parametrize(
    ("given", "instead", "said"),
    [
        ("[1, 2]\n", "[1, 2, 9]\n", "small.yaml:9:19: sources entry 3: 9 is no source of this table; add it under"),
        ("[1, 2]\n", "[1]\n", "small.yaml:17:11: number: 2 is cited by no row; leave the source out, or cite it"),
        ("number: 2", "number: 1", "small.yaml:17:11: number: 1 stands after 1; numbers rise, each once"),
        ("2018-05", "May 2018", '"May 2018" is no date; as much of it as is known: 2018, 2018-05 or 2018-05-22'),
        ("2018-05", "2018-13", "in no calendar"),
        ("journal.org/long", "https://journal.org/long", "is no address; write it without https://"),
        ("journal.org/long", "journal.org …/long", "is no address"),
        ("journal.org/long", "journal.org", 'a site and no page; give the whole address, or "look_for"'),
        ("paper.com", "paper.com/how-long", 'a whole address and words to look for; leave out "look_for"'),
        ("address: journal.org/long", "note: none", "address"),
        ("title: How", "headline: How", "headline"),
    ],
)
def test_a_table_whose_sources_cannot_be_found_again_is_refused(given: str, instead: str, said: str) -> None:
    with pytest.raises(Problems) as refused:
        small(given, instead)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            {"title": "How", "dated": "2018-05", "note": "x", "address": "a.org/b"},
            "A journal (x), “How”, 2018-05, a.org/b",
        ),
        ({"address": "a.org/long"}, "A journal, a.org/long"),
        ({"publisher": None, "note": "copy of a paper", "address": "a.org/long"}, "Copy of a paper, a.org/long"),
        ({"publisher": None, "address": "a.org/long"}, "a.org/long"),
        ({"address": "a.org", "look_for": "how-long"}, "A journal, a.org, see “how-long”"),
    ],
)
def test_a_source_is_told_by_publisher_title_date_and_address(page: dict[str, str | None], said: str) -> None:
    given = {"publisher": "A journal"} | page
    one = EvidenceSource.model_validate({"number": 1, "pages": [given]})
    two = EvidenceSource.model_validate({"number": 1, "pages": [given, given]})
    assert texts.describe_source(one) == said
    assert texts.describe_source(two) == f"{said}\n{said}"


def test_a_paper_lists_each_source_once_and_calls_from_the_neighborhood_per_minute() -> None:
    blocks = texts.build_evidence(emergency("cardiac-arrest"), ["app", "office-pa"])
    rows, listed = [block for block in blocks if isinstance(block, Table)][1:]
    numbers = [str(row[0]).strip("[]") for row in listed.rows]
    cited = [str(number) for row in rows.rows for number in rows_by_number()[int(str(row[0]))].sources]
    assert len(cited) > len(set(cited)), "none is cited twice: another emergency tries this"
    assert numbers == sorted(set(cited), key=int)
    # The file has a plain number: `rate` is calls per minute.
    campus = emergency("active-assailant").place.campus
    inputs = dict(iterate_named_inputs(campus))
    (row,) = texts.build_input_rows({name: inputs[name] for name in ["psap.neighbors.rate"]})
    assert row.name.endswith("per minute")
    assert row.amount.startswith("2")


def test_a_mark_behind_its_verb_becomes_part_of_the_sentence_in_every_row() -> None:
    assert (
        texts.expand_notation("by 3 s [7]; the numbers are [A]. So is this")
        == "by 3 s [7]; the numbers are assumed. So is this"
    )
    text = texts.expand_notation("half within 3 min; the spread is [F/A]")
    assert text.endswith("the spread is partly fitted, partly assumed")
    assert texts.to_sentence("[A]; as row 5, of this [A]") == "Assumed; as row 5, of this (assumed)"
    said = [texts.describe_evidence(row) for row in rows_by_number().values()]
    assert [text for text in said if "assumed)" in text or "fitted)" in text] == []
    assert any("so the numbers are assumed. 73%" in text for text in said)
