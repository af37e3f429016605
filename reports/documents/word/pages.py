"""Pages: their sizes, and what stands at the top and the foot of each."""

from typing import NamedTuple

from reports.documents.blocks import Paper
from reports.documents.word.elements import build_element, build_field, build_paragraph, build_text_runs


class Page(NamedTuple):
    """A size of page, in twentieths of a point."""

    width: int
    height: int
    side: int = 1440
    top: int = 1580
    foot: int = 1300

    @property
    def line(self) -> int:
        """How wide a line of text is."""
        return self.width - 2 * self.side

    @property
    def column(self) -> int:
        """How high the text is."""
        return self.height - self.top - self.foot


LETTER = Page(12240, 15840)
LANDSCAPE = Page(15840, 12240, side=900, top=1120, foot=920)


def find_page(landscape: bool) -> Page:
    """The page of a section."""
    return LANDSCAPE if landscape else LETTER


def build_section_properties(landscape: bool) -> str:
    """The end of a Word section, which says what its pages are like."""
    page = find_page(landscape)
    turned = {"orient": "landscape"} if landscape else {}
    return build_element(
        "sectPr",
        build_element("type", val="nextPage"),
        build_element("pgSz", w=page.width, h=page.height, **turned),
        build_element(
            "pgMar",
            top=page.top,
            right=page.side,
            bottom=page.foot,
            left=page.side,
            header=680,
            footer=600,
            gutter=0,
        ),
        build_element("cols", space=720),
    )


def build_header(paper: Paper, landscape: bool) -> str:
    """The paragraph at the top of each page: marking and status, and the title at the right."""
    marking = build_text_runs(paper.marking, "Marking") + build_text_runs("   ") if paper.marking else ""
    return _build_line(marking + build_text_runs(paper.status), build_text_runs(paper.title), "Header", landscape)


def build_footer(paper: Paper, landscape: bool) -> str:
    """The paragraph at the foot of each page: what kind of paper it is, and the page."""
    number = build_text_runs("Page ") + build_field("PAGE", "1") + build_text_runs(" of ") + build_field("NUMPAGES", "1")
    return _build_line(build_text_runs(paper.kind), number, "Footer", landscape)


def _build_line(left: str, right: str, style: str, landscape: bool) -> str:
    stop = build_element("tab", val="right", pos=find_page(landscape).line)
    return build_paragraph(left + build_element("r", build_element("tab")) + right, style, build_element("tabs", stop))
