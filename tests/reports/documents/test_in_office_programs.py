"""Papers in the programs that people open them with: LibreOffice and a browser."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Locator
from pypdf import PdfReader

from reports.documents import model, write_paper
from reports.documents.fonts import STYLE_FOLDER
from reports.documents.model import Paper, Section, Table
from reports.documents.word_starter import SCHOOL, build_starter
from tests.chromium import check_reading, needs_chromium, open_page
from tests.reports.documents.documents import full, png
from tests.reports.documents.hostile import KEPT, planted_everywhere
from tests.reports.documents.hostile import SCHOOL as SCHOOL_OF_LETTERHEAD
from tests.reports.kit_documents import handout
from tests.reports.reports import report
from tests.sim.exercise.exercises import EACH_EXERCISE, opened

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
NO_JAVA = "failed to launch javaldx"
"""What LibreOffice says of itself, whatever it opens, where no Java is installed."""
needs_office = pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice on the path")
FULL = pytest.mark.full(step="browsers")


def converted(paper: Paper, form: str, folder: Path) -> Path:
    """A paper written for Word, and converted by LibreOffice, which says nothing against it and has the font that replaces Cambria."""
    (source,) = write_paper(paper, folder, "paper", ("docx",))
    shutil.copytree(STYLE_FOLDER, folder / "fonts", dirs_exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", profile, "--convert-to", form, "--outdir", str(folder), str(source)]
    there = {**os.environ, "XDG_DATA_HOME": str(folder)}
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=180, env=there)
    assert [line for line in answer.stderr.splitlines() if line and NO_JAVA not in line] == []
    return folder / f"paper.{form}"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of the full paper, as LibreOffice lays them out."""
    read = PdfReader(converted(full(), "pdf", tmp_path_factory.mktemp("office")))
    return [page.extract_text() for page in read.pages]


def words_of(table: Table) -> Counter[str]:
    """The plain words in the cells of a table, parts of double names and of addresses apart."""
    said = (
        cell.value if isinstance(cell, model.Blank) else "".join(run.text for run in model.iterate_runs(cell))
        for row in table.rows
        for cell in row
    )
    return Counter(word for text in said for word in re.findall("[A-Za-z]{4,}", text))


@FULL
@needs_office
def test_no_word_in_a_table_is_broken(pages: list[str]) -> None:
    shown = Counter(re.findall("[A-Za-z]{4,}", "\n".join(pages)))
    for table in (block for section in full().sections for block in section.blocks if isinstance(block, Table)):
        for word, times in words_of(table).items():
            assert shown[word] >= times, word


@pytest.mark.slow
@needs_office
def test_every_page_in_libreoffice_has_marking_and_status(pages: list[str]) -> None:
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert re.search(r"EXERCISE\s+DRAFT", page)
        assert f"Page {number} of {len(pages)}" in page
    assert "To complete before signing" in pages[0]


@FULL
@needs_office
def test_the_list_of_appendices_has_the_pages_on_which_they_begin(tmp_path: Path) -> None:
    """The Word file leaves the numbers to the program that opens it."""
    read = PdfReader(converted(report(), "pdf", tmp_path))
    texts = [" ".join(page.extract_text().split()) for page in read.pages]
    (contents,) = (text for text in texts if "Appendices Appendix A: " in text)
    listed = dict(re.findall(r"(Appendix [A-Z]: [^.]+)\.{3,} *([0-9]+)", contents))
    titles = [one.title for one in report().sections if one.title.startswith("Appendix ")]
    assert [*listed] == titles
    texts = [re.sub(r"Appendix [A-Z]: [^.]+\.{3,} *[0-9]+", "", text) for text in texts]
    begun = {one: next(n for n, text in enumerate(texts, 1) if one in text) for one in titles}
    assert {title: int(number) for title, number in listed.items()} == begun
    assert len({*listed.values()}) > 3


@FULL
@needs_office
def test_libreoffice_opens_a_document_on_a_file_that_had_active_content_in_every_part(tmp_path: Path) -> None:
    read = PdfReader(converted(replace(full(), template=planted_everywhere()), "pdf", tmp_path))
    words = read.pages[0].extract_text()
    assert SCHOOL_OF_LETTERHEAD in words
    assert KEPT in words
    assert "EXERCISE" in words


@FULL
@needs_office
def test_libreoffice_opens_a_document_on_the_starter_and_every_page_has_letterhead_and_marking(tmp_path: Path) -> None:
    read = PdfReader(converted(replace(full(), template=build_starter()), "pdf", tmp_path))
    for number, page in enumerate(read.pages, 1):
        words = page.extract_text()
        assert SCHOOL in words
        assert re.search(r"EXERCISE\s+DRAFT", words)
        assert f"Page {number} of {len(read.pages)}" in words


@FULL
@needs_office
def test_libreoffice_takes_the_contents_for_contents_and_the_controls_for_controls(tmp_path: Path) -> None:
    with zipfile.ZipFile(converted(full(), "odt", tmp_path)) as parts:
        content = parts.read("content.xml").decode()
    assert content.count("<text:table-of-content ") == 1
    assert 'text:outline-level="2"' in content
    assert content.count("<loext:content-control ") == 44
    assert 'loext:alias="Overall judgment"' in content
    assert content.count("<text:sequence ") == 5


