"""What acts in a school's Word file, or leads out of it: planted in every part, removed from every part, and named."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from

from reports.documents.active_content import clean_parts
from reports.documents.docx_writer import check_template, write_docx
from reports.documents.word_fields import is_allowed, unlink_fields
from reports.documents.word_starter import build_starter
from tests.reports.documents import hostile
from tests.reports.documents.documents import empty, full

ALLOWED = r"(PAGE|NUMPAGES|STYLEREF|TITLE|SEQ|TOC|PAGEREF|REF|HYPERLINK\s+\\l)\b[^:]*"
ACTIVE = rb"(?i)TargetMode|evil|<w:(object|control|altChunk|subDoc|attachedTemplate|mailMerge|ffData)|hlinkClick|OLEObject|svgBlip|webVideo"


def read_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def list_active(parts: dict[str, bytes]) -> Iterator[str]:
    """All that must not be in a file, found by a look at its bytes."""
    for name, content in parts.items():
        yield from (f"{name}: {found[0]!r}" for found in re.finditer(ACTIVE, content))
        text = content.decode("utf-8", "replace")
        fields = re.findall(r"<w:(?:instrText|delInstrText)[^>]*>([^<]*)", text)
        fields += re.findall(r'w:instr="([^"]*)"', text)
        yield from (f"{name}: field {code}" for code in fields if not re.match(rf"\s*{ALLOWED}$", code))
        if re.search(r"(?i)\.(bin|svg|htm)$|activeX|chart|customUI", name):
            yield name


CASES = {
    **{name: ("header1", one) for name, one in hostile.IN_STORIES.items()},
    **{name: ("document", one) for name, one in hostile.IN_TEXT.items()},
    **hostile.IN_PARTS,
}


def test_the_letterhead_is_harmless_and_stays_as_it_is() -> None:
    parts, removals = clean_parts(read_parts(hostile.letterhead()))
    assert removals == []
    assert b" PAGE \\* Arabic " in parts["word/footer1.xml"]
    assert {"word/media/image1.png", "word/comments.xml", "word/glossary/document.xml"} <= parts.keys()


@pytest.mark.slow
@pytest.mark.parametrize(("part", "planted"), CASES.values(), ids=CASES.keys())
def test_what_acts_is_removed_and_named_and_what_is_harmless_stays(part: str, planted: hostile.Planted) -> None:
    parts, removals = clean_parts(read_parts(hostile.plant(hostile.letterhead(), part, planted)))
    assert list(list_active(parts)) == []
    name = f"word/{part}.xml"
    if planted.names:
        assert any(planted.names in str(one) for one in removals), removals
    story = parts.get(name, b"").decode()
    assert (hostile.KEPT in story) == (hostile.KEPT in planted.xml)
    assert story.count('r:embed="') == planted.xml.count('a:blip r:embed="e2"') + (part == "header1")
    assert clean_parts(parts) == (parts, [])


PIECES = (
    *(hostile.mark(kind) for kind in ("begin", "begin", "separate", "end", "end", "other")),
    *map(hostile.codes, (" PAGE ", "DDE evil", " TO", "C ")),
    *map(hostile.shown, (hostile.KEPT, "evil")),
    *(hostile.run(f"<w:pict>{one}</w:pict>") for one in (hostile.BEGIN, hostile.END)),
    *(hostile.simple_field("PAGE"), hostile.simple_field("DDE evil"), "<w:p><w:r><w:tab/></w:r></w:p>"),
)


@given(pieces=lists(sampled_from(PIECES), max_size=14))
@settings(max_examples=200)
def test_however_marks_and_codes_are_mixed_no_code_is_left_that_is_not_allowed(pieces: list[str]) -> None:
    root = parse_xml(f"<w:p {hostile.NAMESPACES}>{''.join(pieces)}</w:p>")
    unlink_fields(root)
    left = root.xml
    for code in re.findall(r"<w:instrText[^>]*>([^<]*)", left) + re.findall(r'instr="([^"]*)"', left):
        assert re.match(" *(PAGE|TOC)( |$)", code)
    assert unlink_fields(root) == []
    assert root.xml == left


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        (' TOC \\o "1-3" \\h ', True),
        ("numpages\\*Arabic", True),
        ('HYPERLINK \\l "place" \\o "tip"', True),
        ('HYPERLINK "file.docx" \\l place', False),
        ("PAGEX", False),
        ('PAGE "', False),
        ("\u00a0PAGE", False),
        ("", False),
    ],
)
def test_a_field_is_allowed_by_its_whole_code(code: str, is_right: bool) -> None:
    assert is_allowed(code) is is_right


@pytest.mark.slow
def test_a_report_on_a_file_with_all_of_it_has_none_of_it_and_keeps_the_letterhead() -> None:
    content = write_docx(replace(full(), template=hostile.planted_everywhere()))
    parts = read_parts(content)
    assert list(list_active(parts)) == []
    made = docx.Document(io.BytesIO(content))
    first = made.sections[0]
    for edge in (first.first_page_header, first.header, first.footer):
        assert hostile.SCHOOL in edge.paragraphs[0].text
        assert hostile.KEPT in edge.paragraphs[0].text
    assert len(first.first_page_header._element.xpath(".//pic:pic")) == 6  # its own, and five that are in the file
    named = {(one.part, one.name) for one in check_template(hostile.planted_everywhere())}
    for story in hostile.STORIES:
        assert {(f"word/{story}.xml", "DDEAUTO"), (f"word/{story}.xml", "hyperlink")} <= named


@pytest.mark.slow
def test_documents_of_ours_have_nothing_that_acts() -> None:
    for content in (write_docx(full()), build_starter()):
        assert list(list_active(read_parts(content))) == []


def test_a_document_of_ours_that_would_act_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.documents.docx_writer._text_runs", lambda *_: hostile.simple_field("DDE evil"))
    with pytest.raises(ValueError, match="removed the field DDE"):
        write_docx(empty())