@FULL
@needs_office
def test_no_long_table_begins_with_one_row_or_loses_any_in_libreoffice(tmp_path: Path) -> None:
    """On pages that are filled to the line at which its first rows have room, or have not."""
    columns = (model.Column("A", 0.3), model.Column("B", 0.7))
    rows = tuple((f"row{at:02d}", "word " * (5 + 9 * (at % 4))) for at in range(30))
    sections = tuple(
        Section(
            f"s{at}",
            f"Section {at}",
            (*[model.Paragraph("line")] * (23 + at), Table("T", columns, rows)),
            starts_page=True,
        )
        for at in range(9)
    )
    read = PdfReader(converted(Paper("Kind", "Title", (), sections, contents=False), "pdf", tmp_path))
    pages = [page.extract_text() for page in read.pages]
    assert Counter(re.findall(r"row\d\d", "\n".join(pages))) == {row[0]: len(sections) for row in rows}
    begun = [len(re.findall(r"row\d\d", page)) for page in pages if "Table" in page]
    assert len(begun) == len(sections)
    assert 1 not in begun
    assert {2, 3} & set(begun)


@needs_office
@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_the_evaluators_guide_in_libreoffice_has_two_pages_an_objective_and_is_at_most_one_off_its_contents(
    name: str, tmp_path: Path
) -> None:
    guide = handout(name, "evaluators-guide")
    pages = [page.extract_text() for page in PdfReader(converted(guide, "pdf", tmp_path)).pages]
    begun = [number for number, page in enumerate(pages) if re.search(r"^Objective \d", page, re.MULTILINE)]
    first = len(pages) - 2 * len(opened(name).exercise.objectives)
    assert first in (1, 2)  # the contents, and how the guide is used
    assert begun[1:] == [*range(first, len(pages), 2)]
    contents = dict(re.findall(r"^(.*?)\.{3,} *(\d+)$", "\n".join(pages[:2]), re.MULTILINE))
    assert len(contents) == len(model.list_contents(guide))
    for title, number in contents.items():
        close = pages[max(int(number) - 2, 0) : int(number) + 1]
        words = r"\s+".join(map(re.escape, title.split()))
        assert any(re.search(rf"^{words}$", page, re.MULTILINE) for page in close), title


@needs_office
@pytest.mark.parametrize("name", [one for one in EACH_EXERCISE if str(one.values[0]).endswith("-45")])
def test_the_guide_of_45_minutes_has_at_most_six_pages_in_libreoffice(name: str, tmp_path: Path) -> None:
    """The list ends on the last."""
    guide = handout(name, "facilitators-guide")
    pages = [page.extract_text() for page in PdfReader(converted(guide, "pdf", tmp_path)).pages]
    assert len(pages) <= 6
    assert re.search(rf"^{opened(name).exercise.decisions[-1].id}\b", pages[-1], re.MULTILINE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    (path,) = write_paper(full(), tmp_path_factory.mktemp("browser"), "paper", ("html",))
    return path.as_uri()


@needs_chromium
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        pytest.param(390, "dark", marks=pytest.mark.slow),
        *(
            pytest.param(width, scheme, marks=FULL)
            for width, scheme in ((360, "light"), (1100, "light"), (1280, "dark"), (1920, "light"))
        ),
    ],
)
def test_a_page_has_nothing_that_axe_finds_fault_with(browser: Browser, address: str, width: int, scheme: str) -> None:
    fetched: list[str] = []
    page = open_page(browser, address, width, scheme)
    page.on("request", lambda request: fetched.append(request.url))
    page.reload()
    check_reading(page, width)
    assert fetched == [address]
    page.close()


def brightness(frame: Locator) -> tuple[float, float]:
    """How bright the left and the right edge of a frame are that scrolls, from 0 to 255."""
    picture = Image.open(io.BytesIO(frame.screenshot())).convert("L")
    edges = ((0, 0, 4, picture.height), (picture.width - 4, 0, picture.width, picture.height))
    left, right = (ImageStat.Stat(picture.crop(edge)).mean[0] for edge in edges)
    return left, right


@FULL
@needs_chromium
@pytest.mark.parametrize("of", [".many", ".plate"])
def test_on_a_phone_what_is_wider_than_the_screen_scrolls_by_keys_and_shows_on_which_side_there_is_more(
    browser: Browser, address: str, of: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="light")
    page.goto(address)
    frame = page.locator(of).first
    more = frame.evaluate("one => one.scrollWidth - one.clientWidth")
    assert more > 100
    at_first = brightness(frame)
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=frame.element_handle())
    frame.evaluate("(one, more) => { one.blur(); one.scrollLeft = more }", more)
    at_last = brightness(frame)
    assert at_first[1] < at_first[0] - 5  # darker at the right
    assert at_last[0] < at_last[1] - 5
    page.close()


@FULL
@needs_chromium
def test_on_a_phone_the_letters_of_a_figure_are_as_large_as_those_of_a_note(browser: Browser, tmp_path: Path) -> None:
    """Those of our figures are eight points in a picture that is 468 wide."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 468 90"><text y="20" font-size="8">words</text></svg>'
    one = model.Picture("words", "Words", "Words.", svg, png(468, 90))
    (path,) = write_paper(Paper("Kind", "Title", (), (Section("one", "One", (one,)),)), tmp_path, "paper", ("html",))
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.querySelector('svg text').getBoundingClientRect().height") >= 9
    page.close()


@FULL
@needs_chromium
def test_printed_from_a_browser_every_page_is_marked(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = PdfReader(tmp_path / "printed.pdf")
    for sheet in printed.pages:
        assert "EXERCISE" in sheet.extract_text()
    assert {sheet.mediabox.width > sheet.mediabox.height for sheet in printed.pages} == {True, False}
    page.close()
